import Foundation
import Testing

@testable import Anatomy

@Suite struct TextFileTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "text-\(UUID().uuidString)")

  /// Runs with a fresh folder that is removed afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func refusal(_ path: String) throws -> String {
    let error = try #require(#expect(throws: DataError.self) { try TextFile.read(path) })
    #expect(error.issues.count == 1 && error.issues[0].file == path)
    return error.issues[0].message
  }

  @Test func textIsReadAsItStands() throws {
    try inFolder { folder in
      try Data("täglich\r\n".utf8).write(to: URL(filePath: folder + "/a.yaml"))
      #expect(try TextFile.read(folder + "/a.yaml") == "täglich\r\n")
      try Data().write(to: URL(filePath: folder + "/empty.yaml"))
      #expect(try TextFile.read(folder + "/empty.yaml") == "")
    }
  }

  @Test func aMissingFileIsNamed() throws {
    #expect(try refusal("/no/such/case.yaml") == "there is no such file")
  }

  @Test func aFolderIsNoFile() throws {
    try inFolder { folder in
      let message = try refusal(folder)
      #expect(message == "is a folder; a file is wanted")
    }
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    try inFolder { folder in
      let path = folder + "/junk.yaml"
      // 0xff never occurs in UTF-8; a zero byte does, but in no text.
      for bytes: [UInt8] in [[0xff, 0xfe, 0x41], [0x69, 0x64, 0x00, 0x3a], [0xc3]] {
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try refusal(path) == "holds bytes that are not text (UTF-8)")
      }
    }
  }

  @Test func aHugeFileIsRefusedUnread() throws {
    try inFolder { folder in
      let path = folder + "/huge.yaml"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      let handle = try #require(FileHandle(forWritingAtPath: path))
      // A sparse file: 50 MB long, hardly a byte on disk.
      try handle.truncate(atOffset: 50_000_000)
      try handle.close()
      #expect(try refusal(path) == "is too large: 50000000 bytes, at most 1000000 are read")
    }
  }

  @Test func theLimitItselfIsAccepted() throws {
    try inFolder { folder in
      let path = folder + "/ten.yaml"
      try Data("0123456789".utf8).write(to: URL(filePath: path))
      #expect(try TextFile.read(path, limit: 10).count == 10)
      #expect(throws: DataError.self) { try TextFile.read(path, limit: 9) }
    }
  }

  @Test func anUnreadableFileIsNamed() throws {
    // Root may read everything, so that the test says nothing there.
    try inFolder { folder in
      let path = folder + "/secret.yaml"
      try Data("id: x".utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      guard !FileManager.default.isReadableFile(atPath: path) else { return }
      #expect(try refusal(path) == "cannot be read; check its permissions")
    }
  }
}
