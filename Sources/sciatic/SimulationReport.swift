import Anatomy
import Foundation
import Localization
import Simulation

/// Everything that the answer of `simulate` shows, in any format.
struct SimulationReport {
  let atlas: Atlas
  let scenario: Scenario
  let age: Double
  let scan: ScenarioInput.Scan?
  let outcome: LimbSimulator.Outcome
  let findings: ScenarioFindings
  /// Findings of the same limb in the same posture without any lesion or tight muscle, for comparison.
  let healthy: ScenarioFindings
  /// The curve that was asked for; empty where none was.
  private(set) var curve: [Point] = []
  private let simulator: LimbSimulator
  /// Findings of the examination sheet, and their kinds.
  private let listed: Set<Int>
  private let listedKinds: Set<Int>

  init(_ atlas: Atlas, _ scenario: Scenario, age: Double, scan: ScenarioInput.Scan?) {
    self.atlas = atlas
    self.scenario = scenario
    self.age = age
    self.scan = scan
    let listed = Set(atlas.sheet.flatMap(\.findings).compactMap { atlas.findings.position(of: $0) })
    self.listed = listed
    listedKinds = Set(listed.map { atlas.findings[$0].kind })
    simulator = LimbSimulator(atlas, system: TractSystem(atlas))
    outcome = simulator.run(scenario)
    findings = ScenarioFindings(atlas, outcome, scenario, age: age)
    var plain = scenario
    plain.causes = []
    plain.tension = [:]
    healthy = ScenarioFindings(atlas, simulator.run(plain), plain, age: age)
    let told = atlas.findings.indices.filter(isTold)
    curve = (scan?.values ?? []).map { value in
      let point = scan.map { scenario.with(value, at: $0.place) } ?? scenario
      let outcome = simulator.run(point)
      let findings = ScenarioFindings(atlas, outcome, point, age: age)
      var abnormal = Array(repeating: 0.0, count: atlas.findings.count)
      for finding in told { abnormal[finding] = findings.abnormal(finding) }
      return Point(value: value, sites: outcome.sites, abnormal: abnormal)
    }
  }

  /// A finding, and how often it is abnormal here and in a healthy limb.
  struct Change {
    let finding: Int
    let abnormal: Double
    let healthy: Double
    var rise: Double { abnormal - healthy }
  }

  /// Findings that become likelier than in a healthy limb, by kind in the order of the atlas, most telling first within
  /// each. Groups are left out, as their members say it, and of kinds that stand on the examination sheet all that
  /// the sheet leaves out.
  func changed() -> [(kind: Int, changes: [Change])] {
    let all = atlas.findings.indices.filter { isTold($0) }.map {
      Change(finding: $0, abnormal: findings.abnormal($0), healthy: healthy.abnormal($0))
    }.filter { $0.rise > 0.03 }
    return atlas.kinds.indices.compactMap { kind in
      let own = all.filter { atlas.findings[$0.finding].kind == kind }
        .sorted { ($1.rise, $0.finding) < ($0.rise, $1.finding) }
      return own.isEmpty ? nil : (kind, own)
    }
  }

  /// Whether a finding stands in the text.
  private func isTold(_ f: Int) -> Bool {
    let finding = atlas.findings[f]
    return isPlain(f) && (listed.contains(f) || finding.posture != nil || !listedKinds.contains(finding.kind))
  }

  private func isPlain(_ f: Int) -> Bool {
    switch atlas.findings[f].target {
    case .muscleGroup, .skinGroup: false
    default: true
    }
  }

  /// One point of a scan: the numbers alone, as what they come from is large.
  struct Point {
    let value: Double
    let sites: [SiteOutcome]
    /// P(abnormal) of every finding that stands in the text.
    let abnormal: [Double]
  }

  /// The findings that move along a curve, most first; for people the first of each kind.
  func moving(count: Int, onePerKind: Bool) -> [Int] {
    let spans = atlas.findings.indices.filter { isTold($0) }.map { f in
      let values = curve.map { $0.abnormal[f] }
      return (finding: f, span: (values.max() ?? 0) - (values.min() ?? 0))
    }
    let moving = spans.filter { $0.span > 0.01 }.sorted { ($1.span, $0.finding) < ($0.span, $1.finding) }
    var kinds: Set<Int> = []
    return moving.filter { !onePerKind || kinds.insert(atlas.findings[$0.finding].kind).inserted }
      .prefix(count).map(\.finding)
  }
}

/// Writes simulated patients as case files that `locate` reads.
struct SimulatedCases {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  /// - Throws: ``DataError`` naming the folder or file; files are written one by one, each whole.
  func write(_ count: Int, seed: UInt64, to folder: String) throws(DataError) {
    let (atlas, truth) = (report.atlas, truth)
    let files = FileManager.default
    if files.fileExists(atPath: folder), !files.isFolder(folder) {
      throw DataError(file: folder, "is not a folder to write cases to")
    }
    let examined = PatientSimulator.sheet(atlas, withElectrodiagnosis: false)
    let cases = (1...count).map { index in
      var patient = report.findings.patient(index, seed: seed, findings: examined)
      patient.confirmation = truth
      return (
        path: "\(folder)/\(patient.id).yaml",
        text: patient.text(atlas, comment: "A simulated patient, not a person.")
      )
    }
    for item in cases {
      if files.fileExists(atPath: item.path), files.contents(atPath: item.path) != Data(item.text.utf8) {
        throw DataError(file: item.path, "is there already and differs; choose another --seed or --output")
      }
    }
    if !files.fileExists(atPath: folder) {
      do { try files.createDirectory(atPath: folder, withIntermediateDirectories: false) } catch {
        throw DataError(
          file: folder, "cannot be made; does the folder above it exist, and may you write there?")
      }
    }
    for item in cases { try Output.save(item.text, to: item.path) }
    print("\(count) case\(count == 1 ? "" : "s") written to \(folder)")
  }

  /// The truth is what was put there; of tight muscles alone, the site that they trouble most.
  private var truth: PatientCase.Confirmation? {
    let atlas = report.atlas
    let stated = report.scenario.causes.map(\.site)
    let troubled = report.outcome.sites.filter { !atlas.sites[$0.site].modes.isEmpty }
      .max { $0.dysfunction.irritability < $1.dysfunction.irritability }
    let sites = stated.isEmpty ? troubled.map { [$0.site] } ?? [] : stated
    if sites.isEmpty { return nil }
    return PatientCase.Confirmation(
      sites: sites, alsoAcceptable: [], alsoPresent: [], by: "simulation", isStrict: true)
  }
}
