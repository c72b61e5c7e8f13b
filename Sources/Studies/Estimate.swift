import LinearAlgebra

/// A figure with the values it takes when its data are drawn anew from themselves (Efron's bootstrap).
public struct Estimate: Sendable, Equatable {
  /// The figure from all data.
  public let value: Double
  /// The figure from each resample, in the order drawn.
  public let resamples: [Double]

  public init(value: Double, resamples: [Double] = []) {
    self.value = value
    self.resamples = resamples
  }

  /// Standard deviation of the resamples; 0 for fewer than two.
  public var standardError: Double {
    guard resamples.count > 1 else { return 0 }
    let mean = resamples.reduce(0, +) / Double(resamples.count)
    let squares = resamples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(resamples.count - 1)).squareRoot()
  }

  /// The middle part of the resamples that holds the given share, by linear interpolation of order statistics;
  /// the value itself if there are none.
  public func interval(_ share: Double = 0.95) -> ClosedRange<Double> {
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
