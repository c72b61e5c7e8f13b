import Foundation

/// Programs of others.
package enum SearchPath {
  /// Where a program lies on the search path; nil where it does not.
  package static func program(_ name: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return path.split(separator: ":").map { "\($0)/\(name)" }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
