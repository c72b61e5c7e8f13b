/// Constants of the observation model that are not tied to one kind of finding.
public struct ObservationConstants: Sendable {
  /// P(pain in a region | every fibre of its skin irritated).
  public var territoryPain = 0.0
  /// P(slowing or block seen | complete focal block within the span of a study).
  public var focalConduction = 0.0
  /// Largest probability that a local sign may reach.
  public var localCeiling = 1.0
  /// P(both legs affected | a lesion of one side).
  public var bilateralLeak = 0.0
  /// P(a value far from the truth is recorded).
  public var recordingError = 0.0
  /// Power with which false positives thin out along a scale, for kinds that state none.
  public var leakPower = 0.0
  /// P(slowing or block where no lesion is), for studies that state none.
  public var chanceSlowing = 0.0
  /// Share of people whose long nerves are worn, among those of an age.
  public var wornShare = 0.0
  /// How many times the odds of a false positive in them are those of others, in findings that wear.
  public var wornOdds = 1.0

  /// The false positives of a finding that wears, in people with worn nerves and in all others.
  ///
  /// With share q and odds ratio w the rate r of the others solves q w r / (1 + (w − 1) r) + (1 − q) r = leak, so that the
  /// mean over both stays the leak.
  public func leak(_ leak: Double, isWorn: Bool) -> Double {
    let (q, w) = (wornShare, wornOdds)
    if q <= 0 || q >= 1 || w == 1 { return leak }
    // (1 − q)(w − 1) r² + (1 − q + q w − (w − 1) leak) r − leak = 0, by the root that does not cancel.
    let a = (1 - q) * (w - 1)
    let b = 1 - q + q * w - (w - 1) * leak
    let root = (b * b + 4 * a * leak).squareRoot()
    let others = b >= 0 ? 2 * leak / (b + root) : (root - b) / (2 * a)
    return isWorn ? w * others / (1 + (w - 1) * others) : others
  }
}
