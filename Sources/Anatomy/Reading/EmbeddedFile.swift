import CModelData
import Foundation

/// The files of `Models/` that the binary carries, so that it needs no folder beside it.
public enum EmbeddedFile {
  /// Paths below `Models/`, such as `fonts/sans-bold.woff2`.
  public static var names: [String] {
    (0..<cmodel_count()).compactMap { cmodel_at($0).map { String(cString: $0.pointee.name) } }
  }

  /// The bytes of a file; none if the binary carries no such file.
  public static func bytes(_ name: String) -> Data {
    for index in 0..<cmodel_count() {
      guard let file = cmodel_at(index), strcmp(file.pointee.name, name) == 0 else { continue }
      return Data(bytes: file.pointee.bytes, count: file.pointee.count)
    }
    return Data()
  }
}
