import Foundation
import Testing

/// The session that the README shows is what the program prints.
@Suite struct ReadmeTests {
  @Test func theSampleSessionIsTrue() throws {
    let readme = try String(contentsOfFile: Tool.root + "/README.md", encoding: .utf8)
    let blocks = readme.components(separatedBy: "```console\n").dropFirst()
    #expect(!blocks.isEmpty)
    for block in blocks {
      let session = try #require(block.components(separatedBy: "\n```").first)
      let lines = session.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let command = try #require(lines.first)
      #expect(command.hasPrefix("$ sciatic "))
      let run = try Tool.run(String(command.dropFirst("$ sciatic ".count)))
      #expect(run.code == 0)
      #expect(run.output == String(lines.last ?? "") + "\n")
    }
  }

  @Test func theMainJobIsTheSampleSession() throws {
    let readme = try String(contentsOfFile: Tool.root + "/README.md", encoding: .utf8)
    let makefile = try String(contentsOfFile: Tool.root + "/Makefile", encoding: .utf8)
    let line = try #require(makefile.split(separator: "\n").first { $0.hasPrefix("CASE ?= ") })
    #expect(readme.contains("$ sciatic locate \(line.dropFirst("CASE ?= ".count))\n"))
  }
}
