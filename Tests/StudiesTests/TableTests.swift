import Foundation
import Testing

@testable import Anatomy
@testable import BuiltInAtlas

@Suite final class TableTests {
  private let folder = NSTemporaryDirectory() + "/sciatic-table-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func file(_ text: String, _ name: String = "table.csv") throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
    return folder + "/" + name
  }

  private func records(_ text: String) throws -> [DelimitedText.Record] {
    let reader = try DelimitedText(try file(text))
    var result: [DelimitedText.Record] = []
    while let record = try reader.next() { result.append(record) }
    return result
  }

  @Test func recordsAreThoseOfTheStandard() throws {
    #expect(try records("a,b\n1,2\n").map(\.fields) == [["a", "b"], ["1", "2"]])
    #expect(try records("a,b\r\n1,2").map(\.fields) == [["a", "b"], ["1", "2"]])
    #expect(
      try records("\"a,\"\"b\"\"\",\"c\nd\"\n\n,\n") == [
        DelimitedText.Record(line: 1, fields: ["a,\"b\"", "c\nd"]),
        DelimitedText.Record(line: 4, fields: ["", ""]),
      ])
    #expect(try records("\u{FEFF}x,y\n").map(\.fields) == [["x", "y"]])
    #expect(try records("").isEmpty)
    // Lines that end in a return alone.
    #expect(
      try records("a,b\r1,2\r\r\"x\ry\",z") == [
        DelimitedText.Record(line: 1, fields: ["a", "b"]), DelimitedText.Record(line: 2, fields: ["1", "2"]),
        DelimitedText.Record(line: 3, fields: ["x\ry", "z"]),
      ])
    // Longer than what is read at once.
    let long = (0..<30_000).map { "row \($0),é\($0)" }.joined(separator: "\n")
    let read = try records(long)
    #expect(
      read.count == 30_000 && read[29_999].fields == ["row 29999", "é29999"] && read[29_999].line == 30_000)
  }

  @Test func fieldsAreWrittenSoThatTheyAreReadBack() throws {
    for text in ["plain", "a,b", "say \"no\"", "two\nlines", "", "é"] {
      let line = DelimitedText.field(text) + "," + DelimitedText.field("x") + "\n"
      #expect(try records(line).first?.fields == [text, "x"])
    }
  }

  @Test func faultsOfATableHaveTheirLine() throws {
    #expect(throws: DataError.self) { try records("a,\"b\n") }
    let reader = CaseReader(try .builtIn())
    do {
      _ = try CaseTable(try file("id,weak.tibialis-anteror,pain.heel\n"), reader)
      Issue.record("an unknown column was accepted")
    } catch let error as DataError {
      #expect(error.description.contains(":1: no finding 'weak.tibialis-anteror'; did you mean"))
    }
    let table = try CaseTable(
      try file(
        "id,age,sex,weak__tibialis_anterior\na,40,female,3\nb,140,female,3\nc,50,femal,9\nd,50,male\ne,50,male,5\n"
      ),
      reader)
    var ids: [String] = []
    var faults: [String] = []
    while true {
      do throws(DataError) {
        guard let patient = try table.next() else { break }
        ids.append(patient.id)
      } catch { faults += error.issues.map { "\($0.line ?? 0): \($0.message)" } }
    }
    #expect(ids == ["a", "e"])
    #expect(faults.count == 4)
    #expect(faults[0] == "3: age: '140' is no number from 0 to 120")
    #expect(faults[1].hasPrefix("4: sex: 'femal' is none of female, male"))
    #expect(faults[2].hasPrefix("4: weak__tibialis_anterior: '9' is no value"))
    #expect(faults[3] == "5: has 3 cells where the head has 4")
  }

  /// Which of two ages counts, nobody knows; two columns of one finding are compared instead.
  @Test(arguments: [("id,age,age", "age"), ("id,weeks,sex,duration_weeks", "duration_weeks")])
  func twoColumnsOfOneFactAreRefused(_ head: String, _ name: String) throws {
    let reader = CaseReader(try .builtIn())
    let error = try #require(
      #expect(throws: DataError.self) { try CaseTable(try file(head + "\n"), reader) })
    #expect(error.description.hasSuffix(":1: two columns say the same: '\(name)'"))
    _ = try CaseTable(try file("note,note,pain.heel,pain__heel\n"), reader)
  }

  #if os(Linux)
    /// The memory of a process begins with a page that cannot be read: no end of the file.
    @Test func aFaultOfReadingIsNoEnd() throws {
      let error = try #require(#expect(throws: DataError.self) { try DelimitedText("/proc/self/mem") })
      #expect(error.description == "/proc/self/mem:1: cannot be read on from here")
    }
  #endif

  @Test func theTruthOfARowIsRead() throws {
    let atlas = try Atlas.builtIn()
    let table = try CaseTable(
      try file("id,truth\na,tarsal-tunnel\nb,fibular-neck; l5-foramen\nc,\nd,fibular-nek\n"),
      CaseReader(atlas))
    var truths: [[String]] = []
    for _ in 0..<3 {
      truths.append(try #require(try table.next()).confirmation?.sites.map { atlas.sites[$0].id } ?? [])
    }
    #expect(truths == [["tarsal-tunnel"], ["fibular-neck", "l5-foramen"], []])
    do throws(DataError) {
      _ = try table.next()
      Issue.record("an unknown site was accepted")
    } catch {
      #expect(error.description.contains(":5: truth: no site 'fibular-nek'; did you mean fibular-neck"))
    }
  }

  @Test func aRowIsTheCaseThatAFileWouldBe() throws {
    let atlas = try Atlas.builtIn()
    let reader = CaseReader(atlas)
    let table = try CaseTable(
      try file(
        "record_id,age,sex,side,weeks,history,setting,examination,weak__tibialis_anterior,pain__heel,test.slr,reflex.achilles,flag.fever\n"
          + "p1,52,male,left,6,cancer; diabetes,foot-drop,complete,4,1,0,,0\n"), reader)
    let row = try #require(try table.next())
    let text = """
      id: p1
      patient: {age: 52, sex: male, side: left, duration-weeks: 6}
      history: [cancer, diabetes]
      setting: foot-drop
      examination: complete
      findings: {weak.tibialis-anterior: 4, pain.heel: present, test.slr: negative, flag.fever: absent}

      """
    let whole = try reader.read(text: text, file: "case.yaml")
    #expect(row.id == whole.id && row.age == whole.age && row.sex == whole.sex && row.side == whole.side)
    #expect(
      row.durationWeeks == whole.durationWeeks && row.history == whole.history && row.setting == whole.setting
    )
    #expect(row.examination == whole.examination && row.findings == whole.findings)
    #expect(try table.next() == nil)
  }
}
