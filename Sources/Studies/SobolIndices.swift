import LinearAlgebra

/// Shares of the variance of an output that the factors of a Saltelli design account for.
///
/// First order by Saltelli et al. (2010, doi 10.1016/j.cpc.2009.09.018): mean of B·(AB − A) over the variance of A
/// and B together; total order by Jansen (1999): half the mean of (A − AB)²; second order by Saltelli (2002,
/// doi 10.1016/S0010-4655(02)00280-1). Outputs are centred and scaled first, as the first-order estimate is
/// biased otherwise. Base points are resampled as wholes, each resample a row of counts, so that all factors and
/// resamples together are one `dgemm`.
public struct SobolIndices: Sendable, Equatable {
  /// Share of the variance that each factor (or group) explains alone.
  public let first: [Estimate]
  /// Share that would vanish if the factor were known, all interactions counted.
  public let total: [Estimate]
  /// Share that two factors explain only together, `second[j][k - j - 1]` for j < k; empty unless the design
  /// asked for it.
  public let second: [[Estimate]]
  /// Whether the output was the same everywhere; all shares are 0 then.
  public let isConstant: Bool

  /// Whether outputs differ by rounding alone.
  public static func isConstant(_ outputs: [Double]) -> Bool {
    let mean = outputs.reduce(0, +) / Double(max(1, outputs.count))
    let largest = outputs.reduce(0) { max($0, abs($1)) }
    return outputs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      <= 1e-26 * largest * largest * Double(outputs.count)
  }

  /// The indices of one output.
  ///
  /// - Parameters:
  ///   - outputs: The output at each point of the design, in its order.
  ///   - resamples: How often the base points are drawn anew for the intervals; 0 for none.
  ///   - seed: Start of the random numbers of the resamples.
  /// - Throws: ``SensitivityError`` if the design is no Saltelli design or the outputs do not fit it.
  public init(
    _ outputs: [Double], of design: Design, resamples: Int = 100, seed: UInt64 = 0
  ) throws(SensitivityError) {
    guard case .saltelli(let base, let secondOrder) = design.kind else { throw .wrongDesign }
    try checkOutputs(outputs, count: design.count)
    let groups = design.groupCount

    let mean = outputs.reduce(0, +) / Double(outputs.count)
    let variance = outputs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(outputs.count)
    guard !Self.isConstant(outputs) else {
      let none = Estimate(value: 0, resamples: Array(repeating: 0, count: resamples))
      first = Array(repeating: none, count: groups)
      total = first
      second = secondOrder ? (0..<groups).map { Array(repeating: none, count: groups - 1 - $0) } : []
      isConstant = true
      return
    }
    isConstant = false

    let terms = Self.terms(
      outputs, base: base, groups: groups, secondOrder: secondOrder, mean: mean,
      scale: 1 / variance.squareRoot())

    // The first row of the weights counts every base point once: the estimate itself.
    var weights = Matrix(rows: 1 + resamples, columns: base)
    for i in 0..<base { weights[0, i] = 1 }
    weights.elements.replaceSubrange(
      base..., with: bootstrapCounts(base, resamples: resamples, seed: seed).elements)
    let sums = weights.multiplied(by: terms)

    func share(_ row: Int, _ column: Int) -> Double {
      let n = Double(base)
      let mean = (sums[row, 0] + sums[row, 1]) / (2 * n)
      let variance = (sums[row, 2] + sums[row, 3]) / (2 * n) - mean * mean
      return variance > 1e-15 ? sums[row, column] / n / variance : 0
    }
    func estimate(_ figure: (Int) -> Double) -> Estimate {
      Estimate(value: figure(0), resamples: (1..<1 + resamples).map(figure))
    }
    first = (0..<groups).map { j in estimate { share($0, 4 + j) } }
    total = (0..<groups).map { j in estimate { share($0, 4 + groups + j) } }
    guard secondOrder else {
      second = []
      return
    }
    var column = 4 + 2 * groups
    var second: [[Estimate]] = []
    for j in 0..<groups {
      var row: [Estimate] = []
      for k in j + 1..<groups {
        let pair = column
        row.append(estimate { share($0, pair) - share($0, 4 + j) - share($0, 4 + k) })
        column += 1
      }
      second.append(row)
    }
    self.second = second
  }

  /// What the estimates are means of: a row a base point; the columns are A, B, their squares, then the terms of the first
  /// and total indices of each group, and of each pair.
  ///
  /// - Parameter scale: the outputs less their mean are multiplied by it.
  private static func terms(
    _ outputs: [Double], base: Int, groups: Int, secondOrder: Bool, mean: Double, scale: Double
  ) -> Matrix {
    let step = outputs.count / base
    let pairs = secondOrder ? groups * (groups - 1) / 2 : 0
    var terms = Matrix(rows: base, columns: 4 + 2 * groups + pairs)
    var y = [Double](repeating: 0, count: step)
    for i in 0..<base {
      for k in 0..<step { y[k] = (outputs[i * step + k] - mean) * scale }
      let a = y[0]
      let b = y[step - 1]
      terms[i, 0] = a
      terms[i, 1] = b
      terms[i, 2] = a * a
      terms[i, 3] = b * b
      for j in 0..<groups {
        let crossed = y[1 + j]
        terms[i, 4 + j] = b * (crossed - a)
        terms[i, 4 + groups + j] = 0.5 * (a - crossed) * (a - crossed)
      }
      guard secondOrder else { continue }
      var column = 4 + 2 * groups
      for j in 0..<groups {
        for k in j + 1..<groups {
          terms[i, column] = y[1 + groups + j] * y[1 + k] - a * b
          column += 1
        }
      }
    }
    return terms
  }
}

/// Throws unless there are `count` outputs, all finite.
func checkOutputs(_ outputs: [Double], count: Int) throws(SensitivityError) {
  guard outputs.count == count else { throw .wrongCount(expected: count, got: outputs.count) }
  if let index = outputs.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
}
