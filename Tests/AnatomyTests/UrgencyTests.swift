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
