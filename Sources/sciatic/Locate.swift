import Anatomy
import ArgumentParser
import Foundation
import LinearAlgebra
import Localization

/// `sciatic locate`: from findings to a ranked answer.
struct Locate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "locate", _superCommandName: "sciatic",
    abstract: "Rank the places where the nerve may be caught, given what was found.",
    discussion: """
      Give a case file, findings, or both. A finding is id=value; a bare id means present or positive. What is \
      not given counts as not examined. 'sciatic find WORD' looks up ids; 'sciatic new FILE' writes an empty case.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(help: "How many sites to print.") var top = 8
  @Option(help: "Largest number of lesions at once: 1, 2 or 3.") var lesions = 2
  @Flag(help: "Also fit how severe a block at which site explains the recorded deficits best.") var fit =
    false
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .csv, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(1...3).contains(lesions) { throw ValidationError("--lesions takes 1, 2 or 3, not \(lesions).") }
    if top < 1 { throw ValidationError("--top takes a number from 1, not \(top).") }
    for file in save where !["json", "csv", "txt"].contains(file.fileEnding) {
      throw ValidationError("--save \(file): the name must end in .json, .csv or .txt.")
    }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let patient = try caseOptions.read(atlas)
    let localizer = atlasOption.localizer(atlas)
    var options = Localizer.Options(
      maximumLesions: lesions, threads: ProcessInfo.processInfo.activeProcessorCount)
    if lesions > 2 { options.progress = Output.progress("sets of three lesions") }
    let answer = localizer.locate(patient, options)
    let (severities, refusal) = severityFit(localizer, answer)
    let report = LocateReport(localizer, answer, options, fit: severities)
    for file in save {
      let text =
        switch file.fileEnding {
        case "json": try LocateJSON(report).render() + "\n"
        case "csv": LocateCSV(report).render()
        default: LocateText(report, top: top, colour: false).render() + "\n"
        }
      try Output.save(text, to: file)
    }
    switch format {
    case .text: print(LocateText(report, top: top, colour: Output.usesColour).render())
    case .json: print(try LocateJSON(report).render())
    }
    // The answer comes first: it may hold what cannot wait.
    if let refusal { throw refusal }
  }
}

extension Locate {
  /// The fit where it was asked for, or why there is none.
  private func severityFit(_ localizer: Localizer, _ answer: Answer) -> (SeverityFit?, DataError?) {
    if !fit { return (nil, nil) }
    let atlas = localizer.atlas
    let message: String
    if !hasBLAS {
      let remedy = "install libopenblas0 (Debian) or openblas"
      return (
        nil,
        DataError(
          file: caseOptions.file ?? "command line", "--fit needs OpenBLAS, which was not found: \(remedy)")
      )
    }
    do {
      return (try SeverityFitter(localizer).fit(answer), nil)
    } catch .noUsableFinding(let groups) where !groups.isEmpty {
      message =
        "--fit cannot use groups or dermatomes (\(groups.map { atlas.findings[$0].id }.joined(separator: ", "))): "
        + "record single muscles, movements or regions"
    } catch .noUsableFinding {
      let kinds = atlas.kinds.filter { atlas.measuresDeficit($0) }.map(\.id)
      message =
        "--fit needs a finding that measures a deficit; none is recorded (kinds: \(kinds.joined(separator: ", ")))"
    } catch {
      message = "--fit found no solution: \(error)"
    }
    return (nil, DataError(file: caseOptions.file ?? "command line", message))
  }
}

extension Atlas {
  /// Whether findings of a kind can measure a deficit, so that severities can be fitted to them.
  fileprivate func measuresDeficit(_ kind: FindingKind) -> Bool {
    switch kind.measure {
    case .strength, .denervation, .bulk, .sensation, .reflex, .conduction: true
    case .tingling, .pain, .local: false
    }
  }
}
