import Anatomy

/// What every picture of an atlas is drawn with.
public struct DrawingStyle: Sendable {
  let theme: Theme
  public let size: PageSize
  /// Whether muscles and nerves bear their Latin names, where the atlas has them.
  public let isLatin: Bool

  public init(theme: Theme.Kind = .light, size: PageSize = .a4, isLatin: Bool = false) {
    self.theme = Theme(theme)
    self.size = size
    self.isLatin = isLatin
  }

  func name(_ muscle: Muscle) -> String { isLatin ? muscle.latin ?? muscle.name : muscle.name }
  func name(_ nerve: Nerve) -> String { isLatin ? nerve.latin ?? nerve.name : nerve.name }
}

/// An atlas with its views: what pictures are made from.
public struct DrawingAtlas: Sendable {
  public let atlas: Atlas
  public let views: [BodyView]
  /// Families of nerves in order, over all views: their place is their colour.
  let families: [String]

  init(_ atlas: Atlas, views: [BodyView]) {
    self.atlas = atlas
    self.views = views
    var families: [String] = []
    for view in views {
      for route in view.routes where !families.contains(route.family) { families.append(route.family) }
    }
    self.families = families.sorted()
  }

  /// Reads every view of an atlas.
  ///
  /// - Throws: ``DataError`` with the faults of the files.
  public init(_ atlas: Atlas, _ files: AtlasFiles) throws(DataError) {
    var views: [BodyView] = []
    for id in files.viewIDs { views.append(try BodyView(id, files, atlas)) }
    self.init(atlas, views: views)
  }

  func colour(ofFamily family: String, _ theme: Theme) -> Colour {
    theme.familyColour(families.firstIndex(of: family) ?? 0)
  }

  func colour(ofRoot root: Int, _ theme: Theme) -> Colour { theme.colour(root) }

  /// The view with an id.
  public func view(_ id: String) -> BodyView? { views.first { $0.id == id } }
}

/// Title above, legend and source below, the picture between.
struct PageFrame {
  let style: DrawingStyle
  let title: String
  let subtitle: String
  let source: String
  /// mm; nil: that of the size of page.
  var height: Double?

  var margin: Double { 9 }
  var titleSize: Double { style.size.label * 1.9 }

  private var pageHeight: Double { height ?? style.size.height }

  /// Where the picture goes.
  var content: Box {
    Box(
      minX: margin, minY: margin + titleSize * 1.1 + style.size.label * 2.1, maxX: style.size.width - margin,
      maxY: pageHeight - margin - style.size.label * 1.6)
  }

  func scene(description: String, _ elements: [Element]) -> Scene {
    let theme = style.theme
    let label = style.size.label
    let head = [
      Element.text(
        id: "title",
        TextLine(
          title, at: Point(margin, margin + titleSize * 0.8), size: fitted(title, titleSize, isBold: true),
          isBold: true, colour: theme.ink)),
      Element.text(
        id: "subtitle",
        TextLine(
          subtitle, at: Point(margin, margin + titleSize * 0.8 + label * 1.6), size: fitted(subtitle, label),
          colour: theme.faintInk)),
    ]
    let foot = Element.text(
      id: "source",
      TextLine(
        source, at: Point(margin, pageHeight - margin + label * 0.2),
        size: fitted(source, label * 0.82), colour: theme.faintInk))
    return Scene(
      width: style.size.width, height: pageHeight, title: title, description: description,
      background: theme.page, elements: head + elements + [foot])
  }

  /// The size at which a line fits between the margins.
  private func fitted(_ text: String, _ size: Double, isBold: Bool = false) -> Double {
    let width = FontMetrics.width(text, size: size, isBold: isBold)
    return min(size, size * (style.size.width - 2 * margin) / max(width, 1))
  }
}

/// A row of coloured samples with their meaning.
struct Legend {
  enum Sample {
    case line(Colour, dash: [Double])
    case patch(Colour)
    case dot(Colour)
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

  private func room(_ sample: Sample) -> Double { if case .text = sample { 0 } else { 6.4 } }
}
