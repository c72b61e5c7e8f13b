import Anatomy

/// From causes to pressure, strain, block and irritability.
public struct LimbSimulator: Sendable {
  private let atlas: Atlas
  private let system: TractSystem
  private let solver: NerveSolver
  private let provocation: Provocation
  private let signs: LocalSigns

  public init(_ atlas: Atlas, system: TractSystem) {
    self.atlas = atlas
    self.system = system
    solver = NerveSolver(atlas.mechanics, mesh: NerveMesh(atlas.mechanics))
    provocation = Provocation(atlas)
    signs = LocalSigns(atlas)
  }

  /// What becomes of the limb.
  public struct Outcome: Sendable {
    /// Sites with a lesion, then sites where a tight muscle presses.
    public let sites: [SiteOutcome]
    /// Sites where a muscle of stated tension presses too little to be worth a word.
    public let quietSites: [SiteOutcome]
    /// Along every cable, node by node.
    public let nerve: [NervePoint]
    /// One column per combination of the lesions' modes.
    public let probabilities: FindingProbabilities
    /// Share of each combination.
    public let shares: [Double]
  }

  /// Below this irritability a pressed site is at peace, and below this pressure in mmHg it is not worth a word.
  private static let quiet = 0.01
  private static let nothing = 1.0

  /// Runs a scenario.
  public func run(_ scenario: Scenario) -> Outcome {
    let posture = habitual(scenario.posture, scenario)
    let standing = habitual(.straight(joints: atlas.joints.count), scenario)
    let tethers = scenario.causes.flatMap { self.tethers($0) }
    let state = solver.solve(posture, tethers: tethers)
    let rest = solver.solve(angles: standing.angles, tethers: tethers)
    let causes = scenario.causes + tightened(scenario)
    let outcomes = causes.map { outcome($0, scenario, posture, standing, state, rest) }
    let felt = outcomes.filter {
      $0.degree > 0 || max($0.dysfunction.irritability, $0.dysfunction.sensoryBlock) > Self.quiet
        || atlas.sites[$0.site].modes.isEmpty
    }
    let (columns, shares) = self.columns(felt)
    let model = ForwardModel(atlas, system: system, columns: columns)
    let probabilities = FindingProbabilities(model, signs: signs) { test in
      self.provoked(test, outcomes, scenario)
    }
    func isWorthAWord(_ outcome: SiteOutcome) -> Bool {
      outcome.degree > 0 || outcome.pressure.total >= Self.nothing
    }
    return Outcome(
      sites: outcomes.filter(isWorthAWord), quietSites: outcomes.filter { !isWorthAWord($0) },
      nerve: profile(state, rest), probabilities: probabilities, shares: shares)
  }

  /// A posture with the limb's habits added.
  private func habitual(_ posture: Posture, _ scenario: Scenario) -> Posture {
    scenario.imbalances.reduce(posture) { posture, habit in
      posture.adding(atlas.imbalances[habit.index].perUnit, scaledBy: habit.value, in: atlas.joints)
    }
  }

  /// Sites without a lesion on which a muscle of stated tension presses.
  private func tightened(_ scenario: Scenario) -> [Scenario.Cause] {
    atlas.mechanics.sites.keys.sorted().filter { site in
      guard let mechanics = atlas.mechanics.sites[site], !atlas.mechanics.classes[mechanics.kind].needsLesion
      else { return false }
      return !scenario.causes.contains { $0.site == site }
        && mechanics.muscles.contains { scenario.tension[$0.index] != nil }
    }.map { Scenario.Cause(site: $0, degree: 0) }
  }

  private func tethers(_ cause: Scenario.Cause) -> [Tether] {
    let stiffness = SiteLoad(atlas, site: cause.site).tether(degree: cause.degree)
    if stiffness <= 0 { return [] }
    return (atlas.mechanics.sites[cause.site]?.pulls ?? []).compactMap { pull in
      solver.mesh.node(nearest: pull.place).map { Tether(node: $0, stiffness: stiffness * pull.share) }
    }
  }

  private func outcome(
    _ cause: Scenario.Cause, _ scenario: Scenario, _ posture: Posture, _ standing: Posture,
    _ state: NerveState,
    _ rest: NerveState
  ) -> SiteOutcome {
    let load = SiteLoad(atlas, site: cause.site)
    let mechanics = atlas.mechanics.sites[cause.site]
    let dose = atlas.mechanics.dose
    let limb = LimbState(standing, tension: scenario.tension)
    let resting = load.pressure(degree: cause.degree, limb).total
    var pressure =
      posture.isOfOtherLeg
      ? load.pressure(degree: cause.degree, limb)
      : load.pressure(degree: cause.degree, LimbState(posture, tension: scenario.tension))
    if let press = posture.press, load.lies(under: press) { pressure.finger = press.pressure }
    var strain: Double?
    var excursion: Double?
    if let pull = mechanics?.pulls.first,
      let node = solver.mesh.node(nearest: pull.place)
    {
      strain =
        atlas.mechanics.nerve.prestrain + solver.mesh.localStrain(state, at: node, on: pull.place.cable)
      excursion = state.excursion(node) - rest.excursion(node)
    }
    // What lasts acts over weeks, what the posture adds only while it is held.
    let lasting = dose.dysfunction(
      pressure: resting, minutes: scenario.weeks * 7 * 24 * 60, inflammation: scenario.inflammation)
    let held = dose.dysfunction(
      pressure: pressure.total, strain: scenario.hold >= dose.strainMinutes ? strain ?? 0 : 0,
      minutes: scenario.hold,
      inflammation: scenario.inflammation)
    var dysfunction = lasting
    dysfunction.sensoryBlock = max(lasting.sensoryBlock, held.sensoryBlock)
    dysfunction.motorBlock = max(lasting.motorBlock, held.motorBlock)
    dysfunction.painBlock = max(lasting.painBlock, held.painBlock)
    dysfunction.irritability = min(1, scenario.gain * held.irritability)
    let isPressed = mechanics != nil || atlas.sites[cause.site].anchor != nil
    // What the posture adds for a minute does not decide how a block of weeks recovers.
    let blocking = held.sensoryBlock > lasting.sensoryBlock ? pressure.total : resting
    let classes = atlas.mechanics.recovery
    let recovery =
      classes.first {
        blocking <= $0.pressure && scenario.weeks * 7 <= $0.days && dysfunction.sensoryBlock <= $0.block
      } ?? classes.last
    return SiteOutcome(
      site: cause.site, degree: cause.degree, pressure: pressure, resting: resting, strain: strain,
      excursion: excursion, flow: dose.flow(strain: strain ?? 0), dysfunction: dysfunction,
      isPressed: isPressed, recovery: isPressed && dysfunction.sensoryBlock > 0.05 ? recovery?.name : nil)
  }

  /// How many sites are followed in all of their modes; the others, pressed less, in their commonest alone.
  private static let followed = 3

  /// Every combination of the modes of the lesions, with its share.
  private func columns(_ outcomes: [SiteOutcome]) -> ([[Lesion]], [Double]) {
    var columns: [[Lesion]] = [[]]
    var shares = [1.0]
    let most = outcomes.sorted {
      ($1.degree, $1.pressure.total, $0.site) < ($0.degree, $0.pressure.total, $1.site)
    }
    let followed = Set(most.prefix(Self.followed).map(\.site))
    for outcome in outcomes {
      let site = atlas.sites[outcome.site]
      let ordinary = site.modes.indices.filter { site.modes[$0].mismatch == nil }
      var modes = ordinary.isEmpty ? [(0, 1.0)] : ordinary.map { ($0, site.modes[$0].share) }
      if !followed.contains(outcome.site), let main = modes.max(by: { $0.1 < $1.1 }) { modes = [(main.0, 1)] }
      let severity = self.severity(outcome)
      columns = columns.flatMap { column in
        modes.map { mode, _ in
          column + [Lesion(site: outcome.site, mode: mode, level: 0, severity: severity)]
        }
      }
      shares = shares.flatMap { share in modes.map { share * $0.1 } }
    }
    return (columns, shares)
  }

  private func severity(_ outcome: SiteOutcome) -> Severity {
    var points = [CurvePoint(x: 0, y: 0)]
    for level in atlas.levels {
      let pressure = SiteLoad.pressure(of: level)
      if pressure > points[points.count - 1].x { points.append(CurvePoint(x: pressure, y: level.expression)) }
    }
    // What is no nerve shows its local signs by the degree of its lesion.
    let isNerve = !atlas.sites[outcome.site].modes.isEmpty
    let pressure = max(outcome.pressure.total, isNerve ? 0 : outcome.degree * SiteLoad.plainPressure)
    return Severity(
      sensoryBlock: outcome.dysfunction.sensoryBlock, motorBlock: outcome.dysfunction.motorBlock,
      irritability: outcome.dysfunction.irritability, expression: points.value(at: pressure))
  }

  /// P(test positive | lesion) for the lesions of a scenario, the same at every level.
  private func provoked(_ test: Posture, _ outcomes: [SiteOutcome], _ scenario: Scenario) -> [Int: [Double]] {
    let test = habitual(test, scenario)
    return outcomes.reduce(into: [Int: [Double]]()) { result, outcome in
      guard
        let stimulus = provocation.stimulus(
          test, site: outcome.site, degree: outcome.degree, tension: scenario.tension)
      else { return }
      let p = provocation.probability(
        stimulus, site: outcome.site, inflammation: scenario.inflammation, gain: scenario.gain)
      result[outcome.site] = Array(repeating: p, count: atlas.levels.count)
    }
  }

  private func profile(_ state: NerveState, _ rest: NerveState) -> [NervePoint] {
    let mesh = solver.mesh
    return mesh.nodes.indices.flatMap { cable in
      mesh.nodes[cable].filter { mesh.cables[$0] == cable }.map { node in
        NervePoint(
          cable: cable, at: mesh.positions[node],
          strain: mesh.strain(state, at: node, on: cable) - mesh.strain(rest, at: node, on: cable),
          excursion: state.excursion(node) - rest.excursion(node))
      }
    }
  }
}
