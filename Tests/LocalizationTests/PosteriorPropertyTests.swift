import Anatomy
import Foundation
import LinearAlgebra
import Localization
import Testing

/// What must hold for any case of the real atlas.
@Suite struct PosteriorPropertyTests {
  private let localizer = Fixture.real
  private var atlas: Atlas { localizer.atlas }

  private func options(lesions: Int = 1, threads: Int = 1) throws -> Localizer.Options {
    try Fixture.options(localizer, "uniform", lesions: lesions, threads: threads)
  }

  private func difference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test(arguments: 1...8)
  func orderOfFindingsDoesNotMatter(_ seed: Int) throws {
    let patient = atlas.randomCase(seed: UInt64(seed), findings: 12)
    var shuffled = patient
    var random = SplitMix64(seed: UInt64(seed) + 77)
    shuffled.findings.shuffle(using: &random)
    #expect(shuffled.findings != patient.findings)
    let lesions = seed % 4 == 0 ? 2 : 1
    let first = localizer.locate(patient, try options(lesions: lesions)).posterior
    let second = localizer.locate(shuffled, try options(lesions: lesions)).posterior
    #expect(difference(first.sites, second.sites) < 1e-12)
    #expect(difference(first.lesionCounts, second.lesionCounts) < 1e-12)
  }

  /// Under `focused`, silence means nothing: adding a finding and taking it away leaves the same bits, and a case
  /// without findings is the prior.
  @Test func whatWasNotExaminedChangesNothing() throws {
    let empty = try Fixture.realCase("")
    let posterior = localizer.locate(empty, try options()).posterior
    let answer = localizer.locate(empty, try options())
    #expect(answer.evidence.observations.isEmpty)
    let weights = answer.contexts[0].prior.siteWeights
    let total = weights.reduce(0, +)
    let counts = answer.setting.lesionCounts
    for s in atlas.sites.indices where s != atlas.unexplained {
      let prior = counts[1] / (counts[0] + counts[1]) * weights[s] / total
      #expect(abs(posterior.sites[s] - prior) < 1e-12)
    }
    for examination in [Examination.focused, .summary, .complete] {
      var patient = try Fixture.realCase("weak.ankle-dorsiflexion=3")
      patient.examination = examination
      let count = localizer.locate(patient, try options()).evidence.observations.count
      #expect((count == 1) == (examination == .focused))
    }
  }

  @Test(arguments: 1...10)
  func probabilitiesSum(_ seed: Int) throws {
    let patient = atlas.randomCase(seed: UInt64(seed) * 31, findings: 2 + seed * 2)
    let posterior = localizer.locate(patient, try options(lesions: seed % 3 == 0 ? 2 : 1)).posterior
    let counts = posterior.lesionCounts
    #expect(abs(counts.reduce(0, +) - 1) < 1e-10)
    let sites = posterior.sites.enumerated().filter { $0.offset != atlas.unexplained }.map(\.element)
    #expect(abs(sites.reduce(0, +) - (counts[1] + 2 * counts[2] + 3 * counts[3])) < 1e-10)
    #expect(posterior.sites[atlas.unexplained] == counts[0])
    #expect(posterior.explanations.reduce(0) { $0 + $1.probability } <= 1 + 1e-10)
    #expect(posterior.sites.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-12 })
    for (s, severity) in posterior.severities.enumerated() where posterior.sites[s] > 0 {
      if s != atlas.unexplained { #expect(abs(severity.reduce(0, +) - 1) < 1e-9) }
    }
    #expect(abs(posterior.contexts.reduce(0) { $0 + $1.probability } - 1) < 1e-10)
  }

  @Test(arguments: [1, 2, 3])
  func aHundredAndFiftyFindingsStayFinite(_ seed: Int) throws {
    let patient = atlas.randomCase(seed: UInt64(seed) + 900, findings: 150)
    let answer = localizer.locate(patient, try options(lesions: seed == 1 ? 2 : 1))
    let posterior = answer.posterior
    #expect(posterior.sites.allSatisfy { $0.isFinite })
    #expect(posterior.logEvidence.isFinite)
    #expect(abs(posterior.lesionCounts.reduce(0, +) - 1) < 1e-9)
    // The product of so many probabilities must be far below what a plain product of doubles keeps well apart.
    #expect(posterior.logEvidence < -100)
  }

  @Test func threadsDoNotChangeABit() throws {
    let patient = atlas.randomCase(seed: 5, findings: 10)
    let one = localizer.locate(patient, try options(lesions: 2)).posterior
    let two = localizer.locate(patient, try options(lesions: 2, threads: 2)).posterior
    #expect(one.sites == two.sites)
    #expect(one.lesionCounts == two.lesionCounts)
    #expect(one.logEvidence == two.logEvidence)
    let tiny = Fixture.tiny
    let small = tiny.atlas.randomCase(seed: 6, findings: 6, person: false)
    let setting = try Fixture.options(tiny, "meadow", lesions: 3)
    var threaded = setting
    threaded.threads = 2
    let first = tiny.locate(small, setting).posterior
    let second = tiny.locate(small, threaded).posterior
    #expect(first.sites == second.sites)
    #expect(first.lesionCounts == second.lesionCounts)
    #expect(first.explanations.map(\.probability) == second.explanations.map(\.probability))
  }

  @Test func theSameCaseGivesTheSameBitsTwice() throws {
    let patient = Fixture.tiny.atlas.randomCase(seed: 12, findings: 7, person: false)
    let setting = try Fixture.options(Fixture.tiny, "meadow", lesions: 3)
    let runs = (0..<4).map { _ in Fixture.tiny.locate(patient, setting).posterior }
    for run in runs.dropFirst() {
      #expect(run.sites == runs[0].sites)
      #expect(run.explanations.map(\.probability) == runs[0].explanations.map(\.probability))
      #expect(
        run.explanations.map { $0.lesions.map { [$0.site, $0.level] } }
          == runs[0].explanations.map { $0.lesions.map { [$0.site, $0.level] } })
    }
  }
}
