import Anatomy
import Foundation

/// What chance does to an observation: the leaks of its factor.
extension EvidenceCompiler {
  /// P(observation without a lesion that causes it), as the two leaks of a factor.
  func leaks(
    of content: Observation.Content, _ reporting: Reporting, _ context: PatientContext
  ) -> (upper: Double, lower: Double) {
    let otherLeg = atlas.observation.bilateralLeak
    switch content {
    case .recorded(let record, _), .amplitude(let record):
      let countsAside = if case .amplitude = content { false } else { true }
      // Where a lesion reaches both legs, chance hardly matters, and is taken apart for each.
      if context.isBilateral == false, let other = reporting.otherLeg[record.finding] {
        return leaks(of: record, beside: other, reporting, countsAside: countsAside, context)
      }
      return leaks(of: record, reporting, countsAside: countsAside, context)
    case .otherSide(let record): return leaks(of: record, reporting, context)
    case .oneSide: return (1 - otherLeg, 0)
    case .bothSides(let stated): return (1, 1 - bothByChance(stated, reporting, context))
    case .reach(let isStated):
      if context.isBilateral != true { return (1 - otherLeg, 0) }
      return isStated ? (1, 0) : (1, 1 - otherLeg)
    case .silent(let f, let weight):
      return (1 - weight * leakOfAll(f, step: 1, reporting, age: context.age), 0)
    case .normalBlock(let kind, _): return (1 - atlas.kinds[kind].leak.probability(age: context.age), 0)
    }
  }

  /// P(both sides) by chance.
  func bothByChance(_ stated: Int?, _ reporting: Reporting, _ context: PatientContext) -> Double {
    stated.map { leak($0, step: 1, reporting, context) } ?? atlas.observation.bilateralLeak
  }

  private func leaks(
    of record: RecordedFinding, _ reporting: Reporting, countsAside: Bool = true, _ context: PatientContext
  ) -> (upper: Double, lower: Double) {
    let f = record.finding
    let traits = traits(of: f)
    guard case .steps(let steps) = record.reading else {
      let there =
        traits.isConduction && traits.worst > 0 ? 1 - leak(f, step: traits.worst, reporting, context) : 1
      return (there, there * (1 - traits.chance(of: record.value)))
    }
    let span = traits.counted(steps)
    var upper =
      span.upperBound >= traits.worst ? 1 : 1 - leak(f, step: span.upperBound + 1, reporting, context)
    var lower = span.lowerBound == 0 ? 0 : 1 - leak(f, step: span.lowerBound, reporting, context)
    if countsAside, traits.excludesAside(span), let aside = traits.aside {
      upper *= 1 - aside
      lower *= 1 - aside
    }
    return (upper, lower)
  }

  /// The leaks of a finding given what the other leg shows, where no lesion reaches that leg.
  ///
  /// False positives are the worse of two: one that both legs have alike (C) and one of each leg (U, V), so that
  /// P(C ≥ s) is the shared part of the leak and each leg alone keeps its leak. Both legs weak alike are hardly a sign;
  /// one that differs is more of a sign than where the other was not looked at.
  private func leaks(
    of record: RecordedFinding, beside other: RecordedFinding, _ reporting: Reporting, countsAside: Bool,
    _ context: PatientContext
  ) -> (upper: Double, lower: Double) {
    let alone = leaks(of: record, reporting, countsAside: countsAside, context)
    let f = record.finding
    let traits = traits(of: f)
    guard traits.worst > 0, let shared = traits.shared, case .steps(let here) = record.reading,
      case .steps(let there) = other.reading
    else { return alone }
    let (own, far) = (traits.counted(here), traits.counted(there))
    // P(at least a step), from step 0 to one beyond the worst: in all, alike in both legs, in one leg by itself.
    let any = [1] + (1...traits.worst).map { leak(f, step: $0, reporting, context) } + [0]
    let alike = [1] + any.dropFirst().map { shared * $0 }
    let single = zip(any, alike).map { $0 == 1 ? 1 : 1 - (1 - $0) / (1 - $1) }
    func atMost(_ step: Int, given common: Int) -> Double { common <= step ? 1 - single[step + 1] : 0 }
    var joint = (upper: 0.0, lower: 0.0, far: 0.0)
    for common in 0...traits.worst {
      let seen =
        (alike[common] - alike[common + 1])
        * (atMost(far.upperBound, given: common)
          - (far.lowerBound > 0 ? atMost(far.lowerBound - 1, given: common) : 0))
      joint.upper += seen * atMost(own.upperBound, given: common)
      if own.lowerBound > 0 { joint.lower += seen * atMost(own.lowerBound - 1, given: common) }
      joint.far += seen
    }
    guard joint.far > 0 else { return alone }
    let plain = countsAside && traits.excludesAside(own) ? 1 - (traits.aside ?? 0) : 1
    return (plain * joint.upper / joint.far, plain * joint.lower / joint.far)
  }

  /// P(at least `step` without a lesion that causes it): the rate of its first step, thinning out with a power of
  /// what is left of the scale, and slips in recording besides.
  func leak(_ f: Int, step: Int, _ context: PatientContext, _ patient: PatientCase) -> Double {
    leak(f, step: step, Reporting(patient, atlas), context)
  }

  private func leak(_ f: Int, step: Int, _ reporting: Reporting, _ context: PatientContext) -> Double {
    let leak = leakOfAll(f, step: step, reporting, age: context.age)
    guard atlas.findings[f].wears, let isWorn = context.isWorn else { return leak }
    return atlas.observation.leak(leak, isWorn: isWorn)
  }

  /// The leak of a person of whom only the age is known.
  private func leakOfAll(_ f: Int, step: Int, _ reporting: Reporting, age: Double) -> Double {
    let traits = traits(of: f)
    var first = traits.first.probability(age: age)
    if let withPain = traits.withPain, traits.inhibiting.contains(where: reporting.painful.contains) {
      first = max(first, withPain)
    }
    let thinned = reporting.isSummary && !traits.isReportedInFull ? atlas.silence.chancePositives : 1
    first *= thinned
    if step == traits.worst, let last = traits.last {
      return min(first, last.probability(age: age) * thinned)
    }
    let left = atlas.findings[f].scale.left(at: step)
    // Slips spread evenly over the scale, so that no value is ever impossible.
    let slip = min(first, atlas.observation.recordingError)
    return (first - slip) * pow(left, traits.power) + slip * left
  }
}
