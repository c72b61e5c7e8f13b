/// What of the model a kind of finding reads.
public enum Measure: String, Sendable, CaseIterable {
  /// Strength: motor fibres, and the drive from above.
  case strength
  /// Motor fibres alone, as a needle study shows them.
  case denervation
  /// Bulk of a muscle: motor fibres alone.
  case bulk
  /// Feeling of the skin: sensory fibres, and the path above.
  case sensation
  /// Spontaneous activity of irritated sensory fibres.
  case tingling
  /// Root referral, territory and local pain.
  case pain
  /// A reflex arc.
  case reflex
  /// A conduction study.
  case conduction
  /// Nothing on the graph: local links only.
  case local
}

/// Which entities of the atlas a kind of finding has as targets.
public enum TargetClass: String, Sendable, CaseIterable {
  case muscles, movements
  case muscleGroups = "muscle-groups"
  case regions
  case skinGroups = "skin-groups"
  case reflexes, studies
}

/// A smooth dose-response: P = maximum · xⁿ / (xⁿ + θⁿ), which is 0 at x = 0 and half its maximum at θ (Hill 1910).
public struct HillCurve: Sendable, Equatable {
  /// θ, the dose of half effect.
  public var threshold: Double
  /// n, the steepness.
  public var exponent: Double
  /// Largest probability.
  public var maximum = 1.0
}

/// The curve that holds at one step of a scale: P(at least this step | dose).
public struct CurveAnchor: Sendable, Equatable {
  public var step: Int
  public var curve: HillCurve
}

/// A kind of finding: how it is recorded and how it follows from the model.
public struct FindingKind: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  public let scale: Scale
  public let measure: Measure
  public let targets: [TargetClass]
  /// Wording for the text output; `{}` stands for the target. Keys: `normal`, `abnormal`, or a value.
  public let phrases: [String: String]
  /// Words of the clinic for values of this kind.
  public let words: [String: String]
  public let cost: Cost
  /// Whether a complete examination implies that unlisted findings of this kind were normal.
  public let isBedsideSign: Bool
  /// Whether reports name chance positives of this kind too.
  public let isReportedInFull: Bool
  /// Curves at some steps of the scale, by rising step; steps between are interpolated.
  public internal(set) var anchors: [CurveAnchor]
  /// False-positive rate unless the finding has its own.
  public internal(set) var leak: Leak
  /// False-positive rate while pain is recorded in the same region.
  public internal(set) var leakWithPain: Likelihood?
  /// P(positive | the trigger point in the very muscle).
  public internal(set) var ownTriggerPoint: Likelihood?
  /// How fast false positives thin out along the scale: the power of what is left of it.
  public let leakPower: Double?
  /// The same of local causes, which inhibit rather than paralyse; that of false positives where nothing is said.
  public let localPower: Double?
  /// The part of the false positives that both legs have alike, as with age.
  public let leakOfBothLegs: Double?
  /// P(a value aside of the scale by chance), where it is not ``ObservationConstants/chanceSlowing``.
  public let chanceOfAside: [String: Double]
  /// Weeks from onset before a normal result means anything.
  public let normalCountsFrom: Double?

  /// The curve of P(at least `step` | dose), its threshold linear between the anchors.
  public func curve(step: Int) -> HillCurve? {
    guard let first = anchors.first, let last = anchors.last else { return nil }
    if step <= first.step { return first.curve }
    for (low, high) in zip(anchors, anchors.dropFirst()) where step <= high.step {
      let t = Double(step - low.step) / Double(high.step - low.step)
      return HillCurve(
        threshold: low.curve.threshold + t * (high.curve.threshold - low.curve.threshold),
        exponent: low.curve.exponent + t * (high.curve.exponent - low.curve.exponent),
        maximum: low.curve.maximum + t * (high.curve.maximum - low.curve.maximum))
    }
    return last.curve
  }
}

/// What it takes to learn a finding.
public enum Cost: String, Sendable, CaseIterable {
  case ask, bedside, needle, scanner
}
