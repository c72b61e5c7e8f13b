import BuiltInAtlas
import Foundation
import Testing

@testable import Anatomy

/// The snapshot that the build makes holds the atlas of the files, whole.
@Suite struct SnapshotTests {
  @Test func builtInEqualsTheFiles() throws {
    let (read, stored) = (try Atlas(.builtIn()), try Atlas.builtIn())
    let bytes = AtlasSnapshot.bytes(of: read)
    #expect(bytes.count > 100_000)
    #expect(AtlasSnapshot.bytes(of: stored) == bytes)
    // What a type forgets to write would be missing from both, so that all properties are compared as well.
    #expect(Mirrored(stored).text == Mirrored(read).text)
  }

  @Test func everyKindOfValueSurvives() throws {
    try check(0.1)
    try check(-7)
    try check("nervus ischiadicus, 70 µm — ‘ψ’")
    try check(true)
    try check(Double?.none)
    try check(String?.some(""))
    try check(Int??.some(.none))
    try check([[1, 2], [], [3]])
    try check(-1.5...2.5)
    try check(["b": [1.5], "a": []])
    try check([3: 0.25, -1: 0.5])
    try check(Set(["x", "y"]))
    try check(FibreClass.sensory)
    try check(FindingTarget.skinGroup(4))
    try check(FindingTarget.local)
    try check(Modifier.Condition.sex("female"))
  }

  private func check<Value: Stored & Equatable>(_ value: Value) throws {
    var writer = SnapshotWriter()
    writer.put(value, 5)
    try writer.bytes.withUnsafeBytes {
      var reader = SnapshotReader($0)
      let (read, rest): (Value, Int) = (try reader.next(), try reader.next())
      #expect(read == value)
      #expect(rest == 5 && reader.isAtEnd)
    }
  }

  @Test func bytesOfAnotherVersionAreRefused() throws {
    let bytes = AtlasSnapshot.bytes(of: try Atlas(.builtIn()))
    for count in [0, 1, 100, bytes.count / 2, bytes.count - 1] {
      #expect(Array(bytes[..<count]).withUnsafeBytes { AtlasSnapshot.atlas($0) } == nil)
    }
    #expect((bytes + [0]).withUnsafeBytes { AtlasSnapshot.atlas($0) } == nil)
    let noise = (0..<bytes.count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(noise.withUnsafeBytes { AtlasSnapshot.atlas($0) } == nil)
  }
}

/// All that a value holds, as text; dictionaries and sets in the order of theirs.
private struct Mirrored {
  let text: String

  init(_ value: Any) {
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty {
      text = "\(value)"
      return
    }
    var parts = mirror.children.map { ($0.label.map { $0 + ": " } ?? "") + Mirrored($0.value).text }
    if [.dictionary, .set].contains(mirror.displayStyle) { parts.sort() }
    text = "(" + parts.joined(separator: ", ") + ")"
  }
}
