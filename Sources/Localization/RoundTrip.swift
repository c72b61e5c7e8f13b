import Anatomy
import LinearAlgebra
import Simulation

/// Patients with one lesion from the mechanical simulation, to be located blind.
///
/// They differ from those of ``PatientSimulator`` in what made them: a pressure between the levels, tight muscles where
/// muscles press, the lesion's own tether and the postures of the tests, each patient's own.
public struct RoundTrip: Sendable {
  private let atlas: Atlas
  private let simulator: LimbSimulator
  private let sites: [Int]

  public init(_ atlas: Atlas, setting: ClinicSetting) {
    self.atlas = atlas
    simulator = LimbSimulator(atlas, system: TractSystem(atlas))
    sites = PatientSimulator.sites(atlas, setting)
  }

  /// Patient number `index` of a seed; sites are taken in turn.
  ///
  /// - Parameter findings: what is examined, as positions in ``Atlas/findings``.
  public func patient(_ index: Int, seed: UInt64, findings: [Int]) -> PatientCase {
    var random = SplitMix64(seed: seed, counters: [UInt64.max, UInt64(index)])
    let site = sites[index % sites.count]
    var scenario = Scenario(posture: .straight(joints: atlas.joints.count), shift: atlas.usualShift)
    let load = SiteLoad(atlas, site: site)
    let level = PatientSimulator.pick(atlas.sites[site].severity, &random)
    let pressure = SiteLoad.pressure(of: atlas.levels[level])
    // Between the levels, too: 3 mmHg either way.
    let degree = load.degree(pressure: pressure + 6 * (random.uniform() - 0.5))
    scenario.causes = [Scenario.Cause(site: site, degree: degree)]
    scenario.shift = PatientSimulator.pick(atlas.shifts.map(\.probability), &random)
    let drawn = ScenarioFindings(
      atlas, simulator.run(scenario), scenario, age: (20 + 60 * random.uniform()).rounded())
    var patient = drawn.patient(index, seed: seed, findings: findings)
    patient.confirmation = PatientCase.Confirmation(
      sites: [site], alsoAcceptable: [], alsoPresent: [], by: "simulation", isStrict: true)
    return patient
  }
}

/// How often one site was named in place of another.
public struct Confusion: Sendable {
  /// The site that was struck, and the one that was named first: positions in ``Atlas/sites``.
  public let truth: Int
  public let named: Int
  /// Number of patients.
  public let count: Int

  /// The commonest, most first; ties in the order of the atlas.
  public static func commonest(_ patients: [PatientCase], _ scores: [CaseScore]) -> [Confusion] {
    var counts: [[Int]: Int] = [:]
    for (patient, score) in zip(patients, scores) where score.strictRank > 1 {
      counts[[patient.confirmation?.sites.first ?? 0, score.first], default: 0] += 1
    }
    return counts.sorted { ($1.value, $0.key[0], $0.key[1]) < ($0.value, $1.key[0], $1.key[1]) }
      .map { Confusion(truth: $0.key[0], named: $0.key[1], count: $0.value) }
  }
}
