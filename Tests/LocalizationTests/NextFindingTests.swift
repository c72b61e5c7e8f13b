import Anatomy
import Foundation
@testable import Localization
import Testing

/// The next finding against answers to the case with each of its outcomes recorded.
@Suite struct NextFindingTests {
  private let localizer = Fixture.real
  private let known = "weak.ankle-dorsiflexion=3 sensory-loss.dorsal-foot=present test.slr=positive"

  private func record(_ id: String, _ value: String) throws -> RecordedFinding {
    let f = try localizer.atlas.finding(id)
    return RecordedFinding(
      finding: f, value: value, reading: try #require(localizer.atlas.findings[f].scale.reading(of: value)))
  }

  private func next(_ patient: PatientCase, lesions: Int, count: Int = 5) throws -> [NextFinding] {
    let options = try Fixture.options(localizer, "uniform", lesions: lesions)
    return localizer.next(after: localizer.locate(patient, options), count: count, options)
  }

  /// I = Σ P(v) Σ P(s | v) log2 (P(s | v) / P(s)) and P(v) = P(findings, v) / P(findings), each from the enumeration of
  /// single lesions with v recorded.
  @Test func informationIsWhatTheAnswersGain() throws {
    let patient = try Fixture.realCase(known)
    let options = try Fixture.options(localizer, "uniform", lesions: 1)
    let before = localizer.locate(patient, options).posterior
    let findings = try next(patient, lesions: 1).filter {
      localizer.atlas.findings[$0.finding].scale.aside.isEmpty
    }
    #expect(findings.count > 10)
    for next in findings {
      var bits = 0.0
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(localizer.atlas.findings[next.finding].id, outcome.value))
        let after = localizer.locate(examined, options).posterior
        let probability = exp(after.logEvidence - before.logEvidence)
        #expect(abs(probability - outcome.probability) < 1e-9)
        #expect(after.ranking[0] == outcome.firstSite)
        #expect(abs(after.sites[outcome.firstSite] - outcome.probabilityOfFirst) < 1e-9)
        bits +=
          probability
          * zip(after.sites, before.sites).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log2($1.0 / $1.1) : 0) }
      }
      #expect(abs(bits - next.bits) < 1e-9, "\(localizer.atlas.findings[next.finding].id)")
    }
  }

  /// Over pairs, too, an outcome is what the case with it recorded gives.
  @Test func outcomesHoldForSetsOfTwo() throws {
    let patient = try Fixture.realCase(known)
    let options = try Fixture.options(localizer, "uniform")
    for next in try next(patient, lesions: 2, count: 1) {
      #expect(abs(next.outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(localizer.atlas.findings[next.finding].id, outcome.value))
        let after = localizer.locate(examined, options).posterior
        #expect(after.ranking[0] == outcome.firstSite)
        #expect(abs(after.sites[outcome.firstSite] - outcome.probabilityOfFirst) < 1e-9)
      }
    }
  }

  @Test func firstOfACostTellsMostAndDoublesAreLeftOut() throws {
    let patient = try Fixture.realCase(
      "weak.ankle-dorsiflexion=3 weak.great-toe-extension=3 test.slr=positive")
    let atlas = localizer.atlas
    let all = try next(patient, lesions: 1, count: 400)
    let few = try next(patient, lesions: 1, count: 3)
    for cost in Cost.allCases {
      let own = all.filter { atlas.findings[$0.finding].cost == cost }
      let picked = few.filter { atlas.findings[$0.finding].cost == cost }
      #expect(picked.count <= 3 && picked.first?.finding == own.max { $0.bits < $1.bits }?.finding)
    }
    // The paraspinal muscles of a level lose the same fibres.
    let paraspinal = ["emg.lumbar-multifidus", "emg.erector-spinae", "emg.lumbar-paraspinals"]
    #expect(all.filter { paraspinal.contains(atlas.findings[$0.finding].id) }.count == 1)
  }

  @Test func whatIsKnownOrTooEarlyIsNotAskedAgain() throws {
    var patient = try Fixture.realCase(known)
    patient.durationWeeks = 1
    let atlas = localizer.atlas
    let ids = try next(patient, lesions: 1, count: 400).map { atlas.findings[$0.finding].id }
    #expect(!ids.isEmpty && Set(ids).count == ids.count)
    for id in ["weak.ankle-dorsiflexion", "weak.tibialis-anterior", "sensory-loss.dorsal-foot", "test.slr"] {
      #expect(!ids.contains(id), "\(id)")
    }
    #expect(!ids.contains { $0.hasPrefix("emg.") || $0 == "ncs.sural-snap" })
    #expect(ids.contains("ncs.fibular-neck-block"), "block shows from the first day")
    #expect(ids.contains("ncs.h-reflex"), "and so does a late response that fails")
    #expect(!ids.contains { id in atlas.safetyQuestions.contains { atlas.findings[$0].id == id } })
  }

  @Test func onlyWhatPeopleDoIsAskedFor() throws {
    let atlas = localizer.atlas
    func ids(_ more: String) throws -> Set<String> {
      let patient = try Fixture.realCase("pain.posterior-calf sensory-loss.lateral-foot " + more)
      return Set(try next(patient, lesions: 1, count: 400).map { atlas.findings[$0.finding].id })
    }
    #expect(try ids("").contains("test.bowstring"))
    #expect(
      try !ids("test.slr=negative").contains("test.bowstring"), "it goes on from a raised leg that hurts")
    let rare = atlas.findings.filter(\.isRarelyExamined).map(\.id)
    #expect(rare.contains("emg.inferior-gemellus"))
    #expect(try ids("").isDisjoint(with: rare))
    #expect(try !ids("ncs.tibial-cmap=normal").contains("ncs.medial-plantar-cmap"), "the same recording")
  }

  /// In a published report, silence about a finding no longer counts once it is examined.
  @Test func examinationEndsSilence() throws {
    var patient = try Fixture.realCase("weak.ankle-dorsiflexion=3")
    patient.examination = .summary
    let options = try Fixture.options(localizer, "uniform", lesions: 1)
    let answer = localizer.locate(patient, options)
    let f = try localizer.atlas.finding("weak.hip-abduction")
    #expect(
      answer.evidence.observations.contains {
        if case .silent(f, _) = $0.content { true } else { false }
      })
    let next = try #require(localizer.next(after: answer, count: 400, options).first { $0.finding == f })
    // By hand: every observation of the report but the silence, and the finding as at the bedside.
    var focused = answer.patient
    focused.examination = .focused
    let kept = answer.evidence.observations.indices.filter {
      if case .silent(f, _) = answer.evidence.observations[$0].content { false } else { true }
    }
    for outcome in next.outcomes {
      let found = Observation(
        content: .recorded(try record("weak.hip-abduction", outcome.value), excluding: []), label: "")
      var sites = Array(repeating: 0.0, count: localizer.atlas.sites.count)
      for entry in answer.contexts {
        let factors =
          kept.map { entry.factors[$0] }
          + [localizer.compiler.factor(found, context: entry.context, patient: focused)]
        for (j, lesion) in localizer.compiler.lesions.enumerated() {
          sites[lesion.site] += factors.reduce(
            entry.context.probability * exp(localizer.logPrior(entry.prior, j))
          ) { $0 * $1.probability([j]) }
        }
        sites[localizer.atlas.unexplained] += factors.reduce(
          entry.context.probability * exp(entry.prior.logScale[0])
        ) { $0 * $1.probability([]) }
      }
      let share = sites[outcome.firstSite] / sites.reduce(0, +)
      #expect(sites.max() == sites[outcome.firstSite])
      #expect(abs(share - outcome.probabilityOfFirst) < 1e-9, "\(outcome.value)")
    }
  }
}
