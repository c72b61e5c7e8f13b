import Anatomy
import Localization
import Simulation

/// The model of a study of one simulated limb.
struct LimbModel: StudyModel {
  private let study: Study
  private let limb: Scenario
  private let varied: VariedAtlas
  private let atlas: Atlas
  /// For all points, unless a number of the atlas is varied.
  private let simulator: LimbSimulator?

  init(_ study: Study, _ limb: Scenario, _ atlas: Atlas) {
    self.study = study
    self.limb = limb
    self.atlas = atlas
    varied = VariedAtlas(study, atlas)
    simulator = varied.isFixed ? LimbSimulator(atlas, system: TractSystem(atlas)) : nil
  }

  func outputs(_ point: Int, patients: Range<Int>) throws(DataError) -> [Double] {
    let values = study.values(point)
    let limb = limb(values)
    let atlas = varied.isFixed ? self.atlas : try varied.at(point, values).atlas
    let outcome = (simulator ?? LimbSimulator(atlas, system: TractSystem(atlas))).run(limb)
    let findings = ScenarioFindings(atlas, outcome, limb, age: age(values))
    return study.outputs.map { output in
      switch output.what {
      case .finding(let finding): findings.abnormal(finding)
      case .site(let figure, let site):
        (outcome.sites + outcome.quietSites).first { $0.site == site }.flatMap { figure.value($0) }
          ?? figure.atPeace
      default: .nan
      }
    }
  }

  private func limb(_ values: [Double]) -> Scenario {
    var limb = limb
    // A whole posture comes before the angles of its joints, wherever they stand in the file.
    for (factor, value) in zip(study.factors, values) {
      if case .postures(let postures) = factor.what { limb.posture = postures[Int(value)] }
    }
    for (factor, value) in zip(study.factors, values) {
      switch factor.what {
      case .quantity(let place): limb = limb.with(value, at: place)
      case .variants(let variants): limb.shift = variants[Int(value)]
      default: break
      }
    }
    return limb
  }

  private func age(_ values: [Double]) -> Double {
    for (factor, value) in zip(study.factors, values) {
      if case .age = factor.what { return value }
    }
    return study.age
  }
}
