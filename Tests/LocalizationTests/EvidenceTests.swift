import Anatomy
import Foundation
@testable import Localization
import Simulation
import Testing

/// What of a case counts, and how often.
@Suite struct EvidenceTests {
  private func evidence(_ text: String) throws -> (labels: [String], notices: [String]) {
    let patient = try Fixture.tinyCase(text).completed(Fixture.tiny.atlas)
    let evidence = Evidence(patient, Fixture.tiny.atlas)
    return (evidence.observations.map(\.label), evidence.notices)
  }

  private func excluded(_ text: String, _ id: String) throws -> Set<FindingMember>? {
    let patient = try Fixture.tinyCase(text)
    for observation in Evidence(patient, Fixture.tiny.atlas).observations where observation.label == id {
      if case .recorded(_, let excluding) = observation.content { return excluding }
    }
    return nil
  }

  /// A block across a stretch that was looked for by itself is not counted again in the study of the whole way.
  @Test func amplitudeAloneCountsBesideAStudyOfTheStretch() throws {
    func counted(_ findings: String) throws -> [String: Bool] {
      let patient = try Fixture.realCase(findings)
      var result: [String: Bool] = [:]
      for observation in Evidence(patient, Fixture.real.atlas).observations {
        if case .amplitude = observation.content { result[observation.label] = false }
        if case .recorded = observation.content { result[observation.label] = true }
      }
      return result
    }
    let (whole, stretch) = ("ncs.fibular-cmap", "ncs.fibular-neck-block")
    #expect(try counted("\(whole)=normal") == [whole: true])
    #expect(try counted("\(whole)=normal \(stretch)=blocked") == [whole: false, stretch: true])
    #expect(try counted("\(whole)=reduced \(stretch)=normal") == [whole: false, stretch: true])
    #expect(try counted("\(whole)=slowed \(stretch)=normal") == [whole: true, stretch: true])
    #expect(
      try counted("ncs.tibial-cmap=normal \(stretch)=normal") == ["ncs.tibial-cmap": true, stretch: true])
  }

  @Test func movementIsDroppedBesideItsMainMuscle() throws {
    // Brannel does 0.7 of the lift and 0.4 of the spread; toft 0.3 and 0.6.
    let both = try evidence("findings: {feeble.brannel-lift: 3, feeble.brannel: 3}")
    #expect(both.labels == ["feeble.brannel"])
    #expect(both.notices.contains { $0.contains("feeble.brannel-lift") && $0.contains("feeble.brannel") })
    #expect(try evidence("findings: {feeble.brannel-lift: 3, feeble.toft: 3}").labels.count == 2)
    #expect(try evidence("findings: {feeble.toft-spread: 3, feeble.toft: normal}").labels == ["feeble.toft"])
    // Another kind of finding of the same muscle drops nothing.
    #expect(try evidence("findings: {feeble.brannel-lift: 3, needle.brannel: lively}").labels.count == 2)
  }

  @Test func membersAreTakenOutOfAGroup() throws {
    let atlas = Fixture.tiny.atlas
    let brannel = try #require(atlas.muscles.position(of: "brannel"))
    let front = try #require(atlas.regions.position(of: "hide-front"))
    #expect(
      try excluded("findings: {feeble.limb-movers: normal, feeble.brannel: 3}", "feeble.limb-movers")
        == [.muscle(brannel)])
    #expect(
      try excluded("findings: {dull.whole-hide: absent, dull.hide-front: present}", "dull.whole-hide")
        == [.region(front)])
    #expect(
      try excluded("findings: {dull.whole-hide: absent, ache.hide-front: present}", "dull.whole-hide") == [])
    // With every member recorded nothing is left to say.
    let all = try evidence("findings: {feeble.limb-movers: normal, feeble.brannel: 5, feeble.toft: 5}")
    #expect(all.labels == ["feeble.brannel", "feeble.toft"])
  }

  @Test func aGroupCountsOnce() throws {
    let localizer = Fixture.tiny
    let patient = try Fixture.tinyCase("findings: {dull.whole-hide: present}")
    let answer = localizer.locate(patient, try Fixture.options(localizer, "level-field", lesions: 1))
    #expect(answer.evidence.observations.count == 1)
    // Odds of a pinch over nothing: one factor, not one per member.
    let pinch = try localizer.atlas.site("lo-pinch")
    let posterior = answer.posterior
    let prior = localizer.locate(PatientCase(), try Fixture.options(localizer, "level-field", lesions: 1))
      .posterior
    let ratio =
      posterior.sites[pinch] / posterior.sites[localizer.atlas.unexplained]
      / (prior.sites[pinch] / prior.sites[localizer.atlas.unexplained])
    #expect(ratio > 1)
    #expect(ratio <= 1 / 0.05)
  }

  @Test func smallerAbnormalGroupStandsForTheLarger() throws {
    let patient = try Fixture.realCase("sensory-loss.sole=present sensory-loss.foot=present")
    let labels = Evidence(patient, Fixture.real.atlas).observations.map(\.label)
    #expect(labels == ["sensory-loss.sole"])
  }

  @Test func earlyNormalNeedleStudyWeighsNothing() throws {
    let early = try evidence("patient: {duration-weeks: 2}\nfindings: {needle.toft: normal}")
    #expect(early.labels.isEmpty)
    #expect(early.notices.count == 1)
    #expect(early.notices[0].contains("needle.toft") && early.notices[0].contains("2 weeks"))
    #expect(
      try evidence("patient: {duration-weeks: 2}\nfindings: {needle.toft: lively}").labels == ["needle.toft"])
    #expect(
      try evidence("patient: {duration-weeks: 3}\nfindings: {needle.toft: normal}").labels == ["needle.toft"])
    #expect(try evidence("findings: {needle.toft: normal}").labels == ["needle.toft"])
  }

  @Test(arguments: [
    ("emg.tibialis-anterior=normal", 2.0, 0), ("emg.tibialis-anterior=denervated", 2.0, 1),
    ("emg.tibialis-anterior=normal", 4.0, 1), ("ncs.sural-snap=normal", 1.0, 0),
    ("ncs.sural-snap=reduced", 1.0, 1),
    ("ncs.sural-snap=normal", 1.5, 1), ("ncs.fibular-neck-block=blocked", 0.5, 1),
    ("weak.tibialis-anterior=5", 0.5, 1),
  ])
  func timingInTheRealAtlas(_ finding: String, _ weeks: Double, _ count: Int) throws {
    let patient = try Fixture.realCase(finding) { $0.durationWeeks = weeks }
    let evidence = Evidence(patient, Fixture.real.atlas)
    #expect(evidence.observations.count == count)
    #expect(evidence.notices.isEmpty == (count == 1))
  }

  @Test func conductionBlockCountsFromDayOne() throws {
    // Block shows at once across the lesion, so a free passage there excludes it at once too.
    let patient = try Fixture.realCase("ncs.fibular-neck-block=normal") { $0.durationWeeks = 0.5 }
    #expect(Evidence(patient, Fixture.real.atlas).observations.count == 1)
  }

  @Test func silenceCountsOnlyInASummary() throws {
    func silent(_ examination: String, _ value: String = "present") throws -> [String] {
      try evidence("examination: \(examination)\nfindings: {dull.hide-front: \(value)}").labels.filter {
        $0.hasPrefix("not mentioned")
      }
    }
    #expect(try silent("focused").isEmpty)
    #expect(try silent("complete").isEmpty)
    // Salient items, and the other region of the family that has a positive.
    let salient = ["alarm.twin-trouble", "alarm.rim-dead", "probe.stagger-sign"].map {
      "not mentioned: " + $0
    }
    #expect(try silent("summary") == ["not mentioned: dull.hide-back"] + salient)
    #expect(try silent("summary", "absent") == salient)
    let weights = Evidence(
      try Fixture.tinyCase("examination: summary\nfindings: {dull.hide-front: present}"), Fixture.tiny.atlas
    ).observations.compactMap { observation -> Double? in
      if case .silent(_, let weight) = observation.content { weight } else { nil }
    }
    #expect(weights == [0.4, 0.3, 0.3, 0.3])
    // A movement is spoken of where a muscle with a fair share of it was graded.
    let graded = try evidence("examination: summary\nfindings: {feeble.toft: 3}").labels
    #expect(!graded.contains { $0.contains("brannel-lift") })
  }

  @Test func silenceIsAWeakNegative() throws {
    let localizer = Fixture.tiny
    let patient = try Fixture.tinyCase(
      "patient: {age: 20, sex: male}\nexamination: summary\nfindings: {probe.torr-tap: positive}")
    let answer = localizer.locate(patient)
    let index = try #require(
      answer.evidence.observations.firstIndex { $0.label == "not mentioned: probe.stagger-sign" })
    let factor = answer.contexts[0].factors[index]
    // Leak 0.02; the staggers show the sign with 0.6 times the expression 0.7, 1, 1.1 of their levels.
    #expect(abs(factor.probability([]) - (1 - 0.3 * 0.02)) < 1e-12)
    let stagger = try localizer.atlas.site("stagger")
    for (v, lesion) in localizer.compiler.lesions.enumerated() where lesion.site == stagger {
      let p = 0.6 * [0.7, 1, 1.1][lesion.level]
      #expect(abs(factor.probability([v]) - (1 - 0.3 * 0.02) * (1 - 0.3 * p)) < 1e-12)
    }
  }

  @Test func completeMakesBlocksOfNormals() throws {
    let labels = try evidence("examination: complete\nfindings: {feeble.toft: 3}").labels
    #expect(
      labels == [
        "feeble.toft", "all other feeble normal", "all other dull normal", "all other jolt normal",
        "all other probe normal",
      ])
    let real = try Fixture.realCase("weak.tibialis-anterior=3") { $0.examination = .complete }
    let blocks = Evidence(real, Fixture.real.atlas).observations.map(\.label).filter {
      $0.hasPrefix("all other")
    }
    #expect(
      Set(blocks)
        == Set(
          ["weak", "atrophy", "sensory-loss", "reflex", "test", "tinel", "tender"].map {
            "all other \($0) normal"
          }))
    // A block is no stronger than its most affected member.
    let localizer = Fixture.tiny
    let answer = localizer.locate(try Fixture.tinyCase("examination: complete\nfindings: {feeble.toft: 5}"))
    let context = answer.contexts[0].context
    let block = try #require(answer.evidence.observations.firstIndex { $0.label == "all other dull normal" })
    let factor = answer.contexts[0].factors[block]
    let parts = try ["hide-front", "hide-back", "hide-rim"].map { id in
      localizer.compiler.exceedance(finding: try localizer.atlas.finding("dull." + id), shift: context.shift)
    }
    #expect(abs(factor.probability([]) - 0.95) < 1e-12)
    for v in localizer.compiler.lesions.indices {
      let most = parts.map { $0[v] }.max() ?? 0
      #expect(abs(factor.probability([v]) - 0.95 * (1 - most)) < 1e-12)
    }
  }

  /// A normal jolt excludes a wild one, whether it is written down or implied.
  @Test func aBlockOfNormalsExcludesWhatIsAside() throws {
    let localizer = Fixture.tiny
    let stagger = try localizer.atlas.site("stagger")
    let heavy = try #require(
      localizer.compiler.lesions.lastIndex { $0.site == stagger })
    func probability(_ text: String, _ label: String) throws -> Double {
      let answer = localizer.locate(try Fixture.tinyCase("patient: {age: 5, sex: male}\n" + text))
      let index = try #require(answer.evidence.observations.firstIndex { $0.label == label })
      return answer.contexts[0].factors[index].probability([heavy])
    }
    let written = try probability("findings: {jolt.brannel-jolt: normal}", "jolt.brannel-jolt")
    let implied = try probability("examination: complete\nfindings: {}", "all other jolt normal")
    // Wild in 0.7 of the staggers, 1.1 times that when heavy, and 0.03 by chance; leak of a lost jolt 0.03 at 5.
    #expect(abs(written - 0.97 * 0.97 * (1 - 0.77)) < 1e-9)
    #expect(implied < 0.5)
  }

  @Test func synonymsSetEachOther() throws {
    let atlas = Fixture.tiny.atlas
    let flagged = try Fixture.tinyCase("findings: {alarm.stung: present}").completed(atlas)
    let stung = try #require(atlas.modifiers.position(of: "stung"))
    #expect(flagged.history == [stung])
    let implied = try Fixture.tinyCase("findings: {dull.hide-rim: present}").completed(atlas)
    #expect(implied.findings.contains { $0.finding == atlas.findings.position(of: "alarm.rim-dead") })
    let real = Fixture.real.atlas
    let blood = try Fixture.realCase("flag.anticoagulant=present").completed(real)
    #expect(blood.history == [try #require(real.modifiers.position(of: "anticoagulant"))])
    let absent = try Fixture.realCase("flag.anticoagulant=absent").completed(real)
    #expect(absent.history.isEmpty)
    let cancer = try Fixture.realCase("") {
      $0.history = [Fixture.real.atlas.modifiers.position(of: "cancer") ?? 0]
    }.completed(real)
    #expect(cancer.findings.contains { $0.finding == real.findings.position(of: "flag.cancer-history") })
  }
}
