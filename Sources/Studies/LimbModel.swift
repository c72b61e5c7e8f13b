import Anatomy
import Localization
import Simulation

/// The model of a study: from a point of its design to its outputs.
public struct LimbModel: Sendable {
  private let study: Study
  private let atlas: Atlas
  /// For all points, unless a number of the atlas is varied.
  private let simulator: LimbSimulator?

  public init(_ study: Study, _ atlas: Atlas) {
    self.study = study
    self.atlas = atlas
    let isFixed = study.factors.allSatisfy { if case .atlas = $0.what { false } else { true } }
    simulator = isFixed ? LimbSimulator(atlas, system: TractSystem(atlas)) : nil
  }

  /// The values of the factors at a point.
  public func values(_ index: Int) -> [Double] {
    zip(study.factors, study.design.point(index)).map { $0.value(at: $1) }
  }

  /// The values of the factors, then the outputs.
  public func row(_ index: Int) -> [Double] {
    let values = values(index)
    var limb = study.limb
    var tuned: [(Tunable, Double)] = []
    // A whole posture comes before the angles of its joints, wherever they stand in the file.
    for (factor, value) in zip(study.factors, values) {
      if case .postures(let postures) = factor.what { limb.posture = postures[Int(value)] }
    }
    for (factor, value) in zip(study.factors, values) {
      switch factor.what {
      case .quantity(let place): limb = limb.with(value, at: place)
      case .atlas(let tunable): tuned.append((tunable, value))
      case .postures: break
      case .variants(let variants): limb.shift = variants[Int(value)]
      }
    }
    let atlas = tuned.isEmpty ? self.atlas : self.atlas.tuned(tuned)
    let outcome = (simulator ?? LimbSimulator(atlas, system: TractSystem(atlas))).run(limb)
    let findings = ScenarioFindings(atlas, outcome, limb, age: study.age)
    return values
      + study.outputs.map { output in
        switch output.what {
        case .finding(let finding): findings.abnormal(finding)
        case .site(let figure, let site):
          outcome.sites.first { $0.site == site }.flatMap { figure.value($0) } ?? figure.atPeace
        }
      }
  }
}
