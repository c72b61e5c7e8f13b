/// What the atlas knows about treatment with needles: targets, effects, safety, what goes with it, and outcomes.
///
/// It is read apart from ``Atlas``, by the commands that need it.
public struct Treatment: Sendable {
  public internal(set) var structures = Register<Structure>()
  public internal(set) var regions = Register<NeedleRegion>()
  public internal(set) var maps = Register<ReferralMap>()
  public internal(set) var targets = Register<NeedleTarget>()
  public internal(set) var effects = NeedleEffects()
  public internal(set) var burden = BurdenWeights()
  public internal(set) var harm: [NeedleTarget.Harm: Double] = [:]
  public internal(set) var likelihood: [NeedleTarget.Likelihood: Double] = [:]
  /// How well needling is supported, by site.
  public internal(set) var evidence: [NeedleEvidence] = []
  public internal(set) var candidacy: [CandidacySign] = []
  /// Findings that mean more than one thing.
  public internal(set) var remarks: [FindingRemark] = []

  public internal(set) var precautions = Register<Precaution>()
  /// Questions before any needle that no finding records.
  public internal(set) var questions: [String] = []
  public internal(set) var rates: [HarmRate] = []
  public internal(set) var warnings: [WarningSign] = []
  public internal(set) var practice: [CareLine] = []

  public internal(set) var programmes = Register<Programme>()
  /// Programme per site, as position in ``programmes``.
  public internal(set) var programmeOfSite: [Int: Int] = [:]
  public internal(set) var session: [SessionStep] = []

  public internal(set) var measures = Register<OutcomeMeasure>()
  public internal(set) var schedule: [MeasureSchedule] = []
  public internal(set) var review = ReviewRule()
  public internal(set) var course = CourseConstants()
  public internal(set) var arms: [TrialArm] = []
  /// Sources of the pain that the founding article names, with the parts of the model that stand for them.
  public internal(set) var causes: [NamedCause] = []

  public internal(set) var cards = Register<EvidenceCard>()

  /// The evidence for needling a muscle, or a point beside a nerve (nil), on account of a site; else the entry for what was
  /// never tried.
  public func evidence(at site: Int, muscle: Int?) -> NeedleEvidence? {
    let fitting = evidence.first { entry in
      entry.sites.contains(site)
        && (entry.muscles.isEmpty || muscle.map { entry.muscles.contains($0) } ?? false)
    }
    return fitting ?? evidence.first { $0.sites.isEmpty }
  }

  /// What goes with needling at a site.
  public func programme(of site: Int) -> Programme? {
    programmeOfSite[site].map { programmes[$0] }
  }
}

/// What one session does: fractions of what is there.
public struct NeedleEffects: Sendable {
  /// Fall of the tone of the needled spot.
  public var localTone = Spread(0)
  /// Fall of the tension of the whole muscle.
  public var muscleTension = Spread(0)
  /// Days after which half of that is lost.
  public var decayDays = Spread(1)
  /// Fall of inflammation around the needle.
  public var inflammation = Spread(0)
  /// Fall of central gain in the segments that the needle reaches.
  public var gain = Spread(0)
  /// How much more exercise achieves.
  public var mobility = Spread(0)
  /// Fall of pain by time, context and standard care between two sessions.
  public var care = Spread(0)
  /// Part of standard care that is exercise.
  public var exerciseShare = 0.0
  /// Share of the effect on central gain that a kind of target has.
  public var gainByKind: [NeedleTarget.Kind: Double] = [:]
  /// What a muscle without an examined trigger point gives of that, and one without a trigger point.
  public var unexaminedPoint = 0.0
  public var absentPoint = 0.0
  /// Papers behind the effect sizes.
  public var sources: [String] = []
}

/// How symptoms add up to a burden.
public struct BurdenWeights: Sendable {
  /// Pain at rest.
  public var rest = 0.0
  /// Pain in daily postures.
  public var activity = 0.0
  /// Numbness and weakness.
  public var loss = 0.0
  /// Part of the pain of muscle and joint that goes with inflammation.
  public var tissueInflammation = 0.0
  /// Postures of the day as positions in ``Atlas/postures``, with weights that sum to 1.
  public var postures: [Share] = []
  /// States of inflammation with their probabilities.
  public var inflammation: [(level: Double, probability: Double)] = []
}

/// How well needling is supported at some sites.
public struct NeedleEvidence: Sendable {
  public let id: String
  /// Empty: what no other entry fits.
  public let sites: Set<Int>
  /// What was needled; empty: anything.
  public let muscles: Set<Int>
  public let grade: EvidenceGrade
  public let text: String
  public let provenance: Provenance
}

/// A sign that bears on whether needling suits a patient.
public struct CandidacySign: Sendable {
  /// Who says so.
  public enum Origin: String, Sendable, CaseIterable { case article, trial }
  /// Which way it points.
  public enum Direction: String, Sendable, CaseIterable { case better, worse }

  public let id: String
  public let origin: Origin
  public let direction: Direction
  public let text: String
  /// How the record answers it; nil where only the patient can (`candidacy:` of the case).
  public let condition: CaseCondition?
  /// Correlation with the change of disability in the trial, where known.
  public let correlation: Double?
  public let provenance: Provenance
}

/// What a finding means beside the obvious.
public struct FindingRemark: Sendable {
  public let condition: CaseCondition
  public let text: String
  /// Sites whose probability is told beside it, under a name.
  public let sites: [(name: String, sites: [Int])]
  public let provenance: Provenance
}

/// A source of pain named by the founding article and what stands for it.
public struct NamedCause: Sendable {
  public let id: String
  public let name: String
  public let sites: [Int]
  /// Positions in ``Atlas/imbalances``.
  public let imbalances: [Int]
  public let isInflammation: Bool
}
