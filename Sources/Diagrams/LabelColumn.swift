/// Labels in a column beside a figure, as near to what they name as they can be without touching each other.
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

  /// x of the flush edge.
  let x: Double
  let side: Side
  let top: Double
  let bottom: Double
  let size: Double
  /// Line height.
  var pitch: Double { size * 1.32 }

  /// Labels with the height of their base line; those that find no room are left out, the least weighty first.
  func placed(_ labels: [Label]) -> [(label: Label, y: Double)] {
    let room = max(1, Int((bottom - top) / pitch))
    var chosen = labels
    if chosen.count > room {
      let kept = Set(
        chosen.indices.sorted { (chosen[$1].weight, $0) < (chosen[$0].weight, $1) }.prefix(room))
      chosen = chosen.indices.filter(kept.contains).map { chosen[$0] }
    }
    chosen.sort { ($0.target.y, $0.target.x, $0.id) < ($1.target.y, $1.target.x, $1.id) }
    return zip(chosen, heights(chosen.map(\.target.y))).map { ($0, $1) }
  }

  /// Heights that keep order and distance and move as little as possible: blocks that touch share their mean (pool adjacent
  /// violators), then all is pushed inside.
  private func heights(_ wanted: [Double]) -> [Double] {
    struct Block {
      var sum: Double
      var count: Int
      var start: Double { sum / Double(count) }
    }
    // In the coordinate y − i·pitch the distance is the order.
    var blocks: [Block] = []
    for (i, y) in wanted.enumerated() {
      blocks.append(Block(sum: y - Double(i) * pitch, count: 1))
      while blocks.count > 1, blocks[blocks.count - 2].start > blocks[blocks.count - 1].start {
        let last = blocks.removeLast()
        blocks[blocks.count - 1].sum += last.sum
        blocks[blocks.count - 1].count += last.count
      }
    }
    let low = top + pitch * 0.75
    let high = bottom - pitch * 0.25 - Double(max(0, wanted.count - 1)) * pitch
    var result: [Double] = []
    for block in blocks {
      let start = min(max(block.start, low), max(low, high))
      for _ in 0..<block.count { result.append(start + Double(result.count) * pitch) }
    }
    return result
  }

  /// The labels with leaders to what they name.
  func elements(_ labels: [Label], leader: Colour) -> [Element] {
    placed(labels).flatMap { label, y -> [Element] in
      let line = TextLine(
        label.text, at: Point(x, y), size: size, anchor: side == .left ? .end : .start,
        isBold: label.isBold, colour: label.colour)
      let middle = y - size * FontMetrics.capHeight / 2
      let gap = side == .left ? 1.0 : -1.0
      let bend = Point(x + gap * 5, middle)
      let path = Path(line: [Point(x + gap, middle), bend, label.target])
      return [
        .path(id: "leader-" + label.id, path, Paint(stroke: leader, width: 0.18)),
        .text(id: "label-" + label.id, line),
      ]
    }
  }
}
