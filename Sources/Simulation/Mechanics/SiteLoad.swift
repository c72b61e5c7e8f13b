import Anatomy

/// Pressure at a site, part by part, in mmHg.
public struct SitePressure: Sendable, Equatable {
  /// By what is there in every posture.
  public var structure = 0.0
  /// By the position of the joints.
  public var posture = 0.0
  /// Muscles at rest: stretched or tight.
  public var muscles = 0.0
  /// Muscles at work.
  public var contraction = 0.0
  /// By the examiner.
  public var finger = 0.0

  /// The parts with their names, in the order in which they are told.
  public var parts: [(name: String, pressure: Double)] {
    [
      ("structure", structure), ("posture", posture), ("muscles", muscles), ("contraction", contraction),
      ("finger", finger),
    ]
  }

  /// What the nerve feels; never below nothing.
  public var total: Double { max(0, structure + posture + muscles + contraction + finger) }
}

/// The state of the limb that presses on a site: joints, contractions, and how tight muscles are.
public struct LimbState: Sendable {
  /// Angles of all joints in degrees.
  public var angles: [Double]
  /// Activation per muscle, 0…1.
  public var activation: [Int: Double]
  /// Tension τ per muscle, 0…1, where stated.
  public var tension: [Int: Double]

  public init(angles: [Double], activation: [Int: Double] = [:], tension: [Int: Double] = [:]) {
    self.angles = angles
    self.activation = activation
    self.tension = tension
  }

  init(_ posture: Posture, tension: [Int: Double] = [:]) {
    self.init(
      angles: posture.angles,
      activation: Dictionary(
        posture.contractions.map { ($0.index, $0.value) }, uniquingKeysWith: { first, _ in first }),
      tension: tension)
  }
}

/// Pressure at one site as a function of the degree of its lesion.
///
/// P(x) = structure · x + Σ posture(joint) · x + Σ gain · max(x, τ) · pressure(muscle), where the muscles that press are
/// as tight as the lesion is deep (τ = x) unless their tension τ is stated. A site without mechanics is structural.
public struct SiteLoad: Sendable {
  private let atlas: Atlas
  private let mechanics: SiteMechanics?
  /// Structural pressure at full degree in mmHg.
  private let structure: Double

  /// - Parameter site: position in ``Atlas/sites``.
  public init(_ atlas: Atlas, site: Int) {
    self.atlas = atlas
    mechanics = atlas.mechanics.sites[site]
    structure = mechanics.map { atlas.mechanics.classes[$0.kind].pressure } ?? Self.plainPressure
  }

  /// Structural pressure at full degree where the atlas says nothing of the site, in mmHg (severity × 60 mmHg).
  static let plainPressure = 60.0

  /// Pressure in mmHg that a level stands for; where it states a block instead, that share of the plain pressure.
  public static func pressure(of level: SeverityLevel) -> Double {
    level.pressure ?? level.block * plainPressure
  }

  /// Pressure at a degree 0…1 of the lesion.
  public func pressure(degree: Double, _ limb: LimbState) -> SitePressure {
    var result = SitePressure()
    result.structure = structure * degree
    guard let mechanics else { return result }
    for posture in mechanics.postures {
      result.posture += posture.points.value(at: limb.angles[posture.joint]) * degree
    }
    for share in mechanics.muscles {
      guard let architecture = atlas.muscles[share.index].architecture else { continue }
      let tension = limb.tension[share.index] ?? degree
      let load = architecture.load(
        angles: limb.angles, tension: tension, activation: limb.activation[share.index] ?? 0,
        atlas.mechanics.muscle)
      let arriving = share.value * max(degree, tension)
      result.muscles += arriving * atlas.mechanics.muscle.pressure(load.resting)
      result.contraction += arriving * atlas.mechanics.muscle.pressure(load.active)
    }
    return result
  }

  /// The degree at which the site bears `pressure` mmHg at rest in the anatomical posture; 1 where it never does.
  ///
  /// Pressure rises with the degree, so that bisection finds it.
  public func degree(pressure: Double) -> Double {
    let rest = LimbState(angles: Array(repeating: 0, count: atlas.joints.count))
    if self.pressure(degree: 1, rest).total <= pressure { return 1 }
    var low = 0.0
    var high = 1.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if self.pressure(degree: middle, rest).total < pressure { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// How firmly a lesion of this degree holds the nerve, in N/mm.
  func tether(degree: Double) -> Double {
    mechanics.map { atlas.mechanics.classes[$0.kind].tether * degree * degree } ?? 0
  }

  /// Whether a finger that presses the nerve lies on the site.
  func lies(under press: NervePress) -> Bool {
    mechanics?.pulls.contains {
      $0.place.cable == press.place.cable && abs($0.place.at - press.place.at) <= NerveMesh.fingerSpan / 2
    } ?? false
  }
}
