import Anatomy
import Foundation
@testable import Localization
import Simulation
import Testing

/// Directions that any clinician expects, on the real atlas.
@Suite struct SemanticsTests {
  private let localizer = Fixture.real

  private func probability(
    _ site: String, _ findings: String, _ change: (inout PatientCase) -> Void = { _ in }
  ) throws -> Double {
    let patient = try Fixture.realCase(findings, change)
    let options = try Fixture.options(localizer, "uniform", lesions: 1)
    return localizer.locate(patient, options).posterior.sites[try localizer.atlas.site(site)]
  }

  private func factor(_ finding: String, age: Double = 50) throws -> Factor {
    let patient = try Fixture.realCase(finding) { $0.age = age }
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    return try #require(answer.contexts[1].factors.first)
  }

  private func lesions(_ site: String, level: String) throws -> [Int] {
    let atlas = localizer.atlas
    let s = try atlas.site(site)
    let l = try #require(atlas.levels.position(of: level))
    return localizer.compiler.lesions.indices.filter {
      localizer.compiler.lesions[$0].site == s && localizer.compiler.lesions[$0].level == l
    }
  }

  /// A study that is normal or blocked, and nothing between, has no steps to share between the legs.
  @Test func anyValueMayBeAlikeInBothLegs() throws {
    var seen: Set<String> = []
    for finding in localizer.atlas.findings {
      let values = finding.scale.values + finding.scale.aside
      guard seen.insert("\(finding.kind) \(values)").inserted else { continue }
      for value in values {
        let record = try Fixture.realCase("\(finding.id)=\(value)").findings
        let patient = try Fixture.realCase("") {
          $0.side = .left
          ($0.findings, $0.otherSide) = (record, record)
        }
        let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
        let sum = answer.posterior.sites.reduce(0, +)
        #expect(abs(sum - 1) < 1e-9, "\(finding.id)=\(value): \(sum)")
      }
    }
  }

  @Test func bothSidesSpeakForPolyneuropathy() throws {
    let findings = "sensory-loss.lateral-foot=present reflex.achilles=absent"
    let one = try probability("polyneuropathy", findings) { $0.side = .left }
    let unknown = try probability("polyneuropathy", findings)
    let both = try probability("polyneuropathy", findings) { $0.side = .bilateral }
    #expect(one < unknown && unknown < both)
    let reflex = try Fixture.realCase("reflex.achilles=absent").findings
    let otherToo = try probability("polyneuropathy", findings) {
      $0.side = .left
      $0.otherSide = reflex
    }
    #expect(otherToo > one)
    let disc = "s1-disc-paracentral"
    let discAlone = try probability(disc, findings) { $0.side = .left }
    let discWithOther = try probability(disc, findings) {
      $0.side = .left
      $0.otherSide = reflex
    }
    #expect(discWithOther < discAlone)
  }

  /// What is found on both sides alike is explained by lesions that strike both: P(both | a, b) is the product of what
  /// each has, 1 − (1 − b)(1 − l), and l without a lesion. A nerve of one leg adds nothing to a neuropathy.
  @Test(arguments: [false, true])
  func eachLesionOfABilateralComplaintMustStrikeBothLegs(_ isStated: Bool) throws {
    let atlas = localizer.atlas
    let flag = try #require(atlas.bothSidesFinding)
    let text = "reflex.achilles=absent" + (isStated ? " \(atlas.findings[flag].id)=present" : "")
    let patient = try Fixture.realCase(text) {
      $0.side = .bilateral
      $0.age = 60
    }
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform"))
    let context = try #require(answer.contexts.first)
    let place = try #require(
      answer.evidence.observations.firstIndex {
        if case .bothSides = $0.content { true } else { false }
      })
    let factor = context.factors[place]
    let chance =
      isStated
      ? localizer.compiler.leak(flag, step: 1, context.context, answer.patient)
      : atlas.observation.bilateralLeak
    func struck(_ lesion: Int) throws -> Double {
      let site = localizer.compiler.lesions[lesion].site
      let b =
        isStated
        ? localizer.compiler.exceedance(finding: flag, step: 1, lesion: lesion, shift: context.context.shift)
        : atlas.sites[site].bilateral
      return 1 - (1 - b) * (1 - chance)
    }
    let neuropathy = try lesions("polyneuropathy", level: "severe")[0]
    let plexus = try lesions("sacral-plexus", level: "severe")[0]
    #expect(abs(factor.probability([]) - chance) < 1e-12)
    for set in [[neuropathy], [plexus], [neuropathy, plexus]] {
      let expected = try set.reduce(1) { try $0 * struck($1) }
      #expect(abs(factor.probability(set) / expected - 1) < 1e-12, "\(set)")
    }
  }

  /// Signs of the other leg have one cause: with b = P(both sides | lesion), l its leak and p, q what a lesion and
  /// chance do to each sign, their likelihood is (1 − (1 − b)(1 − l)) Π(1 − (1 − p)(1 − q)) + (1 − b)(1 − l) Π q.
  @Test func signsOfTheOtherLegHaveOneCause() throws {
    let atlas = localizer.atlas
    var patient = try Fixture.realCase("weak.ankle-dorsiflexion=3")
    patient.side = .left
    patient.age = 40
    patient.sex = "male"
    patient.otherSide = try Fixture.realCase(
      "weak.ankle-dorsiflexion=present paraesthesia.dorsal-foot=present"
    ).findings
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform"))
    #expect(answer.contexts.map(\.context.isBilateral) == [true, false, true, false, true, false])
    let usual = answer.contexts.filter { $0.context.shift == answer.contexts[2].context.shift }
    for site in ["fibular-neck", "polyneuropathy", "l5-disc-paracentral"] {
      let lesion = try lesions(site, level: "moderate")[0]
      let b = atlas.sites[try atlas.site(site)].bilateral
      let l = atlas.observation.bilateralLeak
      var struck = 1.0
      var chance = 1.0
      for record in patient.otherSide {
        let p = localizer.compiler.exceedance(
          finding: record.finding, step: 1, lesion: lesion, shift: usual[0].context.shift)
        let q = localizer.compiler.leak(record.finding, step: 1, usual[0].context, answer.patient)
        struck *= 1 - (1 - p) * (1 - q)
        chance *= q
      }
      let spared = (1 - b) * (1 - l)
      let likelihood = usual.reduce(0) { sum, entry in
        sum + entry.factors.dropFirst().reduce(1) { $0 * $1.probability([lesion]) }
      }
      let expected = (1 - spared) * struck + spared * chance
      #expect(abs(likelihood / expected - 1) < 1e-12, "\(site)")
    }
  }

  /// Chance makes jerks weak in both legs alike more often than in one: what both show is the sum over a common loss and
  /// one of each leg, drawn out here; each leg by itself keeps its leak.
  @Test(arguments: ["normal", "reduced", "absent"], ["normal", "reduced", "absent"])
  func chanceLossesOfReflexesAreAlikeInBothLegs(_ here: String, _ there: String) throws {
    let atlas = localizer.atlas
    let f = try #require(atlas.findings.position(of: "reflex.achilles"))
    let shared = try #require(atlas.kinds[atlas.findings[f].kind].leakOfBothLegs)
    let scale = ["normal", "reduced", "absent"]
    let record = try #require(try Fixture.realCase("reflex.achilles=\(there)").findings.first)
    let patient = try Fixture.realCase("reflex.achilles=\(here)") {
      $0.side = .left
      $0.age = 70
      $0.sex = "male"
      $0.otherSide = [record]
    }
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let one = try #require(answer.contexts.first { $0.context.isBilateral == false })
    let places = answer.evidence.observations.indices.filter {
      answer.evidence.observations[$0].label.hasSuffix("reflex.achilles")
    }
    #expect(places.count == 2)
    let leak = (1...2).map { localizer.compiler.leak(f, step: $0, one.context, answer.patient) }
    func steps(_ least: [Double]) -> [Double] { [1 - least[0], least[0] - least[1], least[1]] }
    let common = steps(leak.map { shared * $0 })
    let single = steps(leak.map { 1 - (1 - $0) / (1 - shared * $0) })
    // A jerk that has a value of the scale is not brisk.
    let aside = 1 - (try #require(atlas.findings[f].valueLeaks["brisk"])).probability(age: 50)
    for site in [nil, "s1-disc-paracentral"] {
      let lesion = try site.map { try lesions($0, level: "moderate")[0] }
      let struck = steps(
        (1...2).map { step in
          lesion.map {
            localizer.compiler.exceedance(finding: f, step: step, lesion: $0, shift: one.context.shift)
          } ?? 0
        })
      var expected = 0.0
      for c in 0...2 {
        for u in 0...2 {
          for v in 0...2 {
            for l in 0...2 where scale[max(c, u, l)] == here && scale[max(c, v)] == there {
              expected += common[c] * single[u] * single[v] * struck[l]
            }
          }
        }
      }
      let found = places.reduce(1) { $0 * one.factors[$1].probability(lesion.map { [$0] } ?? []) }
      let brisk = lesion.map { localizer.compiler.asideProbability(f, column: $0).any } ?? 1 - aside
      let spared = (1 - brisk) * aside
      #expect(abs(found / (expected * spared) - 1) < 1e-12, "\(site ?? "none")")
    }
  }

  /// Where a mode says that the other leg has another one, signs of that leg are those of the other mode.
  @Test func theOtherLegMayHaveOtherNervesCaught() throws {
    let atlas = localizer.atlas
    let record = try #require(try Fixture.realCase("weak.toe-flexion=3").findings.first)
    let patient = try Fixture.realCase("weak.ankle-dorsiflexion=3") { $0.otherSide = [record] }
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform"))
    let both = try #require(answer.contexts.first { $0.context.isBilateral == true })
    let place = try #require(answer.evidence.observations.firstIndex { $0.label.hasPrefix("other-side") })
    var count = 0
    for (j, lesion) in localizer.compiler.lesions.enumerated() {
      let modes = atlas.sites[lesion.site].modes
      guard lesion.mode < modes.count else { continue }
      var other = lesion
      if let mode = modes[lesion.mode].otherLeg {
        other.mode = mode
        count += 1
      }
      let k = try #require(localizer.compiler.lesions.firstIndex(of: other))
      let p = [4, 7].map {
        localizer.compiler.exceedance(finding: record.finding, step: $0, lesion: k, shift: both.context.shift)
      }
      let q = [4, 7].map { localizer.compiler.leak(record.finding, step: $0, both.context, answer.patient) }
      let expected = (1 - p[1]) * (1 - q[1]) - (1 - p[0]) * (1 - q[0])
      #expect(abs(both.factors[place].probability([j]) - expected) < 1e-12)
    }
    #expect(count >= 9)
  }

  /// A joint weakens its muscles a little: a slight weakness speaks for it as much as any, a palsy no more than that.
  @Test func noJointExplainsAPalsy() throws {
    for (site, finding, nerve) in [
      ("greater-trochanteric-pain", "weak.gluteus-medius", "superior-gluteal"),
      ("hip-joint", "weak.hip-abduction", "superior-gluteal"),
      ("knee-joint", "weak.knee-extension", "femoral-inguinal"),
    ] {
      let lesion = try lesions(site, level: "moderate")[0]
      let ratios = try ["4", "3", "2", "0"].map { grade in
        let factor = try factor("\(finding)=\(grade)", age: 50)
        return factor.probability([lesion]) / factor.probability([])
      }
      #expect(ratios[0] > 4, "\(finding) \(ratios)")
      #expect(zip(ratios, ratios.dropFirst()).allSatisfy { $0 > 0.99 * $1 }, "\(finding) \(ratios)")
      let palsy = "\(finding)=1"
      #expect(try probability(nerve, palsy) > 3 * probability(site, palsy), "\(site)")
    }
  }

  @Test func ankleJerkOfTheOldWeighsLess() throws {
    let ages = [20.0, 60, 80]
    let leaks = try ages.map { try factor("reflex.achilles=absent", age: $0).probability([]) }
    #expect(leaks[0] < leaks[1] && leaks[1] < leaks[2])
    let root = try lesions("s1-disc-paracentral", level: "moderate")[0]
    let ratios = try ages.map { age in
      let factor = try factor("reflex.achilles=absent", age: age)
      return factor.probability([root]) / factor.probability([])
    }
    #expect(ratios[0] > ratios[1] && ratios[1] > ratios[2])
    for id in [
      "ncs.sural-snap=absent", "ncs.h-reflex=absent", "ncs.medial-plantar-snap=absent",
      "emg.abductor-hallucis=denervated",
    ] {
      #expect(try factor(id, age: 80).probability([]) > factor(id, age: 20).probability([]), "\(id)")
    }
  }

  @Test func briskJerksSpeakForTheCentralCause() throws {
    let foot = "weak.ankle-dorsiflexion=3"
    let without = try probability("central-nervous-system", foot)
    let brisk = try probability("central-nervous-system", foot + " reflex.achilles=brisk")
    let reduced = try probability("central-nervous-system", foot + " reflex.achilles=reduced")
    #expect(brisk > 3 * without)
    #expect(reduced < without)
  }

  @Test func slowingSaysOfAmplitudeOnlyThatThereIsOne() throws {
    let slowed = try factor("ncs.fibular-cmap=slowed")
    let absent = try factor("ncs.fibular-cmap=absent")
    let normal = try factor("ncs.fibular-cmap=normal")
    for (site, level) in [("fibular-neck", "severe"), ("l5-disc-paracentral", "severe")] {
      for v in try lesions(site, level: level) {
        // Without chance, a response that is there may be slow or not, and one that is lost is neither.
        let present = try #require(absent.lower)[v]
        #expect(absent.upper[v] == 1 && abs(slowed.upper[v] - present) < 1e-12)
        #expect(slowed.probability([v]) + absent.probability([v]) <= 1 + 1e-12)
        #expect(normal.probability([v]) < normal.probability([]))
        #expect(absent.probability([v]) > absent.probability([]))
      }
    }
    // A lesion that loses hardly any fibres leaves the channel to itself.
    for v in try lesions("fibular-neck", level: "mild") { #expect(slowed.upper[v] > 0.99) }
    let neck = try lesions("fibular-neck", level: "moderate")
    #expect(neck.contains { slowed.probability([$0]) > 5 * slowed.probability([]) })
  }

  /// An alarm names modes by their places, which a reduced atlas no longer has.
  @Test func anAlarmOfAReducedAtlasNamesModesThatItHas() {
    let reduced = localizer.atlas.reduced(toMainModes: true, toMiddleLevel: false)
    #expect(reduced.sites.contains { $0.alarm != nil })
    for site in reduced.sites {
      for mode in site.alarm.flatMap(\.modes) ?? [] {
        #expect(site.modes.indices.contains(mode), "\(site.id)")
      }
    }
  }

  /// A red flag that speaks of a site stands for the alarm of that site, which sounds where the flag does not fire.
  @Test func aRedFlagThatSpeaksOfASiteSilencesItsAlarm() throws {
    let atlas = localizer.atlas
    let muscle = try #require(atlas.sites.position(of: "myopathy"))
    let thighs = """
      weak.hip-flexion=4 weak.hip-abduction=4 weak.knee-extension=4 weak.ankle-dorsiflexion=5 \
      weak.ankle-plantarflexion=5 reflex.patellar=normal reflex.achilles=normal sensory-loss.lower-limb=absent
      """
    for (more, isTold) in [(" flag.bladder-bowel=absent", true), ("", false)] {
      let patient = try Fixture.realCase(thighs + more) {
        $0.side = .bilateral
        $0.durationWeeks = 20
      }
      let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform"))
      #expect(answer.posterior.sites[muscle] > 0.9)
      #expect(answer.patient.urgency(atlas).contains { $0.sites.contains(muscle) } == isTold)
      #expect(answer.alarm(atlas)?.site == (isTold ? nil : muscle))
    }
  }

  /// A drop of amplitude across one stretch hardly happens by chance; slowing does more often.
  @Test func aBlockSaysMoreThanSlowing() throws {
    let blocked = try factor("ncs.fibular-neck-block=blocked")
    let slowed = try factor("ncs.fibular-neck-block=slowed")
    #expect(abs(blocked.probability([]) - 0.005) < 1e-9 && abs(slowed.probability([]) - 0.02) < 1e-9)
    let drop = "weak.ankle-dorsiflexion=3 ncs.fibular-neck-block="
    let (afterBlock, afterSlowing) = (
      try probability("fibular-neck", drop + "blocked"), try probability("fibular-neck", drop + "slowed")
    )
    #expect(afterBlock > afterSlowing)
  }

  /// Neurapraxia: with a block across the neck a needle and amplitudes beyond it that are normal do not clear the neck.
  @Test func aPureBlockIsFoundWhereItIs() throws {
    let weak =
      "weak.ankle-dorsiflexion=2 weak.great-toe-extension=2 weak.ankle-inversion=5 ncs.fibular-neck-block=blocked"
    let spared =
      weak + " emg.tibialis-anterior=normal emg.fibularis-longus=normal emg.lumbar-paraspinals=normal"
      + " ncs.fibular-cmap=normal ncs.superficial-fibular-snap=normal"
    let withNormal = try probability("fibular-neck", spared)
    #expect(withNormal > 0.9)
    let unseen = try probability("fibular-neck", weak)
    #expect(withNormal > unseen - 0.1)
  }

  @Test func painLimitsStrength() throws {
    func leak(_ pain: String) throws -> Double {
      let patient = try Fixture.realCase("weak.hip-abduction=4 " + pain)
      let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
      return answer.contexts[1].factors[0].probability([])
    }
    #expect(try leak("pain.lateral-hip=present") > leak(""))
    #expect(try leak("pain.lateral-hip=absent") == leak(""))
    #expect(try leak("pain.sole=present") == leak(""))
  }

  @Test func graveGradesSpeakForGraveLesions() throws {
    let severe = try lesions("fibular-neck", level: "severe")[0]
    let mild = try lesions("fibular-neck", level: "mild")[0]
    let none = try factor("weak.tibialis-anterior=0")
    let slight = try factor("weak.tibialis-anterior=4+")
    #expect(none.probability([severe]) > 10 * none.probability([mild]))
    #expect(slight.probability([mild]) > slight.probability([severe]))
    let present = try factor("weak.tibialis-anterior=present").probability([mild])
    let normal = try factor("weak.tibialis-anterior=5").probability([mild])
    #expect(abs(present + normal - 1) < 1e-12)
  }

  @Test func aMiddleValueOfALocalSignCountsForItsCause() throws {
    // Weak foot pulses speak for an artery as missing ones do, only less.
    let before = try probability("vascular-claudication", "worse.walking=present")
    let absent = try probability("vascular-claudication", "worse.walking=present sign.pedal-pulses=absent")
    let reduced = try probability("vascular-claudication", "worse.walking=present sign.pedal-pulses=reduced")
    #expect(absent > before)
    #expect(reduced > before)
  }

  @Test func trueSettingIsTheOneNamed() throws {
    let atlas = localizer.atlas
    let patient = try Fixture.realCase("weak.ankle-dorsiflexion=3") {
      $0.setting = Fixture.real.atlas.settings.position(of: "foot-drop")
    }
    #expect(localizer.locate(patient, Localizer.Options(maximumLesions: 1)).setting.id == "foot-drop")
    let uniform = try Fixture.options(localizer, "uniform", lesions: 1)
    #expect(localizer.locate(patient, uniform).setting.id == "uniform")
    let plain = try Fixture.realCase("weak.ankle-dorsiflexion=3")
    #expect(localizer.locate(plain, Localizer.Options(maximumLesions: 1)).setting.id == atlas.defaultSetting)
  }
}
