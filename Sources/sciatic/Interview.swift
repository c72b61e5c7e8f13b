import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic interview`: question after question, the most telling first.
struct Interview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interview", _superCommandName: "sciatic",
    abstract: "Ask question after question, the most telling first, and keep the case.",
    usage: "sciatic interview [<case|finding> ...] [<options>]",
    discussion: """
      Starts from what 'locate' takes, or from nothing. Red flags are asked first. Answer with a value, y or n; an \
      empty line leaves a finding unexamined; 'stop', or the end of the input, ends it, and the answer is printed. \
      The case is written after each answer. An emergency is told at once, with the choice to go on ('on') or to save \
      and end ('end'); input from a file that answers the next question instead goes on.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The case file to write.", valueName: "case.yaml")) var output = "patient.yaml"
  @Flag(help: "Replace a file that is there.") var force = false
  @Option(
    help: ArgumentHelp(
      "What a question may cost: ask, bedside, needle or scanner; may be repeated. Default: ask and bedside.",
      valueName: "cost"))
  var cost: [Cost] = []
  @OptionGroup var atlasOption: AtlasOption

  func run() throws {
    let atlas = try atlasOption.load()
    if let start = caseOptions.file, start.isSameFile(as: output) {
      throw DataError(
        file: output,
        "is the case that the interview starts from; -o names another file, so that nothing of it is lost")
    }
    if FileManager.default.fileExists(atPath: output), !force {
      throw DataError(file: output, "is there already; --force replaces it, -o names another file")
    }
    var patient = try caseOptions.read(atlas)
    if patient.id.isEmpty { patient.id = output.caseName }
    let localizer = atlasOption.localizer(atlas)
    let file = output
    // Kept from the start and after each answer: no question is put for a file that cannot be, no answer is lost.
    func keep(_ patient: PatientCase) throws(DataError) {
      try Output.save(patient.text(atlas, comment: "Written by an interview."), to: file)
    }
    try keep(patient)
    var talk = Conversation(localizer, patient, costs: cost.isEmpty ? [.ask, .bedside] : Set(cost))
    try talk.run(keep)
    let options = Localizer.Options(threads: ProcessInfo.processInfo.activeProcessorCount)
    patient = talk.patient
    patient.notices = CaseReader(atlas).oddities(patient)
    let answer = localizer.locate(patient, options)
    let report = LocateReport(localizer, answer, options)
    print("\n" + LocateText(report, top: 5, colour: Output.usesColour).render())
    print("\nWrote \(output). Again, or with more findings: sciatic locate \(output)")
  }
}

extension String {
  /// The last part of a path without its ending.
  fileprivate var caseName: String {
    URL(fileURLWithPath: self).deletingPathExtension().lastPathComponent
  }
}
