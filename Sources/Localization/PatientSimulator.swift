import Anatomy
import LinearAlgebra
import Simulation

/// Draws patients with one lesion from the model itself, examined by a protocol.
///
/// Age, sex and the flags that stand for history come from the joint distribution that an answer assumes, and the site
/// with them; where the site is told, they are drawn given it. So the probabilities of an answer in the same case mix are
/// right for these patients, in each age and sex, but for what an answer says of several lesions. Scoring the model on
/// its own patients shows how well the sites can be told apart at best: what is missing to 1 is not inference but sites
/// that look alike.
public struct PatientSimulator: Sendable {
  private let localizer: Localizer
  /// The atlas that patients are drawn from.
  public var atlas: Atlas { localizer.atlas }
  /// The case mix that they are drawn from.
  public let setting: ClinicSetting
  private let protocolFindings: [Int]
  private let population: PatientPopulation
  /// The lesions of each site, as positions in those of the compiler.
  private let members: [[Int]]

  /// - Parameter findings: what is examined, as positions in ``Atlas/findings``.
  public init(_ localizer: Localizer, setting: ClinicSetting, findings: [Int]) {
    self.localizer = localizer
    self.setting = setting
    protocolFindings = findings
    population = PatientPopulation(localizer, setting, findings: findings)
    var members = Array(repeating: [Int](), count: localizer.atlas.sites.count)
    for (j, lesion) in localizer.compiler.lesions.enumerated() { members[lesion.site].append(j) }
    self.members = members
  }

  /// The sites that a setting knows of.
  public static func sites(_ atlas: Atlas, _ setting: ClinicSetting) -> [Int] {
    atlas.sites.indices.filter { $0 != atlas.unexplained && setting.shares[$0] > 0 }
  }

  /// The findings of the examination sheet, with or without needle studies.
  public static func sheet(_ atlas: Atlas, withElectrodiagnosis: Bool) -> [Int] {
    let listed = atlas.sheet.flatMap(\.findings).compactMap { atlas.findings.position(of: $0) }
    if !withElectrodiagnosis { return listed }
    let needle = atlas.findings.indices.filter { f in
      guard atlas.findings[f].cost == .needle else { return false }
      if case .muscleGroup = atlas.findings[f].target { return false }
      return true
    }
    return listed + needle.filter { !listed.contains($0) }
  }

  /// The site of patient number `index` of a seed, from the case mix and who comes.
  public func site(_ index: Int, seed: UInt64) -> Int {
    // A stream of its own: who the patient is does not hang on whether the site was drawn or told.
    var random = SplitMix64(seed: seed, counters: [UInt64(index), 1])
    return Self.pick(population.siteWeights, &random)
  }

  /// Patient number `index` of a seed.
  ///
  /// - Parameters:
  ///   - site: where the lesion is, in place of ``site(_:seed:)``; one that the setting knows.
  ///   - age: in years, in place of one drawn.
  ///   - sex: in place of one drawn.
  public func patient(
    _ index: Int, seed: UInt64, site told: Int? = nil, age: Double? = nil, sex: String? = nil
  ) -> PatientCase {
    let atlas = localizer.atlas
    let site = told ?? self.site(index, seed: seed)
    var random = SplitMix64(seed: seed, counters: [UInt64(index)])
    var patient = PatientCase()
    patient.id = "simulated-\(seed)-\(index)"
    let cell = population.cells[Self.pick(population.weights(of: site, age: age, sex: sex), &random)]
    // Drawn all the same where it was told, so that the random numbers of the findings stay theirs.
    let place = random.uniform()
    patient.age = age ?? cell.ages.lowerBound + place * (cell.ages.upperBound - cell.ages.lowerBound)
    patient.sex = sex ?? (cell.sex.isEmpty ? nil : cell.sex)
    let shift = Self.pick(atlas.shifts.map(\.probability), &random)
    let lesion = members[site][Self.pick(population.weights(of: members[site], in: cell, localizer), &random)]
    let spared = (1 - atlas.sites[site].bilateral) * (1 - atlas.observation.bilateralLeak)
    patient.side = random.uniform() < 1 - spared ? .bilateral : .left
    let context = PatientContext(
      shift: shift, age: patient.age ?? 50, sex: patient.sex ?? "",
      isWorn: Self.isWorn(atlas, index, seed: seed), probability: 1)
    for f in protocolFindings {
      let probabilities = localizer.compiler.states(f, column: lesion, context, patient)
      let i = Self.pick(probabilities, isPresent: isPresent(f, cell, patient), &random)
      patient.findings.append(
        RecordedFinding(
          finding: f, value: probabilities[i].value,
          reading: i <= atlas.findings[f].scale.worst ? .steps(i...i) : .aside))
      // The finding that both legs are affected says it for the side, too.
      if f == atlas.bothSidesFinding { patient.side = i > 0 ? .bilateral : .left }
    }
    patient.confirmation = PatientCase.Confirmation(
      sites: [site], alsoAcceptable: [], alsoPresent: [], by: "simulation", isStrict: true)
    return patient
  }

  /// Whether the long nerves of a patient are worn; a stream of its own, so that the findings keep their draws.
  static func isWorn(_ atlas: Atlas, _ index: Int, seed: UInt64) -> Bool {
    var random = SplitMix64(seed: seed, counters: [UInt64(index), 2])
    return random.uniform() < atlas.observation.wornShare
  }

  /// Whether the person has a finding that age, sex or history decides; nil for all others.
  private func isPresent(_ finding: Int, _ cell: PatientPopulation.Cell, _ patient: PatientCase) -> Bool? {
    if let isPresent = Self.isPresent(finding, atlas, patient) { return isPresent }
    return population.flags.firstIndex(of: finding).map { cell.isPresent[$0] }
  }

  /// Whether the person has a finding that age or sex decides; nil for all others.
  static func isPresent(_ finding: Int, _ atlas: Atlas, _ patient: PatientCase) -> Bool? {
    if let flag = atlas.ageFlags.first(where: { $0.finding == finding }) {
      return (patient.age ?? 50) < flag.below
    }
    return PatientPopulation.mayHave(finding, atlas, age: patient.age, sex: patient.sex) ? nil : false
  }

  /// The position of a value drawn; what the person decides is not drawn again.
  static func pick(
    _ states: [(value: String, probability: Double)], isPresent: Bool?, _ random: inout SplitMix64
  ) -> Int {
    pick(
      states.enumerated().map { i, state in
        if let isPresent, (i > 0) != isPresent { return 0 }
        return state.probability
      }, &random)
  }

  /// A position drawn by weights that need not sum to 1; the last one with a weight where rounding leads beyond.
  static func pick(_ weights: [Double], _ random: inout SplitMix64) -> Int {
    var rest = random.uniform() * weights.reduce(0, +)
    for (i, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return i }
    }
    return weights.lastIndex { $0 > 0 } ?? weights.count - 1
  }
}

extension EvidenceCompiler {
  /// The values of a finding and their probabilities given the lesions of a column, false positives included: those of
  /// the scale from normal to worst, then those aside of it.
  ///
  /// - Parameter isDue: whether loss shows yet; before, there are false positives only.
  func states(
    _ f: Int, column: Int, _ context: PatientContext, _ patient: PatientCase, isDue: Bool = true
  ) -> [(value: String, probability: Double)] {
    let scale = atlas.findings[f].scale
    func atLeast(_ step: Int) -> Double {
      let chance = leak(f, step: step, context, patient)
      if !isDue { return chance }
      let caused = exceedance(finding: f, step: step, lesion: column, shift: context.shift)
      return 1 - (1 - chance) * (1 - caused)
    }
    var beyond = [1.0] + (1...max(1, scale.worst)).map { scale.worst == 0 ? 0 : atLeast($0) } + [0]
    for i in 1..<beyond.count { beyond[i] = min(beyond[i], beyond[i - 1]) }
    var result = scale.values.enumerated().map { ($1, beyond[$0] - beyond[$0 + 1]) }
    if !scale.aside.isEmpty {
      // What a lesion does is told apart by no number of the atlas: the values share it. Chance has a rate for each.
      let (p, shares) = asideProbability(f, column: column)
      let isConduction = atlas.kinds[atlas.findings[f].kind].measure == .conduction
      // A response that is lost can't be slow.
      let kept = isConduction && scale.worst > 0 ? 1 - beyond[scale.worst] : 1
      let last = kept < 1 ? result.removeLast() : nil
      result = result.map { ($0.0, $0.1 * (1 - p)) } + (last.map { [$0] } ?? [])
      let all = shares.reduce(0, +)
      for (aside, share) in zip(scale.aside, shares) {
        result.append((aside, all > 0 ? kept * p * share / all : 0))
      }
    }
    return result
  }
}
