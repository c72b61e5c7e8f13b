import Anatomy
import Simulation

/// The graph as a transit map: roots as lines, sites as stations, muscles and skin as termini.
///
/// The widest way from the roots to the far end runs down the middle; branches leave it to the side that is emptier, step
/// out and run down beside it, with what leaves them written at the outer edge, row by row.
public struct TransitMap: Sendable {
  let drawing: DrawingAtlas
  let style: DrawingStyle
  let system: TractSystem
  var atlas: Atlas { drawing.atlas }
  var theme: Theme { style.theme }

  public init(_ drawing: DrawingAtlas, system: TractSystem, style: DrawingStyle = DrawingStyle()) {
    self.drawing = drawing
    self.system = system
    self.style = style
  }

  /// The places on a segment where a nerve may be caught.
  func sites(at segment: Int) -> [Int] {
    atlas.sites.indices.filter { atlas.sites[$0].anchor == segment && !atlas.sites[$0].modes.isEmpty }
  }

  /// The page.
  public func scene() -> Scene {
    let tree = NerveTree(atlas, system: system)
    let frame = PageFrame(
      style: style, title: atlas.title + ": schematic",
      subtitle:
        "Roots as lines, places where a nerve may be caught as stations, muscles and skin where they leave; nerves in one passage share a line",
      source: "\(atlas.origin): not to scale; supply and routes from the atlas. For teaching.")
    let content = frame.content
    let label = style.size.label
    let plan = self.plan(tree)
    let headHeight = style.size == .a4 ? label * 13.5 : label * 10
    let all = max(plan.left, plan.right) + 0.5
    // A wide page takes the trunk in two columns, parted where no branch is cut.
    let parting = style.size == .slide ? plan.parting(all) : nil
    let used = atlas.roots.indices.filter { r in tree.roots.contains { $0.contains(r) } }
    var items: [(sample: Legend.Sample, text: String)] = used.map {
      (.line(drawing.colour(ofRoot: $0, theme), dash: theme.dash($0)), atlas.roots[$0].id)
    }
    items.append((.dot(theme.mark), "may be caught here"))
    if !passages(used).wide.isEmpty { items.append((.bar(theme.mark), "several roots at once")) }
    let legend = Legend(items: items).elements(above: content, style)
    let bodyTop = content.minY + headHeight
    let columns = parting == nil ? 1.0 : 2
    let width = content.width / columns
    // Between two columns the trunk passes under the first and over the second.
    let low = content.maxY - label * (parting == nil ? 2.2 : 3.5) - legend.height
    // The second column has the room of the roots above the first.
    let pitch =
      parting.map { min((low - bodyTop) / $0, (low - content.minY) / (all - $0 + 2)) } ?? (low - bodyTop)
      / all
    let size = min(label, pitch * 0.86)
    let layout = Layout(
      centre: content.minX + width / 2, top: bodyTop, pitch: pitch, size: size,
      strand: min(0.75, pitch * 0.2), left: content.minX, right: content.minX + width,
      step: min(13, pitch * 2.6),
      parting: parting, shift: width, secondTop: content.minY + pitch * 1.6)
    var elements: [Element] = []
    elements.append(.group(id: "lines", lines(plan, layout)))
    elements.append(.group(id: "roots", head(tree, content, headHeight, layout)))
    elements.append(.group(id: "stations", texts(plan, layout)))
    elements.append(.group(id: "legend", legend.elements))
    return frame.scene(description: description(tree), elements)
  }

  struct Layout {
    let centre: Double
    let top: Double
    let pitch: Double
    let size: Double
    let strand: Double
    let left: Double
    let right: Double
    let step: Double
    /// Row from which on all goes to a second column, `shift` to the right, beginning at `secondTop`.
    let parting: Double?
    let shift: Double
    let secondTop: Double

    func isSecond(_ row: Double) -> Bool { parting.map { row >= $0 } ?? false }

    func y(_ row: Double) -> Double {
      if let parting, row >= parting { return secondTop + (row - parting) * pitch }
      return top + row * pitch
    }

    func x(_ side: Side, _ depth: Int, row: Double) -> Double {
      centre + side * Double(depth) * step + (isSecond(row) ? shift : 0)
    }

    /// Where text must end; the trunk runs between two columns and wants air.
    func edge(_ side: Side, row: Double) -> Double {
      let gutter = parting == nil ? 0.0 : 5
      if isSecond(row) { return side < 0 ? left + shift + gutter : right + shift }
      return side < 0 ? left : right - gutter
    }
  }

  /// A strand down a stretch; where it passes the parting it runs over to the second column.
  private func line(_ stretch: Stretch, from: Double, shift: Double, _ layout: Layout) -> Path {
    func point(_ row: Double) -> Point {
      Point(layout.x(stretch.side, stretch.depth, row: row) + shift, layout.y(row))
    }
    guard let parting = layout.parting, from < parting, stretch.to >= parting else {
      return Path(line: [point(from), point(stretch.to)])
    }
    let low = Point(layout.x(stretch.side, stretch.depth, row: from) + shift, layout.y(parting - 0.01))
    let high = point(parting)
    // Strands turn inside one another: the outer one in the first bend is the inner one in the second. A bend reaches three
    // quarters as far as its handles.
    let middle = (layout.right + layout.left) / 2 + layout.shift / 2 - shift
    let down = layout.pitch * 1.5 - shift * 4 / 3
    let up = layout.pitch * 1.5 + shift * 4 / 3
    return Path([
      .move(point(from)), .line(low),
      .curve(Point(low.x, low.y + down), Point(middle, low.y + down), Point(middle, low.y)),
      .line(Point(middle, high.y)),
      .curve(Point(middle, high.y - up), Point(high.x, high.y - up), high), .line(point(stretch.to)),
    ])
  }

  /// Offset of a root's strand within a bundle.
  func offset(_ n: Int, of count: Int, _ strand: Double) -> Double {
    (Double(n) - Double(count - 1) / 2) * strand
  }

  private func lines(_ plan: Plan, _ layout: Layout) -> [Element] {
    var elements: [Element] = []
    func add(_ id: String, _ root: Int, _ path: Path) {
      elements.append(
        .path(
          id: "\(id)-\(atlas.roots[root].id)", path,
          Paint(
            stroke: drawing.colour(ofRoot: root, theme), width: layout.strand,
            dash: theme.dash(root, width: layout.strand))))
    }
    for (k, stretch) in plan.stretches.enumerated() {
      for (n, root) in stretch.roots.enumerated() {
        let shift = offset(n, of: stretch.roots.count, layout.strand)
        let id = "line-\(stretch.id)-\(k)"
        if let lane = stretch.lane {
          add(
            id, root, beside(stretch, root, shift: lane.offset * layout.strand + shift, lane.origin, layout))
          continue
        }
        let from = stretch.from <= 1 && stretch.depth == 0 ? 0 : stretch.from
        add(id, root, line(stretch, from: from, shift: shift, layout))
      }
    }
    for (k, step) in plan.steps.enumerated() {
      for (n, root) in step.roots.enumerated() {
        let shift = offset(n, of: step.roots.count, layout.strand)
        var from = layout.x(step.side, step.fromDepth, row: step.row)
        let to = layout.x(step.side, step.toDepth, row: step.row) + shift
        // The strand that turns down first lies lowest, so that none crosses another.
        let y = layout.y(step.row) - layout.pitch * 0.5 - shift * step.side
        let round = min(layout.pitch * 0.5, abs(to - from)) * 0.6
        var path: [PathCommand] = [.move(Point(from, y))]
        if let lane = step.lane {
          from += lane * layout.strand + shift
          path = [.move(Point(from, layout.y(step.row) - layout.pitch * 0.95)), .line(Point(from, y))]
        }
        path += [
          .line(Point(to - step.side * round, y)), .curve(Point(to, y), Point(to, y), Point(to, y + round)),
          .line(Point(to, layout.y(step.row))),
        ]
        add("step-\(step.id)-\(k)", root, Path(path))
      }
    }
    return elements
  }

  /// A strand of a companion: out of the trunk where the strand of its root ends, then down beside it.
  private func beside(
    _ stretch: Stretch, _ root: Int, shift: Double, _ origin: [Int], _ layout: Layout
  ) -> Path {
    let place = origin.firstIndex(of: root)
    let start = place.map { offset($0, of: origin.count, layout.strand) } ?? 0
    let down = line(stretch, from: stretch.from + 0.9, shift: shift, layout)
    let x = layout.x(0, 0, row: stretch.from)
    let (top, low) = (layout.y(stretch.from), layout.y(stretch.from + 0.9))
    return Path(
      [
        .move(Point(x + start, top)),
        .curve(
          Point(x + start, (top + low) / 2), Point(x + shift, (top + low) / 2), Point(x + shift, low)),
      ] + down.commands.dropFirst())
  }

  func station(_ site: Int, _ at: Point, _ layout: Layout) -> Element {
    .circle(
      id: "station-\(atlas.sites[site].id)", at, radius: ringRadius(layout), ringPaint(layout),
      title: atlas.sites[site].name)
  }

  func ringRadius(_ layout: Layout) -> Double { min(1.5, layout.size * 0.42) }

  func ringPaint(_ layout: Layout) -> Paint {
    Paint(fill: theme.page, stroke: theme.mark, width: min(0.4, layout.size * 0.17))
  }

  private func texts(_ plan: Plan, _ layout: Layout) -> [Element] {
    var elements: [Element] = []
    for (k, row) in plan.rows.enumerated() {
      let x = layout.x(row.side, row.depth, row: row.row)
      let y = layout.y(row.row)
      let gap = 2.4 + layout.strand * 2
      let edge = layout.edge(row.side, row: row.row)
      let room = abs(edge - x) - gap
      func text(_ id: String, _ string: String, bold: Bool = false, italic: Bool = false, _ colour: Colour) {
        var size = layout.size
        let width = FontMetrics.width(string, size: size, isBold: bold)
        if width > room { size *= max(0.72, room / width) }
        let shown = FontMetrics.shortened(string, size: size, width: room, isBold: bold, least: 6)
        elements.append(
          .text(
            id: id,
            TextLine(
              shown, at: Point(x + row.side * gap, y + size * 0.34), size: size,
              anchor: row.side < 0 ? .end : .start, isBold: bold, isItalic: italic, colour: colour)))
      }
      switch row.content {
      case .name(let nerve):
        text("nerve-\(nerve)-\(k)", atlas.nerves[nerve].map(style.name) ?? nerve, bold: true, theme.ink)
      case .site(let site):
        elements.append(station(site, Point(x, y), layout))
        text("label-site-\(atlas.sites[site].id)", atlas.sites[site].name, theme.text(theme.mark))
      case .termini(let segment, let line, let words, let isSkin):
        let id = "\(atlas.segments[segment].id)" + (line > 0 ? "-\(line)" : "")
        if line == 0 {
          let end = x + row.side * gap * 0.8
          elements.append(
            .path(
              id: "end-\(id)", Path(line: [Point(x, y), Point(end, y)]),
              Paint(stroke: theme.faintInk, width: 0.3)))
        }
        text("termini-\(id)", words, italic: isSkin, theme.faintInk)
      }
    }
    return elements
  }

  private func description(_ tree: NerveTree) -> String {
    let trunk = tree.tops.first?.segments.map { atlas.segments[$0].name } ?? []
    return "Transit map of the nerves. The trunk, from above: \(trunk.joined(separator: "; "))."
  }
}
