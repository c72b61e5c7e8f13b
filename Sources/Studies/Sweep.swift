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
  public static let chunk = 256
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
      let first = checkpoint.points.lowerBound + checkpoint.rows
      try checkpoint.append(
        try outputs(of: first..<min(first + Self.chunk, checkpoint.points.upperBound)))
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

/// Writes the rows of a study where people read them, from the checkpoint of a run or from those of its shards in order.
public struct SweepWriter {
  private let study: Study
  private let atlas: Atlas
  private let columns: [String]

  public init(_ sweep: Sweep, _ atlas: Atlas) {
    study = sweep.study
    columns = sweep.columns
    self.atlas = atlas
  }

  /// What the rows depend on, for the digest of a checkpoint and for the attributes of a result.
  public var origin: String { "sciatic \(atlas.version), atlas \(atlas.name)" }

  /// As comma-separated values; the study stands above, in lines that begin with #.
  ///
  /// - Throws: ``DataError`` of the checkpoint or ``FileDraft``.
  public func csv(_ checkpoints: [Checkpoint], to path: String) throws(DataError) {
    let draft = try FileDraft(path)
    try draft.append("# \(origin); for research and teaching, not a medical device\n")
    try draft.append(
      study.text.split(separator: "\n", omittingEmptySubsequences: false).map { "# \($0)" }
        .joined(separator: "\n") + "\n")
    try draft.append((["point"] + columns).map { DelimitedText.field($0) }.joined(separator: ",") + "\n")
    try blocks(checkpoints) { first, rows throws(DataError) in
      var text = ""
      for i in 0..<rows.count / columns.count {
        let row = rows[i * columns.count..<(i + 1) * columns.count]
        text +=
          "\(first + i),"
          + zip(row.indices, row).map { j, value in self.word(j - i * columns.count, value) }
          .joined(separator: ",") + "\n"
      }
      try draft.append(text)
    }
    try draft.commit()
  }

  /// A word of a factor that takes words, else the number; nothing for what is not defined.
  private func word(_ column: Int, _ value: Double) -> String {
    if column < study.factors.count, case .words(let words) = study.factors[column].range {
      return DelimitedText.field(words[Int(value)])
    }
    return value.isNaN ? "" : "\(value)"
  }

  /// As NetCDF-4: a variable for each factor and output over the points.
  ///
  /// - Throws: ``DataError`` of the checkpoint or ``NetCDFFile``.
  public func netCDF(_ checkpoints: [Checkpoint], to path: String, history: String) throws(DataError) {
    let file = try NetCDFFile(path)
    try file.dimension("point", study.design.count)
    let chunk = min(4096, study.design.count)
    for factor in study.factors {
      var attributes = ["long_name": "factor \(factor.name)"]
      if case .words(let words) = factor.range {
        attributes["flag_values"] = words.indices.map { "\($0)" }.joined(separator: " ")
        attributes["flag_meanings"] = words.joined(separator: " ")
      }
      try file.variable(factor.name, .double, over: ["point"], attributes: attributes, chunk: chunk)
    }
    for output in study.outputs {
      try file.variable(
        output.name, .double, over: ["point"],
        attributes: ["long_name": output.meaning, "units": output.unit],
        chunk: chunk)
    }
    try file.attribute("Conventions", "CF-1.10")
    try file.attribute("title", study.question.isEmpty ? study.id : study.question)
    try file.attribute("source", origin)
    try file.attribute("history", history)
    try file.attribute("study", study.text)
    try file.attribute("seed", "\(study.seed)")
    try file.attribute("comment", "For research and teaching; not a medical device.")
    try file.begin()
    try blocks(checkpoints) { first, rows throws(DataError) in
      let count = rows.count / columns.count
      for (j, name) in columns.enumerated() {
        try file.write(name, from: first, rows: count, (0..<count).map { rows[$0 * columns.count + j] })
      }
    }
    try file.finish()
  }

  private func blocks(
    _ checkpoints: [Checkpoint], _ body: (Int, [Double]) throws(DataError) -> Void
  ) throws(DataError) {
    for checkpoint in checkpoints {
      for row in stride(from: 0, to: checkpoint.points.count, by: 4096) {
        let count = min(4096, checkpoint.points.count - row)
        try body(checkpoint.points.lowerBound + row, try checkpoint.read(from: row, count: count))
      }
    }
  }
}
