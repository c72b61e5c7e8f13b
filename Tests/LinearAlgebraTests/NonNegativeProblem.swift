import Foundation
import LinearAlgebra

/// A problem with the answer of SciPy, from `Tests/Fixtures/nnls/scipy.csv`.
///
/// Change it together with `problem` in `Benchmarks/oracles/nnls_reference.py`: both draw the same numbers in the
/// same order.
struct NonNegativeProblem {
  let name: String
  let kind: String
  let a: Matrix
  let b: [Double]
  /// Whether x itself can be compared, and not only A x.
  let isUnique: Bool
  let norm: Double
  let x: [Double]

  static func all() throws -> [NonNegativeProblem] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appendingPathComponent("Fixtures/nnls/scipy.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.compactMap(NonNegativeProblem.init)
  }

  private init?(_ line: Substring) {
    let fields = line.split(separator: ",").map(String.init)
    guard fields.count > 6, let seed = UInt64(fields[0]), let rows = Int(fields[1]),
      let columns = Int(fields[2]), let norm = Double(fields[5])
    else { return nil }
    (name, kind, isUnique, self.norm) = ("seed \(seed), \(fields[3])", fields[3], fields[4] == "1", norm)
    x = fields[6...].compactMap(Double.init)
    if x.count != columns { return nil }
    var generator = SplitMix64(seed: seed)
    a = NonNegativeProblem.matrix(rows, columns, kind, &generator)
    switch kind {
    case "consistent":
      var truth = Matrix(rows: columns, columns: 1)
      for j in 0..<columns { truth[j, 0] = generator.chance(0.5, generator.uniform()) }
      b = product(a, truth).elements
    case "noright": b = Array(repeating: 0, count: rows)
    default: b = (0..<rows).map { _ in generator.signed() }
    }
  }

  private static func matrix(
    _ rows: Int, _ columns: Int, _ kind: String, _ generator: inout SplitMix64
  ) -> Matrix {
    var a: Matrix
    switch kind {
    case "sparse":
      a = grid(rows, columns, &generator) { $0.chance(0.3, $0.uniform() * 2) }
    case "lowrank":
      let rank = max(1, min(rows, columns) / 2)
      let left = grid(rows, rank, &generator) { $0.signed() }
      a = product(left, grid(rank, columns, &generator) { $0.signed() })
    case "nomatrix": a = Matrix(rows: rows, columns: columns)
    default: a = grid(rows, columns, &generator) { $0.signed() }
    }
    for j in 0..<columns {
      let isGap = kind == "gaps" && generator.uniform() < 0.3
      for i in 0..<rows {
        switch kind {
        case "twins" where j % 2 == 1: a[i, j] = a[i, j - 1]
        case "gaps" where isGap: a[i, j] = 0
        case "graded": a[i, j] *= Double(sign: .plus, exponent: -3 * j, significand: 1)
        case "close" where j > 0: a[i, j] = a[i, 0] + a[i, j] * 0x1p-20
        default: break
        }
      }
    }
    return a
  }

  private static func grid(
    _ rows: Int, _ columns: Int, _ generator: inout SplitMix64, _ draw: (inout SplitMix64) -> Double
  ) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for i in matrix.elements.indices { matrix.elements[i] = draw(&generator) }
    return matrix
  }
}

extension SplitMix64 {
  /// A double in [−1, 1).
  mutating func signed() -> Double { uniform() * 2 - 1 }

  /// The value with a probability, else 0; the value is drawn first.
  mutating func chance(_ probability: Double, _ value: Double) -> Double {
    uniform() < probability ? value : 0
  }
}

/// A matrix product by three loops, without BLAS, whose order of summation would differ.
func product(_ a: Matrix, _ b: Matrix) -> Matrix {
  var result = Matrix(rows: a.rows, columns: b.columns)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      var sum = 0.0
      for k in 0..<a.columns { sum += a.elements[i * a.columns + k] * b.elements[k * b.columns + j] }
      result.elements[i * b.columns + j] = sum
    }
  }
  return result
}

/// How far an x is from the conditions of Karush, Kuhn & Tucker, which an optimum meets and nothing else.
///
/// For columns and right-hand side of length 1: the largest of a negative x, a positive slope, and a slope on a
/// column that carries weight.
func distanceFromOptimum(_ a: Matrix, _ b: [Double], _ x: [Double]) -> Double {
  var residual = b
  for i in 0..<a.rows {
    for j in 0..<a.columns { residual[i] -= a.elements[i * a.columns + j] * x[j] }
  }
  let size = length(b)
  var worst = max(0, -(x.min() ?? 0))
  for j in 0..<a.columns {
    let column = (0..<a.rows).map { a.elements[$0 * a.columns + j] }
    let scale = length(column) * size
    if scale == 0 { continue }
    let slope = zip(column, residual).reduce(0) { $0 + $1.0 * $1.1 } / scale
    worst = max(worst, x[j] > 0 ? abs(slope) : slope)
  }
  return worst
}

/// The Euclidean norm.
func length(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
