import Anatomy
import LinearAlgebra
import Localization

/// The patients of a study, and how they are examined and answered.
public struct Cohort: Sendable {
  /// Where patients come from.
  public enum Source: Sendable {
    /// As they are written.
    case cases([PatientCase])
    /// Drawn from the model of the atlas as it stands, so many for each point, with one lesion each: at these sites in
    /// turn, which may be one for each patient.
    case simulated(count: Int, sites: [Int])
  }

  public var source: Source
  /// What may be examined; the first holds unless a factor chooses. Empty: whatever was recorded, or the sheet.
  public var protocols = Register<ExaminationProtocol>()
  /// The case mix that patients are drawn from.
  public var drawnFrom: ClinicSetting
  /// The case mix in which they are answered; nil: each case's own, else the default.
  public var setting: Int?
  /// Largest number of lesions at once, 1…3.
  public var maximumLesions = 2
  /// Whether each point has patients of its own; else all points see the same, which compares them more sharply.
  public var redraws = false
  /// Whether ultrasound is at hand, for targets that are needled only under it.
  public var hasUltrasound = false

  /// Patients for each point.
  public var count: Int {
    switch source {
    case .cases(let cases): cases.count
    case .simulated(let count, _): count
    }
  }

  /// The true site of a patient, the main one; nil where none was confirmed.
  func truth(_ patient: Int) -> Int? {
    switch source {
    case .cases(let cases): cases[patient].confirmation?.sites.first
    case .simulated(_, let sites): sites[patient % sites.count]
    }
  }

  /// Id of a patient.
  public func id(_ patient: Int) -> String {
    switch source {
    case .cases(let cases): cases[patient].id
    case .simulated: "simulated-\(patient)"
    }
  }
}

/// Part of an examination, by name.
public struct ExaminationProtocol: Named {
  public let id: String
  /// Positions in ``Atlas/findings``.
  public let findings: Set<Int>
}

/// Draws the patients of a cohort.
struct CohortPatients: Sendable {
  private let cohort: Cohort
  private let seed: UInt64
  private let simulator: PatientSimulator

  init(_ cohort: Cohort, _ localizer: Localizer, seed: UInt64) {
    self.cohort = cohort
    self.seed = seed
    let atlas = localizer.atlas
    let all =
      cohort.protocols.isEmpty
      ? PatientSimulator.sheet(atlas, withElectrodiagnosis: false)
      : atlas.findings.indices.filter { f in cohort.protocols.contains { $0.findings.contains(f) } }
    simulator = PatientSimulator(localizer, setting: cohort.drawnFrom, findings: all)
  }

  /// The site of each of so many patients from the case mix. It is that of the patient at every point, also where each
  /// point draws patients of its own: results say the truth once for each.
  func sites(_ count: Int) -> [Int] { (0..<count).map { simulator.site($0, seed: seed) } }

  /// A patient of a point. Every protocol sees the same patients: all findings are drawn, and then kept or not.
  func patient(_ index: Int, point: Int, attributes: PatientAttributes) -> PatientCase {
    var patient: PatientCase
    switch cohort.source {
    case .cases(let cases):
      patient = cases[index]
      patient.age = attributes.age ?? patient.age
      patient.sex = attributes.sex ?? patient.sex
    case .simulated:
      var random = SplitMix64(seed: seed, counters: [UInt64(point)])
      patient = SimulatedCohort.patient(
        index, of: simulator, seed: cohort.redraws ? random.next() : seed, site: cohort.truth(index),
        age: attributes.age, sex: attributes.sex)
    }
    for (item, isPresent) in attributes.history {
      patient.history.removeAll { $0 == item }
      if isPresent { patient.history.append(item) }
    }
    if !cohort.protocols.isEmpty {
      let kept = cohort.protocols[attributes.examination].findings
      patient.findings.removeAll { !kept.contains($0.finding) }
    }
    return patient
  }
}

/// What a point of a study says of its patients and how they are answered.
struct PatientAttributes: Sendable {
  var age: Double?
  var sex: String?
  /// Items of the history that are recorded or taken off the record; findings are drawn without them.
  var history: [(item: Int, isPresent: Bool)] = []
  var setting: Int?
  /// Position in the protocols of the cohort.
  var examination = 0
}
