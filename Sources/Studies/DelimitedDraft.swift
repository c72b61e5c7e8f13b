import Anatomy
import Foundation

/// A text file that is being written beside the one that is wanted, and takes its place when it is whole.
struct DelimitedDraft {
  private let path: String
  private let draft: URL
  private let handle: FileHandle

  /// - Throws: ``DataError`` where the file cannot be written.
  init(_ path: String) throws(DataError) {
    self.path = path
    let target = URL(fileURLWithPath: path)
    draft = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    guard FileManager.default.createFile(atPath: draft.path, contents: nil),
      let handle = FileHandle(forWritingAtPath: draft.path)
    else { throw DataError(file: path, "cannot be written; does its folder exist, and may you write there?") }
    self.handle = handle
  }

  func write(_ text: String) throws(DataError) {
    do { try handle.write(contentsOf: Data(text.utf8)) } catch {
      try? FileManager.default.removeItem(at: draft)
      throw DataError(file: path, "cannot be written: is the disk full?")
    }
  }

  func finish() throws(DataError) {
    try? handle.close()
    if rename(draft.path, path) != 0 {
      try? FileManager.default.removeItem(at: draft)
      throw DataError(file: path, "cannot be written; may you write there?")
    }
  }
}
