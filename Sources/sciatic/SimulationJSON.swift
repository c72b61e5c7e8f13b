import Anatomy
import Localization
import Simulation

/// The answer of `simulate` as JSON: schema `sciatic.simulate/1`. Fields may be added, never changed.
struct SimulationJSON {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  private struct Document: Encodable {
    var schema = "sciatic.simulate/1"
    var atlas: [String: String]
    var lesions: [Lesion]
    var tension: [String: Double]
    var posture: Posture
    var habits: [String: Double]
    var hold_min, gain, weeks, age: Double
    var inflammation: Double?
    var variant: String
    var sites: [Site]
    var nerve: [Point]
    var findings: [Finding]
    var scan: Scan?
  }
  private struct Lesion: Encodable {
    var site: String
    var severity: Double
  }
  private struct Posture: Encodable {
    var id: String
    var angles_deg: [String: Double]
    var contractions: [String: Double]
    var other_leg: Bool
  }
  private struct Site: Encodable {
    var id: String
    var severity: Double
    var pressure_mmHg, resting_mmHg: Double
    var parts_mmHg: [String: Double]
    var strain, excursion_mm: Double?
    var blood_flow: Double
    var block: [String: Double]
    var irritability: Double
    var recovery: String?
  }
  private struct Point: Encodable {
    var cable: String
    var mm, strain, excursion_mm: Double
  }
  private struct Finding: Encodable {
    var finding: String
    var states: [String: Double]
  }
  private struct Scan: Encodable {
    var quantity: String
    var points: [ScanPoint]
  }
  private struct ScanPoint: Encodable {
    var value: Double
    var sites: [Site]
    var findings: [String: Double]
  }

  func render() throws -> String {
    let atlas = report.atlas
    let scenario = report.scenario
    let posture = scenario.posture
    let points = report.curve
    let moving = report.moving(count: 40, onePerKind: false)
    let document = Document(
      atlas: atlas.identity,
      lesions: scenario.causes.map { Lesion(site: atlas.sites[$0.site].id, severity: $0.degree.six) },
      tension: named(scenario.tension.map { (atlas.muscles[$0.key].id, $0.value) }),
      posture: Posture(
        id: posture.id,
        angles_deg: named(zip(atlas.joints, posture.angles).map { ($0.id, $1) }.filter { $0.1 != 0 }),
        contractions: named(posture.contractions.map { (atlas.muscles[$0.index].id, $0.value) }),
        other_leg: posture.isOfOtherLeg),
      habits: named(scenario.imbalances.map { (atlas.imbalances[$0.index].id, $0.value) }),
      hold_min: scenario.hold, gain: scenario.gain, weeks: scenario.weeks, age: report.age,
      inflammation: scenario.inflammation, variant: atlas.shifts[scenario.shift].id,
      sites: report.outcome.sites.map(site),
      nerve: report.outcome.nerve.map {
        Point(
          cable: atlas.mechanics.cables[$0.cable].id, mm: $0.at, strain: $0.strain.six,
          excursion_mm: $0.excursion.six)
      },
      findings: atlas.findings.indices.map { f in
        Finding(
          finding: atlas.findings[f].id,
          states: named(report.findings.states(f).map { ($0.value, $0.probability) }))
      },
      scan: report.scan.map { scan in
        Scan(
          quantity: scan.name,
          points: points.map { point in
            ScanPoint(
              value: point.value.six, sites: point.sites.map(site),
              findings: named(moving.map { (atlas.findings[$0].id, point.abnormal[$0]) }))
          })
      })
    return try document.jsonText()
  }

  private func named(_ pairs: [(String, Double)]) -> [String: Double] {
    Dictionary(pairs.map { ($0.0, $0.1.six) }, uniquingKeysWith: { first, _ in first })
  }

  private func site(_ outcome: SiteOutcome) -> Site {
    Site(
      id: report.atlas.sites[outcome.site].id, severity: outcome.degree.six,
      pressure_mmHg: outcome.pressure.total.six, resting_mmHg: outcome.resting.six,
      parts_mmHg: named(outcome.pressure.parts.map { ($0.name, $0.pressure) }), strain: outcome.strain?.six,
      excursion_mm: outcome.excursion?.six, blood_flow: outcome.flow.six,
      block: named([
        ("sensory", outcome.dysfunction.sensoryBlock), ("motor", outcome.dysfunction.motorBlock),
        ("pain", outcome.dysfunction.painBlock),
      ]), irritability: outcome.dysfunction.irritability.six, recovery: outcome.recovery)
  }
}
