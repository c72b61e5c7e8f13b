import Anatomy
import Foundation
import Studies

/// The jobs of a study under Slurm: an array with a task for each shard, and the merge after it.
struct SlurmJobs {
  private let run: StudyRun
  private let shards: Int
  private let threads: Int
  /// Where the scripts and the logs stand, beside the result.
  private let folder: String
  private let files = FileManager.default

  init(_ run: StudyRun, shards: Int, threads: Int) {
    self.run = run
    self.shards = shards
    self.threads = threads
    folder = run.result + ".slurm"
  }

  /// Writes the scripts where there are none yet, and submits them.
  ///
  /// - Throws: ``DataError``: Slurm is missing or refuses a job, shards were begun and are not to be gone on with, or
  ///   scripts of other jobs are there.
  func submit(resumes: Bool, dryRun: Bool) throws(DataError) {
    let sbatch = SearchPath.program("sbatch")
    if sbatch == nil, !dryRun {
      throw DataError(
        file: "sbatch",
        "is not on the search path; run this where Slurm is, or with --dry-run to write the scripts only")
    }
    for shard in Shard.all(of: shards) where files.fileExists(atPath: shard.checkpoint(of: run.result)) {
      _ = try resumes ? run.rows(of: shard) : run.checkpoint(shard, resumes: false)
    }
    let shard = try script("shard.sh")
    let merge = try script("merge.sh")
    try keep([shard, merge])
    let after = "--dependency=afterany:"
    guard let sbatch, !dryRun else {
      print("job=$(\(["sbatch", "--parsable", shard.path].commandLine))")
      print("sbatch \(after)$job \(merge.path.shellWord)")
      return
    }
    let array = try Self.submit(sbatch, [shard.path])
    print("Array \(array): \(shards) shard\(shards == 1 ? "" : "s"), \(shard.path)")
    let last: String
    do throws(DataError) { last = try Self.submit(sbatch, [after + array, merge.path]) } catch {
      throw DataError(
        file: merge.path,
        "the merge was refused, the array \(array) runs; when it has ended: \(["bash", merge.path].commandLine)"
      )
    }
    print(
      """
      Merge \(last): when all shards have ended, \(merge.path)
      Watch: squeue -j \(array),\(last); logs: \(folder)/*.log
      The merge names the shards that failed. To go on then, or after a cancelled job:
        \(run.words("sweep", options).commandLine)
      """)
  }

  /// The options that submit what is not done.
  private var options: [String] {
    ["--slurm", "--shards", "\(shards)"] + (threads > 1 ? ["--threads", "\(threads)"] : []) + ["--resume"]
  }
}

// MARK: - Scripts

extension SlurmJobs {
  private struct Script {
    let path: String
    let text: String
  }

  /// The line by which a script is known to belong to these jobs, whatever else was changed in it.
  private var mark: String {
    "\(run.file.absolutePath) -> \(run.result.absolutePath), \(shards) shard\(shards == 1 ? "" : "s")"
  }

  private func script(_ name: String) throws(DataError) -> Script {
    let logs = folder.absolutePath
    // What Slurm reads of its own lines cannot hold every character.
    if mark.contains(where: \.isNewline) || logs.contains(where: { "\"\\".contains($0) }) {
      throw DataError(file: run.result, "Slurm takes no path with double quotes, backslashes or line ends")
    }
    let values = [
      ("JOBS", mark),
      ("NAME", String(run.study.id.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" })),
      ("SHARDS", "\(shards)"),
      ("THREADS", "\(threads)"),
      ("LOGS", logs.replacingOccurrences(of: "%", with: "%%")),
      ("SWEEP", run.absoluteWords("sweep", []).commandLine),
      ("MERGE", run.absoluteWords("merge", []).commandLine),
      ("AGAIN", run.absoluteWords("sweep", options).commandLine.shellWord),
    ]
    var text = String(decoding: EmbeddedFile.bytes("cluster/" + name), as: UTF8.self)
    for (key, value) in values { text = text.replacingOccurrences(of: "@\(key)@", with: value) }
    return Script(path: folder + "/" + name, text: text)
  }

  /// Writes those that are not there; what a person changed is left alone.
  ///
  /// - Throws: ``DataError``: a file there is of other jobs, or nothing can be written.
  private func keep(_ scripts: [Script]) throws(DataError) {
    var missing: [Script] = []
    for script in scripts {
      guard files.fileExists(atPath: script.path) else {
        missing.append(script)
        continue
      }
      let found = try TextFile.read(script.path)
      if found == script.text { continue }
      if !found.split(separator: "\n").contains("# " + mark) {
        throw DataError(
          file: script.path,
          "is of another study, result or number of shards; remove it, or choose another name for the result")
      }
      Output.remark("\(script.path) was changed and is used as it is; remove it to have it anew")
    }
    if missing.isEmpty { return }
    do { try files.createDirectory(atPath: folder, withIntermediateDirectories: false) } catch {
      if !files.isFolder(folder) {
        throw DataError(
          file: folder, "cannot be made; does the folder above it exist, and may you write there?")
      }
    }
    for script in missing { try FileDraft.write(Data(script.text.utf8), to: script.path) }
  }
}

// MARK: - Slurm

extension SlurmJobs {
  /// Submits a script; what Slurm says against it goes to standard error.
  ///
  /// - Returns: the number of the job.
  /// - Throws: ``DataError``: Slurm refuses it.
  private static func submit(_ sbatch: String, _ arguments: [String]) throws(DataError) -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: sbatch)
    process.arguments = ["--parsable"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    do {
      try process.run()
      let answer = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      // The number, and on some clusters a semicolon and the cluster's name.
      let number = String(decoding: answer, as: UTF8.self).prefix { $0.isNumber }
      if process.terminationStatus == 0, !number.isEmpty { return String(number) }
    } catch {}
    throw DataError(file: arguments.last ?? sbatch, "sbatch did not take it")
  }
}
