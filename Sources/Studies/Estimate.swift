import Foundation
import LinearAlgebra

/// A figure with the values it takes when its data are drawn anew from themselves (Efron's bootstrap).
public struct Estimate: Sendable, Equatable {
  /// The figure from all data.
  public let value: Double
  /// The figure from each resample, in the order drawn.
  public let resamples: [Double]
  /// Where the figure is a mean of few values: its standard error, from which the interval follows in place of the
  /// resamples; nil where it does not.
  public let error: MeanError?

  /// Of a mean: the standard error, and how many values it was found from, less one.
  public struct MeanError: Sendable, Equatable {
    public let value: Double
    public let degreesOfFreedom: Int
    /// What the mean cannot fall below.
    public var least = -Double.infinity
  }

  public init(value: Double, resamples: [Double] = [], error: MeanError? = nil) {
    self.value = value
    self.resamples = resamples
    self.error = error
  }

  /// Standard deviation of the resamples; 0 for fewer than two.
  public var standardError: Double {
    guard resamples.count > 1 else { return 0 }
    let mean = resamples.reduce(0, +) / Double(resamples.count)
    let squares = resamples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(resamples.count - 1)).squareRoot()
  }

  /// Where the figure lies with the given confidence. Of a mean of few values by Student's distribution (1908,
  /// doi 10.1093/biomet/6.1.1), whose interval is as wide as few values make it, where that of the resamples is too
  /// narrow; else the middle part of the resamples that holds the share, by linear interpolation of order statistics;
  /// the value itself if there are none.
  public func interval(_ share: Double = 0.95) -> ClosedRange<Double> {
    if let error {
      let reach = StudentDistribution.quantile((1 + share) / 2, error.degreesOfFreedom) * error.value
      return max(error.least, value - reach)...value + reach
    }
    guard !resamples.isEmpty else { return value...value }
    let sorted = resamples.sorted()
    func quantile(_ q: Double) -> Double {
      let place = q * Double(sorted.count - 1)
      let below = Int(place)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
    return quantile((1 - share) / 2)...quantile((1 + share) / 2)
  }
}

/// Student's t-distribution with whole degrees of freedom.
enum StudentDistribution {
  /// P(T ≤ t) for t ≥ 0, by the finite series in θ = atan(t/√ν) (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).
  static func probability(_ t: Double, _ degrees: Int) -> Double {
    let angle = atan2(t, Double(degrees).squareRoot())
    let (sine, cosine) = (sin(angle), cos(angle))
    // Even degrees begin with 1, odd ones with cos θ beside θ itself.
    let isOdd = !degrees.isMultiple(of: 2)
    var term = isOdd ? cosine : 1
    var sum = degrees == 1 ? 0 : term
    var k = isOdd ? 2 : 1
    while k + 1 < degrees {
      term *= cosine * cosine * Double(k) / Double(k + 1)
      sum += term
      k += 2
    }
    let central = isOdd ? 2 / Double.pi * (angle + sine * sum) : sine * sum
    return (1 + central) / 2
  }

  /// The t below which T lies with a probability from 1/2 to below 1, by bisection to the last bit.
  static func quantile(_ probability: Double, _ degrees: Int) -> Double {
    var (low, high) = (0.0, 1.0)
    while self.probability(high, degrees) < probability, high < 1e12 { high *= 2 }
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if self.probability(middle, degrees) < probability { low = middle } else { high = middle }
    }
  }
}

/// What keeps a sensitivity from being computed.
public enum SensitivityError: Error, Equatable {
  /// The number of outputs is not that of the design.
  case wrongCount(expected: Int, got: Int)
  /// An output is not a finite number.
  case notFinite(index: Int)
  /// The design is of another kind.
  case wrongDesign
}

/// How often each of `count` data is drawn in each resample: resamples × count.
func bootstrapCounts(_ count: Int, resamples: Int, seed: UInt64) -> Matrix {
  var counts = Matrix(rows: resamples, columns: count)
  for resample in 0..<resamples {
    var random = SplitMix64(seed: seed, counters: [UInt64(resample)])
    for _ in 0..<count { counts[resample, Int.random(in: 0..<count, using: &random)] += 1 }
  }
  return counts
}
