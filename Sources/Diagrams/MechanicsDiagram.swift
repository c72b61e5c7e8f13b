import Anatomy
import Simulation

/// Strain and movement along the nerve in a posture, and what it adds at each site.
public struct MechanicsDiagram: Sendable {
  private let drawing: DrawingAtlas
  private let posture: Posture
  private let name: String
  private let style: DrawingStyle
  private var atlas: Atlas { drawing.atlas }

  /// - Parameter name: of the posture, as asked for.
  public init(_ drawing: DrawingAtlas, posture: Posture, name: String, style: DrawingStyle = DrawingStyle()) {
    self.drawing = drawing
    self.posture = posture
    self.name = name
    self.style = style
  }

  /// The page.
  public func scene() -> Scene {
    let theme = style.theme
    let label = style.size.label
    let frame = PageFrame(
      style: style, title: title,
      subtitle:
        "Change against standing straight (movement: against its bed, away from the cord positive); at a moderate lesion, what posture and pull of the held nerve add",
      source:
        "\(atlas.origin): mechanics as in docs/mechanics.md; pressures at sites are judged. For teaching."
    )
    let content = frame.content
    let system = TractSystem(atlas)
    var scenario = Scenario(posture: posture, shift: atlas.usualShift)
    scenario.hold = 1
    let outcome = LimbSimulator(atlas, system: system).run(scenario)
    let cables = atlas.mechanics.cables
    let isWide = style.size == .slide
    let half = (content.height - label * 5) / (isWide ? 1 : 3)
    let width = isWide ? content.width / 3 : content.width
    func cell(_ n: Int) -> Box {
      let x = isWide ? content.minX + width * Double(n) : content.minX
      let y = isWide ? content.minY : content.minY + half * Double(n)
      return Box(minX: x + 9, minY: y + label * 2, maxX: x + width - 4, maxY: y + half - label * 6.4)
    }
    var elements: [Element] = []
    elements += curves(
      outcome.nerve, cables, cell(0), id: "strain",
      y: "strain, %; below 0: slack, drawn no deeper than \u{2212}4",
      scale: 100,
      value: \.strain)
    elements += curves(
      outcome.nerve, cables, cell(1), id: "movement", y: "movement, mm", scale: 1, value: \.excursion)
    // Bars have no axis on their left.
    var last = cell(2)
    last.maxY += label * 2.4
    last.minX -= isWide ? 4 : 9
    elements += bars(last)
    var items: [(sample: Legend.Sample, text: String)] = cables.enumerated().map {
      (.line(colour($0), dash: theme.dash($0)), $1.name)
    }
    if cables.count > 1, !marks.isEmpty {
      items.append((.text, "places on the axis: of the \(atlas.midSentence(cables[0].name))"))
    }
    let legend = Legend(items: items)
    elements.append(.group(id: "legend", legend.elements(above: content, style).elements))
    let most = outcome.nerve.max { $0.strain < $1.strain }
    let words =
      most.map {
        "Most strain: \(String(format: "%.1f", $0.strain * 100)) per cent on the \(cables[$0.cable].name) at \(Int($0.at)) mm"
      } ?? ""
    return frame.scene(
      description: "Charts of strain and movement along the nerve: \(name). \(words).", elements)
  }

  /// A posture by its name, which may begin like a sentence.
  private var title: String {
    "\(name.prefix(1).uppercased() + name.dropFirst()): strain, movement and pressure of the nerve"
  }

  /// A cable has the colour of the family of nerves that bears its name.
  private func colour(_ cable: Int) -> Colour {
    let id = atlas.mechanics.cables[cable].id
    let isFamily = drawing.families.contains(id)
    return isFamily ? drawing.colour(ofFamily: id, style.theme) : style.theme.familyColour(cable)
  }

  private func curves(
    _ nerve: [NervePoint], _ cables: Register<Cable>, _ box: Box, id: String, y: String, scale: Double,
    value: KeyPath<NervePoint, Double>
  ) -> [Element] {
    // A slack stretch shortens with its bed, which is no strain: it is shown as slack, not by how much.
    func shown(_ point: NervePoint) -> Double {
      scale > 1 ? max(NervePoint.slack, point[keyPath: value]) * scale : point[keyPath: value]
    }
    let values = nerve.map(shown)
    let low = min(0, values.min() ?? 0)
    let high = max(low + 0.1, values.max() ?? 1)
    let places = nerve.map(\.at)
    let pad = (high - low) * 0.08
    let chart = Chart(
      box: box, xRange: (places.min() ?? 0)...max(1, places.max() ?? 1), yRange: (low - pad)...(high + pad),
      style: style)
    var elements = chart.axes(id: id, x: axisName(chart), y: y, xDrop: 2.4)
    elements += self.places(id: id, chart)
    elements += chart.elements(
      cables.indices.map { c in
        Chart.Line(
          id: "\(id)-\(cables[c].id)", name: cables[c].name,
          points: nerve.filter { $0.cable == c }.map { Point($0.at, shown($0)) },
          colour: colour(c), width: c == 0 ? 0.9 : 0.6, dash: style.theme.dash(c, width: 0.8))
      })
    return elements
  }

  /// Named places of the first cable, those where a joint lengthens its bed before all others.
  private var marks: [(name: String, at: Double)] {
    let own = atlas.mechanics.landmarks.filter { $0.place.cable == 0 }.map { ($0.name, $0.place.at) }
    func isAtJoint(_ at: Double) -> Bool {
      atlas.mechanics.lengthenings.contains { $0.cables.contains(0) && $0.zone?.contains(at) ?? false }
    }
    return own.filter { isAtJoint($0.1) } + own.filter { !isAtJoint($0.1) }
  }

  /// What the numbers of the axis count from, where a place says it.
  private func axisName(_ chart: Chart) -> String {
    let name = "mm along the nerve"
    guard let origin = marks.first(where: { $0.at == 0 }) else { return name }
    return name + " from the \(origin.name)"
      + (chart.xRange.lowerBound < 0 ? "; below 0: towards the cord" : "")
  }

  /// Ticks with the names of places under the numbers of an axis, as many as find room in two rows.
  private func places(id: String, _ chart: Chart) -> [Element] {
    let theme = style.theme
    let size = style.size.label * 0.82
    var taken: [[ClosedRange<Double>]] = [[], []]
    var elements: [Element] = []
    for (n, mark) in marks.enumerated() where chart.xRange.contains(mark.at) {
      let x = chart.page(Point(mark.at, chart.yRange.lowerBound)).x
      let half = FontMetrics.width(mark.name, size: size) / 2
      let middle = min(max(x, chart.box.minX - 6 + half), chart.box.maxX + 3 - half)
      let room = (middle - half - 0.8)...(middle + half + 0.8)
      guard let row = taken.indices.first(where: { !taken[$0].contains { $0.overlaps(room) } }) else {
        continue
      }
      taken[row].append(room)
      let y = chart.box.maxY + style.size.label * (2.3 + 1.05 * Double(row))
      elements.append(
        .path(
          id: "\(id)-place-\(n)", Path(line: [Point(x, chart.box.minY), Point(x, chart.box.maxY)]),
          Paint(stroke: theme.faintInk, width: 0.2, dash: [0.8, 0.8], opacity: 0.7), title: mark.name))
      elements.append(
        .text(
          id: "\(id)-place-name-\(n)",
          TextLine(mark.name, at: Point(middle, y), size: size, anchor: .middle, colour: theme.ink)))
    }
    return elements
  }

  /// Added pressure at the sites where it is largest.
  private func bars(_ box: Box) -> [Element] {
    let theme = style.theme
    let size = style.size.label * 0.9
    let provocation = Provocation(atlas)
    let middle = atlas.levels.count / 2
    let rows = atlas.mechanics.sites.keys.sorted().compactMap { site -> (site: Int, pressure: Double)? in
      let load = SiteLoad(atlas, site: site)
      let degree = load.degree(pressure: SiteLoad.pressure(of: atlas.levels[middle]))
      return provocation.stimulus(posture, site: site, degree: degree).map { (site, $0.pressure) }
    }.filter { $0.pressure >= 0.5 }.sorted { ($1.pressure, $0.site) < ($0.pressure, $1.site) }
    let room = max(1, Int(box.height / (size * 1.5)))
    let most = max(1, rows.first?.pressure ?? 1)
    var elements: [Element] = [
      .text(
        id: "bars-name",
        TextLine(
          "added pressure, mmHg", at: Point(box.minX, box.minY - size * 1.3), size: size, isBold: true,
          colour: theme.ink))
    ]
    // The names have the room that they need, up to two thirds; then they shrink together.
    let shown = rows.prefix(room)
    let longest = shown.map { FontMetrics.width(atlas.sites[$0.site].name, size: size) }.max() ?? 0
    let split = box.minX + min(longest + 2, box.width * 0.68)
    let nameSize = size * min(1, (split - box.minX - 2) / max(1, longest))
    for (n, row) in shown.enumerated() {
      let y = box.minY + size * 1.5 * (Double(n) + 0.8)
      elements.append(
        .text(
          id: "bar-name-\(n)",
          TextLine(
            atlas.sites[row.site].name, at: Point(split - 2, y), size: nameSize, anchor: .end,
            colour: theme.ink)))
      let bar = Box(
        minX: split, minY: y - size * 0.8, maxX: split + (box.maxX - split - 9) * row.pressure / most,
        maxY: y + size * 0.1)
      elements.append(.box(id: "bar-\(n)", bar, radius: 0.4, Paint(fill: theme.pain)))
      elements.append(
        .text(
          id: "bar-value-\(n)",
          TextLine(
            String(Int(row.pressure.rounded())), at: Point(bar.maxX + 1, y), size: size,
            colour: theme.faintInk)))
    }
    if rows.isEmpty {
      elements.append(
        .text(
          id: "bar-none",
          TextLine("none", at: Point(box.minX, box.minY + size * 2), size: size, colour: theme.faintInk)))
    }
    return elements
  }
}
