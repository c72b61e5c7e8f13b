import Anatomy
import Foundation
import LinearAlgebra

/// How well one published case was localised.
public struct CaseScore: Sendable {
  /// Id of the case.
  public let id: String
  /// Rank of the best-placed true site, 1 = first.
  public let strictRank: Int
  /// Rank of the best-placed true or acceptable site.
  public let lenientRank: Int
  /// P(true site), the largest over the true sites.
  public let probability: Double
  /// The site named first and its probability.
  public let first: Int
  public let firstProbability: Double
  /// Distance along the nerve between first and true site in mm; nil where either lies off the graph.
  public let distance: Double?
  /// Probability of the first look-alike group, and whether the true site is in it.
  public let group: (probability: Double, holdsTruth: Bool)?
  /// Brier score over all sites against the true ones.
  public let brier: Double
  /// Number of entries under `findings`.
  public let findings: Int
  /// Whether confirmation and examination are fully known.
  public let isStrict: Bool

  /// ln P(true site), floored at 1e-4.
  public var logScore: Double { log(max(1e-4, probability)) }

  /// Scores probabilities of sites against a confirmed case.
  public init?(
    _ patient: PatientCase, sites: [Double], group: (sites: [Int], probability: Double)? = nil,
    _ atlas: Atlas,
    _ pathways: Pathways
  ) {
    guard let confirmed = patient.confirmation, !confirmed.sites.isEmpty else { return nil }
    let truth = Set(confirmed.sites + confirmed.alsoPresent)
    let fair = truth.union(confirmed.alsoAcceptable)
    let ranking = sites.byFallingValue
    func rank(_ set: Set<Int>) -> Int { (ranking.firstIndex { set.contains($0) } ?? ranking.count) + 1 }
    id = patient.id
    strictRank = rank(truth)
    lenientRank = rank(fair)
    probability = truth.map { sites[$0] }.max() ?? 0
    first = ranking[0]
    firstProbability = sites[first]
    let anchors = (atlas.sites[first].anchor, atlas.sites[confirmed.sites[0]].anchor)
    if let a = anchors.0, let b = anchors.1 { distance = pathways.distance(a, b) } else { distance = nil }
    self.group = group.map { ($0.probability, !truth.isDisjoint(with: $0.sites)) }
    brier = sites.indices.reduce(0) { sum, s in
      let error = sites[s] - (truth.contains(s) ? 1 : 0)
      return sum + error * error
    }
    findings = patient.findings.count
    isStrict = confirmed.isStrict
  }
}

/// The scores of many cases together.
public struct ScoreSummary: Sendable {
  /// Number of cases.
  public let count: Int
  /// Shares of cases in which a true site comes first, or among the first three.
  public let strictTop1: Double
  public let strictTop3: Double
  /// The same of true or acceptable sites.
  public let lenientTop1: Double
  public let lenientTop3: Double
  /// Mean of ``CaseScore/logScore``.
  public let meanLogScore: Double
  /// Mean of ``CaseScore/brier``.
  public let brier: Double
  /// Calibration error of the first site: mean gap between probability and truth over five bins of 0.2.
  public let calibrationError: Double
  /// What a perfectly calibrated model would show on as many cases: mean and 90 % point.
  public let calibrationByChance: (mean: Double, point90: Double)
  /// Per bin: cases, mean probability, share right.
  public let bins: [(count: Int, probability: Double, right: Double)]
  /// Mean probability of the first group, and share of groups that hold the truth.
  public let group: (probability: Double, right: Double)?
  /// Median distance in mm between first and true site, over cases where both lie on the graph.
  public let medianDistance: Double?

  /// Summarises; nil for no cases.
  public init?(_ scores: [CaseScore]) {
    guard !scores.isEmpty else { return nil }
    let n = Double(scores.count)
    func share(_ test: (CaseScore) -> Bool) -> Double { Double(scores.count(where: test)) / n }
    count = scores.count
    strictTop1 = share { $0.strictRank == 1 }
    strictTop3 = share { $0.strictRank <= 3 }
    lenientTop1 = share { $0.lenientRank == 1 }
    lenientTop3 = share { $0.lenientRank <= 3 }
    meanLogScore = scores.reduce(0) { $0 + $1.logScore } / n
    brier = scores.reduce(0) { $0 + $1.brier } / n
    let outcomes = scores.map { (min(1, $0.firstProbability), $0.strictRank == 1) }
    bins = Self.bins(outcomes)
    calibrationError = Self.calibrationError(outcomes)
    calibrationByChance = Self.chance(outcomes.map(\.0))
    let groups = scores.compactMap(\.group)
    group =
      groups.isEmpty
      ? nil
      : (
        groups.reduce(0) { $0 + $1.probability } / Double(groups.count),
        Double(groups.count(where: \.holdsTruth)) / Double(groups.count)
      )
    let distances = scores.compactMap(\.distance).sorted()
    medianDistance = distances.isEmpty ? nil : distances[distances.count / 2]
  }

  private static func bins(
    _ outcomes: [(Double, Bool)]
  ) -> [(count: Int, probability: Double, right: Double)] {
    (0..<5).map { b in
      let inside = outcomes.filter { min(4, Int($0.0 * 5)) == b }
      let n = Double(max(1, inside.count))
      return (
        inside.count, inside.reduce(0) { $0 + $1.0 } / n, Double(inside.count(where: \.1)) / n
      )
    }
  }

  /// Expected calibration error over five bins, weighted by cases.
  static func calibrationError(_ outcomes: [(Double, Bool)]) -> Double {
    let total = Double(max(1, outcomes.count))
    return bins(outcomes).reduce(0) { $0 + Double($1.count) / total * abs($1.probability - $1.right) }
  }

  /// Calibration errors of a model whose probabilities are exactly right, by simulation with a fixed seed.
  static func chance(_ probabilities: [Double], runs: Int = 4000) -> (mean: Double, point90: Double) {
    var random = SplitMix64(seed: 20_240_607)
    var errors = (0..<runs).map { _ in
      calibrationError(probabilities.map { ($0, random.uniform() < $0) })
    }
    errors.sort()
    return (errors.reduce(0, +) / Double(runs), errors[Int(0.9 * Double(runs))])
  }
}
