import Foundation

/// Reads a case from its file or from the command line, and says everything that is wrong with it at once.
public struct CaseReader: Sendable {
  let atlas: Atlas
  /// What is known of treatment; nil: targets and regions in a case are not checked.
  let treatment: Treatment?
  private let names: NameIndex
  private static let keys = [
    "id", "patient", "history", "examination", "findings", "other-side", "setting", "confirmed",
    "source", "strict", "difficulty", "note",
  ]

  /// A reader for the vocabulary of an atlas.
  public init(_ atlas: Atlas, treatment: Treatment? = nil) {
    self.atlas = atlas
    self.treatment = treatment
    names = NameIndex(atlas)
  }

  /// Reads a case file.
  ///
  /// - Throws: ``DataError`` with every fault; nothing is returned of a faulty case.
  public func read(file: String) throws(DataError) -> PatientCase {
    try read(text: try TextFile.read(file), file: file)
  }

  /// Reads a case from text; `file` stands in messages.
  ///
  /// - Throws: ``DataError`` with every fault.
  public func read(text: String, file: String) throws(DataError) -> PatientCase {
    let log = IssueLog()
    let document = Reading.parse(text, file: file, log: log)
    let result = document?.entry { read($0) }
    if !log.issues.isEmpty {
      throw DataError(log.issues.sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) })
    }
    guard let result else { throw DataError(file: file, "is not a case: expected keys and values") }
    return result
  }

  private func read(_ entry: Entry) -> PatientCase {
    var result = PatientCase()
    result.id = entry.optional("id")?.text() ?? ""
    _ = entry.optional("patient")?.entry { patient -> Bool in
      result.age = patient.optional("age")?.number(in: 0...120)
      result.sex = choice(patient.optional("sex"), PatientCase.sexes)
      result.side =
        choice(patient.optional("side"), BodySide.allCases.map(\.rawValue)).flatMap(BodySide.init) ?? .unknown
      result.durationWeeks = patient.optional("duration-weeks")?.number(in: 0...5200)
      return true
    }
    for item in entry.optional("history")?.list() ?? [] {
      guard let word = item.text() else { continue }
      switch names.history(word) {
      case .found(let position) where result.history.contains(position): break
      case .found(let position): result.history.append(position)
      case .ambiguous(let ids), .unknown(let ids):
        item.fail(Self.unknown("history item", word, ids), suggestions: ids)
      }
    }
    result.examination =
      choice(entry.optional("examination"), Examination.allCases.map(\.rawValue))
      .flatMap(Examination.init) ?? .focused
    result.findings = findings(entry.optional("findings"))
    result.otherSide = findings(entry.optional("other-side"))
    result.setting = entry.optional("setting").flatMap { setting($0) }
    result.confirmation = entry.optional("confirmed").flatMap { confirmation($0) }
    if let strict = choice(entry.optional("strict"), ["true", "false"]) {
      result.confirmation?.isStrict = strict == "true"
    }
    readTreatment(entry, into: &result)
    for key in Self.keys { _ = entry.optional(key) }
    for (key, value) in entry.reading.pairs() where key.contains(".") && atlas.findings[key] != nil {
      _ = entry.optional(key)
      value.fail("'\(key)' stands outside of findings; two spaces before it put it there")
    }
    result.notices += oddities(result)
    return result
  }

  /// The known word that is meant: in letters of any size, or by a first letter that only one has.
  public static func choice(_ word: String, of known: [String]) -> String? {
    let word = word.lowercased()
    if known.contains(word) { return word }
    if word == "both", known.contains(BodySide.bilateral.rawValue) { return BodySide.bilateral.rawValue }
    let beginning = known.filter { word.count == 1 && $0.hasPrefix(word) }
    return beginning.count == 1 ? beginning[0] : nil
  }

  private func choice(_ reading: Reading?, _ known: [String]) -> String? {
    guard let reading, let word = reading.text() else { return nil }
    if let meant = Self.choice(word, of: known) { return meant }
    let near = Nearest.words(to: word, in: known, limit: 1)
    reading.fail("'\(word)' is none of \(known.joined(separator: ", "))", suggestions: near)
    return nil
  }

  private func setting(_ reading: Reading) -> Int? {
    guard let word = reading.text() else { return nil }
    switch names.setting(word) {
    case .found(let position): return position
    case .ambiguous(let ids), .unknown(let ids): reading.fail("no setting '\(word)'", suggestions: ids)
    }
    return nil
  }

  private func confirmation(_ reading: Reading) -> PatientCase.Confirmation? {
    reading.entry { entry in
      func sites(_ key: String) -> [Int] {
        (entry.optional(key)?.list() ?? []).compactMap { item in
          guard let word = item.text() else { return nil }
          switch names.site(word) {
          case .found(let site): return site
          case .ambiguous(let ids), .unknown(let ids):
            item.fail(Self.unknown("site", word, ids), suggestions: ids)
            return nil
          }
        }
      }
      _ = entry.optional("nearest-known")
      return PatientCase.Confirmation(
        sites: sites("site"), alsoAcceptable: sites("also-acceptable"), alsoPresent: sites("also-present"),
        by: entry.optional("by")?.text() ?? "", isStrict: true)
    }
  }

  private func findings(_ reading: Reading?) -> [RecordedFinding] {
    guard let reading else { return [] }
    var result: [RecordedFinding] = []
    for (word, value) in reading.pairs() {
      guard let text = value.scalar else {
        value.fail("'\(word)' wants one value, found \(value.excerpt)")
        continue
      }
      do {
        try add(word: word, value: text, to: &result)
      } catch {
        value.fail(error.message, suggestions: error.suggestions)
      }
    }
    return result
  }

  /// Reads `finding` or `finding=value` from the command line.
  ///
  /// - Throws: ``DataError`` for an unknown finding or value, or one finding with two values.
  public func read(arguments: [String]) throws(DataError) -> [RecordedFinding] {
    var result: [RecordedFinding] = []
    var issues: [DataIssue] = []
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      do {
        try add(word: parts[0], value: parts.count > 1 ? parts[1] : nil, to: &result)
      } catch {
        issues.append(
          DataIssue(file: "command line", message: error.message, suggestions: error.suggestions))
      }
    }
    if !issues.isEmpty { throw DataError(issues) }
    return result
  }

  /// The history item, setting or site that a word on the command line names.
  ///
  /// - Throws: ``DataError`` with the nearest known ids.
  public func resolve(_ what: String, _ word: String) throws(DataError) -> Int {
    let match =
      switch what {
      case "setting": names.setting(word)
      case "history item": names.history(word)
      default: names.site(word)
      }
    switch match {
    case .found(let position): return position
    case .ambiguous(let ids), .unknown(let ids):
      throw DataError(file: "command line", Self.unknown(what, word, ids), suggestions: ids)
    }
  }

  /// What is said of a word that names nothing: where to look, if nothing is near it.
  static func unknown(_ what: String, _ word: String, _ near: [String]) -> String {
    "no \(what) '\(word)'" + (near.isEmpty ? "; 'sciatic find WORD' looks names up" : "")
  }

  /// The finding that a word names.
  ///
  /// - Throws: ``DataError`` with the nearest known ids.
  func finding(named word: String) throws(DataError) -> Int {
    switch names.finding(word) {
    case .found(let position): return position
    case .ambiguous(let ids):
      throw DataError(file: "", "'\(word)' may mean several findings", suggestions: ids)
    case .unknown(let ids):
      throw DataError(file: "", Self.unknown("finding", word, ids), suggestions: ids)
    }
  }

  /// A record of a finding; 1 and 0 stand for present and absent where it takes two values. On a longer scale, as that of
  /// reflexes, people write 0 for the worst.
  ///
  /// - Throws: ``DataError`` with the values that it takes.
  func record(_ finding: Int, value: String) throws(DataError) -> RecordedFinding {
    let scale = atlas.findings[finding].scale
    let isBinary = ["0", "1"].contains(value) && scale.values.count == 2 && scale.aside.isEmpty
    do {
      return try recorded(finding, isBinary ? (value == "1" ? scale.bareValue : scale.values[0]) : value)
    } catch {
      throw DataError(file: "", error.message, suggestions: error.suggestions)
    }
  }

  private func recorded(_ f: Int, _ value: String) throws(Refusal) -> RecordedFinding {
    let finding = atlas.findings[f]
    let text = atlas.value(value, of: f)
    if let reading = finding.scale.reading(of: text) {
      return RecordedFinding(finding: f, value: text, reading: reading)
    }
    let takes = finding.scale.accepted.joined(separator: ", ")
    if value.isEmpty { throw Refusal(message: "\(finding.id) is left without a value; it takes \(takes)") }
    throw Refusal(
      message: "'\(value)' is no value of \(finding.id); it takes \(takes)",
      suggestions: text.count < 3 ? [] : Nearest.words(to: text, in: finding.scale.accepted, limit: 1))
  }

  private struct Refusal: Error {
    var message: String
    var suggestions: [String] = []
  }

  private func add(
    word: String, value: String?, to result: inout [RecordedFinding]
  ) throws(Refusal) {
    let position: Int
    switch names.finding(word, value: value) {
    case .found(let found): position = found
    case .ambiguous(let ids):
      throw Refusal(message: "'\(word)' may mean several findings", suggestions: ids)
    case .unknown(let ids): throw Refusal(message: Self.unknown("finding", word, ids), suggestions: ids)
    }
    let finding = atlas.findings[position]
    let record = try recorded(position, value ?? finding.scale.bareValue)
    if let earlier = result.first(where: { $0.finding == position }) {
      if earlier.value == record.value { return }
      throw Refusal(message: "\(finding.id) is given as both \(earlier.value) and \(record.value)")
    }
    result.append(record)
  }

  /// Clinically odd combinations, worth a word but no error.
  public func oddities(_ patient: PatientCase) -> [String] {
    var notices: [String] = []
    for record in patient.findings {
      let finding = atlas.findings[record.finding]
      if case .muscleGroup = finding.target, finding.scale.isGrade, record.isAbnormal,
        record.value != finding.scale.bareValue
      {
        notices.append(
          "\(finding.id) is of a group: \(record.value) counts as weak somewhere in it; grade single muscles or movements"
        )
      }
    }
    for record in patient.findings {
      guard case .movement(let m) = atlas.findings[record.finding].target,
        atlas.findings[record.finding].scale.isGrade
      else { continue }
      let kind = atlas.kinds[atlas.findings[record.finding].kind].id
      let members = atlas.movements[m].muscles.filter { $0.value >= 0.5 }
      for member in members {
        if let id = atlas.findings.position(of: kind + "." + atlas.muscles[member.index].id),
          let other = patient.record(of: id), other.isAbnormal != record.isAbnormal
        {
          let values = [record, other].map { $0.isAbnormal ? $0.value : "normal" }
          notices.append(
            "\(atlas.findings[record.finding].id) is \(values[0]) although \(atlas.findings[id].id) is \(values[1])"
          )
        }
      }
    }
    for implication in atlas.implications {
      guard let implied = patient.implied(by: implication, atlas), patient.denies(implied),
        let record = patient.record(of: implied.finding)
      else { continue }
      notices.append(
        "\(atlas.findings[implied.finding].id) is \(record.value) although "
          + "\(atlas.findings[implication.finding].id) is \(implication.value): it counts as \(implied.value)"
      )
    }
    for (flag, item) in atlas.flagHistory.sorted(by: { $0.key < $1.key }) {
      guard let f = atlas.findings.position(of: flag), let record = patient.record(of: f), !record.isAbnormal,
        let h = atlas.modifiers.position(of: item), patient.history.contains(h)
      else { continue }
      notices.append("\(flag) is \(record.value) although the history has \(item): it counts as present")
    }
    for flag in atlas.ageFlags {
      guard let age = patient.age, let record = patient.record(of: flag.finding),
        record.isAbnormal != (age < flag.below)
      else { continue }
      let id = atlas.findings[flag.finding].id
      notices.append(
        "\(id) is \(record.value) although the age is \(age.short)"
          + (record.isAbnormal ? "" : ": it counts as present"))
    }
    return notices
  }
}

extension CaseReader {
  /// The files of cases that are meant: a folder stands for those in it that end in `.yaml` or `.yml`, by name.
  public static func files(in paths: [String]) -> [String] {
    paths.flatMap { path -> [String] in
      guard FileManager.default.isFolder(path) else { return [path] }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
      return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { path + "/" + $0 }
    }
  }
}
