import CBLAS

/// A dense matrix of doubles, row-major, as `cblas_dgemm` with `CblasRowMajor` reads it.
public struct Matrix: Sendable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns, also the leading dimension.
  public let columns: Int
  /// The elements, row after row.
  public var elements: [Double]

  /// A matrix filled with one value.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: value, count: rows * columns)
  }

  /// The element in row `i` and column `j`.
  @inlinable public subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// Row `i` as a slice of the elements.
  @inlinable public func row(_ i: Int) -> ArraySlice<Double> {
    elements[i * columns..<(i + 1) * columns]
  }

  /// The product `self · other` by `dgemm`.
  ///
  /// - Precondition: `columns == other.rows`.
  public func multiplied(by other: Matrix) -> Matrix {
    precondition(columns == other.rows, "inner dimensions differ")
    var product = Matrix(rows: rows, columns: other.columns)
    if rows == 0 || columns == 0 || other.columns == 0 { return product }
    blas_dgemm(
      BlasRowMajor, BlasNoTrans, BlasNoTrans, Int32(rows), Int32(other.columns), Int32(columns),
      1, elements, Int32(columns), other.elements, Int32(other.columns), 0, &product.elements,
      Int32(other.columns))
    return product
  }
}

/// Sets the number of threads that BLAS uses inside one call, for the whole process.
///
/// Set it to 1 before running own work in parallel, so that the bits of a result do not depend on how many
/// cores there are.
public func setBLASThreads(_ count: Int) { blas_set_num_threads(Int32(count)) }

/// Whether a BLAS was found on this machine. Without one, what needs it ends the program.
public var hasBLAS: Bool { blas_is_found() != 0 }
