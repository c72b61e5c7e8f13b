import Anatomy

/// What targets are ordered by.
public enum TargetOrder: String, Sendable, CaseIterable {
  case relief, safety, balance
}

/// A target with its relief, its risk and whether it may be needled.
public struct RankedTarget: Sendable {
  public let relief: TargetRelief
  /// 0…1, for ordering; no probability.
  public let risk: Double
  /// Why it is excluded.
  public let exclusion: String?
  /// What is known of needling it for the site that it relieves most; nil where the atlas says nothing.
  public let evidence: NeedleEvidence?
  /// Whether it is a trigger point that nobody looked for: to be felt before it is needled.
  public let isUnpalpated: Bool

  /// The same target, excluded.
  func excluded(_ reason: String) -> RankedTarget {
    RankedTarget(
      relief: relief, risk: risk, exclusion: exclusion ?? reason, evidence: evidence,
      isUnpalpated: isUnpalpated)
  }

  /// Relief by the needle times what is left of 1 after the risk.
  public var balance: Double { relief.relief.needling * (1 - risk) }
}

/// Orders targets for a patient.
public struct TargetRanking: Sendable {
  private let treatment: Treatment

  public init(_ treatment: Treatment) { self.treatment = treatment }

  /// Targets that promise less than this share of the best are not worth a needle, however safe.
  private static let worthwhile = 0.2
  /// Where a trigger point was found, one that nobody looked for has to promise twice as much to stand before it.
  private static let unpalpatedWeight = 0.5

  /// Risk of a target: 1 − Π (1 − harm · likelihood) over the structures that the needle may meet.
  func risk(of target: NeedleTarget) -> Double {
    1
      - target.risks.reduce(1) {
        $0 * (1 - (treatment.harm[$1.harm] ?? 0) * (treatment.likelihood[$1.likelihood] ?? 0))
      }
  }

  /// Targets by falling relief, rising risk, or falling balance; those that are excluded come last. By relief, the safer
  /// of two entries to one muscle stands first where they promise alike, and a trigger point that nobody looked for counts
  /// half beside one that was found.
  public func order(_ reliefs: [TargetRelief], _ gate: SafetyGate, by order: TargetOrder) -> [RankedTarget] {
    let ranked = reliefs.map { relief in
      let target = treatment.targets[relief.target]
      return RankedTarget(
        relief: relief, risk: risk(of: target), exclusion: gate.exclusion(of: target),
        evidence: relief.sites.first.flatMap { treatment.evidence(at: $0.index, muscle: target.muscle) },
        isUnpalpated: gate.isUnpalpated(target))
    }
    let isAnyFound = ranked.contains {
      $0.exclusion == nil && gate.isFound(treatment.targets[$0.relief.target])
    }
    let best = ranked.map(\.relief.relief.needling).max() ?? 0
    func key(_ target: RankedTarget) -> [Double] {
      let needling = target.relief.relief.needling
      let isIdle = needling < Self.worthwhile * best
      let excluded = target.exclusion == nil ? 0.0 : 1
      let place = Double(target.relief.target)
      switch order {
      case .relief:
        let weight = isAnyFound && target.isUnpalpated ? Self.unpalpatedWeight : 1
        return [excluded, -Self.rounded(needling * weight), target.risk, place]
      case .safety:
        return [excluded, isIdle ? 1 : 0, Self.rounded(target.risk), -needling, place]
      case .balance: return [excluded, -Self.rounded(target.balance), place]
      }
    }
    let sorted = ranked.map { (key($0), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    return order == .relief ? saferFirst(sorted) : sorted
  }

  /// Differences that nobody could tell apart do not order targets.
  private static func rounded(_ value: Double) -> Double { (value * 1e4).rounded() }

  /// Two entries to one muscle that promise alike, within this share, go by risk.
  private static let alike = 0.1

  /// Puts the safer of neighbouring entries to the same muscle first where they are alike.
  private func saferFirst(_ targets: [RankedTarget]) -> [RankedTarget] {
    var result = targets
    for n in result.indices.dropFirst() {
      let (a, b) = (result[n - 1], result[n])
      let muscles = [a, b].map { treatment.targets[$0.relief.target].muscle }
      if muscles[0] != nil, muscles[0] == muscles[1], (a.exclusion == nil) == (b.exclusion == nil),
        b.risk < a.risk,
        b.relief.relief.needling >= (1 - Self.alike) * a.relief.relief.needling
      {
        result.swapAt(n - 1, n)
      }
    }
    return result
  }
}
