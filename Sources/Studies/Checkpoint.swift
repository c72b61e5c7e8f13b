import Anatomy
import Foundation

/// The rows of a run that are done, in a file beside the result, so that a run that was killed can go on.
///
/// A mark and a digest of what is run, then the rows as doubles one after the other. Rows are added by chunks and
/// put onto the disk at once; what a kill leaves of a row is cut off when the file is opened again.
public final class Checkpoint {
  private static let mark: UInt64 = 0x3143_4954_4149_4353
  private static let head = 16

  public let path: String
  /// Number of whole rows.
  public private(set) var rows: Int
  private let columns: Int
  private let handle: FileHandle

  /// Opens the file of a run, or begins it.
  ///
  /// - Parameters:
  ///   - digest: of everything that the rows depend on.
  ///   - resumes: whether a file that is there is gone on with.
  /// - Throws: ``DataError``: a file is there and was not to be gone on with, or is of another run, or cannot be
  ///   written.
  public init(_ path: String, columns: Int, digest: UInt64, resumes: Bool) throws(DataError) {
    self.path = path
    self.columns = columns
    let files = FileManager.default
    let isThere = files.fileExists(atPath: path)
    if isThere, !resumes {
      throw DataError(file: path, "holds an unfinished run: go on with it by --resume, or remove it")
    }
    let fresh = [Self.mark, digest].withUnsafeBytes { Data($0) }
    if !isThere, !files.createFile(atPath: path, contents: fresh) {
      throw DataError(file: path, "cannot be written; does its folder exist, and may you write there?")
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw DataError(file: path, "cannot be opened for writing")
    }
    self.handle = handle
    do {
      let found = try handle.read(upToCount: Self.head) ?? Data()
      // A run that was killed before its first row.
      if found.count < Self.head { try handle.truncate(atOffset: 0); try handle.write(contentsOf: fresh) }
      if found.count == Self.head, found != fresh {
        throw DataError(
          file: path,
          "is of another study, atlas or version; remove it, or choose another name for the result")
      }
      let size = max(Int(try handle.seekToEnd()), Self.head)
      rows = (size - Self.head) / (8 * columns)
      try handle.truncate(atOffset: UInt64(Self.head + rows * 8 * columns))
      try handle.seekToEnd()
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(file: path, "cannot be read or written")
    }
  }

  /// Adds rows.
  ///
  /// - Throws: ``DataError``, as when the disk is full; the rows before are safe.
  public func append(_ values: [Double]) throws(DataError) {
    do {
      try handle.write(contentsOf: values.withUnsafeBytes { Data($0) })
      try handle.synchronize()
    } catch {
      throw DataError(
        file: path, "cannot be written: is the disk full? \(rows) rows are safe; go on with --resume")
    }
    rows += values.count / columns
  }

  /// Rows from one on: count × columns.
  public func read(from first: Int, count: Int) throws(DataError) -> [Double] {
    do {
      try handle.seek(toOffset: UInt64(Self.head + first * 8 * columns))
      let data = try handle.read(upToCount: count * 8 * columns) ?? Data()
      try handle.seekToEnd()
      if data.count == count * 8 * columns {
        return [Double](unsafeUninitializedCapacity: count * columns) { buffer, initialized in
          initialized = data.copyBytes(to: buffer) / 8
        }
      }
    } catch {}
    throw DataError(file: path, "cannot be read back")
  }

  /// Takes the file away, as the result is in place.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// A mark of texts, the same on every machine.
  public static func digest(_ texts: [String]) -> UInt64 {
    TextDigest.value(texts)
  }
}
