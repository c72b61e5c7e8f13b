import Foundation
import Testing

/// Studies that are run in shards, and merged.
@Suite struct ShardTests {
  private let limb = "--atlas \(Tool.limb)"
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("study.yaml", Self.study(points: 700))
  }

  private static func study(points: Int) -> String {
    """
    id: parts
    design: {kind: latin-hypercube, points: \(points)}
    factors:
      tension.brannel: {from: 0, to: 1}
      lesion.ka-pinch: {from: 0, to: 1, mode: 0.2}
    outputs: [pressure.velm-band, motor-block.ka-pinch, strain.ka-pinch]
    """
  }

  private func run(_ line: String) throws -> Tool.Run { try Tool.run("\(line) \(limb)", in: scratch.path) }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/" + name))
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: scratch.path).sorted()
  }

  @Test(arguments: [1, 3, 7]) func mergedShardsAreTheRunInOnePiece(count: Int) throws {
    #expect(try run("sweep study.yaml -o whole.csv --threads 2").code == 0)
    var sizes: [Int] = []
    for number in (1...count).reversed() {
      let part = try run("sweep study.yaml -o a.csv --shard \(number)/\(count) --threads \(1 + number % 3)")
      #expect(part.code == 0, "\(part.errors)")
      // A shard measures nothing beforehand, and says what comes after it.
      #expect(!part.errors.contains("about"))
      #expect(part.errors.contains("sciatic merge study.yaml -o a.csv"))
      sizes.append(try bytes("a.csv.\(number)-of-\(count).part").count)
    }
    // One run more or less; a row has three numbers and a checksum.
    #expect(try #require(sizes.max()) - #require(sizes.min()) <= (3 + 1) * 8)
    let merge = try run("merge study.yaml -o a.csv")
    #expect(merge.code == 0 && merge.errors.contains("a.csv: 700 runs of the model"), "\(merge.errors)")
    #expect(try bytes("a.csv") == bytes("whole.csv"))
    #expect(try names() == ["a.csv", "study.yaml", "whole.csv"])
  }

  @Test func missingAndUnfinishedShardsAreNamedWithTheirCommands() throws {
    #expect(try run("sweep study.yaml -o whole.csv").code == 0)
    let none = try run("merge study.yaml -o a.csv")
    #expect(none.code == 65 && none.errors.contains("a.csv: no shards lie beside it"))
    for number in [2, 3] { #expect(try run("sweep study.yaml -o a.csv --shard \(number)/3").code == 0) }
    // As a kill leaves it: some rows, and a bit of the next.
    let handle = try #require(FileHandle(forWritingAtPath: scratch.path + "/a.csv.2-of-3.part"))
    try handle.truncate(atOffset: 32 + 100 * (3 + 1) * 8 + 11)
    try handle.close()
    let merge = try run("merge study.yaml -o a.csv")
    #expect(merge.code == 65)
    let lines = merge.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines.first
        == "a.csv.1-of-3.part: there is no such file: run sciatic sweep study.yaml -o a.csv --atlas \(Tool.limb.quoted) --shard 1/3 --resume"
    )
    #expect(
      lines.last?.hasPrefix(
        "a.csv.2-of-3.part: is not finished, 100 of 233 runs of the model are there: run sciatic sweep ")
        == true)
    #expect(lines.last?.hasSuffix(" --shard 2/3 --resume") == true)
    #expect(try !names().contains("a.csv") && names().filter { $0.hasSuffix(".part") }.count == 2)
    let refused = try run("sweep study.yaml -o a.csv --shard 2/3")
    #expect(refused.code == 65 && refused.errors.contains("go on with it by --resume"))
    // The commands that were named.
    let second = try run("sweep study.yaml -o a.csv --shard 2/3 --resume")
    #expect(second.code == 0 && second.errors.contains("100 runs are there already"))
    #expect(try run("sweep study.yaml -o a.csv --shard 1/3 --resume").code == 0)
    // A shard that is done stays as it is.
    let before = try bytes("a.csv.3-of-3.part")
    let again = try run("sweep study.yaml -o a.csv --shard 3/3 --resume")
    #expect(again.code == 0 && again.errors.contains("shard 3 of 3 is done"))
    #expect(try bytes("a.csv.3-of-3.part") == before)
    #expect(try run("merge study.yaml -o a.csv --shards 3").code == 0)
    #expect(try bytes("a.csv") == bytes("whole.csv"))
  }

  @Test func foreignShardsAreRefused() throws {
    try scratch.write("other.yaml", Self.study(points: 701))
    #expect(try run("sweep other.yaml -o a.csv --shard 1/2").code == 0)
    #expect(try run("sweep study.yaml -o a.csv --shard 2/2").code == 0)
    let foreign = try run("merge study.yaml -o a.csv")
    #expect(foreign.code == 65)
    #expect(foreign.errors.hasPrefix("a.csv.1-of-2.part: is of another study, atlas or version"))
    #expect(!foreign.errors.contains("2-of-2"))
    // The same study, but the runs of the other shard.
    let files = FileManager.default
    try files.removeItem(atPath: scratch.path + "/a.csv.1-of-2.part")
    try files.copyItem(
      atPath: scratch.path + "/a.csv.2-of-2.part", toPath: scratch.path + "/a.csv.1-of-2.part")
    let copied = try run("merge study.yaml -o a.csv")
    #expect(copied.code == 65 && copied.errors.hasPrefix("a.csv.1-of-2.part: is of other runs"))
    try files.copyItem(
      atPath: scratch.path + "/a.csv.2-of-2.part", toPath: scratch.path + "/a.csv.2-of-5.part")
    let mixed = try run("merge study.yaml -o a.csv")
    #expect(mixed.code == 65 && mixed.errors.contains("shards of 2 and 5 lie beside it"))
    #expect(try !names().contains("a.csv"))
  }

  @Test(arguments: [
    ("sweep study.yaml -o a.csv --shard 4/3", "--shard takes i/n, from 1/n to n/n, such as 2/3, not 4/3."),
    ("sweep study.yaml -o a.csv --shard 0/3", "not 0/3."),
    ("sweep study.yaml -o a.csv --shard x", "not x."),
    ("sweep study.yaml -o a.csv --shard 1/2/3", "not 1/2/3."),
    ("sweep study.yaml -o a.csv --shard 1/99999999999999999999", "not 1/99999999999999999999."),
    ("sweep study.yaml -o a.csv --shards 3", "--slurm and --shards n go together"),
    ("sweep study.yaml -o a.csv --slurm", "--slurm and --shards n go together"),
    ("sweep study.yaml -o a.csv --slurm --shards 0", "--shards takes 1 to 10000, not 0."),
    ("sweep study.yaml -o a.csv --slurm --shards 3 --shard 1/3", "--slurm submits all shards"),
    ("merge study.yaml -o a.txt", "the name must end in .nc or .csv"),
  ]) func faultyOptionsAreRefused(line: String, message: String) throws {
    let run = try run(line)
    #expect(run.code == 64 && run.errors.contains(message), "\(run.errors)")
    #expect(try names() == ["study.yaml"])
  }

  @Test(arguments: [
    "sweep study.yaml -o a.csv --shard 1/701", "merge study.yaml -o a.csv --shards 701",
    "sweep study.yaml -o a.csv --slurm --shards 701 --dry-run",
  ]) func moreShardsThanPointsAreRefused(line: String) throws {
    let run = try run(line)
    #expect(run.code == 65)
    #expect(run.errors == "study.yaml: means 700 runs of the model, so it makes at most 700 shards\n")
    #expect(try names() == ["study.yaml"])
  }
}

extension String {
  /// As a word of a shell.
  var quoted: String { contains(" ") ? "'\(self)'" : self }
}
