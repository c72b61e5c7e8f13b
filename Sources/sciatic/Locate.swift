import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic locate`: from findings to a ranked answer.
struct Locate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rank the places where the nerve may be caught, given what was found.",
    discussion: """
      Give a case file, findings, or both. A finding is id=value; a bare id means present or positive. What is
      not given counts as not examined. 'sciatic find WORD' looks up ids; 'sciatic new FILE' writes an empty case.
      """)

  @Argument(help: ArgumentHelp("A case file and findings, as id or id=value.", valueName: "case|finding"))
  var items: [String] = []

  @Option(parsing: .unconditional, help: "Age in years.") var age: Double?
  @Option(help: "female or male.") var sex: String?
  @Option(help: "left, right, bilateral or unknown.") var side: String?
  @Option(parsing: .unconditional, help: "Weeks since onset.") var weeks: Double?
  @Option(help: ArgumentHelp("An item of the history; may be repeated.", valueName: "id")) var history:
    [String] = []
  @Option(help: ArgumentHelp("The case mix: what kind of clinic the patient comes from.", valueName: "id"))
  var setting: String?
  @Option(help: "What silence means: focused, summary or complete.") var examination: String?
  @Option(help: "How many sites to print.") var top = 8
  @Option(help: "Largest number of lesions at once: 1, 2 or 3.") var lesions = 2
  @Flag(help: "Also fit how severe a block at which site explains the recorded deficits best.") var fit =
    false
  @Option(help: "text or json.") var format = OutputFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .csv, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(1...3).contains(lesions) { throw ValidationError("--lesions takes 1, 2 or 3, not \(lesions).") }
    if top < 1 { throw ValidationError("--top takes a number from 1, not \(top).") }
    for file in save where !["json", "csv", "txt"].contains(file.fileEnding) {
      throw ValidationError("--save \(file): the name must end in .json, .csv or .txt.")
    }
    if items.filter(\.isCaseFile).count > 1 { throw ValidationError("one case file at a time.") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let patient = try CaseInput(self).read(atlas)
    let localizer = Localizer(atlas)
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
    return (nil, DataError(file: items.first(where: \.isCaseFile) ?? "command line", message))
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

/// Builds the case of a command line from its file and its findings.
private struct CaseInput {
  let command: Locate

  init(_ command: Locate) { self.command = command }

  /// - Throws: ``DataError`` with every fault of file and command line.
  func read(_ atlas: Atlas) throws(DataError) -> PatientCase {
    let reader = CaseReader(atlas)
    var patient = PatientCase()
    if let file = command.items.first(where: \.isCaseFile) { patient = try reader.read(file: file) }
    let given = try reader.read(arguments: command.items.filter { !$0.isCaseFile })
    for record in given {
      if let place = patient.findings.firstIndex(where: { $0.finding == record.finding }) {
        if patient.findings[place].value != record.value {
          Output.remark(
            "\(atlas.findings[record.finding].id): \(record.value) from the command line replaces "
              + "\(patient.findings[place].value) of the case")
        }
        patient.findings[place] = record
      } else {
        patient.findings.append(record)
      }
    }
    try addPerson(&patient)
    for word in command.history {
      let item = try reader.resolve("history item", word)
      if !patient.history.contains(item) { patient.history.append(item) }
    }
    if let word = command.setting { patient.setting = try reader.resolve("setting", word) }
    return patient
  }

  private func addPerson(_ patient: inout PatientCase) throws(DataError) {
    if let age = command.age {
      guard (0...120).contains(age) else {
        throw DataError(file: "command line", "--age \(age.plain) is outside 0…120")
      }
      patient.age = age
    }
    if let weeks = command.weeks {
      guard (0...5200).contains(weeks) else {
        throw DataError(file: "command line", "--weeks \(weeks.plain) is outside 0…5200")
      }
      patient.durationWeeks = weeks
    }
    if let sex = try choice("--sex", command.sex, ["female", "male"]) { patient.sex = sex }
    if let side = try choice("--side", command.side, BodySide.allCases.map(\.rawValue)) {
      patient.side = BodySide(rawValue: side) ?? .unknown
    }
    let kinds = Examination.allCases.map(\.rawValue)
    if let examination = try choice("--examination", command.examination, kinds) {
      patient.examination = Examination(rawValue: examination) ?? .focused
    }
  }

  private func choice(_ option: String, _ word: String?, _ known: [String]) throws(DataError) -> String? {
    guard let word else { return nil }
    if known.contains(word) { return word }
    throw DataError(
      file: "command line", "\(option) '\(word)' is none of \(known.joined(separator: ", "))",
      suggestions: Nearest.words(to: word, in: known, limit: 1))
  }
}

extension String {
  /// The part after the last point, lower case.
  var fileEnding: String {
    contains(".") ? (split(separator: ".").last.map(String.init) ?? "").lowercased() : ""
  }

  /// Whether an argument names a case file rather than a finding.
  var isCaseFile: Bool {
    if ["yaml", "yml"].contains(fileEnding) || contains("/") { return true }
    return !contains("=") && FileManager.default.fileExists(atPath: self)
  }
}

extension Double {
  /// Without a trailing .0.
  var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
