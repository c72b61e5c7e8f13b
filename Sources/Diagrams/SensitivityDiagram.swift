import Anatomy
import Foundation

/// How much the factors of a study move its outputs: a panel an output, a row a factor, the strongest first.
///
/// The page is as tall as its panels need.
public struct SensitivityDiagram: Sendable {
  /// A figure and the middle 95 % of its resamples.
  public struct Bar: Sendable {
    public let value: Double
    public let interval: ClosedRange<Double>?

    public init(value: Double, interval: ClosedRange<Double>?) {
      self.value = value
      self.interval = interval
    }
  }

  /// A factor, or a group of them.
  public struct Row: Sendable {
    public let name: String
    /// Total index, or mean size of the effect.
    public let leading: Bar
    /// First-order index, or deviation of the effect; nil where it is not defined.
    public let second: Bar?

    public init(name: String, leading: Bar, second: Bar?) {
      self.name = name
      self.leading = leading
      self.second = second
    }
  }

  /// An output.
  public struct Panel: Sendable {
    public let id: String
    public let title: String
    public let unit: String
    /// Largest first.
    public let rows: [Row]
    /// Said in place of rows, where there is nothing to rank. Rows without any effect are counted, not drawn.
    public let remark: String?

    public init(id: String, title: String, unit: String, rows: [Row], remark: String?) {
      self.id = id
      self.title = title
      self.unit = unit
      self.rows = rows
      self.remark = remark
    }
  }

  /// What is shown: shares of the variance (Sobol') or effects (Morris).
  public enum Kind: Sendable { case shares, effects }

  /// The most rows that a panel has.
  static let mostRows = 20

  /// A smaller share of the variance has no row.
  private static let leastShare = 0.005

  private let title: String
  private let subtitle: String
  private let source: String
  private let kind: Kind
  private let panels: [Panel]
  private let style: DrawingStyle

  public init(
    _ atlas: Atlas, title: String, subtitle: String, kind: Kind, panels: [Panel],
    style: DrawingStyle = DrawingStyle()
  ) {
    self.title = title
    self.subtitle = subtitle
    source = "\(atlas.origin). For research and teaching; no medical device."
    self.kind = kind
    self.panels = panels
    self.style = style
  }

  private var label: Double { style.size.label }
  private var margin: Double { 9 }
  private var left: Double { margin }
  private var right: Double { style.size.width - margin }

  /// The page, as tall as its panels.
  public func scene() -> Scene {
    let theme = style.theme
    var elements: [Element] = []
    var y = margin
    let titleSize = label * 1.6
    y = lines(title, id: "title", size: titleSize, isBold: true, below: y, into: &elements)
    y = lines(subtitle, id: "subtitle", size: label, colour: theme.faintInk, below: y, into: &elements)
    y += label * 1.6
    elements.append(
      .group(id: "legend", legend.elements(at: Point(left, y), maxX: right, style).elements))
    y += label * 0.6
    for (n, panel) in panels.enumerated() { y = draw(panel, "panel-\(n)", below: y, into: &elements) }
    y = lines(
      source, id: "source", size: label * 0.82, colour: theme.faintInk, below: y + label, into: &elements)
    let leaders = panels.map { panel in
      "\(panel.title): "
        + (panel.remark
          ?? panel.rows.prefix(3).map { "\($0.name) \(Self.number($0.leading.value))" }.joined(
            separator: ", "))
    }
    return Scene(
      width: style.size.width, height: y + margin * 0.6, title: title,
      description: "\(leading.name) of the factors. " + leaders.joined(separator: ". ") + ".",
      background: theme.page, elements: elements)
  }

  /// Names of the two figures, and of their axis.
  private var leading: (name: String, second: String) {
    switch kind {
    case .shares:
      ("Share of the variance with all interactions (total)", "alone (first order)")
    case .effects:
      ("Mean size of the effect of the whole range (\u{3bc}*)", "its deviation from case to case (\u{3c3})")
    }
  }

  private var legend: Legend {
    let theme = style.theme
    let whisker: (Legend.Sample, String) = (
      .line(theme.ink, dash: []), kind == .shares ? "95 % of resamples" : "95 % (Student's t)"
    )
    switch kind {
    case .shares:
      return Legend(items: [
        (.patch(strong), "share of the variance with all interactions (total)"),
        (.patch(weak), "alone (first order)"),
        whisker,
      ])
    case .effects:
      return Legend(items: [
        (.patch(strong), "mean size of the effect of the whole range"),
        (.dot(theme.ink), "its deviation: large where it depends on the others"), whisker,
      ])
    }
  }

  private var strong: Colour { style.theme.numb }
  private var weak: Colour { style.theme.numb.mixed(with: style.theme.page, 0.62) }

  private func draw(_ panel: Panel, _ id: String, below top: Double, into elements: inout [Element]) -> Double
  {
    let theme = style.theme
    let size = label * 0.92
    let unit = panel.unit == "1" ? "" : ", \(panel.unit)"
    var y = lines(
      panel.title + unit, id: "\(id)-title", size: label, isBold: true, below: top + label * 1.6,
      into: &elements)
    // Shares that the figures would give as next to nothing stand in one line.
    let least = kind == .shares ? Self.leastShare : 0
    let moving = panel.rows.filter { $0.leading.value != 0 }
    let able = moving.filter { abs($0.leading.value) >= least }
    let idle = panel.rows.count - moving.count
    let small = moving.count - able.count
    let note =
      panel.id + (able.count > Self.mostRows ? "; the \(Self.mostRows) largest of \(able.count)" : "")
      + (small > 0 ? "; below \(least): \(small) more" : "")
      + (idle > 0 ? "; without any effect: \(idle) \(able.isEmpty ? "factors" : "more")" : "")
    y = lines(note, id: "\(id)-id", size: size, colour: theme.faintInk, below: y, into: &elements)
    if let remark = panel.remark {
      return lines(remark, id: "\(id)-remark", size: size, below: y + label * 0.4, into: &elements)
    }
    return able.isEmpty ? y : draw(able.prefix(Self.mostRows), id, unit: unit, below: y, into: &elements)
  }

  /// Bars with names before and figures behind them.
  ///
  /// - Returns: where they end.
  private func draw(
    _ rows: ArraySlice<Row>, _ id: String, unit: String, below top: Double, into elements: inout [Element]
  ) -> Double {
    let theme = style.theme
    let size = label * 0.92
    let figures = rows.map { row in
      Self.number(row.leading.value)
        + (row.leading.interval.map { " (\(Self.number($0.lowerBound)) to \(Self.number($0.upperBound)))" }
          ?? "")
    }
    // Names get up to two fifths of the page; longer ones are written smaller.
    let widest = rows.map { FontMetrics.width($0.name, size: size) }.max() ?? 0
    let nameSize = size * min(1, (right - left) * 0.4 / max(widest, 1))
    let split = left + widest * nameSize / size + 2
    let figureWidth = figures.map { FontMetrics.width($0, size: size) }.max() ?? 0
    let pitch = label * 1.75
    let box = Box(
      minX: split, minY: top + label * 0.7, maxX: right - figureWidth - 3,
      maxY: top + label * 0.7 + pitch * Double(rows.count) + label * 0.3)
    let ends = rows.flatMap { [$0.leading, $0.second] }.compactMap { $0 }.flatMap { bar -> [Double] in
      [bar.value] + (bar.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    let (low, high) = (min(0, ends.min() ?? 0), max(ends.max() ?? 0, 1e-9))
    let pad = (high - low) * 0.03
    let chart = Chart(box: box, xRange: (low < 0 ? low - pad : 0)...(high + pad), yRange: 0...1, style: style)
    elements += chart.xAxis(
      id: id, name: kind == .shares ? "share of the variance" : "effect of the whole range" + unit, count: 6
    )
    for (n, row) in rows.enumerated() {
      let middle = box.minY + pitch * (Double(n) + 0.5) + label * 0.15
      elements.append(
        .text(
          id: "\(id)-name-\(n)",
          TextLine(
            row.name, at: Point(split - 2, middle + nameSize * 0.36), size: nameSize, anchor: .end,
            colour: theme.ink)))
      elements += bars(row, "\(id)-\(n)", chart, at: middle)
      elements.append(
        .text(
          id: "\(id)-figure-\(n)",
          TextLine(
            figures[n], at: Point(right, middle + size * 0.36), size: size, anchor: .end,
            colour: theme.faintInk)))
    }
    return box.maxY + label * 3.2
  }

  private func bars(_ row: Row, _ id: String, _ chart: Chart, at middle: Double) -> [Element] {
    let theme = style.theme
    let thick = label * 0.62
    func bar(_ value: Bar, _ part: String, _ colour: Colour, from top: Double, name: String) -> [Element] {
      let (zero, end) = (chart.page(Point(0, 0)).x, chart.page(Point(value.value, 0)).x)
      let box = Box(minX: min(zero, end), minY: top, maxX: max(zero, end), maxY: top + thick)
      return [
        .box(
          id: "\(id)-\(part)", box, radius: 0, Paint(fill: colour),
          title: "\(row.name), \(name): \(Self.number(value.value))")
      ] + whisker(value, "\(id)-\(part)", chart, at: top + thick / 2)
    }
    guard kind == .shares, let second = row.second else {
      var elements = bar(row.leading, "leading", strong, from: middle - thick / 2, name: leading.name)
      if let second = row.second {
        let at = Point(chart.page(Point(second.value, 0)).x, middle)
        elements.append(
          .circle(
            id: "\(id)-second", at, radius: label * 0.33,
            Paint(fill: theme.page, stroke: theme.ink, width: 0.45),
            title: "\(row.name), \(leading.second): \(Self.number(second.value))"))
      }
      return elements
    }
    return bar(row.leading, "leading", strong, from: middle - thick, name: leading.name)
      + bar(second, "second", weak, from: middle, name: leading.second)
  }

  private func whisker(_ bar: Bar, _ id: String, _ chart: Chart, at y: Double) -> [Element] {
    guard let interval = bar.interval else { return [] }
    let (low, high) = (
      chart.page(Point(interval.lowerBound, 0)).x, chart.page(Point(interval.upperBound, 0)).x
    )
    let cap = label * 0.2
    return [
      .path(
        id: "\(id)-whisker",
        Path([
          .move(Point(low, y)), .line(Point(high, y)), .move(Point(low, y - cap)), .line(Point(low, y + cap)),
          .move(Point(high, y - cap)), .line(Point(high, y + cap)),
        ]), Paint(stroke: style.theme.ink, width: 0.3))
    ]
  }

  /// Text broken to the width of the page.
  ///
  /// - Returns: where it ends.
  private func lines(
    _ text: String, id: String, size: Double, isBold: Bool = false, colour: Colour? = nil, below top: Double,
    into elements: inout [Element]
  ) -> Double {
    var y = top
    for (n, line) in FontMetrics.wrapped(text, size: size, width: right - left, isBold: isBold).enumerated() {
      y += size * 1.3
      elements.append(
        .text(
          id: n == 0 ? id : "\(id)-\(n)",
          TextLine(
            line, at: Point(left, y - size * 0.25), size: size, isBold: isBold,
            colour: colour ?? style.theme.ink)))
    }
    return y
  }

  private static func number(_ value: Double) -> String {
    String(format: abs(value) < 10 ? "%.3f" : abs(value) < 1000 ? "%.1f" : "%.0f", value)
  }
}
