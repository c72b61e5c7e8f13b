/// Mechanics of the limb: elastic nerves on a bed that follows the joints, pressure at the sites, and what pressure
/// does to fibres. All of it is data; the equations are in `Simulation`.
public struct Mechanics: Sendable {
  public internal(set) var nerve = NerveElasticity()
  public internal(set) var cables = Register<Cable>()
  public internal(set) var springs: [CableSpring] = []
  public internal(set) var lengthenings: [BedLengthening] = []
  public internal(set) var landmarks = Register<CableLandmark>()
  public internal(set) var muscle = MuscleConstants()
  public internal(set) var dose = DoseResponse()
  public internal(set) var recovery: [RecoveryClass] = []
  public internal(set) var provocation = ProvocationConstants()
  public internal(set) var classes = Register<SiteClass>()
  /// By position in ``Atlas/sites``; nothing for sites that mechanics does not reach.
  public internal(set) var sites: [Int: SiteMechanics] = [:]
}

/// Elasticity of nerve and bed.
///
/// Bed stiffness per length is k = modulus · area / decay², so that a point disturbance fades over `decay` mm.
public struct NerveElasticity: Sendable {
  /// Secant modulus in MPa.
  public var modulus = 1.0
  /// Decay length in mm where the nerve has the reference area.
  public var decay = 1.0
  /// Reference area in mm².
  public var area = 1.0
  /// Strain at the anatomical posture, 1.
  public var prestrain = 0.0
  /// Width of the transition from slack to taut, 1.
  public var slackWidth = 0.01
  /// Element length in mm.
  public var mesh = 5.0

  /// Bed stiffness at the reference area in N/mm².
  public var bedStiffness: Double { modulus * area / (decay * decay) }
}

/// An elastic cable; one without `leaves` begins at the cord.
public struct Cable: Named {
  public let id: String
  public let name: String
  /// Where it leaves another cable; its own axis begins there.
  public let leaves: Int?
  /// Ends in mm along its axis.
  public let from: Double
  public let to: Double
  /// Cross-section: points (mm, mm²), linear between them.
  public let area: [CurvePoint]
  /// Stretches whose bed is stiffer or softer than the rest.
  public let bed: [BedStretch]
  public let provenance: Provenance
}

/// A point of a piecewise linear curve.
public struct CurvePoint: Sendable, Equatable {
  public var x: Double
  public var y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}

/// A stretch of bed and its stiffness relative to the rest.
public struct BedStretch: Sendable {
  public let from: Double
  public let to: Double
  public internal(set) var stiffness: Double
}

/// A spring that holds a cable at a point.
public struct CableSpring: Sendable {
  public let place: CablePlace
  /// Stiffness in units of the bed's, mm.
  public internal(set) var stiffness: Double
  /// Whether it ties the cable to the cord rather than to the bed.
  public let isBase: Bool
}

/// How far a joint lengthens the bed of some cables.
public struct BedLengthening: Sendable {
  /// Position in ``Atlas/joints``.
  public let joint: Int
  /// Positions in ``Mechanics/cables``; none where the joint shifts the cord, and with it every cable.
  public let cables: [Int]
  /// Zone in mm; nil where the joint shifts the cord instead.
  public let zone: ClosedRange<Double>?
  /// mm per rad.
  public let lever: Double
}

/// A named place on a cable.
public struct CableLandmark: Named {
  public let id: String
  public let name: String
  public let place: CablePlace
}

/// Constants of muscle stress, and of the pressure that it makes.
public struct MuscleConstants: Sendable {
  /// Stress of full contraction in kPa.
  public var stress = 0.0
  /// Pressure within a muscle over its stress, 1.
  public var transmission = 0.0
  /// Steepness of the passive curve.
  public var passiveShape = 4.0
  /// Width of the active force-length curve.
  public var activeWidth = 0.45
  /// Shortening of the fibres in the hardest contracture, 1.
  public var contracture = 0.0
  /// Standing activation of the hardest contracture.
  public var tone = 0.0
}

/// One term of a muscle's length: mm · Π angle (rad) over its joints.
public struct LengthTerm: Sendable, Equatable {
  /// Positions in ``Atlas/joints``; one that stands twice is squared.
  public let joints: [Int]
  public let coefficient: Double
}

/// How long a muscle is and how hard it resists.
public struct MuscleArchitecture: Sendable {
  /// Largest force in N.
  public let peakForce: Double
  /// Length at the anatomical posture in mm, tendon included.
  public let length: Double
  /// Fibre length in mm.
  public let fibre: Double
  public let terms: [LengthTerm]
  /// Strain of the whole muscle at which passive force begins.
  public let slackStrain: Double
  /// Further strain at which it equals the peak force.
  public let fullStrain: Double
  public let provenance: Provenance
}

/// What pressure, strain and time do to fibres: constants of the dose-response curves.
public struct DoseResponse: Sendable {
  /// Pressure in mmHg that blocks half of the thick sensory fibres, given time.
  public var threshold = 38.0
  /// Dose above the threshold that blocks half, in mmHg · min.
  public var dose = 600.0
  /// Logistic width in mmHg.
  public var width = 3.7
  /// Further pressure that motor fibres stand, in mmHg.
  public var motor = 0.0
  /// Further pressure that thin pain fibres stand, in mmHg.
  public var pain = 0.0
  /// Pressure in mmHg at which half of the fibres fire on their own.
  public var firing = 30.0
  public var firingWidth = 3.0
  /// How far full inflammation lowers that pressure, in mmHg.
  public var firingFall = 0.0
  /// Irritability of a lesion that is pressed hard.
  public var firingMost = 1.0
  /// Inflammation where nothing is known of it, 0…1.
  public var usualInflammation = 0.5
  /// Strain at which half of the blood flow is left, and at which next to none is.
  public var flowStrain = 0.08
  public var arrestStrain = 0.157
  /// Strain that blocks half of the fibres, and its logistic width.
  public var strainBlock = 0.115
  public var strainWidth = 0.008
  /// Minutes for which a strain must last before it blocks.
  public var strainMinutes = 120.0
}

/// How a lesion recovers, within bounds.
public struct RecoveryClass: Sendable {
  /// Largest pressure in mmHg.
  public let pressure: Double
  /// Largest duration in days.
  public let days: Double
  /// Largest share of fibres blocked.
  public let block: Double
  public let name: String
}

/// The link from what a test does at a lesion to P(test positive).
public struct ProvocationConstants: Sendable {
  /// Response to added pressure in mmHg.
  public var pressure = HillCurve(threshold: 12, exponent: 1)
  /// Response to added strain.
  public var strain = HillCurve(threshold: 0.13, exponent: 3)
  /// Area in mm² over which a tethered nerve presses when pulled.
  public var contact = 100.0
}

/// What lesions of a kind have in common, at full degree.
public struct SiteClass: Named {
  public let id: String
  /// Structural pressure in mmHg.
  public internal(set) var pressure: Double
  /// Tether in N/mm; grows with the square of the degree.
  public internal(set) var tether: Double
  /// How far it answers stretch and pressure, 0…1.
  public internal(set) var mechanosensitivity: Double
  /// Whether there is nothing to press on where there is no lesion: no band, no scar.
  public let needsLesion: Bool
  public let provenance: Provenance
}

/// A place on a cable whose movement reaches a site.
public struct SharedPull: Sendable {
  public let place: CablePlace
  /// Part of the movement that the site takes.
  public let share: Double
}

/// Pressure that a joint adds at a site of full degree.
public struct PosturePressure: Sendable {
  /// Position in ``Atlas/joints``.
  public let joint: Int
  /// Points (degrees, mmHg), linear between them and level beyond.
  public let points: [CurvePoint]
  /// A source of its own; an estimate where it has none.
  public let provenance: Provenance
}

/// Mechanics of one site.
public struct SiteMechanics: Sendable {
  /// Position in ``Mechanics/classes``.
  public let kind: Int
  /// Where it lies on the cables, and what part of their movement it takes; empty off the cables.
  public let pulls: [SharedPull]
  /// Part of each muscle's pressure that arrives at full degree.
  public let muscles: [Share]
  public let postures: [PosturePressure]
  public let provenance: Provenance
}

extension [CurvePoint] {
  /// The value at `x`: linear between the points, level beyond them.
  public func value(at x: Double) -> Double {
    guard let first, let last else { return 0 }
    if x <= first.x { return first.y }
    for (low, high) in zip(self, dropFirst()) where x <= high.x {
      return low.y + (x - low.x) / (high.x - low.x) * (high.y - low.y)
    }
    return last.y
  }
}

extension Atlas {
  /// Muscles that press at a site, each with the part of its pressure that arrives.
  public func pressing(on site: Site) -> [Share] {
    sites.position(of: site.id).flatMap { mechanics.sites[$0]?.muscles } ?? []
  }
}
