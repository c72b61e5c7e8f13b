/// The lower triangle L of the columns chosen so far, which grows and shrinks by one column at a time.
///
/// L is the Cholesky factor of the Gram matrix of the chosen columns, and equally the transpose of R in their QR
/// factorization. It borrows its memory, so that a solver allocates nothing inside its loop.
struct TriangularFactor {
  /// The leading dimension: the most columns that can be chosen.
  let stride: Int
  /// The rows of L, `stride` apart.
  let rows: UnsafeMutablePointer<Double>
  /// The reciprocals of the diagonal, since a division costs more than all else in a short row.
  let inverse: UnsafeMutablePointer<Double>
  /// The right-hand side after forward substitution: L · y = Aᵀ b on the chosen columns.
  let y: UnsafeMutablePointer<Double>

  /// Writes the next row of L for a column of A, with the Gram matrix, and leaves its pivot to be judged.
  ///
  /// - Returns: the squared length of what the chosen columns leave of this one (the Schur complement).
  @inline(__always)
  func fillRow(_ count: Int, gram: UnsafePointer<Double>, chosen: UnsafePointer<Int>, column: Int) -> Double {
    let row = rows + count * stride
    let gramRow = gram + column * stride
    for i in 0..<count {
      row[i] = (gramRow[chosen[i]] - dot(rows + i * stride, row, i)) * inverse[i]
    }
    return gramRow[column] - dot(row, row, count)
  }

  /// Ends the row that was filled, with the root of its pivot.
  @inline(__always)
  func closeRow(_ count: Int, root: Double) {
    rows[count * stride + count] = root
    inverse[count] = 1 / root
  }

  /// Forward substitution for one more entry of the right-hand side.
  @inline(__always)
  func extendRight(_ count: Int, value: Double) {
    y[count] = (value - dot(rows + count * stride, y, count)) * inverse[count]
  }

  /// Solves Lᵀ · z = z in place, for `count` columns.
  @inline(__always)
  func backSubstitute(_ count: Int, _ z: UnsafeMutablePointer<Double>) {
    var i = count - 1
    while i >= 0 {
      z[i] *= inverse[i]
      subtract(z[i], rows + i * stride, from: z, i)
      i -= 1
    }
  }

  /// Takes out the column at a position and makes L triangular again by plane rotations.
  ///
  /// - Parameter rotated: called with (position, cosine, sine) for each rotation of two neighbouring columns of L,
  ///   for whoever keeps the orthogonal factor too.
  @inline(__always)
  func remove(_ position: Int, of count: Int, rotated: (Int, Double, Double) -> Void) {
    for i in position..<count - 1 {
      (rows + i * stride).update(from: rows + (i + 1) * stride, count: i + 2)
    }
    for c in position..<count - 1 {
      let (a, b) = (rows[c * stride + c], rows[c * stride + c + 1])
      let length = (a * a + b * b).squareRoot()
      let (cosine, sine) = (a / length, b / length)
      for i in c..<count - 1 {
        let row = rows + i * stride
        (row[c], row[c + 1]) = (cosine * row[c] + sine * row[c + 1], cosine * row[c + 1] - sine * row[c])
      }
      inverse[c] = 1 / rows[c * stride + c]
      (y[c], y[c + 1]) = (cosine * y[c] + sine * y[c + 1], cosine * y[c + 1] - sine * y[c])
      rotated(c, cosine, sine)
    }
  }
}

/// The inner product of two short vectors; four lanes, because calling `ddot` costs more than the sum here.
@inline(__always)
func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
  var lanes = SIMD4<Double>.zero
  var i = 0
  while i + 4 <= count {
    lanes +=
      UnsafeRawPointer(a + i).loadUnaligned(as: SIMD4<Double>.self)
      * UnsafeRawPointer(b + i).loadUnaligned(as: SIMD4<Double>.self)
    i += 4
  }
  var sum = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3])
  while i < count {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}

/// Subtracts `scale · a` from a short vector, for the same reason without `daxpy`.
@inline(__always)
func subtract(
  _ scale: Double, _ a: UnsafePointer<Double>, from target: UnsafeMutablePointer<Double>, _ count: Int
) {
  var i = 0
  while i + 4 <= count {
    let old = UnsafeRawPointer(target + i).loadUnaligned(as: SIMD4<Double>.self)
    let term = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD4<Double>.self)
    UnsafeMutableRawPointer(target + i).storeBytes(of: old - scale * term, as: SIMD4<Double>.self)
    i += 4
  }
  while i < count {
    target[i] -= scale * a[i]
    i += 1
  }
}
