import Anatomy
import ArgumentParser
import Foundation
import Studies

/// `sciatic merge`: the result of a study from its shards.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make the result of a study from the shards that 'sweep --shard' ran.",
    usage: "sciatic merge <study.yaml> --output <file> [<options>]",
    discussion: """
      The shards lie beside the result; they are removed when it is written. It is the result of a run in one piece. \
      Where shards are missing, unfinished or of another study, each is named with the command that runs it, and \
      nothing is written.
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "study.yaml")) var study: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The result: .nc or .csv.", valueName: "file"))
  var output: String
  @Option(help: "How many shards there are; what the names of their files say unless told.") var shards: Int?
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.ending(of: output, "-o", ["nc", "csv"])
    try OptionCheck.shards(shards)
  }

  func run() throws {
    let run = try StudyRun(study, result: output, atlasOption)
    let count = try shards ?? foundCount()
    try run.check(shards: count)
    var checkpoints: [Checkpoint] = []
    var issues: [DataIssue] = []
    for shard in Shard.all(of: count) {
      let path = shard.checkpoint(of: output)
      let command =
        "run " + run.words("sweep", ["--shard", "\(shard.number)/\(count)", "--resume"]).commandLine
      do throws(DataError) {
        let checkpoint = try run.rows(of: shard)
        checkpoints.append(checkpoint)
        if !checkpoint.isComplete {
          let state = "\(checkpoint.rows.grouped) of \(StudyRun.runs(checkpoint.runs.count)) are there"
          issues.append(DataIssue(file: path, message: "is not finished, \(state): \(command)"))
        }
      } catch {
        issues += error.issues.map { DataIssue(file: path, message: "\($0.message): \(command)") }
      }
    }
    if !issues.isEmpty { throw DataError(issues) }
    try run.write(checkpoints)
  }

  /// How many shards there are, by the names of the files beside the result.
  ///
  /// - Throws: ``DataError``: there are none, or of several numbers.
  private func foundCount() throws(DataError) -> Int {
    let place = URL(fileURLWithPath: output)
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: place.deletingLastPathComponent().path)) ?? []
    let prefix = place.lastPathComponent + "."
    let counts = Set(
      files.compactMap { file -> Int? in
        guard file.hasPrefix(prefix), file.hasSuffix(".part") else { return nil }
        let name = file.dropFirst(prefix.count).dropLast(".part".count)
        return Shard(name.replacingOccurrences(of: "-of-", with: "/"))?.count
      }
    ).sorted()
    if let count = counts.first, counts.count == 1 { return count }
    if counts.isEmpty {
      throw DataError(file: output, "no shards lie beside it; 'sciatic sweep --shard 1/3' runs one")
    }
    let list = counts.map { "\($0)" }.joined(separator: " and ")
    throw DataError(
      file: output, "shards of \(list) lie beside it; name one by --shards, and remove the others")
  }
}
