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
  /// Findings of a limb without any lesion, for comparison.
  let healthy: ScenarioFindings
  private let simulator: LimbSimulator

  init(_ atlas: Atlas, _ scenario: Scenario, age: Double, scan: ScenarioInput.Scan?) {
    self.atlas = atlas
    self.scenario = scenario
    self.age = age
    self.scan = scan
    simulator = LimbSimulator(atlas, system: TractSystem(atlas))
    outcome = simulator.run(scenario)
    findings = ScenarioFindings(atlas, outcome, scenario, age: age)
    var plain = scenario
    plain.causes = []
    plain.tension = [:]
    healthy = ScenarioFindings(atlas, simulator.run(plain), plain, age: age)
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
    let listed = Set(atlas.sheet.flatMap(\.findings).compactMap { atlas.findings.position(of: $0) })
    let kinds = Set(listed.map { atlas.findings[$0].kind })
    let all = atlas.findings.indices.filter { f in
      let finding = atlas.findings[f]
      return isPlain(f) && (listed.contains(f) || finding.posture != nil || !kinds.contains(finding.kind))
    }.map {
      Change(finding: $0, abnormal: findings.abnormal($0), healthy: healthy.abnormal($0))
    }.filter { $0.rise > 0.03 }
    return atlas.kinds.indices.compactMap { kind in
      let own = all.filter { atlas.findings[$0.finding].kind == kind }
        .sorted { ($1.rise, $0.finding) < ($0.rise, $1.finding) }
      return own.isEmpty ? nil : (kind, own)
    }
  }

  private func isPlain(_ f: Int) -> Bool {
    switch atlas.findings[f].target {
    case .muscleGroup, .skinGroup: false
    default: true
    }
  }

  /// One point of a scan.
  struct Point {
    let value: Double
    let outcome: LimbSimulator.Outcome
    let findings: ScenarioFindings
  }

  /// The curve that was asked for.
  func curve() -> [Point] {
    guard let scan else { return [] }
    return scan.values.map { value in
      let scenario = scenario.with(value, at: scan.place)
      let outcome = simulator.run(scenario)
      return Point(
        value: value, outcome: outcome, findings: ScenarioFindings(atlas, outcome, scenario, age: age))
    }
  }

  /// The findings that move most along a curve, at most `count`, most first.
  func moving(_ points: [Point], count: Int) -> [Int] {
    guard points.count > 1 else { return [] }
    let ends = atlas.findings.indices.filter { isPlain($0) }.map { f in
      let values = points.map { $0.findings.abnormal(f) }
      return (f, (values.max() ?? 0) - (values.min() ?? 0))
    }
    return ends.filter { $0.1 > 0.01 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(count).map(\.0)
  }
}

/// Writes simulated patients as case files that `locate` reads.
struct SimulatedCases {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  /// - Throws: ``DataError`` naming the folder or file; files are written one by one, each whole.
  func write(_ count: Int, seed: UInt64, to folder: String) throws(DataError) {
    let atlas = report.atlas
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw DataError(file: folder, "is not a folder to write cases to")
    }
    let examined = PatientSimulator.sheet(atlas, withElectrodiagnosis: false)
    for index in 1...count {
      let patient = report.findings.patient(index, seed: seed, findings: examined)
      try Output.save(text(patient), to: "\(folder)/\(patient.id).yaml")
    }
    print("\(count) case\(count == 1 ? "" : "s") written to \(folder)")
  }

  private func text(_ patient: PatientCase) -> String {
    let atlas = report.atlas
    var lines = ["# A simulated patient, not a person.", "id: \(patient.id)"]
    let weeks = patient.durationWeeks.map { ", duration-weeks: \($0.plain)" } ?? ""
    lines.append(
      "patient: {age: \((patient.age ?? 50).plain), sex: \(patient.sex ?? "female"), side: left\(weeks)}")
    lines += ["examination: focused", "findings:"]
    lines += patient.findings.map { "  \(atlas.findings[$0.finding].id): \($0.value)" }
    let sites = report.outcome.sites.map { atlas.sites[$0.site].id }
    if let first = sites.first {
      let others = sites.dropFirst().joined(separator: ", ")
      lines.append("confirmed: {site: \(first), by: simulation, also-present: [\(others)]}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
