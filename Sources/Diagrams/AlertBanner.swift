import Anatomy

/// What must not be missed, as a band across the page.
struct AlertBanner {
  /// One line each.
  let lines: [String]
  /// Whether any of it can't wait.
  let isUrgent: Bool
  let style: DrawingStyle

  /// - Parameter more: what stands below the flags.
  init(_ rules: [UrgencyRule], more: [String] = [], style: DrawingStyle) {
    lines = rules.map { "\($0.heading): \($0.text)" } + more
    isUrgent = !more.isEmpty || rules.contains { $0.tier <= .urgent }
    self.style = style
  }

  /// The band at the top of a box, and the room that it takes; nothing where nothing warns.
  func elements(in box: Box) -> (elements: [Element], height: Double) {
    if lines.isEmpty { return ([], 0) }
    let label = style.size.label
    let height = label * 1.7 * Double(lines.count) + label * 0.8
    let band = Box(
      minX: box.minX, minY: box.minY - label * 0.6, maxX: box.maxX, maxY: box.minY - label * 0.6 + height)
    // Red is for what will not wait.
    let colour = style.theme.kind == .print ? style.theme.ink : isUrgent ? Colour(0xB3123A) : Colour(0x8A5A00)
    var elements: [Element] = [.box(id: "alert-band", band, radius: 1, Paint(fill: colour))]
    for (n, text) in lines.enumerated() {
      let width = FontMetrics.width(text, size: label * 1.1, isBold: true)
      elements.append(
        .text(
          id: "alert-\(n)",
          TextLine(
            text, at: Point(band.minX + 2, band.minY + label * (1.5 + 1.7 * Double(n))),
            size: min(label * 1.1, label * 1.1 * (band.width - 4) / max(1, width)), isBold: true,
            colour: Colour(0xFFFFFF))))
    }
    return (elements, height + label)
  }
}
