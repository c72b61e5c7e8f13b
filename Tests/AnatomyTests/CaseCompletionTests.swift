import Testing

@testable import Anatomy

/// What a case says in other words (synonyms set each other).
@Suite struct CaseCompletionTests {
  private func completed(_ text: String) throws -> PatientCase {
    try BuiltIn.patient(text).completed(try BuiltIn.atlas())
  }

  private func value(_ id: String, in patient: PatientCase) throws -> String? {
    patient.record(of: try BuiltIn.finding(id))?.value
  }

  private static let pairs = [
    ("anticoagulant", "flag.anticoagulant"), ("cancer", "flag.cancer-history"),
    ("weight-loss", "flag.weight-loss"),
  ]

  @Test(arguments: pairs)
  func historySetsItsFlag(history: String, flag: String) throws {
    let patient = try completed("history: [\(history)]\n")
    #expect(try value(flag, in: patient) == "present")
    #expect(patient.findings.count == 1, "and nothing else")
  }

  @Test(arguments: pairs)
  func aFlagSetsItsHistory(history: String, flag: String) throws {
    let atlas = try BuiltIn.atlas()
    let present = try completed("findings: {\(flag): present}\n")
    #expect(present.history.map { atlas.modifiers[$0].id } == [history])
    let absent = try completed("findings: {\(flag): absent}\n")
    #expect(absent.history.isEmpty)
  }

  @Test(arguments: pairs)
  func bothAreNotSetTwice(history: String, flag: String) throws {
    let patient = try completed("history: [\(history)]\nfindings: {\(flag): present}\n")
    #expect(patient.history.count == 1 && patient.findings.count == 1)
  }

  @Test func aNumbSaddleIsTheFlag() throws {
    let patient = try completed("findings: {sensory-loss.perineum: present}\n")
    #expect(try value("flag.saddle-anaesthesia", in: patient) == "present")
    let normal = try completed("findings: {sensory-loss.perineum: absent}\n")
    #expect(try value("flag.saddle-anaesthesia", in: normal) == nil)
  }

  /// The safer reading counts, as between a flag and the history; it is told, and a normal sign takes nothing back.
  @Test func aFoundSignCountsOverADenial() throws {
    let patient = try completed(
      "findings: {sensory-loss.perineum: present, flag.saddle-anaesthesia: absent}\n")
    #expect(try value("flag.saddle-anaesthesia", in: patient) == "present")
    #expect(patient.findings.count == 2)
    #expect(patient.notices.contains { $0.hasPrefix("flag.saddle-anaesthesia is absent although") })
    let told = try completed(
      "findings: {sensory-loss.perineum: absent, flag.saddle-anaesthesia: present}\n")
    #expect(try value("flag.saddle-anaesthesia", in: told) == "present" && told.notices.isEmpty)
  }

  @Test func completionTwiceIsCompletionOnce() throws {
    let atlas = try BuiltIn.atlas()
    let once = try completed("history: [cancer]\nfindings: {flag.weight-loss: present, pain.foot: absent}\n")
    let twice = once.completed(atlas)
    #expect(twice.findings == once.findings && twice.history == once.history)
  }

  @Test func aChildIsUnderSixteen() throws {
    let child = try completed("patient: {age: 12}\n")
    let adult = try completed("patient: {age: 16}\n")
    #expect(try value("flag.child", in: adult) == nil)
    let flag = try value("flag.child", in: child)
    #expect(flag == "present")
  }
}
