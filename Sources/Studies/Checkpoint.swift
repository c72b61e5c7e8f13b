import Anatomy
import Foundation

/// The rows of a run that are done, in a file beside the result, so that a run that was killed can go on.
///
/// A mark, a digest of what is run, the first run and the number of runs; then the rows as doubles, one after
/// the other. Rows are added by chunks and put onto the disk at once. What a kill leaves of a row is written over:
/// each row has its place in the file, so that two runs of the same runs, as when a node comes back that was taken
/// for dead, write the same bytes to the same places.
public final class Checkpoint {
  private static let mark: UInt64 = 0x3243_4954_4149_4353
  private static let head = 32

  /// The file.
  public let path: String
  /// The runs whose rows are kept here.
  public let runs: Range<Int>
  /// Number of whole rows, from the first run on.
  public private(set) var rows = 0
  private let columns: Int
  private let handle: FileHandle

  /// Whether every row is there.
  public var isComplete: Bool { rows == runs.count }

  /// Opens the file of a run, or begins it.
  ///
  /// - Parameters:
  ///   - runs: those that are run.
  ///   - digest: of everything that the rows depend on.
  ///   - resumes: whether a file that is there is gone on with.
  /// - Throws: ``DataError``: a file is there and was not to be gone on with, or is of another run, or cannot be
  ///   written.
  public init(
    _ path: String, runs: Range<Int>, columns: Int, digest: UInt64, resumes: Bool
  ) throws(DataError) {
    self.path = path
    self.runs = runs
    self.columns = columns
    let files = FileManager.default
    let isThere = files.fileExists(atPath: path)
    if isThere, !resumes {
      throw DataError(file: path, "holds an unfinished run: go on with it by --resume, or remove it")
    }
    if !isThere, !files.createFile(atPath: path, contents: nil) {
      throw DataError(file: path, "cannot be written; does its folder exist, and may you write there?")
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw DataError(file: path, "cannot be opened for writing")
    }
    self.handle = handle
    if try !readHead(digest) {
      do {
        try handle.seek(toOffset: 0)
        try handle.write(contentsOf: head(digest))
      } catch { throw DataError(file: path, "cannot be written: is the disk full?") }
    }
  }

  /// Opens the file of a run to read it, and leaves it as it is.
  ///
  /// - Throws: ``DataError``: there is no such file, or it is of another run.
  public init(reading path: String, runs: Range<Int>, columns: Int, digest: UInt64) throws(DataError) {
    self.path = path
    self.runs = runs
    self.columns = columns
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DataError(
        file: path,
        FileManager.default.fileExists(atPath: path)
          ? "cannot be read; check its permissions" : "there is no such file")
    }
    self.handle = handle
    _ = try readHead(digest)
  }

  private func head(_ digest: UInt64) -> Data {
    [Self.mark, digest, UInt64(runs.lowerBound), UInt64(runs.count)].withUnsafeBytes { Data($0) }
  }

  /// Counts the rows.
  ///
  /// - Returns: false where the run was killed before its head was written.
  private func readHead(_ digest: UInt64) throws(DataError) -> Bool {
    let wanted = head(digest)
    let found: Data
    do {
      found = try handle.read(upToCount: Self.head) ?? Data()
      rows = min(runs.count, max(0, Int(try handle.seekToEnd()) - Self.head) / (8 * columns))
    } catch { throw DataError(file: path, "cannot be read") }
    if found.count < Self.head { return false }
    if found.prefix(16) != wanted.prefix(16) {
      throw DataError(
        file: path, "is of another study, atlas or version; remove it, or choose another name for the result")
    }
    if found != wanted {
      throw DataError(
        file: path, "is of other runs of this study; remove it, or choose another name for the result")
    }
    return true
  }

  private func offset(_ row: Int) -> UInt64 { UInt64(Self.head + row * 8 * columns) }

  /// Adds rows.
  ///
  /// - Throws: ``DataError``, as when the disk is full; the rows before are safe.
  public func append(_ values: [Double]) throws(DataError) {
    do {
      try handle.seek(toOffset: offset(rows))
      try handle.write(contentsOf: values.withUnsafeBytes { Data($0) })
      try handle.synchronize()
    } catch {
      throw DataError(
        file: path, "cannot be written: is the disk full? \(rows) rows are safe; go on with --resume")
    }
    rows += values.count / columns
  }

  /// Rows from one on: count × columns. The first row is that of the first run.
  ///
  /// - Throws: ``DataError``: the file has fewer, or cannot be read.
  public func read(from first: Int, count: Int) throws(DataError) -> [Double] {
    do {
      try handle.seek(toOffset: offset(first))
      let data = try handle.read(upToCount: count * 8 * columns) ?? Data()
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
}
