import Testing

@testable import Anatomy

/// A case, and the red flags that it must raise: all of them, in order.
struct UrgencyExample: Sendable, CustomTestStringConvertible {
  let text: String
  let ids: [String]
  let tier: UrgencyTier?
  var testDescription: String { text.split(separator: "\n").joined(separator: "; ") }

  init(_ text: String, _ tier: UrgencyTier?, _ ids: [String]) {
    (self.text, self.tier, self.ids) = (text, tier, ids)
  }

  private static func flags(_ names: String...) -> String {
    "findings: {" + names.map { "flag.\($0): present" }.joined(separator: ", ") + "}\n"
  }

  static let all: [UrgencyExample] = [
    // Emergency
    .init(flags("saddle-anaesthesia"), .emergency, ["saddle-numbness"]),
    .init("findings: {sensory-loss.perineum: present}\n", .emergency, ["saddle-numbness"]),
    .init(flags("bladder-bowel"), .emergency, ["sphincter"]),
    .init(flags("bilateral-deficit"), .emergency, ["new-deficit-both-legs"]),
    .init(
      "patient: {duration-weeks: 3}\n" + flags("bilateral-deficit"), .emergency, ["new-deficit-both-legs"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 8}\nfindings: {weak.ehl: 4-}\n", .emergency,
      ["new-weakness-both-sides"]),
    .init(flags("fever", "immunosuppressed"), .emergency, ["fever-immunosuppressed"]),
    .init(
      "history: [cancer]\nfindings: {sign.babinski: present}\n", .emergency,
      ["cancer-cord"]),
    .init(
      "history: [cancer]\nfindings: {flag.cancer-history: absent}\n", .caution, ["malignancy-one-sign"]),
    .init(
      "patient: {duration-weeks: 1}\nfindings: {sign.pedal-pulses: absent, worse.walking: present, paraesthesia.foot: present}\n",
      .emergency, ["acute-ischaemia"]),
    .init(
      "patient: {duration-weeks: 0.1}\nfindings: {sign.pedal-pulses: absent, pain.posterior-calf: present}\n",
      .emergency, ["acute-ischaemia"]),
    .init("findings: {paraesthesia.perineum: present}\n", .emergency, ["saddle-numbness"]),
    .init(
      "findings: {weak.external-anal-sphincter: present}\n", .emergency, ["sphincter", "weakness-ungraded"]),
    .init(
      "patient: {side: left, duration-weeks: 1}\nfindings: {weak.ehl: 4}\nother-side: {sensory-loss.sole: present}\n",
      .emergency, ["new-weakness-both-sides"]),
    .init(
      "patient: {side: left, duration-weeks: 1}\nother-side: {weak.ehl: 4, sensory-loss.sole: present}\n",
      nil, []),
    .init(
      "patient: {side: left, duration-weeks: 1}\nfindings: {weak.ehl: 4, reflex.patellar: absent}\nother-side: {reflex.patellar: absent}\n",
      .emergency, ["reflexes-both-legs-new"]),
    // Urgent
    .init(flags("progressive-weakness"), .urgent, ["progressive-weakness"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .urgent,
      ["recent-severe-weakness"]),
    .init(
      "patient: {side: bilateral}\nfindings: {weak.ehl: 4}\n", .urgent, ["weakness-both-sides-undated"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 12}\nfindings: {weak.ehl: 4}\n", .urgent,
      ["weakness-both-sides-old"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1}\nfindings: {sensory-loss.sole: present}\n", .urgent,
      ["numbness-both-sides"]),
    .init(
      "patient: {duration-weeks: 30}\n" + flags("bilateral-deficit"), .urgent, ["chronic-deficit-both-legs"]),
    .init(flags("fever"), .urgent, ["fever"]),
    .init(flags("cancer-history", "night-pain"), .urgent, ["malignancy-two-signs"]),
    .init(
      "history: [cancer, weight-loss]\nfindings: {pain.buttock: present}\n", .urgent, ["malignancy-two-signs"]
    ),
    .init(flags("major-trauma"), .urgent, ["recent-major-trauma"]),
    .init("patient: {duration-weeks: 1}\n" + flags("major-trauma"), .urgent, ["recent-major-trauma"]),
    .init(
      "patient: {duration-weeks: 20}\n" + flags("major-trauma", "osteoporosis"), .urgent,
      ["trauma-osteoporosis"]),
    .init("history: [trauma]\n" + flags("osteoporosis"), .urgent, ["trauma-osteoporosis"]),
    .init(
      "findings: {reflex.patellar: brisk, sign.babinski: present}\n", .urgent, ["upper-motor-neuron"]),
    .init(
      "findings: {sign.pedal-pulses: absent, worse.walking: present}\n", .urgent, ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {sign.pedal-pulses: absent, worse.walking: present, sensory-loss.foot: present}\n",
      .urgent, ["ischaemia"]),
    .init("findings: {sign.clonus: present, sign.babinski: present}\n", .urgent, ["upper-motor-neuron"]),
    .init("findings: {sign.clonus: present, reflex.achilles: brisk}\n", .urgent, ["upper-motor-neuron"]),
    .init(
      "patient: {duration-weeks: 3}\nfindings: {weak.ankle-dorsiflexion: present}\n", .urgent,
      ["foot-drop-ungraded"]),
    .init(
      "patient: {duration-weeks: 1}\nhistory: [anticoagulant]\nfindings: {pain.lower-back: present, weak.ehl: 4}\n",
      .urgent, ["bleed-in-spine"]),
    .init("findings: {sign.babinski: present, weak.ehl: 4}\n", .urgent, ["upper-motor-neuron"]),
    .init("findings: {sign.pedal-pulses: absent, sensory-loss.foot: present}\n", .urgent, ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 1}\nfindings: {sign.pedal-pulses: reduced, sensory-loss.foot: present}\n",
      .urgent,
      ["ischaemia"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {sensory-loss.sole: present}\n", .urgent,
      ["chronic-deficit-both-legs"]),
    // Caution
    .init(
      "patient: {duration-weeks: 8}\nfindings: {weak.ankle-dorsiflexion: present}\n", .caution,
      ["severe-weakness-old"]),
    .init("findings: {sign.pedal-pulses: reduced, worse.walking: present}\n", .caution, ["poor-pulses"]),
    .init("findings: {sign.pedal-pulses: absent}\n", .caution, ["poor-pulses"]),
    .init("findings: {sign.pedal-pulses: absent, worse.walking: absent}\n", .caution, ["poor-pulses"]),
    .init("findings: {weak.ankle-dorsiflexion: present}\n", .caution, ["weakness-ungraded"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: present, weak.ehl: 2}\n", .urgent,
      ["recent-severe-weakness"]),
    .init(
      "history: [anticoagulant]\nfindings: {pain.groin: present, weak.knee-extension: 4}\n", .urgent,
      ["bleed-on-nerve"]),
    .init("history: [anticoagulant]\nfindings: {pain.groin: present}\n", nil, []),
    .init(flags("swollen-calf"), .urgent, ["swollen-calf"]),
    .init(flags("night-pain"), .caution, ["malignancy-one-sign"]),
    .init("history: [cancer]\n", .caution, ["malignancy-one-sign"]),
    .init("patient: {duration-weeks: 10}\n" + flags("major-trauma"), .caution, ["old-major-trauma"]),
    .init(flags("immunosuppressed"), .caution, ["immunosuppressed"]),
    .init("findings: {weak.ankle-dorsiflexion: 2}\n", .caution, ["severe-weakness-undated"]),
    .init("history: [cancer]\npatient: {duration-weeks: 4}\n", .caution, ["malignancy-one-sign-lasting"]),
    .init("findings: {sign.babinski: present}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init("findings: {reflex.achilles: brisk}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init(
      "patient: {side: bilateral}\nfindings: {pain.posterior-calf: present}\n", .caution, ["both-legs-hurt"]),
    .init("patient: {side: left}\nfindings: {pain.posterior-calf: present}\n", nil, []),
    .init("history: [knee-surgery]\nfindings: {tender.soleus: present}\n", .caution, ["clot-possible"]),
    .init("patient: {age: 82, duration-weeks: 1}\nhistory: [trauma]\n", .caution, ["fall-at-age"]),
    .init("patient: {age: 64, duration-weeks: 1}\nhistory: [trauma]\n", nil, []),
    .init(
      "patient: {duration-weeks: 20}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .caution,
      ["severe-weakness-old"]),
    // None: the trigger is missing, negative, or only half there
    .init("id: x\n", nil, []),
    .init("findings: {flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent}\n", nil, []),
    .init("findings: {flag.fever: absent, flag.night-pain: absent, flag.major-trauma: absent}\n", nil, []),
    .init(
      "patient: {duration-weeks: 6}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .caution,
      ["severe-weakness-old"]),
    .init("patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: 4-}\n", nil, []),
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {weak.ehl: 3}\n", .caution,
      ["severe-weakness-old"]),
    .init("patient: {side: bilateral, duration-weeks: 3}\nfindings: {weak.ehl: 5}\n", nil, []),
    .init("findings: {reflex.patellar: brisk}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init(
      "findings: {sign.babinski: present, reflex.patellar: normal}\n", .caution,
      ["one-upper-motor-neuron-sign"]),
    .init("findings: {sign.pedal-pulses: reduced}\n", nil, []),
    .init("findings: {weak.ankle-dorsiflexion: 4}\n", nil, []),
    .init("patient: {duration-weeks: 8}\nfindings: {weak.ankle-eversion: present}\n", nil, []),
    .init("history: [trauma]\n", nil, []),
    .init("findings: {flag.osteoporosis: present, flag.anticoagulant: present}\n", nil, []),
    .init("findings: {sensory-loss.perineum: absent, pain.perineum: present}\n", nil, []),
  ]
}

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
