/// Sets text on pages of A4.
struct PageSetter {
  let theme: Theme
  let title: String
  let footer: String
  private var done: [Scene] = []
  private var elements: [Element] = []
  private var y = 18.0
  private var count = 0
  private let left = 18.0
  private let right = 192.0
  private let bottom = 280.0
  private let size = 3.3

  init(theme: Theme, title: String, footer: String) {
    self.theme = theme
    self.title = title
    self.footer = footer
  }

  mutating func space(_ height: Double) { y += height }

  mutating func heading(_ text: String, size: Double) {
    if y + size * 4 > bottom { turn() }
    paragraph(text, isBold: true, size: size)
    y += size * 0.25
  }

  mutating func paragraph(
    _ text: String, indent: Double = 0, isBold: Bool = false, size: Double? = nil, colour: Colour? = nil
  ) {
    let size = size ?? self.size
    for line in FontMetrics.wrapped(text, size: size, width: right - left - indent, isBold: isBold) {
      put(line, indent, isBold, size, colour)
    }
  }

  private mutating func put(
    _ line: String, _ indent: Double, _ isBold: Bool, _ size: Double, _ colour: Colour?
  ) {
    if y + size * 1.4 > bottom { turn() }
    y += size * 1.4
    count += 1
    elements.append(
      .text(
        id: "line-\(count)",
        TextLine(line, at: Point(left + indent, y), size: size, isBold: isBold, colour: colour ?? theme.ink)))
  }

  mutating func bar(_ value: Double, label: String) {
    if y + 14 > bottom { turn() }
    count += 1
    let room = Box(minX: left, minY: y + 1.4, maxX: left + 50, maxY: y + 4.6)
    elements.append(.box(id: "room-\(count)", room, radius: 0.8, Paint(fill: theme.panel)))
    let bar = Box(minX: left, minY: room.minY, maxX: left + max(0.5, 50 * value), maxY: room.maxY)
    elements.append(.box(id: "bar-\(count)", bar, radius: 0.8, Paint(fill: theme.mark)))
    elements.append(
      .text(
        id: "bar-name-\(count)",
        TextLine(label, at: Point(left + 54, y + 4.2), size: size, isBold: true, colour: theme.ink)))
    y += 4.8
  }

  /// A picture has a page of its own.
  mutating func picture(_ scene: Scene) {
    if !elements.isEmpty { turn() }
    done.append(scene)
  }

  private mutating func turn() {
    done.append(
      Scene(
        width: 210, height: 297, title: title, description: "Page \(done.count + 1) of the report.",
        background: theme.page,
        elements: elements + [
          .text(
            id: "foot",
            TextLine("\(footer.prefix(110))", at: Point(left, 288), size: 2.5, colour: theme.faintInk)),
          .text(
            id: "number",
            TextLine(
              "\(done.count + 1)", at: Point(right, 288), size: 2.8, anchor: .end, colour: theme.faintInk)),
        ]))
    elements = []
    y = 18
  }

  mutating func finish() -> [Scene] {
    if !elements.isEmpty { turn() }
    return done
  }
}
