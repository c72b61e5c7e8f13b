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
    #expect(throws: SeverityFitError.noUsableFinding) {
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

  /// The conditions of Karush, Kuhn and Tucker, from exposures computed here and not by the fit: no site with a load may
  /// pull at the residuals, and none without one may want to.
  @Test func noSiteWantsMoreOrLess() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let findings = "weak.tibialis-anterior=3 weak.gluteus-medius=4 reflex.achilles=reduced sensory-loss.sole=present"
    let fit = try fit(findings)
    #expect(fit.residuals.count == 4)
    #expect(fit.residuals.contains { $0.fitted > 0.1 })
    for residual in fit.residuals {
      #expect((0...1).contains(residual.fitted) && (0..<1).contains(residual.observed))
    }
    let misfit = fit.residuals.reduce(0) { sum, residual in
      let difference = log(1 - residual.fitted) - log(1 - residual.observed)
      return sum + difference * difference
    }
    #expect(fit.residualNorm * fit.residualNorm >= misfit - 1e-12)
    let n = Double(atlas.sites.count - 1)
    // Every site is as likely as the next, so that all rows of the prior cost the same.
    let cost = SeverityFit.priorWeight * log(n - 1)
    let loads = fit.blocks.map { -log(1 - $0) }
    let prior = loads.reduce(0) { $0 + cost * $1 }
    #expect(abs(fit.residualNorm * fit.residualNorm - misfit - prior * prior) < 1e-6)
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
    let share = localizer.shareOfThree(two, threads: 2)
    #expect(abs(share - three.posterior.lesionCounts[3]) < 0.02)
    #expect(share > 0)
  }
}
