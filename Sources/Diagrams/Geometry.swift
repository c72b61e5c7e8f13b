/// A place on a page or in a view, mm.
struct Point: Sendable, Equatable, Hashable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
  static func * (a: Point, k: Double) -> Point { Point(a.x * k, a.y * k) }

  /// In a straight line, mm.
  func distance(to other: Point) -> Double {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}

/// An upright rectangle.
struct Box: Sendable, Equatable {
  var minX: Double
  var minY: Double
  var maxX: Double
  var maxY: Double

  /// mm.
  var width: Double { maxX - minX }
  var height: Double { maxY - minY }
  var centre: Point { Point((minX + maxX) / 2, (minY + maxY) / 2) }
}

extension Box {
  /// The smallest box around points.
  init(around points: [Point]) {
    self.init(
      minX: points.map(\.x).min() ?? 0, minY: points.map(\.y).min() ?? 0,
      maxX: points.map(\.x).max() ?? 0, maxY: points.map(\.y).max() ?? 0)
  }
}

/// One piece of a path.
enum PathCommand: Sendable, Equatable {
  case move(Point)
  case line(Point)
  case curve(Point, Point, Point)
  case close
}

/// A path of lines and cubic Béziers.
struct Path: Sendable, Equatable {
  var commands: [PathCommand] = []

  init(_ commands: [PathCommand] = []) { self.commands = commands }

  /// Straight lines through points.
  init(line points: [Point], isClosed: Bool = false) {
    commands = points.enumerated().map { $0 == 0 ? .move($1) : .line($1) } + (isClosed ? [.close] : [])
  }

  func mapped(_ transform: (Point) -> Point) -> Path {
    Path(
      commands.map { command in
        switch command {
        case .move(let p): .move(transform(p))
        case .line(let p): .line(transform(p))
        case .curve(let a, let b, let p): .curve(transform(a), transform(b), transform(p))
        case .close: .close
        }
      })
  }

  /// Goes on with another path from where this one ends; the move at its start is left out.
  mutating func append(_ other: Path) {
    commands += other.commands.dropFirst(commands.isEmpty ? 0 : 1)
  }

  /// Points along the path, `steps` to a curve.
  func points(steps: Int = 12) -> [Point] {
    var result: [Point] = []
    for command in commands {
      switch command {
      case .move(let p), .line(let p): result.append(p)
      case .curve(let a, let b, let p):
        guard let from = result.last else { continue }
        for i in 1...steps {
          let t = Double(i) / Double(steps)
          let s = 1 - t
          result.append(
            from * (s * s * s) + a * (3 * s * s * t) + b * (3 * s * t * t) + p * (t * t * t))
        }
      case .close: break
      }
    }
    return result
  }
}
