import Anatomy
import Needling

/// Pain over sessions: recorded, predicted at the start, and predicted now.
public struct CourseDiagram: Sendable {
  private let record: ProgressRecord
  private let title: String
  private let style: DrawingStyle
  private let origin: String
  private let basis: String
  private let urgent: [UrgencyRule]
  private let stop: String?
  private let notes: [String]

  /// - Parameters:
  ///   - basis: what the prediction was fitted to, in words.
  ///   - urgent: the red flags of the patient.
  ///   - stop: why nothing is needled, so that nothing is foretold; nil where nothing forbids it.
  ///   - notes: what bounds the needling that the forecast takes for granted.
  public init(
    _ atlas: Atlas, _ patient: PatientCase, _ record: ProgressRecord, basis: String,
    urgent: [UrgencyRule] = [], stop: String? = nil, notes: [String] = [],
    style: DrawingStyle = DrawingStyle()
  ) {
    self.record = record
    self.urgent = urgent
    self.stop = stop
    self.notes = notes
    self.style = style
    title = patient.id.isEmpty ? "Course of treatment" : patient.id + ": course of treatment"
    origin = atlas.origin
    self.basis = basis
  }

  /// The page.
  public func scene() -> Scene {
    let theme = style.theme
    var frame = PageFrame(
      style: style, title: title,
      subtitle:
        "Pain 0 to 10 before each session; shaded in the colour of a prediction: where four in five scores fall",
      source:
        "\(origin): fitted to \(basis). For research and teaching; no medical device."
    )
    let content = frame.content
    let label = style.size.label
    let alerts = AlertBanner(urgent, more: stop.map { [$0] } ?? [], notes: notes, style: style)
    let banner = alerts.elements(in: content)
    let height = min(content.height - banner.height - label * 8, content.width * 0.62)
    // No taller than chart and legend need.
    frame.height = style.size.height - content.height + banner.height + height + label * 8
    let top = content.minY + banner.height + label * 2
    let box = Box(minX: content.minX + 8, minY: top, maxX: content.maxX - 4, maxY: top + height)
    let recorded = zip(record.days, record.sessions).compactMap { day, session in
      session.pain.map { Point(day, $0) }
    }
    let offset = recorded.first?.x ?? 0
    // Where nothing may be needled nothing is foretold.
    let known = stop == nil ? .infinity : recorded.last?.x ?? 0
    let early = record.predicted.map { ($0.day + offset, $0) }.filter { $0.0 <= known }
    let later = (stop == nil ? record.ahead : []).map { ($0.day + offset, $0) }
    let last = (early + later).map(\.0).max() ?? 1
    let chart = Chart(box: box, xRange: 0...max(1, last), yRange: 0...10, style: style)
    var elements = banner.elements
    elements += chart.axes(id: "chart", x: "days since the first session", y: "pain")
    elements += curves(chart, recorded, predicted: early, ahead: later)
    for (n, point) in recorded.enumerated() {
      elements.append(
        .circle(
          id: "recorded-\(n)", chart.page(point), radius: 1.5,
          Paint(fill: theme.page, stroke: theme.ink, width: 0.7),
          title: "day \(Int(point.x)): \(point.y)"))
    }
    let legend = legend(hasPrediction: !early.isEmpty, hasOutlook: !later.isEmpty)
    elements.append(
      .group(
        id: "legend",
        legend.elements(at: Point(box.minX, box.maxY + label * 4.6), maxX: content.maxX, style).elements))
    let words = recorded.map { "day \(Int($0.x)): \($0.y)" }.joined(separator: ", ")
    let warning = alerts.lines.map { $0 + ($0.hasSuffix(".") ? " " : ". ") }.joined()
    return frame.scene(description: "\(warning)\(title). Recorded pain: \(words).", elements)
  }

  private static let outlook = "predicted now, from what was recorded"

  /// Predicted courses with their bands, and what was recorded; points are (day, pain).
  private func curves(
    _ chart: Chart, _ recorded: [Point], predicted: [(Double, CoursePoint)], ahead: [(Double, CoursePoint)]
  ) -> [Element] {
    let theme = style.theme
    var elements: [Element] = []
    if !predicted.isEmpty {
      elements.append(
        chart.band(
          id: "predicted-band", predicted.map { Point($0.0, min(10, $0.1.interval.lowerBound)) },
          predicted.map { Point($0.0, min(10, $0.1.interval.upperBound)) }, theme.numb))
    }
    if let start = recorded.last, !ahead.isEmpty {
      elements.append(
        chart.band(
          id: "ahead-band", [start] + ahead.map { Point($0.0, min(10, $0.1.interval.lowerBound)) },
          [start] + ahead.map { Point($0.0, min(10, $0.1.interval.upperBound)) }, theme.pain))
      elements += chart.elements([
        Chart.Line(
          id: "ahead", name: Self.outlook, points: [start] + ahead.map { Point($0.0, $0.1.expected) },
          colour: theme.pain, width: 0.7, dash: [1.6, 1.4])
      ])
    }
    return elements
      + chart.elements([
        Chart.Line(
          id: "predicted", name: "predicted at the start",
          points: predicted.map { Point($0.0, $0.1.expected) },
          colour: theme.numb, width: 0.8),
        Chart.Line(id: "recorded", name: "recorded", points: recorded, colour: theme.ink, width: 0.9),
      ])
  }

  /// What the lines mean that are drawn.
  private func legend(hasPrediction: Bool, hasOutlook: Bool) -> Legend {
    let theme = style.theme
    var items: [(sample: Legend.Sample, text: String)] = [(.line(theme.ink, dash: []), "recorded")]
    if hasPrediction {
      items.append((.line(theme.numb, dash: []), "predicted at the start"))
    }
    if hasOutlook {
      items.append((.line(theme.pain, dash: [1.6, 1.4]), Self.outlook))
    }
    return Legend(items: items)
  }
}
