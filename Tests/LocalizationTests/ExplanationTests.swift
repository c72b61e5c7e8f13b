@testable import Anatomy
import Foundation
@testable import Localization
import Testing

/// What is said for and against a site, recomputed from the table of factors.
@Suite struct ExplanationTests {
  private let localizer = Fixture.real
  /// Every eighth published case.
  static let cases = Array(stride(from: 2, to: 77, by: 8))

  /// P(observation | lesions) straight from the two products.
  private func likelihood(_ factor: Factor, _ lesion: Int?) -> Double {
    let above = factor.upperLeak * (lesion.map { factor.upper[$0] } ?? 1)
    guard let lower = factor.lower else { return above }
    return above - factor.lowerLeak * (lesion.map { lower[$0] } ?? 1)
  }

  private func priorLog(_ prior: Prior, _ lesion: Int) -> Double {
    prior.logScale[1] + log(prior.siteWeights[localizer.compiler.lesions[lesion].site])
      + prior.logShares[lesion]
  }

  @Test(arguments: cases)
  func termsReAddToTheOdds(_ index: Int) throws {
    let patient = try Fixture.publishedCases()[index]
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let atlas = localizer.atlas
    let lesions = localizer.compiler.lesions
    for site in answer.posterior.ranking.filter({ $0 != atlas.unexplained }).prefix(5) {
      let explanation = try #require(localizer.explanation(of: site, in: answer))
      // The lesion of the site, and the context, that explain everything best on their own.
      var best = (value: -Double.infinity, context: 0, lesion: 0)
      var siteMass = 0.0
      var noneMass = 0.0
      for (c, entry) in answer.contexts.enumerated() {
        var none = entry.prior.logScale[0] + log(entry.context.probability)
        for factor in entry.factors { none += log(likelihood(factor, nil)) }
        noneMass += exp(none)
        for v in lesions.indices where lesions[v].site == site {
          var value = priorLog(entry.prior, v) + log(entry.context.probability)
          for factor in entry.factors { value += log(likelihood(factor, v)) }
          siteMass += exp(value)
          if value > best.value { best = (value, c, v) }
        }
      }
      #expect(explanation.lesion == lesions[best.lesion])
      let entry = answer.contexts[best.context]
      #expect(explanation.terms.count == answer.evidence.observations.count)
      var sum = 0.0
      for (f, factor) in entry.factors.enumerated() {
        let term = log10(likelihood(factor, best.lesion)) - log10(likelihood(factor, nil))
        #expect(explanation.terms[f].observation == f)
        #expect(abs(explanation.terms[f].log10 - term) < 1e-9)
        sum += term
      }
      let prior = (priorLog(entry.prior, best.lesion) - entry.prior.logScale[0]) / log(10)
      #expect(abs(explanation.prior - prior) < 1e-9)
      // The odds by plain sums over single lesions, not by the enumeration.
      let odds = log10(siteMass) - log10(noneMass)
      #expect(abs(explanation.total - odds) < 1e-8)
      #expect(abs(sum + prior + explanation.rest - odds) < 1e-8)
      let posterior = log10(answer.posterior.sites[site] / answer.posterior.sites[atlas.unexplained])
      #expect(abs(explanation.total - posterior) < 1e-9)
      #expect(abs(sum + explanation.prior + explanation.rest - posterior) < 1e-9)
    }
  }

  /// What an atlas calls impossible gives terms that are numbers and add up, not endless ones.
  @Test(arguments: [
    ("findings.yaml", "leak: {p: 0.02", "leak: {p: 0", "probe.stagger-sign=positive"),
    ("sites.yaml", "pain: 1, bilateral: 0.05", "pain: 1, bilateral: 1", "feeble.brannel=3"),
    ("settings.yaml", "\"0\": 0.05, \"1\": 0.8", "\"0\": 0, \"1\": 0.85", "feeble.brannel=3"),
    ("settings.yaml", "lo-pinch: 0.2, velm-band: 0.12", "lo-pinch: 0, velm-band: 0.32", "feeble.brannel=3"),
  ])
  func theImpossibleIsANumber(_ file: String, _ old: String, _ new: String, _ finding: String) throws {
    let files = try AtlasFiles.folder(Fixture.root + "/Tests/Fixtures/hoofed-limb")
    let text = try #require(files.files.first { $0.name == file }).text
    try #require(text.contains(old))
    let localizer = Localizer(
      try Atlas(files.replacing(file, with: text.replacingOccurrences(of: old, with: new))))
    var patient = PatientCase()
    patient.side = .left
    let reader = CaseReader(localizer.atlas)
    patient.findings = try reader.read(arguments: [finding])
    patient.otherSide = try reader.read(arguments: ["feeble.toft=normal"])
    let answer = localizer.locate(patient, try Fixture.options(localizer, "meadow"))
    let none = answer.posterior.sites[localizer.atlas.unexplained]
    for site in localizer.atlas.sites.indices where site != localizer.atlas.unexplained {
      let explanation = try #require(localizer.explanation(of: site, in: answer))
      let parts = explanation.terms.map(\.log10) + [explanation.prior, explanation.rest]
      for part in parts { #expect(part.isFinite) }
      // Added up from the smallest, as the large ones swallow digits.
      let sum = parts.sorted { abs($0) < abs($1) }.reduce(0, +)
      #expect(abs(sum - explanation.total) < 1e-9)
      let share = answer.posterior.sites[site]
      if share > 0, none > 0 { #expect(abs(explanation.total - log10(share / none)) < 1e-9) }
    }
  }

  /// A finding is unexplained when the leading set makes it ten times less likely than its best single site.
  @Test(arguments: cases)
  func unexplainedFollowsItsRule(_ index: Int) throws {
    let patient = try Fixture.publishedCases()[index]
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let found = localizer.unexplained(in: answer)
    let lesions = localizer.compiler.lesions
    let leading = try #require(answer.posterior.explanations.first)
    let context = try #require(
      answer.posterior.contexts.indices.max {
        answer.posterior.contexts[$0].probability < answer.posterior.contexts[$1].probability
      })
    let factors = answer.contexts[context].factors
    // The mode of the leading site and level under which all findings are likeliest.
    var member: Int?
    if let first = leading.lesions.first {
      var best = -Double.infinity
      for v in lesions.indices where lesions[v].site == first.site && lesions[v].level == first.level {
        let value = factors.reduce(0) { $0 + log(likelihood($1, v)) }
        if value > best { (best, member) = (value, v) }
      }
    }
    var expected: [Int: Double] = [:]
    for (f, factor) in factors.enumerated() {
      guard case .recorded = answer.evidence.observations[f].content else { continue }
      let best = lesions.indices.reduce(likelihood(factor, nil)) { max($0, likelihood(factor, $1)) }
      let gap = log10(likelihood(factor, member)) - log10(best)
      if gap < -1 { expected[f] = gap }
    }
    #expect(Set(found.map(\.observation)) == Set(expected.keys))
    for (observation, gap) in found { #expect(abs(gap - (expected[observation] ?? 0)) < 1e-9) }
    #expect(found.map(\.log10) == found.map(\.log10).sorted())
  }

  @Test func aFindingOfAnotherPlaceIsUnexplained() throws {
    let patient = try Fixture.realCase(
      "weak.tibialis-anterior=1 weak.extensor-hallucis-longus=1 weak.fibularis-longus=1 sensory-loss.dorsal-foot "
        + "ncs.fibular-neck-block=blocked tinel.fibular-neck sensory-loss.perineum=present")
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let labels = localizer.unexplained(in: answer).map { answer.evidence.observations[$0.observation].label }
    #expect(labels.contains("sensory-loss.perineum"))
    #expect(!labels.contains("tinel.fibular-neck"))
  }
}
