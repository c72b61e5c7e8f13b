import Foundation

/// A file that is being written beside the one that is wanted, and takes its place when it is whole, so that a
/// failure leaves the old one as it was.
///
/// A link stays one: what it points to is replaced. The new file has the rights of the old. A draft that was never put in
/// place goes away with its last user, or when the program is interrupted. Devices and pipes are written to as they are.
public final class FileDraft {
  /// The name that was asked for, which stands in messages.
  public let path: String
  /// Where to write until ``commit()``.
  public let place: String
  private let target: String
  private let handle: FileHandle
  private var isOpen = true
  /// Whether this is a device or a pipe, which no file takes the place of.
  public let isStream: Bool

  /// Begins an empty draft.
  ///
  /// - Throws: ``DataError``: the file is write-protected, or nothing can be written to its folder.
  public init(_ path: String) throws(DataError) {
    self.path = path
    let target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    self.target = target.path
    let files = FileManager.default
    let kind = (try? files.attributesOfItem(atPath: target.path))?[.type] as? FileAttributeType
    if kind == .typeDirectory { throw DataError(file: path, "is a folder; name a file") }
    isStream = kind.map { $0 != .typeRegular } ?? false
    if isStream {
      place = target.path
      guard let handle = FileHandle(forWritingAtPath: place) else { throw Self.refusal(path) }
      self.handle = handle
      return
    }
    place =
      target.deletingLastPathComponent().appending(
        path: ".\(target.lastPathComponent).\(UUID().uuidString)"
      ).path
    var rights: [FileAttributeKey: Any]?
    if files.fileExists(atPath: target.path) {
      guard files.isWritableFile(atPath: target.path) else {
        throw DataError(file: path, "is write-protected")
      }
      rights = (try? files.attributesOfItem(atPath: target.path)[.posixPermissions]).map {
        [.posixPermissions: $0]
      }
    }
    Interruption.takesAway(place)
    guard files.createFile(atPath: place, contents: nil, attributes: rights),
      let handle = FileHandle(forWritingAtPath: place)
    else { throw Self.refusal(path) }
    self.handle = handle
  }

  private static func refusal(_ path: String) -> DataError {
    DataError(file: path, "cannot be written; does its folder exist, and may you write there?")
  }

  /// Adds bytes.
  ///
  /// - Throws: ``DataError``; the draft is gone then.
  public func append(_ data: Data) throws(DataError) {
    do { try handle.write(contentsOf: data) } catch {
      discard()
      throw full
    }
  }

  private var full: DataError { DataError(file: path, "cannot be written: is the disk full?") }

  /// Adds text.
  ///
  /// - Throws: as ``append(_:)-(Data)``.
  public func append(_ text: String) throws(DataError) { try append(Data(text.utf8)) }

  /// Puts the draft where it belongs.
  ///
  /// - Throws: ``DataError``; the draft is gone then.
  public func commit() throws(DataError) {
    do {
      // On the disk before its name is, or a crash of the machine leaves an empty file in place of the old one.
      if !isStream { try handle.synchronize() }
      try handle.close()
    } catch {
      discard()
      throw full
    }
    isOpen = false
    if isStream { return }
    Interruption.leaves(place)
    if rename(place, target) != 0 {
      try? FileManager.default.removeItem(atPath: place)
      throw Self.refusal(path)
    }
  }

  /// Takes the draft away.
  public func discard() {
    guard isOpen else { return }
    isOpen = false
    try? handle.close()
    if isStream { return }
    Interruption.leaves(place)
    try? FileManager.default.removeItem(atPath: place)
  }

  deinit { discard() }

  /// Writes a file in one step.
  ///
  /// - Throws: ``DataError`` naming the file.
  public static func write(_ data: Data, to path: String) throws(DataError) {
    let draft = try FileDraft(path)
    try draft.append(data)
    try draft.commit()
  }
}
