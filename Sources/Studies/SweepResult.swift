import Anatomy
import Foundation

/// The result of a study as it stands in its `.csv` or `.nc`: the study itself, and the outputs of all points.
public struct SweepResult: Sendable {
  public let study: Study
  /// For each output of the study its value at each point, in a cohort the mean over its cases where it is defined; NaN
  /// where it is not.
  public let outputs: [[Double]]

  /// Reads a result.
  ///
  /// The design is laid anew, and the factors of the file compared with it: measures are worked out from the design, so
  /// that values that do not belong to its points would be wrong without a sign.
  ///
  /// - Throws: ``DataError``: no result of a sweep, of another atlas or another state of it, of another design than its
  ///   study says, or cut short.
  public init(_ file: String, _ atlas: Atlas, _ files: AtlasFiles) throws(DataError) {
    if file.lowercased().hasSuffix(".nc") {
      try self.init(netCDF: file, atlas, files)
    } else {
      try self.init(table: file, atlas, files)
    }
    let count = outputs.first?.count ?? 0
    guard count == study.design.count else {
      throw DataError(
        file: file,
        "holds \(count.grouped) points of \(study.design.count.grouped); it is cut short, or the sweep was not finished"
      )
    }
  }

  private init(netCDF file: String, _ atlas: Atlas, _ files: AtlasFiles) throws(DataError) {
    let reader = try NetCDFReader(file)
    guard let text = reader.text("study"), let made = reader.text("atlas"), let count = reader.length("point")
    else {
      throw DataError(file: file, "is not the .nc of a sweep")
    }
    study = try Self.study(
      text, of: made, digest: reader.text("atlas_digest"), file: file, atlas, files)
    if count == study.design.count {
      let columns = try study.factors.map { factor throws(DataError) in
        try reader.values(factor.name, shape: [count])
      }
      for point in 0..<count {
        let values = study.values(point)
        for (j, factor) in study.factors.enumerated() where !Self.isSame(columns[j][point], values[j]) {
          throw Self.otherDesign(factor, at: point, file: file, line: nil)
        }
      }
    }
    var outputs: [[Double]] = []
    let cases = reader.length("case")
    for output in study.outputs {
      let shape = [count] + (cases.map { [$0] } ?? [])
      outputs.append(Self.means(try reader.values(output.name, shape: shape), of: cases ?? 1))
    }
    self.outputs = outputs
  }

  private init(table file: String, _ atlas: Atlas, _ files: AtlasFiles) throws(DataError) {
    let text = try TextFile.read(file, limit: 4_000_000_000)
    var lines = text.textLines[...]
    let head = lines.prefix { $0.hasPrefix("#") }
    if text.hasPrefix("# sciatic "), lines.dropFirst(head.count).allSatisfy(\.isEmpty) {
      throw DataError(file: file, "is cut short: it ends within its head, before the names of the columns")
    }
    study = try Self.study(head: head, file: file, atlas, files)
    guard text.last?.isNewline == true else {
      throw DataError(file: file, "is cut short: its last line has no end")
    }
    lines = lines.dropFirst(head.count + 1)
    let isCohort = if case .cohort = study.subject { true } else { false }
    let width = (isCohort ? 3 : 1) + study.factors.count + study.outputs.count
    var point = -1
    var cases = 0
    var outputs = study.outputs.map { _ in [Double]() }
    var number = head.count + 1
    var factors: [Double] = []
    let first = isCohort ? 3 : 1
    for line in lines {
      number += 1
      if line.isEmpty { continue }
      let fields = Self.fields(line)
      let isNext = Int(fields[0]) == point + 1
      if isNext { point += 1 }
      if point == 0 { cases += 1 }
      guard fields.count == width, isNext || isCohort && Int(fields[0]) == point else {
        throw DataError(
          file: file, line: number, "is no row of this study: expected \(width) columns in order")
      }
      if isNext { factors = point < study.design.count ? study.values(point) : [] }
      for (factor, (word, value)) in zip(study.factors, zip(fields[first...], factors)) {
        let isSame =
          if case .words(let words) = factor.range { word == words[Int(value)] } else {
            Double(word).map { Self.isSame($0, value) } ?? false
          }
        if !isSame { throw Self.otherDesign(factor, at: point, file: file, line: number) }
      }
      for (j, word) in fields.suffix(outputs.count).enumerated() {
        guard let value = word.isEmpty ? .nan : Double(word) else {
          throw DataError(file: file, line: number, "'\(word.prefix(40))' is no number")
        }
        outputs[j].append(value)
      }
    }
    if point >= 0, outputs[0].count != (point + 1) * cases {
      throw DataError(file: file, "is cut short: point \(point) has fewer cases than the first")
    }
    self.outputs = outputs.map { Self.means($0, of: cases) }
  }

  /// The study in the head of a table.
  private static func study(
    head: ArraySlice<Substring>, file: String, _ atlas: Atlas, _ files: AtlasFiles
  ) throws(DataError) -> Study {
    guard head.count > 1, let origin = head.first, origin.hasPrefix("# sciatic "),
      let made = origin.split(separator: ";").first?.components(separatedBy: ", atlas ").last
    else { throw DataError(file: file, "is not the .csv of a sweep") }
    let remarks = head.compactMap { line -> (key: Substring, value: Substring)? in
      guard line.hasPrefix(SweepWriter.remarkMark), let colon = line.dropFirst(3).firstIndex(of: ":") else {
        return nil
      }
      return (line.dropFirst(3)[..<colon], line[colon...].dropFirst(2))
    }
    func remark(_ key: String) -> String? { remarks.first { $0.key == key }.map { String($0.value) } }
    let source = head.dropFirst().filter { !$0.hasPrefix(SweepWriter.remarkMark) }.map {
      $0.dropFirst($0.hasPrefix("# ") ? 2 : 1)
    }.joined(separator: "\n")
    let study = try study(source, of: made, digest: remark("atlas-digest"), file: file, atlas, files)
    if let seed = remark("seed"), seed != "\(study.seed)" {
      throw DataError(
        file: file, "was run with seed \(seed), and its study says seed \(study.seed): its head was edited")
    }
    return study
  }

  /// Whether a value that was printed, perhaps to few digits, is that of the design.
  private static func isSame(_ printed: Double, _ value: Double) -> Bool {
    abs(printed - value) <= 1e-6 * max(1e-6, abs(value))
  }

  private static func otherDesign(_ factor: Study.Factor, at point: Int, file: String, line: Int?)
    -> DataError
  {
    DataError(
      file: file, line: line,
      "'\(factor.name)' at point \(point) is not what the design of its study gives; was the seed, the design, a range "
        + "or the atlas changed after the run?")
  }

  private static func check(digest: String?, file: String, _ atlas: Atlas) throws(DataError) {
    guard let digest, digest != atlas.digest else { return }
    throw DataError(
      file: file,
      "was made with another state of the atlas '\(atlas.name)' (digest \(digest), here \(atlas.digest)); name the "
        + "folder of that state by --atlas, or run the sweep again")
  }

  /// The fields of a row, which may stand in quotes.
  private static func fields(_ line: Substring) -> [String] {
    if !line.contains("\"") {
      return line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var fields = [""]
    var isQuoted = false
    var last: Character?
    for character in line {
      if character == "\"" {
        // A quote that is doubled stands for one.
        if !isQuoted, last == "\"" { fields[fields.count - 1].append(character) }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
      last = character
    }
    return fields
  }

  /// Means over the cases of each point, of what is defined.
  private static func means(_ values: [Double], of cases: Int) -> [Double] {
    if cases == 1 { return values }
    return stride(from: 0, to: values.count, by: max(1, cases)).map { first in
      let defined = values[first..<min(first + cases, values.count)].filter { !$0.isNaN }
      return defined.isEmpty ? .nan : defined.reduce(0, +) / Double(defined.count)
    }
  }

  /// The study that a result holds.
  ///
  /// - Parameters:
  ///   - made: name of the atlas that the result was made with, and its version where it was said.
  ///   - digest: of that atlas; nil in files that do not say it.
  private static func study(
    _ text: String, of made: String, digest: String?, file: String, _ atlas: Atlas, _ files: AtlasFiles
  )
    throws(DataError) -> Study
  {
    guard made == atlas.name || made.hasPrefix(atlas.name + " ") else {
      throw DataError(
        file: file, "was made with the atlas '\(made)', not '\(atlas.name)'; name its folder by --atlas")
    }
    try check(digest: digest, file: file, atlas)
    do { return try StudyReader(atlas, files, readsCases: false).read(text: text, file: file) } catch {
      throw DataError(
        file: file, "holds a study that this version of the atlas does not know: \(error.issues[0].message)",
        suggestions: error.issues[0].suggestions)
    }
  }
}
