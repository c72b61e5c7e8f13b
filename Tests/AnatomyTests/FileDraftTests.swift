import Anatomy
import Foundation
import Testing

@Suite struct FileDraftTests {
  @Test func onlyAWholeFileTakesThePlaceOfTheOld() throws {
    let files = FileManager.default
    let folder = NSTemporaryDirectory() + "/sciatic-draft-" + UUID().uuidString
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: folder) }
    let path = folder + "/a.txt"
    func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    try FileDraft.write(Data("old".utf8), to: path)
    do {
      let draft = try FileDraft(path)
      try draft.append("half")
      #expect(try text() == "old")
      #expect(try files.contentsOfDirectory(atPath: folder).count == 2)
    }
    #expect(try files.contentsOfDirectory(atPath: folder) == ["a.txt"])
    let draft = try FileDraft(path)
    try draft.append("new ")
    try draft.append("text")
    try draft.commit()
    #expect(try text() == "new text")
    #expect(try files.contentsOfDirectory(atPath: folder) == ["a.txt"])
    #expect(throws: DataError.self) { try FileDraft(folder + "/none/a.txt") }
  }
}
