import Anatomy
import Foundation

/// What stands where, in rows, before they have a height.
extension TransitMap {
  /// −1 left, +1 right of the trunk.
  typealias Side = Double

  /// Something on a row, before rows have a height.
  struct Row {
    enum Content {
      case termini(segment: Int, line: Int, text: String, isSkin: Bool)
      case site(Int)
      case name(String)
    }
    var side: Side
    var row: Double
    var depth: Int
    var content: Content
  }

  /// A stretch of a branch: from a row to a row at a depth, with its roots.
  struct Stretch {
    var side: Side
    var depth: Int
    var from: Double
    var to: Double
    var roots: [Int]
    var id: String
    /// Where a companion of the trunk runs beside it, and the roots in whose line it begins.
    var lane: (offset: Double, origin: [Int])?
  }

  /// A step outwards at a row.
  struct Step {
    var side: Side
    var row: Double
    var fromDepth: Int
    var toDepth: Int
    var roots: [Int]
    var id: String
    /// In strands from the middle of the line that it leaves.
    var lane: Double?
  }

  /// What stands on which row of which side.
  struct Plan {
    var rows: [Row] = []
    var stretches: [Stretch] = []
    var steps: [Step] = []
    var left = 1.0
    var right = 1.0

    /// Next free row of a side.
    func cursor(_ side: Side) -> Double { side < 0 ? left : right }

    /// The row a little above the middle, as the roots stand above it, at which the fewest branches would be cut.
    func parting(_ rows: Double) -> Double {
      let candidates = stride(from: (rows * 0.36).rounded(), through: rows * 0.58, by: 0.5)
      func cuts(_ row: Double) -> Double {
        let cut = stretches.count { $0.depth > 0 && $0.from < row && $0.to >= row }
        return Double(cut) + 2 * abs(row - rows * 0.42) / rows
      }
      return candidates.min { cuts($0) < cuts($1) } ?? rows / 2
    }

    /// The row that is taken on a side, no higher than `row`.
    mutating func take(_ side: Side, from row: Double) -> Double {
      let taken = max(cursor(side), row)
      if side < 0 { left = taken + 1 } else { right = taken + 1 }
      return taken
    }

    /// Puts something on the row that is taken on a side, no higher than `row`.
    ///
    /// - Returns: that row.
    mutating func add(_ content: Row.Content, _ side: Side, depth: Int, from row: Double) -> Double {
      let taken = take(side, from: row)
      rows.append(Row(side: side, row: taken, depth: depth, content: content))
      return taken
    }
  }

  /// What a segment ends in, in lines that fit beside the map.
  private func termini(_ s: Int, _ tree: NerveTree) -> [Row.Content] {
    // A nerve that leaves with one muscle or two has no stretch of its own, and stands before them.
    let own = Dictionary(grouping: tree.muscles[s]) { m -> Int? in
      let nerve = atlas.nerves.position(of: atlas.muscles[m].nerve)
      return nerve.flatMap { n in atlas.segments.contains { $0.nerve == atlas.nerves[n].id } ? nil : n }
    }
    let bundles = own.sorted { ($0.key ?? -1) < ($1.key ?? -1) }.map { nerve, muscles in
      (
        muscles.map { style.name(atlas.muscles[$0]) },
        nerve.map { style.name(atlas.nerves[$0]) + ": " } ?? "", false
      )
    }
    let skin = tree.skin[s].map { atlas.midSentence(atlas.regions[$0].name) }
    let limit = style.size == .slide ? 46 : 70
    var lines: [(text: String, isSkin: Bool)] = []
    for (words, head, isSkin) in bundles + [(skin, "skin: ", true)] where !words.isEmpty {
      var line = head
      for (k, word) in words.enumerated() {
        let next = word + (k + 1 < words.count ? ", " : "")
        if line.count > head.count, line.count + next.count > limit {
          lines.append((line.trimmingCharacters(in: .whitespaces), isSkin))
          line = ""
        }
        line += next
      }
      lines.append((line, isSkin))
    }
    return lines.enumerated().map { k, line in
      .termini(segment: s, line: k, text: line.text, isSkin: line.isSkin)
    }
  }

  /// Nerves that end where one ends and have no stretch of their own.
  private func neighbours(_ id: String) -> [String] {
    let ends = Set(atlas.nerves[id]?.ends.map(\.segment) ?? [])
    return atlas.nerves.filter { other in
      other.id != id && !other.ends.isEmpty && other.ends.allSatisfy { ends.contains($0.segment) }
        && !atlas.segments.contains { $0.nerve == other.id }
    }.map(\.id)
  }

  /// Lays a branch down beside its parent, one depth further out.
  private func lay(
    _ branch: NerveTree.Branch, _ tree: NerveTree, side: Side, depth: Int, from row: Double, parent: String,
    _ plan: inout Plan
  ) {
    // Half a row of air, so that the step outwards crosses no text.
    var first = max(plan.cursor(side), row) + 0.5
    let nerve = atlas.segments[branch.segments[0]].nerve
    if nerve != parent { first = plan.take(side, from: first) }
    var last = first
    if nerve != parent {
      plan.rows.append(Row(side: side, row: first, depth: depth, content: .name(nerve)))
      for neighbour in neighbours(nerve) {
        last = plan.add(.name(neighbour), side, depth: depth, from: last)
      }
    }
    plan.steps.append(
      Step(
        side: side, row: first, fromDepth: depth - 1, toDepth: depth, roots: tree.roots[branch.segments[0]],
        id: atlas.segments[branch.segments[0]].id))
    var shown = nerve
    for (place, s) in branch.segments.enumerated() {
      let start = place == 0 ? first : last
      // A branch that goes on as another nerve says so.
      let name = atlas.segments[s].nerve
      if name != shown, place > 0 {
        last = plan.add(.name(name), side, depth: depth, from: last)
        shown = name
      }
      for site in sites(at: s) { last = plan.add(.site(site), side, depth: depth, from: last) }
      for content in termini(s, tree) { last = plan.add(content, side, depth: depth, from: last) }
      var leaving = last
      for child in branch.children[place] ?? [] {
        leaving = plan.cursor(side)
        lay(child, tree, side: side, depth: depth + 1, from: leaving, parent: name, &plan)
      }
      last = max(last, leaving)
      if last > start {
        plan.stretches.append(
          Stretch(
            side: side, depth: depth, from: start, to: last, roots: tree.roots[s], id: atlas.segments[s].id))
      }
    }
  }

  /// A companion's own line beside the trunk, down to its step outwards.
  private func run(
    beside trunk: NerveTree.Branch, _ n: Int, _ tree: NerveTree, from row: Double, to step: Int,
    _ plan: inout Plan
  ) {
    let companion = tree.companions[n]
    func count(_ branch: NerveTree.Branch) -> Double { Double(tree.roots[branch.segments[0]].count) }
    let widest = trunk.segments[companion.places].map { tree.roots[$0].count }.max() ?? 0
    let inner = tree.companions.prefix(n).filter { $0.places.overlaps(companion.places) }
    let offset =
      Double(widest) / 2 + inner.reduce(0) { $0 + count($1.branch) + 1.4 } + 1.4
      + count(companion.branch) / 2
    let above = companion.places.lowerBound - 1
    plan.steps[step].lane = -offset
    plan.stretches.append(
      Stretch(
        side: 0, depth: 0, from: row, to: plan.steps[step].row - 0.9, roots: plan.steps[step].roots,
        id: "beside-" + plan.steps[step].id,
        lane: (-offset, above >= 0 ? tree.roots[trunk.segments[above]] : [])))
  }

  /// The trunk and everything that leaves it.
  func plan(_ tree: NerveTree) -> Plan {
    var plan = Plan()
    guard let trunk = tree.tops.first else { return plan }
    for top in tree.tops.dropFirst() {
      let side: Side = plan.left <= plan.right ? -1 : 1
      lay(top, tree, side: side, depth: 1, from: 1, parent: "", &plan)
    }
    var last = 1.0
    var shown = ""
    // Rows at which the companions of the trunk begin.
    var begins: [Int: Double] = [:]
    for (place, s) in trunk.segments.enumerated() {
      let start = last
      // Beside a companion the other side is free.
      let isBeside = tree.companions.contains { $0.places.contains(place) }
      var side: Side { isBeside || plan.left > plan.right ? 1 : -1 }
      for (k, companion) in tree.companions.enumerated() where companion.places.lowerBound == place {
        begins[k] = start
      }
      let name = atlas.segments[s].nerve
      if name != shown {
        last = plan.add(.name(name), side, depth: 0, from: last)
        shown = name
      }
      for site in sites(at: s) {
        last = plan.add(.site(site), side, depth: 0, from: last)
        // A station has its row of the trunk to itself, on both sides.
        plan.left = max(plan.left, last + 1)
        plan.right = max(plan.right, last + 1)
      }
      let beside = side
      for content in termini(s, tree) { last = plan.add(content, beside, depth: 0, from: last) }
      for child in trunk.children[place] ?? [] {
        let companion = tree.companions.firstIndex { $0.branch === child }
        let to = companion == nil ? side : -1
        let row = max(plan.cursor(to), last)
        let step = plan.steps.count
        lay(child, tree, side: to, depth: 1, from: row, parent: name, &plan)
        if let companion, let begin = begins[companion] {
          run(beside: trunk, companion, tree, from: begin, to: step, &plan)
        }
        last = row
      }
      plan.stretches.append(
        Stretch(side: 0, depth: 0, from: start, to: last, roots: tree.roots[s], id: atlas.segments[s].id))
    }
    return plan
  }
}
