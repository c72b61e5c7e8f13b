import Anatomy
import Foundation

/// The result of a study as it stands in its `.csv`: the study itself, and the outputs of all points.
public struct SweepResult: Sendable {
  public let study: Study
  /// For each output of the study its value at each point; NaN where it is not defined.
  public let outputs: [[Double]]

  /// Reads a result.
  ///
  /// - Throws: ``DataError``: no result of a sweep, or of another atlas, or cut short.
  public init(_ file: String, _ atlas: Atlas) throws(DataError) {
    let text = try TextFile.read(file, limit: 4_000_000_000)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    let head = lines.prefix { $0.hasPrefix("#") }
    guard head.count > 1, head[head.startIndex].hasPrefix("# sciatic ") else {
      throw DataError(file: file, "is not the .csv of a sweep")
    }
    let source = head.dropFirst().map { $0.dropFirst($0.hasPrefix("# ") ? 2 : 1) }.joined(separator: "\n")
    study = try StudyReader(atlas).read(text: source, file: file)
    lines = lines.dropFirst(head.count + 1)
    let factors = study.factors.count
    let width = 1 + factors + study.outputs.count
    var outputs = study.outputs.map { _ in [Double]() }
    var number = head.count + 1
    for line in lines {
      number += 1
      if line.isEmpty { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == width, Int(fields[0]) == outputs[0].count else {
        throw DataError(
          file: file, line: number, "is no row of this study: expected \(width) columns in order")
      }
      for j in outputs.indices {
        let word = fields[1 + factors + j]
        guard let value = word.isEmpty ? .nan : Double(word) else {
          throw DataError(file: file, line: number, "'\(word.prefix(40))' is no number")
        }
        outputs[j].append(value)
      }
    }
    guard outputs[0].count == study.design.count else {
      throw DataError(
        file: file, "holds \(outputs[0].count) points of \(study.design.count); the sweep was not finished")
    }
    self.outputs = outputs
  }
}
