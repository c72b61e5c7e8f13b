import Anatomy

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
