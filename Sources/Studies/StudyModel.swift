import Anatomy

/// From a point of a design to outputs.
protocol StudyModel: Sendable {
  /// The outputs of some patients at a point, patient by patient: patients × outputs. A limb is one patient.
  ///
  /// - Throws: ``DataError`` where the atlas cannot take the values of the point.
  func outputs(_ point: Int, patients: Range<Int>) throws(DataError) -> [Double]
}

extension Study {
  /// The values of the factors at a point.
  public func values(_ point: Int) -> [Double] {
    zip(factors, design.point(point)).map { $0.value(at: $1) }
  }

  /// Patients for each point.
  var patients: Int {
    switch subject {
    case .limb: 1
    case .cohort(let cohort): cohort.count
    }
  }
}

/// The atlas of a study, at points that vary its numbers.
struct VariedAtlas: Sendable {
  private let study: Study
  private let atlas: Atlas
  /// Whether every point has the same.
  let isFixed: Bool

  init(_ study: Study, _ atlas: Atlas) {
    self.study = study
    self.atlas = atlas
    isFixed = study.factors.allSatisfy {
      switch $0.what {
      case .tunable, .number: false
      default: true
      }
    }
  }

  /// The atlas with the numbers of a point, and what it then says of treatment, where a study wants to know.
  ///
  /// - Throws: ``DataError`` where it cannot take them.
  func at(_ point: Int, _ values: [Double]) throws(DataError) -> (atlas: Atlas, treatment: Treatment?) {
    var numbers: [(number: Int, value: Double)] = []
    var tuned: [(Tunable, Double)] = []
    for (factor, value) in zip(study.factors, values) {
      switch factor.what {
      case .number(let number): numbers.append((number, value))
      case .tunable(let tunable): tuned.append((tunable, value))
      default: break
      }
    }
    var atlas = self.atlas
    var treatment = study.treatment
    if let all = study.numbers, !numbers.isEmpty {
      let files = all.files(with: numbers)
      let isOfTreatment = numbers.map { all.numbers[$0.number].isOfTreatment }
      do {
        if isOfTreatment.contains(false) { atlas = try Atlas(files) }
        if treatment != nil, isOfTreatment.contains(true) { treatment = try Treatment(files, atlas) }
      } catch {
        throw DataError(
          error.issues.map {
            DataIssue(file: $0.file, line: $0.line, message: "at point \(point) of the study: \($0.message)")
          })
      }
    }
    return (tuned.isEmpty ? atlas : atlas.tuned(tuned), treatment)
  }
}
