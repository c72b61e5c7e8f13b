import Anatomy
import Foundation

/// The result of a study as it stands in its `.csv` or `.nc`: the study itself, and the outputs of all points.
public struct SweepResult: Sendable {
  public let study: Study
  /// For each output of the study its value at each point; NaN where it is not defined.
  public let outputs: [[Double]]

  /// Reads a result.
  ///
  /// - Throws: ``DataError``: no result of a sweep, or of another atlas, or cut short.
  public init(_ file: String, _ atlas: Atlas) throws(DataError) {
    if file.lowercased().hasSuffix(".nc") {
      try self.init(netCDF: file, atlas)
    } else {
      try self.init(table: file, atlas)
    }
    let count = outputs.first?.count ?? 0
    guard count == study.design.count else {
      throw DataError(
        file: file,
        "holds \(count.grouped) points of \(study.design.count.grouped); it is cut short, or the sweep was not finished"
      )
    }
  }

  private init(netCDF file: String, _ atlas: Atlas) throws(DataError) {
    let reader = try NetCDFReader(file)
    guard let text = reader.text("study"), let made = reader.text("atlas"), let count = reader.length("point")
    else {
      throw DataError(file: file, "is not the .nc of a sweep")
    }
    study = try Self.study(text, of: made, file: file, atlas)
    var outputs: [[Double]] = []
    for output in study.outputs { outputs.append(try reader.values(output.name, count: count)) }
    self.outputs = outputs
  }

  private init(table file: String, _ atlas: Atlas) throws(DataError) {
    let text = try TextFile.read(file, limit: 4_000_000_000)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    let head = lines.prefix { $0.hasPrefix("#") }
    guard head.count > 1, let origin = head.first, origin.hasPrefix("# sciatic "),
      let made = origin.split(separator: ";").first?.components(separatedBy: ", atlas ").last
    else { throw DataError(file: file, "is not the .csv of a sweep") }
    let source = head.dropFirst().map { $0.dropFirst($0.hasPrefix("# ") ? 2 : 1) }.joined(separator: "\n")
    study = try Self.study(source, of: made, file: file, atlas)
    guard text.hasSuffix("\n") else { throw DataError(file: file, "is cut short: its last line has no end") }
    lines = lines.dropFirst(head.count + 1)
    let width = 1 + study.factors.count + study.outputs.count
    var outputs = study.outputs.map { _ in [Double]() }
    var number = head.count + 1
    for line in lines {
      number += 1
      if line.isEmpty { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      // More commas: the words of a factor hold some.
      guard fields.count >= width, Int(fields[0]) == outputs[0].count else {
        throw DataError(
          file: file, line: number, "is no row of this study: expected \(width) columns in order")
      }
      for (j, word) in fields.suffix(outputs.count).enumerated() {
        guard let value = word.isEmpty ? .nan : Double(word) else {
          throw DataError(file: file, line: number, "'\(word.prefix(40))' is no number")
        }
        outputs[j].append(value)
      }
    }
    self.outputs = outputs
  }

  /// The study that a result holds.
  ///
  /// - Parameter made: name of the atlas that the result was made with.
  private static func study(_ text: String, of made: String, file: String, _ atlas: Atlas) throws(DataError)
    -> Study
  {
    guard made == atlas.name else {
      throw DataError(
        file: file, "was made with the atlas '\(made)', not '\(atlas.name)'; name its folder by --atlas")
    }
    do { return try StudyReader(atlas).read(text: text, file: file) } catch {
      throw DataError(
        file: file, "holds a study that this version of the atlas does not know: \(error.issues[0].message)",
        suggestions: error.issues[0].suggestions)
    }
  }
}
