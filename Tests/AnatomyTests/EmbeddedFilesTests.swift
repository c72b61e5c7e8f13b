import BuiltInAtlas
import Foundation
import Testing

@testable import Anatomy

@Suite struct EmbeddedFilesTests {
  @Test func theBinaryCarriesTheFolderByteForByte() throws {
    let folder = BuiltIn.root.appending(path: "Models/sciatic")
    let onDisk = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(BuiltIn.files.files.map(\.name).sorted() == onDisk)
    for (name, text) in BuiltIn.files.files {
      let data = try Data(contentsOf: folder.appending(path: name))
      #expect(Data(text.utf8) == data, "\(name) differs; the build is stale or a file is not listed")
    }
  }

  @Test(arguments: ["designs/joe-kuo.txt", "cluster/shard.sh", "cluster/merge.sh"])
  func otherFilesAreThoseOfTheFolder(name: String) throws {
    let data = try Data(contentsOf: BuiltIn.root.appending(path: "Models/" + name))
    #expect(EmbeddedFile.bytes(name) == data, "the build is stale")
  }

  @Test func theListOfNamesIsTheListOfFiles() {
    let views = BuiltIn.files.viewIDs.map { "view-\($0).yaml" }
    #expect(Set(AtlasFiles.allNames + views) == Set(BuiltIn.files.files.map(\.name)))
    #expect(Set(AtlasFiles.allNames).count == AtlasFiles.allNames.count)
  }

  @Test func aFolderReadsLikeTheBinary() throws {
    let files = try AtlasFiles.folder(BuiltIn.root.appending(path: "Models/sciatic").path)
    let builtIn = Dictionary(uniqueKeysWithValues: BuiltIn.files.files.map { ($0.name, $0.text) })
    for (name, text) in files.files { #expect(builtIn[name] == text, "\(name)") }
    let atlas = try Atlas(files)
    #expect(atlas.findings.ids == (try BuiltIn.atlas()).findings.ids)
  }

  @Test func noFileHasTabsOrOverlongLines() {
    for (name, text) in BuiltIn.files.files {
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        #expect(!line.contains("\t"), "\(name):\(number + 1)")
        #expect(!line.hasSuffix(" "), "\(name):\(number + 1) ends in a space")
      }
    }
  }

  @Test func foldersThatAreNoneAreRefused() {
    #expect(throws: DataError(file: "/no/such/folder", "is not a folder with an atlas")) {
      try AtlasFiles.folder("/no/such/folder")
    }
  }

  @Test func everyMissingFileOfAFolderIsNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "atlas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try "name: x\n".write(to: folder.appending(path: "atlas.yaml"), atomically: true, encoding: .utf8)
    let error = try #require(
      #expect(throws: DataError.self) { try AtlasFiles.folder(folder.path) })
    #expect(error.issues.count == AtlasFiles.names.count - 1)
    #expect(error.issues.allSatisfy { $0.message == "there is no such file" })
    #expect(error.issues.first?.file == folder.path + "/nerves.yaml")
  }

  @Test func aRecordIsTheLinesOfItsEntry() throws {
    let records = BuiltIn.files.records("achilles")
    #expect(records.count == 1)
    let record = try #require(records.first)
    #expect(record.file == "reflexes.yaml" && record.block == "reflexes")
    #expect(record.text.hasPrefix("  achilles: {name: \"Achilles reflex\""))
    #expect(!record.text.contains("patellar"))
    let both = BuiltIn.files.records("hip-flexion").map { "\($0.file), \($0.block)" }
    #expect(both == ["muscles.yaml, movements", "postures.yaml, joints"])
    // What the exported atlas holds is left to it.
    #expect(BuiltIn.files.written("achilles").isEmpty)
    #expect(BuiltIn.files.written("hip-flexion").map(\.block) == ["joints"])
    // Keys of blocks are no entries.
    for word in ["no-such-entry", "name", "to", "source", "settings", "families", "others"] {
      #expect(BuiltIn.files.records(word).isEmpty, "\(word)")
    }
  }

  @Test func theHeaderIsThatOfTheAtlas() throws {
    let header = BuiltInHeader.standard
    let atlas = try BuiltIn.atlas()
    #expect(header.version == atlas.version)
    #expect(header.examples == atlas.examples)
    #expect(!header.version.isEmpty && !header.examples.isEmpty)
  }
}
