import Foundation

extension FileManager {
  /// Whether a folder lies at a path, or what a link there points to is one.
  package func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
