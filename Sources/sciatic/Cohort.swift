import Anatomy
import ArgumentParser
import Foundation
import Localization
import Studies

/// `sciatic cohort`: simulated patients.
struct Cohort: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cohort",
    abstract: "Draw simulated patients from the model, examined by the sheet.",
    usage: "sciatic cohort --output <file|folder/> [<options>]",
    discussion: """
      -o x.csv: one table, and -o FOLDER/: a case file each, in a new folder: 'batch' reads both. -o x.nc: case × \
      finding for xarray and its kin. \
      Age and sex are those of the model, the site that of the case mix given them: the one in which all sites are \
      equally common unless told. It stands in each case as its setting, and 'truth' ('confirmed' in case files) holds \
      the site. The side is left, or both where both legs are affected.
      """)

  @Option(help: "How many patients.") var count = 100
  @Option(help: "Seed; 0 is a seed like any other.") var seed: UInt64 = 0
  @Option(help: ArgumentHelp("The case mix that patients come from.", valueName: "id")) var setting: String?
  @Flag(help: "With needle studies and nerve conduction.") var electrodiagnosis = false
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("What to write: .csv, .nc, or a folder with / at its end.", valueName: "file|folder/"))
  var output: String
  @Option(help: "Threads; all cores unless told.") var threads: Int?
  @OptionGroup var atlasOption: AtlasOption

  private static let mostFiles = 1_000_000

  func validate() throws {
    if !(1...10_000_000).contains(count) {
      throw ValidationError("--count takes 1 to 10,000,000, not \(count).")
    }
    try OptionCheck.threads(threads)
    if output.hasSuffix("/") {
      if count > Self.mostFiles {
        throw ValidationError(
          "a folder takes at most \(Self.mostFiles.grouped) case files, not \(count.grouped).")
      }
    } else if !["csv", "nc"].contains(output.fileEnding) {
      throw ValidationError("-o \(output): the name must end in .csv, .nc, or / for a folder of case files.")
    }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let position =
      try setting.map { (word: String) throws(DataError) in try CaseReader(atlas).resolve("setting", word) }
      ?? atlas.settings.position(of: atlas.scoreSetting)
    let setting = atlas.settings[position ?? 0]
    let findings = PatientSimulator.sheet(atlas, withElectrodiagnosis: electrodiagnosis)
    let cohort = SimulatedCohort(
      PatientSimulator(Localizer(atlas), setting: setting, findings: findings), count: count, seed: seed)
    if output.hasSuffix("/") {
      try draw(cohort, PatientFolder(output, atlas))
    } else if output.fileEnding == "nc" {
      let command = Output.command
      try draw(
        cohort,
        PatientNetCDF(output, atlas, findings: findings, seed: seed, setting: setting.id, history: command))
    } else {
      try draw(cohort, PatientTable(output, atlas, findings: findings))
    }
    Output.remark("\(output): \(count.grouped) patient\(count == 1 ? "" : "s"), seed \(seed)")
  }

  private func draw(_ cohort: SimulatedCohort, _ writer: some PatientWriter) throws(DataError) {
    let progress = RunProgress(count, of: "patients")
    try cohort.run(
      writer, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, progress: progress.step)
    progress.end()
  }
}
