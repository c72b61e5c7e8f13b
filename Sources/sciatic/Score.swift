import Anatomy
import ArgumentParser
import Foundation
import LinearAlgebra
import Localization

/// `sciatic score`: how well published cases are localised.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Score the model on cases whose site was confirmed.",
    usage: "sciatic score [<cases> ...] [<options>]",
    discussion: """
      Prints the model beside its baselines. Probability of the true site is scored by its natural logarithm, \
      floored at 1e-4; calibration compares the first site's probability with how often it is right.
      """)

  @Argument(help: "Folder with case files, or case files.") var cases = ["Models/cases"]
  @Option(
    help: ArgumentHelp(
      "Leave a part out: local, history, topology, silence, modes, levels, or all for each in turn.",
      valueName: "part"))
  var ablate: [String] = []
  @Flag(help: "Print a line per case.") var each = false
  @Option(
    help: ArgumentHelp("Score in this setting, not in the one that makes every site alike.", valueName: "id"))
  var setting: String?
  @Option(help: "Largest number of lesions at once.") var lesions = 2
  @Option(help: "Also score this many patients drawn from the model itself, per protocol.") var simulated = 0
  @Option(
    help: "Locate this many patients of the mechanical simulation blind, and print what is taken for what.")
  var roundTrip = 0
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    for (option, count) in [("--round-trip", roundTrip), ("--simulated", simulated)]
    where !(0...100_000).contains(count) {
      throw ValidationError("\(option) takes a number from 0 to 100000, not \(count).")
    }
    try OptionCheck.lesions(lesions)
  }

  func run() throws {
    let atlas = try atlasOption.load()
    if roundTrip > 0 { return locateSimulated(Localizer(atlas)) }
    let patients = try CaseFolder.read(cases, atlas)
    let parts = try parts()
    let setting = try setting.map { (word: String) throws(DataError) in
      try CaseReader(atlas).resolve("setting", word)
    }
    let scorer = Scorer(atlas, patients, setting: setting, maximumLesions: lesions)
    let localizer = Localizer(atlas)
    let scores = scorer.scores(localizer)
    if scores.isEmpty {
      throw DataError(file: cases.joined(separator: " "), "holds no case with a confirmed site")
    }
    print(ScoreTable.header)
    show("model", scores)
    for (label, subset) in subsets(scores) { show("  " + label, subset) }
    if ablate.isEmpty {
      show("  with exact pairs", scorer.exactPairs(localizer))
      if hasBLAS { show("severity fit", scorer.severityFit(localizer)) }
      show("baseline: naive Bayes", scorer.naiveBayes())
      show("baseline: prior only", scorer.priorOnly(localizer))
    }
    if simulated > 0 { scoreSimulated(localizer) }
    for part in parts {
      show("without " + part.name, scorer.scores(Localizer(atlas, ablation: part.ablation)))
    }
    if each { print("\n" + ScoreTable.cases(scores, patients, atlas)) }
    if let summary = ScoreSummary(scores) { print("\n" + ScoreTable.calibration(summary)) }
  }

  private func subsets(_ scores: [CaseScore]) -> [(String, [CaseScore])] {
    [
      ("at least 6 findings", scores.filter { $0.findings >= 6 }),
      ("fully confirmed", scores.filter(\.isStrict)),
    ].filter { !$0.1.isEmpty && $0.1.count < scores.count }
  }

  /// Patients drawn from the model, examined in full: what stays wrong is sites that look alike.
  private func scoreSimulated(_ localizer: Localizer) {
    let atlas = localizer.atlas
    guard let flat = atlas.settings[atlas.scoreSetting] else { return }
    for (label, needle) in [("simulated, bedside", false), ("simulated, with EMG/NCS", true)] {
      let findings = PatientSimulator.sheet(atlas, withElectrodiagnosis: needle)
      let simulator = PatientSimulator(localizer, setting: flat, findings: findings)
      let patients = (0..<simulated).map { simulator.patient($0, seed: 1) }
      show(label, Scorer(atlas, patients, maximumLesions: lesions).scores(localizer))
    }
  }

  /// The same patients, examined by one protocol after another.
  private func locateSimulated(_ localizer: Localizer) {
    let atlas = localizer.atlas
    guard let flat = atlas.settings[atlas.scoreSetting] else { return }
    let sheet = PatientSimulator.sheet(atlas, withElectrodiagnosis: false)
    let tests = atlas.findings.indices.filter { atlas.findings[$0].posture != nil }
    let still = sheet.filter { !tests.contains($0) }
    let studies = PatientSimulator.sheet(atlas, withElectrodiagnosis: true).filter { !sheet.contains($0) }
    let source = RoundTrip(atlas, setting: flat)
    let protocols = [
      ("bedside, no provocation", still), ("with provocation tests", still + tests),
      ("and EMG, conduction", still + tests + studies),
    ]
    var kept: (patients: [PatientCase], scores: [CaseScore])?
    print(ScoreTable.header)
    for (label, findings) in protocols {
      let patients = concurrentMap(roundTrip, threads: ProcessInfo.processInfo.activeProcessorCount) {
        source.patient($0, seed: 1, findings: findings)
      }
      let scores = Scorer(atlas, patients, maximumLesions: lesions).scores(localizer)
      show(label, scores)
      if label == protocols[1].0 { kept = (patients, scores) }
    }
    guard let kept else { return }
    print("\nWith provocation tests, most often taken for another:")
    for confusion in Confusion.commonest(kept.patients, kept.scores).prefix(20) {
      let truth = atlas.sites[confusion.truth].id
      print("  \(truth.column(32)) > \(atlas.sites[confusion.named].id.column(32)) \(confusion.count)")
    }
    if let summary = ScoreSummary(kept.scores) { print("\n" + ScoreTable.calibration(summary)) }
  }

  private func parts() throws -> [(name: String, ablation: Ablation)] {
    if ablate == ["all"] { return Ablation.names }
    return try ablate.map { word in
      guard let part = Ablation.names.first(where: { $0.name == word }) else {
        throw DataError(
          file: "command line", "no part '\(word)' to leave out",
          suggestions: Nearest.words(to: word, in: Ablation.names.map(\.name) + ["all"]))
      }
      return part
    }
  }

  private func show(_ label: String, _ scores: [CaseScore]) {
    if let summary = ScoreSummary(scores) { print(ScoreTable.row(label, summary)) }
  }
}
