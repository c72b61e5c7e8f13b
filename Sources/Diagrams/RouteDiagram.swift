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

  /// How many nerves and muscles of what is brought out the view shows.
  public var shownCount: Int {
    let nerves = chosenNerves ?? []
    let muscles = chosenMuscles
    return Set(view.routes.compactMap(\.nerve)).intersection(nerves).count
      + Set(view.muscles.flatMap(\.muscles)).filter { muscles[$0] != nil }.count
  }

  /// Whether the view shows anything of what is brought out.
  public var showsHighlight: Bool {
    switch highlight {
    case nil, .muscle: return true
    case .root(let root): return view.routes.contains { $0.paths.contains { $0.root == root } }
    case .nerve(let n): return view.routes.contains { $0.nerve == atlas.nerves[n].id }
    }
  }

  /// The highlighted tracts: root, and its way to each end.
  var tracts: [(root: Int, segments: [Int])] {
    switch highlight {
    case .muscle(let m):
      let muscle = atlas.muscles[m]
      // Of several nerves to a muscle the one that the view shows.
      let drawn = Set(view.routes.compactMap(\.nerve))
      func rank(_ leaf: NerveEnd) -> Double {
        leaf.share + (drawn.contains(atlas.segments[leaf.segment].nerve) ? 1 : 0)
      }
      return muscle.roots.filter { $0.value >= 0.1 }.compactMap { share in
        muscle.leaves.sorted { rank($0) > rank($1) }.lazy.compactMap { leaf in
          pathways.route(root: share.index, to: leaf.segment).map { (share.index, $0) }
        }.first
      }
    default: return []
    }
  }

  /// Segments that are brought out; nil: all.
  var chosenSegments: Set<Int>? {
    switch highlight {
    case nil: return nil
    case .muscle: return Set(tracts.flatMap(\.segments))
    case .root(let root):
      return Set(
        atlas.segments.indices.filter { pathways.route(root: root, to: $0) != nil && carries(root, $0) })
    case .nerve(let n):
      let ends = atlas.muscles.flatMap(\.leaves) + atlas.nerves.flatMap(\.ends)
      return Set(ends.flatMap { atlas.course(of: $0, in: atlas.nerves[n], pathways) })
    }
  }

  /// Nerves of the atlas that are brought out, by id; nil: all.
  var chosenNerves: Set<String>? {
    guard let segments = chosenSegments else { return nil }
    let nerves = Set(segments.map { atlas.segments[$0].nerve })
    if case .nerve(let n) = highlight { return nerves.union([atlas.nerves[n].id]) }
    return nerves
  }

  /// Whether fibres of a root leave at or beyond a segment.
  private func carries(_ root: Int, _ segment: Int) -> Bool {
    func passes(_ end: Int) -> Bool { pathways.route(root: root, to: end)?.contains(segment) ?? false }
    return atlas.muscles.contains { muscle in
      muscle.roots.contains { $0.index == root && $0.value >= 0.1 }
        && muscle.leaves.contains { passes($0.segment) }
    }
      || atlas.nerves.contains { nerve in
        nerve.roots.contains { $0.index == root && $0.value >= 0.1 }
          && nerve.ends.contains { passes($0.segment) }
      }
  }

  /// Muscles that are brought out, with a weight 0…1.
  var chosenMuscles: [Int: Double] {
    switch highlight {
    case nil: return [:]
    case .muscle(let m): return [m: 1]
    case .root(let root):
      return atlas.muscles.enumerated().reduce(into: [:]) { result, entry in
        if let share = entry.1.roots.first(where: { $0.index == root })?.value, share >= 0.1 {
          result[entry.0] = share
        }
      }
    case .nerve(let n):
      let nerve = atlas.nerves[n]
      return atlas.muscles.enumerated().reduce(into: [:]) { result, entry in
        if entry.1.leaves.contains(where: { !atlas.course(of: $0, in: nerve, pathways).isEmpty }) {
          result[entry.0] = 1
        }
      }
    }
  }

  /// In words, as in "seen from behind" or "of the sole".
  private var heading: String {
    let side = isLeft ? "left" : "right"
    let base = "\(atlas.title), \(side) limb, \(view.name)"
    switch highlight {
    case nil: return base
    case .root(let r): return "\(atlas.roots[r].id), \(side) limb, \(view.name)"
    case .nerve(let n): return "\(style.name(atlas.nerves[n])), \(side) limb, \(view.name)"
    case .muscle(let m):
      return
        "From \(origin) to \(atlas.midSentence(style.name(atlas.muscles[m]))), \(side) limb, \(view.name)"
    }
  }

  /// Where the drawn way to a muscle begins: at the cord, or at a nerve where the view shows no more of it.
  private var origin: String {
    let first = drawnTracts.first.flatMap { tract in view.routes.first { $0.id == tract.drawn.routes[0] } }
    guard let nerve = first?.nerve.flatMap({ atlas.nerves[$0] }) else { return "the cord" }
    return "the \(atlas.midSentence(style.name(nerve)))"
  }

  private var subtitle: String {
    switch highlight {
    case nil:
      return
        "\(theme.kind == .print ? "Nerves" : "Nerves in colour by family"), deep courses dashed; places where a nerve may be caught as rings; superficial muscles removed"
    case .root(let r):
      let muscles = chosenMuscles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map {
        "\(atlas.midSentence(style.name(atlas.muscles[$0.key]))) \(Int(($0.value * 100).rounded()))\u{a0}%"
      }
      if muscles.isEmpty { return "\(atlas.roots[r].id) supplies no muscle here" }
      // As many as the line holds, rather than in small print.
      let lines = (1...muscles.count).reversed().map {
        "Muscles that \(atlas.roots[r].id) supplies most: " + muscles.prefix($0).joined(separator: ", ")
      }
      let room = style.size.width - 18
      return lines.first { FontMetrics.width($0, size: style.size.label) <= room } ?? lines[lines.count - 1]
    case .nerve: return "The nerve and all that leaves it, with the muscles that it supplies"
    case .muscle(let m):
      let roots = atlas.muscles[m].roots.sorted { $0.value > $1.value }.map {
        "\(atlas.roots[$0.index].id) \(Int(($0.value * 100).rounded()))\u{a0}%"
      }
      return
        "Supplied by \(roots.joined(separator: ", ")); every passage on the way is a place where it may be caught"
    }
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
        let paths = roots(route, placement, chosen)
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

  /// Whether a root belongs to the nerve that is brought out; any, where none is.
  private func isBroughtOut(_ root: Int) -> Bool {
    guard case .nerve(let n) = highlight else { return true }
    return atlas.nerves[n].roots.contains { $0.index == root && $0.value > 0 }
  }

  /// The bundle of roots, each in its colour.
  private func roots(_ route: ViewRoute, _ placement: ViewPlacement, _ chosen: Set<String>?) -> [Element] {
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
  private func dash(_ path: ViewRoute.Path, width: Double) -> [Double] {
    if theme.kind == .print, let root = path.root { return theme.dash(root, width: width) }
    return path.isHidden ? ViewPlacement.hidden(width) : []
  }

  /// The ways to a muscle as far as the view draws them, root by root.
  var drawnTracts: [(root: Int, drawn: DrawnTract)] {
    guard case .muscle(let m) = highlight else { return [] }
    return tracts.compactMap { tract in
      DrawnTract(atlas, view, root: tract.root, segments: tract.segments, to: view.target(m)).map {
        (tract.root, $0)
      }
    }
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

  /// Sites that are shown: all, or those on what is brought out.
  var shownSites: [ViewSite] {
    view.sites.filter { shown in
      let site = atlas.sites[shown.site]
      guard let chosen = chosenSegments else { return !site.modes.isEmpty }
      // Of what is brought out count the places on the way itself, and those that commonly catch it there.
      if let anchor = site.anchor, chosen.contains(anchor) { return true }
      return site.modes.contains { mode in
        mode.mismatch == nil && mode.share >= 0.35 && mode.catches.contains { chosen.contains($0.segment) }
      }
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

  private var legendItems: [(sample: Legend.Sample, text: String)] {
    var items: [(Legend.Sample, String)] = []
    if case .root(let r) = highlight {
      items.append(
        (.line(drawing.colour(ofRoot: r, theme), dash: []), "carries fibres of \(atlas.roots[r].id)"))
    } else if case .muscle = highlight {
      for tract in drawnTracts {
        items.append(
          (
            .line(drawing.colour(ofRoot: tract.root, theme), dash: theme.dash(tract.root)),
            atlas.roots[tract.root].id
          ))
      }
    } else if let bundle = view.routes.first(where: { $0.nerve == nil }) {
      var seen: Set<Int> = []
      for path in bundle.paths {
        guard let r = path.root, isBroughtOut(r), seen.insert(r).inserted else { continue }
        items.append((.line(drawing.colour(ofRoot: r, theme), dash: dash(path, width: 1)), atlas.roots[r].id))
      }
    }
    items.append((.text, theme.kind == .print ? "bold: nerve" : "bold: nerve, in its colour"))
    items.append((.dot(theme.mark), "may be caught here"))
    let chosen = chosenMuscles
    if view.muscles.contains(where: { $0.muscles.contains { chosen[$0] != nil } }) {
      items.append((.patch(theme.muscle), "muscle supplied"))
    }
    return items
  }

  private var description: String {
    let sites = shownSites.map { atlas.sites[$0.site].name }.joined(separator: "; ")
    return "\(heading). \(subtitle). Sites from above: \(sites)."
  }
}
