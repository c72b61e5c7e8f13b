import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Sites that the recorded findings cannot part, reported together.
public struct LookAlikeGroup: Sendable {
  /// Positions in ``Atlas/sites``, by falling probability.
  public var sites: [Int]
  /// P(any member in the set of lesions).
  public var probability: Double
}

extension Localizer {
  /// Expected |log10 likelihood ratio| below which two sites count as alike.
  static let alikeBelow = 0.5

  /// Groups of sites by complete linkage; those with one member included, by falling probability.
  ///
  /// The distance of two sites is the expected absolute log10 likelihood ratio that the recorded observations
  /// give between them, over the outcomes that either site would produce. Outcomes of different observations
  /// count as independent given the site, so the sum of their ratios is taken as normal, and its absolute value
  /// has the mean of a folded normal distribution (Leone, Nelson & Nottingham 1961).
  public func groups(in answer: Answer) -> [LookAlikeGroup] {
    let candidates = answer.posterior.ranking.filter {
      $0 != atlas.unexplained && answer.posterior.sites[$0] >= 1e-4
    }
    let table = outcomeTable(answer, sites: candidates).map { SiteOutcomes($0) }
    var clusters = candidates.indices.map { [$0] }
    var distance = Array(repeating: Array(repeating: 0.0, count: candidates.count), count: candidates.count)
    for a in candidates.indices {
      for b in candidates.indices where b > a {
        distance[a][b] = Self.expectedRatio(table[a], table[b])
        distance[b][a] = distance[a][b]
      }
    }
    while clusters.count > 1 {
      var best = (value: Double.infinity, a: 0, b: 0)
      for a in clusters.indices {
        for b in clusters.indices where b > a && distance[a][b] < best.value { best = (distance[a][b], a, b) }
      }
      if best.value >= Self.alikeBelow { break }
      clusters[best.a] += clusters[best.b]
      for c in clusters.indices {
        distance[best.a][c] = max(distance[best.a][c], distance[best.b][c])
        distance[c][best.a] = distance[best.a][c]
      }
      clusters.remove(at: best.b)
      distance.remove(at: best.b)
      for c in distance.indices { distance[c].remove(at: best.b) }
    }
    let groups = clusters.map { cluster -> LookAlikeGroup in
      let sites = cluster.sorted().map { candidates[$0] }
      return LookAlikeGroup(sites: sites, probability: probability(ofAny: sites, answer))
    }
    return groups.sorted { ($1.probability, $0.sites[0]) < ($0.probability, $1.sites[0]) }
  }

  /// P(at least one of these sites in the set), by inclusion and exclusion: the sum over members, less what pairs of
  /// them count twice, plus what three of them take off once too often.
  public func probability(ofAny sites: [Int], _ answer: Answer) -> Double {
    let posterior = answer.posterior
    let single = sites.reduce(0) { $0 + posterior.sites[$1] }
    if sites.count == 1 { return single }
    if answer.maximumLesions < 3 {
      let count = posterior.sites.count
      return sites.reduce(single) { sum, a in
        sites.reduce(sum) { $0 - ($1 > a ? posterior.pairs[a * count + $1] : 0) }
      }
    }
    var pairs = LogSumExp()
    var triples = LogSumExp()
    for entry in answer.contexts {
      let joint = Enumeration(network(entry), maximumLesions: 3).logJoint(of: sites)
      pairs.add(joint.pairs + log(entry.context.probability))
      triples.add(joint.triples + log(entry.context.probability))
    }
    func share(_ sum: LogSumExp) -> Double { exp(sum.logarithm - posterior.logEvidence) }
    return min(1, max(0, single - share(pairs) + share(triples)))
  }

  /// P(observed | site) per site and observation, levels and modes summed out, in the likeliest context.
  private func outcomeTable(_ answer: Answer, sites: [Int]) -> [[Double]] {
    let entry = answer.contexts[answer.likeliestContext]
    return sites.map { site in
      let members = compiler.lesionsOfSite[site]
      let weights = members.map { exp(entry.prior.logShares[$0]) }
      let total = weights.reduce(0, +)
      return entry.factors.map { factor in
        zip(members, weights).reduce(0) { $0 + $1.1 * factor.probability([$1.0]) } / max(total, 1e-300)
      }
    }
  }

  /// Mean of |Σ log10 LR| over the outcomes of two sites, each taken half of the time.
  static func expectedRatio(_ a: SiteOutcomes, _ b: SiteOutcomes) -> Double {
    func folded(_ truth: SiteOutcomes) -> Double {
      var mean = 0.0
      var variance = 0.0
      for f in truth.probability.indices {
        let p = truth.probability[f]
        let seen = a.logSeen[f] - b.logSeen[f]
        let missed = a.logMissed[f] - b.logMissed[f]
        let m = p * seen + (1 - p) * missed
        mean += m
        variance += p * seen * seen + (1 - p) * missed * missed - m * m
      }
      if variance <= 1e-18 { return abs(mean) }
      let sigma = variance.squareRoot()
      return sigma * (2 / Double.pi).squareRoot() * exp(-mean * mean / (2 * variance))
        + mean * (1 - erfc(mean / (sigma * 2.0.squareRoot())))
    }
    return (folded(a) + folded(b)) / 2
  }

  /// Findings not yet recorded that would best part the members of a group: the largest spread of
  /// P(abnormal | site) between two of the first members, in the modes and levels that the findings leave them, cheap ones
  /// first where they are nearly as good. Of strength and touch only what the examination sheet names.
  public func separators(of group: LookAlikeGroup, in answer: Answer, limit: Int = 3) -> [Int] {
    let sites = Array(group.sites.prefix(4))
    guard sites.count > 1 else { return [] }
    let entry = answer.contexts.first { $0.context.shift == atlas.usualShift } ?? answer.contexts[0]
    var scored: [(finding: Int, score: Double)] = []
    let sheet = Set(atlas.sheet.flatMap(\.findings))
    for (f, finding) in atlas.findings.enumerated() {
      if answer.patient.record(of: f) != nil || finding.cost == .scanner || finding.isRarelyExamined
        || finding.follows.flatMap({ answer.patient.record(of: $0) }).map({ !$0.isAbnormal }) ?? false
      {
        continue
      }
      if case .skinGroup = finding.target { continue }
      if case .muscleGroup = finding.target { continue }
      if finding.cost != .needle, finding.target != .local, !sheet.contains(finding.id) { continue }
      let p = compiler.exceedance(finding: f, shift: entry.context.shift)
      let bySite = sites.map { site -> Double in
        let members = compiler.lesionsOfSite[site]
        let weights = members.map { v in
          let lesion = compiler.lesions[v]
          return answer.posterior.modes[site][lesion.mode] * answer.posterior.severities[site][lesion.level]
        }
        let total = max(1e-300, weights.reduce(0, +))
        return zip(members, weights).reduce(0) { $0 + $1.1 * p[$1.0] } / total
      }
      let spread = (bySite.max() ?? 0) - (bySite.min() ?? 0)
      if spread > 0.2 { scored.append((f, finding.cost == .needle ? spread * 0.8 : spread)) }
    }
    scored.sort { ($1.score, $0.finding) < ($0.score, $1.finding) }
    return scored.prefix(limit).map(\.finding)
  }
}

/// P(observed | site) of each observation, with the logarithms that comparing sites needs.
struct SiteOutcomes {
  let probability: [Double]
  /// log10 P(observed).
  let logSeen: [Double]
  /// log10 P(not observed).
  let logMissed: [Double]

  init(_ probabilities: [Double]) {
    probability = probabilities.map { min(1 - 1e-9, max(1e-9, $0)) }
    logSeen = probability.map { log10($0) }
    logMissed = probability.map { log10(1 - $0) }
  }
}

extension Localizer {
  /// Findings that part two sites best, whatever was recorded: P(abnormal | site) of each, over its modes and levels, chance
  /// findings included. Signs of the bedside come first, then questions, then studies, each by falling difference; of
  /// what is asked and tested only what the examination sheet names.
  ///
  /// - Parameter age: in years; chance findings depend on it.
  public func parting(
    _ a: Int, _ b: Int, age: Double, limit: Int
  ) -> [(finding: Int, first: Double, second: Double)] {
    let blank = PatientCase()
    let person = PatientContext(shift: atlas.usualShift, age: age, sex: "", probability: 1)
    func mean(_ site: Int, _ finding: Int) -> Double {
      var sum = 0.0
      var total = 0.0
      for v in compiler.lesionsOfSite[site] {
        let lesion = compiler.lesions[v]
        let mode = atlas.mode(of: lesion).map { $0.mismatch == nil ? $0.share : 0 } ?? 1
        let weight = mode * atlas.sites[site].severity[lesion.level]
        if weight == 0 { continue }
        sum += weight * (1 - compiler.states(finding, column: v, person, blank)[0].probability)
        total += weight
      }
      return total > 0 ? sum / total : 0
    }
    let sheet = Set(atlas.sheet.flatMap(\.findings))
    let order: [Cost] = [.bedside, .ask, .needle, .scanner]
    let flags = Set(atlas.safetyQuestions)
    let all = atlas.findings.indices.compactMap { f -> (finding: Int, first: Double, second: Double)? in
      let finding = atlas.findings[f]
      if flags.contains(f) || finding.isRarelyExamined { return nil }
      if finding.cost == .bedside || finding.cost == .ask, !sheet.contains(finding.id) { return nil }
      let (first, second) = (mean(a, f), mean(b, f))
      return abs(first - second) >= Self.parts ? (finding: f, first: first, second: second) : nil
    }
    func rank(_ row: (finding: Int, first: Double, second: Double)) -> (Int, Double, Int) {
      let cost = order.firstIndex(of: atlas.findings[row.finding].cost) ?? order.count
      return (cost, -abs(row.first - row.second), row.finding)
    }
    return Array(all.sorted { rank($0) < rank($1) }.prefix(limit))
  }

  /// The difference in probability from which on a finding parts two sites.
  private static var parts: Double { 0.2 }
}
