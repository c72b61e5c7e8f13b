import Anatomy

/// What must not be missed, as a band across the page.
struct AlertBanner {
  /// One line each.
  let lines: [String]
  /// Whether any of it can't wait.
  let isUrgent: Bool
  let style: DrawingStyle

  /// - Parameters:
  ///   - more: what stands below the flags that will not wait, and above mere cautions.
  ///   - notes: what stands last.
  init(_ rules: [UrgencyRule], more: [String] = [], notes: [String] = [], style: DrawingStyle) {
    func lines(_ rules: [UrgencyRule]) -> [String] { rules.map { "\($0.heading): \($0.text)" } }
    self.lines =
      lines(rules.filter { $0.tier <= .urgent }) + more + lines(rules.filter { $0.tier > .urgent }) + notes
    isUrgent = !more.isEmpty || rules.contains { $0.tier <= .urgent }
    self.style = style
  }

  /// The band at the top of a box, and the room that it takes; nothing where nothing warns. Long lines are broken, so that all
  /// have one size.
  func elements(in box: Box) -> (elements: [Element], height: Double) {
    if lines.isEmpty { return ([], 0) }
    let label = style.size.label
    let size = label * 1.1
    let air = 2.0
    let broken = lines.map {
      FontMetrics.wrapped($0, size: size, width: box.width - 3 * air, isBold: true)
    }
    let top = box.minY - label * 0.2
    // Red is for what will not wait.
    let colour = style.theme.kind == .print ? style.theme.ink : isUrgent ? Colour(0xB3123A) : Colour(0x8A5A00)
    var texts: [Element] = []
    var y = top + label * 1.5
    for (n, parts) in broken.enumerated() {
      for (k, text) in parts.enumerated() {
        if n + k > 0 { y += label * (k == 0 ? 1.7 : 1.4) }
        texts.append(
          .text(
            id: "alert-\(n)" + (k == 0 ? "" : "-line-\(k + 1)"),
            TextLine(
              text, at: Point(box.minX + (k == 0 ? air : 2 * air), y), size: size, isBold: true,
              colour: Colour(0xFFFFFF))))
      }
    }
    let band = Box(minX: box.minX, minY: top, maxX: box.maxX, maxY: y + label)
    return (
      [.box(id: "alert-band", band, radius: 1, Paint(fill: colour))] + texts,
      band.maxY - box.minY + label * 1.2
    )
  }
}
