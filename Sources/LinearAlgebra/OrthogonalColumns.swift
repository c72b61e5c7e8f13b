import CBLAS

/// The chosen columns by an explicit QR factorization: slower than the Gram matrix, exact for ill-conditioned A.
///
/// Columns and right-hand side are scaled to length 1, so that no square over- or underflows. Q grows by classical
/// Gram–Schmidt done twice (Giraud, Langou & Rozložník 2005: twice is enough) and shrinks by plane rotations.
final class OrthogonalColumns: ChosenColumns {
  private let rows: Int
  private let columns: Int
  private let memory: UnsafeMutablePointer<Double>
  /// Aᵀ with each row scaled to length 1.
  private let scaled: UnsafeMutablePointer<Double>
  /// Qᵀ, a row a chosen column.
  private let q: UnsafeMutablePointer<Double>
  private let factor: TriangularFactor
  private let right: UnsafeMutablePointer<Double>
  private let residual: UnsafeMutablePointer<Double>
  private let again: UnsafeMutablePointer<Double>
  /// Largest element and remaining length of each column; apart, since their product may overflow.
  private let peak: UnsafeMutablePointer<Double>
  private let length: UnsafeMutablePointer<Double>
  private var rightPeak = 0.0
  private var rightLength = 0.0

  /// A gradient below this, for columns and right-hand side of length 1, is rounding.
  static let tolerance = 8 * Double.ulpOfOne
  /// A column of length 1 of which the others leave less than this is dependent: first the threshold of SciPy.
  ///
  /// Many columns may be dependent together though none of them is by this measure; then a stricter one is tried.
  static let leastLengths = [100 * Double.ulpOfOne, 1e-11, 1e-9, 1e-7]
  /// The slopes, for columns and right-hand side of length 1, that an answer may have by the true residual: large
  /// components cannot cancel better than their digits, up to where the answer would be worth nothing.
  static let allowedSlopes = 1e-10...1e-7
  private var leastLength = leastLengths[0]

  init(_ a: Rectangle, _ b: UnsafePointer<Double>) {
    let (m, n) = (a.rows, a.columns)
    let most = min(m, n)
    (rows, columns) = (m, n)
    let total = m * n + m * most + n * n + 5 * n + 2 * m
    memory = .allocate(capacity: total)
    memory.initialize(repeating: 0, count: total)
    scaled = memory
    q = scaled + m * n
    let triangle = q + m * most
    let inverse = triangle + n * n
    factor = TriangularFactor(stride: n, rows: triangle, inverse: inverse, y: inverse + n)
    again = inverse + 2 * n
    peak = again + n
    length = peak + n
    right = length + n
    residual = right + m
    for j in 0..<n {
      for i in 0..<m { scaled[j * m + i] = a.elements[i * n + j] }
      (peak[j], length[j]) = OrthogonalColumns.normalize(scaled + j * m, m)
    }
    right.update(from: b, count: m)
    (rightPeak, rightLength) = OrthogonalColumns.normalize(right, m)
    residual.update(from: right, count: m)
  }

  deinit { memory.deallocate() }

  /// Scales a vector to length 1 (0 stays 0); its old length is the product of what is returned.
  private static func normalize(_ v: UnsafeMutablePointer<Double>, _ count: Int) -> (Double, Double) {
    let peak = (0..<count).reduce(0) { max($0, abs(v[$1])) }
    if peak == 0 { return (0, 1) }
    for i in 0..<count { v[i] /= peak }
    let length = dot(v, v, count).squareRoot()
    for i in 0..<count { v[i] /= length }
    return (peak, length)
  }

  func gradient(_ set: ActiveSet, _ count: Int) {
    blas_dgemv(
      BlasRowMajor, BlasNoTrans, Int32(columns), Int32(rows), 1, scaled, Int32(rows), residual, 1, 0, set.w,
      1)
  }

  func append(_ column: Int, _ set: ActiveSet, _ count: Int) -> Admission {
    if count == rows { return .dependent }
    let v = q + count * rows
    let row = factor.rows + count * factor.stride
    v.update(from: scaled + column * rows, count: rows)
    row.update(repeating: 0, count: count)
    if count > 0 {
      let (k, m) = (Int32(count), Int32(rows))
      for _ in 0..<2 {
        blas_dgemv(BlasRowMajor, BlasNoTrans, k, m, 1, q, m, v, 1, 0, again, 1)
        blas_dgemv(BlasRowMajor, BlasTrans, k, m, -1, q, m, again, 1, 1, v, 1)
        for i in 0..<count { row[i] += again[i] }
      }
    }
    let left = blas_dnrm2(Int32(rows), v, 1)
    if left <= leastLength { return .dependent }
    factor.closeRow(count, root: left)
    for i in 0..<rows { v[i] /= left }
    factor.y[count] = dot(v, residual, rows)
    subtract(factor.y[count], v, from: residual, rows)
    return .joined
  }

  func remove(_ position: Int, of count: Int) {
    factor.remove(position, of: count) { c, cosine, sine in
      blas_drot(Int32(rows), q + c * rows, 1, q + (c + 1) * rows, 1, cosine, sine)
    }
    subtract(-factor.y[count - 1], q + (count - 1) * rows, from: residual, rows)
  }

  func solve(_ count: Int, into z: UnsafeMutablePointer<Double>) {
    z.update(from: factor.y, count: count)
    factor.backSubstitute(count, z)
  }

  /// Solves the problem, and leaves x in the active set in the units of A and b.
  ///
  /// - Returns: ‖b − A x‖ and the iterations, or nil where no threshold of dependence led to an optimum.
  func solve(_ set: ActiveSet, limit: Int) -> (norm: Double, iterations: Int)? {
    set.tolerance.update(repeating: OrthogonalColumns.tolerance, count: columns)
    for threshold in OrthogonalColumns.leastLengths {
      leastLength = threshold
      residual.update(from: right, count: rows)
      guard case .solved(let count, let iterations) = lawsonHanson(self, set, limit: limit) else { continue }
      residual.update(from: right, count: rows)
      blas_dgemv(
        BlasRowMajor, BlasTrans, Int32(columns), Int32(rows), -1, scaled, Int32(rows), set.x, 1, 1,
        residual, 1)
      gradient(set, count)
      let total = (0..<columns).reduce(0) { $0 + set.x[$1] }
      let (least, most) = (
        OrthogonalColumns.allowedSlopes.lowerBound, OrthogonalColumns.allowedSlopes.upperBound
      )
      let allowed = min(most, max(least, 64 * Double.ulpOfOne * total))
      let isOptimal = (0..<columns).allSatisfy {
        (set.x[$0] > 0 ? abs(set.w[$0]) : set.w[$0]) <= allowed
      }
      if !isOptimal { continue }
      for j in 0..<columns where set.x[j] != 0 {
        set.x[j] *= (rightLength / length[j]) * (rightPeak / peak[j])
      }
      return (blas_dnrm2(Int32(rows), residual, 1) * rightLength * rightPeak, iterations)
    }
    return nil
  }
}
