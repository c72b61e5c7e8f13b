import Anatomy

/// The nerve from the cord to its ends over the body, with muscles, passages and sites named.
public struct RouteDiagram: Sendable {
  /// What is brought out.
  public enum Highlight: Sendable {
    /// Position in ``Atlas/roots``.
    case root(Int)
    /// Position in ``Atlas/nerves``.
    case nerve(Int)
    /// Position in ``Atlas/muscles``: the tracts from the cord to it.
    case muscle(Int)
  }

  let drawing: DrawingAtlas
  let style: DrawingStyle
  let view: BodyView
  let isLeft: Bool
  let highlight: Highlight?
  let pathways: Pathways
  var atlas: Atlas { drawing.atlas }
  var theme: Theme { style.theme }

  public init(
    _ drawing: DrawingAtlas, view: BodyView, isLeft: Bool = false, highlight: Highlight? = nil,
    style: DrawingStyle = DrawingStyle()
  ) {
    self.drawing = drawing
    self.view = view
    self.isLeft = isLeft
    self.highlight = highlight
    self.style = style
    pathways = drawing.atlas.pathways()
  }

  /// The picture.
  public func scene() -> Scene {
    let frame = PageFrame(
      style: style, title: heading, subtitle: subtitle,
      source:
        "\(atlas.origin): own drawing, positions are no measurements; supply from the atlas. For teaching."
    )
    let legend = Legend(items: legendItems)
    let content = frame.content
    let legendTop = Point(content.minX, content.maxY - style.size.label * 0.6)
    let lines = legend.elements(at: legendTop, maxX: content.maxX, style).lines
    let legendAt = Point(content.minX, content.maxY - style.size.label * (0.6 + 1.35 * Double(lines - 1)))
    let bottom = legendAt.y - style.size.label * 1.9
    let area = Box(minX: content.minX, minY: content.minY, maxX: content.maxX, maxY: bottom)
    let layout = self.layout(in: area)
    let placement = layout.placement
    let labels = self.labels(layout)
    let elements: [Element] =
      [
        .group(id: "body", placement.body(theme)), .group(id: "bones", bones(placement)),
        .group(id: "muscles", muscles(placement)), .group(id: "contours", placement.contours(theme)),
        .group(id: "nerves", nerves(placement)), .group(id: "tracts", tractElements(placement)),
        .group(
          id: "labels",
          layout.left.elements(labels.left, leader: theme.leader)
            + layout.right.elements(labels.right, leader: theme.leader)),
        .group(id: "sites", sites(placement)),
        .group(id: "legend", legend.elements(at: legendAt, maxX: content.maxX, style).elements),
      ]
    return frame.scene(description: description, elements)
  }

  private func bones(_ placement: ViewPlacement) -> [Element] {
    placement.bones(theme) + (view.isMirrored ? placement.bones(theme, other: true) : [])
  }

  /// Muscles: on the other half where there is one, else faint under the nerves; chosen ones always on the limb.
  private func muscles(_ placement: ViewPlacement) -> [Element] {
    let chosen = chosenMuscles
    let ordered = view.muscles.sorted { $1.layer < $0.layer }
    var elements: [Element] = []
    for muscle in ordered where view.isMirrored && muscle.layer != .superficial && highlight == nil {
      elements.append(
        placement.muscle(
          muscle, Paint(fill: muscle.isTendon ? theme.tendon : theme.muscle, stroke: theme.skin, width: 0.2),
          other: true))
    }
    // What lies deepest is named, and seen through the deep muscles above it.
    for muscle in ordered where view.isMirrored && muscle.layer == .deepest && highlight == nil {
      let contour = Paint(stroke: theme.skin, width: 0.2, opacity: 0.8)
      elements.append(placement.muscle(muscle, contour, other: true).renamed("contour-"))
    }
    for muscle in ordered {
      if let weight = muscle.muscles.compactMap({ chosen[$0] }).max() {
        let fill = theme.skin.mixed(with: theme.muscle, 0.35 + 0.65 * weight)
        elements.append(
          placement.muscle(muscle, Paint(fill: fill, stroke: theme.outline, width: 0.2, opacity: 0.9)))
      } else if !view.isMirrored, chosen.isEmpty, muscle.layer == .deep {
        elements.append(
          placement.muscle(muscle, Paint(fill: theme.muscle, stroke: theme.skin, width: 0.2, opacity: 0.35)))
      }
    }
    return elements
  }

  /// The nerves, each in its colour: as in every picture that shows them.
  func nerves(_ placement: ViewPlacement) -> [Element] {
    let chosen = chosenNerves
    return view.routes.flatMap { route -> [Element] in
      if route.nerve == nil {
        let paths = roots(route, placement)
        return [.group(id: "\(placement.prefix)nerve-\(route.id)", title: route.name, paths)]
      }
      let isChosen = chosen.map { $0.contains(route.nerve ?? "") } ?? true
      // Where the tracts themselves are drawn, their nerves step back.
      let opacity = !isChosen ? 0.22 : tracts.isEmpty ? 1 : 0.4
      let thickness = isChosen ? 1.25 : 1
      // Fibres that leave a nerve early bring out its beginning alone.
      if isChosen, let beginning = beginning(of: route) {
        return [
          placement.route(route, colour: colour(route), opacity: 0.22),
          placement.route(beginning, colour: colour(route), thickness: thickness).renamed("beginning-"),
        ]
      }
      let divisions = self.divisions(of: route)
      if divisions.count == 2 {
        // Two divisions in one sheath run side by side, each in the colour of the nerve that it becomes.
        return [
          placement.route(
            route, colours: divisions.map { colour($0) }, opacity: opacity, thickness: thickness)
        ]
      }
      return [placement.route(route, colour: colour(route), opacity: opacity, thickness: thickness)]
    }
  }

  /// The nerves that a route divides into where it ends, from the inner to the outer side.
  func divisions(of route: ViewRoute) -> [ViewRoute] {
    // Only a nerve with several bundles of its own holds its divisions apart; others fork.
    guard let nerve = route.nerve, atlas.nerves[nerve].map({ $0.bundles.count > 1 }) ?? false,
      let end = route.paths.filter({ $0.width == nil }).last?.points.last
    else { return [] }
    return view.routes.filter { other in
      guard other.id != route.id, let start = other.paths.first?.points.first else { return false }
      return Point(start.x, start.y).distance(to: Point(end.x, end.y)) < 4
    }.sorted { side($0) < side($1) }
  }

  /// How far to the side a nerve runs at its end.
  private func side(_ route: ViewRoute) -> Double { route.paths.first?.points.last?.x ?? 0 }

  func colour(_ route: ViewRoute) -> Colour {
    if case .root(let r) = highlight { return drawing.colour(ofRoot: r, theme) }
    return drawing.colour(ofFamily: route.family, theme)
  }

  /// The bundle of roots, each in its colour.
  private func roots(_ route: ViewRoute, _ placement: ViewPlacement) -> [Element] {
    route.paths.enumerated().map { n, path in
      let colour = path.root.map { drawing.colour(ofRoot: $0, theme) } ?? theme.ink
      var isChosen = true
      if case .root(let r) = highlight { isChosen = path.root == r }
      if case .muscle = highlight { isChosen = tracts.contains { $0.root == path.root } }
      if case .nerve = highlight { isChosen = path.root.map(isBroughtOut) ?? false }
      let width = max(0.4, placement.page(route.width))
      let title = path.root.map { atlas.roots[$0].name }
      return .path(
        id: "\(placement.prefix)root-\(n)", placement.page(Spline.path(path.points)),
        Paint(
          stroke: colour, width: width, dash: dash(path, width: width),
          opacity: isChosen ? 1 : 0.2), title: title)
    }
  }

  /// Roots run deep; in print their dashes tell one from another.
  func dash(_ path: ViewRoute.Path, width: Double) -> [Double] {
    if theme.kind == .print, let root = path.root { return theme.dash(root, width: width) }
    return path.isHidden ? ViewPlacement.hidden(width) : []
  }

  /// The ways to a muscle, drawn through.
  private func tractElements(_ placement: ViewPlacement) -> [Element] {
    guard case .muscle(let m) = highlight else { return [] }
    let tracts = drawnTracts
    return tracts.enumerated().map { n, tract in
      let offset = (Double(n) - Double(tracts.count - 1) / 2) * 0.95
      return .path(
        id: "tract-\(atlas.roots[tract.root].id)",
        Path(line: ViewPlacement.parallel(tract.drawn.points.map { placement.page($0) }, offset)),
        Paint(
          stroke: drawing.colour(ofRoot: tract.root, theme), width: 0.85,
          dash: theme.dash(tract.root, width: 0.85)),
        title: "\(atlas.roots[tract.root].id) to \(atlas.muscles[m].name)")
    }
  }

  private func sites(_ placement: ViewPlacement) -> [Element] {
    shownSites.map { shown in
      let site = atlas.sites[shown.site]
      return .circle(
        id: "site-\(site.id)", placement.page(shown.at), radius: min(1.4, max(0.9, placement.page(5))),
        Paint(fill: theme.page, stroke: theme.mark, width: 0.4), title: site.name)
    }
  }
}
