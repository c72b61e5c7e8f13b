import Anatomy

/// What of a finding its columns and false positives depend on.
struct FindingTraits {
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
