/// Why iterative proportional fitting could not meet both margins.
public enum ProportionalFittingError: Error, Equatable {
  /// A row or column has a positive margin but no admissible cell.
  case emptySupport(row: Int?, column: Int?)
  /// The margins still disagree by `residual` after the last sweep.
  case notConverged(residual: Double)
}

/// Fits a joint table to two margins by iterative proportional fitting (Deming & Stephan 1940).
///
/// Starts from the product of the margins and the seed and rakes rows and columns in turn.
///
/// - Parameters:
///   - rows: margin of each row; must sum to the same total as `columns`.
///   - columns: margin of each column.
///   - tolerance: difference between a row sum and its margin at which raking ends.
///   - accepted: difference that is accepted after the last sweep. Where the only tables with these margins have zeros
///     at cells that may be filled, raking draws near them like 1/sweeps and never arrives.
///   - seed: what is known of cell (row, column) before the fit; 0 where the cell must stay empty, 1 where
///     nothing is known.
/// - Returns: the joint table, rows × columns.
/// - Throws: ``ProportionalFittingError``.
public func fitJoint(
  rows: [Double], columns: [Double], tolerance: Double = 1e-9, accepted: Double = 0, sweeps: Int = 2000,
  seed: (Int, Int) -> Double
) throws(ProportionalFittingError) -> Matrix {
  var joint = Matrix(rows: rows.count, columns: columns.count)
  for i in rows.indices {
    for j in columns.indices { joint[i, j] = rows[i] * columns[j] * seed(i, j) }
  }
  for i in rows.indices where rows[i] > 0 && joint.row(i).allSatisfy({ $0 == 0 }) {
    throw .emptySupport(row: i, column: nil)
  }
  for j in columns.indices where columns[j] > 0 && rows.indices.allSatisfy({ joint[$0, j] == 0 }) {
    throw .emptySupport(row: nil, column: j)
  }
  var residual = Double.infinity
  for _ in 0..<sweeps {
    residual = 0
    for i in rows.indices {
      let sum = joint.row(i).reduce(0, +)
      residual = max(residual, abs(sum - rows[i]))
      if sum > 0 { for j in columns.indices { joint[i, j] *= rows[i] / sum } }
    }
    for j in columns.indices {
      let sum = rows.indices.reduce(0) { $0 + joint[$1, j] }
      if sum > 0 { for i in rows.indices { joint[i, j] *= columns[j] / sum } }
    }
    if residual < tolerance { return joint }
  }
  if residual <= accepted { return joint }
  throw .notConverged(residual: residual)
}
