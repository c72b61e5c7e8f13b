/// A scene as SVG 1.1: the same bytes for the same scene.
public struct SVGWriter: Sendable {
  private let scene: Scene

  public init(_ scene: Scene) { self.scene = scene }

  /// The whole document.
  public func render() -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += element(isRoot: true)
    return text
  }

  /// The picture alone, to stand in a page.
  public func element(isRoot: Bool = false, id: String = "picture") -> String {
    let size = isRoot ? " width=\"\(number(scene.width))mm\" height=\"\(number(scene.height))mm\"" : ""
    var text =
      "<svg xmlns=\"http://www.w3.org/2000/svg\"\(size) viewBox=\"0 0 \(number(scene.width)) \(number(scene.height))\" "
      + "role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\" font-family=\"\(FontMetrics.family)\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
    text += "<title id=\"\(id)-title\">\(scene.title.escapedForXML)</title>\n"
    text += "<desc id=\"\(id)-desc\">\(scene.description.escapedForXML)</desc>\n"
    text +=
      "<rect id=\"\(id)-page\" width=\"\(number(scene.width))\" height=\"\(number(scene.height))\" fill=\"\(scene.background.hex)\"/>\n"
    for element in scene.elements { text += render(element) }
    return text + "</svg>\n"
  }

  private func render(_ element: Element) -> String {
    switch element {
    case .path(let id, let path, let paint, let title):
      return tag("path", id, "d=\"\(Self.data(path))\" \(attributes(paint))", title)
    case .circle(let id, let centre, let radius, let paint, let title):
      return tag(
        "circle", id,
        "cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\" \(attributes(paint))",
        title)
    case .box(let id, let box, let radius, let paint, let title):
      return tag(
        "rect", id,
        "x=\"\(number(box.minX))\" y=\"\(number(box.minY))\" width=\"\(number(box.width))\" height=\"\(number(box.height))\""
          + (radius > 0 ? " rx=\"\(number(radius))\"" : "") + " \(attributes(paint))", title)
    case .text(let id, let line):
      var extra = line.anchor == .start ? "" : " text-anchor=\"\(line.anchor.rawValue)\""
      if line.isBold { extra += " font-weight=\"bold\"" }
      if line.isItalic { extra += " font-style=\"italic\"" }
      return
        "<text id=\"\(id.escapedForXML)\" x=\"\(number(line.at.x))\" y=\"\(number(line.at.y))\" font-size=\"\(number(line.size))\""
        + "\(extra) fill=\"\(line.colour.hex)\">\(line.text.escapedForXML)</text>\n"
    case .group(let id, let title, let inner):
      let head = title.map { "<title>\($0.escapedForXML)</title>\n" } ?? ""
      return "<g id=\"\(id.escapedForXML)\">\n" + head + inner.map(render).joined() + "</g>\n"
    }
  }

  private func tag(_ name: String, _ id: String, _ attributes: String, _ title: String?) -> String {
    let head = "<\(name) id=\"\(id.escapedForXML)\" \(attributes)"
    guard let title else { return head + "/>\n" }
    return head + "><title>\(title.escapedForXML)</title></\(name)>\n"
  }

  private func attributes(_ paint: Paint) -> String {
    var parts = ["fill=\"\(paint.fill?.hex ?? "none")\""]
    if let stroke = paint.stroke {
      parts.append("stroke=\"\(stroke.hex)\" stroke-width=\"\(number(paint.width))\"")
      if !paint.dash.isEmpty {
        // Round ends would fill the gaps.
        parts.append("stroke-linecap=\"butt\"")
        parts.append("stroke-dasharray=\"\(paint.dash.map(number).joined(separator: " "))\"")
      }
    }
    if paint.opacity < 1 { parts.append("opacity=\"\(number(paint.opacity))\"") }
    return parts.joined(separator: " ")
  }

  /// What `d` holds for a path.
  static func data(_ path: Path) -> String {
    func pair(_ p: Point) -> String { "\(number(p.x)) \(number(p.y))" }
    return path.commands.map { command in
      switch command {
      case .move(let p): "M\(pair(p))"
      case .line(let p): "L\(pair(p))"
      case .curve(let a, let b, let p): "C\(pair(a)) \(pair(b)) \(pair(p))"
      case .close: "Z"
      }
    }.joined()
  }

  private func number(_ value: Double) -> String { Self.number(value) }

  /// Two decimals: a hundredth of a millimetre.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((min(1e7, max(-1e7, value.isFinite ? value : 0)) * 100).rounded())
    let whole = abs(hundredths) / 100
    let rest = abs(hundredths) % 100
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return sign + String(whole) }
    let digits = rest % 10 == 0 ? String(rest / 10) : (rest < 10 ? "0" : "") + String(rest)
    return "\(sign)\(whole).\(digits)"
  }
}
