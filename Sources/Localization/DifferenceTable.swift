import CKernels
import Foundation

/// The observations whose likelihood is a difference of two products, laid out for evaluating rows of sets that
/// share all states but the last.
///
/// Each factor is divided by the largest likelihood that any single state (or none) gives it, so that a product of
/// many of them stays in range. Where there are more than ``chunk`` of them, a row is brought back to its largest
/// value by a power of two, which is exact, after each chunk.
struct DifferenceTable {
  /// The running products of the states fixed so far, one of each per factor.
  struct Prefix {
    fileprivate(set) var upper: [Double]
    fileprivate(set) var lower: [Double]
  }

  /// What the evaluation of rows works in, one per thread.
  struct Workspace {
    /// Values of one row.
    fileprivate(set) var values: [Double]
    /// Sums per state, added up over rows.
    var masses: [Double]
    /// Sum and largest value of each row of the last call.
    fileprivate(set) var sums: [Double] = []
    fileprivate(set) var maxima: [Double] = []
    fileprivate var products: [Double] = []

    fileprivate mutating func makeRoom(rows: Int, factors: Int) {
      if sums.count < rows {
        sums = Array(repeating: 0, count: rows)
        maxima = sums
      }
      for r in 0..<rows {
        sums[r] = 0
        maxima[r] = 0
      }
      if products.count < 2 * rows * factors { products = Array(repeating: 0, count: 2 * rows * factors) }
    }
  }

  /// Factors per chunk: 32 factors of at least 1e-9 each stay above the smallest double.
  private static let chunk = 32

  private let factorCount: Int
  private let stateCount: Int
  /// States rounded up so that a step of the kernel that begins anywhere stays inside.
  private let stride: Int
  /// Factors whose upper product is 1 throughout; they come first.
  private let plain: Int
  /// Lower products, factors × stride; upper ones, factors after the plain ones × stride.
  private let lower: [Double]
  private let upper: [Double]
  /// The same, states × factors, for extending a prefix.
  private let lowerByState: [Double]
  private let upperByState: [Double]
  /// The products without any state.
  let leaks: Prefix
  /// Weight of each state relative to the largest, then zeros.
  let weights: [Double]
  /// ln of the largest weight, by which ``weights`` were divided.
  let logHeaviest: Double
  /// ln of the product of the largest likelihoods, by which the factors were divided.
  let logUnit: Double

  init(_ differences: [Factor], logWeights: [Double]) {
    let factors = differences.filter(\.isPlain) + differences.filter { !$0.isPlain }
    let count = logWeights.count
    let padding = Array(repeating: 0.0, count: Int(KERNEL_LANES))
    factorCount = factors.count
    stateCount = count
    stride = count + padding.count
    plain = factors.count { $0.isPlain }
    let heaviest = logWeights.max() ?? 0
    let shift = heaviest == -.infinity ? 0 : heaviest
    weights = logWeights.map { $0 == -.infinity ? 0 : exp($0 - shift) } + padding
    var logUnit = 0.0
    var lower: [Double] = []
    var upper: [Double] = []
    var leaks = Prefix(upper: [], lower: [])
    var lowerByState = Array(repeating: 1.0, count: count * factors.count)
    var upperByState = lowerByState
    for (f, factor) in factors.enumerated() {
      let low = factor.lower ?? factor.upper
      var largest = factor.upperLeak - factor.lowerLeak
      for v in 0..<count {
        lowerByState[v * factors.count + f] = low[v]
        upperByState[v * factors.count + f] = factor.upper[v]
        if logWeights[v] > -.infinity {
          largest = max(largest, factor.upperLeak * factor.upper[v] - factor.lowerLeak * low[v])
        }
      }
      let unit = largest > 0 ? largest : 1
      logUnit += log(unit)
      leaks.upper.append(factor.upperLeak / unit)
      leaks.lower.append(factor.lowerLeak / unit)
      lower += low + padding
      if !factor.isPlain { upper += factor.upper + padding }
    }
    self.lower = lower
    self.upper = upper
    self.leaks = leaks
    logHeaviest = shift
    self.logUnit = logUnit
    self.lowerByState = lowerByState
    self.upperByState = upperByState
  }

  /// Room for evaluating rows.
  func workspace() -> Workspace {
    let zeros = Array(repeating: 0.0, count: stride)
    return Workspace(values: zeros, masses: zeros)
  }

  /// The products of a prefix and one more state.
  func extended(_ prefix: Prefix, by state: Int) -> Prefix {
    var result = prefix
    let base = state * factorCount
    for f in 0..<factorCount {
      result.lower[f] *= lowerByState[base + f]
      result.upper[f] *= upperByState[base + f]
    }
    return result
  }

  /// ln likelihood of the states of a prefix, without ``logUnit``.
  func logarithm(_ prefix: Prefix) -> Double {
    zip(prefix.upper, prefix.lower).reduce(0) { $0 + log($1.0 - $1.1) }
  }

  /// Evaluates a row: weight times likelihood of every last state from `begin` on.
  ///
  /// - Returns: ln of the power of two that the values were divided by.
  func fill(_ workspace: inout Workspace, _ prefix: Prefix, weights: [Double], from begin: Int) -> Double {
    if begin >= stateCount { return 0 }
    if factorCount == 0 {
      for v in begin..<stateCount { workspace.values[v] = weights[v] }
      return 0
    }
    var exponent = 0
    workspace.values.withUnsafeMutableBufferPointer { values in
      forEachChunk(weights) { table, first in
        var table = table
        if first > 0 {
          exponent += rescale(values, from: begin)
          table.weights = UnsafePointer(values.baseAddress)
        }
        prefix.upper.withUnsafeBufferPointer { a in
          prefix.lower.withUnsafeBufferPointer { b in
            guard let a = a.baseAddress, let b = b.baseAddress else { return }
            kernel_fill(&table, a + first, b + first, begin, stateCount, values.baseAddress)
          }
        }
      }
    }
    return Double(exponent) * log(2)
  }

  /// Evaluates the rows of several neighbouring states that extend a prefix: adds them to the masses of the workspace
  /// and leaves their sums and largest values there. Each row counts exp(`logScale`) times the weight of its state.
  func sumRows(
    _ workspace: inout Workspace, _ prefix: Prefix, extendedBy states: Range<Int>, logScale: Double,
    stateWeights: [Double], weights: [Double], from begin: Int
  ) {
    workspace.makeRoom(rows: states.count, factors: factorCount)
    if begin >= stateCount { return }
    if factorCount == 0 || factorCount > Self.chunk {
      for (r, state) in states.enumerated() {
        let exponent = fill(&workspace, extended(prefix, by: state), weights: weights, from: begin)
        let scale = exp(logScale + exponent) * stateWeights[state]
        for v in begin..<stateCount {
          let value = scale * workspace.values[v]
          workspace.masses[v] += value
          workspace.sums[r] += value
          workspace.maxima[r] = max(workspace.maxima[r], value)
        }
      }
      return
    }
    let first = states.lowerBound
    forEachChunk(weights) { table, _ in
      var table = table
      upperByState.withUnsafeBufferPointer { upper in
        lowerByState.withUnsafeBufferPointer { lower in
          stateWeights.withUnsafeBufferPointer { stateWeights in
            guard let upper = upper.baseAddress, let lower = lower.baseAddress,
              let rowWeights = stateWeights.baseAddress
            else { return }
            kernel_rows(
              &table, states.count, prefix.upper, prefix.lower, upper + first * factorCount,
              lower + first * factorCount, exp(logScale), rowWeights + first, begin, stateCount,
              &workspace.products, &workspace.masses, &workspace.sums, &workspace.maxima)
          }
        }
      }
    }
  }

  /// Divides a row by a power of two that brings its largest value near 1, and returns the exponent.
  private func rescale(_ values: UnsafeMutableBufferPointer<Double>, from begin: Int) -> Int {
    let largest = values[begin..<stateCount].max() ?? 0
    if largest == 0 { return 0 }
    let exponent = Int(largest.exponent)
    for v in begin..<stateCount {
      values[v] = Double(sign: .plus, exponent: -exponent, significand: values[v])
    }
    return exponent
  }

  private func forEachChunk(
    _ weights: [Double], _ body: (_ table: kernel_table, _ first: Int) -> Void
  ) {
    lower.withUnsafeBufferPointer { lower in
      upper.withUnsafeBufferPointer { upper in
        weights.withUnsafeBufferPointer { weights in
          guard let low = lower.baseAddress else { return }
          var first = 0
          while first < factorCount {
            let count = min(Self.chunk, factorCount - first)
            let table = kernel_table(
              weights: weights.baseAddress,
              upper: upper.baseAddress.map { $0 + max(0, first - plain) * stride },
              lower: low + first * stride, stride: stride, factors: count,
              plain: min(count, max(0, plain - first)))
            body(table, first)
            first += count
          }
        }
      }
    }
  }
}
