import Anatomy
import ArgumentParser
import Foundation

/// The patient of a command line: a case file, findings, or both.
struct CaseOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A case file and findings, as id or id=value.", valueName: "case|finding"))
  var items: [String] = []

  @Option(parsing: .unconditional, help: "Age in years.") var age: Double?
  @Option(help: "female or male; f and m will do.") var sex: String?
  @Option(help: "left, right, bilateral or unknown; l, r and b will do.") var side: String?
  @Option(parsing: .unconditional, help: "Weeks since onset.") var weeks: Double?
  @Option(help: ArgumentHelp("An item of the history; may be repeated.", valueName: "id")) var history:
    [String] = []
  @Option(help: ArgumentHelp("The case mix: what kind of clinic the patient comes from.", valueName: "id"))
  var setting: String?
  @Option(help: "What silence means: focused, summary or complete.") var examination: String?

  func validate() throws {
    if items.filter(\.isCaseFile).count > 1 { throw ValidationError("one case file at a time.") }
  }

  /// The case file, if one was given.
  var file: String? { items.first(where: \.isCaseFile) }

  /// - Throws: ``DataError`` with every fault of file and command line.
  func read(_ atlas: Atlas, treatment: Treatment? = nil) throws(DataError) -> PatientCase {
    let reader = CaseReader(atlas, treatment: treatment)
    var patient = PatientCase()
    if let file { patient = try reader.read(file: file) }
    let written = items.filter { !$0.isCaseFile }
    try checkForm(written)
    let given = try reader.read(arguments: written)
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
    for word in history {
      let item = try reader.resolve("history item", word)
      if !patient.history.contains(item) { patient.history.append(item) }
    }
    patient.notices = reader.oddities(patient)
    if let word = setting { patient.setting = try reader.resolve("setting", word) }
    return patient
  }

  /// Tells what is of the person, and what was torn apart by blanks, from findings that there are not.
  private func checkForm(_ items: [String]) throws(DataError) {
    if let n = items.firstIndex(where: { $0.hasPrefix("=") })
      ?? items.dropLast().firstIndex(where: { $0.hasSuffix("=") })
    {
      let whole = items[max(0, n - (items[n].hasPrefix("=") ? 1 : 0))...].prefix(3).joined()
      throw DataError(
        file: "command line", "'\(items[n])': no blanks around '=', as in \(whole)")
    }
    for item in items {
      let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
      guard let option = Self.options[parts[0].lowercased()] else { continue }
      let value = parts.count > 1 ? parts[1] : "…"
      let number = value.prefix { $0.isNumber || $0 == "." }
      let isCount = ["age", "weeks"].contains(option) && !number.isEmpty
      throw DataError(
        file: "command line",
        "'\(item)' is of the person, not a finding; write --\(option) \(isCount ? String(number) : value)")
    }
  }

  /// Words for what options tell, and the option.
  private static let options = [
    "age": "age", "sex": "sex", "side": "side", "weeks": "weeks", "duration": "weeks",
    "duration-weeks": "weeks",
    "history": "history", "setting": "setting", "examination": "examination",
  ]

  /// Says so where the command line changes what the case says.
  private func remark(_ what: String, _ old: String?, _ new: String) {
    guard let old, old != new else { return }
    Output.remark("\(what): \(new) from the command line replaces \(old) of the case")
  }

  private func addPerson(_ patient: inout PatientCase) throws(DataError) {
    if let age = age {
      guard (0...120).contains(age) else {
        throw DataError(file: "command line", "--age \(age.plain) is outside 0…120")
      }
      remark("age", patient.age?.plain, age.plain)
      patient.age = age
    }
    if let weeks = weeks {
      guard (0...5200).contains(weeks) else {
        throw DataError(file: "command line", "--weeks \(weeks.plain) is outside 0…5200")
      }
      remark("weeks", patient.durationWeeks?.plain, weeks.plain)
      patient.durationWeeks = weeks
    }
    if let sex = try choice("--sex", sex, PatientCase.sexes) {
      remark("sex", patient.sex, sex)
      patient.sex = sex
    }
    if let side = try choice("--side", side, BodySide.allCases.map(\.rawValue)) {
      remark("side", patient.side == .unknown ? nil : patient.side.rawValue, side)
      patient.side = BodySide(rawValue: side) ?? .unknown
    }
    let kinds = Examination.allCases.map(\.rawValue)
    if let examination = try choice("--examination", examination, kinds) {
      patient.examination = Examination(rawValue: examination) ?? .focused
    }
  }

  private func choice(_ option: String, _ word: String?, _ known: [String]) throws(DataError) -> String? {
    guard let word else { return nil }
    if let meant = CaseReader.choice(word, of: known) { return meant }
    let near = Nearest.words(to: word, in: known, limit: 1)
    let letters = near.isEmpty ? " (or \(known.map { $0.prefix(1) }.joined(separator: ", ")))" : ""
    throw DataError(
      file: "command line", "\(option) '\(word)' is none of \(known.joined(separator: ", "))\(letters)",
      suggestions: near)
  }
}

extension String {
  /// Whether two paths lead to the same file.
  func isSameFile(as other: String) -> Bool {
    func place(_ path: String) -> URL {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
    }
    return place(self) == place(other)
  }

  /// The part after the last point, lower case.
  var fileEnding: String {
    contains(".") ? (split(separator: ".").last.map(String.init) ?? "").lowercased() : ""
  }

  /// Whether an argument names a case file rather than a finding.
  var isCaseFile: Bool {
    if ["yaml", "yml"].contains(fileEnding) { return true }
    // A grade is written 4/5 in the clinic: what stands before the sign decides.
    if prefix(while: { $0 != "=" }).contains("/") { return true }
    return !contains("=") && FileManager.default.fileExists(atPath: self)
  }
}
