import Anatomy
import Foundation
import Simulation

/// Turns observations into factors over the single lesions of the model.
public struct EvidenceCompiler: Sendable {
  private let atlas: Atlas
  private let probabilities: FindingProbabilities
  /// The first lesion of each column; all of it where columns are single lesions.
  public let lesions: [Lesion]

  /// - Parameter probabilities: over a model whose columns are, as a rule, single lesions.
  public init(_ probabilities: FindingProbabilities) {
    atlas = probabilities.model.atlas
    self.probabilities = probabilities
    lesions = probabilities.model.columns.compactMap(\.first)
  }

  /// The tracts of the atlas.
  public var system: TractSystem { probabilities.model.system }

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
    switch observation.content {
    case .recorded(let record, let excluding):
      return recorded(record, excluding, observation.label, context, patient)
    case .otherSide(let record):
      return recorded(record, [], observation.label, context, patient, otherSide: true)
    case .sides(let bilateral):
      let leak = atlas.observation.bilateralLeak
      if bilateral {
        let spared = self.bilateral.map { 1 - $0 }
        return Factor(label: observation.label, upper: ones, lower: spared, upperLeak: 1, lowerLeak: 1 - leak)
      }
      return Factor(
        label: observation.label, upper: self.bilateral.map { 1 - $0 }, lower: nil, upperLeak: 1 - leak,
        lowerLeak: 0)
    case .silent(let f, let weight):
      let p = probabilities.exceedance(finding: f, step: 1, shift: context.shift)
      return Factor(
        label: observation.label, upper: p.map { 1 - weight * $0 }, lower: nil,
        upperLeak: 1 - weight * leak(f, step: 1, context, patient), lowerLeak: 0)
    case .normalBlock(let kind, let findings):
      var most = Array(repeating: 0.0, count: lesions.count)
      for f in findings {
        let p = exceedance(finding: f, shift: context.shift)
        for j in most.indices { most[j] = max(most[j], p[j]) }
      }
      return Factor(
        label: observation.label, upper: most.map { 1 - $0 }, lower: nil,
        upperLeak: 1 - atlas.kinds[kind].leak.probability(age: context.age), lowerLeak: 0)
    }
  }

  /// P(both sides | column).
  private var bilateral: [Double] {
    probabilities.model.columns.map { column in
      1 - column.reduce(1) { $0 * (1 - atlas.sites[$1.site].bilateral) }
    }
  }

  private var ones: [Double] { Array(repeating: 1, count: lesions.count) }

  private func recorded(
    _ record: RecordedFinding, _ excluding: Set<FindingMember>, _ label: String, _ context: PatientContext,
    _ patient: PatientCase, otherSide: Bool = false
  ) -> Factor {
    let f = record.finding
    let finding = atlas.findings[f]
    let sides = otherSide ? bilateral : ones
    func below(_ step: Int) -> [Double] {
      zip(probabilities.exceedance(finding: f, step: step, shift: context.shift, excluding: excluding), sides)
        .map { 1 - $0 * $1 }
    }
    let aside = finding.scale.aside.isEmpty ? nil : asideSpared(f, sides)
    guard case .steps(let steps) = record.reading else {
      return Factor(
        label: label, upper: ones, lower: aside?.spared ?? ones, upperLeak: 1,
        lowerLeak: 1 - (aside?.leak ?? 0))
    }
    let worst = isGroup(finding) ? steps.lowerBound == 0 ? 0 : finding.scale.worst : steps.upperBound
    let least = isGroup(finding) ? min(1, steps.lowerBound) : steps.lowerBound
    var upper = worst >= finding.scale.worst ? ones : below(worst + 1)
    var upperLeak = worst >= finding.scale.worst ? 1 : 1 - leak(f, step: worst + 1, context, patient)
    var lower = least == 0 ? nil : below(least)
    var lowerLeak = least == 0 ? 0 : 1 - leak(f, step: least, context, patient)
    // A reduced response says nothing about slowing; any other value excludes what is aside of the scale.
    if let aside, atlas.kinds[finding.kind].measure != .conduction || least == 0 {
      for j in upper.indices {
        upper[j] *= aside.spared[j]
        lower?[j] *= aside.spared[j]
      }
      upperLeak *= 1 - aside.leak
      lowerLeak *= 1 - aside.leak
    }
    return Factor(label: label, upper: upper, lower: lower, upperLeak: upperLeak, lowerLeak: lowerLeak)
  }

  private func isGroup(_ finding: Finding) -> Bool {
    switch finding.target {
    case .muscleGroup, .skinGroup: true
    default: false
    }
  }

  /// P(a value aside of the scale | column), false positives included.
  func asideProbability(_ f: Int, column: Int) -> Double {
    let ones = Array(repeating: 1.0, count: probabilities.model.columns.count)
    let (spared, leak) = asideSpared(f, ones)
    return 1 - spared[column] * (1 - leak)
  }

  private func asideSpared(_ f: Int, _ sides: [Double]) -> (spared: [Double], leak: Double) {
    let p = probabilities.asideProbability(finding: f)
    let leak = atlas.findings[f].asideLeak?.probability(age: 50) ?? atlas.observation.chanceSlowing
    return (zip(p, sides).map { 1 - $0 * $1 }, leak)
  }

  /// P(at least `step` without a lesion that causes it): the rate of its first step, thinning out with a power of
  /// what is left of the scale, and slips in recording besides.
  func leak(_ f: Int, step: Int, _ context: PatientContext, _ patient: PatientCase) -> Double {
    let finding = atlas.findings[f]
    let kind = atlas.kinds[finding.kind]
    var first = (finding.leak ?? kind.leak).probability(age: context.age)
    if let withPain = kind.leakWithPain, let regions = atlas.inhibitingPain[finding.targetID] {
      let hurts = patient.findings.contains { record in
        guard record.isAbnormal, atlas.kinds[atlas.findings[record.finding].kind].measure == .pain else {
          return false
        }
        switch atlas.findings[record.finding].target {
        case .region(let r): return regions.contains(r)
        case .skinGroup(let g):
          return atlas.skinGroups[g].regions.count <= 3
            && atlas.skinGroups[g].regions.contains { regions.contains($0) }
        default: return false
        }
      }
      if hurts { first = max(first, withPain.probability) }
    }
    if patient.examination == .summary, !kind.isReportedInFull { first *= atlas.silence.chancePositives }
    let left = 1 - Double(step - 1) / Double(finding.scale.worst + 1)
    // Slips spread evenly over the scale, so that no value is ever impossible.
    let slip = min(first, atlas.observation.recordingError)
    return (first - slip) * pow(left, kind.leakPower ?? atlas.observation.leakPower) + slip * left
  }
}
