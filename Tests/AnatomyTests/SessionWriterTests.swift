import Foundation
import Testing

@testable import Anatomy

@Suite struct SessionWriterTests {
  private func appended(_ text: String, _ session: TreatmentSession) throws -> String {
    try SessionWriter(try BuiltIn.reader()).appending(session, to: text, file: "case.yaml")
  }

  private static let later = TreatmentSession(
    date: CalendarDay("2026-04-01"), pain: 3.5, targets: ["piriformis-lateral"],
    note: "slept \"well\": better")
  private static let line =
    "{date: 2026-04-01, pain: 3.5, targets: [piriformis-lateral], note: \"slept \\\"well\\\": better\"}"

  @Test(arguments: [
    // No sessions yet; the comment at the end stays.
    (
      "id: a\nfindings: {pain.leg: present} # as told\n",
      "id: a\nfindings: {pain.leg: present} # as told\nsessions:\n  - @\n"
    ),
    ("id: a\nsessions: [] # none\nsetting: uniform\n", "id: a\nsessions: # none\n  - @\nsetting: uniform\n"),
    ("sessions:\nid: a\n", "sessions:\n  - @\nid: a\n"),
    // A block, followed by more; comments between.
    (
      "sessions:\n  - {date: 2026-03-02, pain: 6} # first\n  # a remark\nid: a\n",
      "sessions:\n  - {date: 2026-03-02, pain: 6} # first\n  - @\n  # a remark\nid: a\n"
    ),
    (
      "sessions:\n- date: 2026-03-02\n  pain: 6\n  note: >\n    long\n    text\n\n# end\nid: a\n",
      "sessions:\n- date: 2026-03-02\n  pain: 6\n  note: >\n    long\n    text\n- @\n\n# end\nid: a\n"
    ),
    // A list in brackets, on one line and on two.
    (
      "sessions: [{date: 2026-03-02, pain: 6}] # so far\n",
      "sessions: [{date: 2026-03-02, pain: 6}, @] # so far\n"
    ),
    (
      "sessions: [{date: 2026-03-02, pain: 6},\n  {date: 2026-03-09, pain: 5}]\nid: a\n",
      "sessions: [{date: 2026-03-02, pain: 6},\n  {date: 2026-03-09, pain: 5}, @]\nid: a\n"
    ),
    (
      "id: a\r\nsessions:\r\n  - {pain: 6, date: 2026-03-02}\r\n",
      "id: a\r\nsessions:\r\n  - {pain: 6, date: 2026-03-02}\r\n  - @\r\n"
    ),
    ("id: a", "id: a\nsessions:\n  - @\n"),
  ])
  func aSessionIsAddedAndNothingElseChanges(text: String, expected: String) throws {
    let result = try appended(text, Self.later)
    #expect(result == expected.replacingOccurrences(of: "@", with: Self.line))
    let read = try BuiltIn.reader().read(text: result, file: "case.yaml")
    #expect(read.sessions.last == Self.later)
  }

  @Test func sessionsCanBeAddedOneAfterTheOther() throws {
    var text = "id: a # kept\n"
    for day in 1...5 {
      let session = TreatmentSession(date: CalendarDay("2026-05-0\(day)"), pain: Double(9 - day))
      text = try appended(text, session)
    }
    let read = try BuiltIn.reader().read(text: text, file: "case.yaml")
    #expect(read.sessions.map(\.pain) == [8, 7, 6, 5, 4])
    #expect(text.hasPrefix("id: a # kept\n"))
  }

  @Test(arguments: ["2026-03-01", "2026-03-02"])
  func aDayThatDoesNotFollowIsRefused(day: String) {
    let text = "sessions:\n  - {date: 2026-03-02, pain: 6}\n"
    #expect(throws: DataError.self) { try appended(text, TreatmentSession(date: CalendarDay(day), pain: 5)) }
  }

  @Test(arguments: [
    ("sessions: [{date: 2026-02-31, pain: 5}]\n", "is no date"),
    ("sessions: [{date: yesterday, pain: 5}]\n", "is no date"),
    ("sessions: [{date: 2026-03-02, pain: 14}]\n", "outside 0…10"),
    ("sessions: [{date: 2026-03-02, pain: -1}]\n", "outside 0…10"),
    ("sessions: [{date: 2026-03-02, pain: much}]\n", "expected a number"),
    ("sessions: [{date: 2026-03-09, pain: 5}, {date: 2026-03-02, pain: 5}]\n", "dates must rise"),
    ("sessions: [{date: 2026-03-09, pain: 5}, {pain: 5}]\n", "either every session has a date or none"),
    ("sessions: [{date: 2026-03-09, sorrow: 5}]\n", "unknown key 'sorrow'"),
    ("sessions: 5\n", "expected keys and values"),
    ("flag-region: {skin-infectoin: buttock}\n", "no flag 'skin-infectoin'"),
    ("candidacy: {belief: perhaps}\n", "yes or no is wanted"),
  ])
  func nonsenseAboutTreatmentIsRefusedWithItsLine(text: String, message: String) {
    do {
      _ = try BuiltIn.reader().read(text: text, file: "case.yaml")
      Issue.record("\(text) was accepted")
    } catch let error as DataError {
      #expect(error.description.contains(message), "\(error)")
      #expect(error.issues.allSatisfy { $0.line == 1 })
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test(arguments: [
    ("sessions: [{pain: 5, targets: [piriformis-latteral]}]\n", "did you mean piriformis-lateral"),
    ("flag-region: botock\n", "no region 'botock'"),
    ("candidacy: {believe: yes}\n", "did you mean belief"),
  ])
  func idsOfTreatmentAreCheckedWhereTreatmentIsKnown(text: String, message: String) throws {
    let atlas = try BuiltIn.atlas()
    let reader = CaseReader(atlas, treatment: try Treatment(BuiltIn.files, atlas))
    do {
      _ = try reader.read(text: text, file: "case.yaml")
      Issue.record("\(text) was accepted")
    } catch {
      #expect(error.description.contains(message), "\(error)")
    }
    // A muscle stands for its targets.
    let read = try reader.read(text: "sessions: [{pain: 5, targets: [piriformis]}]\n", file: "case.yaml")
    #expect(read.sessions[0].targets == ["piriformis"])
  }
}
