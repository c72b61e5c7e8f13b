import CBLAS

/// The chosen columns by way of the Gram matrix AᵀA: fast, and exact enough while they are far from dependent.
struct GramColumns: ChosenColumns {
  let columns: Int
  /// AᵀA, both triangles.
  let gram: UnsafeMutablePointer<Double>
  /// Aᵀb.
  let right: UnsafeMutablePointer<Double>
  let factor: TriangularFactor

  /// The smallest part of a column's squared length that the other chosen columns may leave of it.
  ///
  /// Forming AᵀA squares the condition; down to here one or two steps of refinement bring every digit back.
  static let leastPivot = 1e-8

  func gradient(_ set: ActiveSet, _ count: Int) {
    set.w.update(from: right, count: columns)
    for i in 0..<count {
      subtract(set.x[set.chosen[i]], gram + set.chosen[i] * columns, from: set.w, columns)
    }
  }

  func append(_ column: Int, _ set: ActiveSet, _ count: Int) -> Admission {
    guard grow(column, set.chosen, count) else { return .doubtful }
    factor.extendRight(count, value: right[column])
    return .joined
  }

  /// Adds a column to the factor alone; false where the pivot is too small.
  @inline(__always)
  func grow(_ column: Int, _ chosen: UnsafePointer<Int>, _ count: Int) -> Bool {
    let pivot = factor.fillRow(count, gram: gram, chosen: chosen, column: column)
    guard pivot > GramColumns.leastPivot * gram[column * columns + column] else { return false }
    factor.closeRow(count, root: pivot.squareRoot())
    return true
  }

  func remove(_ position: Int, of count: Int) {
    factor.remove(position, of: count) { _, _, _ in }
  }

  func solve(_ count: Int, into z: UnsafeMutablePointer<Double>) {
    z.update(from: factor.y, count: count)
    factor.backSubstitute(count, z)
  }

  /// Corrects x on the chosen columns with the true residual b − A x, and tests the other columns with it.
  ///
  /// - Returns: ‖b − A x‖, or nil where the Gram matrix was too inexact for this problem.
  func refine(
    _ a: Rectangle, _ b: UnsafePointer<Double>, _ residual: UnsafeMutablePointer<Double>,
    _ set: ActiveSet, _ count: Int
  ) -> Double? {
    let (x, w, z, chosen) = (set.x, set.w, set.z, set.chosen)
    for _ in 0..<4 {
      a.residual(b, x, into: residual)
      a.transposedProduct(residual, into: w)
      for i in 0..<count {
        factor.y[i] = (w[chosen[i]] - dot(factor.rows + i * factor.stride, factor.y, i)) * factor.inverse[i]
      }
      solve(count, into: z)
      // Lengths of columns weigh the components, so that the units of a column do not matter.
      var (change, size, gain) = (0.0, 0.0, 0.0)
      for i in 0..<count {
        change = max(change, abs(z[i]) * set.tolerance[chosen[i]])
        size = max(size, x[chosen[i]] * set.tolerance[chosen[i]])
        gain += z[i] * w[chosen[i]]
      }
      for i in 0..<count {
        subtract(z[i], gram + chosen[i] * columns, from: w, columns)
        x[chosen[i]] = max(0, x[chosen[i]] + z[i])
      }
      if change > 1e-8 * size { continue }
      for j in 0..<columns where set.status[j] != ActiveSet.taken && w[j] > 8 * set.tolerance[j] {
        return nil
      }
      let square = dot(residual, residual, a.rows)
      // ‖r − A d‖² = ‖r‖² − d·Aᵀr for the correction d, unless the difference cancels.
      if abs(gain) < 1e-4 * square { return (square - gain).squareRoot() }
      a.residual(b, x, into: residual)
      return dot(residual, residual, a.rows).squareRoot()
    }
    return nil
  }
}

/// The matrix A in borrowed memory, row-major, with at least one row and one column.
struct Rectangle {
  let rows: Int
  let columns: Int
  let elements: UnsafePointer<Double>

  /// Writes b − A x.
  func residual(
    _ b: UnsafePointer<Double>, _ x: UnsafePointer<Double>, into r: UnsafeMutablePointer<Double>
  ) {
    r.update(from: b, count: rows)
    blas_dgemv(
      BlasRowMajor, BlasNoTrans, Int32(rows), Int32(columns), -1, elements, Int32(columns), x, 1, 1, r, 1)
  }

  /// Writes Aᵀ r.
  func transposedProduct(_ r: UnsafePointer<Double>, into w: UnsafeMutablePointer<Double>) {
    blas_dgemv(
      BlasRowMajor, BlasTrans, Int32(rows), Int32(columns), 1, elements, Int32(columns), r, 1, 0, w, 1)
  }

  /// Writes AᵀA, both triangles; `indices` has room for a row.
  ///
  /// By `dsyrk`, or row by row over the non-zeros where at most a quarter of A is filled.
  func gram(into g: UnsafeMutablePointer<Double>, indices: UnsafeMutablePointer<Int>) {
    let n = columns
    if filled > rows * n / 4 {
      blas_dsyrk(
        BlasRowMajor, BlasUpper, BlasTrans, Int32(n), Int32(rows), 1, elements, Int32(n), 0, g, Int32(n))
    } else {
      g.update(repeating: 0, count: n * n)
      for i in 0..<rows {
        let row = elements + i * n
        var count = 0
        for j in 0..<n {
          // By a carry into the top bit: a branch would be guessed wrong at every other non-zero.
          indices[count] = j
          let magnitude = row[j].bitPattern & UInt64(Int64.max)
          count &+= Int(truncatingIfNeeded: (magnitude &+ UInt64(Int64.max)) >> 63)
        }
        for p in 0..<count {
          let (target, value) = (g + indices[p] * n, row[indices[p]])
          for q in p..<count { target[indices[q]] += value * row[indices[q]] }
        }
      }
    }
    for i in 0..<n {
      for j in i + 1..<max(n, i + 1) { g[j * n + i] = g[i * n + j] }
    }
  }
  /// How many elements are not 0.
  private var filled: Int {
    var counts = SIMD4<Int64>.zero
    let total = rows * columns
    var i = 0
    while i + 4 <= total {
      let four = UnsafeRawPointer(elements + i).loadUnaligned(as: SIMD4<Double>.self)
      counts &+= SIMD4<Int64>(repeating: 1).replacing(with: 0, where: four .== 0)
      i += 4
    }
    var count = Int(counts.wrappedSum())
    while i < total {
      count += elements[i] != 0 ? 1 : 0
      i += 1
    }
    return count
  }
}
