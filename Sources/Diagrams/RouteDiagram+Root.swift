import Anatomy

/// How far along a nerve the fibres of the root run that is brought out.
extension RouteDiagram {
  /// The beginning of a nerve, up to where the last fibres of the root leave it for another nerve; nil where they run in it to
  /// its end, or the view shows no nerve for which they leave.
  func beginning(of route: ViewRoute) -> ViewRoute? {
    guard case .root = highlight, let nerve = route.nerve, let chosen = chosenSegments,
      !runsThrough(nerve, chosen)
    else { return nil }
    let runs = route.paths.filter { $0.width == nil }.map { Spline.path($0.points).points() }
    // Where the others begin, along the runs one after the other.
    var last: (run: Int, index: Int)?
    for other in view.routes where other.id != route.id {
      guard let id = other.nerve, chosenNerves?.contains(id) ?? false,
        let start = other.paths.first?.points.first
      else { continue }
      let at = Point(start.x, start.y)
      let nearest = runs.indices.compactMap { n in
        DrawnTract.nearest(at, runs[n]).map { (run: n, index: $0.index, distance: $0.distance) }
      }.min { $0.distance < $1.distance }
      guard let nearest, nearest.distance < Self.fork else { continue }
      if let known = last, (known.run, known.index) >= (nearest.run, nearest.index) { continue }
      last = (nearest.run, nearest.index)
    }
    guard let last else { return nil }
    var paths: [ViewRoute.Path] = []
    for (n, path) in route.paths.filter({ $0.width == nil }).enumerated() where n <= last.run {
      let points = n < last.run ? runs[n] : Array(runs[n].prefix(last.index + 1))
      if points.count < 2 { continue }
      paths.append(
        ViewRoute.Path(
          points: points.map { ViewPoint(x: $0.x, y: $0.y, isCorner: true) }, isHidden: path.isHidden,
          width: nil, root: nil))
    }
    return route.with(paths)
  }

  /// A nerve that begins this near to another, mm of the view, leaves it there.
  private static let fork = 15.0

  /// Whether chosen segments reach the end of a nerve: one of its segments that none of its own continues.
  private func runsThrough(_ nerve: String, _ chosen: Set<Int>) -> Bool {
    let own = atlas.segments.indices.filter { atlas.segments[$0].nerve == nerve }
    let continued = Set(own.flatMap { atlas.segments[$0].after })
    let ends = own.filter { !continued.contains($0) }
    return ends.isEmpty || ends.contains(where: chosen.contains)
  }
}
