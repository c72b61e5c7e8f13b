import Anatomy
import Foundation
import Simulation

/// What is latent about the patient and summed over: the position of the plexus, unknown age and sex, whether what
/// strikes this leg strikes the other too, worn nerves.
public struct PatientContext: Sendable {
  /// Position in ``Atlas/shifts``.
  public var shift: Int
  /// Age in years.
  public var age: Double
  public var sex: String
  /// Whether the lesions are on both sides; nil where nothing is recorded of the other leg.
  public var isBilateral: Bool?
  /// Whether long nerves are worn, so that false positives come together; nil where it makes no difference.
  public var isWorn: Bool?
  /// Probability of shift, age, sex and wear before any finding. That of both sides depends on the lesions, and is a factor.
  public var probability: Double
}

/// Prior over sets of lesions in one context.
///
/// The number of lesions comes first, then which: weights of sites are the odds of the setting's share times
/// the patient's modifiers (their product capped), times the affinity of pairs, normalised per number.
public struct Prior: Sendable {
  /// Weight of each site; 0 for the unexplained.
  public let siteWeights: [Double]
  /// ln P(number of lesions) − ln of the sum of the weights of all sets of that size.
  public let logScale: [Double]
  /// ln P(mode, level | site) per lesion.
  public let logShares: [Double]
  /// The pairs of sites that are together more or less often than chance.
  public let affinities: [CompiledNetwork.Affinity]

  /// - Parameters:
  ///   - lesions: the lesions whose prior is wanted, all of each site.
  ///   - patient: the case, completed.
  ///   - useModifiers: whether history and person move the prior.
  public init(
    _ atlas: Atlas, setting: ClinicSetting, lesions: [Lesion], patient: PatientCase, context: PatientContext,
    useModifiers: Bool = true
  ) {
    self.init(
      atlas, SiteAffinities(atlas), setting: setting, lesions: lesions,
      logShares: Self.logShares(atlas, setting, lesions), patient: patient, context: context,
      useModifiers: useModifiers)
  }

  /// The same from what does not depend on the patient.
  init(
    _ atlas: Atlas, _ siteAffinities: SiteAffinities, setting: ClinicSetting, lesions: [Lesion],
    logShares: [Double], patient: PatientCase, context: PatientContext, useModifiers: Bool
  ) {
    siteWeights = Self.siteWeights(
      atlas, setting, patient: patient, context: context, useModifiers: useModifiers)
    affinities = siteAffinities.pairs
    logScale = Self.scales(weights: siteWeights, siteAffinities, counts: setting.lesionCounts)
    let effects = useModifiers ? Self.effects(atlas, patient, context).filter { $0.modes != nil } : []
    self.logShares = effects.isEmpty ? logShares : Self.moved(logShares, lesions, by: effects)
  }

  /// What the modifiers that hold for a patient do.
  private static func effects(_ atlas: Atlas, _ patient: PatientCase, _ context: PatientContext)
    -> [Modifier.Effect]
  {
    atlas.modifiers.enumerated().flatMap { position, modifier in
      applies(modifier, position, patient, context) ? modifier.effects : []
    }
  }

  /// ln P(mode, level | site, history): shares of the modes that a factor names times that factor, over their new sum.
  private static func moved(_ logShares: [Double], _ lesions: [Lesion], by effects: [Modifier.Effect])
    -> [Double]
  {
    let weights = zip(lesions, logShares).map { lesion, share in
      effects.reduce(exp(share)) { weight, effect in
        effect.sites.contains(lesion.site) && effect.modes?.contains(lesion.mode) == true
          ? weight * effect.factor : weight
      }
    }
    var sums: [Int: Double] = [:]
    for (lesion, weight) in zip(lesions, weights) { sums[lesion.site, default: 0] += weight }
    let touched = Set(effects.flatMap(\.sites))
    return lesions.indices.map { j in
      guard touched.contains(lesions[j].site), let sum = sums[lesions[j].site] else { return logShares[j] }
      return log(weights[j]) - log(sum)
    }
  }

  /// Weight of each site: the odds of its share times the modifiers that hold, their product capped; 0 for the
  /// unexplained. Over their sum they are P(site | one lesion, person, history).
  static func siteWeights(
    _ atlas: Atlas, _ setting: ClinicSetting, patient: PatientCase, context: PatientContext,
    useModifiers: Bool
  ) -> [Double] {
    let count = atlas.sites.count
    var factors = Array(repeating: 1.0, count: count)
    if useModifiers {
      for effect in effects(atlas, patient, context) where effect.modes == nil {
        for site in effect.sites { factors[site] *= effect.factor }
      }
    }
    let cap = atlas.modifierCap
    return (0..<count).map { s in
      if s == atlas.unexplained { return 0 }
      let share = setting.shares[s]
      return share / max(1e-9, 1 - share) * min(cap, max(1 / cap, factors[s]))
    }
  }

  /// P(mode, level | site) of a lesion.
  static func share(of lesion: Lesion, _ atlas: Atlas, _ setting: ClinicSetting) -> Double {
    let site = atlas.sites[lesion.site]
    return modeShare(site, lesion.mode, mismatch: setting.rootMismatch) * site.severity[lesion.level]
  }

  /// ln P(mode, level | site) per lesion.
  static func logShares(_ atlas: Atlas, _ setting: ClinicSetting, _ lesions: [Lesion]) -> [Double] {
    lesions.map { lesion in
      let site = atlas.sites[lesion.site]
      return log(modeShare(site, lesion.mode, mismatch: setting.rootMismatch))
        + log(site.severity[lesion.level])
    }
  }

  private static func applies(
    _ modifier: Modifier, _ position: Int, _ patient: PatientCase, _ context: PatientContext
  ) -> Bool {
    modifier.conditions.allSatisfy { condition in
      switch condition {
      case .ageFrom(let age): context.age >= age
      case .ageBelow(let age): context.age < age
      case .weeksFrom(let weeks): patient.durationWeeks.map { $0 >= weeks } ?? false
      case .weeksBelow(let weeks): patient.durationWeeks.map { $0 < weeks } ?? false
      case .sex(let sex): context.sex == sex
      case .history: patient.history.contains(position)
      }
    }
  }

  /// P(mode | site): modes in which a neighbouring root is felt share the setting's mismatch.
  static func modeShare(_ site: Site, _ mode: Int, mismatch: Double) -> Double {
    guard site.modes.indices.contains(mode) else { return 1 }
    let total = site.modes.compactMap(\.mismatch).reduce(0, +)
    if let weight = site.modes[mode].mismatch { return mismatch * weight / total }
    return site.modes[mode].share * (total > 0 ? 1 - mismatch : 1)
  }

  /// ln P(n) − ln Σ over sets of n sites of the product of weights and affinities.
  private static func scales(
    weights: [Double], _ affinities: SiteAffinities, counts: [Double]
  ) -> [Double] {
    let (affinity, related) = (affinities.matrix, affinities.related)
    let n = weights.count
    var pairs = 0.0
    var triples = 0.0
    // What a third site adds to the first: behind each place, and with the affinities of the first two kept apart.
    var third = Array(repeating: 0.0, count: n + 1)
    for i in 0..<n where weights[i] > 0 {
      if counts[3] > 0 {
        for k in (i..<n).reversed() { third[k] = third[k + 1] + weights[k] * affinity[i * n + k] }
      }
      for j in (i + 1)..<max(n, i + 1) where weights[j] > 0 {
        let pair = weights[i] * weights[j] * affinity[i * n + j]
        pairs += pair
        if counts[3] == 0 { continue }
        triples += pair * third[j + 1]
        for (k, factor) in related[j] {
          triples += pair * weights[k] * affinity[i * n + k] * (factor - 1)
        }
      }
    }
    let sums = [1, weights.reduce(0, +), pairs, triples]
    return zip(counts, sums).map { $0 > 0 && $1 > 0 ? log($0) - log($1) : -.infinity }
  }
}

/// How much likelier than chance any two sites of an atlas are together.
struct SiteAffinities: Sendable {
  /// Sites × sites.
  let matrix: [Double]
  /// The pairs with a factor other than 1.
  let pairs: [CompiledNetwork.Affinity]
  /// For each site the later ones in ``pairs`` with it.
  let related: [[(site: Int, factor: Double)]]

  init(_ atlas: Atlas) {
    let count = atlas.sites.count
    var affinity = Array(repeating: 1.0, count: count * count)
    for entry in atlas.affinities {
      for a in entry.first {
        for b in entry.second where a != b {
          affinity[a * count + b] *= entry.factor
          affinity[b * count + a] = affinity[a * count + b]
        }
      }
    }
    pairs = (0..<count).flatMap { a in
      (a..<count).compactMap { b in
        let factor = affinity[a * count + b]
        return factor == 1 ? nil : CompiledNetwork.Affinity(first: a, second: b, factor: factor)
      }
    }
    matrix = affinity
    var related = Array(repeating: [(site: Int, factor: Double)](), count: count)
    for pair in pairs { related[pair.first].append((pair.second, pair.factor)) }
    self.related = related
  }
}

extension Atlas {
  /// The contexts to sum over for a patient; for the one side and for both, probabilities sum to 1.
  public func contexts(for patient: PatientCase) -> [PatientContext] {
    let ages = patient.age.map { [AgeBand(age: $0, share: 1)] } ?? ageBands
    let sexes = patient.sex.map { [($0, 1.0)] } ?? sexShares.map { ($0.sex, $0.share) }
    let ageTotal = ages.reduce(0) { $0 + $1.share }
    var result: [PatientContext] = []
    for (shift, state) in shifts.enumerated() {
      for band in ages {
        for (sex, share) in sexes {
          for isBilateral in reach(of: patient) {
            for (isWorn, wornShare) in wear(of: patient) {
              result.append(
                PatientContext(
                  shift: shift, age: band.age, sex: sex, isBilateral: isBilateral, isWorn: isWorn,
                  probability: state.probability * band.share / ageTotal * share * wornShare))
            }
          }
        }
      }
    }
    return result
  }

  /// Whether long nerves are worn, with shares. One finding alone has the same chance either way, and is not summed twice.
  private func wear(of patient: PatientCase) -> [(isWorn: Bool?, share: Double)] {
    let share = observation.wornShare
    let wearing = Set((patient.findings + patient.otherSide).map(\.finding)).filter { findings[$0].wears }
    return wearing.count > 1 && share > 0 && share < 1 ? [(false, 1 - share), (true, share)] : [(nil, 1)]
  }

  /// Whether the other leg may be struck, too: all that is found there has this one cause.
  private func reach(of patient: PatientCase) -> [Bool?] {
    if patient.otherSide.isEmpty { return [nil] }
    if patient.side == .bilateral { return [true] }
    return patient.speaksOfBothSides(self) ? [true, false] : [false]
  }
}

extension PatientCase {
  /// Whether a sign of the other leg, or the finding for both, says that more than this leg may be struck.
  func speaksOfBothSides(_ atlas: Atlas) -> Bool {
    otherSide.contains(where: \.isAbnormal) || hasBothSidesFinding(atlas)
  }

  /// Whether the finding that both legs are affected was recorded as present.
  func hasBothSidesFinding(_ atlas: Atlas) -> Bool {
    atlas.bothSidesFinding.flatMap { record(of: $0) }?.isAbnormal ?? false
  }
}
