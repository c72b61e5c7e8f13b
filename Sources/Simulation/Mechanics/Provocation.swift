import Anatomy

/// What a test does at a lesion.
public struct Stimulus: Sendable, Equatable {
  /// Pressure that it adds, in mmHg.
  public var pressure: Double
  /// Strain that it adds to the nerve at the site.
  public var strain: Double
}

/// Provocation tests as postures: from joint angles, contractions and a finger to P(positive | lesion).
///
/// The nerve is solved once per test, without a lesion; a tether is a rank-one update of that state: movement against
/// the bed d → d/(1 + κG), with G the nerve's answer to a pull of 1 N at the site. Held back, the nerve presses with κ|d|
/// over the contact area.
public struct Provocation: Sendable {
  private let atlas: Atlas
  private let solver: NerveSolver
  private let loads: [Int: SiteLoad]
  /// Degree of the lesion per site and level.
  private let degrees: [Int: [Double]]
  /// Nodes of all sites on the cables.
  private let siteNodes: [Int]
  /// Where habits or joints vary, as in a sweep, every point has postures of its own.
  private let solved = Memo<Key, Solved>(limit: 256)

  /// What of a posture moves the nerve.
  private struct Key: Hashable {
    let angles, start: [Double]
    let isOfOtherLeg: Bool
    let pressed: CablePlace?
    let offset: Double?
  }

  /// The nerve in the posture of a test, and in the position from which that is taken up.
  private struct Solved: Sendable {
    let taken: NerveState
    let start: NerveState
    /// How far a node moves for a pull there, mm per N, for the nodes of all sites.
    let answers: [Int: Double]
  }

  public init(_ atlas: Atlas) {
    self.atlas = atlas
    solver = NerveSolver(atlas.mechanics, mesh: NerveMesh(atlas.mechanics))
    let loads = Dictionary(
      uniqueKeysWithValues: atlas.mechanics.sites.keys.map { ($0, SiteLoad(atlas, site: $0)) })
    self.loads = loads
    let mesh = solver.mesh
    siteNodes = Set(
      atlas.mechanics.sites.values.flatMap(\.pulls).compactMap { mesh.node(nearest: $0.place) }
    ).sorted()
    degrees = loads.mapValues { load in
      atlas.levels.map { load.degree(pressure: SiteLoad.pressure(of: $0)) }
    }
  }

  private func solve(_ posture: Posture) -> Solved {
    let key = Key(
      angles: posture.angles, start: posture.start, isOfOtherLeg: posture.isOfOtherLeg,
      pressed: posture.press?.place, offset: posture.press?.offset)
    return solved.value(key) {
      let taken = solver.solve(posture)
      return Solved(
        taken: taken, start: solver.solve(angles: posture.start),
        answers: Dictionary(uniqueKeysWithValues: zip(siteNodes, taken.answers(at: siteNodes))))
    }
  }

  /// P(positive | lesion) of a test by site and level, for the sites that mechanics knows.
  public func probabilities(of posture: Posture) -> [Int: [Double]] {
    let solved = solve(posture)
    return atlas.mechanics.sites.reduce(into: [Int: [Double]]()) { result, entry in
      let (site, mechanics) = entry
      let movements = movements(mechanics, solved)
      result[site] = (degrees[site] ?? []).map { degree in
        probability(stimulus(posture, movements, site: site, degree: degree), site: site)
      }
    }
  }

  /// What a test does at a lesion; nil where mechanics does not know the site.
  ///
  /// - Parameters:
  ///   - degree: of the lesion, 0…1.
  ///   - tension: of muscles, where stated.
  public func stimulus(
    _ posture: Posture, site: Int, degree: Double, tension: [Int: Double] = [:]
  ) -> Stimulus? {
    guard let mechanics = atlas.mechanics.sites[site] else { return nil }
    let movements = movements(mechanics, solve(posture))
    return stimulus(posture, movements, site: site, degree: degree, tension: tension)
  }

  /// P(positive) = mechanosensitivity · (1 − (1 − h(pressure)) (1 − s · g(strain))).
  ///
  /// Inflammation above the usual lowers the pressure of half response as it lowers that of firing; a calm nerve does
  /// not answer stretch at all (Dilley 2005), so that s is inflammation over the usual one. Gain multiplies the whole.
  ///
  /// - Parameters:
  ///   - inflammation: 0…1; nil for the usual.
  ///   - gain: how much the nervous system makes of it; 1 usual.
  public func probability(
    _ stimulus: Stimulus, site: Int, inflammation: Double? = nil, gain: Double = 1
  ) -> Double {
    guard let mechanics = atlas.mechanics.sites[site] else { return 0 }
    let dose = atlas.mechanics.dose
    let constants = atlas.mechanics.provocation
    var pressure = constants.pressure
    var stretch = 1.0
    if let inflammation, !atlas.sites[site].modes.isEmpty {
      pressure.threshold = max(
        1, pressure.threshold - dose.firingFall * (inflammation - dose.usualInflammation))
      stretch = min(2, inflammation / max(1e-9, dose.usualInflammation))
    }
    let answer = min(1, stretch * constants.strain(stimulus.strain))
    let spared = (1 - pressure(stimulus.pressure)) * (1 - answer)
    return min(1, atlas.mechanics.classes[mechanics.kind].mechanosensitivity * gain) * (1 - spared)
  }

  /// How the nerve moves at a site in a posture, before anything holds it.
  private struct Movement {
    let share: Double
    /// mm against the bed.
    let excursion: Double
    let strain: Double
    /// mm per N of a pull at the site.
    let answer: Double
  }

  private func movements(_ mechanics: SiteMechanics, _ solved: Solved) -> [Movement] {
    let (state, rest) = (solved.taken, solved.start)
    return mechanics.pulls.compactMap { pull in
      guard let node = solver.mesh.node(nearest: pull.place), let answer = solved.answers[node] else {
        return nil
      }
      let cable = pull.place.cable
      return Movement(
        share: pull.share, excursion: state.excursion(node) - rest.excursion(node),
        strain: solver.mesh.localStrain(state, at: node, on: cable)
          - solver.mesh.localStrain(rest, at: node, on: cable),
        answer: answer)
    }
  }

  private func stimulus(
    _ posture: Posture, _ movements: [Movement], site: Int, degree: Double, tension: [Int: Double] = [:]
  ) -> Stimulus {
    guard let load = loads[site], !posture.uncounted.contains(site) else {
      return Stimulus(pressure: 0, strain: 0)
    }
    let still = LimbState(angles: posture.start, tension: tension)
    var limb = still
    if !posture.isOfOtherLeg { limb = LimbState(posture, tension: tension) }
    let (taken, before) = (load.pressure(degree: degree, limb), load.pressure(degree: degree, still))
    // A muscle that the posture slackens does not press, but neither does it take away what else is felt.
    var pressure =
      max(0, taken.muscles - before.muscles) + taken.contraction + taken.posture - before.posture
    if let press = posture.press, load.lies(under: press) { pressure += press.pressure }
    var strain = 0.0
    let tether = load.tether(degree: degree)
    // A nerve that goes slack provokes nothing, however far it moves, unless the cord drags it across the lesion.
    for movement in movements where movement.strain > 0 || posture.isOfOtherLeg {
      let force = tether * abs(movement.excursion) / (1 + tether * movement.answer)
      pressure +=
        movement.share * mmHgPerKilopascal * 1000 * force / atlas.mechanics.provocation.contact
      strain = max(strain, movement.share * max(0, movement.strain))
    }
    return Stimulus(pressure: max(0, pressure), strain: strain)
  }
}
