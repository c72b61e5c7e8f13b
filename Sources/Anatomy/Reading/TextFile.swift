import Foundation

/// Reading of text files, with errors for people.
public enum TextFile {
  /// The text of a file.
  ///
  /// - Parameter limit: largest size in bytes that is accepted.
  /// - Throws: ``DataError``: missing, a folder, too large, or not UTF-8 text.
  public static func read(_ path: String, limit: Int = 1_000_000) throws(DataError) -> String {
    guard FileManager.default.fileExists(atPath: path) else {
      throw DataError(file: path, "there is no such file")
    }
    if FileManager.default.isFolder(path) { throw DataError(file: path, "is a folder; a file is wanted") }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    if size > limit {
      throw DataError(file: path, "is too large: \(size) bytes, at most \(limit) are read")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError(file: path, "cannot be read; check its permissions")
    }
    guard let text = String(bytes: data, encoding: .utf8), !text.unicodeScalars.contains("\0") else {
      throw DataError(file: path, "holds bytes that are not text (UTF-8)")
    }
    return text
  }
}

extension StringProtocol {
  /// The lines, whatever ends them; an empty one after the last end.
  public var textLines: [SubSequence] { split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }
}
