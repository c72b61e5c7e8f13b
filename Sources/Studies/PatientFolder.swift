import Anatomy
import Foundation

/// Patients as case files, one each, in a folder that takes its place when all are written.
public final class PatientFolder: PatientWriter {
  private let path: String
  private let target: URL
  private let draft: URL
  private let atlas: Atlas

  /// Begins a folder.
  ///
  /// - Throws: ``DataError``: there is something of that name other than an empty folder, or nothing can be written there.
  public init(_ path: String, _ atlas: Atlas) throws(DataError) {
    self.path = path
    self.atlas = atlas
    target = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    draft = target.deletingLastPathComponent().appending(
      path: ".\(target.lastPathComponent).\(UUID().uuidString)")
    let files = FileManager.default
    if files.fileExists(atPath: target.path) {
      guard let inside = try? files.contentsOfDirectory(atPath: target.path) else {
        throw DataError(file: path, "is no folder, or may not be read")
      }
      if !inside.isEmpty { throw DataError(file: path, "is not empty; name a new folder for the case files") }
    }
    Interruption.takesAway(draft.path)
    do { try files.createDirectory(at: draft, withIntermediateDirectories: false) } catch {
      throw DataError(
        file: path, "cannot be written; does the folder above it exist, and may you write there?")
    }
  }

  public func append(_ patients: [PatientCase]) throws(DataError) {
    for patient in patients {
      let file = draft.appending(path: patient.id + ".yaml")
      do {
        try Data(patient.text(atlas, comment: "A simulated patient, not a person.").utf8).write(to: file)
      } catch {
        throw DataError(file: path, "cannot be written: is the disk full?")
      }
    }
  }

  public func finish() throws(DataError) {
    Interruption.leaves(draft.path)
    if rename(draft.path, target.path) != 0 {
      throw DataError(file: path, "cannot be put in place; was it changed meanwhile?")
    }
  }

  deinit { try? FileManager.default.removeItem(at: draft) }
}
