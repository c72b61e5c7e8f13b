@testable import Anatomy
import BuiltInAtlas
import Foundation
import Testing

/// The snapshot that the build makes holds the atlas of the files, whole.
@Suite struct SnapshotTests {
  @Test func builtInEqualsTheFiles() throws {
    let read = try AtlasSnapshot.bytes(of: try Atlas(.builtIn()))
    #expect(read.count > 100_000)
    #expect(try AtlasSnapshot.bytes(of: try Atlas.builtIn()) == read)
  }

  @Test func everyValueSurvives() throws {
    let value = Everything()
    let bytes = try SnapshotEncoder.bytes(of: value)
    let read = try bytes.withUnsafeBytes { try SnapshotDecoder.value(Everything.self, from: $0) }
    #expect(read == value)
  }

  @Test func bytesOfAnotherVersionAreRefused() throws {
    let bytes = try AtlasSnapshot.bytes(of: try Atlas(.builtIn()))
    for count in [0, 1, 100, bytes.count / 2, bytes.count - 1] {
      #expect(Array(bytes[..<count]).withUnsafeBytes { AtlasSnapshot.atlas($0) } == nil)
    }
    #expect((bytes + [0]).withUnsafeBytes { AtlasSnapshot.atlas($0) } == nil)
  }

  private struct Everything: Codable, Equatable {
    var number = 0.1
    var whole = -7
    var text = "nervus ischiadicus, 70 µm — ‘ψ’"
    var truth = true
    var none: Double?
    var some: String? = ""
    var list = [[1, 2], [], [3]]
    var range = -1.5...2.5
    var names = ["b": [1.5], "a": []]
    var positions = [3: 0.25, -1: 0.5]
    var set: Set<String> = ["x", "y"]
    var choice = CaseChoice.pair(first: 2, second: "two")
    var plain = CaseChoice.plain
  }

  private enum CaseChoice: Codable, Equatable {
    case pair(first: Int, second: String)
    case plain
  }
}
