import Foundation
import Testing

@testable import Anatomy

/// The built-in atlas, read once for all tests, and where its files lie in the repository.
enum BuiltIn {
  static let result = Result { () throws(DataError) in try Atlas(AtlasFiles.builtIn()) }
  static let files = AtlasFiles.builtIn()

  static func atlas() throws -> Atlas { try result.get() }

  /// Folder of the repository, found from this file.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func reader() throws -> CaseReader { CaseReader(try atlas()) }

  /// Reads a case from YAML text.
  static func patient(_ text: String) throws -> PatientCase {
    try reader().read(text: text, file: "case.yaml")
  }

  /// Position of a finding; the test stops where it does not exist.
  static func finding(_ id: String) throws -> Int {
    try #require(try atlas().findings.position(of: id), "no finding \(id)")
  }
}
