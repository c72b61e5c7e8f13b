import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Turns observations into factors over the single lesions of the model.
public struct EvidenceCompiler: Sendable {
  let atlas: Atlas
  private let probabilities: any FindingModel
  /// The first lesion of each column; all of it where columns are single lesions.
  public let lesions: [Lesion]
  /// For each column the one that says what the other leg shows; nil where every mode strikes both legs alike.
  private let otherLeg: [Int]?
  /// Columns that are made once for all the cases in which the same was observed.
  private let made = Memo<Observed, FactorColumns>()
  private let knownTraits = Memo<Int, FindingTraits>()

  /// - Parameter probabilities: over columns that are, as a rule, single lesions.
  public init(_ atlas: Atlas, _ probabilities: any FindingModel) {
    self.atlas = atlas
    self.probabilities = probabilities
    lesions = probabilities.columns.compactMap(\.first)
    otherLeg = Self.otherLeg(atlas, probabilities.columns)
  }

  private static func otherLeg(_ atlas: Atlas, _ columns: [[Lesion]]) -> [Int]? {
    let others = columns.map { $0.map(atlas.otherLeg) }
    if others == columns { return nil }
    let places = Dictionary(zip(columns, columns.indices), uniquingKeysWith: { first, _ in first })
    // Its own where nobody asked for a column of the other leg.
    return others.indices.map { places[others[$0]] ?? $0 }
  }

  /// The tracts of the atlas.
  public var system: TractSystem { probabilities.system }

  /// P(a finding abnormal | lesion alone) for every lesion, false positives left out.
  public func exceedance(finding: Int, shift: Int) -> [Double] {
    let onScale = probabilities.exceedance(finding: finding, step: 1, shift: shift)
    if atlas.findings[finding].scale.aside.isEmpty { return onScale }
    return zip(onScale, probabilities.asideProbability(finding: finding)).map { 1 - (1 - $0) * (1 - $1) }
  }

  /// P(a finding at least at `step` | one lesion alone), false positives left out.
  func exceedance(finding: Int, step: Int, lesion: Int, shift: Int) -> Double {
    probabilities.exceedance(finding: finding, step: step, shift: shift)[lesion]
  }

  /// The factor of an observation in a context.
  public func factor(
    _ observation: Observation, context: PatientContext, patient: PatientCase
  ) -> Factor {
    let reporting = Reporting(patient, atlas)
    let leaks = leaks(of: observation.content, reporting, context)
    return Factor(
      label: observation.label, columns(of: observation.content, reporting, context), upperLeak: leaks.upper,
      lowerLeak: leaks.lower)
  }

  /// The factors of all observations in each context; what two contexts share is made once.
  func factors(
    _ observations: [Observation], contexts: [PatientContext], patient: PatientCase, threads: Int
  ) -> [[Factor]] {
    let reporting = Reporting(patient, atlas)
    // Columns do not depend on the person but where chance is in them, leaks not on the shift: each is made once for
    // contexts alike in the rest.
    let hasChance = observations.contains { if case .bothSides(.some) = $0.content { true } else { false } }
    func isSameLimb(_ a: PatientContext, _ b: PatientContext) -> Bool {
      a.shift == b.shift && a.isBilateral == b.isBilateral && (!hasChance || isSamePerson(a, b))
    }
    func isSamePerson(_ a: PatientContext, _ b: PatientContext) -> Bool {
      a.age == b.age && a.isBilateral == b.isBilateral && a.isWorn == b.isWorn
    }
    let limbs = firsts(contexts, isSameLimb)
    let people = firsts(contexts, isSamePerson)
    let columns = concurrentMap(limbs.count, threads: threads) { n in
      observations.map { self.columns(of: $0.content, reporting, limbs[n]) }
    }
    let leaks = people.map { person in observations.map { self.leaks(of: $0.content, reporting, person) } }
    return contexts.map { context in
      guard
        let n = limbs.firstIndex(where: { isSameLimb($0, context) }),
        let m = people.firstIndex(where: { isSamePerson($0, context) })
      else { return [] }
      let leaks = leaks[m]
      return observations.indices.map {
        Factor(
          label: observations[$0].label, columns[n][$0], upperLeak: leaks[$0].upper,
          lowerLeak: leaks[$0].lower)
      }
    }
  }

  /// What the columns of an observation depend on.
  private enum Observed: Hashable {
    case steps(finding: Int, ClosedRange<Int>, aside: Bool, shift: Int)
    case aside(finding: Int, shift: Int)
    case sides(isBilateral: Bool)
    case silent(finding: Int, weight: Double, shift: Int)
  }

  private func columns(
    of content: Observation.Content, _ reporting: Reporting, _ context: PatientContext
  ) -> FactorColumns {
    let shift = context.shift
    switch content {
    case .recorded(let record, let excluding):
      // A leg that no lesion reaches shows chance findings only.
      if record.finding == atlas.bothSidesFinding, context.isBilateral == false { return untouched(record) }
      return recorded(record, excluding, shift)
    case .amplitude(let record): return recorded(record, [], countsAside: false, shift)
    case .otherSide(let record):
      if context.isBilateral == false { return untouched(record) }
      let columns = recorded(record, [], shift)
      return otherLeg.map(columns.picked) ?? columns
    case .oneSide: return sides(false)
    case .bothSides(let stated):
      // Chance is alike for each lesion of a set, so that it belongs to the columns.
      return eachOnBothSides(stated, chance: bothByChance(stated, reporting, context), shift)
    case .reach(let isStated):
      let isBilateral = context.isBilateral ?? false
      return isBilateral && isStated ? FactorColumns(upper: ones, lower: nil) : sides(isBilateral)
    case .silent(let f, let weight):
      return made.value(.silent(finding: f, weight: weight, shift: shift)) {
        let p = probabilities.exceedance(finding: f, step: 1, shift: shift)
        return FactorColumns(upper: p.map { 1 - weight * $0 }, lower: nil)
      }
    case .normalBlock(_, let findings):
      var most = Array(repeating: 0.0, count: lesions.count)
      for f in findings {
        let p = exceedance(finding: f, shift: shift)
        for j in most.indices { most[j] = max(most[j], p[j]) }
      }
      return FactorColumns(upper: most.map { 1 - $0 }, lower: nil)
    }
  }

  /// P(observation without a lesion that causes it), as the two leaks of a factor.
  private func leaks(
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
  private func bothByChance(_ stated: Int?, _ reporting: Reporting, _ context: PatientContext) -> Double {
    stated.map { leak($0, step: 1, reporting, context) } ?? atlas.observation.bilateralLeak
  }

  private func sides(_ isBilateral: Bool) -> FactorColumns {
    made.value(.sides(isBilateral: isBilateral)) {
      let spared = bilateral.map { 1 - $0 }
      return isBilateral
        ? FactorColumns(upper: ones, lower: spared) : FactorColumns(upper: spared, lower: nil)
    }
  }

  /// The columns of a complaint of which everything is found on both sides: each lesion of a set must strike both, since
  /// one of a single leg would add nothing to what both have alike. Without a lesion, chance.
  private func eachOnBothSides(_ stated: Int?, chance: Double, _ shift: Int) -> FactorColumns {
    let struck = stated.map { exceedance(finding: $0, shift: shift) } ?? bilateral
    return FactorColumns(
      upper: struck.map { 1 - (1 - $0) * (1 - chance) }, lower: Array(repeating: 0, count: lesions.count))
  }

  /// The columns of a finding where no lesion can cause it.
  private func untouched(_ record: RecordedFinding) -> FactorColumns {
    guard case .steps(let steps) = record.reading, steps.lowerBound == 0 else {
      return FactorColumns(upper: ones, lower: ones)
    }
    return FactorColumns(upper: ones, lower: nil)
  }

  /// P(both sides | column).
  private var bilateral: [Double] {
    probabilities.columns.map { column in
      1 - column.reduce(1) { $0 * (1 - atlas.sites[$1.site].bilateral) }
    }
  }

  private var ones: [Double] { Array(repeating: 1, count: lesions.count) }

  private func traits(of f: Int) -> FindingTraits { knownTraits.value(f) { FindingTraits(f, atlas) } }

  private func recorded(
    _ record: RecordedFinding, _ excluding: Set<FindingMember>, countsAside: Bool = true, _ shift: Int
  ) -> FactorColumns {
    let f = record.finding
    let traits = traits(of: f)
    guard case .steps(let steps) = record.reading else {
      return made.value(.aside(finding: f, shift: shift)) {
        let there = traits.isConduction && traits.worst > 0 ? present(f, shift: shift) : ones
        return FactorColumns(
          upper: there, lower: traits.aside == nil ? there : zip(there, asideSpared(f)).map { $0 * $1 })
      }
    }
    let span = traits.counted(steps)
    func make() -> FactorColumns {
      func below(_ step: Int) -> [Double] {
        probabilities.exceedance(finding: f, step: step, shift: shift, excluding: excluding).map { 1 - $0 }
      }
      var upper = span.upperBound >= traits.worst ? ones : below(span.upperBound + 1)
      var lower = span.lowerBound == 0 ? nil : below(span.lowerBound)
      if countsAside, traits.excludesAside(span) {
        let spared = asideSpared(f)
        for j in upper.indices {
          upper[j] *= spared[j]
          lower?[j] *= spared[j]
        }
      }
      return FactorColumns(upper: upper, lower: lower)
    }
    if !excluding.isEmpty { return make() }
    return made.value(.steps(finding: f, span, aside: countsAside, shift: shift), make: make)
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
    guard let shared = traits.shared, case .steps(let here) = record.reading,
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

  /// P(any value aside of the scale | column), and P(each by itself), false positives included.
  func asideProbability(_ f: Int, column: Int) -> (any: Double, each: [Double]) {
    let traits = traits(of: f)
    let spared = asideSpared(f)[column]
    return (
      1 - spared * (1 - (traits.aside ?? 0)),
      atlas.findings[f].scale.aside.map { 1 - spared * (1 - traits.chance(of: $0)) }
    )
  }

  /// P(there is a response at all | column): one that is lost can't be slow.
  private func present(_ f: Int, shift: Int) -> [Double] {
    let worst = traits(of: f).worst
    return probabilities.exceedance(finding: f, step: worst, shift: shift, excluding: []).map { 1 - $0 }
  }

  private func asideSpared(_ f: Int) -> [Double] {
    probabilities.asideProbability(finding: f).map { 1 - $0 }
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

/// The first of each kind of alike contexts.
private func firsts(
  _ contexts: [PatientContext], _ isAlike: (PatientContext, PatientContext) -> Bool
) -> [PatientContext] {
  contexts.reduce(into: []) { result, context in
    if !result.contains(where: { isAlike($0, context) }) { result.append(context) }
  }
}

/// What of a finding its columns and false positives depend on.
private struct FindingTraits {
  let worst: Int
  let isGroup: Bool
  let isConduction: Bool
  let isReportedInFull: Bool
  let first: Leak
  /// Of the worst step, where it has a rate of its own.
  let last: Leak?
  /// With pain in one of the inhibiting regions.
  let withPain: Double?
  let inhibiting: [Int]
  let power: Double
  /// The part that both legs have alike.
  let shared: Double?
  /// Of the values aside of the scale taken together; nil where there are none.
  let aside: Double?
  /// The same for each of them.
  private let chances: [String: Double]

  init(_ f: Int, _ atlas: Atlas) {
    let finding = atlas.findings[f]
    let kind = atlas.kinds[finding.kind]
    worst = finding.scale.worst
    isGroup =
      switch finding.target {
      case .muscleGroup, .skinGroup: true
      default: false
      }
    isConduction = kind.measure == .conduction
    isReportedInFull = kind.isReportedInFull
    first = finding.leak ?? kind.leak
    last = worst > 1 ? finding.scale.values.last.flatMap { finding.valueLeaks[$0] } : nil
    withPain = kind.leakWithPain?.probability
    inhibiting = atlas.inhibitingPain[finding.targetID] ?? []
    power = kind.leakPower ?? atlas.observation.leakPower
    shared = kind.leakOfBothLegs
    chances = Dictionary(
      finding.scale.aside.map { ($0, atlas.chance(ofAside: $0, finding: f)) },
      uniquingKeysWith: { first, _ in first })
    aside = chances.isEmpty ? nil : 1 - chances.values.sorted().reduce(1) { $0 * (1 - $1) }
  }

  /// P(a value aside of the scale by chance).
  func chance(of value: String) -> Double { chances[value] ?? 0 }

  /// The steps that a recorded value counts as: a group is as bad as its worst member, whatever its others are.
  func counted(_ steps: ClosedRange<Int>) -> ClosedRange<Int> {
    if !isGroup { return steps }
    return steps.lowerBound == 0 ? 0...0 : min(1, steps.lowerBound)...worst
  }

  /// Whether a value aside of the scale is excluded by these steps: a reduced response says nothing about slowing; any
  /// other value does.
  func excludesAside(_ steps: ClosedRange<Int>) -> Bool {
    aside != nil && (!isConduction || steps.lowerBound == 0)
  }
}

/// What a case says that moves false positives.
private struct Reporting {
  let isSummary: Bool
  /// Regions that hurt, alone or in a group of few.
  let painful: Set<Int>
  /// What the other leg shows, by finding.
  let otherLeg: [Int: RecordedFinding]

  init(_ patient: PatientCase, _ atlas: Atlas) {
    isSummary = patient.examination == .summary
    var painful: Set<Int> = []
    for record in patient.findings where record.isAbnormal {
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == .pain else { continue }
      switch finding.target {
      case .region(let r): painful.insert(r)
      case .skinGroup(let g) where atlas.skinGroups[g].regions.count <= 3:
        painful.formUnion(atlas.skinGroups[g].regions)
      default: break
      }
    }
    self.painful = painful
    otherLeg = Dictionary(patient.otherSide.map { ($0.finding, $0) }) { first, _ in first }
  }
}
