/// A point that a needle may be put to.
public struct NeedleTarget: Named {
  /// How the needle meets the tissue.
  public enum Kind: String, Sendable, CaseIterable {
    case triggerPoint = "trigger-point"
    case paraspinal, perineural, periarticular
  }

  /// How the needle is guided.
  public enum Guidance: String, Sendable, CaseIterable {
    /// By hand.
    case palpation
    /// Ultrasound is advised.
    case recommended
    /// Not without ultrasound.
    case required
  }

  /// How bad an injury would be.
  public enum Harm: String, Sendable, CaseIterable {
    case nuisance
    case shortLived = "short-lived"
    case lasting
    case limbOrLife = "limb-or-life"
  }

  /// How likely an injury is, in words.
  public enum Likelihood: String, Sendable, CaseIterable {
    case veryLow = "very-low"
    case low, moderate, high
  }

  /// A structure that the needle may meet.
  public struct Risk: Sendable {
    /// Position in ``Treatment/structures``.
    public let structure: Int
    public let harm: Harm
    public let likelihood: Likelihood
  }

  /// A finding that forbids a target.
  public struct Bar: Sendable {
    /// Position in ``Atlas/findings``.
    public let flag: Int
    /// Why, in a few words.
    public let reason: String
  }

  /// Millimetres from skin to target, the skin not pressed.
  public struct Depth: Sendable {
    public let range: Spread
    /// Whether it was read in a source; else it must be shown as unverified.
    public let isVerified: Bool
  }

  public let id: String
  /// Position in ``Atlas/muscles``; nil beside a nerve or a joint.
  public let muscle: Int?
  /// What the point is called.
  public let name: String
  public let kind: Kind
  /// Position in ``Treatment/regions``.
  public let region: Int
  /// Position in ``Atlas/roots`` of the nerve that supplies a paraspinal muscle there.
  public let root: Int?
  public let position: String
  public let landmark: String
  public let angle: String
  /// Lengths in mm.
  public let needles: [Double]
  public let depth: Depth?
  public let risks: [Risk]
  public let guidance: Guidance
  public let isDeep: Bool
  /// Whether a bleed could be pressed on from outside.
  public let isCompressible: Bool
  /// Share of needles that reach the muscle.
  public let reach: Double
  /// Sites whose tissue the needle lies in or beside, with the part of its local effect that arrives.
  public let near: [Share]
  /// Findings that exclude this point alone.
  public let excludedBy: [Bar]
  /// What else to ask before this point is needled.
  public let questions: [String]
  /// Positions in ``Treatment/maps``: where pain from this part of the muscle is felt.
  public let maps: [Int]
  public let caution: String
  /// Keys of its sources.
  public let cautionSources: [String]
  public let provenance: Provenance
}

/// What a needle can hurt.
public struct Structure: Named {
  public enum Kind: String, Sendable, CaseIterable { case nerve, vessel, organ, joint, canal }

  public let id: String
  public let name: String
  public let kind: Kind
}

/// A part of the body surface, for precautions that hold in one region.
public struct NeedleRegion: Named {
  public let id: String
  public let name: String
  /// Positions in ``Atlas/regions`` of the skin that it covers.
  public let skin: [Int]
  /// Ids of the regions that a joint or implant there reaches into.
  public let beside: [String]
}

/// Where pain from a part of a muscle is felt.
public struct ReferralMap: Named {
  public let id: String
  public let muscle: Int
  public let part: String
  /// Weight 0…1 per position in ``Atlas/regions``.
  public let regions: [Share]
  public let provenance: Provenance
}
