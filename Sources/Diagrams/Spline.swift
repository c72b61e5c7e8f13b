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
