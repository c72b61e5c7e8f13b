import Anatomy
import ArgumentParser
import Foundation
import Localization
import Studies

/// `sciatic batch`: many cases in one run.
struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Answer many cases in one run, into a table or a NetCDF file.",
    usage: "sciatic batch <case|folder|table> ... --output <file> [<options>]",
    discussion: """
      Takes case files, folders of them, or one table (.csv) with a row a patient and a column a finding. Cases are \
      read before anything is written: a faulty one stops the run, or is reported and left out with --keep-going.
      Columns besides findings: id, age, sex, side, duration-weeks, history (parted by semicolons), setting, \
      examination; truth (ids of sites, kept for the result); confirmed and note are passed over. An empty cell or NA was not examined.
      Columns of a .csv result: id; the first three sites with their probabilities; expected number of lesions; worst \
      tier of red flags; truth, the largest probability and best rank of a true site; the setting of the answer; and \
      the site that must be excluded first, where one is likely enough, whether a flag fired or not.
      """)

  @Argument(help: ArgumentHelp("Case files, folders of them, or a table.", valueName: "case|folder|table"))
  var items: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("The result: .nc or .csv.", valueName: "file"))
  var output: String
  @Option(
    help: ArgumentHelp(
      "The case mix for all cases; else the case's own, else the default of the atlas.", valueName: "id"))
  var setting: String?
  @Option(help: "Largest number of lesions at once: 1, 2 or 3.") var lesions = 2
  @Flag(help: "Pass over columns of a table that nobody knows, but none that may be a red flag.")
  var ignoreUnknown = false
  @Flag(help: "Report faulty cases and go on without them.") var keepGoing = false
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if items.isEmpty { throw ValidationError("name case files, a folder of them, or a table.") }
    if let item = items.first(where: { ["nc", "tsv", "xlsx", "json"].contains($0.fileEnding) }) {
      throw ValidationError(
        "\(item): cases are read from .yaml files, folders of them, or one table that ends in .csv.")
    }
    try OptionCheck.ending(of: output, "-o", ["nc", "csv"])
    try OptionCheck.lesions(lesions)
    if items.count > 1, items.contains(where: { $0.fileEnding == "csv" }) {
      throw ValidationError("a table stands alone, without other cases.")
    }
  }

  func run() throws {
    if CaseReader.files(in: items).contains(where: { $0.isSameFile(as: output) }) {
      throw DataError(file: output, "is what is to be answered; -o names another file")
    }
    let atlas = try atlasOption.load()
    let reader = CaseReader(atlas)
    var options = Localizer.Options(maximumLesions: lesions)
    if let setting { options.setting = try reader.resolve("setting", setting) }
    let count = try check(reader)
    let batch = Batch(
      Localizer(atlas), options, threads: ProcessInfo.processInfo.activeProcessorCount)
    let cases = try CaseSource(items, reader, skipsFaults: keepGoing, passesOver: ignoreUnknown)
    let progress = RunProgress(count, of: "cases")
    func next() throws(DataError) -> PatientCase? { try cases.next() }
    let done: Int
    if output.fileEnding == "csv" {
      var writer = try BatchCSV(output, atlas)
      done = try batch.run(&writer, progress: progress.step, next: next)
    } else {
      var writer = try BatchNetCDF(output, atlas, history: Output.command)
      done = try batch.run(&writer, progress: progress.step, next: next)
    }
    progress.end()
    let left = cases.leftOut > 0 ? "; \(cases.leftOut) left out as faulty" : ""
    Output.remark("\(output): \(done) case\(done == 1 ? "" : "s")\(left)")
  }

  /// Reads every case once, so that nothing is written where one is faulty.
  ///
  /// - Returns: the number of cases that can be read.
  private func check(_ reader: CaseReader) throws(DataError) -> Int {
    let cases = try CaseSource(items, reader, skipsFaults: true, passesOver: ignoreUnknown)
    var count = 0
    var ids: Set<String> = []
    var repeated: Set<String> = []
    while let patient = try cases.next() {
      count += 1
      if !patient.id.isEmpty, !ids.insert(patient.id).inserted { repeated.insert(patient.id) }
    }
    if let first = repeated.min() {
      let more = repeated.count > 1 ? ", and so are \(repeated.count - 1) others" : ""
      Output.remark("note: '\(first)' is the id of more than one case\(more); rows are told apart by order")
    }
    if !cases.faults.isEmpty {
      if !keepGoing { throw DataError(Array(cases.faults.prefix(20))) }
      for fault in cases.faults { Output.remark("left out: \(fault)") }
    }
    if let passed = cases.passedOver.first {
      let more = cases.passedOver.count > 1 ? " and \(cases.passedOver.count - 1) more" : ""
      Output.remark("note: column '\(passed)'\(more) was passed over")
    }
    if let column = cases.repeated.first {
      let more = cases.repeated.count > 1 ? ", and so do \(cases.repeated.count - 1) more" : ""
      Output.remark(
        "note: column '\(column)' says of a finding what an earlier one does\(more); where a row fills both, they must agree"
      )
    }
    if cases.unnamed > 0 {
      let rows = cases.unnamed == 1 ? "1 row has no id and is" : "\(cases.unnamed) rows have no id and are"
      Output.remark("note: \(rows) named by line, such as row-2")
    }
    if count == 0 { throw DataError(file: items[0], "holds no case that can be read") }
    return count
  }
}

/// Cases one after the other, from files or a table.
private final class CaseSource {
  private let reader: CaseReader
  private let skipsFaults: Bool
  private var files: [String] = []
  private var place = 0
  private var table: CaseTable?
  /// What was left out.
  private(set) var faults: [DataIssue] = []
  /// How many cases were left out; one may have several faults.
  private(set) var leftOut = 0
  /// Columns of the table that were passed over.
  var passedOver: [String] { table?.passedOver ?? [] }
  /// Columns of a finding that an earlier column holds, too.
  var repeated: [String] { table?.repeated ?? [] }
  /// Rows that had no id.
  var unnamed: Int { table?.unnamed ?? 0 }

  init(
    _ items: [String], _ reader: CaseReader, skipsFaults: Bool, passesOver: Bool
  ) throws(DataError) {
    self.reader = reader
    self.skipsFaults = skipsFaults
    if let first = items.first, first.fileEnding == "csv" {
      table = try CaseTable(first, reader, passesOver: passesOver)
      return
    }
    files = CaseReader.files(in: items)
  }

  func next() throws(DataError) -> PatientCase? {
    while true {
      do throws(DataError) {
        if table != nil { return try table?.next() }
        guard place < files.count else { return nil }
        place += 1
        return try reader.read(file: files[place - 1])
      } catch {
        if !skipsFaults { throw error }
        faults += error.issues
        leftOut += 1
      }
    }
  }
}
