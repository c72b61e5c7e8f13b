import Anatomy
import ArgumentParser
import Foundation
import Localization
import Needling

/// `sciatic needle`: which targets are worth a needle, what can go wrong, and what to do besides.
struct Needle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "needle",
    abstract: "Rank needling targets by what would change, with risks and what to do besides.",
    discussion: """
      Takes a case as 'locate' does. Red flags come first: where a patient must be sent on, no target is named. \
      Relief is the share of today's burden that one session is expected to take: by the needle alone, and together \
      with time, context and standard care.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(help: "Order of the targets: relief, safety or balance.") var by = TargetOrder.relief
  @Option(help: ArgumentHelp("A precaution that the patient consents to.", valueName: "id"))
  var accept: [String] = []
  @Flag(help: "Ultrasound guidance is at hand.") var ultrasound = false
  @Option(help: "How many targets to print.") var top = 4
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.top(top)
    for file in save { try OptionCheck.ending(of: file, "--save", ["json", "txt"]) }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let treatment = try atlasOption.treatment(for: atlas)
    let accepting = Set(
      accept.map { word in treatment.precautions.first { atlas.findings[$0.flag].id == word }?.id ?? word })
    if let id = SafetyGate.unacceptable(accepting, treatment).first {
      let known = treatment.precautions.filter(\.mayAccept).map(\.id)
      throw DataError(
        file: "command line", "--accept '\(id)': only \(known.joined(separator: ", ")) may be accepted",
        suggestions: Nearest.words(to: id, in: known, limit: 1))
    }
    let patient = try caseOptions.read(atlas, treatment: treatment)
    let localizer = atlasOption.localizer(atlas)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let answer = localizer.locate(patient, Localizer.Options(maximumLesions: 2, threads: cores))
    let gate = SafetyGate(atlas, treatment, patient, accepting: accepting, hasUltrasound: ultrasound)
    let plan = TreatmentPlan(localizer, treatment, answer, gate, order: by, threads: cores)
    let report = NeedleReport(localizer, treatment, plan, order: by)
    for file in save {
      let text =
        file.fileEnding == "json"
        ? try NeedleJSON(report).render() + "\n" : NeedleText(report, top: top, colour: false).render() + "\n"
      try Output.save(text, to: file)
    }
    switch format {
    case .text: print(NeedleText(report, top: top, colour: Output.usesColour).render())
    case .json: print(try NeedleJSON(report).render())
    }
  }
}

extension TargetOrder: ExpressibleByArgument {}

extension AtlasOption {
  /// What the atlas says about treatment.
  ///
  /// - Throws: ``DataError`` with the faults of the files, or because there are none.
  func treatment(for atlas: Atlas) throws(DataError) -> Treatment {
    let files = try files()
    if !files.hasTreatment {
      throw DataError(file: files.origin, "says nothing about needling: it has no needling.yaml")
    }
    return try Treatment(files, atlas)
  }
}
