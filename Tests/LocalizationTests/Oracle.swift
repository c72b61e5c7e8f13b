import Anatomy
import Foundation
@testable import Localization
import Simulation

/// The posterior by its definition: every set of up to three lesions at distinct sites, plain products of
/// probabilities, no logarithms and no shortcuts. Shares with the library only the factors of the observations.
struct Oracle {
  /// P(observations, n lesions), n = 0…3.
  var counts = [0.0, 0, 0, 0]
  /// P(observations, n lesions, site among them) per n and site.
  var sites: [[Double]]
  /// The same per n, site and level.
  var levels: [[[Double]]]
  /// P(observations, these sites with these levels): pairs `site * levels + level`, rising.
  var sets: [[Int]: Double] = [:]
  /// P(observations, context) per n, whether nerves are worn or not.
  var contexts: [[Double]] = []

  private let atlas: Atlas
  private var lesions: [Lesion] = []

  init(_ localizer: Localizer, _ patient: PatientCase, setting: ClinicSetting) {
    atlas = localizer.atlas
    sites = Array(repeating: Array(repeating: 0, count: atlas.sites.count), count: 4)
    levels = sites.map { $0.map { _ in Array(repeating: 0, count: localizer.atlas.levels.count) } }
    for (s, site) in atlas.sites.enumerated() where !site.isUnexplained {
      for mode in 0..<max(1, site.modes.count) {
        for level in atlas.levels.indices { lesions.append(Lesion(site: s, mode: mode, level: level)) }
      }
    }
    let completed = patient.completed(atlas)
    let observations = Evidence(completed, atlas).observations
    let ages = completed.age.map { [($0, 1.0)] } ?? atlas.ageBands.map { ($0.age, $0.share) }
    let sexes = completed.sex.map { [($0, 1.0)] } ?? atlas.sexShares.map { ($0.sex, $0.share) }
    let ageSum = ages.reduce(0) { $0 + $1.1 }
    let shares = lesions.map { share($0, mismatch: setting.rootMismatch, completed) }
    for (shift, state) in atlas.shifts.enumerated() {
      for (age, ageShare) in ages {
        for (sex, sexShare) in sexes {
          let probability = state.probability * ageShare / ageSum * sexShare
          let weights = Self.siteWeights(atlas, setting, completed, age: age, sex: sex)
          for isBilateral in Self.reach(completed, atlas) {
            contexts.append([0, 0, 0, 0])
            // Summed always, though it matters from the second finding that wears only.
            for (isWorn, share) in [
              (false, 1 - atlas.observation.wornShare), (true, atlas.observation.wornShare),
            ] {
              let context = PatientContext(
                shift: shift, age: age, sex: sex, isBilateral: isBilateral, isWorn: isWorn,
                probability: probability * share)
              let factors = observations.map {
                localizer.compiler.factor($0, context: context, patient: completed)
              }
              add(factors, weights: weights, shares: shares, setting: setting, context: probability * share)
            }
          }
        }
      }
    }
  }

  /// Both legs or one: open where signs of the other leg are recorded and the complaint is not said to be of both.
  static func reach(_ patient: PatientCase, _ atlas: Atlas) -> [Bool?] {
    if patient.otherSide.isEmpty { return [nil] }
    if patient.side == .bilateral { return [true] }
    let flagged = patient.findings.contains { $0.finding == atlas.bothSidesFinding && $0.isAbnormal }
    return flagged || patient.otherSide.contains { $0.isAbnormal } ? [true, false] : [false]
  }

  /// Odds of the setting's share times history and person, their product held within the cap either way.
  static func siteWeights(
    _ atlas: Atlas, _ setting: ClinicSetting, _ patient: PatientCase, age: Double, sex: String
  ) -> [Double] {
    atlas.sites.indices.map { s in
      if s == atlas.unexplained { return 0 }
      var factor = 1.0
      for (m, modifier) in atlas.modifiers.enumerated() {
        var applies = true
        for condition in modifier.conditions {
          switch condition {
          case .ageFrom(let bound): applies = applies && age >= bound
          case .ageBelow(let bound): applies = applies && age < bound
          case .weeksFrom(let weeks): applies = applies && weeks <= (patient.durationWeeks ?? -1)
          case .weeksBelow(let weeks): applies = applies && weeks > (patient.durationWeeks ?? .infinity)
          case .sex(let wanted): applies = applies && sex == wanted
          case .history: applies = applies && patient.history.contains(m)
          }
        }
        if !applies { continue }
        for effect in modifier.effects where effect.modes == nil {
          for site in effect.sites where site == s { factor *= effect.factor }
        }
      }
      if factor > atlas.modifierCap { factor = atlas.modifierCap }
      if factor < 1 / atlas.modifierCap { factor = 1 / atlas.modifierCap }
      return setting.shares[s] / (1 - setting.shares[s]) * factor
    }
  }

  /// How much likelier than chance two sites are together.
  static func affinity(_ atlas: Atlas, _ a: Int, _ b: Int) -> Double {
    var result = 1.0
    for entry in atlas.affinities {
      if entry.first.contains(a) && entry.second.contains(b) { result *= entry.factor }
      if entry.first.contains(b) && entry.second.contains(a)
        && !(entry.first.contains(a) && entry.second.contains(b))
      {
        result *= entry.factor
      }
    }
    return result
  }

  /// P(mode and level | site, history): each mode so much likelier as history has it, then brought back to one.
  private func share(_ lesion: Lesion, mismatch: Double, _ patient: PatientCase) -> Double {
    func factor(_ mode: Int) -> Double {
      var product = 1.0
      for (m, modifier) in atlas.modifiers.enumerated() where patient.history.contains(m) {
        for effect in modifier.effects where effect.sites == [lesion.site] {
          if let modes = effect.modes, modes.contains(mode) { product *= effect.factor }
        }
      }
      return product
    }
    let siblings = lesions.filter { $0.site == lesion.site }
    let sum = siblings.reduce(0) { $0 + share($1, mismatch: mismatch) * factor($1.mode) }
    return share(lesion, mismatch: mismatch) * factor(lesion.mode) / sum
  }

  private func share(_ lesion: Lesion, mismatch: Double) -> Double {
    let site = atlas.sites[lesion.site]
    let level = site.severity[lesion.level]
    if site.modes.isEmpty { return level }
    let felt = site.modes.reduce(0) { $0 + ($1.mismatch ?? 0) }
    if let weight = site.modes[lesion.mode].mismatch { return mismatch * weight / felt * level }
    return site.modes[lesion.mode].share * (felt > 0 ? 1 - mismatch : 1) * level
  }

  private mutating func add(
    _ factors: [Factor], weights: [Double], shares: [Double], setting: ClinicSetting, context: Double
  ) {
    let n = atlas.sites.count
    var pairSum = 0.0
    var tripleSum = 0.0
    for i in 0..<n {
      for j in 0..<n where j > i {
        let pair = weights[i] * weights[j] * Self.affinity(atlas, i, j)
        pairSum += pair
        for k in 0..<n where k > j {
          tripleSum += pair * weights[k] * Self.affinity(atlas, i, k) * Self.affinity(atlas, j, k)
        }
      }
    }
    let sums = [1, weights.reduce(0, +), pairSum, tripleSum]
    let siteOf = lesions.map(\.site)
    let affinity = (0..<n).map { a in (0..<n).map { a == $0 ? 1 : Self.affinity(atlas, a, $0) } }
    var byCount = [0.0, 0, 0, 0]
    func prior(_ set: [Int]) -> Double {
      var p = setting.lesionCounts[set.count] / sums[set.count] * context
      for v in set { p *= weights[siteOf[v]] * shares[v] }
      for a in set { for b in set where a < b { p *= affinity[siteOf[a]][siteOf[b]] } }
      return p
    }
    func likelihood(_ set: [Int]) -> Double {
      var p = 1.0
      for factor in factors {
        var above = factor.upperLeak
        for v in set { above *= factor.upper[v] }
        if let lower = factor.lower {
          var below = factor.lowerLeak
          for v in set { below *= lower[v] }
          p *= max(0, above - below)
        } else {
          p *= above
        }
        if p == 0 { return 0 }
      }
      return p
    }
    func count(_ set: [Int]) {
      let p = prior(set) * likelihood(set)
      byCount[set.count] += p
      counts[set.count] += p
      if p == 0 { return }
      sets[set.map { siteOf[$0] * atlas.levels.count + lesions[$0].level }, default: 0] += p
      for v in set {
        sites[set.count][siteOf[v]] += p
        levels[set.count][siteOf[v]][lesions[v].level] += p
      }
    }
    count([])
    for i in lesions.indices {
      count([i])
      for j in lesions.indices where siteOf[j] > siteOf[i] {
        count([i, j])
        for k in lesions.indices where siteOf[k] > siteOf[j] { count([i, j, k]) }
      }
    }
    for n in byCount.indices { contexts[contexts.count - 1][n] += byCount[n] }
  }

  /// P(any of these sites in the set | observations), sets of at most `limit`.
  func any(of members: Set<Int>, limit: Int) -> Double {
    var inside = 0.0
    for (set, p) in sets where set.count <= limit {
      if set.contains(where: { members.contains($0 / atlas.levels.count) }) { inside += p }
    }
    return inside / counts[...limit].reduce(0, +)
  }
}
