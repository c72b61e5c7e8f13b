import Anatomy
import Foundation
import LinearAlgebra

/// Runs a study, chunk by chunk, on all cores; the rows have the same bits on any number of threads, and whether
/// the run was cut off or not.
public struct Sweep: Sendable {
  public let study: Study
  private let model: LimbModel
  private let threads: Int
  /// Points that are run between two writes.
  public static let chunk = 256

  public init(_ study: Study, _ atlas: Atlas, threads: Int = 1) {
    self.study = study
    self.threads = threads
    model = LimbModel(study, atlas)
  }

  /// Names of the columns of a row: factors, then outputs.
  public var columns: [String] { study.factors.map(\.name) + study.outputs.map(\.name) }

  /// Seconds that all points will take, by a few that are run.
  public func estimatedSeconds() -> Double {
    let count = min(study.design.count, 2 * threads)
    // One before, so that what is built once is not counted for each.
    _ = model.row(0)
    let start = Date()
    let step = max(1, study.design.count / count)
    _ = concurrentMap(count, threads: threads) { model.row($0 * step) }
    return Date().timeIntervalSince(start) / Double(count) * Double(study.design.count)
  }

  /// Runs what the checkpoint lacks.
  ///
  /// - Parameter progress: called after each chunk with the number of points done.
  /// - Throws: ``DataError`` of the checkpoint.
  public func run(into checkpoint: Checkpoint, progress: (Int) -> Void = { _ in }) throws(DataError) {
    while checkpoint.rows < study.design.count {
      let first = checkpoint.rows
      let count = min(Self.chunk, study.design.count - first)
      let rows = concurrentMap(count, threads: threads) { model.row(first + $0) }
      try checkpoint.append(rows.flatMap { $0 })
      progress(checkpoint.rows)
    }
  }
}

/// Writes the rows of a study where people read them.
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
  public func csv(_ checkpoint: Checkpoint, to path: String) throws(DataError) {
    let draft = try FileDraft(path)
    try draft.append("# \(origin); for research and teaching, not a medical device\n")
    try draft.append(
      study.text.split(separator: "\n", omittingEmptySubsequences: false).map { "# \($0)" }
        .joined(separator: "\n") + "\n")
    try draft.append((["point"] + columns).map { DelimitedText.field($0) }.joined(separator: ",") + "\n")
    try blocks(checkpoint) { first, rows throws(DataError) in
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
  public func netCDF(_ checkpoint: Checkpoint, to path: String, history: String) throws(DataError) {
    let file = try NetCDFFile(path)
    try file.dimension("point", study.design.count)
    let chunk = min(4096, study.design.count)
    for factor in study.factors {
      let name = ["long_name": "factor \(factor.name)"]
      if case .words(let words) = factor.range {
        let labels = Self.labels(factor)
        try file.variable(factor.name, .int, over: ["point"], attributes: name, flags: words, chunk: chunk)
        try file.dimension(labels, words.count)
        try file.variable(
          labels, .string, over: [labels], attributes: ["long_name": "words that \(factor.name) stands for"])
      } else {
        try file.variable(
          factor.name, .double, over: ["point"],
          attributes: name.merging(["units": factor.unit(atlas)]) { $1 },
          chunk: chunk)
      }
    }
    for output in study.outputs {
      try file.variable(
        output.name, .double, over: ["point"],
        attributes: ["long_name": output.meaning, "units": output.unit],
        chunk: chunk)
    }
    try file.describe(title: study.question.isEmpty ? study.id : study.question, atlas, history: history)
    try file.attribute("study", study.text)
    try file.attribute("seed", study.seed)
    try file.begin()
    for factor in study.factors {
      guard case .words(let words) = factor.range else { continue }
      try file.write(Self.labels(factor), rows: words.count, words)
    }
    try blocks(checkpoint) { first, rows throws(DataError) in
      let count = rows.count / columns.count
      for (j, name) in columns.enumerated() {
        let values = (0..<count).map { rows[$0 * columns.count + j] }
        if j < study.factors.count, case .words = study.factors[j].range {
          try file.write(name, from: first, rows: count, values.map { Int32($0) })
        } else {
          try file.write(name, from: first, rows: count, values)
        }
      }
    }
    try file.finish()
  }

  /// Name of the variable with the words of a factor, so that `ds[labels][ds[factor]]` has them at each point.
  private static func labels(_ factor: Study.Factor) -> String { factor.name + ".words" }

  private func blocks(
    _ checkpoint: Checkpoint, _ body: (Int, [Double]) throws(DataError) -> Void
  ) throws(DataError) {
    var first = 0
    while first < study.design.count {
      let count = min(4096, study.design.count - first)
      try body(first, try checkpoint.read(from: first, count: count))
      first += count
    }
  }
}
