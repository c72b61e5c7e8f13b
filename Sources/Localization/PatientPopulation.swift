import Anatomy
import Simulation

/// Who comes with one lesion, as the model that answers them has it: the joint distribution of age, sex, the flags that
/// stand for history, and site.
///
/// The weight of an age a, a sex x, flags f and a site s is
/// P(a) P(x) · P(s | one lesion, a, x, history of f) · Σ P(lesion | s) Π P(fᵢ | lesion, a),
/// with the ages and sexes that are summed over where they are unknown, and the same prior and chances as in an answer.
/// So P(s | a, x, f) is the answer to a patient of whom only these are known. Without such flags P(s | a, x) is the prior;
/// with them it is its mean over patients who have them and who do not.
struct PatientPopulation: Sendable {
  /// Persons who are alike in all that moves the prior.
  struct Cell: Sendable {
    /// Years, from the first up to, not with, the last.
    let ages: ClosedRange<Double>
    let sex: String
    /// For each of ``PatientPopulation/flags`` whether it is present.
    let isPresent: [Bool]
  }

  /// Flags that stand for history, among those that are examined, as positions in ``Atlas/findings``.
  let flags: [Int]
  let cells: [Cell]
  /// For each site the weight of each cell; empty for sites that the setting does not know.
  let weights: [[Double]]
  /// For each site the sum of its weights.
  let siteWeights: [Double]
  /// P(lesion | site), for each lesion of the compiler.
  private let shares: [Double]
  /// For each flag P(present | lesion) by what lesions do, false positives left out.
  private let caused: [[Double]]

  /// More would make 2ⁿ too many; those beyond are drawn as findings that move no prior.
  private static let mostFlags = 8

  init(_ localizer: Localizer, _ setting: ClinicSetting, findings: [Int]) {
    let atlas = localizer.atlas
    let compiler = localizer.compiler
    let usesHistory = !localizer.ablation.contains(.history)
    let flags = usesHistory ? Self.flags(among: findings, atlas) : []
    self.flags = flags
    let shares = compiler.lesions.map { Prior.share(of: $0, atlas, setting) }
    self.shares = shares
    // Local signs, as flags are, do not hang on how the plexus is laid.
    let caused = flags.map { compiler.exceedance(finding: $0, shift: atlas.usualShift) }
    self.caused = caused
    let items = flags.map { f in
      atlas.flagHistory[atlas.findings[f].id].flatMap { atlas.modifiers.position(of: $0) }
    }

    var cells: [Cell] = []
    var weights = Array(repeating: [Double](), count: atlas.sites.count)
    let sexes =
      atlas.sexShares.isEmpty ? [(sex: "", share: 1.0)] : atlas.sexShares.map { ($0.sex, $0.share) }
    for (ages, ageShare) in Self.intervals(atlas, flags) {
      let age = (ages.lowerBound + ages.upperBound) / 2
      for (sex, sexShare) in sexes {
        let context = PatientContext(shift: atlas.usualShift, age: age, sex: sex, probability: 1)
        let able = flags.map { Self.mayHave($0, atlas, age: age, sex: sex) }
        let chances = flags.map { compiler.leak($0, step: 1, context, PatientCase()) }
        for bits in 0..<(1 << flags.count) {
          let isPresent = flags.indices.map { bits >> $0 & 1 == 1 }
          if zip(isPresent, able).contains(where: { $0 && !$1 }) { continue }
          var patient = PatientCase()
          patient.history = zip(items, isPresent).compactMap { $1 ? $0 : nil }
          let odds = Prior.siteWeights(
            atlas, setting, patient: patient, context: context, useModifiers: usesHistory)
          let total = odds.reduce(0, +)
          cells.append(Cell(ages: ages, sex: sex, isPresent: isPresent))
          for site in atlas.sites.indices where setting.shares[site] > 0 && site != atlas.unexplained {
            let chance = compiler.lesionsOfSite[site].reduce(0) { sum, j in
              sum
                + flags.indices.reduce(shares[j]) { product, i in
                  product * Self.probability(isPresent[i], able[i], chances[i], caused[i][j])
                }
            }
            weights[site].append(ageShare * sexShare * odds[site] / total * chance)
          }
        }
      }
    }
    self.cells = cells
    self.weights = weights
    siteWeights = weights.map { $0.reduce(0, +) }
  }

  private static func flags(among findings: [Int], _ atlas: Atlas) -> [Int] {
    let able = findings.filter { f in
      guard let item = atlas.flagHistory[atlas.findings[f].id] else { return false }
      return atlas.modifiers.position(of: item) != nil && atlas.findings[f].scale.aside.isEmpty
    }
    return Array(able.prefix(mostFlags))
  }

  /// The weights of the cells of a site in which a person of this age and sex may be.
  func weights(of site: Int, age: Double?, sex: String?) -> [Double] {
    if age == nil, sex == nil { return weights[site] }
    let isKnown = sex.map { told in cells.contains { $0.sex == told } } ?? false
    // An age that no band holds goes to the nearest one.
    func distance(_ cell: Cell, _ age: Double) -> Double {
      if cell.ages.contains(age), age < cell.ages.upperBound || cell.ages.lowerBound == age { return 0 }
      return max(
        min(abs(age - cell.ages.lowerBound), abs(age - cell.ages.upperBound)), .leastNonzeroMagnitude)
    }
    let nearest = age.map { age in cells.lazy.map { distance($0, age) }.min() ?? 0 } ?? 0
    return zip(cells, weights[site]).map { cell, weight in
      if isKnown, cell.sex != sex { return 0 }
      if let age, distance(cell, age) > nearest { return 0 }
      return weight
    }
  }

  /// P(lesion | site, flags, age) up to a factor, for lesions of one site.
  func weights(of lesions: [Int], in cell: Cell, _ localizer: Localizer) -> [Double] {
    let age = (cell.ages.lowerBound + cell.ages.upperBound) / 2
    let context = PatientContext(shift: localizer.atlas.usualShift, age: age, sex: cell.sex, probability: 1)
    let chances = flags.map { localizer.compiler.leak($0, step: 1, context, PatientCase()) }
    return lesions.map { j in
      flags.indices.reduce(shares[j]) { product, i in
        // Where a flag cannot be, none says nothing of the lesion.
        let isAble = Self.mayHave(flags[i], localizer.atlas, age: age, sex: cell.sex)
        return product * Self.probability(cell.isPresent[i], isAble, chances[i], caused[i][j])
      }
    }
  }

  /// P(a flag is there, or is not).
  private static func probability(_ isPresent: Bool, _ isAble: Bool, _ chance: Double, _ caused: Double)
    -> Double
  {
    if !isAble { return isPresent ? 0 : 1 }
    let absent = (1 - chance) * (1 - caused)
    return isPresent ? 1 - absent : absent
  }

  static func mayHave(_ finding: Int, _ atlas: Atlas, age: Double?, sex: String?) -> Bool {
    atlas.findings[finding].only?.mayHold(age: age, sex: sex) ?? true
  }

  /// Ages within which nothing of the prior changes, and the share of patients in each. Within a band they are spread
  /// evenly on either side of its representative age, in the proportion that makes this their mean.
  private static func intervals(_ atlas: Atlas, _ flags: [Int]) -> [(
    ages: ClosedRange<Double>, share: Double
  )] {
    var cuts: Set<Double> = []
    for modifier in atlas.modifiers {
      for condition in modifier.conditions {
        switch condition {
        case .ageFrom(let age), .ageBelow(let age): cuts.insert(age)
        default: break
        }
      }
    }
    for f in flags {
      if let ages = atlas.findings[f].only?.ages { cuts.formUnion([ages.lowerBound, ages.upperBound]) }
    }
    let bands = atlas.ageBands.isEmpty ? [AgeBand(age: 50, share: 1)] : atlas.ageBands
    var result: [(ages: ClosedRange<Double>, share: Double)] = []
    for band in bands {
      let (first, middle, last) = (band.ages.lowerBound, band.age, band.ages.upperBound)
      if first == last {
        result.append((band.ages, band.share))
        continue
      }
      let halves = [
        (first, middle, (last - middle) / (last - first)), (middle, last, (middle - first) / (last - first)),
      ]
      for (low, high, part) in halves where low < high {
        let ends = [low] + cuts.filter { low < $0 && $0 < high }.sorted() + [high]
        for (a, b) in zip(ends, ends.dropFirst()) {
          result.append((a...b, band.share * part * (b - a) / (high - low)))
        }
      }
    }
    return result
  }
}
