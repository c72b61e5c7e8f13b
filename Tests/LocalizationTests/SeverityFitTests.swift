import Anatomy
import Foundation
@testable import Localization
import Testing

/// The severity fit against what it must give by hand, and the measured share of sets of three.
@Suite struct SeverityFitTests {
  private func fit(_ findings: String, setting: String = "uniform") throws -> SeverityFit {
    let patient = try Fixture.realCase(findings)
    let answer = Fixture.real.locate(patient, try Fixture.options(Fixture.real, setting, lesions: 1))
    return try SeverityFitter(Fixture.real).fit(answer)
  }

  @Test func refusesWithoutUsableFindings() throws {
    #expect(throws: SeverityFitError.noUsableFinding(ofGroups: [])) {
      try fit("pain.buttock test.slr=positive imaging.disc-l4-l5=present")
    }
  }

  @Test func normalFindingsNeedNoBlock() throws {
    let fit = try fit("weak.tibialis-anterior=5 reflex.achilles=normal sensory-loss.sole=absent")
    #expect(fit.blocks.allSatisfy { $0 == 0 })
    #expect(fit.residualNorm == 0)
    #expect(fit.residuals.allSatisfy { $0.observed == 0 && $0.fitted == 0 })
  }

  @Test func aFibularPalsyIsBlockedAtTheNeck() throws {
    let atlas = Fixture.real.atlas
    let fit = try fit(
      "weak.tibialis-anterior=0 weak.extensor-hallucis-longus=0 weak.ankle-eversion=1 weak.tibialis-posterior=5 "
        + "weak.biceps-femoris-short=5 weak.gluteus-medius=5 reflex.achilles=normal "
        + "sensory-loss.dorsal-foot=present sensory-loss.sole=absent")
    let first = fit.blocks.indices.max { fit.blocks[$0] < fit.blocks[$1] }
    #expect(first.map { atlas.sites[$0].id } == "fibular-neck")
    #expect(fit.blocks[try atlas.site("fibular-neck")] > 0.5)
  }

  /// The norm holds the findings and the prior row, whose costs are computed here from the prior of the answer.
  @Test func theNormIsThatOfFindingsAndPrior() throws {
    let localizer = Fixture.real
    let patient = try Fixture.realCase(
      "weak.tibialis-anterior=3 weak.gluteus-medius=4 reflex.achilles=reduced sensory-loss.dorsal-foot=present "
        + "sensory-loss.dermatome-l5=present")
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let fit = try SeverityFitter(localizer).fit(answer)
    #expect(fit.residuals.count == 4)
    #expect(fit.unused.map { localizer.atlas.findings[$0].id } == ["sensory-loss.dermatome-l5"])
    #expect(fit.residuals.contains { $0.fitted > 0.1 })
    let likeliest = try #require(
      answer.posterior.contexts.indices.max {
        answer.posterior.contexts[$0].probability < answer.posterior.contexts[$1].probability
      })
    let weights = answer.contexts[likeliest].prior.siteWeights
    let total = weights.reduce(0, +)
    var square = 0.0
    for residual in fit.residuals {
      let misfit = log(1 - residual.fitted) - log(1 - residual.observed)
      square += misfit * misfit
    }
    let prior = weights.indices.reduce(0) { sum, site in
      let p = weights[site] / total
      return sum + SeverityFit.priorWeight * log(max(p, 1e-300) / (1 - p)) * log(1 - fit.blocks[site])
    }
    #expect(abs(fit.residualNorm * fit.residualNorm - square - prior * prior) < 1e-9)
  }

  @Test func worseGradesMeanMoreBlock() throws {
    let blocks = try ["4", "3", "0"].map { grade in
      try fit("weak.tibialis-anterior=\(grade) weak.ankle-eversion=\(grade)").blocks.max() ?? 0
    }
    #expect(blocks[0] < blocks[1] && blocks[1] < blocks[2])
  }

  /// Measured beside an answer over pairs, the share is what an answer over sets of three finds there.
  @Test(arguments: ["gemellus-51f-inferior", "cauda-equina-30f-penkulinti", "lfcn-21m-ulkar"])
  func shareOfThreeIsWhatThreeFind(_ id: String) throws {
    let localizer = Fixture.real
    let patient = try #require(try Fixture.publishedCases().first { $0.id == id })
    let two = localizer.locate(patient, Localizer.Options(maximumLesions: 2))
    let three = localizer.locate(patient, Localizer.Options(maximumLesions: 3, threads: 2))
    let share = localizer.shareLeftOut(two, threads: 2)
    #expect(abs(share - three.posterior.lesionCounts[3]) < 0.02)
    #expect(share > 0)
  }
}
