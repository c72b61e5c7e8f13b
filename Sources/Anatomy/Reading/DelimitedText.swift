import Foundation

/// Records of a table of comma-separated values (RFC 4180), read as they come so that the file may be of any length.
///
/// Fields may stand in double quotes, with quotes doubled and line breaks inside. A byte order mark is passed over.
public final class DelimitedText {
  /// A record and the line on which it begins.
  public struct Record: Sendable, Equatable {
    public let line: Int
    public let fields: [String]
  }

  private let file: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var place = 0
  private var line = 1
  private var isAtEnd = false
  private static let block = 1 << 16
  /// Longest record that is read, in bytes.
  private static let longest = 10_000_000

  /// - Throws: ``DataError`` where the file cannot be read.
  init(_ file: String) throws(DataError) {
    self.file = file
    guard !FileManager.default.isFolder(file), let handle = FileHandle(forReadingAtPath: file) else {
      throw DataError(file: file, "there is no such file, or it cannot be read")
    }
    self.handle = handle
    try fill()
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  private func fill() throws(DataError) {
    if isAtEnd { return }
    let more: Data?
    do { more = try handle.read(upToCount: Self.block) } catch {
      throw DataError(file: file, line: line, "cannot be read on from here")
    }
    guard let more, !more.isEmpty else {
      isAtEnd = true
      return
    }
    buffer.removeSubrange(..<place)
    buffer += more
    place = 0
  }

  /// The next byte without taking it; nil at the end.
  private func peek() throws(DataError) -> UInt8? {
    if place >= buffer.count { try fill() }
    return place < buffer.count ? buffer[place] : nil
  }

  /// The next record; nil at the end. Empty lines are passed over.
  ///
  /// - Throws: ``DataError`` with its line: a quote that does not close, bytes that are not text, or a file that cannot be
  ///   read on.
  public func next() throws(DataError) -> Record? {
    while let byte = try peek(), byte == 10 || byte == 13 {
      if byte == 10 { line += 1 }
      place += 1
    }
    if try peek() == nil { return nil }
    let start = line
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var length = 0
    func closed(_ bytes: [UInt8]) throws(DataError) -> String {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw DataError(file: file, line: start, "holds bytes that are not text (UTF-8)")
      }
      return text
    }
    while true {
      guard let byte = try peek() else {
        if isQuoted { throw DataError(file: file, line: start, "a quote is opened and not closed") }
        break
      }
      place += 1
      length += 1
      if length > Self.longest { throw DataError(file: file, line: start, "a record is longer than 10 MB") }
      if byte == 10 { line += 1 }
      if isQuoted {
        if byte != 34 {
          field.append(byte)
        } else if try peek() == 34 {
          field.append(34)
          place += 1
        } else {
          isQuoted = false
        }
        continue
      }
      switch byte {
      case 34 where field.isEmpty: isQuoted = true
      case 44:
        fields.append(try closed(field))
        field.removeAll(keepingCapacity: true)
      case 10:
        if field.last == 13 { field.removeLast() }
        fields.append(try closed(field))
        return Record(line: start, fields: fields)
      case 13 where try peek() != 10:
        // Some spreadsheets end a line so.
        line += 1
        fields.append(try closed(field))
        return Record(line: start, fields: fields)
      default: field.append(byte)
      }
    }
    if field.last == 13 { field.removeLast() }
    fields.append(try closed(field))
    return Record(line: start, fields: fields)
  }

  /// A field as it must be written: in quotes where it holds a comma, a quote or a line break.
  public static func field(_ text: String) -> String {
    // A hash would begin a remark for those who read the results.
    text.unicodeScalars.contains { [",", "\"", "#", "\n", "\r"].contains($0) } ? quoted(text) : text
  }

  /// A field in quotes, whatever it holds.
  public static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
