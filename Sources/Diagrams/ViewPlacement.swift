import Anatomy

/// A view put on a page: scaled, turned to the side asked for, with what is drawn of it.
struct ViewPlacement {
  let shapes: ViewShapes
  let frame: Box
  private let scale: Double
  private let origin: Point
  /// Sign of x on the page for the limb that is shown.
  let sign: Double
  /// Begins every id.
  let prefix: String
  var view: BodyView { shapes.view }

  /// - Parameters:
  ///   - box: where it goes; it is centred there.
  ///   - isLeft: whether the left limb is shown.
  ///   - panel: tells ids of one panel from those of another.
  ///   - alignsTop: whether it stands at the top of the box rather than in its middle.
  init(_ view: BodyView, in box: Box, isLeft: Bool, panel: String = "", alignsTop: Bool = false) {
    shapes = ViewShapes(view)
    prefix = (panel.isEmpty ? "" : panel + "-") + view.id + "-"
    sign = view.page * (isLeft ? -1 : 1)
    let outline = shapes.path(view.outline, isClosed: true).points()
    var bounds = Box(around: outline)
    if view.isMirrored {
      let reach = max(abs(bounds.minX), abs(bounds.maxX))
      bounds.minX = -reach
      bounds.maxX = reach
    } else if sign < 0 {
      (bounds.minX, bounds.maxX) = (-bounds.maxX, -bounds.minX)
    }
    scale = min(box.width / max(1e-6, bounds.width), box.height / max(1e-6, bounds.height))
    origin = Point(
      box.centre.x - scale * bounds.centre.x,
      alignsTop ? box.minY + scale * bounds.maxY : box.centre.y + scale * bounds.centre.y)
    frame = Box(
      minX: origin.x + scale * bounds.minX, minY: origin.y - scale * bounds.maxY,
      maxX: origin.x + scale * bounds.maxX, maxY: origin.y - scale * bounds.minY)
  }

  /// A point of the view on the page, on the limb shown or on the other half.
  func page(_ p: Point, other: Bool = false) -> Point {
    Point(origin.x + scale * p.x * (other ? -sign : sign), origin.y - scale * p.y)
  }

  func page(_ p: ViewPoint, other: Bool = false) -> Point { page(Point(p.x, p.y), other: other) }
  func page(_ path: Path, other: Bool = false) -> Path { path.mapped { page($0, other: other) } }

  /// mm of the view on the page.
  func page(_ length: Double) -> Double { length * scale }

  /// The halves that are drawn: the limb, and the other in a mirrored view.
  private var halves: [Bool] { view.isMirrored ? [false, true] : [false] }

  private func suffix(_ other: Bool) -> String { other ? "-other" : "" }

  /// Skin, in one colour.
  func body(_ theme: Theme) -> [Element] {
    halves.map { other in
      .path(
        id: "\(prefix)skin\(suffix(other))", page(shapes.path(view.outline, isClosed: true), other: other),
        Paint(fill: theme.skin, stroke: theme.skin, width: 0.15))
    }
  }

  /// The outline and thin contours.
  func contours(_ theme: Theme) -> [Element] {
    halves.flatMap { other -> [Element] in
      let details = view.details.enumerated().map { n, points in
        Element.path(
          id: "\(prefix)detail-\(n)\(suffix(other))", page(Spline.path(points), other: other),
          Paint(stroke: theme.outline, width: 0.16, opacity: 0.6))
      }
      return details + [
        .path(
          id: "\(prefix)outline\(suffix(other))",
          page(shapes.path(view.stroke, isClosed: false), other: other),
          Paint(stroke: theme.outline, width: min(0.45, page(4))))
      ]
    }
  }

  /// Bones of one half.
  func bones(_ theme: Theme, other: Bool = false) -> [Element] {
    view.bones.map { bone in
      var points = bone.points
      // A closed shape of a half body meets the midline with corners.
      if view.isMirrored, bone.isClosed { points = points.map { midline($0) } }
      let path = page(Spline.path(points, isClosed: bone.isClosed), other: other)
      let fill = bone.isHole ? theme.skin : bone.isClosed ? theme.bone : nil
      return .path(
        id: "\(prefix)bone-\(bone.id)\(suffix(other))", path,
        Paint(fill: fill, stroke: theme.boneLine, width: 0.2))
    }
  }

  private func midline(_ point: ViewPoint) -> ViewPoint {
    point.x == 0 ? ViewPoint(x: 0, y: point.y, isCorner: true) : point
  }

  /// A muscle's shapes.
  func muscle(_ muscle: ViewMuscle, _ paint: Paint, other: Bool = false, title: String? = nil) -> Element {
    .group(
      id: "\(prefix)muscle-\(muscle.id)\(suffix(other))", title: title ?? muscle.name,
      muscle.shapes.enumerated().map { n, points in
        .path(
          id: "\(prefix)muscle-\(muscle.id)-\(n)\(suffix(other))",
          page(Spline.path(view.isMirrored ? points.map(midline) : points, isClosed: true), other: other),
          paint)
      })
  }

  /// Regions of skin, in the colours that `paint` gives them; regions without paint are left out.
  func regions(other: Bool = false, _ paint: (ViewRegion) -> Paint?) -> [Element] {
    view.regions.compactMap { region in
      guard let paint = paint(region) else { return nil }
      return .path(
        id: "\(prefix)region-\(region.id)\(suffix(other))",
        page(shapes.path(region.parts, isClosed: true), other: other), paint)
    }
  }

  /// Dashes of a deep course, for a line of some width, mm.
  static func hidden(_ width: Double) -> [Double] { [width * 2, width] }

  /// A nerve's paths.
  func route(_ route: ViewRoute, colour: Colour, opacity: Double = 1, thickness: Double = 1) -> Element {
    .group(
      id: "\(prefix)nerve-\(route.id)", title: route.name,
      route.paths.enumerated().map { n, path in
        let width = min(2.2, max(0.25, page(path.width ?? route.width) * thickness))
        return .path(
          id: "\(prefix)nerve-\(route.id)-\(n)", page(Spline.path(path.points)),
          Paint(
            stroke: colour, width: width, dash: path.isHidden ? Self.hidden(width) : [],
            opacity: opacity))
      })
  }

  /// A nerve of two divisions, drawn side by side: the first towards smaller x of the view.
  func route(_ route: ViewRoute, colours: [Colour], opacity: Double, thickness: Double) -> Element {
    .group(
      id: "\(prefix)nerve-\(route.id)", title: route.name,
      route.paths.enumerated().flatMap { n, path in
        colours.enumerated().map { k, colour in
          let width = min(2.2, max(0.5, page(path.width ?? route.width) * thickness)) / 2
          let offset = (Double(k) - 0.5) * width * 1.15 * sign
          return .path(
            id: "\(prefix)nerve-\(route.id)-\(n)-\(k)",
            Path(line: Self.parallel(Spline.path(path.points).points().map { page($0) }, offset)),
            Paint(
              stroke: colour, width: width, dash: path.isHidden ? Self.hidden(width * 2) : [],
              opacity: opacity))
        }
      })
  }

  /// A line beside another: to the right of it on the page, seen downwards, where the offset is negative.
  static func parallel(_ points: [Point], _ offset: Double) -> [Point] {
    points.indices.map { n in
      let before = points[max(0, n - 1)]
      let after = points[min(points.count - 1, n + 1)]
      let length = max(1e-9, before.distance(to: after))
      let direction = (after - before) * (1 / length)
      return points[n] + Point(direction.y, -direction.x) * offset
    }
  }
}
