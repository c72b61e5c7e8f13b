import Anatomy
import LinearAlgebra
import Localization

/// What one session at a target is expected to change, as shares of today's burden.
public struct Relief: Sendable {
  /// Through a compressing or sore muscle that lets go.
  public var release = 0.0
  /// Through less inflammation around the needle.
  public var inflammation = 0.0
  /// Through less central gain in the segments reached.
  public var gain = 0.0
  /// Through exercise that achieves more.
  public var mobility = 0.0

  /// All four together: what the needle adds.
  public var needling: Double {
    1 - (1 - release) * (1 - inflammation) * (1 - gain) * (1 - mobility)
  }

  /// Whether nothing but less central gain speaks for it, to a twentieth of a percent.
  public var isGainAlone: Bool { gain >= 0.0005 && max(release, inflammation, mobility) < 0.0005 }
}

/// A target with what needling it is expected to do for this patient.
public struct TargetRelief: Sendable {
  /// Position in ``Treatment/targets``.
  public let target: Int
  /// Expected, over the posterior.
  public let relief: Relief
  /// Needle, time, context and standard care together.
  public let total: Double
  /// Four in five draws of cause and effect size lie within: of the total, and of what the needle adds.
  public let interval: ClosedRange<Double>
  public let needlingInterval: ClosedRange<Double>
  /// The part of ``Relief/needling`` that comes from each site, largest first.
  public let sites: [Share]
}

/// Relief by counterfactual: the burden now against the burden after the expected release, hypothesis by hypothesis.
///
/// Relief = Σ over sets of lesions P(set | findings) · (burden − burden with the effect) / burden, by the equations of
/// ``SymptomBurden``, effect by effect. Where nothing in the model explains the complaint, no relief is promised.
public struct ReliefEstimator: Sendable {
  private let atlas: Atlas
  private let treatment: Treatment
  private let burden: SymptomBurden
  private let supply: SegmentalSupply

  public init(_ localizer: Localizer, _ treatment: Treatment) {
    atlas = localizer.atlas
    self.treatment = treatment
    burden = SymptomBurden(atlas, treatment.burden)
    supply = SegmentalSupply(atlas, treatment, system: localizer.system)
  }

  /// Where inside a muscle its trigger point lies: P(part of this target | pain), over the targets of the muscle.
  ///
  /// Each map speaks for a region with 0.1 + 0.8 · weight; targets without a map speak as an empty one. Only regions whose
  /// pain was recorded count.
  func partShare(_ target: Int, _ patient: PatientCase) -> Double {
    guard let muscle = treatment.targets[target].muscle else { return 1 }
    let entries = treatment.targets.indices.filter { treatment.targets[$0].muscle == muscle }
    let likelihoods = entries.map { likelihood(of: treatment.targets[$0], patient) }
    let sum = likelihoods.reduce(0, +)
    // Targets with the same maps lie in the same part: the needle may reach it from each.
    let own = zip(entries, likelihoods).reduce(0) { own, entry in
      treatment.targets[entry.0].maps == treatment.targets[target].maps ? own + entry.1 : own
    }
    return sum > 0 ? own / sum : 1
  }

  /// How much there is to needle in the muscle of a target: all where a trigger point was found; where none was looked for,
  /// or looked for in vain, less, and that only as far as pain was recorded where the muscle refers it. Paraspinal points
  /// need no trigger point.
  private func soreness(_ t: Int, _ patient: PatientCase) -> Double {
    let target = treatment.targets[t]
    guard target.kind == .triggerPoint, let muscle = target.muscle else { return 1 }
    var share = treatment.effects.unexaminedPoint
    if let f = atlas.triggerPointFinding(of: muscle),
      let record = patient.record(of: f)
    {
      if record.isAbnormal { return 1 }
      share = treatment.effects.absentPoint
    }
    let painful = painfulRegions(patient)
    let regions = target.maps.flatMap { treatment.maps[$0].regions }
    let all = regions.reduce(0) { $0 + $1.value }
    let felt = regions.reduce(0) { painful.contains($1.index) ? $0 + $1.value : $0 }
    return all > 0 ? share * felt / all : 0
  }

  /// Pain recorded of single regions, present or absent.
  private func regionPain(_ patient: PatientCase) -> [(region: Int, record: RecordedFinding)] {
    patient.findings.compactMap { record in
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == .pain, case .region(let r) = finding.target else {
        return nil
      }
      return (r, record)
    }
  }

  /// Regions with recorded pain; a group stands for its members.
  private func painfulRegions(_ patient: PatientCase) -> Set<Int> {
    var result: Set<Int> = []
    for record in patient.findings where record.isAbnormal {
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == .pain else { continue }
      switch finding.target {
      case .region(let r): result.insert(r)
      case .skinGroup(let g): result.formUnion(atlas.skinGroups[g].regions)
      default: break
      }
    }
    return result
  }

  private func likelihood(of target: NeedleTarget, _ patient: PatientCase) -> Double {
    var result = 1.0
    for (r, record) in regionPain(patient) {
      let weight =
        target.maps.map { map in
          treatment.maps[map].regions.first { $0.index == r }?.value ?? 0
        }.max() ?? 0
      let p = 0.1 + 0.8 * weight
      result *= record.isAbnormal ? p : 1 - p
    }
    return result
  }

  /// How far the local effects of a target arrive at a site: on tension (factor of the whole-muscle or local fall) and
  /// on inflammation.
  private struct Reach {
    var muscle: Int?
    /// Of the local tone of the site's own muscle.
    var local = 0.0
    /// Of the tension of a muscle that presses on the site.
    var whole = 0.0
    var chemistry = 0.0
    var gain = 0.0
  }

  private func reach(_ t: Int, site s: Int, part: Double, soreness: Double) -> Reach {
    let target = treatment.targets[t]
    let site = atlas.sites[s]
    var reach = Reach(muscle: target.muscle)
    if let muscle = target.muscle {
      if site.muscle == muscle {
        reach.local = target.reach * part
        reach.chemistry = target.reach * part
      }
      if !site.modes.isEmpty {
        let pressing = atlas.pressing(on: site)
        let all = pressing.reduce(0) { $0 + $1.value }
        if let share = pressing.first(where: { $0.index == muscle }), all > 0 {
          reach.whole = target.reach
          reach.chemistry = target.reach * share.value / all
        }
      }
    }
    if let near = target.near.first(where: { $0.index == s }) {
      reach.chemistry = max(reach.chemistry, near.value * (target.muscle == nil ? 1 : target.reach))
    }
    // Beside a nerve or a joint the needle speaks to that place alone; in a muscle to the segments of the muscle.
    let spoken = target.muscle == nil ? target.near.first { $0.index == s }?.value ?? 0 : soreness
    reach.gain =
      (treatment.effects.gainByKind[target.kind] ?? 0) * spoken * supply.overlap(target: t, site: s)
    return reach
  }

  /// Burden of one lesion with each effect at a size, as falls; by state.
  private struct Falls {
    var base = 0.0
    var release = 0.0
    var inflammation = 0.0
    var gain = 0.0
    var mobility = 0.0
  }

  private func falls(
    site: Int, level: Int, inflammation level0: Double, _ reach: Reach, minutes: Double
  ) -> Falls {
    let effects = treatment.effects
    let now = TissueState(inflammation: level0)
    func fall(_ base: Double, _ change: (inout TissueState) -> Void) -> Double {
      var after = now
      change(&after)
      return max(0, base - burden.burden(site: site, level: level, after, minutes: minutes))
    }
    var falls = Falls(base: burden.burden(site: site, level: level, now, minutes: minutes))
    let tone = reach.local * effects.localTone.typical
    let tension = reach.whole * effects.muscleTension.typical
    if let muscle = reach.muscle, tone > 0 || tension > 0 {
      falls.release = fall(falls.base) { $0.tension[muscle] = 1 - max(tone, tension) }
    }
    if reach.chemistry > 0 {
      falls.inflammation = fall(falls.base) {
        $0.inflammation *= 1 - reach.chemistry * effects.inflammation.typical
      }
    }
    if reach.gain > 0 {
      falls.gain = fall(falls.base) { $0.gain *= 1 - reach.gain * effects.gain.typical }
    }
    // Exercise can work on muscle and joint, not on what narrows a root canal.
    let arriving = max(reach.local, reach.whole, reach.chemistry)
    falls.mobility =
      falls.base * arriving * effects.care.typical * effects.exerciseShare * effects.mobility.typical
    return falls
  }

  private static let draws = 2000
  private static let setsFollowed = 150

  /// The relief that each target promises, in the order of ``Treatment/targets``.
  ///
  /// - Parameter seed: of the draws behind the intervals.
  public func estimate(_ answer: Answer, seed: UInt64 = 0, threads: Int = 1) -> [TargetRelief] {
    let sets = Array(answer.posterior.explanations.prefix(Self.setsFollowed))
    let mass = sets.reduce(0) { $0 + $1.probability }
    let minutes = (answer.patient.durationWeeks ?? 12) * 7 * 24 * 60
    return concurrentMap(treatment.targets.count, threads: threads) { t in
      estimate(t, sets, mass, answer.patient, minutes: minutes, seed: seed)
    }
  }

  private struct SiteLevel: Hashable {
    let site: Int
    let level: Int
  }

  private func estimate(
    _ t: Int, _ sets: [Posterior.Explanation], _ mass: Double, _ patient: PatientCase, minutes: Double,
    seed: UInt64
  ) -> TargetRelief {
    let part = partShare(t, patient)
    let soreness = soreness(t, patient)
    let states = treatment.burden.inflammation
    var memo: [SiteLevel: [Falls]] = [:]
    func falls(_ lesion: (site: Int, level: Int)) -> [Falls] {
      let key = SiteLevel(site: lesion.site, level: lesion.level)
      if let known = memo[key] { return known }
      let reach = reach(t, site: lesion.site, part: part, soreness: soreness)
      let made = states.map { state in
        self.falls(
          site: lesion.site, level: lesion.level, inflammation: state.level, reach, minutes: minutes)
      }
      memo[key] = made
      return made
    }
    // Relief of every set in every state, effects at their typical size.
    var reliefs: [[Relief]] = []
    var bySite: [Int: Double] = [:]
    var expected = Relief()
    for set in sets {
      let parts = set.lesions.map { falls($0) }
      let row = states.indices.map { i -> Relief in
        let base = parts.reduce(0) { $0 + $1[i].base }
        if base <= 0 { return Relief() }
        var relief = Relief()
        for (lesion, part) in zip(set.lesions, parts) {
          let f = part[i]
          relief.release += f.release / base
          relief.inflammation += f.inflammation / base
          relief.gain += f.gain / base
          relief.mobility += f.mobility / base
          let sum = (f.release + f.inflammation + f.gain + f.mobility) / base
          bySite[lesion.site, default: 0] += set.probability * states[i].probability * sum
        }
        let weight = set.probability / mass * states[i].probability
        expected.release += weight * relief.release
        expected.inflammation += weight * relief.inflammation
        expected.gain += weight * relief.gain
        expected.mobility += weight * relief.mobility
        return relief
      }
      reliefs.append(row)
    }
    let care = treatment.effects.care.typical
    let (needling, total) = intervals(sets, mass, reliefs, seed: seed)
    let sites = bySite.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return TargetRelief(
      target: t, relief: expected, total: 1 - (1 - expected.needling) * (1 - care), interval: total,
      needlingInterval: needling, sites: sites.map { Share($0.key, $0.value / mass) })
  }

  /// Draws of cause, state and effect sizes; the same draws for every target, so that targets can be compared.
  private func intervals(
    _ sets: [Posterior.Explanation], _ mass: Double, _ reliefs: [[Relief]], seed: UInt64
  ) -> (needling: ClosedRange<Double>, total: ClosedRange<Double>) {
    let effects = treatment.effects
    var random = SplitMix64(seed: seed)
    var needling: [Double] = []
    var total: [Double] = []
    func factor(_ spread: Spread) -> Double {
      let drawn = spread.quantile(random.uniform())
      return spread.typical > 0 ? drawn / spread.typical : 0
    }
    let states = treatment.burden.inflammation.map(\.probability)
    for _ in 0..<Self.draws {
      let h = Self.pick(sets.lazy.map { $0.probability / mass }, random.uniform())
      let i = Self.pick(states, random.uniform())
      let release = factor(effects.localTone)
      let inflammation = factor(effects.inflammation)
      let gain = factor(effects.gain)
      let mobility = factor(effects.mobility)
      let care = effects.care.quantile(random.uniform())
      guard reliefs.indices.contains(h) else { continue }
      var relief = reliefs[h][i]
      relief.release = min(1, relief.release * release)
      relief.inflammation = min(1, relief.inflammation * inflammation)
      relief.gain = min(1, relief.gain * gain)
      relief.mobility = min(1, relief.mobility * mobility)
      needling.append(relief.needling)
      total.append(1 - (1 - relief.needling) * (1 - care))
    }
    return (Self.middle(needling), Self.middle(total))
  }

  private static func pick(_ probabilities: some Sequence<Double>, _ u: Double) -> Int {
    var sum = 0.0
    var last = 0
    for (i, p) in probabilities.enumerated() {
      sum += p
      last = i
      if u < sum { return i }
    }
    return last
  }

  /// From the tenth to the ninetieth percentile.
  private static func middle(_ values: [Double]) -> ClosedRange<Double> {
    if values.isEmpty { return 0...0 }
    let sorted = values.sorted()
    return sorted[sorted.count / 10]...sorted[sorted.count * 9 / 10]
  }
}
