/// Why a non-negative least-squares problem has no answer.
public enum NonNegativeLeastSquaresError: Error, Equatable {
  /// The right-hand side has `found` rows, the matrix `expected`.
  case rightHandSide(expected: Int, found: Int)
  /// A matrix carries `found` elements, its shape `expected`.
  case elements(expected: Int, found: Int)
  /// The matrix or the right-hand side holds an infinity or a NaN.
  case notFinite
  /// The iterations that were allowed did not suffice, or A is too ill-conditioned for doubles.
  case notConverged(iterations: Int)
}

extension NonNegativeLeastSquaresError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .rightHandSide(let expected, let found): "\(found) values for \(expected) rows"
    case .elements(let expected, let found): "a matrix of \(expected) elements holds \(found)"
    case .notFinite: "a number in it is not finite"
    case .notConverged(let iterations): "\(iterations) iterations did not suffice"
    }
  }
}

/// The answer to min ‖A x − b‖ over x ≥ 0.
public struct NonNegativeSolution: Sendable, Equatable {
  /// x, one non-negative number a column of A.
  public let solution: [Double]
  /// ‖A x − b‖, the Euclidean norm.
  public let residualNorm: Double
  /// Columns tried and steps cut short until the optimum, in the last factorization that was used.
  public let iterations: Int
}

/// Solves min ‖A x − b‖ over x ≥ 0 for one right-hand side.
///
/// The active-set method of Lawson & Hanson (1974), *Solving Least Squares Problems*, chapter 23, on AᵀA, and with a
/// final correction by the true residual. Where the chosen columns are too nearly dependent for AᵀA, it starts again
/// on a QR factorization, so that an ill-conditioned A costs time and not digits. Any shape and any rank will do;
/// where many x are equally good, one of them is returned. For many problems keep a ``NonNegativeSolver``; for many
/// right-hand sides of one A see ``nonNegativeLeastSquares(_:rightHandSides:maximumIterations:)``.
///
/// - Parameters:
///   - a: the matrix A, rows × columns.
///   - b: the right-hand side, as long as A has rows.
///   - maximumIterations: the most iterations in one factorization; ten a column unless given.
/// - Throws: ``NonNegativeLeastSquaresError``.
public func nonNegativeLeastSquares(
  _ a: Matrix, _ b: [Double], maximumIterations: Int? = nil
) throws(NonNegativeLeastSquaresError) -> NonNegativeSolution {
  var solver = NonNegativeSolver()
  return try solver.solve(a, b, maximumIterations: maximumIterations)
}

/// A solver of non-negative least squares that keeps its memory from problem to problem.
///
/// Use one a thread. `dgemv` on a matrix of a few hundred rows loses more by threads than it gains:
/// call ``setBLASThreads(_:)`` with 1.
public struct NonNegativeSolver: ~Copyable {
  private var doubles = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  private var integers = UnsafeMutablePointer<Int>.allocate(capacity: 1)
  private var doubleCapacity = 1
  private var integerCapacity = 1

  /// A solver without memory yet.
  public init() {}

  deinit {
    doubles.deallocate()
    integers.deallocate()
  }

  /// Solves one problem; see ``nonNegativeLeastSquares(_:_:maximumIterations:)``.
  public mutating func solve(
    _ a: Matrix, _ b: [Double], maximumIterations: Int? = nil
  ) throws(NonNegativeLeastSquaresError) -> NonNegativeSolution {
    try checkElements(a)
    if b.count != a.rows { throw .rightHandSide(expected: a.rows, found: b.count) }
    if a.rows == 0 || a.columns == 0 {
      if !b.allSatisfy(\.isFinite) { throw .notFinite }
      let norm = b.withUnsafeBufferPointer { safeNorm($0) }
      return NonNegativeSolution(
        solution: Array(repeating: 0, count: a.columns), residualNorm: norm, iterations: 0)
    }
    let memory = reserve(rows: a.rows, columns: a.columns)
    let limit = maximumIterations ?? 10 * a.columns
    let answer = withRectangle(a) { rectangle in
      memory.prepare(rectangle)
      return memory.solve(rectangle, b, limit: limit)
    }
    switch answer {
    case .notFinite: throw .notFinite
    case .notConverged: throw .notConverged(iterations: limit)
    case .solved(let norm, let iterations):
      let x = Array(UnsafeBufferPointer(start: memory.set.x, count: a.columns))
      return NonNegativeSolution(solution: x, residualNorm: norm, iterations: iterations)
    }
  }

  /// Memory for a shape, cut into what the algorithms need; valid until the next call.
  mutating func reserve(rows: Int, columns n: Int) -> NonNegativeWorkspace {
    let doubleCount = 2 * n * n + 7 * n + rows
    if doubleCount > doubleCapacity {
      doubles.deallocate()
      doubles = .allocate(capacity: doubleCount)
      doubleCapacity = doubleCount
    }
    if 2 * n > integerCapacity {
      integers.deallocate()
      integers = .allocate(capacity: 2 * n)
      integerCapacity = 2 * n
    }
    // Memory keeps no state between problems: bits must not depend on what was solved before.
    doubles.initialize(repeating: 0, count: doubleCount)
    integers.initialize(repeating: 0, count: 2 * n)
    let vectors = doubles + 2 * n * n
    return NonNegativeWorkspace(
      set: ActiveSet(
        columns: n, x: vectors, z: vectors + n, w: vectors + 2 * n, tolerance: vectors + 3 * n,
        chosen: integers, status: integers + n),
      gram: GramColumns(
        columns: n, gram: doubles, right: vectors + 4 * n,
        factor: TriangularFactor(
          stride: n, rows: doubles + n * n, inverse: vectors + 5 * n, y: vectors + 6 * n)),
      residual: vectors + 7 * n)
  }
}

/// What became of one right-hand side.
enum OneAnswer {
  case solved(norm: Double, iterations: Int)
  case notFinite
  case notConverged
}

/// The memory of one problem, and the steps that work in it.
struct NonNegativeWorkspace {
  let set: ActiveSet
  let gram: GramColumns
  let residual: UnsafeMutablePointer<Double>

  /// Squares outside of this leave too few digits, or none, in sums of products.
  static let safeSquares = 1e-200...1e200

  /// Forms AᵀA.
  func prepare(_ a: Rectangle) {
    a.gram(into: gram.gram, indices: set.chosen)
  }

  /// Solves for one right-hand side after ``prepare(_:)``, and leaves x in the active set.
  func solve(_ a: Rectangle, _ b: UnsafePointer<Double>, limit: Int) -> OneAnswer {
    a.transposedProduct(b, into: gram.right)
    return solvePrepared(a, b, limit: limit)
  }

  /// Solves for one right-hand side of which Aᵀb is there already.
  func solvePrepared(_ a: Rectangle, _ b: UnsafePointer<Double>, limit: Int) -> OneAnswer {
    let square = dot(b, b, a.rows)
    if squaresAreSafe(a, b, square) {
      setTolerances(square)
      if case .solved(let count, let iterations) = lawsonHanson(gram, set, limit: limit),
        let norm = gram.refine(a, b, residual, set, count)
      {
        return .solved(norm: norm, iterations: iterations)
      }
    } else if !a.isFinite || !(0..<a.rows).allSatisfy({ b[$0].isFinite }) {
      return .notFinite
    }
    guard let answer = OrthogonalColumns(a, b).solve(set, limit: limit) else { return .notConverged }
    return .solved(norm: answer.norm, iterations: answer.iterations)
  }

  /// The gradients that rounding can make at a right-hand side with this square.
  @inline(__always)
  func setTolerances(_ square: Double) {
    let length = 32 * Double.ulpOfOne * square.squareRoot()
    for j in 0..<set.columns {
      set.tolerance[j] = length * gram.gram[j * set.columns + j].squareRoot()
    }
  }

  /// Whether all squared lengths are finite, and none is so small that digits were lost.
  func squaresAreSafe(_ a: Rectangle, _ b: UnsafePointer<Double>, _ square: Double) -> Bool {
    let safe = NonNegativeWorkspace.safeSquares
    if !safe.contains(square), !(0..<a.rows).allSatisfy({ b[$0] == 0 }) { return false }
    return matrixIsSafe(a)
  }

  /// The same of the columns alone.
  func matrixIsSafe(_ a: Rectangle) -> Bool {
    let n = a.columns
    for j in 0..<n where !NonNegativeWorkspace.safeSquares.contains(gram.gram[j * n + j]) {
      for i in 0..<a.rows where a.elements[i * n + j] != 0 { return false }
    }
    return true
  }
}

extension Rectangle {
  /// Whether no element is an infinity or a NaN.
  var isFinite: Bool { (0..<rows * columns).allSatisfy { elements[$0].isFinite } }
}

/// Refuses a matrix whose elements do not fill its shape.
func checkElements(_ matrix: Matrix) throws(NonNegativeLeastSquaresError) {
  let expected = matrix.rows * matrix.columns
  if matrix.elements.count != expected { throw .elements(expected: expected, found: matrix.elements.count) }
}

/// Lends a matrix. An array passes a pointer whether it has elements or not, so that every matrix can be lent.
@inline(__always)
func withRectangle<T>(_ a: Matrix, _ body: (Rectangle) -> T) -> T {
  func lend(_ elements: UnsafePointer<Double>) -> T {
    body(Rectangle(rows: a.rows, columns: a.columns, elements: elements))
  }
  return lend(a.elements)
}

/// ‖v‖ without overflow of the squares.
private func safeNorm(_ v: UnsafeBufferPointer<Double>) -> Double {
  let peak = v.reduce(0) { max($0, abs($1)) }
  return peak == 0 ? 0 : peak * v.reduce(0) { $0 + ($1 / peak) * ($1 / peak) }.squareRoot()
}
