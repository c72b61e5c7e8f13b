/// Labels in a column beside a figure, as near to what they name as they can be without touching each other; a long name takes
/// several lines.
struct LabelColumn {
  struct Label {
    var id: String
    var text: String
    /// Where the leader ends in the figure.
    var target: Point
    var isBold = false
    var colour: Colour
    /// Leaves the column first when there is no room.
    var weight = 1.0
  }

  /// Which edge of the labels is flush, and towards the figure.
  enum Side { case left, right }

  /// A label where it stands.
  struct Placed {
    var label: Label
    /// Its text, broken.
    var lines: [String]
    /// Height of the first base line.
    var y: Double
  }

  /// x of the flush edge.
  let x: Double
  let side: Side
  let top: Double
  let bottom: Double
  /// mm; of a single line.
  var size: Double
  /// mm; a name that is wider is broken.
  var width = Double.infinity
  /// The share of its size down to which a full column shrinks before it leaves a label out.
  var least = 1.0

  /// From one label to the next.
  var pitch: Double { pitch(size) }
  private func pitch(_ size: Double) -> Double { size * 1.32 }
  /// From line to line of one label.
  private func leading(_ size: Double) -> Double { size * 1.12 }

  private func lines(_ label: Label, _ size: Double) -> [String] {
    FontMetrics.wrapped(label.text, size: size, width: width, isBold: label.isBold)
  }

  /// What labels take at a size.
  private func height(_ labels: [Label], _ size: Double) -> Double {
    labels.reduce(0) { $0 + pitch(size) + Double(max(1, lines($1, size).count) - 1) * leading(size) }
  }

  /// The size at which the labels fit, or the least.
  func fittingSize(_ labels: [Label]) -> Double {
    let steps = 8
    let sizes = (0...steps).map { size * (1 - (1 - least) * Double($0) / Double(steps)) }
    return sizes.first { height(labels, $0) <= bottom - top + 1e-9 } ?? size * least
  }

  /// Whether all of them find room.
  func hasRoom(for labels: [Label]) -> Bool {
    height(labels, fittingSize(labels)) <= bottom - top + 1e-9
  }

  /// Labels with the height of their first base line; those that find no room are left out, the least weighty first. Leaders do
  /// not cross where another order can help it.
  func placed(_ labels: [Label]) -> [Placed] {
    let size = fittingSize(labels)
    var chosen = labels
    while chosen.count > 1, height(chosen, size) > bottom - top + 1e-9,
      let last = chosen.indices.min(by: { (chosen[$0].weight, $1) < (chosen[$1].weight, $0) })
    {
      chosen.remove(at: last)
    }
    chosen.sort { ($0.target.y, $0.target.x, $0.id) < ($1.target.y, $1.target.x, $1.id) }
    var result = stacked(chosen, size)
    // Of two leaders that cross, the exchange of their ends is shorter, so that this comes to an end; labels of different
    // height might go in circles, hence the limit.
    for _ in 0..<(4 * chosen.count) {
      guard let pair = crossing(result, size) else { break }
      chosen.swapAt(pair.0, pair.1)
      result = stacked(chosen, size)
    }
    return result
  }

  /// The first two labels whose leaders cross.
  private func crossing(_ placed: [Placed], _ size: Double) -> (Int, Int)? {
    let bends = placed.map { bend($0, size) }
    for i in placed.indices {
      for j in placed.indices where j > i {
        if Self.cross(bends[i], placed[i].label.target, bends[j], placed[j].label.target) { return (i, j) }
      }
    }
    return nil
  }

  /// Whether two stretches have an inner point in common.
  static func cross(_ a: Point, _ b: Point, _ c: Point, _ d: Point) -> Bool {
    func turn(_ p: Point, _ q: Point, _ r: Point) -> Double {
      (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
    }
    return turn(a, b, c) * turn(a, b, d) < -1e-9 && turn(c, d, a) * turn(c, d, b) < -1e-9
  }

  /// Labels in the order given, each as near to its target as the others let it.
  private func stacked(_ labels: [Label], _ size: Double) -> [Placed] {
    let texts = labels.map { lines($0, size) }
    let extra = texts.map { Double(max(1, $0.count) - 1) * leading(size) }
    let wanted = zip(labels, extra).map { $0.target.y - $1 / 2 }
    return zip(zip(labels, texts), heights(wanted, extra, size)).map {
      Placed(label: $0.0, lines: $0.1, y: $1)
    }
  }

  /// Heights that keep order and distance and move as little as possible: blocks that touch share their mean (pool adjacent
  /// violators), then all is pushed inside.
  private func heights(_ wanted: [Double], _ extra: [Double], _ size: Double) -> [Double] {
    struct Block {
      var sum: Double
      var count: Int
      var start: Double { sum / Double(count) }
    }
    // From the first label to the n-th, where none has air.
    var offsets: [Double] = []
    for n in wanted.indices { offsets.append(n == 0 ? 0 : offsets[n - 1] + pitch(size) + extra[n - 1]) }
    // In the coordinate y − offset the distance is the order.
    var blocks: [Block] = []
    for (i, y) in wanted.enumerated() {
      blocks.append(Block(sum: y - offsets[i], count: 1))
      while blocks.count > 1, blocks[blocks.count - 2].start > blocks[blocks.count - 1].start {
        let last = blocks.removeLast()
        blocks[blocks.count - 1].sum += last.sum
        blocks[blocks.count - 1].count += last.count
      }
    }
    let low = top + pitch(size) * 0.75
    let high = bottom - pitch(size) * 0.25 - (offsets.last ?? 0) - (extra.last ?? 0)
    var result: [Double] = []
    for block in blocks {
      let start = min(max(block.start, low), max(low, high))
      for _ in 0..<block.count { result.append(start + offsets[result.count]) }
    }
    return result
  }

  private var gap: Double { side == .left ? 1 : -1 }

  /// Where a leader leaves the column: level with the middle of its label.
  private func bend(_ placed: Placed, _ size: Double) -> Point {
    let middle = placed.y + Double(max(1, placed.lines.count) - 1) * leading(size) / 2
    return Point(x + gap * 5, middle - size * FontMetrics.capHeight / 2)
  }

  /// The labels with leaders to what they name.
  func elements(_ labels: [Label], leader: Colour) -> [Element] {
    let size = fittingSize(labels)
    return placed(labels).flatMap { placed -> [Element] in
      let label = placed.label
      let bend = self.bend(placed, size)
      let path = Path(line: [Point(x + gap, bend.y), bend, label.target])
      let texts = placed.lines.enumerated().map { n, line in
        Element.text(
          id: "label-" + label.id + (n == 0 ? "" : "-line-\(n + 1)"),
          TextLine(
            line, at: Point(x, placed.y + Double(n) * leading(size)), size: size,
            anchor: side == .left ? .end : .start, isBold: label.isBold, colour: label.colour))
      }
      return [.path(id: "leader-" + label.id, path, Paint(stroke: leader, width: 0.18))] + texts
    }
  }
}
