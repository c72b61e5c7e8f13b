import Testing

@testable import Anatomy

@Suite struct UrgencyTests {
  @Test(arguments: UrgencyExample.all)
  func aCaseRaisesTheseFlags(example: UrgencyExample) throws {
    let fired = try BuiltIn.patient(example.text).urgency(try BuiltIn.atlas())
    #expect(fired.map(\.id) == example.ids)
    #expect(fired.first?.tier == example.tier)
  }

  @Test func everyRuleHasItsExample() throws {
    let shown = Set(UrgencyExample.all.flatMap(\.ids))
    #expect(Set(try BuiltIn.atlas().tiers.map(\.id)) == shown)
  }

  /// Loss recorded of both legs answers that question; jerks may be lost to age, and pain is no loss.
  @Test(arguments: [
    ("patient: {side: bilateral}\nfindings: {weak.ehl: 4}\n", false),
    (
      "patient: {side: left}\nfindings: {sensory-loss.sole: present}\nother-side: {sensory-loss.sole: present}\n",
      false
    ),
    ("patient: {side: left}\nfindings: {weak.ehl: 4}\n", true),
    ("patient: {side: bilateral}\nfindings: {pain.sole: present}\n", true),
    (
      "patient: {side: left}\nfindings: {reflex.achilles: absent}\nother-side: {reflex.achilles: absent}\n",
      true
    ),
  ])
  func whatBothLegsShowIsNotAskedAgain(_ text: String, _ isAsked: Bool) throws {
    let atlas = try BuiltIn.atlas()
    let open = try BuiltIn.patient(text).openSafetyQuestions(atlas).map { atlas.findings[$0].id }
    #expect(open.contains("flag.bilateral-deficit") == isAsked)
    #expect(open.contains("flag.saddle-anaesthesia"))
  }

  @Test func theWorstComesFirst() throws {
    let fired = try BuiltIn.patient(
      """
      patient: {duration-weeks: 2}
      findings: {flag.night-pain: present, weak.ehl: 2, flag.fever: present, flag.bladder-bowel: present}
      """
    ).urgency(try BuiltIn.atlas())
    #expect(fired.map(\.id) == ["sphincter", "recent-severe-weakness", "fever", "malignancy-one-sign"])
    #expect(fired.map(\.tier) == [.emergency, .urgent, .urgent, .caution])
  }

  @Test func theLouderRuleSilencesTheQuieter() throws {
    let atlas = try BuiltIn.atlas()
    let two = try BuiltIn.patient("findings: {flag.night-pain: present, flag.weight-loss: present}\n")
    #expect(two.urgency(atlas).map(\.id) == ["malignancy-two-signs"])
    let fever = try BuiltIn.patient("findings: {flag.fever: present, flag.immunosuppressed: present}\n")
    #expect(fever.urgency(atlas).map(\.id) == ["fever-immunosuppressed"])
  }

  @Test func theOnsetIsAskedForOnlyWhereItIsNotKnown() throws {
    let atlas = try BuiltIn.atlas()
    let findings = "findings: {sign.pedal-pulses: absent, worse.walking: present}\n"
    let undated = try #require(try BuiltIn.patient(findings).urgency(atlas).first)
    #expect(undated.action.hasPrefix("Ask for the onset now"))
    let dated = try #require(
      try BuiltIn.patient("patient: {duration-weeks: 50}\n" + findings).urgency(atlas).first)
    #expect(dated.id == undated.id && dated.action.hasPrefix("Ankle-brachial index"))
  }

  @Test func everyRuleSaysWhatToDoAndWhen() throws {
    for rule in try BuiltIn.atlas().tiers {
      #expect(rule.text.count > 20 && rule.action.count > 40, "\(rule.id)")
      #expect(!rule.provenance.sources.isEmpty || rule.provenance.why != nil, "\(rule.id)")
    }
  }

  /// A heading that leaves days stands above no action that wants the same day.
  @Test func theHeadingIsAsHastyAsTheAction() throws {
    for rule in try BuiltIn.atlas().tiers where rule.tier != .emergency && !rule.isForToday {
      let start = try #require(rule.action.split(separator: /[,:.;]/).first)
      #expect(!start.contains(/same day|[Tt]oday|within a day/), "\(rule.id): \(start)")
    }
  }

  @Test(arguments: [
    ("weak.ankle-dorsiflexion: 2", "Splint the foot", "knee may give way"),
    ("weak.knee-extension: 2", "knee may give way", "Splint the foot"),
    ("weak.hip-flexion: 3", "knee may give way", "Splint the foot"),
  ])
  func adviceGoesByWhatIsWeak(_ finding: String, _ said: String, _ unsaid: String) throws {
    for weeks in ["1", "20"] {
      let text = "patient: {side: left, duration-weeks: \(weeks)}\nfindings: {\(finding)}\n"
      let action = try #require(try BuiltIn.patient(text).urgency(try BuiltIn.atlas()).first?.action)
      #expect(action.contains(said) && !action.contains(unsaid), "\(action)")
    }
  }

  /// No release reaches a lesion of the brain, and nobody is sent to a surgeon for it.
  @Test func adviceGoesByTheLeadingSite() throws {
    let atlas = try BuiltIn.atlas()
    let patient = try BuiltIn.patient(
      "patient: {side: left, duration-weeks: 20}\nfindings: {weak.ankle-dorsiflexion: 2}\n")
    func action(_ site: String) throws -> String {
      let place = try #require(atlas.sites.position(of: site))
      let probabilities = atlas.sites.indices.map { $0 == place ? 0.9 : 0.0 }
      return try #require(patient.urgency(atlas, probabilities).first?.action)
    }
    #expect(try action("fibular-neck").contains("a surgeon's opinion"))
    #expect(try action("fibular-neck") == patient.urgency(atlas).first?.action)
    for site in ["central-nervous-system", "lumbosacral-plexus", "unexplained"] {
      let text = try action(site)
      #expect(text.contains("neurologist's opinion") && !text.contains("surgeon"), "\(site)")
      #expect(text.hasSuffix("Splint the foot if it drops."))
    }
  }

  @Test func theSignIsNamed() throws {
    let atlas = try BuiltIn.atlas()
    let said = try ["night-pain", "weight-loss"].map {
      try #require(try BuiltIn.patient("findings: {flag.\($0): present}\n").urgency(atlas).first?.text)
    }
    #expect(
      said
        == ["unremitting night pain", "unexplained weight loss"].map {
          "one sign that could point to a tumour: " + $0
        })
  }

  /// A weak thigh may be a bleed, and a tablet decides how soon it is looked for.
  @Test(arguments: [
    ("patient: {duration-weeks: 1}\nfindings: {weak.knee-extension: 3}\n", true),
    ("findings: {weak.hip-flexion: 4}\n", true),
    ("patient: {duration-weeks: 1}\nfindings: {sensory-loss.sole: present}\n", true),
    ("patient: {duration-weeks: 30}\nfindings: {weak.knee-extension: 3}\n", false),
    ("patient: {duration-weeks: 1}\nfindings: {pain.buttock: present}\n", false),
    ("patient: {duration-weeks: 1}\nhistory: [anticoagulant]\nfindings: {weak.knee-extension: 3}\n", false),
  ])
  func thinnersAreAskedForWhereABleedIsPossible(_ text: String, _ isAsked: Bool) throws {
    let atlas = try BuiltIn.atlas()
    let open = try BuiltIn.patient(text).openSafetyQuestions(atlas).map { atlas.findings[$0].id }
    #expect(open.contains("flag.anticoagulant") == isAsked)
  }

  @Test func tiersAreOrdered() {
    #expect(UrgencyTier.emergency < .urgent && .urgent < .caution)
  }

  @Test func thePartsOfAConditionCombine() throws {
    let atlas = try BuiltIn.atlas()
    let patient = try BuiltIn.patient(
      "patient: {age: 70, side: left}\nfindings: {flag.fever: present, flag.weight-loss: absent, weak.ehl: 4-}\n"
    )
    let fever = CaseCondition.finding(pattern: "flag.fever", value: nil)
    let loss = CaseCondition.finding(pattern: "flag.weight-loss", value: nil)
    let holds = { (condition: CaseCondition) in condition.holds(in: patient, atlas) }
    #expect(holds(fever) && !holds(loss))
    #expect(holds(.finding(pattern: "flag.weight-loss", value: "absent")))
    #expect(holds(.any([fever, loss])) && !holds(.all([fever, loss])))
    #expect(holds(.atLeast(1, [fever, loss])) && !holds(.atLeast(2, [fever, loss])))
    #expect(!holds(.not(fever)) && holds(.not(loss)))
    #expect(holds(.age(below: false, years: 65)) && !holds(.age(below: true, years: 65)))
    #expect(holds(.side("left")) && !holds(.side("bilateral")))
    #expect(
      holds(.gradeAtMost(pattern: "weak.*", grade: 4)) && !holds(.gradeAtMost(pattern: "weak.*", grade: 3)))
    #expect(holds(.duration(below: true, weeks: 6, orUnknown: true)))
    #expect(!holds(.duration(below: true, weeks: 6, orUnknown: false)))
    #expect(!holds(.history("no-such-item")))
  }
}
