import Anatomy
import Foundation

/// The rows of a run that are done, in a file beside the result, so that a run that was killed can go on.
///
/// A mark, a digest of what is run, the first run and the number of runs; then the rows, one after the other: doubles
/// and a checksum. Rows are added by chunks and put onto the disk at once. What a kill leaves of the last rows is written
/// over: each row has its place in the file, so that two runs of the same shard, as when a node comes back that was taken
/// for dead, write the same bytes to the same places.
public final class Checkpoint {
  private static let mark: UInt64 = 0x3343_4954_4149_4353
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
  ///   - isAlone: whether no other run may write the file at the same time.
  /// - Throws: ``DataError``: a file is there and was not to be gone on with, or is of another run, damaged or being
  ///   written, or cannot be written.
  public init(
    _ path: String, runs: Range<Int>, columns: Int, digest: UInt64, resumes: Bool, isAlone: Bool = false
  ) throws(DataError) {
    self.path = path
    self.runs = runs
    self.columns = columns
    let isThere = FileManager.default.fileExists(atPath: path)
    // Never cuts off what another run has just begun.
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    if descriptor < 0 {
      throw DataError(
        file: path,
        isThere
          ? "cannot be opened for writing"
          : "cannot be written; does its folder exist, and may you write there?")
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    self.handle = handle
    if isAlone, !Self.isHeld(handle, path) {
      throw DataError(file: path, "is being written by another run: wait for it, or stop it")
    }
    if isThere, !resumes {
      throw DataError(file: path, "holds an unfinished run: go on with it by --resume, or remove it")
    }
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

  /// Takes the file for this run until it is closed.
  ///
  /// - Returns: false where another run has it, or has finished with it meanwhile.
  private static func isHeld(_ handle: FileHandle, _ path: String) -> Bool {
    // A disk without locks holds nobody back.
    if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0 { return errno != EWOULDBLOCK }
    var held = stat()
    var named = stat()
    return fstat(handle.fileDescriptor, &held) != 0 || stat(path, &named) == 0 && held.st_ino == named.st_ino
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
      rows = min(runs.count, max(0, Int(try handle.seekToEnd()) - Self.head) / width)
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
    try check()
    return true
  }

  /// Compares all rows with their checksums. Faulty ones at the end are what a kill left, and count as not there.
  ///
  /// - Throws: ``DataError``: a row before others that are whole is damaged.
  private func check() throws(DataError) {
    var faulty: Int?
    for first in stride(from: 0, to: rows, by: Self.block) {
      let count = min(Self.block, rows - first)
      let words = try words(from: first, count: count)
      for n in 0..<count {
        if isWhole(words, n, row: first + n) {
          if let faulty { throw damage(faulty) }
        } else if faulty == nil {
          faulty = first + n
        }
      }
    }
    rows = faulty ?? rows
  }

  private func damage(_ row: Int) -> DataError {
    DataError(
      file: path,
      "is damaged: row \((row + 1).grouped) of \(rows.grouped) does not match its checksum; remove it, and run these "
        + "runs anew")
  }

  /// Rows that are read at a time to compare checksums.
  private static let block = 4096

  /// Bytes of a row.
  private var width: Int { 8 * (columns + 1) }

  private func offset(_ row: Int) -> UInt64 { UInt64(Self.head + row * width) }

  /// Of a row at its place: no change of a single value leaves it as it was.
  private func checksum(_ words: ArraySlice<UInt64>, row: Int) -> UInt64 {
    words.reduce(UInt64(runs.lowerBound + row)) { sum, word in
      let mixed = (sum ^ word) &* 0x9E37_79B9_7F4A_7C15
      return mixed ^ mixed >> 32
    }
  }

  private func isWhole(_ words: [UInt64], _ n: Int, row: Int) -> Bool {
    let start = n * (columns + 1)
    return checksum(words[start..<start + columns], row: row) == words[start + columns]
  }

  /// Rows with their checksums, as they stand.
  private func words(from first: Int, count: Int) throws(DataError) -> [UInt64] {
    do {
      try handle.seek(toOffset: offset(first))
      let data = try handle.read(upToCount: count * width) ?? Data()
      if data.count == count * width {
        return [UInt64](unsafeUninitializedCapacity: data.count / 8) { buffer, initialized in
          initialized = data.copyBytes(to: buffer) / 8
        }
      }
    } catch {}
    throw DataError(file: path, "cannot be read back")
  }

  /// Adds rows.
  ///
  /// - Throws: ``DataError``, as when the disk is full; the rows before are safe.
  public func append(_ values: [Double]) throws(DataError) {
    var words: [UInt64] = []
    words.reserveCapacity(values.count / columns * (columns + 1))
    for (row, start) in stride(from: 0, to: values.count, by: columns).enumerated() {
      let own = values[start..<start + columns].map(\.bitPattern)
      words += own
      words.append(checksum(own[...], row: rows + row))
    }
    do {
      try handle.seek(toOffset: offset(rows))
      try handle.write(contentsOf: words.withUnsafeBytes { Data($0) })
      try handle.synchronize()
    } catch {
      throw DataError(
        file: path, "cannot be written: is the disk full? \(rows) rows are safe; go on with --resume")
    }
    rows += values.count / columns
  }

  /// Rows from one on: count × columns. The first row is that of the first run.
  ///
  /// - Throws: ``DataError``: the file has fewer, cannot be read, or was damaged since.
  public func read(from first: Int, count: Int) throws(DataError) -> [Double] {
    let words = try words(from: first, count: count)
    var values: [Double] = []
    values.reserveCapacity(count * columns)
    for n in 0..<count {
      if !isWhole(words, n, row: first + n) { throw damage(first + n) }
      let start = n * (columns + 1)
      values += words[start..<start + columns].map(Double.init(bitPattern:))
    }
    return values
  }

  /// Takes the file away, as the result is in place.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }
}
