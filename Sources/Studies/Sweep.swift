import Anatomy
import Foundation
import LinearAlgebra

/// Runs a study, chunk by chunk, on all cores; the rows have the same bits on any number of threads, and whether
/// the run was cut off or not.
///
/// A run is one patient at one point; a simulated limb counts as one patient. Runs are numbered point by point.
public struct Sweep: Sendable {
  public let study: Study
  private let model: any StudyModel
  private let threads: Int
  /// Runs between two writes.
  static let chunk = 256
  /// Patients of a point that one thread takes at a time.
  private static let piece = 32

  public init(_ study: Study, _ atlas: Atlas, threads: Int = 1) {
    self.study = study
    self.threads = threads
    switch study.subject {
    case .limb(let limb): model = LimbModel(study, limb, atlas)
    case .cohort(let cohort): model = CohortModel(study, cohort, atlas)
    }
  }

  /// Number of runs.
  public var count: Int { study.design.count * study.patients }

  /// Seconds that all runs will take, by a few that are made.
  ///
  /// - Throws: ``DataError`` where the atlas cannot take the values of a point.
  public func estimatedSeconds() throws(DataError) -> Double {
    let size = min(study.patients, Self.piece)
    let tried = min(study.design.count, 2 * threads)
    // One before, so that what is built once is not counted for each.
    _ = try model.outputs(0, patients: 0..<1)
    let start = Date()
    let step = max(1, study.design.count / tried)
    let pieces = (0..<tried).map { Piece(point: $0 * step, patients: 0..<size) }
    _ = try rows(pieces)
    return Date().timeIntervalSince(start) / Double(tried * size) * Double(count)
  }

  /// Runs what the checkpoint lacks.
  ///
  /// - Parameter progress: called after each chunk with the number of runs done, of those of the checkpoint.
  /// - Throws: ``DataError`` of the checkpoint, or because the atlas cannot take the values of a point.
  public func run(into checkpoint: Checkpoint, progress: (Int) -> Void = { _ in }) throws(DataError) {
    while !checkpoint.isComplete {
      let first = checkpoint.runs.lowerBound + checkpoint.rows
      try checkpoint.append(
        try outputs(of: first..<min(first + Self.chunk, checkpoint.runs.upperBound)))
      progress(checkpoint.rows)
    }
  }

  /// Outputs of runs: runs × outputs.
  ///
  /// - Throws: ``DataError`` because the atlas cannot take the values of a point.
  public func outputs(of runs: Range<Int>) throws(DataError) -> [Double] {
    var pieces: [Piece] = []
    var next = runs.lowerBound
    while next < runs.upperBound {
      let (point, patient) = next.quotientAndRemainder(dividingBy: study.patients)
      let end = min(patient + Self.piece, study.patients, patient + runs.upperBound - next)
      pieces.append(Piece(point: point, patients: patient..<end))
      next += end - patient
    }
    return try rows(pieces)
  }

  private struct Piece {
    let point: Int
    let patients: Range<Int>
  }

  private func rows(_ pieces: [Piece]) throws(DataError) -> [Double] {
    let found = concurrentMap(pieces.count, threads: threads) { i in
      Result { () throws(DataError) in
        try model.outputs(pieces[i].point, patients: pieces[i].patients)
      }
    }
    var rows: [Double] = []
    for result in found { rows += try result.get() }
    return rows
  }
}
