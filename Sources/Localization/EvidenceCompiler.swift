import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Turns observations into factors over the single lesions of the model.
struct EvidenceCompiler: Sendable {
  let atlas: Atlas
  let probabilities: any FindingModel
  /// The first lesion of each column; all of it where columns are single lesions.
  let lesions: [Lesion]
  /// Positions in ``lesions`` of those of each site, in their order.
  let lesionsOfSite: [[Int]]
  /// For each column the one that says what the other leg shows; nil where every mode strikes both legs alike.
  let otherLeg: [Int]?
  /// Columns that are made once for all the cases in which the same was observed.
  let made = Memo<Observed, FactorColumns>()
  private let knownTraits = Memo<Int, FindingTraits>()
  /// For each finding and column the chance that no value aside of the scale is there; patients are drawn by the thousand.
  let knownSpared = Memo<Int, [Double]>()

  /// - Parameter probabilities: over columns that are, as a rule, single lesions.
  init(_ atlas: Atlas, _ probabilities: any FindingModel) {
    self.atlas = atlas
    self.probabilities = probabilities
    lesions = probabilities.columns.compactMap(\.first)
    var lesionsOfSite = Array(repeating: [Int](), count: atlas.sites.count)
    for (v, lesion) in lesions.enumerated() { lesionsOfSite[lesion.site].append(v) }
    self.lesionsOfSite = lesionsOfSite
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
  var system: TractSystem { probabilities.system }

  /// P(a finding abnormal | lesion alone) for every lesion, false positives left out.
  func exceedance(finding: Int, shift: Int) -> [Double] {
    let onScale = probabilities.exceedance(finding: finding, step: 1, shift: shift)
    if atlas.findings[finding].scale.aside.isEmpty { return onScale }
    return zip(onScale, probabilities.asideProbability(finding: finding)).map { 1 - (1 - $0) * (1 - $1) }
  }

  /// P(a finding at least at `step` | one lesion alone), false positives left out.
  func exceedance(finding: Int, step: Int, lesion: Int, shift: Int) -> Double {
    probabilities.exceedance(finding: finding, step: step, shift: shift)[lesion]
  }

  /// The factor of an observation in a context.
  func factor(
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

  /// P(any value aside of the scale | column), and P(each by itself), false positives included.
  func asideProbability(_ f: Int, column: Int) -> (any: Double, each: [Double]) {
    let traits = traits(of: f)
    let spared = asideSpared(f)[column]
    return (
      1 - spared * (1 - (traits.aside ?? 0)),
      atlas.findings[f].scale.aside.map { 1 - spared * (1 - traits.chance(of: $0)) }
    )
  }

  func traits(of f: Int) -> FindingTraits { knownTraits.value(f) { FindingTraits(f, atlas) } }
}

/// The first of each kind of alike contexts.
private func firsts(
  _ contexts: [PatientContext], _ isAlike: (PatientContext, PatientContext) -> Bool
) -> [PatientContext] {
  contexts.reduce(into: []) { result, context in
    if !result.contains(where: { isAlike($0, context) }) { result.append(context) }
  }
}
