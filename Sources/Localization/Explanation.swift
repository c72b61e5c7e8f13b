import Anatomy
import Foundation
import Simulation

/// What speaks for and against a site: terms in log10 that add up to its posterior odds against `unexplained`.
///
/// The term of a finding is log10 P(finding | that site alone, at its best mode and level) − log10 P(finding |
/// no lesion), where whether the other leg is struck is what suits either best; the prior has a term, and one more holds what levels, modes and other lesions change.
public struct SiteExplanation: Sendable {
  /// One piece of evidence with its weight.
  public struct Term: Sendable {
    /// Position among the observations of the evidence.
    public let observation: Int
    public let log10: Double
  }

  public let site: Int
  /// Terms of the observations, in their order.
  public let terms: [Term]
  /// Term of the prior.
  public let prior: Double
  /// Levels, modes, latent states and other lesions together.
  public let rest: Double
  /// log10 odds of the site against `unexplained`; the sum of all of the above.
  public let total: Double
  /// The lesion whose terms are shown.
  public let lesion: Lesion
}

extension Localizer {
  /// What stands for the probability of the impossible, so that every term is a number: `rest` takes the difference.
  private static let smallest = 1e-300

  private static func finiteLog10(_ probability: Double) -> Double { log10(max(smallest, probability)) }

  /// The explanation of a site in an answer.
  public func explanation(of site: Int, in answer: Answer) -> SiteExplanation? {
    guard let (context, lesion) = bestLesion(at: site, answer) else { return nil }
    let entry = answer.contexts[context]
    let without = withoutLesion(like: entry.context, answer)
    let terms = entry.factors.enumerated().map { index, factor in
      SiteExplanation.Term(
        observation: index,
        log10: Self.finiteLog10(factor.probability([lesion]))
          - Self.finiteLog10(without[index].probability([])))
    }
    let lowest = log(Self.smallest)
    let prior =
      (max(lowest, logPrior(entry.prior, lesion)) - max(lowest, entry.prior.logScale[0])) / log(10)
    let posterior = answer.posterior
    let total = Self.finiteLog10(posterior.sites[site]) - Self.finiteLog10(posterior.sites[atlas.unexplained])
    let sum = terms.reduce(prior) { $0 + $1.log10 }
    return SiteExplanation(
      site: site, terms: terms, prior: prior, rest: total - sum, total: total,
      lesion: compiler.lesions[lesion])
  }

  /// The factors in the context that explains the findings best with no lesion, of the same person: whether the other
  /// leg is struck, too, may differ.
  private func withoutLesion(like context: PatientContext, _ answer: Answer) -> [Factor] {
    let alike = answer.contexts.filter {
      $0.context.shift == context.shift && $0.context.age == context.age && $0.context.sex == context.sex
        && $0.context.isWorn == context.isWorn
    }
    func value(_ entry: CompiledContext) -> Double {
      entry.factors.reduce(log(entry.context.probability)) { $0 + log($1.probability([])) }
    }
    return alike.max { value($0) < value($1) }?.factors ?? []
  }

  /// ln P(one lesion, this one) without findings.
  func logPrior(_ prior: Prior, _ lesion: Int) -> Double {
    prior.logScale[1] + log(prior.siteWeights[compiler.lesions[lesion].site]) + prior.logShares[lesion]
  }

  /// The context and lesion at a site that explain the findings best on their own.
  func bestLesion(at site: Int, _ answer: Answer) -> (context: Int, lesion: Int)? {
    var best: (value: Double, context: Int, lesion: Int)?
    for (c, entry) in answer.contexts.enumerated() {
      for v in compiler.lesionsOfSite[site] {
        let value = entry.factors.reduce(logPrior(entry.prior, v) + log(entry.context.probability)) {
          $0 + log($1.probability([v]))
        }
        if best.map({ value > $0.value }) ?? true { best = (value, c, v) }
      }
    }
    return best.map { ($0.context, $0.lesion) }
  }

  /// Findings that nothing explains well: in the leading set they are at least ten times less likely than at
  /// their best single site. Pairs of observation and log10 of that ratio, worst first.
  public func unexplained(in answer: Answer) -> [(observation: Int, log10: Double)] {
    guard let leading = answer.posterior.explanations.first else { return [] }
    let factors = answer.contexts[answer.likeliestContext].factors
    let members = leading.lesions.compactMap { pair in bestMember(pair.site, pair.level, factors) }
    return factors.enumerated().compactMap { index, factor in
      guard case .recorded = answer.evidence.observations[index].content else { return nil }
      let here = Self.finiteLog10(factor.probability(members))
      let best = compiler.lesions.indices.reduce(Self.finiteLog10(factor.probability([]))) {
        max($0, Self.finiteLog10(factor.probability([$1])))
      }
      return here - best < -1 ? (index, here - best) : nil
    }.sorted {
      ($0.1, answer.evidence.observations[$0.0].label) < ($1.1, answer.evidence.observations[$1.0].label)
    }
  }

  /// The mode of a site at a level that explains the findings best.
  func bestMember(_ site: Int, _ level: Int, _ factors: [Factor]) -> Int? {
    compiler.lesionsOfSite[site].filter { compiler.lesions[$0].level == level }.max { a, b in
      factors.reduce(0) { $0 + log($1.probability([a])) }
        < factors.reduce(0) { $0 + log($1.probability([b])) }
    }
  }
}
