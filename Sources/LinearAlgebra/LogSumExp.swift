#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A running log-sum-exp: the logarithm of a sum of exponentials, without overflow or underflow.
///
/// Keeps the largest exponent seen and the sum relative to it; memory does not grow with the number of terms.
/// Terms are compensated (Neumaier 1974), so that millions of them lose no digits that matter.
public struct LogSumExp: Sendable {
  /// The largest exponent so far; −∞ while empty.
  public private(set) var maximum = -Double.infinity
  private var sum = 0.0
  private var compensation = 0.0

  /// An empty sum, whose logarithm is −∞.
  public init() {}

  /// Adds `exp(exponent) · weight`; −∞ adds nothing.
  public mutating func add(_ exponent: Double, weight: Double = 1) {
    if exponent == -.infinity || weight == 0 { return }
    if exponent > maximum {
      let scale = maximum == -.infinity ? 0 : exp(maximum - exponent)
      sum *= scale
      compensation *= scale
      maximum = exponent
    }
    let term = weight * exp(exponent - maximum)
    let total = sum + term
    compensation += abs(sum) >= abs(term) ? (sum - total) + term : (term - total) + sum
    sum = total
  }

  /// Adds another running sum, whose terms are all scaled by `exp(shift)`.
  public mutating func add(_ other: LogSumExp, shift: Double = 0) {
    add(other.maximum + shift, weight: other.sum + other.compensation)
  }

  /// The logarithm of the sum.
  public var logarithm: Double {
    maximum == -.infinity ? -.infinity : maximum + log(sum + compensation)
  }
}
