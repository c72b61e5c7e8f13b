import Anatomy
import LinearAlgebra
import Localization
import Needling
import Testing

@Suite struct SafetyGateTests {
  private func patient(_ text: String) throws -> PatientCase {
    try CaseReader(Model.atlas, treatment: Model.treatment).read(text: text, file: "case.yaml")
  }

  private func gate(_ text: String, accepting: Set<String> = [], ultrasound: Bool = true) throws -> SafetyGate
  {
    SafetyGate(
      Model.atlas, Model.treatment, try patient(text), accepting: accepting, hasUltrasound: ultrasound)
  }

  private func excluded(_ gate: SafetyGate) -> Set<String> {
    Set(Model.treatment.targets.filter { gate.exclusion(of: $0) != nil }.map(\.id))
  }

  private func targets(in regions: Set<String>) -> Set<String> {
    Set(
      Model.treatment.targets.filter { regions.contains(Model.treatment.regions[$0.region].id) }.map(\.id))
  }

  private let all = Set(Model.treatment.targets.ids)

  @Test func nothingIsExcludedWhereNothingIsRecorded() throws {
    #expect(excluded(try gate("findings: {pain.buttock: present}\n")).isEmpty)
  }

  @Test(arguments: ["anticoagulant", "bleeding-disorder"])
  func whoBleedsKeepsTargetsThatAreShallowAwayFromVesselsAndCanBePressedOn(flag: String) throws {
    let kept = all.subtracting(excluded(try gate("findings: {flag.\(flag): present}\n")))
    #expect(kept.contains("vastus-lateralis"))
    for id in [
      "piriformis-midpoint", "multifidus-l5", "popliteus", "quadratus-lumborum-deep", "soleus",
      "gluteus-minimus-posterior", "sartorius",
    ] { #expect(!kept.contains(id), "\(id) with \(flag)") }
    for id in kept {
      let target = try #require(Model.treatment.targets[id])
      #expect(target.isCompressible && !target.isDeep)
    }
  }

  @Test func theSynonymInTheHistoryCountsAsTheFlag() throws {
    #expect(excluded(try gate("history: [anticoagulant]\n")).contains("piriformis-midpoint"))
  }

  @Test func bleedingOutOfControlExcludesEverything() throws {
    #expect(excluded(try gate("findings: {flag.bleeding-uncontrolled: present}\n")) == all)
  }

  @Test func pregnancyLeavesOutBackSacrumGroinAndStrongDistalPoints() throws {
    let out = excluded(try gate("findings: {flag.pregnancy: present}\n"))
    #expect(out.isSuperset(of: targets(in: ["lumbar", "sacral", "groin", "leg", "ankle", "foot"])))
    #expect(!out.contains("gluteus-medius"))
    #expect(!out.contains("vastus-lateralis"))
  }

  @Test func fearOfNeedlesExcludesAllUnlessItIsAccepted() throws {
    let text = "findings: {flag.needle-phobia: present}\n"
    #expect(excluded(try gate(text)) == all)
    let accepted = try gate(text, accepting: ["needle-phobia"])
    #expect(excluded(accepted).isEmpty)
    #expect(accepted.accepted.map(\.id) == ["needle-phobia"])
  }

  @Test(arguments: [
    ("patient: {age: 9}\nfindings: {pain.buttock: present}\n", true),
    ("patient: {age: 14}\nfindings: {pain.buttock: present}\n", false),
    ("findings: {flag.child: present}\n", true),
    ("patient: {age: 30}\n", false),
  ])
  func childrenUnder12AreLeftAloneUnlessItIsAccepted(text: String, excludes: Bool) throws {
    #expect(excluded(try gate(text)) == (excludes ? all : []))
    #expect(excluded(try gate(text, accepting: ["child"])).isEmpty)
  }

  @Test(arguments: ["skin-infection", "implant", "lymphoedema"])
  func aFlagOfARegionExcludesThatRegion(flag: String) throws {
    let text = "flag-region: {\(flag): buttock}\nfindings: {flag.\(flag): present}\n"
    let out = excluded(try gate(text))
    #expect(out.isSuperset(of: targets(in: ["buttock"])))
    #expect(out.isDisjoint(with: targets(in: ["foot", "leg", "thigh"])))
    // A word for all flags, with a side, in a list.
    let general = excluded(try gate("flag-region: [left-buttock]\nfindings: {flag.\(flag): present}\n"))
    #expect(general == out)
  }

  @Test(arguments: ["skin-infection", "implant", "lymphoedema"])
  func aFlagOfAnUnknownRegionIsAskedForAndAssumedEverywhere(flag: String) throws {
    let gate = try gate("findings: {flag.\(flag): present}\n")
    #expect(excluded(gate) == all)
    #expect(gate.wanted.count == 1)
    #expect(gate.wanted[0].contains("flag-region"))
  }

  @Test func weakBoneForbidsForceAndNoNeedle() throws {
    let gate = try gate("findings: {flag.osteoporosis: present}\n")
    #expect(gate.forbidsForce)
    #expect(excluded(gate).isEmpty)
    #expect(try !self.gate("findings: {pain.buttock: present}\n").forbidsForce)
  }

  /// Whatever a caution warns of, a thrust makes it worse: none is named beside one.
  @Test(arguments: [
    "patient: {side: bilateral, duration-weeks: 2}\nfindings: {pain.lower-back: present, pain.leg: present}\n",
    "findings: {sign.babinski: present}\n", "findings: {flag.night-pain: present}\n",
    "findings: {mass.buttock: present}\n", "findings: {sign.pedal-pulses: absent}\n",
    "patient: {duration-weeks: 20}\nfindings: {flag.major-trauma: present}\n",
  ])
  func anyCautionForbidsForce(text: String) throws {
    let gate = try gate(text)
    #expect(gate.urgent.first?.tier == .caution)
    #expect(gate.forbidsForce && !gate.forbidsTargets)
  }

  @Test func theOldNeedKnownBoneBeforeForce() throws {
    let old = "patient: {age: 88}\nfindings: {pain.lower-back: present"
    #expect(try gate(old + "}\n").forbidsForce)
    #expect(try !gate(old + ", flag.osteoporosis: absent}\n").forbidsForce)
    #expect(try !gate("patient: {age: 50}\nfindings: {pain.lower-back: present}\n").forbidsForce)
  }

  @Test func aDiabeticFootIsNeedledOnlyWhereItFeelsAndIsFed() throws {
    let text = "history: [diabetes]\nfindings: {pain.heel: present"
    let sound = try gate(text + ", sign.pedal-pulses: normal}\n")
    #expect(excluded(sound).isEmpty)
    #expect(sound.precautions.map(\.id) == ["foot-diabetes"])
    for sign in ["sensory-loss.toes: present", "sign.pedal-pulses: reduced"] {
      #expect(excluded(try gate(text + ", \(sign)}\n")) == targets(in: ["foot", "ankle"]))
    }
    #expect(excluded(try gate("findings: {pain.heel: present, sensory-loss.toes: present}\n")).isEmpty)
  }

  @Test func aFlagThatWasAskedAndAbsentExcludesNothingAndIsNotAskedAgain() throws {
    let gate = try gate("findings: {flag.anticoagulant: absent, flag.pregnancy: absent}\n")
    #expect(excluded(gate).isEmpty)
    let asked = gate.notAsked.map { Model.atlas.findings[$0].id }
    #expect(!asked.contains("flag.anticoagulant"))
    #expect(!asked.contains("flag.pregnancy"))
    #expect(asked.contains("flag.implant"))
  }

  /// Tiers of findings that stand for a flag, of the other leg, and of an onset that is or is not known.
  @Test(arguments: [
    ("findings: {sensory-loss.dermatome-s3: present}\n", "saddle-numbness"),
    ("findings: {weak.tibialis-anterior: 0}\n", "severe-weakness-undated"),
    ("patient: {duration-weeks: 2}\nfindings: {weak.tibialis-anterior: 0}\n", "recent-severe-weakness"),
    ("patient: {duration-weeks: 8}\nfindings: {weak.tibialis-anterior: 0}\n", "severe-weakness-old"),
    (
      "patient: {side: left, duration-weeks: 2}\nfindings: {weak.tibialis-anterior: 5}\nother-side: {weak.tibialis-anterior: 2}\n",
      "recent-severe-weakness"
    ),
    (
      "patient: {side: left, duration-weeks: 2}\nfindings: {weak.tibialis-anterior: 4}\nother-side: {weak.soleus: 4}\n",
      "new-weakness-both-sides"
    ),
    (
      "patient: {side: bilateral, duration-weeks: 2}\nfindings: {weak.tibialis-anterior: present}\n",
      "new-weakness-both-sides"
    ),
    (
      "patient: {side: bilateral, duration-weeks: 2}\nfindings: {weak.soleus: 4}\nother-side: {weak.soleus: 5}\n",
      ""
    ),
    ("patient: {side: bilateral}\nfindings: {weak.soleus: 4}\n", "weakness-both-sides-undated"),
    (
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {weak.soleus: 4}\n",
      "weakness-both-sides-old"
    ),
    (
      "patient: {side: bilateral, duration-weeks: 1}\nfindings: {sensory-loss.foot: present}\n",
      "numbness-both-sides"
    ),
  ])
  func deficitsFireByOnsetAndLeg(text: String, rule: String) throws {
    let gate = try gate(text)
    #expect(gate.urgent.map(\.id) == (rule.isEmpty ? [] : [rule]))
    #expect(
      gate.forbidsTargets
        == !(rule.isEmpty || ["severe-weakness-undated", "severe-weakness-old"].contains(rule)))
  }

  @Test func noBleedIsRiskedBeyondFiveCentimetres() throws {
    let kept = all.subtracting(excluded(try gate("findings: {flag.anticoagulant: present}\n")))
    for id in kept {
      #expect(try #require(Model.treatment.targets[id]?.depth).range.high <= 50, "\(id)")
    }
  }

  @Test func withoutATargetNoCourseIsPromised() throws {
    let patient = try patient("findings: {pain.buttock: present, flag.needle-phobia: present}\n")
    let answer = Model.localizer.locate(patient)
    let plan = TreatmentPlan(
      Model.localizer, Model.treatment, answer, SafetyGate(Model.atlas, Model.treatment, patient))
    #expect(plan.targets.allSatisfy { $0.exclusion != nil })
    #expect(plan.course.isEmpty)
  }

  @Test func everyPrecautionOfTheAtlasIsAskedForByName() throws {
    let asked = Set(try gate("findings: {pain.buttock: present}\n").notAsked)
    for precaution in Model.treatment.precautions {
      #expect(asked.contains(precaution.flag), "\(precaution.id)")
    }
    #expect(asked.isSuperset(of: Model.atlas.safetyQuestions))
  }

  @Test func whatNeedsUltrasoundIsExcludedWithoutIt() throws {
    let out = excluded(try gate("findings: {pain.buttock: present}\n", ultrasound: false))
    #expect(out == Set(Model.treatment.targets.filter { $0.guidance == .required }.map(\.id)))
    #expect(out.contains("piriformis-medial"))
  }

  @Test func onlyWhatAPatientMayConsentToCanBeAccepted() {
    #expect(SafetyGate.unacceptable(["needle-phobia", "child"], Model.treatment).isEmpty)
    #expect(SafetyGate.unacceptable(["anticoagulant", "child"], Model.treatment) == ["anticoagulant"])
  }

  /// Records that raise a flag of the tiers that forbid needling, by the binding table.
  private static let forbidding = [
    "findings: {flag.saddle-anaesthesia: present", "findings: {sensory-loss.perineum: present",
    "findings: {flag.bladder-bowel: present", "findings: {flag.bilateral-deficit: present",
    "findings: {flag.fever: present, flag.immunosuppressed: present",
    "findings: {flag.progressive-weakness: present", "findings: {flag.fever: present",
    "patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: 2",
    "findings: {flag.cancer-history: present, flag.weight-loss: present",
    "findings: {flag.night-pain: present, flag.cancer-history: present",
    "findings: {flag.major-trauma: present, flag.osteoporosis: present",
    "findings: {flag.major-trauma: present",
    "findings: {reflex.patellar: brisk, sign.babinski: present",
    "findings: {sign.pedal-pulses: absent, worse.walking: present",
    "patient: {duration-weeks: 60}\nfindings: {flag.bilateral-deficit: present",
  ]

  @Test func twoHundredRandomCasesOfTheEmergencyOrUrgentTierGiveNoTarget() throws {
    let atlas = Model.atlas
    let innocent = atlas.findings.filter { finding in
      ["pain.", "tender.", "test.", "trigger-point.", "imaging."].contains { finding.id.hasPrefix($0) }
    }
    let answer = Model.localizer.locate(PatientCase(), Localizer.Options(maximumLesions: 1))
    var random = SplitMix64(seed: 5)
    for n in 0..<200 {
      var text = Self.forbidding[n % Self.forbidding.count]
      var used: Set<String> = []
      for _ in 0..<Int(random.uniform() * 12) {
        let finding = innocent[Int(random.uniform() * Double(innocent.count))]
        guard used.insert(finding.id).inserted else { continue }
        let values = finding.scale.values
        text += ", \(finding.id): \(values[Int(random.uniform() * Double(values.count))])"
      }
      text += "}\n"
      let gate = try gate(text)
      #expect(gate.forbidsTargets, "\(text)")
      let plan = TreatmentPlan(Model.localizer, Model.treatment, answer, gate)
      #expect(plan.targets.isEmpty && plan.programmes.isEmpty && plan.course.isEmpty, "\(text)")
    }
  }

  @Test(arguments: [
    "findings: {flag.night-pain: present}\n", "history: [cancer]\n",
    "findings: {flag.weight-loss: present}\n",
    "patient: {duration-weeks: 30}\nfindings: {flag.major-trauma: present}\n",
    "findings: {flag.immunosuppressed: present}\n",
  ])
  func cautionGivesTargetsAndItsWarning(text: String) throws {
    let gate = try gate(text)
    #expect(!gate.forbidsTargets)
    #expect(gate.urgent.map(\.tier) == [.caution])
    // Low defence keeps its shallow targets.
    let isLow = text.contains("immunosuppressed")
    #expect(excluded(gate) == (isLow ? Set(Model.treatment.targets.filter(\.isDeep).map(\.id)) : []))
  }

  @Test func aFlagOfTheLegHoldsForItsJoints() throws {
    let gate = try gate("flag-region: [leg]\nfindings: {flag.skin-infection: present}\n")
    let limb = targets(in: ["thigh", "knee", "leg", "ankle", "foot"])
    #expect(!limb.isEmpty && excluded(gate) == limb)
    let calf = try self.gate("flag-region: calf\nfindings: {flag.skin-infection: present}\n")
    #expect(excluded(calf) == targets(in: ["leg"]))
  }

  @Test func oneRegionOfTwoFlagsIsAskedAbout() throws {
    let flags = "findings: {flag.implant: present, flag.lymphoedema: present}\n"
    let shared = try gate("flag-region: [lumbar]\n" + flags)
    #expect(
      shared.wanted.contains { $0.contains("flag-region: {implant: […], lymphoedema: […]}") },
      "\(shared.wanted)")
    let parted = try gate("flag-region: {implant: [lumbar], lymphoedema: [leg]}\n" + flags)
    #expect(parted.wanted.isEmpty)
    #expect(excluded(parted).isSuperset(of: targets(in: ["lumbar", "knee", "leg", "ankle"])))
  }

  /// No needle goes towards a dura or a joint that was operated on.
  @Test(arguments: [
    ("lumbar-surgery", ["dura-and-spinal-canal"]),
    ("hip-surgery", ["hip-joint-capsule", "hip-joint-infection"]),
  ])
  func anOperationExcludesWhatLiesBeside(history: String, structures: [String]) throws {
    let beside = Model.treatment.targets.filter { target in
      target.risks.contains { structures.contains(Model.treatment.structures[$0.structure].id) }
    }.map(\.id)
    #expect(!beside.isEmpty)
    #expect(excluded(try gate("patient: {duration-weeks: 30}\nhistory: [\(history)]\n")) == Set(beside))
  }
}
