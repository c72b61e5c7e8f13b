import Testing

@testable import Anatomy

/// Every kind of bad input of a case, and the exact words that people read.
@Suite struct CaseFaultTests {
  static let faults: [(text: String, message: String)] = [
    // The document
    ("", "case.yaml: the file is empty"),
    ("# nothing but a remark\n", "case.yaml: the file is empty"),
    ("the left leg hurts\n", "case.yaml:1: expected keys and values, found 'the left leg hurts'"),
    ("- pain.foot\n- weak.soleus\n", "case.yaml:1: expected keys and values, found a list"),
    ("id: a\n---\nid: b\n", "case.yaml:2: not valid YAML: but found another document"),
    ("findings: {pain.foot: present\n", "case.yaml:2: not valid YAML: did not find expected ',' or '}'"),
    ("id: &a [*a]\n", "case.yaml:1: not valid YAML: found undefined alias"),
    ("id: x\nfindings:\n\tpain.foot: present\n", "case.yaml:3: a tab where YAML wants spaces"),
    // Keys
    ("finding:\n  pain.foot: present\n", "case.yaml:1: unknown key 'finding'; did you mean findings?"),
    ("id: x\npatient: {agee: 4}\n", "case.yaml:2: unknown key 'agee'; did you mean age?"),
    ("colour: red\n", "case.yaml:1: unknown key 'colour'"),
    (
      "findings:\n  pain.foot: present\n  pain.foot: present\n",
      "case.yaml:3: 'pain.foot' stands twice in one block, on lines 2 and 3"
    ),
    // Findings
    (
      "id: x\nfindings:\n  reflex.achiles: absent\n",
      "case.yaml:3: no finding 'reflex.achiles'; did you mean reflex.achilles?"
    ),
    ("findings:\n  weakk.soleus: 4\n", "case.yaml:2: no finding 'weakk.soleus'; did you mean weak.soleus?"),
    (
      "findings:\n  nonsense: present\n",
      "case.yaml:2: no finding 'nonsense'; 'sciatic find WORD' looks names up"
    ),
    (
      "findings:\n  reflex.achilles: 3\n",
      "case.yaml:2: '3' is no value of reflex.achilles; it takes normal, reduced, absent, brisk"
    ),
    (
      "findings:\n  reflex.achilles: Abssent\n",
      "case.yaml:2: 'Abssent' is no value of reflex.achilles; it takes normal, reduced, absent, brisk; "
        + "did you mean absent?"
    ),
    (
      "findings:\n  ncs.f-wave: reduced\n",
      "case.yaml:2: 'reduced' is no value of ncs.f-wave; it takes normal, absent, slowed"
    ),
    (
      "findings:\n  weak.soleus: maybe\n",
      "case.yaml:2: 'maybe' is no value of weak.soleus; it takes 0, 1, 2, 3, 4, 5, 4+, 4-, present, normal"
    ),
    (
      "findings:\n  sign.pedal-pulses: present\n",
      "case.yaml:2: 'present' is no value of sign.pedal-pulses; it takes normal, reduced, absent"
    ),
    ("findings:\n  pain.foot:\n", "case.yaml:2: pain.foot is left without a value; it takes absent, present"),
    (
      "findings:\n  pain.foot: {since: May}\n",
      "case.yaml:2: 'pain.foot' wants one value, found a block of keys"
    ),
    ("findings:\n  pain.foot: [present]\n", "case.yaml:2: 'pain.foot' wants one value, found a list"),
    ("findings:\n  - pain.foot\n", "case.yaml:1: expected keys and values, found a list"),
    (
      "findings:\n  pain.foot: present\ntest.slr: positive\n",
      "case.yaml:3: 'test.slr' stands outside of findings; two spaces before it put it there"
    ),
    ("findings: 3\n", "case.yaml:1: expected keys and values, found '3'"),
    (
      "other-side: {pain.foot: gone}\n",
      "case.yaml:1: 'gone' is no value of pain.foot; it takes absent, present"
    ),
    // Patient
    ("patient: {age: -3}\n", "case.yaml:1: age: -3 is outside 0…120"),
    ("patient: {age: 121}\n", "case.yaml:1: age: 121 is outside 0…120"),
    ("patient: {age: abc}\n", "case.yaml:1: age: expected a number, found 'abc'"),
    ("patient: {age: 1e400}\n", "case.yaml:1: age: expected a number, found '1e400'"),
    ("patient: {age: nan}\n", "case.yaml:1: age: expected a number, found 'nan'"),
    ("patient: {age: [4]}\n", "case.yaml:1: age: expected a number, found a list"),
    ("patient: {duration-weeks: -1}\n", "case.yaml:1: duration-weeks: -1 is outside 0…5200"),
    ("patient: 46\n", "case.yaml:1: expected keys and values, found '46'"),
    (
      "patient:\n  age: 46\n  side: lft\n",
      "case.yaml:3: 'lft' is none of left, right, bilateral, unknown; did you mean left?"
    ),
    ("patient: {sex: woman}\n", "case.yaml:1: 'woman' is none of female, male"),
    // The rest
    ("history: [runing]\n", "case.yaml:1: no history item 'runing'; did you mean running?"),
    ("history: {running: true}\n", "case.yaml:1: expected a list, found a block of keys"),
    ("examination: full\n", "case.yaml:1: 'full' is none of focused, summary, complete"),
    ("strict: maybe\n", "case.yaml:1: 'maybe' is none of true, false"),
    (
      "setting: hospital\n",
      "case.yaml:1: no setting 'hospital'; did you mean primary-care, physiotherapy, spine-clinic, "
        + "emg-laboratory, posterior-hip-clinic, foot-drop, case-reports, uniform?"
    ),
    ("setting: [uniform]\n", "case.yaml:1: expected text, found a list"),
    (
      "confirmed: {site: fibular-neck, also-acceptable: [popliteal-fosa]}\n",
      "case.yaml:1: no site 'popliteal-fosa'; did you mean popliteal-fossa?"
    ),
    ("confirmed: {site: fibular-nek}\n", "case.yaml:1: no site 'fibular-nek'; did you mean fibular-neck?"),
    ("confirmed: fibular-neck\n", "case.yaml:1: expected keys and values, found 'fibular-neck'"),
  ]

  @Test(arguments: faults.indices)
  func aFaultyCaseIsRefusedInTheseWords(index: Int) throws {
    let (text, message) = Self.faults[index]
    let error = try #require(
      #expect(throws: DataError.self, "\(text)") { try BuiltIn.patient(text) })
    #expect(error.description == message)
  }

  @Test func everyFaultOfACaseIsReportedInTheOrderOfItsLines() throws {
    let text = """
      patient: {age: -3, side: up}
      history: [runing]
      findings:
        reflex.achilles: 3
        pain.foot: present
        weakk.soleus: 4
      color: red
      """
    let error = try #require(#expect(throws: DataError.self) { try BuiltIn.patient(text) })
    #expect(error.issues.map(\.line) == [1, 1, 2, 4, 6, 7])
  }

  @Test func aReadableFileIsReadAndAMissingOneNamed() throws {
    let reader = try BuiltIn.reader()
    let path = BuiltIn.root.appending(path: "Models/cases/fekih-2019-case1-42m.yaml").path
    #expect(try reader.read(file: path).id == "fekih-2019-case1-42m")
    #expect(throws: DataError(file: "no-such.yaml", "there is no such file")) {
      try reader.read(file: "no-such.yaml")
    }
  }

  @Test func faultsAreDescribedByPlaceAndHint() {
    #expect(DataIssue(file: "a.yaml", line: 4, message: "is odd").description == "a.yaml:4: is odd")
    #expect(
      DataIssue(file: "a.yaml", message: "is odd", suggestions: ["b", "c"]).description
        == "a.yaml: is odd; did you mean b, c?")
  }
}
