import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct NonNegativeLeastSquaresTests {
  @Test func answersEqualSciPyOnAThousandProblems() throws {
    let problems = try NonNegativeProblem.all()
    #expect(problems.count == 1000)
    #expect(problems.count { $0.isUnique } > 700)
    var solver = NonNegativeSolver()
    for problem in problems {
      let answer = try solver.solve(problem.a, problem.b)
      #expect(abs(answer.residualNorm - problem.norm) < 1e-10, "\(problem.name)")
      #expect(distanceFromOptimum(problem.a, problem.b, answer.solution) < 1e-12, "\(problem.name)")
      #expect(answer.solution.allSatisfy { $0 >= 0 }, "\(problem.name)")
      let scale = max(1, problem.x.max() ?? 0)
      let far = zip(answer.solution, problem.x).map { abs($0 - $1) }.max() ?? 0
      if problem.isUnique { #expect(far < 1e-10 * scale, "\(problem.name)") }
      // A x is unique even where x is not.
      for i in 0..<problem.a.rows {
        let row = Array(problem.a.row(i))
        let ours = zip(row, answer.solution).reduce(0) { $0 + $1.0 * $1.1 }
        let theirs = zip(row, problem.x).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(ours - theirs) < 1e-10, "\(problem.name)")
      }
    }
  }

  @Test func blockPivotingEqualsSciPyToo() throws {
    for problem in try NonNegativeProblem.all() {
      var b = Matrix(rows: problem.b.count, columns: 1)
      b.elements = problem.b
      let x = try nonNegativeLeastSquares(problem.a, rightHandSides: b)
      #expect(x.rows == problem.a.columns && x.columns == 1)
      let scale = max(1, problem.x.max() ?? 0)
      let far = zip(x.elements, problem.x).map { abs($0 - $1) }.max() ?? 0
      if problem.isUnique { #expect(far < 1e-10 * scale, "\(problem.name)") }
      #expect(distanceFromOptimum(problem.a, problem.b, x.elements) < 1e-12, "\(problem.name)")
    }
  }

  @Test func aProblemSolvedByHand() throws {
    // Columns (1,0,1) and (0,1,1), b = (2,−1,0): the second is left out, and x₀ = 2/2.
    let answer = try nonNegativeLeastSquares(matrix(3, 2, [1, 0, 0, 1, 1, 1]), [2, -1, 0])
    #expect(answer.solution == [1, 0])
    #expect(abs(answer.residualNorm - 3.0.squareRoot()) < 1e-15)
    #expect(answer.iterations == 1)
  }

  // 300 × 45 and so many passive columns that columns leave as well as enter; no oracle but the conditions.
  @Test(arguments: [(300, 45, 0.13), (300, 45, 1.0), (40, 120, 0.3), (90, 90, 0.5), (26, 45, 0.13)])
  func largerProblemsMeetTheConditions(rows: Int, columns: Int, filled: Double) throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<3 {
      var a = Matrix(rows: rows, columns: columns)
      for i in a.elements.indices { a.elements[i] = generator.chance(filled, generator.signed()) }
      let b = (0..<rows).map { _ in generator.signed() }
      let answer = try nonNegativeLeastSquares(a, b)
      #expect(distanceFromOptimum(a, b, answer.solution) < 1e-13)
      #expect(answer.iterations > 0)
    }
  }

  @Test func anIllConditionedMatrixKeepsItsDigits() throws {
    // A Vandermonde matrix on twelfths, condition about 10⁸; b is an exact sum of its columns.
    let (rows, columns) = (13, 10)
    var a = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      var power = 1.0
      for j in 0..<columns {
        a[i, j] = power
        power *= Double(i) / 12
      }
    }
    let truth = Matrix(rows: columns, columns: 1, repeating: 1)
    let b = product(a, truth).elements
    let answer = try nonNegativeLeastSquares(a, b)
    #expect(answer.residualNorm < 1e-14)
    for value in answer.solution { #expect(abs(value - 1) < 1e-7, "a Gram matrix alone loses all digits") }
  }

  // Each column is a mixture of five and a part in 2²⁰ of its own: a Gram matrix takes them for dependent.
  @Test func nearlyDependentColumnsMeetTheConditions() throws {
    var generator = SplitMix64(seed: 29)
    for _ in 0..<20 {
      let (rows, columns) = (40, 15)
      var (sources, mixture) = (Matrix(rows: rows, columns: 5), Matrix(rows: 5, columns: columns))
      for i in sources.elements.indices { sources.elements[i] = generator.signed() }
      for i in mixture.elements.indices { mixture.elements[i] = generator.uniform() }
      var a = product(sources, mixture)
      for i in a.elements.indices { a.elements[i] += generator.signed() * 0x1p-20 }
      var truth = Matrix(rows: columns, columns: 1)
      for j in 0..<columns { truth[j, 0] = generator.uniform() }
      let b = product(a, truth).elements.map { $0 + generator.signed() * 0x1p-20 }
      let answer = try nonNegativeLeastSquares(a, b)
      #expect(distanceFromOptimum(a, b, answer.solution) < 1e-14)
      #expect(answer.solution.count { $0 > 0 } > 5)
    }
  }

  @Test(arguments: [1e-250, 1e-170, 1.0, 1e170, 1e250])
  func unitsDoNotMatter(unit: Double) throws {
    var generator = SplitMix64(seed: 3)
    var a = Matrix(rows: 12, columns: 6)
    for i in a.elements.indices { a.elements[i] = generator.signed() }
    let b = (0..<12).map { _ in generator.signed() }
    let plain = try nonNegativeLeastSquares(a, b)
    #expect(plain.solution.contains { $0 > 0 } && plain.solution.contains(0))
    for i in a.elements.indices { a.elements[i] *= unit }
    let both = try nonNegativeLeastSquares(a, b.map { $0 * unit })
    #expect(abs(both.residualNorm / unit - plain.residualNorm) < 1e-13)
    for (x, y) in zip(both.solution, plain.solution) { #expect(abs(x - y) < 1e-13) }
    let columnsOnly = try nonNegativeLeastSquares(a, b)
    for (x, y) in zip(columnsOnly.solution, plain.solution) { #expect(abs(x * unit - y) < 1e-13) }
  }

  @Test func nothingInIsNothingOut() throws {
    let none = try nonNegativeLeastSquares(Matrix(rows: 2, columns: 0), [3, 4])
    #expect(none.solution == [] && none.residualNorm == 5 && none.iterations == 0)
    let noRows = try nonNegativeLeastSquares(Matrix(rows: 0, columns: 3), [])
    #expect(noRows.solution == [0, 0, 0] && noRows.residualNorm == 0 && noRows.iterations == 0)
    let zero = try nonNegativeLeastSquares(Matrix(rows: 2, columns: 2), [3, 4])
    #expect(zero.solution == [0, 0] && zero.residualNorm == 5 && zero.iterations == 0)
    let noCases = try nonNegativeLeastSquares(
      Matrix(rows: 2, columns: 3, repeating: 1), rightHandSides: Matrix(rows: 2, columns: 0))
    #expect(noCases == Matrix(rows: 3, columns: 0))
    for (rows, columns) in [(0, 3), (2, 0), (0, 0)] {
      let a = Matrix(rows: rows, columns: columns)
      let many = try nonNegativeLeastSquares(a, rightHandSides: Matrix(rows: rows, columns: 2))
      #expect(many == Matrix(rows: columns, columns: 2))
      // Whatever a caller forgets to ask, lending never traps.
      #expect(withRectangle(a) { $0.rows * $0.columns } == 0)
    }
  }

  @Test func aSolverForgetsTheProblemBefore() throws {
    let problems = try NonNegativeProblem.all().prefix(60)
    var solver = NonNegativeSolver()
    for problem in problems {
      #expect(try solver.solve(problem.a, problem.b) == nonNegativeLeastSquares(problem.a, problem.b))
    }
  }

  @Test func wrongShapesAreRefused() {
    typealias Fault = NonNegativeLeastSquaresError
    let a = Matrix(rows: 3, columns: 2, repeating: 1)
    #expect(throws: Fault.rightHandSide(expected: 3, found: 2)) { try nonNegativeLeastSquares(a, [1, 2]) }
    #expect(throws: Fault.rightHandSide(expected: 3, found: 4)) {
      try nonNegativeLeastSquares(a, rightHandSides: Matrix(rows: 4, columns: 5))
    }
    var torn = a
    torn.elements.removeLast()
    #expect(throws: Fault.elements(expected: 6, found: 5)) { try nonNegativeLeastSquares(torn, [1, 2, 3]) }
    #expect(throws: Fault.elements(expected: 6, found: 5)) {
      try nonNegativeLeastSquares(a, rightHandSides: torn)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsRefused(value: Double) {
    typealias Fault = NonNegativeLeastSquaresError
    let a = Matrix(rows: 2, columns: 2, repeating: 1)
    var torn = a
    torn[1, 0] = value
    #expect(throws: Fault.notFinite) { try nonNegativeLeastSquares(torn, [1, 2]) }
    #expect(throws: Fault.notFinite) { try nonNegativeLeastSquares(a, [1, value]) }
    #expect(throws: Fault.notFinite) { try nonNegativeLeastSquares(torn, rightHandSides: a) }
    #expect(throws: Fault.notFinite) { try nonNegativeLeastSquares(a, rightHandSides: torn) }
    #expect(throws: Fault.notFinite) {
      try nonNegativeLeastSquares(Matrix(rows: 2, columns: 0), [1, value])
    }
  }

  @Test func tooFewIterationsAreAnError() {
    let a = matrix(2, 2, [1, 0, 0, 1])
    #expect(throws: NonNegativeLeastSquaresError.notConverged(iterations: 1)) {
      try nonNegativeLeastSquares(a, [1, 1], maximumIterations: 1)
    }
  }

  // Wide and deficient shapes take the way of Lawson and Hanson, the others pivot.
  @Test(arguments: [(60, 12, 1.0), (30, 30, 0.4), (20, 70, 1.0), (80, 66, 0.5)])
  func manyRightHandSidesEqualOneAtATime(rows: Int, columns: Int, filled: Double) throws {
    var generator = SplitMix64(seed: 19)
    var a = Matrix(rows: rows, columns: columns)
    for i in a.elements.indices { a.elements[i] = generator.chance(filled, generator.signed()) }
    var b = Matrix(rows: rows, columns: 100)
    for i in b.elements.indices { b.elements[i] = generator.signed() }
    for i in 0..<rows { (b[i, 3], b[i, 50]) = (0, b[i, 51]) }
    let x = try nonNegativeLeastSquares(a, rightHandSides: b)
    var solver = NonNegativeSolver()
    for number in 0..<b.columns {
      let right = (0..<rows).map { b[$0, number] }
      let one = try solver.solve(a, right)
      let together = (0..<columns).map { x[$0, number] }
      let scale = max(1, one.solution.max() ?? 0)
      if rows >= columns {
        for (x, y) in zip(together, one.solution) { #expect(abs(x - y) < 1e-10 * scale, "case \(number)") }
      }
      #expect(distanceFromOptimum(a, right, together) < 1e-12, "case \(number)")
    }
    #expect((0..<columns).allSatisfy { x[$0, 3] == 0 && x[$0, 50] == x[$0, 51] })
  }

  @Test func theSameBitsEveryTime() throws {
    var generator = SplitMix64(seed: 21)
    var (a, b) = (Matrix(rows: 25, columns: 10), Matrix(rows: 25, columns: 40))
    for i in a.elements.indices { a.elements[i] = generator.uniform() }
    for i in b.elements.indices { b.elements[i] = generator.signed() }
    let first = try nonNegativeLeastSquares(a, rightHandSides: b)
    for _ in 0..<3 { #expect(try nonNegativeLeastSquares(a, rightHandSides: b) == first) }
  }

  private func matrix(_ rows: Int, _ columns: Int, _ elements: [Double]) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    matrix.elements = elements
    return matrix
  }
}
