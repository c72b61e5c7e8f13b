import Anatomy
import LinearAlgebra

/// A bundle of fibres from one root to one end of the graph, in one channel.
public struct Tract: Sendable, Hashable {
  /// Position in ``Atlas/roots``.
  public let root: Int
  /// The last segment of its route.
  public let end: Int
  /// Position in ``Atlas/channels``.
  public let channel: Int
}

/// All tracts of an atlas, and how much of each target's fibres every tract carries.
///
/// Rows of the weight matrices sum to 1 per target. Skin regions have two known margins, the shares of their
/// nerves and of their roots; the joint weights are raked from both (``fitJoint``), over pairs that the graph
/// connects.
public struct TractSystem: Sendable {
  /// The tracts; columns of every weight matrix.
  public let tracts: [Tract]
  /// The segments that each tract passes, from cord to end.
  public let routes: [[Int]]
  /// Length of each tract in mm.
  public let lengths: [Double]
  /// Weights per plexus shift.
  public let weights: [TargetWeights]

  /// Weight matrices for one position of the plexus.
  public struct TargetWeights: Sendable {
    /// Muscles × tracts; segmental muscles have empty rows here.
    public var muscles: Matrix
    /// Segmental targets × tracts.
    public var segmental: Matrix
    /// Skin regions × tracts.
    public var regions: Matrix
    /// Reflexes × tracts.
    public var reflexes: Matrix
    /// Conduction studies × tracts.
    public var studies: Matrix
  }

  /// Rows of ``TargetWeights/segmental`` per muscle.
  public let segmentalRows: [Int: [Int]]

  /// Builds the tracts of an atlas.
  public init(_ atlas: Atlas) {
    var builder = TractBuilder(atlas)
    let rows = atlas.shifts.map { builder.rows(shift: $0) }
    tracts = builder.tracts
    let pathways = builder.pathways
    routes = tracts.map { pathways.route(root: $0.root, to: $0.end) ?? [] }
    lengths = tracts.map { pathways.length(root: $0.root, to: $0.end) }
    let count = tracts.count
    var segmentalRows: [Int: [Int]] = [:]
    var next = 0
    for (m, muscle) in atlas.muscles.enumerated() where !muscle.segmental.isEmpty {
      segmentalRows[m] = Array(next..<next + muscle.segmental.count)
      next += muscle.segmental.count
    }
    self.segmentalRows = segmentalRows
    weights = rows.map { rows in
      TargetWeights(
        muscles: Self.matrix(rows.muscles, count), segmental: Self.matrix(rows.segmental, count),
        regions: Self.matrix(rows.regions, count), reflexes: Self.matrix(rows.reflexes, count),
        studies: Self.matrix(rows.studies, count))
    }
  }

  private static func matrix(_ rows: [[Int: Double]], _ columns: Int) -> Matrix {
    var matrix = Matrix(rows: rows.count, columns: columns)
    for (i, row) in rows.enumerated() {
      for (j, value) in row { matrix[i, j] = value }
    }
    return matrix
  }
}

/// Collects tracts and sparse weight rows.
private struct TractBuilder {
  let atlas: Atlas
  let pathways: Pathways
  var tracts: [Tract] = []
  private var positions: [Tract: Int] = [:]

  struct Rows {
    var muscles: [[Int: Double]] = []
    var segmental: [[Int: Double]] = []
    var regions: [[Int: Double]] = []
    var reflexes: [[Int: Double]] = []
    var studies: [[Int: Double]] = []
  }

  init(_ atlas: Atlas) {
    self.atlas = atlas
    pathways = atlas.pathways()
  }

  private mutating func position(_ tract: Tract) -> Int {
    if let known = positions[tract] { return known }
    positions[tract] = tracts.count
    tracts.append(tract)
    return tracts.count - 1
  }

  private func connects(_ root: Int, _ end: NerveEnd) -> Bool {
    pathways.route(root: root, to: end.segment) != nil
  }

  mutating func rows(shift: PlexusShift) -> Rows {
    var rows = Rows()
    for muscle in atlas.muscles {
      let roots = shifted(muscle.roots, shift) { root in muscle.leaves.contains { connects(root, $0) } }
      rows.muscles.append(row(roots: roots, ends: muscle.leaves))
      for part in muscle.segmental {
        rows.segmental.append(row(roots: [Share(part.root, 1)], ends: [part.end]))
      }
    }
    var nerveRows: [Int: [Int: Double]] = [:]
    for region in atlas.regions {
      let byNerve = regionRows(region, shift)
      var total: [Int: Double] = [:]
      for (nerve, row) in byNerve {
        for (tract, weight) in row {
          total[tract, default: 0] += weight
          nerveRows[nerve, default: [:]][tract, default: 0] += weight
        }
      }
      rows.regions.append(total)
    }
    for reflex in atlas.reflexes {
      rows.reflexes.append(arc(muscles: reflex.muscles, roots: reflex.roots, shift))
    }
    for study in atlas.studies {
      rows.studies.append(self.study(study, muscleRows: rows.muscles, nerveRows: nerveRows, shift))
    }
    return rows
  }

  /// Root shares with a part moved to the neighbouring root, where that root can supply the target.
  private func shifted(_ shares: [Share], _ shift: PlexusShift, reachable: (Int) -> Bool) -> [Share] {
    if shift.steps == 0 || shift.share == 0 { return shares }
    var result: [Int: Double] = [:]
    for share in shares {
      let neighbour = share.index + shift.steps
      let moves = atlas.roots.indices.contains(neighbour) && reachable(neighbour)
      result[share.index, default: 0] += share.value * (moves ? 1 - shift.share : 1)
      if moves { result[neighbour, default: 0] += share.value * shift.share }
    }
    return result.sorted { $0.key < $1.key }.map { Share($0.key, $0.value) }
  }

  /// Weights of a target from its root shares and its ends, raked over the pairs that are connected.
  private mutating func row(roots: [Share], ends: [NerveEnd]) -> [Int: Double] {
    guard !roots.isEmpty, !ends.isEmpty else { return [:] }
    var result: [Int: Double] = [:]
    let joint = try? fitJoint(
      rows: ends.map(\.share), columns: roots.map(\.value), tolerance: 1e-6, accepted: 1e-3
    ) {
      connects(roots[$1].index, ends[$0]) ? 1 : 0
    }
    for (e, end) in ends.enumerated() {
      for (r, root) in roots.enumerated() where connects(root.index, end) {
        let weight = joint.map { $0[e, r] } ?? end.share * root.value
        if weight > 1e-9 {
          result[position(Tract(root: root.index, end: end.segment, channel: end.channel)), default: 0] +=
            weight
        }
      }
    }
    return normalised(result)
  }

  private func normalised(_ row: [Int: Double]) -> [Int: Double] {
    let sum = row.values.sorted().reduce(0, +)
    return sum > 0 ? row.mapValues { $0 / sum } : row
  }

  /// Share of a root in a nerve, shifted with the plexus; 1 where the atlas states no roots for the nerve.
  private func nerveRootShare(nerve: Int, root: Int, _ shift: PlexusShift) -> Double {
    let roots = atlas.nerves[nerve].roots
    if roots.isEmpty { return 1 }
    let ends = atlas.nerves[nerve].ends
    let moved = shifted(roots, shift) { root in ends.contains { connects(root, $0) } }
    return moved.first { $0.index == root }?.value ?? 0
  }

  /// Weights of a skin region, nerve by nerve.
  private mutating func regionRows(
    _ region: SkinRegion, _ shift: PlexusShift
  ) -> [(nerve: Int, row: [Int: Double])] {
    var ends: [(nerve: Int, end: NerveEnd)] = []
    for share in region.nerves {
      for end in atlas.nerves[share.index].ends {
        var nearer = end
        if let segment = region.nearerEnds[share.index] { nearer.segment = segment }
        nearer.share = end.share * share.value
        ends.append((share.index, nearer))
      }
    }
    let roots = shifted(region.roots, shift) { root in ends.contains { connects(root, $0.end) } }
    let joint = try? fitJoint(
      rows: ends.map(\.end.share), columns: roots.map(\.value), tolerance: 1e-6, accepted: 1e-3
    ) {
      guard connects(roots[$1].index, ends[$0].end) else { return 0 }
      // What is known of the nerve's own roots keeps fibres out of roots that never supply it.
      return nerveRootShare(nerve: ends[$0].nerve, root: roots[$1].index, shift) + 0.005
    }
    var result: [(Int, [Int: Double])] = []
    var total = 0.0
    for (e, (nerve, end)) in ends.enumerated() {
      var row: [Int: Double] = [:]
      for (r, root) in roots.enumerated() where connects(root.index, end) {
        let weight = joint.map { $0[e, r] } ?? end.share * root.value
        if weight > 1e-9 {
          row[position(Tract(root: root.index, end: end.segment, channel: end.channel)), default: 0] += weight
          total += weight
        }
      }
      result.append((nerve, row))
    }
    return result.map { ($0.0, $0.1.mapValues { $0 / max(total, 1e-12) }) }
  }

  private mutating func arc(muscles: [Share], roots: [Share], _ shift: PlexusShift) -> [Int: Double] {
    let ends = muscles.flatMap { share in
      atlas.muscles[share.index].leaves.map {
        NerveEnd(segment: $0.segment, channel: $0.channel, share: $0.share * share.value)
      }
    }
    let moved = shifted(roots, shift) { root in ends.contains { connects(root, $0) } }
    return row(roots: moved, ends: ends)
  }

  private mutating func study(
    _ study: ConductionStudy, muscleRows: [[Int: Double]], nerveRows: [Int: [Int: Double]],
    _ shift: PlexusShift
  ) -> [Int: Double] {
    switch study.recording {
    case .sensory(let nerve):
      let ends = atlas.nerves[nerve].ends
      if atlas.nerves[nerve].roots.isEmpty { return normalised(nerveRows[nerve] ?? [:]) }
      let roots = shifted(atlas.nerves[nerve].roots, shift) { root in ends.contains { connects(root, $0) } }
      return row(roots: roots, ends: ends)
    case .motor(let muscles), .late(let muscles):
      var result: [Int: Double] = [:]
      for share in muscles {
        for (tract, weight) in muscleRows[share.index] { result[tract, default: 0] += weight * share.value }
      }
      return result
    case .reflex(let muscles, let roots, _): return arc(muscles: muscles, roots: roots, shift)
    case .block: return [:]
    }
  }
}
