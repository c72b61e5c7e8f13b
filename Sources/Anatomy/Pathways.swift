/// The ways of fibres through the graph: from each root to each segment.
public struct Pathways: Sendable {
  /// For each root and segment, the segments from the cord to it, both ends included; nil where none leads there.
  private let routes: [[[Int]?]]
  /// Pairs of root and segment that more than one way connects; a fault of the atlas.
  public let ambiguous: [(root: Int, segment: Int)]
  /// Length in mm of each route.
  private let lengths: [[Double]]

  /// Follows the graph of an atlas.
  init(segments: Register<Segment>, roots: Register<Root>) {
    var routes: [[[Int]?]] = []
    var ambiguous: [(Int, Int)] = []
    for (r, root) in roots.enumerated() {
      var found: [[Int]?] = Array(repeating: nil, count: segments.count)
      var counts = Array(repeating: -1, count: segments.count)
      let starts = Set(root.stations.prefix(1))
      func visit(_ s: Int, depth: Int) -> Int {
        if counts[s] >= 0 { return counts[s] }
        if depth > segments.count { return 0 }
        counts[s] = 0
        if starts.contains(s) {
          found[s] = [s]
          counts[s] = 1
          return 1
        }
        var ways = 0
        for previous in segments[s].after {
          let count = visit(previous, depth: depth + 1)
          if count > 0, let head = found[previous] { found[s] = head + [s] }
          // More than one is a fault already, and a ladder of forks has more ways than an integer holds.
          ways = min(2, ways + count)
        }
        counts[s] = ways
        return ways
      }
      for s in segments.indices where visit(s, depth: 0) > 1 { ambiguous.append((r, s)) }
      routes.append(found)
    }
    self.routes = routes
    self.ambiguous = ambiguous
    lengths = routes.map { row in
      row.map { route in (route ?? []).reduce(0) { $0 + segments[$1].length } }
    }
  }

  /// The segments from the cord through a root to a segment, in order.
  public func route(root: Int, to segment: Int) -> [Int]? { routes[root][segment] }

  /// Length of that route in mm; 0 where there is none.
  public func length(root: Int, to segment: Int) -> Double { lengths[root][segment] }

  /// Distance in mm along the graph between the ends of two segments; nil where no root serves both.
  public func distance(_ a: Int, _ b: Int) -> Double? {
    var best: Double?
    for root in routes.indices {
      guard let first = routes[root][a], let second = routes[root][b] else { continue }
      var shared = 0
      while shared < min(first.count, second.count), first[shared] == second[shared] { shared += 1 }
      guard shared > 0 else { continue }
      let fork = lengths[root][first[shared - 1]]
      let distance = lengths[root][a] - fork + lengths[root][b] - fork
      best = min(best ?? .infinity, distance)
    }
    return best
  }
}

extension Atlas {
  /// The ways of fibres through this atlas.
  public func pathways() -> Pathways { Pathways(segments: segments, roots: roots) }
  /// The channels in which fibres run through each segment, in the order of the atlas: of muscles, nerves, and skin whose
  /// fibres go on beyond the end of their nerve or leave it before.
  public func channelsBySegment() -> [[Int]] {
    let pathways = pathways()
    let skin = regions.flatMap { region in
      region.nearerEnds.flatMap { nerve, segment in
        nerves[nerve].ends.map { NerveEnd(segment: segment, channel: $0.channel, share: $0.share) }
      }
    }
    var found: [Set<Int>] = Array(repeating: [], count: segments.count)
    for end in muscles.flatMap({ $0.leaves + $0.segmental.map(\.end) }) + nerves.flatMap(\.ends) + skin {
      for root in roots.indices {
        for segment in pathways.route(root: root, to: end.segment) ?? [] {
          found[segment].insert(end.channel)
        }
      }
    }
    return found.map { $0.sorted() }
  }
}
