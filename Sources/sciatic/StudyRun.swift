import Anatomy
import Foundation
import Studies

/// A study whose result goes into a file: what running it, running a shard of it and merging shards have in common.
struct StudyRun {
  let file: String
  let result: String
  let study: Study
  let sweep: Sweep
  private let atlasFolder: String?
  private let writer: SweepWriter
  private let digest: UInt64

  /// - Throws: ``DataError`` of the atlas or the study.
  init(_ file: String, result: String, _ option: AtlasOption, threads: Int = 1) throws(DataError) {
    self.file = file
    self.result = result
    if file.isSameFile(as: result) {
      throw DataError(file: result, "is the study itself; -o names another file")
    }
    let atlas = try option.load()
    atlasFolder = option.atlas
    let files = try option.files()
    study = try StudyReader(atlas, files).read(file: file)
    sweep = Sweep(study, atlas, threads: threads)
    writer = SweepWriter(study, atlas)
    digest = TextDigest.value(
      [writer.origin, study.text] + study.inputs + files.files.flatMap { [$0.name, $0.text] })
  }

  var runs: String { Self.runs(sweep.count) }

  static func runs(_ count: Int) -> String { "\(self.count(count, "run")) of the model" }

  private static func count(_ count: Int, _ thing: String) -> String {
    "\(count.grouped) \(thing)\(count == 1 ? "" : "s")"
  }

  /// Finds out before a long run whether its result can be written, and refuses to go on with one that is whole: it may be
  /// of another study.
  ///
  /// - Throws: ``DataError``.
  func checkResult(resumes: Bool) throws(DataError) {
    let files = FileManager.default
    if resumes, files.fileExists(atPath: result), !files.fileExists(atPath: result + ".part") {
      throw DataError(
        file: result, "is there, and no unfinished run beside it; without --resume it is made anew")
    }
    try FileDraft(result).discard()
  }

  /// The rows of a run, or of one shard of it, to go on with.
  ///
  /// - Throws: ``DataError``: as ``Checkpoint``.
  func checkpoint(_ shard: Shard?, resumes: Bool) throws(DataError) -> Checkpoint {
    return try Checkpoint(
      shard?.checkpoint(of: result) ?? result + ".part",
      runs: shard?.runs(of: sweep.count) ?? 0..<sweep.count, columns: study.outputs.count, digest: digest,
      resumes: resumes, isAlone: shard == nil)
  }

  /// The rows of a shard as they are.
  ///
  /// - Throws: ``DataError``: they are not there, or of another run.
  func rows(of shard: Shard) throws(DataError) -> Checkpoint {
    try Checkpoint(
      reading: shard.checkpoint(of: result), runs: shard.runs(of: sweep.count), columns: study.outputs.count,
      digest: digest)
  }

  /// Writes the result, and takes away what it was made from.
  ///
  /// - Parameter checkpoints: all rows, in order.
  /// - Throws: ``DataError``; nothing is written or taken away then.
  func write(_ checkpoints: [Checkpoint]) throws(DataError) {
    if result.fileEnding == "csv" {
      try writer.csv(checkpoints, to: result)
    } else {
      let command = Output.command
      try writer.netCDF(checkpoints, to: result, history: command)
    }
    for checkpoint in checkpoints { checkpoint.remove() }
    Output.remark(
      "\(result): \(runs), \(Self.count(study.factors.count, "factor")), "
        + Self.count(study.outputs.count, "output"))
  }

  /// Refuses more shards than there are runs.
  ///
  /// - Throws: ``DataError``.
  func check(shards: Int) throws(DataError) {
    if shards > sweep.count {
      throw DataError(file: file, "means \(runs), so it makes at most \(sweep.count.grouped) shards")
    }
  }

  /// The words of a command on this study.
  func words(_ command: String, _ options: [String]) -> [String] {
    ["sciatic", command, file, "-o", result] + (atlasFolder.map { ["--atlas", $0] } ?? []) + options
  }

  /// The same with whole paths, for any folder.
  func absoluteWords(_ command: String, _ options: [String]) -> [String] {
    [Bundle.main.executablePath ?? "sciatic", command, file.absolutePath, "-o", result.absolutePath]
      + (atlasFolder.map { ["--atlas", $0.absolutePath] } ?? []) + options
  }
}

extension [String] {
  /// As one types them, words with unusual characters in quotes.
  var commandLine: String { map(\.shellWord).joined(separator: " ") }
}

extension String {
  /// As a word of a shell, in quotes where they are needed.
  var shellWord: String {
    let plain =
      !isEmpty
      && unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
          || "_-+=:,./@%".unicodeScalars.contains(scalar)
      }
    return plain ? self : "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
  }

  /// The whole path of a file.
  var absolutePath: String { URL(fileURLWithPath: self).standardizedFileURL.path }
}
