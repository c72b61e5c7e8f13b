import Foundation
import Testing

/// Jobs that are written for Slurm, with a stand-in for `sbatch` that keeps what it was told. A real Slurm runs in
/// Scripts/check-slurm.sh.
@Suite struct SlurmTests {
  private let scratch: Scratch
  /// The folder of a user who likes spaces and quotes.
  private let folder: String

  init() throws {
    scratch = try Scratch()
    folder = URL(fileURLWithPath: scratch.path).standardizedFileURL.path + "/it's mine, 50%"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try scratch.write(
      "it's mine, 50%/study.yaml",
      """
      id: "parts & pieces"
      design: {kind: random, points: 300}
      factors: {tension.brannel: {from: 0, to: 1}}
      outputs: [pressure.velm-band]
      """)
  }

  private func sweep(_ options: String, path: String? = nil) throws -> Tool.Run {
    try Tool.run(
      "sweep study.yaml -o a.csv --slurm \(options) --atlas \(Tool.limb)", in: folder,
      environment: ["PATH": path ?? scratch.path + "/bin:/usr/bin:/bin"])
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  /// Puts a program in front of the search path.
  private func install(_ name: String, _ script: String) throws {
    let bin = scratch.path + "/bin"
    try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try scratch.write("bin/" + name, "#!/bin/sh\n" + script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin + "/" + name)
  }

  private func bash(_ file: String, _ environment: [String: String] = [:]) throws -> (Int32, String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [file]
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let errors = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: errors, as: UTF8.self))
  }

  @Test func theScriptsRunAShardEachAndTheMerge() throws {
    let run = try sweep("--shards 3 --dry-run --threads 2", path: "/nowhere")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("300 runs of the model, about "))
    #expect(run.errors.hasSuffix(" on 2 threads in each of 3 shards\n"))
    #expect(
      run.output == """
        job=$(sbatch --parsable a.csv.slurm/shard.sh)
        sbatch --dependency=afterany:$job a.csv.slurm/merge.sh

        """)
    let lines = try text("a.csv.slurm/shard.sh").split(separator: "\n")
    #expect(lines.first == "#!/usr/bin/env bash")
    for line in [
      "#SBATCH --job-name=parts---pieces", "#SBATCH --array=1-3", "#SBATCH --cpus-per-task=2",
      "#SBATCH --requeue",
      "#SBATCH --output=\"\(folder.replacingOccurrences(of: "%", with: "%%"))/a.csv.slurm/shard-%a.log\"",
    ] { #expect(lines.contains { $0 == line }, "\(line)") }
    #expect(try !text("a.csv.slurm/shard.sh").contains("@") && !text("a.csv.slurm/merge.sh").contains("@"))
    // Slurm stops reading its lines at the first command.
    let command = try #require(lines.firstIndex { !$0.hasPrefix("#") })
    #expect(!lines[command...].contains { $0.hasPrefix("#SBATCH") })
    // From any folder, with what Slurm sets.
    let early = try bash(folder + "/a.csv.slurm/merge.sh")
    #expect(early.0 == 65)
    for number in 1...3 { #expect(early.1.contains("a.csv.\(number)-of-3.part: there is no such file")) }
    #expect(early.1.contains("To go on:\n") && early.1.contains("--slurm --shards 3 --threads 2 --resume"))
    for number in [2, 1, 3, 2] {
      let shard = try bash(folder + "/a.csv.slurm/shard.sh", ["SLURM_ARRAY_TASK_ID": "\(number)"])
      #expect(shard.0 == 0 && shard.1.contains("shard \(number) of 3 is done"), "\(shard.1)")
    }
    let merge = try bash(folder + "/a.csv.slurm/merge.sh")
    #expect(merge.0 == 0, "\(merge.1)")
    let whole = try Tool.run("sweep study.yaml -o b.csv --atlas \(Tool.limb)", in: folder)
    #expect(whole.code == 0)
    #expect(try text("a.csv") == text("b.csv"))
  }

  @Test func theArrayIsSubmittedAndTheMergeAfterIt() throws {
    let told = scratch.path + "/told"
    try install(
      "sbatch",
      "echo \"$@\" >>'\(told)'; case \"$*\" in *merge*) echo '42;east';; *) echo '41;east';; esac\n")
    let run = try sweep("--shards 2")
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      try String(contentsOfFile: told, encoding: .utf8) == """
        --parsable a.csv.slurm/shard.sh
        --parsable --dependency=afterany:41 a.csv.slurm/merge.sh

        """)
    #expect(run.output.contains("Array 41: 2 shards, a.csv.slurm/shard.sh\nMerge 42: "))
    #expect(run.output.contains("squeue -j 41,42"))
    #expect(run.output.contains("sciatic sweep study.yaml -o a.csv --atlas"))
    #expect(run.output.contains("--slurm --shards 2 --resume\n"))
  }

  @Test func whatAPersonChangedIsKept() throws {
    #expect(try sweep("--shards 3 --dry-run").code == 0)
    let fresh = try text("a.csv.slurm/shard.sh")
    let again = try sweep("--shards 3 --dry-run")
    #expect(again.code == 0 && !again.errors.contains("was changed"))
    let edited = fresh.replacingOccurrences(of: "##SBATCH --time=1-00:00:00", with: "#SBATCH --time=2:00:00")
    #expect(edited != fresh)
    try scratch.write("it's mine, 50%/a.csv.slurm/shard.sh", edited)
    let kept = try sweep("--shards 3 --dry-run")
    #expect(kept.code == 0)
    #expect(
      kept.errors.contains("a.csv.slurm/shard.sh was changed and is used as it is; remove it to have it anew")
    )
    #expect(try text("a.csv.slurm/shard.sh") == edited)
    // Five shards are other jobs, and nothing of them is written.
    let before = try text("a.csv.slurm/merge.sh")
    let other = try sweep("--shards 5 --dry-run")
    #expect(other.code == 65 && other.output.isEmpty)
    #expect(other.errors.contains("a.csv.slurm/shard.sh: is of another study, result or number of shards"))
    #expect(try text("a.csv.slurm/merge.sh") == before)
  }

  @Test func withoutSlurmNothingIsWritten() throws {
    let run = try sweep("--shards 2", path: "/nowhere")
    #expect(run.code == 65)
    #expect(
      run.errors.contains("sbatch: is not on the search path; run this where Slurm is, or with --dry-run"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["study.yaml"])
  }

  @Test func aRefusalIsToldAsSlurmTellsIt() throws {
    try install("sbatch", "echo 'invalid partition' >&2; exit 1\n")
    let run = try sweep("--shards 2")
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors.hasSuffix("invalid partition\na.csv.slurm/shard.sh: sbatch did not take it\n"))
    try install("sbatch", "case \"$*\" in *merge*) exit 1;; *) echo 41;; esac\n")
    let half = try sweep("--shards 2")
    #expect(half.code == 65)
    #expect(half.errors.contains("a.csv.slurm/merge.sh: the merge was refused, the array 41 runs"))
    #expect(half.errors.contains("bash a.csv.slurm/merge.sh"))
  }

  @Test func begunShardsAreGoneOnWithOnlyWhenAsked() throws {
    let shard = try Tool.run("sweep study.yaml -o a.csv --shard 2/2 --atlas \(Tool.limb)", in: folder)
    #expect(shard.code == 0)
    let refused = try sweep("--shards 2 --dry-run")
    #expect(refused.code == 65 && refused.errors.contains("a.csv.2-of-2.part: holds an unfinished run"))
    #expect(try sweep("--shards 2 --dry-run --resume").code == 0)
  }

  @Test func threadsAreThoseThatSlurmGives() throws {
    for (cores, words) in [("1", "on 1 thread\n"), ("3", "on 3 threads\n")] {
      let run = try Tool.run(
        "sweep study.yaml -o a.csv --dry-run --atlas \(Tool.limb)", in: folder,
        environment: ["SLURM_CPUS_PER_TASK": cores])
      #expect(run.code == 0 && run.errors.hasSuffix(words), "\(run.errors)")
    }
  }
}
