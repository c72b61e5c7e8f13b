import Anatomy
import Foundation
import Simulation

extension Atlas {
  /// The atlas of this package, as it was read and checked when the program was built; from its files, should the
  /// snapshot not fit.
  ///
  /// - Throws: ``DataError`` with the faults of the files.
  public static func builtIn() throws(DataError) -> Atlas {
    let text = UnsafeMutableRawPointer(mutating: snapshot.utf8Start)
    let encoded = Data(bytesNoCopy: text, count: snapshot.utf8CodeUnitCount, deallocator: .none)
    let atlas = Data(base64Encoded: encoded)?.withUnsafeBytes { AtlasSnapshot.atlas($0) }
    if let atlas { return atlas }
    return try Atlas(.builtIn())
  }
}

extension FindingTable {
  /// The table that was made when the program was built; nil unless the atlas is the one of this package.
  public static func builtIn(_ atlas: Atlas) -> FindingTable? { FindingTable(findingTable, atlas) }
}
