import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic cohort`: simulated patients.
struct Cohort: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draw simulated patients from the model, examined by the sheet, as a table that 'batch' reads.",
    discussion:
      "Sites are taken in turn, so that each is seen equally often. The column truth holds the site.")

  @Option(help: "How many patients.") var count = 100
  @Option(help: "Seed; 0 is a seed like any other.") var seed: UInt64 = 0
  @Option(help: ArgumentHelp("The case mix that says which sites there are.", valueName: "id")) var setting:
    String?
  @Flag(help: "With needle studies and nerve conduction.") var electrodiagnosis = false
  @Option(name: .shortAndLong, help: ArgumentHelp("The table to write (.csv).", valueName: "file"))
  var output: String
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(1...10_000_000).contains(count) {
      throw ValidationError("--count takes 1 to 10,000,000, not \(count).")
    }
    if output.fileEnding != "csv" { throw ValidationError("-o \(output): the name must end in .csv.") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let reader = CaseReader(atlas)
    let position =
      try setting.map { try reader.resolve("setting", $0) } ?? atlas.settings.position(of: atlas.scoreSetting)
    let findings = PatientSimulator.sheet(atlas, withElectrodiagnosis: electrodiagnosis)
    let simulator = PatientSimulator(
      Localizer(atlas), setting: atlas.settings[position ?? 0], findings: findings)
    var text =
      (["id", "truth", "age", "sex", "side"] + findings.map { atlas.findings[$0].id }).joined(separator: ",")
      + "\n"
    for index in 0..<count {
      let patient = simulator.patient(index, seed: seed)
      var values: [Int: String] = [:]
      for record in patient.findings { values[record.finding] = record.value }
      let truth = patient.confirmation?.sites.first.map { atlas.sites[$0].id } ?? ""
      let head = [
        patient.id, truth, patient.age.map { String(format: "%.1f", $0) } ?? "", patient.sex ?? "",
        patient.side.rawValue,
      ]
      text += (head + findings.map { values[$0] ?? "" }).joined(separator: ",") + "\n"
    }
    try Output.save(text, to: output)
    Output.remark("\(output): \(count) patients, seed \(seed)")
  }
}
