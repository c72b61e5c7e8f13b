import Foundation

/// A chart of lines over an axis.
struct Chart {
  struct Line {
    var id: String
    var name: String
    var points: [Point]
    var colour: Colour
    var width = 0.7
    var dash: [Double] = []
  }

  let box: Box
  let xRange: ClosedRange<Double>
  let yRange: ClosedRange<Double>
  let style: DrawingStyle

  func page(_ p: Point) -> Point {
    Point(
      box.minX + (p.x - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound) * box.width,
      box.maxY - (p.y - yRange.lowerBound) / (yRange.upperBound - yRange.lowerBound) * box.height)
  }

  /// Round steps that cut a range into about `count` parts.
  static func ticks(_ range: ClosedRange<Double>, _ count: Double) -> [Double] {
    let raw = (range.upperBound - range.lowerBound) / count
    let power = pow(10, floor(log10(max(raw, 1e-12))))
    let step = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= raw } ?? power * 10
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    return first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
  }

  /// Grid and numbers.
  ///
  /// - Parameter xDrop: room in heights of a label between the numbers of x and its name.
  func axes(
    id: String, x: String, y: String, xTicks: [(Double, String)]? = nil, xDrop: Double = 0
  ) -> [Element] {
    let theme = style.theme
    let size = style.size.label * 0.9
    var elements: [Element] = []
    for (n, value) in Self.ticks(yRange, 5).enumerated() {
      let at = page(Point(xRange.lowerBound, value))
      elements.append(
        .path(
          id: "\(id)-grid-y-\(n)", Path(line: [at, Point(box.maxX, at.y)]),
          Paint(stroke: theme.leader, width: value == 0 ? 0.35 : 0.15, opacity: 0.45)))
      elements.append(
        .text(
          id: "\(id)-y-\(n)",
          TextLine(
            number(value), at: Point(box.minX - 2.5, at.y + size * 0.35), size: size, anchor: .end,
            colour: theme.faintInk)))
    }
    elements.append(
      .text(
        id: "\(id)-y-name",
        TextLine(
          y, at: Point(box.minX - 4, box.minY - size * 1.3), size: size, isBold: true, colour: theme.ink)))
    return elements + xAxis(id: id, name: x, xTicks: xTicks, drop: xDrop)
  }

  /// Grid and numbers along x alone, about `count` of them unless they are given.
  func xAxis(
    id: String, name: String, count: Double = 8, xTicks: [(Double, String)]? = nil, drop: Double = 0
  ) -> [Element] {
    let theme = style.theme
    let size = style.size.label * 0.9
    var elements: [Element] = []
    let ticks = xTicks ?? Self.ticks(xRange, count).map { ($0, number($0)) }
    for (n, tick) in ticks.enumerated() {
      let at = page(Point(tick.0, yRange.lowerBound))
      elements.append(
        .path(
          id: "\(id)-grid-x-\(n)", Path(line: [Point(at.x, box.minY), at]),
          Paint(stroke: theme.leader, width: 0.12, opacity: 0.4)))
      if !tick.1.isEmpty {
        elements.append(
          .text(
            id: "\(id)-x-\(n)",
            TextLine(
              tick.1, at: Point(at.x, box.maxY + size * 1.3), size: size, anchor: .middle,
              colour: theme.faintInk)))
      }
    }
    elements.append(
      .text(
        id: "\(id)-x-name",
        TextLine(
          name, at: Point(box.maxX, box.maxY + size * 2.9 + style.size.label * drop), size: size,
          anchor: .end,
          isBold: true, colour: theme.ink)))
    return elements
  }

  func elements(_ lines: [Line]) -> [Element] {
    lines.map { line in
      .path(
        id: line.id, Path(line: line.points.map(page)),
        Paint(stroke: line.colour, width: line.width, dash: line.dash), title: line.name)
    }
  }

  /// A band between two lines.
  func band(id: String, _ low: [Point], _ high: [Point], _ colour: Colour) -> Element {
    .path(
      id: id, Path(line: (low + high.reversed()).map(page), isClosed: true),
      Paint(fill: colour, opacity: 0.25))
  }

  private func number(_ value: Double) -> String {
    (abs(value - value.rounded()) < 1e-9 && abs(value) < 1e15
      ? String(Int(value.rounded())) : String(format: "%g", value))
      .replacingOccurrences(of: "-", with: "\u{2212}")
  }
}
