import CBLAS

/// Solves min ‖A X − B‖ over X ≥ 0, column by column, for many right-hand sides of one A.
///
/// Block principal pivoting (Kim & Park 2011, *SIAM J. Sci. Comput.* 33:3261): all columns of a case that break a
/// condition change sides at once, and if that three times does not lessen their number, only the last of them does
/// (Murty 1974), which cannot cycle. AᵀA is formed once, AᵀB by `dgemm`, and cases with the same chosen columns
/// share a Cholesky factor. The answers are corrected by the true residual as for one right-hand side.
///
/// Pivoting needs independent columns. Where A has fewer rows than columns, lacks full rank or is ill-conditioned,
/// each case is solved by ``nonNegativeLeastSquares(_:_:maximumIterations:)`` instead, as is any single case that
/// pivoting does not finish. The same A and B give the same bits (with one BLAS thread).
///
/// - Parameters:
///   - a: the matrix A, rows × columns.
///   - b: the right-hand sides, rows × cases.
///   - maximumIterations: the most iterations of a single case solved by itself; ten a column unless given.
/// - Returns: X, columns × cases.
/// - Throws: ``NonNegativeLeastSquaresError``.
public func nonNegativeLeastSquares(
  _ a: Matrix, rightHandSides b: Matrix, maximumIterations: Int? = nil
) throws(NonNegativeLeastSquaresError) -> Matrix {
  try checkElements(a)
  try checkElements(b)
  if b.rows != a.rows { throw .rightHandSide(expected: a.rows, found: b.rows) }
  var solutions = Matrix(rows: a.columns, columns: b.columns)
  if a.rows == 0 || a.columns == 0 || b.columns == 0 {
    if !a.elements.allSatisfy(\.isFinite) || !b.elements.allSatisfy(\.isFinite) { throw .notFinite }
    return solutions
  }
  let (cases, limit) = (b.columns, maximumIterations ?? 10 * a.columns)
  // A case a row, so that the vectors of a case lie together.
  let right = b.transposed
  var projected = Matrix(rows: cases, columns: a.columns)
  blas_dgemm(
    BlasRowMajor, BlasNoTrans, BlasNoTrans, Int32(cases), Int32(a.columns), Int32(a.rows),
    1, right.elements, Int32(a.rows), a.elements, Int32(a.columns), 0, &projected.elements, Int32(a.columns))

  var solver = NonNegativeSolver()
  let memory = solver.reserve(rows: a.rows, columns: a.columns)
  let failure = withRectangle(a) { rectangle in
    withRectangle(right) { right in
      withRectangle(projected) { projected -> OneAnswer? in
        memory.prepare(rectangle)
        var pivoting = BlockPivoting(
          a: rectangle, right: right.elements, projected: projected.elements, memory: memory, cases: cases)
        return pivoting.run(limit: limit, into: &solutions)
      }
    }
  }
  switch failure {
  case .notFinite: throw .notFinite
  case .notConverged: throw .notConverged(iterations: limit)
  case .solved, nil: return solutions
  }
}

/// The state of block principal pivoting over all cases.
private struct BlockPivoting {
  let a: Rectangle
  /// Bᵀ and BᵀA, a row a case.
  let right: UnsafePointer<Double>
  let projected: UnsafePointer<Double>
  let memory: NonNegativeWorkspace
  let cases: Int

  /// ‖b‖² of each case.
  private let squares: [Double]
  /// 64 columns a word.
  private let words: Int
  /// The chosen columns of each case, `words` words a case.
  private var sets: [UInt64]
  /// The fewest columns that broke a condition so far, and how often block exchange may still fail to lessen them.
  private var fewest: [Int]
  private var patience: [Int]
  /// The columns of the case at hand that break a condition.
  private var broken: [UInt64]

  init(
    a: Rectangle, right: UnsafePointer<Double>, projected: UnsafePointer<Double>,
    memory: NonNegativeWorkspace,
    cases: Int
  ) {
    (self.a, self.right, self.projected, self.memory, self.cases) = (a, right, projected, memory, cases)
    squares = (0..<cases).map { dot(right + $0 * a.rows, right + $0 * a.rows, a.rows) }
    words = (a.columns + 63) / 64
    // All columns chosen: the first round then needs one factor for all cases, and leaves about the right signs.
    let full = (0..<words).map { UInt64.max >> UInt64(max(0, 64 * ($0 + 1) - a.columns)) }
    sets = (0..<cases).flatMap { _ in full }
    fewest = Array(repeating: a.columns + 1, count: cases)
    patience = Array(repeating: BlockPivoting.patience, count: cases)
    broken = Array(repeating: 0, count: words)
  }

  private static let patience = 3

  /// Solves all cases into the columns of `solutions`; returns what stopped it, if anything did.
  mutating func run(limit: Int, into solutions: inout Matrix) -> OneAnswer? {
    var open = Array(0..<cases)
    var single: [Int] = []
    if independent() {
      // With independent columns Murty's rule ends, but perhaps after very many steps.
      for _ in 0..<(5 * a.columns + 50) where !open.isEmpty {
        open.sort { precedes($0, $1) }
        var (still, start) = ([Int](), 0)
        while start < open.count {
          var end = start + 1
          while end < open.count, sameSet(open[start], open[end]) { end += 1 }
          pivot(open[start..<end], &still, &single, &solutions)
          start = end
        }
        open = still
      }
    }
    for number in (open + single).sorted() {
      memory.gram.right.update(from: projected + number * a.columns, count: a.columns)
      switch memory.solvePrepared(a, right + number * a.rows, limit: limit) {
      case .solved: store(number, &solutions)
      case let failure: return failure
      }
    }
    return nil
  }

  /// Whether the columns of A are far enough from dependent for every set of them to have a Cholesky factor.
  private func independent() -> Bool {
    guard a.rows >= a.columns, memory.matrixIsSafe(a) else { return false }
    for j in 0..<a.columns {
      guard memory.gram.grow(j, memory.set.chosen, j) else { return false }
      memory.set.chosen[j] = j
    }
    return true
  }

  /// Orders cases by their chosen columns, then by number.
  private func precedes(_ p: Int, _ q: Int) -> Bool {
    for word in 0..<words where sets[p * words + word] != sets[q * words + word] {
      return sets[p * words + word] < sets[q * words + word]
    }
    return p < q
  }

  private func sameSet(_ p: Int, _ q: Int) -> Bool {
    (0..<words).allSatisfy { sets[p * words + $0] == sets[q * words + $0] }
  }

  private func store(_ number: Int, _ solutions: inout Matrix) {
    for j in 0..<a.columns { solutions.elements[j * cases + number] = memory.set.x[j] }
  }

  /// Factors one set of chosen columns, then ends each of its cases or changes its set.
  private mutating func pivot(
    _ group: ArraySlice<Int>, _ still: inout [Int], _ single: inout [Int], _ solutions: inout Matrix
  ) {
    guard let leader = group.first else { return }
    let (set, gram, n) = (memory.set, memory.gram, a.columns)
    var count = 0
    for j in 0..<n {
      set.status[j] = ActiveSet.free
      guard sets[leader * words + j / 64] >> UInt64(j % 64) & 1 == 1 else { continue }
      guard gram.grow(j, set.chosen, count) else {
        single += group
        return
      }
      set.chosen[count] = j
      set.status[j] = ActiveSet.taken
      count += 1
    }
    for number in group {
      // What is not finite or not to be squared is told apart where one case is solved by itself.
      guard NonNegativeWorkspace.safeSquares.contains(squares[number]) else {
        single.append(number)
        continue
      }
      gram.right.update(from: projected + number * n, count: n)
      memory.setTolerances(squares[number])
      for i in 0..<count { gram.factor.extendRight(i, value: gram.right[set.chosen[i]]) }
      gram.solve(count, into: set.z)
      set.x.update(repeating: 0, count: n)
      for i in 0..<count { set.x[set.chosen[i]] = set.z[i] }
      gram.gradient(set, count)
      if exchange(number) {
        still.append(number)
      } else if gram.refine(a, right + number * a.rows, memory.residual, set, count) != nil {
        store(number, &solutions)
      } else {
        single.append(number)
      }
    }
  }

  /// Moves the columns of a case that break a condition to the other side; false if none does.
  ///
  /// A chosen column breaks it with a negative x, one left out with a slope that would lessen the residual.
  private mutating func exchange(_ number: Int) -> Bool {
    let set = memory.set
    var (count, last) = (0, 0)
    for word in 0..<words {
      // By masks, since which columns break a condition cannot be foretold by a branch.
      var (negative, rising) = (UInt64(0), UInt64(0))
      for j in 64 * word..<min(64 * word + 64, a.columns) {
        negative |= (set.x[j] < 0 ? 1 : 0) &<< UInt64(j & 63)
        rising |= (set.w[j] > set.tolerance[j] ? 1 : 0) &<< UInt64(j & 63)
      }
      let wrong = negative | (rising & ~sets[number * words + word])
      broken[word] = wrong
      count += wrong.nonzeroBitCount
      if wrong != 0 { last = 64 * word + 63 - wrong.leadingZeroBitCount }
    }
    if count == 0 { return false }
    if count < fewest[number] {
      (fewest[number], patience[number]) = (count, BlockPivoting.patience)
    } else if patience[number] > 0 {
      patience[number] -= 1
    } else {
      sets[number * words + last / 64] ^= 1 << UInt64(last % 64)
      return true
    }
    for word in 0..<words { sets[number * words + word] ^= broken[word] }
    return true
  }
}

extension Matrix {
  /// The transpose, in blocks that stay in the cache.
  fileprivate var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (rows, columns, side) = (self.rows, self.columns, 16)
    elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        for top in stride(from: 0, to: rows, by: side) {
          for left in stride(from: 0, to: columns, by: side) {
            for i in top..<min(rows, top + side) {
              for j in left..<min(columns, left + side) { target[j * rows + i] = source[i * columns + j] }
            }
          }
        }
      }
    }
    return result
  }
}
