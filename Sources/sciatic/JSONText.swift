import Foundation

extension Encodable {
  /// The document as programs read it: indented, with keys in a fixed order, so that two answers can be compared by line.
  func jsonText() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
