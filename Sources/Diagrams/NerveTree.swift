import Anatomy
import Simulation

/// The graph of an atlas as a tree of branches below the roots, for the schematic.
struct NerveTree {
  /// A stretch of the graph without a choice of way: the widest way down from where it begins.
  final class Branch {
    /// Segments from above.
    var segments: [Int] = []
    /// Branches that leave after a segment, by its place in ``segments``.
    var children: [Int: [Branch]] = [:]
    /// Termini below, its own and those of its branches.
    var size = 0
  }

  /// Roots whose fibres run in a segment, in the usual plexus: those with a fiftieth or more of them there or beyond.
  let roots: [[Int]]
  /// Muscles and skin that leave at the end of a segment.
  let muscles: [[Int]]
  let skin: [[Int]]
  /// Branches that begin at the roots or where several streams meet, the widest first.
  private(set) var tops: [Branch] = []
  private var below: [[Int]]

  init(_ atlas: Atlas, system: TractSystem) {
    let weights = system.weights[atlas.usualShift]
    var load = Array(
      repeating: Array(repeating: 0.0, count: atlas.roots.count), count: atlas.segments.count)
    let matrices = [weights.muscles, weights.segmental, weights.regions]
    for (t, tract) in system.tracts.enumerated() {
      var sum = 0.0
      for matrix in matrices { for i in 0..<matrix.rows { sum += matrix[i, t] } }
      for s in system.routes[t] { load[s][tract.root] += sum }
    }
    var kept = load.map { row in
      let total = row.reduce(0, +)
      return Set(row.indices.filter { total > 0 && row[$0] >= 0.02 * total })
    }
    // A root that counts further down is there on the whole way.
    for (t, tract) in system.tracts.enumerated() {
      let last = system.routes[t].lastIndex { kept[$0].contains(tract.root) } ?? 0
      for s in system.routes[t].prefix(last) { kept[s].insert(tract.root) }
    }
    roots = kept.map { $0.sorted() }
    var muscles = Array(repeating: [Int](), count: atlas.segments.count)
    for (m, muscle) in atlas.muscles.enumerated() {
      for leaf in muscle.leaves { muscles[leaf.segment].append(m) }
    }
    self.muscles = muscles
    var skin = Array(repeating: [Int](), count: atlas.segments.count)
    for (r, region) in atlas.regions.enumerated() {
      for part in region.nerves where part.value >= 0.1 {
        for end in atlas.nerves[part.index].ends where end.share >= 0.2 {
          let segment = region.nearerEnds[part.index] ?? end.segment
          if !skin[segment].contains(r) { skin[segment].append(r) }
        }
      }
    }
    self.skin = skin
    let stations = Set(atlas.roots.flatMap(\.stations))
    var below = Array(repeating: [Int](), count: atlas.segments.count)
    var starts: [Int] = []
    for (s, segment) in atlas.segments.enumerated() where !stations.contains(s) {
      if segment.after.count == 1, !stations.contains(segment.after[0]) {
        below[segment.after[0]].append(s)
      } else {
        starts.append(s)
      }
    }
    self.below = below
    tops = starts.map { branch(from: $0) }.filter { $0.size > 0 }.sorted {
      ($1.size, $0.segments[0]) < ($0.size, $1.segments[0])
    }
  }

  private func size(_ s: Int) -> Int {
    muscles[s].count + skin[s].count + below[s].reduce(0) { $0 + size($1) }
  }

  private func branch(from start: Int) -> Branch {
    let branch = Branch()
    branch.size = size(start)
    var next: Int? = start
    while let s = next {
      branch.segments.append(s)
      let ways = below[s].filter { size($0) > 0 }.sorted { (size($1), $0) < (size($0), $1) }
      next = ways.first
      let others = ways.dropFirst()
      if !others.isEmpty { branch.children[branch.segments.count - 1] = others.map { self.branch(from: $0) } }
    }
    return branch
  }
}
