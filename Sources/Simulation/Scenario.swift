import Anatomy

/// What is set in a simulated limb.
public struct Scenario: Sendable {
  /// A lesion that is put there.
  public struct Cause: Sendable, Equatable {
    /// Position in ``Atlas/sites``.
    public var site: Int
    /// 0 nothing … 1 full.
    public var degree: Double

    public init(site: Int, degree: Double) {
      self.site = site
      self.degree = degree
    }
  }

  /// Lesions and how far each has come.
  public var causes: [Cause] = []
  /// Tension τ per muscle, 0…1.
  public var tension: [Int: Double] = [:]
  /// The position in which the limb is held.
  public var posture: Posture
  /// For how long, in minutes.
  public var hold = 1.0
  /// Habits of posture, as position in ``Atlas/imbalances`` and amount.
  public var imbalances: [Share] = []
  /// 0…1; nil for the usual.
  public var inflammation: Double?
  /// Factor on irritability: how much the nervous system makes of it.
  public var gain = 1.0
  /// Weeks since onset.
  public var weeks = 12.0
  /// Position of the plexus, in ``Atlas/shifts``.
  public var shift: Int

  public init(posture: Posture, shift: Int) {
    self.posture = posture
    self.shift = shift
  }
}

/// What becomes of one site.
public struct SiteOutcome: Sendable {
  /// Position in ``Atlas/sites``.
  public let site: Int
  /// Degree of the lesion that was put there; 0 where a tight muscle alone presses.
  public let degree: Double
  /// Pressure in the posture, part by part.
  public let pressure: SitePressure
  /// Pressure at rest, standing straight but for the habits of posture, in mmHg.
  public let resting: Double
  /// Strain of the nerve there, prestrain included; nil off the cables.
  public let strain: Double?
  /// Movement against the bed in mm since standing so; nil off the cables.
  public let excursion: Double?
  /// Share of blood flow that the stretch leaves.
  public let flow: Double
  /// What pressure and strain do to the fibres.
  public let dysfunction: Dysfunction
  /// Whether something presses there; else the pressure only says how hard the disease hits.
  public let isPressed: Bool
  /// How the block recovers; nil where hardly any fibre is blocked, or nothing presses.
  public let recovery: String?
}

/// A place along the nerve and how it fares.
public struct NervePoint: Sendable {
  /// Position in ``Mechanics/cables``.
  public let cable: Int
  /// mm along it.
  public let at: Double
  /// Change of strain against standing straight but for the habits of posture.
  public let strain: Double
  /// Movement against the bed in mm since standing so.
  public let excursion: Double

  /// Strain below which a stretch hangs slack: it has shortened with its bed, which says nothing of the nerve.
  public static let slack = -0.04
}
