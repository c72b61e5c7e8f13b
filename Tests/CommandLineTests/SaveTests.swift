import Foundation
import Testing

/// Answers that go into files.
@Suite struct SaveTests {
  private let line = "locate \(Tool.fixtures)/cases/ditch-ka.yaml --atlas \(Tool.limb)"

  private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func filesHoldWhatIsPrinted() throws {
    let scratch = try Scratch()
    let run = try Tool.run(line + " --save a.json --save a.csv --save a.txt", in: scratch.path)
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(try read(scratch.path + "/a.txt") == run.output)
    let json = try Tool.run(line + " --format json --save b.txt", in: scratch.path)
    #expect(try read(scratch.path + "/a.json") == json.output)
    #expect(try read(scratch.path + "/b.txt") == run.output)
  }

  @Test func tableHasARowASite() throws {
    let scratch = try Scratch()
    _ = try Tool.run(line + " --save a.csv", in: scratch.path)
    let rows = try read(scratch.path + "/a.csv").split(separator: "\n").map(String.init)
    #expect(rows.first == "rank,site,name,place,probability,tier,exclude_first")
    #expect(rows.count == 1 + 9)
    #expect(rows[1].hasPrefix("1,ka-pinch,\"Pinch at the Ka gate\",\"under the first knob\",0."))
    let probabilities = rows.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    #expect(probabilities.count == 9)
    #expect(probabilities == probabilities.sorted(by: >))
  }

  @Test func anOldFileIsReplacedWhole() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", String(repeating: "old ", count: 20_000))
    _ = try Tool.run(line + " --save a.json", in: scratch.path)
    let text = try read(scratch.path + "/a.json")
    #expect(text.hasPrefix("{") && text.hasSuffix("}\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a.json"])
  }

  @Test func aLinkStaysOneAndRightsAreKept() throws {
    let scratch = try Scratch()
    let files = FileManager.default
    try scratch.write("kept.json", "old")
    try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.path + "/kept.json")
    try files.createSymbolicLink(atPath: scratch.path + "/a.json", withDestinationPath: "kept.json")
    let run = try Tool.run(line + " --save a.json", in: scratch.path)
    #expect(run.code == 0)
    #expect(try files.destinationOfSymbolicLink(atPath: scratch.path + "/a.json") == "kept.json")
    #expect(try read(scratch.path + "/kept.json").hasPrefix("{"))
    let rights = try files.attributesOfItem(atPath: scratch.path + "/kept.json")[.posixPermissions] as? Int
    #expect(rights == 0o640)
  }

  private func shell(_ command: String, in folder: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test func aFullDiskIsNoSuccess() throws {
    let binary = try #require(Tool.binary)
    for command in ["locate pain.buttock", "atlas export --format csv"] {
      #expect(try shell("'\(binary)' \(command) >/dev/full", in: Tool.root) == 65)
    }
  }

  @Test func pipesAreWrittenToAndFoldersRefused() throws {
    let scratch = try Scratch()
    let binary = try #require(Tool.binary)
    let code = try shell(
      "mkfifo p.csv && (cat p.csv > read.csv & '\(binary)' cohort --count 3 -o p.csv; wait)", in: scratch.path
    )
    #expect(code == 0)
    #expect(try read(scratch.path + "/read.csv").split(separator: "\n").count == 4)
    let type =
      try FileManager.default.attributesOfItem(atPath: scratch.path + "/p.csv")[.type] as? FileAttributeType
    #expect(type != .typeRegular)
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/d.csv", withIntermediateDirectories: false)
    let folder = try Tool.run("cohort --count 3 -o d.csv", in: scratch.path)
    #expect(folder.code == 65 && folder.errors.contains("d.csv: is a folder"))
  }
}
