import Anatomy

/// Centripetal Catmull-Rom splines (alpha ½; Yuksel, Schaefer & Keyser 2011) as cubic Béziers.
///
/// The stretch from p1 to p2 with neighbours p0 and p3 has the control points
/// c1 = (d1² p2 − d2² p0 + (2 d1² + 3 d1 d2 + d2²) p1) / (3 d1 (d1 + d2)), dᵢ the square roots of the distances, and c2 by
/// symmetry. At an open end or a corner the missing control point is (p + 2c)/3; between two corners the stretch is straight.
enum Spline {
  /// The path through points.
  static func path(_ points: [ViewPoint], isClosed: Bool = false) -> Path {
    guard let first = points.first else { return Path() }
    var commands: [PathCommand] = [.move(Point(first.x, first.y))]
    let count = points.count
    for i in 0..<(isClosed ? count : count - 1) {
      commands.append(stretch(points, i, isClosed: isClosed, count: count))
    }
    if isClosed { commands.append(.close) }
    return Path(commands)
  }

  private static func stretch(
    _ points: [ViewPoint], _ i: Int, isClosed: Bool, count: Int
  ) -> PathCommand {
    func at(_ i: Int) -> ViewPoint? {
      isClosed ? points[((i % count) + count) % count] : points.indices.contains(i) ? points[i] : nil
    }
    guard let a = at(i), let b = at(i + 1) else { return .close }
    let before = a.isCorner ? nil : at(i - 1)
    let after = b.isCorner ? nil : at(i + 2)
    let (p1, p2) = (Point(a.x, a.y), Point(b.x, b.y))
    if before == nil, after == nil { return .line(p2) }
    var c1 = before.map { control(Point($0.x, $0.y), p1, p2) }
    var c2 = after.map { control(Point($0.x, $0.y), p2, p1) }
    if c1 == nil { c1 = c2.map { (p1 + $0 * 2) * (1.0 / 3) } }
    if c2 == nil { c2 = c1.map { (p2 + $0 * 2) * (1.0 / 3) } }
    return .curve(c1 ?? p1, c2 ?? p2, p2)
  }

  /// The control point beside p1 on the way to p2, coming from p0.
  private static func control(_ p0: Point, _ p1: Point, _ p2: Point) -> Point {
    let d1 = p0.distance(to: p1).squareRoot()
    let d2 = p1.distance(to: p2).squareRoot()
    if d1 < 1e-9 || d2 < 1e-9 { return p1 }
    let sum = p2 * (d1 * d1) - p0 * (d2 * d2) + p1 * (2 * d1 * d1 + 3 * d1 * d2 + d2 * d2)
    return sum * (1 / (3 * d1 * (d1 + d2)))
  }
}

/// The shapes of a view as paths.
struct ViewShapes {
  let view: BodyView
  /// The Béziers of every curve, stretch by stretch.
  private let curves: [Path]

  init(_ view: BodyView) {
    self.view = view
    curves = view.curves.map { Spline.path($0.points, isClosed: $0.isClosed) }
  }

  /// A chain of stretches; closed where they enclose an area. A stretch that does not begin where the last ended is turned.
  func path(_ stretches: [ViewStretch], isClosed: Bool) -> Path {
    var result = Path()
    var end: Point?
    for (n, stretch) in stretches.enumerated() {
      var piece = piece(stretch)
      if let last = end, let first = piece.first, last.distance(to: first) > 1e-6 {
        if let tail = piece.last, last.distance(to: tail) < 1e-6 { piece = piece.reversed() }
      } else if n == 0, stretches.count > 1, let tail = piece.last {
        let next = self.piece(stretches[1])
        let meets = [next.first, next.last].contains { $0.map { tail.distance(to: $0) < 1e-6 } ?? false }
        if !meets { piece = piece.reversed() }
      }
      result.append(piece.path)
      end = piece.last
    }
    if isClosed { result.commands.append(.close) }
    return result
  }

  /// Points and the Béziers between them.
  private struct Piece {
    var points: [Point]
    var controls: [(Point, Point)?]

    var first: Point? { points.first }
    var last: Point? { points.last }

    func reversed() -> Piece {
      Piece(points: points.reversed(), controls: controls.reversed().map { $0.map { ($0.1, $0.0) } })
    }

    var path: Path {
      guard let first else { return Path() }
      return Path(
        [.move(first)]
          + controls.indices.map { i in
            controls[i].map { .curve($0.0, $0.1, points[i + 1]) } ?? .line(points[i + 1])
          })
    }
  }

  private func piece(_ stretch: ViewStretch) -> Piece {
    let curve = view.curves[stretch.curve]
    var points = curve.points.map { Point($0.x, $0.y) }
    var controls: [(Point, Point)?] = curves[stretch.curve].commands.dropFirst().compactMap { command in
      switch command {
      case .curve(let a, let b, _): .some((a, b))
      case .line: .some(nil)
      case .move, .close: nil
      }
    }
    guard let (from, to) = stretch.ends else {
      if curve.isClosed, let first = points.first { points.append(first) }
      return Piece(points: points, controls: controls)
    }
    if curve.isClosed {
      points += points
      controls += controls
      let count = curve.points.count
      if stretch.isBackward {
        let end = from > to ? from : from + count
        return Piece(points: Array(points[to...end]), controls: Array(controls[to..<end])).reversed()
      }
      let end = to > from ? to : to + count
      return Piece(points: Array(points[from...end]), controls: Array(controls[from..<end]))
    }
    let piece = Piece(
      points: Array(points[min(from, to)...max(from, to)]),
      controls: Array(controls[min(from, to)..<max(from, to)]))
    return from < to ? piece : piece.reversed()
  }
}
