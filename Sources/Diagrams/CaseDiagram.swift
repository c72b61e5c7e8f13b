import Anatomy
import Localization
import Needling

/// A patient: what was found on the body map, where the nerve may be caught on its route, and what a needle would change.
public struct CaseDiagram: Sendable {
  let drawing: DrawingAtlas
  let answer: Answer
  private let urgent: [UrgencyRule]
  private let targets: [(name: String, relief: Double, total: Double)]
  /// What bounds the needling: a course that speaks against it, cautions, and precautions with what they leave open.
  private let bounds: [String]
  /// What a week of standard care alone does; nil where nothing is said of needles.
  private let care: Double?
  let style: DrawingStyle
  var atlas: Atlas { drawing.atlas }
  var theme: Theme { style.theme }

  /// - Parameter plan: with its targets, where they may be shown.
  public init(
    _ drawing: DrawingAtlas, _ answer: Answer, plan: TreatmentPlan?, treatment: Treatment?,
    style: DrawingStyle = DrawingStyle()
  ) {
    self.drawing = drawing
    self.answer = answer
    self.style = style
    urgent = answer.urgency(drawing.atlas)
    care = plan == nil || answer.patient.findings.isEmpty ? nil : treatment?.effects.care.typical
    let course = treatment.flatMap { treatment in
      answer.patient.sessions.isEmpty
        ? nil : ProgressRecord(treatment, answer.patient).warning(treatment.review)
    }
    let gate = plan?.gate
    bounds =
      [course, gate?.beforeNeedle].compactMap { $0 }
      + (gate?.needlePrecautions.map { "Precaution: \($0.text)" } ?? [])
      + (gate?.wanted.map { "Needed before any needle: \($0)" } ?? [])
    targets =
      plan?.worthwhile.prefix(4).compactMap { ranked in
        treatment.map {
          let target = $0.targets[ranked.relief.target]
          let way = gate?.guidance(for: target) ?? target.guidance
          let needs = [NeedleTarget.Guidance.required: "only", .recommended: "advised"][way]
          let guidance = needs.map { ", ultrasound \($0)" } ?? ""
          return (target.name + guidance, ranked.relief.relief.needling, ranked.relief.total)
        }
      } ?? []
  }

  /// Whether the left limb is drawn; the right one where the side is unknown or both are affected.
  var isLeft: Bool { answer.patient.side == .left }

  private var title: String {
    let patient = answer.patient
    var words = [patient.id.isEmpty ? "Case" : patient.id]
    if let age = patient.age { words.append("\(Int(age)) years") }
    if let sex = patient.sex { words.append(sex) }
    words.append(
      patient.side == .unknown
        ? "side not recorded" : patient.side == .bilateral ? "both sides" : patient.side.rawValue + " side")
    return words.joined(separator: ", ")
  }

  /// The page.
  public func scene() -> Scene {
    let first = answer.posterior.ranking[0]
    let exclude = alarm.map { "EXCLUDE FIRST: \($0.name), at \($0.probability.wholePercent)" }
    let banner = AlertBanner(urgent, more: exclude.map { [$0] } ?? [], style: style)
    let top = "Likeliest: \(atlas.sites[first].name), \(answer.posterior.sites[first].wholePercent); setting"
    // Nothing of the answer stands above what warns; the bars name the likeliest as well.
    let subtitle =
      (banner.lines.isEmpty ? top : "Setting")
      + ": \(answer.setting.name). Filled: found; dashed: examined and normal; circles: the larger, the likelier"
    let frame = PageFrame(
      style: style, title: title, subtitle: subtitle,
      source: PageFrame.source(ofFigures: atlas))
    var content = frame.content
    let alerts = banner.elements(in: content)
    content.minY += alerts.height
    var (left, right) = (content, content)
    if style.size == .a4 {
      // A tall page has the findings above and the answer below.
      left.maxY = content.minY + min(content.height * 0.5, content.width * 0.72)
      left.maxY += style.size.label * 1.4 * Double(otherFindings(width: content.width).count)
      right.minY = left.maxY + style.size.label * 1.5
    } else {
      left.maxX = content.minX + content.width * (style.size == .square ? 0.5 : 0.47)
      right.minX = left.maxX + 4
    }
    return frame.scene(
      description: (banner.lines + [title, subtitle, sitesInWords] + standing
        + otherFindings(width: .infinity).map(\.text))
        .joined(separator: ". "),
      [
        .group(id: "alerts", alerts.elements), .group(id: "findings", findings(left)),
        .group(id: "answer", self.answer(right)),
      ])
  }

  private var sitesInWords: String {
    answer.posterior.ranking.prefix(5).map {
      "\(atlas.sites[$0].name) \(answer.posterior.sites[$0].wholePercent)"
    }.joined(separator: "; ")
  }

  /// What must be excluded first, where no flag says more.
  private var alarm: Exclusion? {
    urgent.contains { $0.tier == .emergency } ? nil : answer.alarm(atlas)
  }

  /// The view for the answer: from behind, or the one that shows the likeliest site and most of the rest.
  private var answerView: BodyView? {
    let usual = drawing.views.first(where: { $0.isMirrored && $0.page > 0 }) ?? drawing.views.first
    let first = answer.posterior.ranking.first { !atlas.sites[$0].isUnexplained }
    let able = drawing.views.filter { view in view.sites.contains { $0.site == first } }
    if able.isEmpty || able.contains(where: { $0.id == usual?.id }) { return usual }
    func shown(_ view: BodyView) -> Double { view.sites.reduce(0) { $0 + answer.posterior.sites[$1.site] } }
    return able.max { shown($0) < shown($1) }
  }

  /// Where a site lies in a view; a trigger point in its muscle.
  private func place(of site: Int, in view: BodyView) -> Point? {
    view.sites.first { $0.site == site }.map { Point($0.at.x, $0.at.y) }
      ?? atlas.sites[site].muscle.flatMap { view.target($0) }
  }

  /// The route with the posterior, and the leading sites as bars.
  private func answer(_ box: Box) -> [Element] {
    let label = style.size.label
    guard let view = answerView else { return [] }
    let size = label * 0.92
    // The figure takes the whole height, with names, bars and needles beside it; on a square they stand below.
    let isSlide = style.size != .square
    let below =
      style.size == .square
      ? label * max(21, 13.6 + barsHead + 1.4 * Double(needlingLines(width: box.width).count)) : 0
    let figure = Box(
      minX: box.minX, minY: box.minY, maxX: box.maxX, maxY: box.maxY - below - label * 1.4)
    let share = isSlide ? 0.36 : 0.45
    let placement = ViewPlacement(
      view,
      in: Box(
        minX: figure.minX, minY: figure.minY, maxX: figure.minX + figure.width * share, maxY: figure.maxY),
      isLeft: isLeft, panel: "answer", alignsTop: true)
    var elements = placement.body(theme) + placement.bones(theme) + placement.contours(theme)
    elements += RouteDiagram(drawing, view: view, style: style).nerves(placement)
    let x = placement.frame.maxX + 6
    let (marks, labels) = marks(in: view, placement)
    elements += marks
    elements.append(caption(of: view, placement))
    let words = missing(in: view, size: size, width: figure.maxX - x)
    // Beside the figure the bars stand where the names leave the room: below those that lie high, above those that lie low.
    let needles = needlingLines(width: isSlide ? figure.maxX - x : box.width)
    let block = isSlide ? label * (12.4 + barsHead + 1.4 * Double(needles.count)) : 0
    let weight = labels.reduce(0) { $0 + $1.weight }
    let middle = labels.reduce(0) { $0 + $1.weight * $1.target.y } / max(1e-9, weight)
    let isLow = isSlide && middle > figure.centre.y
    let foot = isSlide ? box.maxY : placement.frame.maxY
    let bottom = foot - (isLow ? 0 : block) - label * (0.6 + 1.3 * Double(words.count))
    for (n, line) in words.enumerated() {
      elements.append(
        .text(
          id: "not-in-view-\(n)",
          TextLine(
            line, at: Point(x, bottom + label * 1.3 * Double(n + 1)), size: size, colour: theme.faintInk)
        ))
    }
    let column = LabelColumn(
      x: x, side: .right, top: figure.minY + (isLow ? block : 0), bottom: bottom, size: size,
      width: figure.maxX - x, least: 0.85)
    elements += column.elements(labels, leader: theme.leader)
    if isSlide {
      let top = isLow ? box.minY + label : box.maxY - block + label * 1.6
      elements += bars(Box(minX: x, minY: top, maxX: box.maxX, maxY: box.maxY), wide: 0.2)
      elements += needling(needles, at: Point(x, top + label * (10.2 + barsHead)))
    } else {
      let bars = Box(minX: box.minX, minY: box.maxY - below + label * 2, maxX: box.maxX, maxY: box.maxY)
      elements += self.bars(bars, wide: 0.2)
      elements += needling(needles, at: Point(box.minX, bars.minY + label * (10.6 + barsHead)))
    }
    return elements
  }

  /// What the bars name and the view cannot show, in lines of a width.
  private func missing(in view: BodyView, size: Double, width: Double) -> [String] {
    let missing = barred.filter { answer.posterior.sites[$0] >= 0.01 && place(of: $0, in: view) == nil }
    if missing.isEmpty { return [] }
    let names = missing.map { atlas.midSentence(atlas.sites[$0].name) }.joined(separator: "; ")
    return FontMetrics.wrapped("not in this view: " + names, size: size, width: width)
  }

  /// The sites as circles that grow with their probability, and names for those that are not negligible.
  private func marks(
    in view: BodyView, _ placement: ViewPlacement
  ) -> (marks: [Element], labels: [LabelColumn.Label]) {
    var elements: [Element] = []
    // Circles shrink with a small figure.
    let unit = min(1, placement.frame.height / 150)
    var labels: [LabelColumn.Label] = []
    let shown = answer.posterior.ranking.compactMap { s in place(of: s, in: view).map { (site: s, at: $0) } }
    for (s, point) in shown {
      let p = answer.posterior.sites[s]
      guard p >= 0.01 else { continue }
      let at = placement.page(point)
      elements.append(
        .circle(
          id: "site-\(atlas.sites[s].id)", at, radius: (0.7 + 3 * p.squareRoot()) * unit,
          Paint(fill: theme.mark, stroke: theme.page, width: 0.2, opacity: 0.35 + 0.6 * p),
          title: atlas.sites[s].name))
      if p >= 0.03 {
        labels.append(
          LabelColumn.Label(
            id: "site-\(atlas.sites[s].id)", text: atlas.sites[s].name, target: at, isBold: p >= 0.2,
            colour: theme.ink, weight: p))
      }
    }
    return (elements, labels)
  }

  /// The view and the limb, under the figure.
  private func caption(of view: BodyView, _ placement: ViewPlacement) -> Element {
    let label = style.size.label
    let limb = isLeft ? "left" : "right"
    let isChosen = answer.patient.side == .left || answer.patient.side == .right
    return .text(
      id: "answer-caption",
      TextLine(
        view.isMirrored || !isChosen ? "\(view.name), \(limb) limb\(isChosen ? "" : " drawn")" : view.name,
        at: Point(placement.frame.centre.x, placement.frame.maxY + label * 1.2), size: label * 0.78,
        anchor: .middle, colour: theme.faintInk))
  }

  /// What keeps the bars from being read against an alarm; empty where there is none.
  private var standing: [String] {
    urgent.contains { $0.tier == .emergency }
      ? ["The emergency above holds whatever its place in this list"] : []
  }

  /// The room of ``standing`` above the bars, in heights of a label.
  private var barsHead: Double { 1.5 * Double(standing.count) }

  /// Sites that have a bar.
  private var barred: ArraySlice<Int> { answer.posterior.ranking.prefix(6) }

  /// - Parameter wide: the share of the width that the bars take, before their names.
  func bars(_ box: Box, wide: Double) -> [Element] {
    let label = style.size.label
    var elements: [Element] = [
      .text(
        id: "bars-title",
        TextLine(
          "Where, among patients like this", at: Point(box.minX, box.minY), size: label * 1.1, isBold: true,
          colour: theme.ink))
    ]
    for text in standing {
      elements.append(
        .text(
          id: "bars-standing",
          TextLine(
            text, at: Point(box.minX, box.minY + label * 1.5), size: label * 0.92, isBold: true,
            colour: theme.text(theme.mark))))
    }
    for (n, s) in barred.enumerated() {
      let p = answer.posterior.sites[s]
      let y = box.minY + label * (barsHead + 1.6 * Double(n + 1))
      let width = box.width * wide
      let bar = Box(minX: box.minX, minY: y - label * 0.85, maxX: box.minX + width, maxY: y + label * 0.15)
      elements.append(.box(id: "bar-\(n)-room", bar, radius: 0.5, Paint(fill: theme.panel)))
      let filled = Box(minX: bar.minX, minY: bar.minY, maxX: bar.minX + max(0.4, width * p), maxY: bar.maxY)
      elements.append(.box(id: "bar-\(n)", filled, radius: 0.5, Paint(fill: theme.mark)))
      elements.append(
        .text(
          id: "bar-\(n)-text",
          TextLine(
            FontMetrics.shortened(
              "\(p.wholePercent)  \(answer.name(of: s, atlas))", size: label * 0.92,
              width: box.maxX - bar.maxX - 2, least: 8),
            at: Point(bar.maxX + 2, y),
            size: label * 0.92, colour: theme.ink)))
    }
    return elements
  }

  /// What a needle would change, in lines of a width.
  func needlingLines(width: Double) -> [(text: String, isBold: Bool)] {
    var lines: [(text: String, isBold: Bool)] = []
    func add(_ text: String, isBold: Bool = false) {
      lines += FontMetrics.wrapped(text, size: style.size.label * 0.92, width: width, isBold: isBold).map {
        ($0, isBold)
      }
    }
    if urgent.contains(where: { $0.tier <= .urgent }) {
      add("No needling: refer first", isBold: true)
    } else if let alarm {
      add("No needling: exclude \(atlas.midSentence(alarm.name)) first", isBold: true)
    } else if !targets.isEmpty {
      for bound in bounds { add(bound, isBold: true) }
      add("Needling, one session: needle / with care", isBold: true)
      for target in targets {
        add("\(target.relief.wholePercent) / \(target.total.wholePercent)  \(target.name)")
      }
      if let care { add("0 % / \(care.wholePercent)  No needle: standard care") }
    } else if care != nil {
      for bound in bounds { add(bound, isBold: true) }
      add("No target is worth a needle, or may be used", isBold: true)
    }
    return lines
  }

  func needling(_ lines: [(text: String, isBold: Bool)], at start: Point) -> [Element] {
    let label = style.size.label
    return lines.enumerated().map { n, line in
      .text(
        id: "needling-\(n)",
        TextLine(
          line.text, at: Point(start.x, start.y + label * 1.4 * Double(n + 1)), size: label * 0.92,
          isBold: line.isBold, colour: theme.ink))
    }
  }
}
