import Anatomy

extension DrawingAtlas {
  /// The views in which a muscle and the way to it are drawn, those of the whole body first.
  public func viewsOfTracts(to muscle: Int) -> [BodyView] {
    // Whole ways first; where no view has one, the views that show its end.
    func ways(_ view: BodyView) -> [DrawnTract] {
      guard view.target(muscle) != nil else { return [] }
      return RouteDiagram(self, view: view, highlight: .muscle(muscle)).tracts.compactMap {
        DrawnTract(atlas, view, root: $0.root, segments: $0.segments, to: nil)
      }.filter(\.isWhole)
    }
    let bundles = Set(views.flatMap { $0.routes.filter { $0.nerve == nil }.map(\.id) })
    let whole = views.filter { view in ways(view).contains { bundles.contains($0.routes[0]) } }
    let shown = whole.isEmpty ? views.filter { !ways($0).isEmpty } : whole
    // From behind first, then the other whole bodies.
    func rank(_ view: BodyView) -> Int { view.isMirrored ? (view.page > 0 ? 0 : 1) : 2 }
    return shown.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(
      \.element)
  }
}

extension BodyView {
  /// Where the name of a muscle points; nil where the view does not show it.
  func target(_ muscle: Int) -> Point? {
    muscles.first { $0.muscle == muscle }?.label.map { Point($0.x, $0.y) }
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

  /// The longest step between two points, that to the target left aside, mm: large where the view leaves out a part of the way.
  let longestLeap: Double
  /// Whether the view draws the way without a gap.
  var isWhole: Bool { routes.count > 1 && longestLeap < 60 }

  /// Follows segments of the graph through the routes of a view; nil where the view draws too little of it.
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
    for run in runs.dropFirst() {
      let start = run.points[0]
      if let leave = Self.nearest(start, points), leave.distance < 40 {
        points = Array(points[...leave.index])
      }
      let enter = points.last.flatMap { Self.nearest($0, run.points) }.map(\.index) ?? 0
      // A nerve that was drawn from further up is entered on the way.
      points += run.points[(enter < run.points.count - 1 ? enter : 0)...]
    }
    let leave = end.flatMap { Self.nearest($0, points) }
    if let leave { points = Array(points[...leave.index]) }
    longestLeap = zip(points, points.dropFirst()).map { $0.distance(to: $1) }.max() ?? 0
    if let end { points.append(end) }
    self.points = points
    routes = runs.map(\.id)
  }

  /// The paths of a route that join end to end, from the first on.
  private static func mainRun(_ route: ViewRoute) -> [Point] {
    var points: [Point] = []
    for path in route.paths {
      let piece = Spline.path(path.points).points()
      guard let start = piece.first else { continue }
      if let last = points.last, last.distance(to: start) > 1 { continue }
      points += points.isEmpty ? piece : Array(piece.dropFirst())
    }
    return points
  }

  static func nearest(_ p: Point, _ points: [Point]) -> (index: Int, distance: Double)? {
    points.indices.map { ($0, points[$0].distance(to: p)) }.min { $0.1 < $1.1 }
  }
}
