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

  /// A branch that runs beside a nerve of others before it leaves it.
  struct Companion {
    let branch: Branch
    /// Where it runs beside the trunk, by places in its segments; it leaves after the last.
    let places: ClosedRange<Int>
  }

  /// Roots whose fibres run in a segment, in the usual plexus: those with a fiftieth or more of them there or beyond; beside
  /// a companion, without its own.
  private(set) var roots: [[Int]]
  /// Muscles and skin that leave at the end of a segment.
  let muscles: [[Int]]
  let skin: [[Int]]
  /// Branches that begin at the roots or where several streams meet, the widest first.
  private(set) var tops: [Branch] = []
  /// Nerves that run beside the trunk as lines of their own.
  private(set) var companions: [Companion] = []
  private var below: [[Int]]

  init(_ atlas: Atlas, system: TractSystem) {
    roots = Self.roots(atlas, system, tracts: Array(system.tracts.indices))
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
    guard let trunk = tops.first else { return }
    companions = Self.companions(of: trunk, atlas, system)
    let apart = Set(companions.map { $0.branch.segments[0] })
    if apart.isEmpty { return }
    let others = Self.roots(
      atlas, system, tracts: system.tracts.indices.filter { apart.isDisjoint(with: system.routes[$0]) })
    for s in companions.flatMap({ trunk.segments[$0.places] }) { roots[s] = others[s] }
  }

  /// Roots by segment, of the fibres of some tracts.
  private static func roots(_ atlas: Atlas, _ system: TractSystem, tracts: [Int]) -> [[Int]] {
    let weights = system.weights[atlas.usualShift]
    var load = Array(
      repeating: Array(repeating: 0.0, count: atlas.roots.count), count: atlas.segments.count)
    let matrices = [weights.muscles, weights.segmental, weights.regions]
    for t in tracts {
      var sum = 0.0
      for matrix in matrices { for i in 0..<matrix.rows { sum += matrix[i, t] } }
      for s in system.routes[t] { load[s][system.tracts[t].root] += sum }
    }
    var kept = load.map { row in
      let total = row.reduce(0, +)
      return Set(row.indices.filter { total > 0 && row[$0] >= 0.02 * total })
    }
    // A root that counts further down is there on the whole way.
    for t in tracts {
      let root = system.tracts[t].root
      let last = system.routes[t].lastIndex { kept[$0].contains(root) } ?? 0
      for s in system.routes[t].prefix(last) { kept[s].insert(root) }
    }
    return kept.map { $0.sorted() }
  }

  /// Branches whose fibres are in no bundle that is the trunk nerve's own, and that leave it below where it begins.
  private static func companions(of trunk: Branch, _ atlas: Atlas, _ system: TractSystem) -> [Companion] {
    func isWithin(_ channel: Int, _ bundles: [Int]) -> Bool {
      var wider: Int? = channel
      while let c = wider {
        if bundles.contains(c) { return true }
        wider = atlas.channels[c].parent
      }
      return false
    }
    return trunk.segments.indices.flatMap { place -> [Companion] in
      let id = atlas.segments[trunk.segments[place]].nerve
      let begin = trunk.segments.firstIndex { atlas.segments[$0].nerve == id } ?? place
      guard begin < place, let bundles = atlas.nerves[id]?.bundles, !bundles.isEmpty else { return [] }
      return (trunk.children[place] ?? []).filter { branch in
        let fibres = system.tracts.indices.filter { system.routes[$0].contains(branch.segments[0]) }
        return !fibres.contains { isWithin(system.tracts[$0].channel, bundles) }
      }.map { Companion(branch: $0, places: begin...place) }
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
