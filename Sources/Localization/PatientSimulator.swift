import Anatomy
import LinearAlgebra
import Simulation

/// Draws patients with one lesion from the model itself, examined by a protocol.
///
/// Scoring the model on its own patients shows how well the sites can be told apart at best: what is missing to 1
/// is not inference but sites that look alike.
public struct PatientSimulator: Sendable {
  private let localizer: Localizer
  /// The atlas that patients are drawn from.
  public var atlas: Atlas { localizer.atlas }
  private let setting: ClinicSetting
  private let sites: [Int]
  private let protocolFindings: [Int]

  /// - Parameters:
  ///   - findings: what is examined, as positions in ``Atlas/findings``.
  ///   - sites: where lesions are, in turn; every site of the setting unless told.
  public init(_ localizer: Localizer, setting: ClinicSetting, findings: [Int], sites: [Int]? = nil) {
    self.localizer = localizer
    self.setting = setting
    self.sites = sites ?? Self.sites(localizer.atlas, setting)
    protocolFindings = findings
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

  /// Patient number `index` of a seed; sites are taken in turn, so that each is seen equally often.
  ///
  /// - Parameters:
  ///   - age: in years, in place of one drawn from 20 to 80.
  ///   - sex: in place of one drawn.
  public func patient(_ index: Int, seed: UInt64, age: Double? = nil, sex: String? = nil) -> PatientCase {
    let atlas = localizer.atlas
    var random = SplitMix64(seed: seed, counters: [UInt64(index)])
    let site = sites[index % sites.count]
    var patient = PatientCase()
    patient.id = "simulated-\(seed)-\(index)"
    patient.age = 20 + 60 * random.uniform()
    patient.sex = random.uniform() < 0.5 ? "female" : "male"
    // Drawn all the same, so that the findings do not hang on whether it was told.
    patient.age = age ?? patient.age
    patient.sex = sex ?? patient.sex
    let shift = Self.pick(atlas.shifts.map(\.probability), &random)
    let lesions = localizer.compiler.lesions
    let members = lesions.indices.filter { lesions[$0].site == site }
    let weights = members.map { v in
      Prior.modeShare(atlas.sites[site], lesions[v].mode, mismatch: setting.rootMismatch)
        * atlas.sites[site].severity[lesions[v].level]
    }
    let lesion = members[Self.pick(weights, &random)]
    patient.side = random.uniform() < atlas.sites[site].bilateral ? .bilateral : .left
    let context = PatientContext(shift: shift, age: patient.age ?? 50, sex: patient.sex ?? "", probability: 1)
    for f in protocolFindings {
      let states = localizer.compiler.states(f, column: lesion, context, patient)
      let i = Self.pick(states.map(\.probability), &random)
      patient.findings.append(
        RecordedFinding(
          finding: f, value: states[i].value,
          reading: i <= atlas.findings[f].scale.worst ? .steps(i...i) : .aside))
    }
    patient.confirmation = PatientCase.Confirmation(
      sites: [site], alsoAcceptable: [], alsoPresent: [], by: "simulation", isStrict: true)
    return patient
  }

  static func pick(_ weights: [Double], _ random: inout SplitMix64) -> Int {
    var rest = random.uniform() * weights.reduce(0, +)
    for (i, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return i }
    }
    return weights.count - 1
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
