/// How a shape is filled and inked.
struct Paint: Sendable, Equatable {
  /// Nil leaves it out.
  var fill: Colour?
  var stroke: Colour?
  /// mm.
  var width = 0.3
  /// Lengths of strokes and gaps in mm; empty for a whole line.
  var dash: [Double] = []
  /// 0 unseen, 1 opaque.
  var opacity = 1.0
}

/// A line of text.
struct TextLine: Sendable, Equatable {
  /// Which part of the line stands at its place.
  enum Anchor: String, Sendable { case start, middle, end }

  var text: String
  /// Where the line stands on its base line.
  var at: Point
  /// mm.
  var size: Double
  var anchor = Anchor.start
  var isBold = false
  var isItalic = false
  var colour: Colour

  init(
    _ text: String, at: Point, size: Double, anchor: Anchor = .start, isBold: Bool = false,
    isItalic: Bool = false, colour: Colour
  ) {
    self.text = text
    self.at = at
    self.size = size
    self.anchor = anchor
    self.isBold = isBold
    self.isItalic = isItalic
    self.colour = colour
  }
}

/// Something on a page. Ids let people restyle it, titles are read out.
indirect enum Element: Sendable {
  case path(id: String, Path, Paint, title: String? = nil)
  case circle(id: String, Point, radius: Double, Paint, title: String? = nil)
  case box(id: String, Box, radius: Double, Paint, title: String? = nil)
  case text(id: String, TextLine)
  case group(id: String, title: String? = nil, [Element])

  /// The same shapes once more, their ids behind a prefix.
  func renamed(_ prefix: String) -> Element {
    switch self {
    case .path(let id, let path, let paint, let title): .path(id: prefix + id, path, paint, title: title)
    case .group(let id, let title, let inner):
      .group(id: prefix + id, title: title, inner.map { $0.renamed(prefix) })
    case .circle, .box, .text: self
    }
  }
}

/// A page.
public struct Scene: Sendable {
  /// mm.
  public let width: Double
  public let height: Double
  public let title: String
  /// What it shows, for those who cannot see it.
  public let description: String
  let background: Colour
  var elements: [Element] = []
}
