/// A row of coloured samples with their meaning.
struct Legend {
  enum Sample {
    case line(Colour, dash: [Double])
    case patch(Colour)
    case dot(Colour)
    /// A ring drawn out over several lines.
    case bar(Colour)
    /// A line of words that needs no sample.
    case text
  }

  let items: [(sample: Sample, text: String)]

  /// The row, from `at` (the base line of its left end), broken at `maxX`; and how many lines it takes.
  func elements(at start: Point, maxX: Double, _ style: DrawingStyle) -> (elements: [Element], lines: Int) {
    let size = style.size.label * 0.9
    var elements: [Element] = []
    var at = start
    var lines = 1
    for (n, item) in items.enumerated() {
      let width = FontMetrics.width(item.text, size: size)
      if at.x + room(item.sample) + width > maxX, at.x > start.x {
        at = Point(start.x, at.y + size * 1.5)
        lines += 1
      }
      let middle = at.y - size * 0.32
      let id = "legend-\(n)"
      switch item.sample {
      case .text: break
      case .line(let colour, let dash):
        let path = Path(line: [Point(at.x, middle), Point(at.x + 5, middle)])
        elements.append(.path(id: id, path, Paint(stroke: colour, width: 1, dash: dash)))
      case .patch(let colour):
        let box = Box(minX: at.x + 0.8, minY: middle - 1.3, maxX: at.x + 4.8, maxY: middle + 1.3)
        elements.append(.box(id: id, box, radius: 0.5, Paint(fill: colour)))
      case .dot(let colour):
        elements.append(
          .circle(
            id: id, Point(at.x + 3, middle), radius: 1,
            Paint(fill: style.theme.page, stroke: colour, width: 0.45)))
      case .bar(let colour):
        let box = Box(minX: at.x + 0.3, minY: middle - 1, maxX: at.x + 5.3, maxY: middle + 1)
        elements.append(
          .box(id: id, box, radius: 1, Paint(fill: style.theme.page, stroke: colour, width: 0.45)))
      }
      elements.append(
        .text(
          id: id + "-text",
          TextLine(item.text, at: Point(at.x + room(item.sample), at.y), size: size, colour: style.theme.ink))
      )
      at.x += room(item.sample) + width + 5
    }
    return (elements, lines)
  }

  /// The rows at the foot of a box, and what those beyond the first take.
  func elements(above box: Box, _ style: DrawingStyle) -> (elements: [Element], height: Double) {
    let low = Point(box.minX, box.maxY - style.size.label * 0.4)
    let more = style.size.label * 1.35 * Double(elements(at: low, maxX: box.maxX, style).lines - 1)
    return (elements(at: Point(low.x, low.y - more), maxX: box.maxX, style).elements, more)
  }

  private func room(_ sample: Sample) -> Double { if case .text = sample { 0 } else { 6.4 } }
}
