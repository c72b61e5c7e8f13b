import Anatomy
import Localization
import Needling
import Testing

/// Whom a needle spares, and where; what is excluded is read off the properties of the targets.
@Suite struct PrecautionTests {
  private func patient(_ text: String) throws -> PatientCase {
    try CaseReader(Model.atlas, treatment: Model.treatment).read(text: text, file: "case.yaml")
  }

  private func gate(_ text: String, ultrasound: Bool = true) throws -> SafetyGate {
    SafetyGate(Model.atlas, Model.treatment, try patient(text), hasUltrasound: ultrasound)
  }

  private func plan(_ text: String) throws -> TreatmentPlan {
    let patient = try patient(text)
    return TreatmentPlan(
      Model.localizer, Model.treatment, Model.localizer.locate(patient),
      SafetyGate(Model.atlas, Model.treatment, patient), threads: 2)
  }

  private func excluded(_ gate: SafetyGate) -> Set<String> {
    Set(Model.treatment.targets.filter { gate.exclusion(of: $0) != nil }.map(\.id))
  }

  private func targets(where holds: (NeedleTarget) -> Bool) -> Set<String> {
    Set(Model.treatment.targets.filter(holds).map(\.id))
  }

  private func lies(_ target: NeedleTarget, beside structures: String...) -> Bool {
    target.risks.contains { structures.contains(Model.treatment.structures[$0.structure].id) }
  }

  private func region(_ target: NeedleTarget) -> String { Model.treatment.regions[target.region].id }

  @Test(arguments: ["duration-weeks: 4", "age: 70", "duration-weeks: 11"])
  func afterAFreshHipOperationNothingDeepIsNeedledAboutTheHip(person: String) throws {
    let text = "patient: {\(person)}\nhistory: [hip-surgery]\nfindings: {trigger-point.piriformis: present}\n"
    let gate = try gate(text)
    let deep = targets { ["buttock", "hip", "groin"].contains(region($0)) && $0.isDeep }
    #expect(deep.contains("piriformis-midpoint") && excluded(gate).isSuperset(of: deep))
    #expect(excluded(gate).isDisjoint(with: ["vastus-lateralis", "tensor-fasciae-latae"]))
    #expect(gate.wanted.contains { $0.contains("when the hip was operated on") })
    let spared = try patient(text).spared(Model.atlas).flatMap(\.findings).map { Model.atlas.findings[$0].id }
    for test in ["test.fair", "test.seated-piriformis-stretch", "test.freiberg"] {
      #expect(spared.contains(test))
    }
  }

  @Test func anOldHipOperationLeavesTheDeepButtock() throws {
    let text = "patient: {duration-weeks: 12}\nhistory: [hip-surgery]\nfindings: {pain.buttock: present}\n"
    let gate = try gate(text)
    #expect(!excluded(gate).contains("piriformis-midpoint") && gate.wanted.isEmpty)
    #expect(try patient(text).spared(Model.atlas).isEmpty)
  }

  @Test func whoseDefenceIsLowKeepsShallowTargetsAlone() throws {
    let gate = try gate("findings: {flag.immunosuppressed: present}\n")
    #expect(excluded(gate) == targets(where: \.isDeep))
    #expect(!gate.forbidsTargets)
  }

  @Test(arguments: [
    ("weak.ankle-dorsiflexion: 4-", "common-fibular-nerve", "fibularis-longus"),
    ("weak.toe-flexion: 4", "tibial-nerve", "soleus"),
    ("weak.knee-extension: 4", "femoral-nerve", "iliopsoas-distal"),
  ])
  func noNeedleGoesBesideANerveWhoseMusclesAreWeak(weak: String, nerve: String, target: String) throws {
    let beside = targets { lies($0, beside: nerve) }
    #expect(beside.contains(target))
    #expect(excluded(try gate("findings: {\(weak)}\n")).isSuperset(of: beside))
    let strong = weak.prefix { $0 != ":" } + ": 5"
    #expect(excluded(try gate("findings: {\(strong)}\n")).isEmpty)
  }

  @Test(arguments: [
    "findings: {weak.ankle-plantarflexion: 4-}\n", "findings: {sensory-loss.dorsal-foot: present}\n",
    "patient: {age: 40}\nfindings: {reflex.achilles: absent}\n", "findings: {flag.pregnancy: present}\n",
  ])
  func besideTheSciaticNerveAnAdviceBecomesAMust(text: String) throws {
    let advised = targets { $0.guidance == .recommended && lies($0, beside: "sciatic-nerve") }
    #expect(advised.contains("piriformis-midpoint"))
    #expect(excluded(try gate(text, ultrasound: false)).isSuperset(of: advised))
    let guided = try gate(text)
    #expect(!excluded(guided).contains("piriformis-midpoint"))
    let target = try #require(Model.treatment.targets["piriformis-midpoint"])
    #expect(guided.guidance(for: target) == .required)
    let calm = try gate("findings: {pain.buttock: present}\n", ultrasound: false)
    #expect(calm.guidance(for: target) == .recommended && calm.exclusion(of: target) == nil)
  }

  @Test func inPregnancyNobodyLiesProne() throws {
    let gate = try gate("findings: {flag.pregnancy: present}\n")
    for target in Model.treatment.targets where gate.exclusion(of: target) == nil {
      #expect(gate.position(for: target) == "on the side, never prone")
    }
  }

  @Test(arguments: [
    ("{tender.sacroiliac-joint: present, worse.running: present}", "sacral", true),
    ("{pain.groin: present}", "groin", true),
    ("{tender.sacroiliac-joint: present, worse.sitting: present}", "sacral", false),
  ])
  func whereABoneMayBreakNothingIsNeedledOrLoaded(findings: String, place: String, holds: Bool) throws {
    let gate = try gate("patient: {age: 15, duration-weeks: 6}\nhistory: [running]\nfindings: \(findings)\n")
    #expect(gate.againstLoad.isEmpty != holds)
    #expect(excluded(gate).isSuperset(of: targets { region($0) == place }) == holds)
  }

  @Test func aHeartValveIsToldAndForbidsNothing() throws {
    let gate = try gate("findings: {flag.heart-valve: present}\n")
    #expect(gate.precautions.map(\.id) == ["heart-valve"] && excluded(gate).isEmpty)
  }

  private static let course =
    "findings: {pain.buttock: present, trigger-point.piriformis: present, worse.sitting: present}\nsessions:\n"

  @Test(arguments: [([3, 6, 9], true), ([7, 7, 7, 7], true), ([7, 5, 4], false)])
  func aCourseThatAsksForAnEndWithholdsTheTargets(pains: [Int], holds: Bool) throws {
    let sessions = pains.enumerated().map {
      "  - {date: 2026-03-0\($0.offset + 2), pain: \($0.element), targets: [piriformis-midpoint]}\n"
    }.joined()
    let plan = try plan(Self.course + sessions)
    #expect(plan.targets.allSatisfy { $0.exclusion != nil } == holds)
    #expect(plan.worthwhile.isEmpty == holds && plan.course.isEmpty == holds)
  }

  @Test func aPainlessPalsyHasNoCourseOfPain() throws {
    let palsy =
      "weak.hip-abduction: 4, sensory-loss.lateral-thigh: present, trigger-point.gluteus-minimus: present"
    #expect(try plan("findings: {onset.painless: present, \(palsy)}\n").course.isEmpty)
    #expect(try !plan("findings: {\(palsy)}\n").course.isEmpty)
  }

  /// What was found stands before what nobody looked for, unless that promises twice as much.
  @Test func aTriggerPointThatWasFoundStandsBeforeThoseNobodyLookedFor() throws {
    let plan = try plan(
      """
      patient: {age: 63, sex: female, side: right, duration-weeks: 6}
      setting: primary-care
      findings: {pain.posterior-calf: present, trigger-point.gastrocnemius-medial: present, worse.night: present}
      """)
    let permitted = plan.targets.filter { $0.exclusion == nil }
    func id(_ target: RankedTarget) -> String { Model.treatment.targets[target.relief.target].id }
    let place = try #require(permitted.firstIndex { id($0) == "gastrocnemius-medial" })
    let found = permitted[place]
    #expect(!found.isUnpalpated)
    for target in permitted[..<place] where target.isUnpalpated {
      #expect(target.relief.relief.needling >= 2 * found.relief.relief.needling - 2e-4, "\(id(target))")
    }
    #expect(permitted.contains { id($0) == "soleus" && $0.isUnpalpated })
  }
}
