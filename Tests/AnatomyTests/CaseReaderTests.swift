import Testing

@testable import Anatomy

@Suite struct CaseReaderTests {
  /// `finding=value` of a case, in its order.
  private func findings(_ text: String) throws -> [String] {
    let atlas = try BuiltIn.atlas()
    return try BuiltIn.patient(text).findings.map { atlas.findings[$0.finding].id + "=" + $0.value }
  }

  @Test func everyPartOfACaseIsRead() throws {
    let atlas = try BuiltIn.atlas()
    let patient = try BuiltIn.patient(
      """
      id: a-runner
      patient: {age: 46, sex: female, side: left, duration-weeks: 8}
      history: [running, prolonged-sitting]
      examination: complete
      setting: emg-laboratory
      findings:
        weak.tibialis-anterior: 4-
        reflex.achilles: brisk
        test.slr: negative
      other-side: {reflex.achilles: absent}
      confirmed: {site: fibular-neck, also-acceptable: [popliteal-fossa], also-present: [l5-foramen], by: surgery}
      strict: false
      """)
    #expect(patient.id == "a-runner")
    #expect(
      patient.age == 46 && patient.sex == "female" && patient.side == .left && patient.durationWeeks == 8)
    #expect(patient.history.map { atlas.modifiers[$0].id } == ["running", "prolonged-sitting"])
    #expect(patient.examination == .complete)
    #expect(patient.setting.map { atlas.settings[$0].id } == "emg-laboratory")
    #expect(patient.findings.map(\.value) == ["4-", "brisk", "negative"])
    #expect(patient.findings.map(\.reading) == [.steps(3...3), .aside, .steps(0...0)])
    #expect(patient.otherSide.map(\.finding) == [try BuiltIn.finding("reflex.achilles")])
    let confirmed = try #require(patient.confirmation)
    #expect(confirmed.sites.map { atlas.sites[$0].id } == ["fibular-neck"])
    #expect(confirmed.alsoAcceptable.map { atlas.sites[$0].id } == ["popliteal-fossa"])
    #expect(confirmed.alsoPresent.map { atlas.sites[$0].id } == ["l5-foramen"])
    #expect(confirmed.by == "surgery" && !confirmed.isStrict)
    #expect(patient.notices.isEmpty)
  }

  @Test func whatIsNotWrittenIsUnknown() throws {
    let patient = try BuiltIn.patient("id: x\n")
    #expect(
      patient.age == nil && patient.sex == nil && patient.durationWeeks == nil && patient.setting == nil)
    #expect(patient.side == .unknown && patient.examination == .focused && patient.confirmation == nil)
    #expect(patient.findings.isEmpty && patient.history.isEmpty && patient.otherSide.isEmpty)
  }

  @Test(arguments: [
    ("reflex.ankle-jerk: absent", "reflex.achilles=absent"),
    ("ankle jerk: absent", "reflex.achilles=absent"),
    ("Ankle Jerk: reduced", "reflex.achilles=reduced"),
    ("knee jerk: brisk", "reflex.patellar=brisk"),
    ("lasegue: positive", "test.slr=positive"),
    ("Lasègue: positive", "test.slr=positive"),
    ("test.lasègue: negative", "test.slr=negative"),
    ("weak.TA: 4", "weak.tibialis-anterior=4"),
    ("weakness.TA: 4", "weak.tibialis-anterior=4"),
    ("weak.ehl: 3", "weak.extensor-hallucis-longus=3"),
    ("weak.peroneus-longus: 3", "weak.fibularis-longus=3"),
    ("weak.peroneal-muscles: present", "weak.fibular-muscles=present"),
    ("tinel.peroneal-neck: positive", "tinel.fibular-neck=positive"),
    ("foot drop: 2", "weak.ankle-dorsiflexion=2"),
    ("numbness.dorsum: present", "sensory-loss.dorsal-foot=present"),
    ("tingling.big-toe: present", "paraesthesia.great-toe=present"),
    ("numb.foot: present", "sensory-loss.foot=present"),
    ("sensory-loss.saddle: present", "sensory-loss.perineum=present"),
    ("mri.disc-l4-l5: present", "imaging.disc-l4-l5=present"),
    ("ncs.peroneal-cmap: reduced", "ncs.fibular-cmap=reduced"),
    ("ncs.sural: absent", "ncs.sural-snap=absent"),
    ("emg.ta: denervated", "emg.tibialis-anterior=denervated"),
  ])
  func wordsOfTheClinicAreUnderstood(line: String, finding: String) throws {
    #expect(try findings("findings:\n  \(line)\n") == [finding])
  }

  @Test(arguments: [
    ("weak.peroneal-longus: 3", "weak.fibularis-longus=3"), ("TA weakness: 4", "weak.tibialis-anterior=4"),
  ])
  func kindAndTargetMayStandInEitherOrder(line: String, finding: String) throws {
    #expect(try findings("findings:\n  \(line)\n") == [finding])
  }

  @Test(arguments: [
    ("peroneal palsy", "fibular-neck"), ("Piriformis syndrome", "infrapiriform-foramen"),
    ("meralgia", "lateral-femoral-cutaneous"), ("l4-5-disc", "l5-disc-paracentral"),
    ("Tarsal tunnel syndrome", "tarsal-tunnel"),
  ])
  func sitesHaveNamesOfTheClinic(word: String, site: String) throws {
    let atlas = try BuiltIn.atlas()
    let patient = try BuiltIn.patient("confirmed: {site: \(word)}\n")
    let sites = try #require(patient.confirmation).sites
    #expect(sites.map { atlas.sites[$0].id } == [site])
  }

  @Test func anAmbiguousWordListsItsChoices() throws {
    let error = try #require(
      #expect(throws: DataError.self) { try BuiltIn.patient("findings:\n  tibialis anterior: normal\n") })
    let issue = try #require(error.issues.first)
    #expect(issue.message == "'tibialis anterior' may mean several findings")
    #expect(issue.suggestions.contains("weak.tibialis-anterior"))
    #expect(issue.suggestions.contains("emg.tibialis-anterior"))
    #expect(issue.suggestions.count <= 6)
  }

  @Test(arguments: [
    ("tibialis anterior: 4", "weak.tibialis-anterior", "4"), ("TA: 4-", "weak.tibialis-anterior", "4-"),
    ("EHL: denervated", "emg.extensor-hallucis-longus", "denervated"),
    ("test.SLR: Positive", "test.slr", "positive"), ("weak.peroneals: 3/5", "weak.ankle-eversion", "3"),
  ])
  func aValueTellsWhichFindingIsMeant(line: String, id: String, value: String) throws {
    let atlas = try BuiltIn.atlas()
    let patient = try BuiltIn.patient("findings:\n  \(line)\n")
    #expect(patient.findings.map { atlas.findings[$0.finding].id } == [id])
    #expect(patient.findings.map(\.value) == [value])
  }

  @Test func wordsOfSeveralLettersOrOneAreUnderstood() throws {
    let patient = try BuiltIn.patient("patient: {sex: F, side: LEFT}\nexamination: Complete\nfindings: {}\n")
    #expect(patient.sex == "female")
    #expect(patient.side == .left)
    #expect(patient.examination == .complete)
    #expect(throws: DataError.self) { try BuiltIn.patient("patient: {sex: fe}\nfindings: {}\n") }
  }

  @Test func aFlagOfAgeAgainstTheAgeIsRemarkedUpon() throws {
    let patient = try BuiltIn.patient("patient: {age: 35}\nfindings:\n  flag.child: present\n")
    #expect(patient.notices == ["flag.child is present although the age is 35"])
  }

  @Test func oneFindingWithTwoValuesIsRefused() throws {
    let text = "findings:\n  weak.ankle-dorsiflexion: 3\n  weak.foot-drop: 4\n"
    let error = try #require(#expect(throws: DataError.self) { try BuiltIn.patient(text) })
    #expect(error.description == "case.yaml:3: weak.ankle-dorsiflexion is given as both 3 and 4")
  }

  @Test func oneFindingTwiceWithOneValueIsFine() throws {
    let text = "findings:\n  weak.ankle-dorsiflexion: 3\n  weak.foot-drop: 3\n"
    #expect(try findings(text) == ["weak.ankle-dorsiflexion=3"])
  }

  @Test func oneFindingMayDifferBetweenTheLegs() throws {
    let patient = try BuiltIn.patient(
      "findings: {reflex.achilles: absent}\nother-side: {reflex.achilles: normal}\n")
    #expect(patient.findings.map(\.value) == ["absent"])
    #expect(patient.otherSide.map(\.value) == ["normal"])
  }

  @Test func oddCombinationsAreNoticedNotRefused() throws {
    let patient = try BuiltIn.patient(
      "findings: {weak.ankle-dorsiflexion: 2, weak.tibialis-anterior: normal, weak.great-toe-extension: 5}\n")
    #expect(patient.findings.count == 3)
    #expect(patient.notices == ["weak.ankle-dorsiflexion is 2 although weak.tibialis-anterior is normal"])
    let reversed = try BuiltIn.patient("findings: {weak.ankle-dorsiflexion: 5, weak.tibialis-anterior: 1}\n")
    #expect(reversed.notices == ["weak.ankle-dorsiflexion is normal although weak.tibialis-anterior is 1"])
  }

  @Test func theCommandLineReadsFindingsToo() throws {
    let atlas = try BuiltIn.atlas()
    let reader = try BuiltIn.reader()
    let records = try reader.read(arguments: ["ankle jerk=absent", "weak.ehl", "pain.foot"])
    #expect(
      records.map { atlas.findings[$0.finding].id } == [
        "reflex.achilles", "weak.extensor-hallucis-longus", "pain.foot",
      ])
    #expect(
      records.map(\.value) == ["absent", "present", "present"], "a bare id is its mildest abnormal value")
    let error = try #require(
      #expect(throws: DataError.self) { try reader.read(arguments: ["test.srl=positive", "pain.foot=4"]) })
    #expect(
      error.description == """
        command line: no finding 'test.srl'; did you mean test.slr?
        command line: '4' is no value of pain.foot; it takes absent, present
        """)
  }

  @Test func theCommandLineNamesSettingsHistoryAndSites() throws {
    let atlas = try BuiltIn.atlas()
    let reader = try BuiltIn.reader()
    #expect(atlas.settings[try reader.resolve("setting", "foot-drop")].id == "foot-drop")
    #expect(atlas.modifiers[try reader.resolve("history item", "diabetes")].id == "diabetes")
    #expect(atlas.sites[try reader.resolve("site", "fibular head")].id == "fibular-neck")
    let error = try #require(
      #expect(throws: DataError.self) { try reader.resolve("site", "fibular-nek") })
    #expect(error.description == "command line: no site 'fibular-nek'; did you mean fibular-neck?")
  }

  @Test func peopleOfAnAgeAreNoHistoryItem() throws {
    // `over-60` and `female` follow from the patient and cannot be written as history.
    #expect(throws: DataError.self) { try BuiltIn.patient("history: [over-60]\n") }
  }

  /// A grade may be written out of five, as the clinic does.
  @Test func aGradeOutOfFiveIsThatGrade() throws {
    let patient = try BuiltIn.patient("findings: {weak.ankle-dorsiflexion: 4/5, weak.ehl: 4+/5}\n")
    #expect(patient.findings.map(\.value) == ["4", "4+"])
    #expect(throws: DataError.self) { try BuiltIn.patient("findings: {reflex.achilles: normal/5}\n") }
  }
}
