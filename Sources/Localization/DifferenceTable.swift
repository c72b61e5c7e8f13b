import CKernels
import Foundation

/// The observations whose likelihood is a difference of two products, laid out for evaluating rows of sets that
/// share all states but the last.
///
/// Each factor is divided by the largest likelihood that any single state (or none) gives it, so that a product of
/// many of them stays in range; after every ``chunk`` factors a row is brought back to its largest value by a
/// power of two, which is exact.
struct DifferenceTable {
  /// The running products of the states fixed so far, one of each per factor.
  struct Prefix {
    fileprivate(set) var upper: [Double]
    fileprivate(set) var lower: [Double]
  }

  /// Factors per chunk: 32 factors of at least 1e-9 each stay above the smallest double.
  private static let chunk = 32

  private let factors: [Factor]
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
  private let leaks: Prefix
  /// Weight of each state relative to the largest, then zeros.
  let weights: [Double]
  /// ln of what all rows were divided by: the largest weight and the largest likelihoods.
  let logScale: Double

  init(_ differences: [Factor], logWeights: [Double], stateCount: Int) {
    let factors = differences.filter(\.isPlain) + differences.filter { !$0.isPlain }
    self.factors = factors
    self.stateCount = stateCount
    stride = stateCount + Int(KERNEL_LANES)
    plain = factors.count { $0.isPlain }
    let heaviest = logWeights.max() ?? 0
    let shift = heaviest == -.infinity ? 0 : heaviest
    weights =
      logWeights.map { exp($0 - shift) } + Array(repeating: 0, count: Int(KERNEL_LANES))
    var logScale = shift
    var lower: [Double] = []
    var upper: [Double] = []
    var leaks = Prefix(upper: [], lower: [])
    let padding = Array(repeating: 0.0, count: Int(KERNEL_LANES))
    for factor in factors {
      let largest = (0..<stateCount).lazy.filter { logWeights[$0] > -.infinity }
        .reduce(factor.probability([])) { max($0, factor.probability([$1])) }
      let unit = largest > 0 ? largest : 1
      logScale += log(unit)
      leaks.upper.append(factor.upperLeak / unit)
      leaks.lower.append(factor.lowerLeak / unit)
      lower += (factor.lower ?? factor.upper) + padding
      if !factor.isPlain { upper += factor.upper + padding }
    }
    self.lower = lower
    self.upper = upper
    self.leaks = leaks
    self.logScale = logScale
    lowerByState = (0..<stateCount).flatMap { v in factors.map { $0.lower?[v] ?? 1 } }
    upperByState = (0..<stateCount).flatMap { v in factors.map { $0.upper[v] } }
  }

  /// A row of zeros, padded for the kernels.
  func row() -> [Double] { Array(repeating: 0, count: stride) }

  /// The products without any state.
  func prefix() -> Prefix { leaks }

  /// Adds a state to those fixed.
  func extend(_ prefix: inout Prefix, by state: Int) {
    let base = state * factors.count
    for f in 0..<factors.count { prefix.lower[f] *= lowerByState[base + f] }
    for f in plain..<factors.count { prefix.upper[f] *= upperByState[base + f] }
  }

  /// The products of `prefix` and one more state, into products that are there already.
  func extend(_ prefix: Prefix, by state: Int, into result: inout Prefix) {
    let base = state * factors.count
    for f in 0..<factors.count { result.lower[f] = prefix.lower[f] * lowerByState[base + f] }
    for f in plain..<factors.count { result.upper[f] = prefix.upper[f] * upperByState[base + f] }
  }

  /// ln likelihood of a set.
  func logarithm(_ states: [Int]) -> Double {
    factors.reduce(0) { $0 + log($1.probability(states)) }
  }

  /// Evaluates a row: weight times likelihood of every last state from `begin` on.
  ///
  /// - Returns: ln of the power of two that the values were divided by.
  func fill(_ values: inout [Double], _ prefix: Prefix, weights: [Double], from begin: Int) -> Double {
    if begin >= stateCount { return 0 }
    if factors.isEmpty {
      for v in begin..<stateCount { values[v] = weights[v] }
      return 0
    }
    var exponent = 0
    values.withUnsafeMutableBufferPointer { values in
      forEachChunk(prefix, weights) { table, a, b, isFirst in
        var table = table
        if !isFirst {
          exponent += rescale(values, from: begin)
          table.weights = UnsafePointer(values.baseAddress)
        }
        kernel_fill(&table, a, b, begin, stateCount, values.baseAddress)
      }
    }
    return Double(exponent) * log(2)
  }

  /// The sum over the rows of several states that extend a prefix, each counted `scales` times.
  func total(
    _ prefix: Prefix, extendedBy states: Range<Int>, scales: [Double], weights: [Double], from begin: Int
  ) -> Double {
    if begin >= stateCount || states.isEmpty { return 0 }
    let extended = states.map { state in
      var result = prefix
      extend(&result, by: state)
      return result
    }
    if factors.count > Self.chunk || factors.isEmpty {
      var values = row()
      return zip(extended, scales).reduce(0) { sum, entry in
        let exponent = fill(&values, entry.0, weights: weights, from: begin)
        return sum + entry.1 * exp(exponent) * values[begin..<stateCount].reduce(0, +)
      }
    }
    let rows = Prefix(upper: extended.flatMap(\.upper), lower: extended.flatMap(\.lower))
    var total = 0.0
    forEachChunk(rows, weights) { table, a, b, _ in
      var table = table
      total = kernel_total(&table, states.count, a, b, scales, begin, stateCount)
    }
    return total
  }

  /// Adds `scale` times a row to `masses`; returns the row's sum and its largest value.
  func deposit(
    _ values: [Double], _ scale: Double, from begin: Int, into masses: inout [Double]
  ) -> (sum: Double, largest: Double) {
    if begin >= stateCount { return (0, 0) }
    var largest = 0.0
    let sum = kernel_deposit(values, scale, begin, stateCount, &masses, &largest)
    return (sum, largest)
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
    _ prefix: Prefix, _ weights: [Double],
    _ body: (
      _ table: kernel_table, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ isFirst: Bool
    ) -> Void
  ) {
    prefix.upper.withUnsafeBufferPointer { a in
      prefix.lower.withUnsafeBufferPointer { b in
        lower.withUnsafeBufferPointer { lower in
          upper.withUnsafeBufferPointer { upper in
            weights.withUnsafeBufferPointer { weights in
              guard let a = a.baseAddress, let b = b.baseAddress, let low = lower.baseAddress else { return }
              var first = 0
              while first < factors.count {
                let count = min(Self.chunk, factors.count - first)
                let table = kernel_table(
                  weights: weights.baseAddress,
                  upper: upper.baseAddress.map { $0 + max(0, first - plain) * stride },
                  lower: low + first * stride, stride: stride, factors: count,
                  plain: min(count, max(0, plain - first)))
                body(table, a + first, b + first, first == 0)
                first += count
              }
            }
          }
        }
      }
    }
  }
}
