/// A quantity that is known within bounds: low, typical and high, as a triangular distribution.
public struct Spread: Sendable, Equatable {
  public var low: Double
  public var typical: Double
  public var high: Double

  public init(low: Double, typical: Double, high: Double) {
    self.low = low
    self.typical = typical
    self.high = high
  }

  /// A quantity without spread.
  public init(_ value: Double) { self.init(low: value, typical: value, high: value) }

  /// The quantile of a triangular distribution between `low` and `high` with its peak at `typical`.
  ///
  /// - Parameter u: 0…1.
  public func quantile(_ u: Double) -> Double {
    let width = high - low
    if width <= 0 { return typical }
    let rise = (typical - low) / width
    return u < rise
      ? low + (u * width * (typical - low)).squareRoot()
      : high - ((1 - u) * width * (high - typical)).squareRoot()
  }
}

/// How well something is supported.
public enum EvidenceGrade: String, Sendable, CaseIterable {
  case high, moderate, low
  case veryLow = "very-low"
  /// Standard practice; no trial was read.
  case custom
  /// Anatomical reasoning alone; no trial.
  case none

  /// In words, for people.
  public var words: String {
    switch self {
    case .high: "high certainty"
    case .moderate: "moderate certainty"
    case .low: "low certainty"
    case .veryLow: "very low certainty"
    case .custom: "customary, no trial read"
    case .none: "anatomical reasoning, no trial"
    }
  }
}
