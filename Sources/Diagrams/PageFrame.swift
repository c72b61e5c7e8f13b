import Anatomy

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

  /// What stands under a picture that shows figures of the model.
  static func source(ofFigures atlas: Atlas) -> String {
    "\(atlas.origin): the model's figures, own drawing. For research and teaching; no medical device."
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
