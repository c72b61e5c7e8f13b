import Foundation

/// Tables that `Benchmarks/oracles/studies_reference.py` writes: words, then numbers.
enum StudyReference {
  struct Row {
    let key: String
    let name: String
    let values: [Double]
  }

  /// Folder of what tests read.
  static let fixtures =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures"

  static func rows(_ file: String) throws -> [Row] {
    let text = try String(contentsOfFile: "\(fixtures)/studies/\(file)", encoding: .utf8)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: ",").map(String.init)
      let words = fields.prefix { Double($0) == nil || $0 == fields[0] }
      return Row(
        key: fields[0], name: words.count > 1 ? words[1] : "",
        values: fields.dropFirst(words.count).compactMap(Double.init))
    }
  }

  /// Sobol's G function with the weights of the factors repeated, in the order of operations of the script.
  static func g(_ points: [Double], factors: Int) -> [Double] {
    let weights = [0.0, 1.0, 4.5, 9.0, 99.0]
    return stride(from: 0, to: points.count, by: factors).map { row in
      (0..<factors).reduce(1.0) { product, j in
        let a = weights[j % weights.count]
        return product * ((abs(4.0 * points[row + j] - 2.0) + a) / (1.0 + a))
      }
    }
  }

  static let groups = [0, 0, 1, 2, 2]
}
