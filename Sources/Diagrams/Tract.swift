import Anatomy

extension DrawingAtlas {
  /// The views in which a muscle and the way to it are drawn, those of the whole body first.
  public func viewsOfTracts(to muscle: Int) -> [BodyView] {
    // Whole ways first; where no view has one, the views that show its end.
    func ways(_ view: BodyView) -> [(root: Int, drawn: DrawnTract)] {
      if view.target(muscle) == nil { return [] }
      return RouteDiagram(self, view: view, highlight: .muscle(muscle)).drawnTracts
    }
    let bundles = Set(views.flatMap { $0.routes.filter { $0.nerve == nil }.map(\.id) })
    /// Share of the muscle's fibres whose way is drawn from the cord.
    func whole(_ view: BodyView) -> Double {
      let roots = ways(view).filter { bundles.contains($0.drawn.routes[0]) }.map(\.root)
      return atlas.muscles[muscle].roots.filter { roots.contains($0.index) }.reduce(0) { $0 + $1.value }
    }
    let best = views.map(whole).max() ?? 0
    let shown = views.filter { best > 0 ? whole($0) > 0 : !ways($0).isEmpty }
    // Those that show most of it first; of these from behind, then the other whole bodies.
    func rank(_ view: BodyView) -> Int {
      (whole(view) < 0.9 * best ? 3 : 0) + (view.isMirrored ? (view.page > 0 ? 0 : 1) : 2)
    }
    return shown.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(
      \.element)
  }
}

extension DrawingAtlas {
  /// Nerves that a view draws and that a nerve leaves or continues, by id: those in whose segments it ends, or that run before
  /// its own.
  public func drawnNerves(before n: Int) -> [String] {
    let nerve = atlas.nerves[n]
    let own = atlas.segments.indices.filter { atlas.segments[$0].nerve == nerve.id }
    let leaves = atlas.muscles.filter { $0.nerve == nerve.id }.flatMap(\.leaves)
    let segments = own.flatMap { atlas.segments[$0].after } + (leaves + nerve.ends).map(\.segment)
    let drawn = Set(views.flatMap(\.routes).compactMap(\.nerve))
    var ids: [String] = []
    for s in segments {
      let id = atlas.segments[s].nerve
      if id != nerve.id, drawn.contains(id), !ids.contains(id) { ids.append(id) }
    }
    return ids
  }
}

extension BodyView {
  /// Where the name of a muscle, or of a head of it, points; nil where the view shows neither.
  func target(_ muscle: Int) -> Point? {
    let shown =
      muscles.first { $0.muscle == muscle } ?? muscles.first { $0.whole == muscle && $0.label != nil }
    return shown?.label.map { Point($0.x, $0.y) }
  }
}

extension Atlas {
  /// Segments that fibres take from where they enter a nerve to where they leave the graph, over all roots; none where they
  /// do not run in it, or run beside it without being its own.
  func course(of end: NerveEnd, in nerve: Nerve, _ pathways: Pathways) -> Set<Int> {
    func isOwn(_ channel: Int) -> Bool {
      nerve.bundles.isEmpty || nerve.bundles.contains(channel)
        || channels[channel].parent.map(isOwn) ?? false
    }
    if !isOwn(end.channel) { return [] }
    return roots.indices.reduce(into: []) { course, root in
      let route = pathways.route(root: root, to: end.segment) ?? []
      if let first = route.firstIndex(where: { segments[$0].nerve == nerve.id }) {
        course.formUnion(route[first...])
      }
    }
  }
}

/// The course of fibres in a view: from the cord along the drawn nerves, one after the other, to a target.
struct DrawnTract {
  /// Points in the view, mm.
  let points: [Point]
  /// Ids of the drawn routes, in order.
  let routes: [String]

  /// A wider step between two nerves, mm, is a gap in the drawing.
  private static let gap = 60.0

  /// Follows segments of the graph through the routes of a view, from its last gap on; nil where the view draws too little.
  ///
  /// Each nerve's main run is entered at its point nearest to where the one before was left, and left where the next begins.
  init?(_ atlas: Atlas, _ view: BodyView, root: Int, segments: [Int], to end: Point?) {
    var nerves: [String] = []
    for s in segments where nerves.last != atlas.segments[s].nerve { nerves.append(atlas.segments[s].nerve) }
    var runs: [(id: String, points: [Point])] = []
    if let bundle = view.routes.first(where: { $0.nerve == nil }),
      let path = bundle.paths.first(where: { $0.root == root })
    {
      runs.append((bundle.id, Spline.path(path.points).points()))
    }
    for nerve in nerves {
      for route in view.routes where route.nerve == nerve && route.id == nerve {
        runs.append((route.id, Self.mainRun(route)))
      }
    }
    runs.removeAll { $0.points.isEmpty }
    guard let first = runs.first else { return nil }
    var points = first.points
    var joined = [first.id]
    for run in runs.dropFirst() {
      let start = run.points[0]
      let near = points.last.flatMap { Self.nearest($0, run.points)?.distance } ?? 0
      if min(near, Self.nearest(start, points)?.distance ?? 0) > Self.gap {
        points = run.points
        joined = [run.id]
        continue
      }
      joined.append(run.id)
      if let leave = Self.nearest(start, points), leave.distance < 40 {
        points = Array(points[...leave.index])
      }
      let enter = points.last.flatMap { Self.nearest($0, run.points) }.map(\.index) ?? 0
      // A nerve that was drawn from further up is entered on the way.
      points += run.points[(enter < run.points.count - 1 ? enter : 0)...]
    }
    if joined.count < 2 { return nil }
    if let end {
      // A branch that comes nearer to the target than the trunk is taken.
      let branches = view.routes.first { $0.id == joined[joined.count - 1] }.map { route in
        route.paths.filter { $0.width != nil }.map { Spline.path($0.points).points() }
      }
      if let branch = branches?.min(by: { Self.distance(end, $0) < Self.distance(end, $1) }),
        Self.distance(end, branch) < Self.distance(end, points) - 5,
        let fork = branch.first.flatMap({ Self.nearest($0, points) })
      {
        points = Array(points[...fork.index]) + branch
      }
      if let leave = Self.nearest(end, points) { points = Array(points[...leave.index]) + [end] }
    }
    self.points = points
    routes = joined
  }

  /// The paths of a route that join end to end, from the first on.
  private static func mainRun(_ route: ViewRoute) -> [Point] {
    var points: [Point] = []
    for path in route.paths where path.width == nil {
      let piece = Spline.path(path.points).points()
      guard let start = piece.first else { continue }
      if let last = points.last, last.distance(to: start) > 1 { continue }
      points += points.isEmpty ? piece : Array(piece.dropFirst())
    }
    return points
  }

  private static func distance(_ p: Point, _ points: [Point]) -> Double {
    nearest(p, points)?.distance ?? .infinity
  }

  static func nearest(_ p: Point, _ points: [Point]) -> (index: Int, distance: Double)? {
    points.indices.map { ($0, points[$0].distance(to: p)) }.min { $0.1 < $1.1 }
  }
}
