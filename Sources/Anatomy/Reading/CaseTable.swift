/// Cases as rows of one wide table: a column a finding or a fact about the patient.
///
/// Columns: `id`, `age`, `sex`, `side`, `duration-weeks`, `history` (words parted by semicolons), `setting`,
/// `examination`, `truth` (confirmed sites, parted likewise), and findings by id or by a word of the clinic; underscores
/// stand for hyphens, two for the point of an id (`kind__some_target`). An empty cell, or NA, was not examined; 1
/// and 0 stand for present and absent where the finding takes two values.
public final class CaseTable {
  private enum Column: Equatable {
    case id, age, sex, side, weeks, history, setting, examination, truth, ignored
    case finding(Int)

    /// Whether a second one is a fault; two of one finding must agree in every row.
    var standsAlone: Bool {
      switch self {
      case .finding, .ignored: false
      default: true
      }
    }
  }

  private let reader: CaseReader
  private let file: String
  private let text: DelimitedText
  private let columns: [Column]
  private let headings: [String]
  /// Whether a finding stands in an earlier column too.
  private let isRepeated: [Bool]
  /// What the values of each column mean that were met so far.
  private var known: [[String: RecordedFinding]]

  /// Headings that were passed over.
  public let passedOver: [String]
  /// Headings of findings that an earlier column holds, too.
  public let repeated: [String]
  /// Rows read so far that had no id and are named by their line, such as `row-2`.
  public private(set) var unnamed = 0

  /// Reads the head of a table.
  ///
  /// - Parameter passesOver: whether columns that nobody knows are passed over; what may be a red flag never is.
  /// - Throws: ``DataError`` with every column that is not known.
  public init(_ file: String, _ reader: CaseReader, passesOver: Bool = false) throws(DataError) {
    self.reader = reader
    self.file = file
    text = try DelimitedText(file)
    guard let head = try text.next() else { throw DataError(file: file, "the table is empty") }
    if head.fields.count == 1, let other = head.fields[0].first(where: { ";\t".contains($0) }) {
      throw DataError(
        file: file, line: head.line,
        "its columns are parted by \(other == ";" ? "semicolons" : "tabs"); save the table with commas (CSV)")
    }
    var issues: [DataIssue] = []
    var columns: [Column] = []
    var passedOver: [String] = []
    for heading in head.fields {
      do throws(DataError) {
        let column = try Self.column(heading, reader)
        if column.standsAlone, columns.contains(column) {
          issues.append(
            DataIssue(file: file, line: head.line, message: "two columns say the same: '\(heading)'"))
        }
        columns.append(column)
      } catch {
        columns.append(.ignored)
        let mayBeFlag = Self.mayBeFlag(heading, reader.atlas)
        if passesOver, !mayBeFlag {
          passedOver.append(heading)
          continue
        }
        let why = passesOver ? "; what may be a red flag is not passed over" : ""
        issues += error.issues.map {
          DataIssue(file: file, line: head.line, message: $0.message + why, suggestions: $0.suggestions)
        }
      }
    }
    if !issues.isEmpty { throw DataError(issues) }
    self.columns = columns
    self.passedOver = passedOver
    headings = head.fields
    var seen: Set<Int> = []
    let repeats = columns.map { column in
      if case .finding(let f) = column { !seen.insert(f).inserted } else { false }
    }
    isRepeated = repeats
    repeated = head.fields.indices.filter { repeats[$0] }.map { head.fields[$0] }
    known = Array(repeating: [:], count: columns.count)
  }

  /// Whether a heading begins with a kind of finding that is asked of every patient for safety.
  private static func mayBeFlag(_ heading: String, _ atlas: Atlas) -> Bool {
    let words = atlas.flagKinds.map { atlas.kinds[$0] }.flatMap { [$0.id, $0.name] + $0.aliases }.map(
      NameIndex.normalised)
    let name = NameIndex.normalised(heading.replacing("__", with: "."))
    return words.contains { name.hasPrefix($0 + ".") || name.hasPrefix($0 + "-") }
  }

  private static func column(_ heading: String, _ reader: CaseReader) throws(DataError) -> Column {
    switch heading.lowercased().replacing("_", with: "-") {
    case "id", "record-id": return .id
    case "age": return .age
    case "sex": return .sex
    case "side": return .side
    case "duration-weeks", "weeks": return .weeks
    case "history": return .history
    case "setting": return .setting
    case "examination": return .examination
    case "truth": return .truth
    case "confirmed", "note": return .ignored
    default:
      let word = heading.replacing("__", with: ".").replacing("_", with: "-")
      return .finding(try reader.finding(named: word))
    }
  }

  /// The next case; nil at the end.
  ///
  /// - Throws: ``DataError`` with every fault of the row; the next call goes on behind it.
  public func next() throws(DataError) -> PatientCase? {
    guard let record = try text.next() else { return nil }
    var issues: [DataIssue] = []
    func fault(_ message: String, _ suggestions: [String] = []) {
      issues.append(DataIssue(file: file, line: record.line, message: message, suggestions: suggestions))
    }
    if record.fields.count != columns.count {
      fault("has \(record.fields.count) cells where the head has \(columns.count)")
    }
    var patient = PatientCase()
    for (n, cell) in record.fields.prefix(columns.count).enumerated() {
      let value = cell.utf8.first == 32 || cell.utf8.last == 32 ? cell[...].trimming(" ") : cell
      if value.isEmpty || value == "NA" { continue }
      do throws(DataError) {
        try read(value, n, into: &patient)
      } catch {
        for issue in error.issues { fault("\(headings[n]): \(issue.message)", issue.suggestions) }
      }
    }
    if !issues.isEmpty { throw DataError(issues) }
    if patient.id.isEmpty {
      patient.id = "row-\(record.line)"
      unnamed += 1
    }
    return patient
  }

  private func read(_ value: String, _ n: Int, into patient: inout PatientCase) throws(DataError) {
    func number(_ range: ClosedRange<Double>) throws(DataError) -> Double {
      guard let number = Double(value), range.contains(number) else {
        throw DataError(
          file: file, "'\(value)' is no number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
      }
      return number
    }
    func word(_ known: [String]) throws(DataError) -> String {
      if let meant = CaseReader.choice(value, of: known) { return meant }
      throw DataError(
        file: file, "'\(value)' is none of \(known.joined(separator: ", "))",
        suggestions: Nearest.words(to: value, in: known, limit: 1))
    }
    switch columns[n] {
    case .ignored: break
    case .id: patient.id = value
    case .age: patient.age = try number(0...120)
    case .weeks: patient.durationWeeks = try number(0...5200)
    case .sex: patient.sex = try word(PatientCase.sexes)
    case .side: patient.side = BodySide(rawValue: try word(BodySide.allCases.map(\.rawValue))) ?? .unknown
    case .examination:
      patient.examination = Examination(rawValue: try word(Examination.allCases.map(\.rawValue))) ?? .focused
    case .setting: patient.setting = try reader.resolve("setting", value)
    case .truth:
      var sites: [Int] = []
      for part in value.split(separator: ";") { sites.append(try reader.resolve("site", part.trimming(" "))) }
      patient.confirmation = PatientCase.Confirmation(
        sites: sites, alsoAcceptable: [], alsoPresent: [], by: "", isStrict: true)
    case .history:
      for part in value.split(separator: ";") {
        let item = try reader.resolve("history item", part.trimming(" "))
        if !patient.history.contains(item) { patient.history.append(item) }
      }
    case .finding(let f):
      let record: RecordedFinding
      if let met = known[n][value] {
        record = met
      } else {
        record = try reader.record(f, value: value)
        known[n][value] = record
      }
      guard isRepeated[n], let earlier = patient.record(of: f) else {
        patient.findings.append(record)
        return
      }
      if earlier.value != record.value {
        throw DataError(file: file, "is given as both \(earlier.value) and \(record.value)")
      }
    }
  }
}

extension Substring {
  /// Without a character at both ends.
  fileprivate func trimming(_ character: Character) -> String {
    String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
  }
}
