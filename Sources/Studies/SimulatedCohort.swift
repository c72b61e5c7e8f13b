import Anatomy
import LinearAlgebra
import Localization

/// Takes patients as they come, in order.
public protocol PatientWriter {
  func append(_ patients: [PatientCase]) throws(DataError)
  /// Puts the whole result where it belongs.
  func finish() throws(DataError)
}

/// Simulated patients, drawn a block at a time so that memory stays flat; the same on any number of threads.
public struct SimulatedCohort: Sendable {
  private let simulator: PatientSimulator
  private let count: Int
  private let seed: UInt64
  /// Patients that are held at once.
  public static let block = 128

  public init(_ simulator: PatientSimulator, count: Int, seed: UInt64) {
    self.simulator = simulator
    self.count = count
    self.seed = seed
  }

  /// A patient, answered in the case mix that it was drawn from.
  public func patient(_ index: Int) -> PatientCase {
    var patient = Self.patient(index, of: simulator, seed: seed)
    patient.setting = simulator.atlas.settings.position(of: simulator.setting.id)
    return patient
  }

  /// A patient of a simulator as a case file would tell of it: the age to a tenth of a year unless it is given, each
  /// value as it is read again, where a bare grade stands for those about it.
  static func patient(
    _ index: Int, of simulator: PatientSimulator, seed: UInt64, site: Int? = nil, age: Double? = nil,
    sex: String? = nil
  ) -> PatientCase {
    var patient = simulator.patient(index, seed: seed, site: site, age: age, sex: sex)
    // Downwards: what begins at an age must not begin by rounding.
    patient.age = age ?? patient.age.map { ($0 * 10).rounded(.down) / 10 }
    patient.findings = patient.findings.map { record in
      let scale = simulator.atlas.findings[record.finding].scale
      return RecordedFinding(
        finding: record.finding, value: record.value,
        reading: scale.reading(of: record.value) ?? record.reading)
    }
    return patient
  }

  /// Draws all patients.
  ///
  /// - Parameter progress: called after each block with the number of patients done.
  /// - Throws: what the writer throws; then nothing was put in place.
  public func run(
    _ writer: some PatientWriter, threads: Int = 1, progress: (Int) -> Void = { _ in }
  ) throws(DataError) {
    for first in stride(from: 0, to: count, by: Self.block) {
      let size = min(Self.block, count - first)
      try writer.append(concurrentMap(size, threads: threads) { patient(first + $0) })
      progress(first + size)
    }
    try writer.finish()
  }
}
