/// How hard a lesion hits: what it does to the fibres it catches.
public struct SeverityLevel: Named {
  public let id: String
  /// Pressure at the site in mmHg, from which the rest follows; nil where block and irritability are stated.
  public let pressure: Double?
  /// Share of the caught sensory fibres that no longer conduct, 0…1.
  public internal(set) var block: Double
  /// Share of the caught motor fibres that no longer conduct, 0…1.
  public internal(set) var motorBlock: Double
  /// Block of sensory and motor fibres alike, as where a level states it.
  var bothBlocks: Double {
    get { block }
    set {
      block = newValue
      motorBlock = newValue
    }
  }
  /// How readily the caught fibres fire on their own (pain, tingling), 0…1.
  public internal(set) var irritability: Double
  /// How strongly local signs show, relative to a moderate lesion.
  public internal(set) var expression: Double
}

/// Fibre classes that a lesion may catch selectively.
public enum FibreClass: String, Sendable, CaseIterable, Comparable {
  case motor, sensory

  public static func < (lhs: FibreClass, rhs: FibreClass) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// What a mode of a site catches at one segment.
public struct Catch: Sendable, Equatable {
  public var segment: Int
  /// Selectivity 0…1 per channel; a channel without an entry inherits that of the bundle it lies within.
  public var channels: [Int: Double]
  /// Selectivity of every channel that is not named, directly or through a wider bundle.
  public var others: Double
  /// Fibre classes that are caught; empty means all.
  public var fibres: Set<FibreClass>
}

/// Block that grows with the length of a fibre.
public struct LengthDependence: Sendable, Equatable {
  /// Length in mm at which half of the largest block is reached.
  public var midpoint: Double
  /// Width of the transition in mm.
  public var scale: Double
  /// Largest block, as a multiple of the level's.
  public var maximum: Double
}

/// Loss above the lower motor neuron: strength and sensation fail, the nerve itself conducts.
public struct UpstreamLoss: Sendable, Equatable {
  public var motor: Double
  public var sensory: Double
}

/// Loss of the fibres of muscles themselves: strength fails, while nerve, touch and arc stay whole.
public struct MuscularLoss: Sendable, Equatable {
  /// Position of each muscle and what it loses, as a multiple of the motor block of the level.
  public var muscles: [Share]
  /// The part of the loss that a needle finds fibrillating, and that wastes, 0…1.
  public var active: Double
}

/// One of the ways in which a lesion at a site may catch the nerve.
public struct LesionMode: Sendable {
  public let name: String
  /// Share among the modes of the site, for those that keep to the expected root.
  public let share: Double
  /// Share among the modes in which a neighbouring root is felt; nil for an ordinary mode.
  public let mismatch: Double?
  public let catches: [Catch]
  /// The part of what the catches block that is loss of axons, 0…1: all that a needle and an amplitude beyond the lesion
  /// see. The rest is block of whole fibres (neurapraxia, Seddon 1943), which weakens and numbs alike.
  public let axonal: Double
  public let lengthDependence: LengthDependence?
  public let upstream: UpstreamLoss?
  public let muscular: MuscularLoss?
  /// Position of the mode that the other leg has where both are struck; nil for the same.
  public let otherLeg: Int?
}

/// A place where the nerve may be caught, or a competing explanation.
public struct Site: Named {
  public let id: String
  /// What a clinician calls it.
  public let name: String
  public let aliases: [String]
  /// Where it lies, in plain words.
  public let place: String
  /// The neighbourhood it belongs to.
  public let family: String
  /// The segment where it sits, for distances; nil off the graph.
  public let anchor: Int?
  /// The muscle whose trigger point it is.
  public let muscle: Int?
  /// How painful it is; scales root referral and territory pain.
  public let pain: Double
  /// P(both sides | this site).
  public let bilateral: Double
  /// P(level | this site), in the order of ``Atlas/levels``.
  public let severity: [Double]
  public let modes: [LesionMode]
  /// Whether this is the hypothesis that nothing in the model explains the complaint.
  public let isUnexplained: Bool
  /// From which probability on it is excluded before anything else is done; nil where it can wait.
  public let alarm: Alarm?
  public let provenance: Provenance
}

/// When a site is likely enough that it must be excluded first, though no red flag was recorded.
public struct Alarm: Sendable {
  /// The probability.
  public let from: Double
  /// What it is called; nil for the site's own name.
  public let name: String?
  /// The modes of the site that are meant; nil for all.
  public let modes: [Int]?
  /// Weeks since onset from which on it can wait; nil where it never can.
  public let weeksBelow: Double?
  /// What to do.
  public let action: String
  public let provenance: Provenance
}

/// Something in the history or the person that makes sites more or less likely.
public struct Modifier: Named {
  /// When a modifier of the person applies.
  public enum Condition: Sendable, Equatable {
    /// Age in years at or above a bound.
    case ageFrom(Double)
    /// Age in years below a bound.
    case ageBelow(Double)
    /// Weeks since onset, where recorded, at or above a bound.
    case weeksFrom(Double)
    /// Weeks since onset, where recorded, below a bound.
    case weeksBelow(Double)
    /// A sex, as written in the case.
    case sex(String)
    /// A history item of the same id.
    case history
  }

  /// Factors on the odds of some sites, or on those of some modes within their one site.
  public struct Effect: Sendable {
    public let sites: [Int]
    /// Modes of the one site that become so much likelier against its others, while the site keeps its odds; nil where
    /// the factor is on the sites.
    public let modes: [Int]?
    public let factor: Double
    public let provenance: Provenance
  }

  public let id: String
  public let name: String
  public let aliases: [String]
  /// All of these must hold.
  public let conditions: [Condition]
  public let effects: [Effect]
}

/// A band of ages, for patients whose age is unknown.
public struct AgeBand: Sendable, Equatable {
  /// Representative age in years.
  public let age: Double
  /// Share of patients.
  public let share: Double
  /// Ages in years from the first up to, not with, the last; the representative one lies among them.
  public let ages: ClosedRange<Double>

  /// - Parameter ages: the whole band; the representative age alone unless told.
  public init(age: Double, share: Double, ages: ClosedRange<Double>? = nil) {
    self.age = age
    self.share = share
    self.ages = ages ?? age...age
  }
}

/// The case mix of a kind of clinic.
public struct ClinicSetting: Named {
  public let id: String
  public let name: String
  /// P(number of lesions = 0, 1, 2, 3).
  public let lesionCounts: [Double]
  /// Probability that the root felt is the neighbour of the root caught.
  public let rootMismatch: Double
  /// Share of each site as the cause, in the order of ``Atlas/sites``.
  public let shares: [Double]
  public let provenance: Provenance
}

/// Pairs of sites that go together more often than chance.
public struct Affinity: Sendable {
  public let first: Set<Int>
  public let second: Set<Int>
  public let factor: Double
  public let provenance: Provenance
}

extension Atlas {
  /// Selectivity of a catch for the fibres of a channel: its own entry, else that of the bundle it lies within.
  public func selectivity(of caught: Catch, channel: Int) -> Double {
    var next: Int? = channel
    while let c = next {
      if let value = caught.channels[c] { return value }
      next = channels[c].parent
    }
    return caught.others
  }
}

/// Share of the patients of one sex.
public struct SexShare: Sendable {
  public let sex: String
  public let share: Double
}
