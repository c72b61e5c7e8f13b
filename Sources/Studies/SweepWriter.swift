import Anatomy

/// Writes the rows of a study where people read them, from the checkpoint of a run or from those of its shards in order.
public struct SweepWriter {
  private let study: Study
  private let atlas: Atlas
  /// Points that are written at a time.
  private let block: Int

  public init(_ study: Study, _ atlas: Atlas) {
    self.study = study
    self.atlas = atlas
    block = max(1, 4096 / study.patients)
  }

  /// What the rows depend on, for the digest of a checkpoint and for the attributes of a result.
  public var origin: String { atlas.origin }

  private var cohort: Cohort? {
    if case .cohort(let cohort) = study.subject { cohort } else { nil }
  }

  /// Id of the true site of a patient; empty where none was confirmed.
  private func truth(_ patient: Int) -> String {
    cohort?.truth(patient).map { atlas.sites[$0].id } ?? ""
  }

  /// What stands before remarks on the run in the head of a table, which are no part of the study.
  static let remarkMark = "#: "

  /// Seed, atlas and units as they stand in the head of a table.
  private var remarks: [String] {
    let units =
      study.factors.compactMap { factor -> String? in
        if case .words = factor.range { return nil }
        return "\(factor.name) \(factor.unit(atlas))"
      } + study.outputs.map { "\($0.name) \($0.unit)" }
    return [
      "seed: \(study.seed)", "atlas: \(atlas.name)", "atlas-version: \(atlas.version)",
      "atlas-digest: \(atlas.digest)",
    ] + units.map { "unit: \($0)" }
  }

  /// As comma-separated values, a line for each run. Above stand, in lines that begin with #, the origin, remarks on the
  /// run (`#: `), and the study.
  ///
  /// - Throws: ``DataError`` of the checkpoints or ``FileDraft``.
  public func csv(_ checkpoints: [Checkpoint], to path: String) throws(DataError) {
    let draft = try FileDraft(path)
    try draft.append("# \(origin); for research and teaching, not a medical device\n")
    try draft.append(remarks.map { Self.remarkMark + $0 + "\n" }.joined())
    try draft.append(
      study.text.textLines.map { "# \($0)" }
        .joined(separator: "\n") + "\n")
    let people = cohort == nil ? [] : ["case", "truth"]
    let names = ["point"] + people + study.factors.map(\.name) + study.outputs.map(\.name)
    try draft.append(names.map { DelimitedText.field($0) }.joined(separator: ",") + "\n")
    try blocks(checkpoints) { points, rows throws(DataError) in
      var text = ""
      var next = rows.startIndex
      for point in points {
        let values = zip(study.factors, study.values(point)).map { word($0, $1) }
        for patient in 0..<study.patients {
          text += "\(point)"
          if let cohort { text += ",\(DelimitedText.field(cohort.id(patient))),\(truth(patient))" }
          for value in values { text += "," + value }
          for output in rows[next..<next + study.outputs.count] { text += "," + number(output) }
          text += "\n"
          next += study.outputs.count
        }
      }
      try draft.append(text)
    }
    try draft.commit()
  }

  /// A word of a factor that takes words, else the number.
  private func word(_ factor: Study.Factor, _ value: Double) -> String {
    if case .words(let words) = factor.range { return DelimitedText.field(words[Int(value)]) }
    return number(value)
  }

  /// Nothing for what is not defined.
  private func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }

  /// As NetCDF-4: a variable for each factor over the points, and for each output over the points and, in a cohort, its
  /// cases.
  ///
  /// - Throws: ``DataError`` of the checkpoints or ``NetCDFFile``.
  public func netCDF(_ checkpoints: [Checkpoint], to path: String, history: String) throws(DataError) {
    let file = try NetCDFFile(path)
    try file.dimension("point", study.design.count)
    let chunk = min(block, study.design.count)
    for factor in study.factors { try define(factor, in: file, chunk: chunk) }
    if cohort != nil {
      try file.dimension("case", study.patients)
      try file.variable("case_id", .string, over: ["case"], attributes: ["long_name": "id of the case"])
      try file.variable(
        "truth", .string, over: ["case"], attributes: ["long_name": "id of the true site"])
    }
    for output in study.outputs {
      var attributes = ["long_name": output.meaning, "units": output.unit]
      if cohort != nil { attributes["coordinates"] = "case_id truth" }
      try file.variable(
        output.name, .double, over: cohort == nil ? ["point"] : ["point", "case"], attributes: attributes,
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
    if let cohort {
      try file.write("case_id", rows: study.patients, (0..<study.patients).map { cohort.id($0) })
      try file.write("truth", rows: study.patients, (0..<study.patients).map { truth($0) })
    }
    try blocks(checkpoints) { points, rows throws(DataError) in
      let values = points.map { study.values($0) }
      for (j, factor) in study.factors.enumerated() {
        let column = values.map { $0[j] }
        if case .words = factor.range {
          try file.write(factor.name, from: points.lowerBound, rows: points.count, column.map { Int32($0) })
        } else {
          try file.write(factor.name, from: points.lowerBound, rows: points.count, column)
        }
      }
      for (j, output) in study.outputs.enumerated() {
        let column = stride(from: j, to: rows.count, by: study.outputs.count).map { rows[$0] }
        try file.write(output.name, from: points.lowerBound, rows: points.count, column)
      }
    }
    try file.finish()
  }

  private func define(_ factor: Study.Factor, in file: NetCDFFile, chunk: Int) throws(DataError) {
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
        attributes: name.merging(["units": factor.unit(atlas)]) { $1 }, chunk: chunk)
    }
  }

  /// Name of the variable with the words of a factor, so that `ds[labels][ds[factor]]` has them at each point.
  private static func labels(_ factor: Study.Factor) -> String { factor.name + ".words" }

  /// Hands on whole points with their rows, runs × outputs, whatever shard they come from.
  private func blocks(
    _ checkpoints: [Checkpoint], _ body: (Range<Int>, [Double]) throws(DataError) -> Void
  ) throws(DataError) {
    var first = 0
    while first < study.design.count {
      let points = first..<min(first + block, study.design.count)
      let runs = points.lowerBound * study.patients..<points.upperBound * study.patients
      var rows: [Double] = []
      for checkpoint in checkpoints where checkpoint.runs.overlaps(runs) {
        let part = checkpoint.runs.clamped(to: runs)
        rows += try checkpoint.read(from: part.lowerBound - checkpoint.runs.lowerBound, count: part.count)
      }
      try body(points, rows)
      first = points.upperBound
    }
  }
}
