import Anatomy
import ArgumentParser
import Foundation
import LinearAlgebra
import Localization
import Studies

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
  @Option(
    help: ArgumentHelp(
      "Answer without this finding, to see what hangs on it; may be repeated.", valueName: "finding"))
  var pause: [String] = []
  @Flag(help: "Also say what came first after each stage: told, examined, needle studies, scans.")
  var stages = false
  @Option(
    help: ArgumentHelp(
      "Also draw the numbers of the atlas so often from how sure they are, and say within what the probabilities then lie.",
      valueName: "draws")) var ensemble: Int?
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .csv, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.lesions(lesions)
    if let ensemble, !(10...100_000).contains(ensemble) {
      throw ValidationError("--ensemble takes a number from 10 to 100000, not \(ensemble).")
    }
    try OptionCheck.top(top)
    for file in save { try OptionCheck.ending(of: file, "--save", ["json", "csv", "txt"]) }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let patient = try paused(try caseOptions.read(atlas), atlas)
    let localizer = atlasOption.localizer(atlas)
    var options = Localizer.Options(
      maximumLesions: lesions, threads: ProcessInfo.processInfo.activeProcessorCount)
    if lesions > 2 { options.progress = Output.progress("sets of three lesions") }
    let answer = localizer.locate(patient, options)
    try checkAlarm(localizer, answer, options)
    let (severities, refusal) = severityFit(localizer, answer)
    let report = LocateReport(
      localizer, answer, options, fit: severities, intervals: try intervals(of: answer, options),
      stages: stages ? localizer.stages(of: patient, answer, options) : nil)
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
  /// The patient without the findings that were paused, of either leg.
  private func paused(_ patient: PatientCase, _ atlas: Atlas) throws(DataError) -> PatientCase {
    if pause.isEmpty { return patient }
    let reader = CaseReader(atlas)
    var rest = patient
    for word in pause {
      if word.contains("=") {
        throw DataError(file: "command line", "--pause \(word): names a finding, without its value")
      }
      let record = try reader.read(arguments: [word]).first
      let before = rest.findings.count + rest.otherSide.count
      rest.findings.removeAll { $0.finding == record?.finding }
      rest.otherSide.removeAll { $0.finding == record?.finding }
      if rest.findings.count + rest.otherSide.count == before {
        throw DataError(file: "command line", "--pause \(word): the case does not record it")
      }
    }
    // What warns may not be taken away to see a calmer answer.
    let silenced = Set(patient.completed(atlas).urgency(atlas).map(\.id))
      .subtracting(rest.completed(atlas).urgency(atlas).map(\.id))
    if let id = silenced.sorted().first {
      throw DataError(file: "command line", "--pause: without that the red flag '\(id)' would fall silent")
    }
    rest.notices.append("left out as asked: \(pause.joined(separator: ", "))")
    return rest
  }

  /// A pause must not take away either what is named first because it can't wait.
  private func checkAlarm(
    _ localizer: Localizer, _ answer: Answer, _ options: Localizer.Options
  ) throws(DataError) {
    if pause.isEmpty { return }
    let atlas = localizer.atlas
    guard let first = localizer.locate(try caseOptions.read(atlas), options).alarm(atlas),
      answer.alarm(atlas)?.site != first.site
    else { return }
    throw DataError(
      file: "command line",
      "--pause: with all findings \(atlas.midSentence(first.name)) stands at "
        + "\(first.probability.percent) and must be excluded first; a pause can't hide that")
  }

  /// How far the answer hangs on numbers that nobody knows exactly, where that was asked for.
  private func intervals(
    of answer: Answer, _ options: Localizer.Options
  ) throws(DataError) -> LocateReport.Intervals? {
    guard let ensemble else { return nil }
    let atlases = try AtlasEnsemble(try atlasOption.files())
    let (sites, draws) = atlases.intervals(
      ofCompleted: answer.patient, count: ensemble, options, progress: Output.progress("drawn atlases"))
    return sites.isEmpty ? nil : LocateReport.Intervals(sites: sites, draws: draws, numbers: atlases.size)
  }

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
    } catch {
      switch error {
      case .noUsableFinding(let groups) where !groups.isEmpty:
        message =
          "--fit cannot use groups or dermatomes (\(groups.map { atlas.findings[$0].id }.joined(separator: ", "))): "
          + "record single muscles, movements or regions"
      case .noUsableFinding:
        let kinds = atlas.kinds.filter { atlas.measuresDeficit($0) }.map(\.id)
        message =
          "--fit needs a finding that measures a deficit; none is recorded (kinds: \(kinds.joined(separator: ", ")))"
      case .solver(let cause): message = "--fit found no solution: \(cause)"
      }
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
