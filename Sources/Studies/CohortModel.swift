import Anatomy
import Localization
import Needling

/// The model of a study of patients: each is located, and scored against the truth.
struct CohortModel: StudyModel {
  private let study: Study
  private let cohort: Cohort
  private let atlas: Atlas
  private let varied: VariedAtlas
  private let patients: CohortPatients
  private let pathways: Pathways
  private let base: Localizer

  init(_ study: Study, _ cohort: Cohort, _ atlas: Atlas) {
    self.study = study
    self.cohort = cohort
    self.atlas = atlas
    varied = VariedAtlas(study, atlas)
    base = Localizer(atlas)
    patients = CohortPatients(cohort, base, seed: study.seed)
    pathways = atlas.pathways()
  }

  func outputs(_ point: Int, patients range: Range<Int>) throws(DataError) -> [Double] {
    let values = study.values(point)
    let attributes = attributes(values)
    let (localizer, treatment) = try model(point, values)
    let estimator = treatment.map { ReliefEstimator(localizer, $0) }
    let options = Localizer.Options(setting: attributes.setting, maximumLesions: cohort.maximumLesions)
    var result: [Double] = []
    result.reserveCapacity(range.count * study.outputs.count)
    for index in range {
      let patient = patients.patient(index, point: point, attributes: attributes)
      let sites: [Double]
      var ranked: [RankedTarget]?
      if let estimator, let treatment {
        let answer = localizer.locate(patient, options)
        sites = answer.posterior.sites
        ranked = targets(patient, answer, estimator, localizer, treatment)
      } else {
        sites = localizer.marginals(ofCompleted: patient.completed(localizer.atlas), options).sites
      }
      let score = CaseScore(patient, sites: sites, atlas, pathways)
      for output in study.outputs {
        switch output.what {
        case .posterior(let members): result.append(members.reduce(0) { $0 + sites[$1] })
        case .score(let figure): result.append(score.map { figure.value($0) } ?? .nan)
        case .relief(let targets):
          let found = ranked?.first { targets.contains($0.relief.target) }
          result.append(found.map { $0.relief.relief.needling } ?? .nan)
        case .needlingRank(let targets):
          let place = ranked?.firstIndex { targets.contains($0.relief.target) }
          result.append(place.map { Double($0 + 1) } ?? .nan)
        default: result.append(.nan)
        }
      }
    }
    return result
  }

  /// Who answers at a point.
  private func model(_ point: Int, _ values: [Double]) throws(DataError) -> (Localizer, Treatment?) {
    if varied.isFixed { return (base, study.treatment) }
    let (atlas, treatment) = try varied.at(point, values)
    return (Localizer(atlas), treatment)
  }

  /// Targets in order of relief, those that may be needled; nil where the patient must be sent on.
  private func targets(
    _ patient: PatientCase, _ answer: Answer, _ relief: ReliefEstimator, _ localizer: Localizer,
    _ treatment: Treatment
  ) -> [RankedTarget]? {
    let gate = SafetyGate(
      localizer.atlas, treatment, patient, hasUltrasound: cohort.hasUltrasound)
    if gate.forbidsTargets || answer.alarm(localizer.atlas) != nil
      || answer.patient.findings.isEmpty
    {
      return nil
    }
    return TargetRanking(treatment).order(relief.estimate(answer, seed: 0, threads: 1), gate, by: .relief)
      .filter { $0.exclusion == nil }
  }

  private func attributes(_ values: [Double]) -> PatientAttributes {
    var attributes = PatientAttributes(setting: cohort.setting)
    for (factor, value) in zip(study.factors, values) {
      switch factor.what {
      case .age: attributes.age = value
      case .sexes(let sexes): attributes.sex = sexes[Int(value)]
      case .history(let item, let states): attributes.history.append((item, states[Int(value)]))
      case .settings(let settings): attributes.setting = settings[Int(value)]
      case .examinations(let protocols): attributes.examination = protocols[Int(value)]
      default: break
      }
    }
    return attributes
  }
}
