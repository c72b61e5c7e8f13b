import Anatomy
import ArgumentParser
import Foundation
import Studies

/// `sciatic sweep`: a study from its file.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Vary what a study names, and keep what the model answers.",
    usage: "sciatic sweep <study.yaml> --output <file> [<options>]",
    discussion: """
      A study is a file that names factors, a design (grid, random, latin-hypercube, sobol, saltelli, morris) and \
      outputs; Models/studies holds examples. It is of one simulated limb (factors tension.MUSCLE, lesion.SITE, \
      posture.JOINT, habit.HABIT, inflammation, gain, weeks, hold, posture, variant, age; outputs pressure.SITE, \
      strain.SITE, finding.FINDING …), or of a cohort of patients who are located (factors setting, examination, age, \
      sex, history.ITEM; outputs posterior.SITE, truth.probability, top-1, log-score, relief.TARGET …). Both vary \
      atlas.NUMBER, any number of the atlas by the way to it, and atlas.WAY.*, all under a way.
      A run that was stopped goes on with --resume, and its result has the same bits. Shards run on many machines; \
      'sciatic merge' makes the result from them. --slurm writes and submits the jobs that do both.
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "study.yaml")) var study: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The result: .nc or .csv.", valueName: "file"))
  var output: String
  @Flag(help: "Go on with a run that was stopped.") var resume = false
  @Flag(
    help:
      "Say how many runs of the model this means and how long they take, and stop. With --slurm: write the scripts too."
  )
  var dryRun = false
  @Option(
    help: "Threads; all cores unless told, or those that Slurm gives. With --slurm: of a shard, else 1.")
  var threads: Int?
  @Option(
    help: ArgumentHelp("Run one of n shares of the runs, such as 2/3.", valueName: "i/n"),
    transform: Self.shard)
  var shard: Shard?
  @Flag(help: "Write the scripts of an array of shards and of their merge, and submit them.") var slurm =
    false
  @Option(help: "With --slurm: how many shards.") var shards: Int?
  @OptionGroup var atlasOption: AtlasOption

  private static func shard(_ text: String) throws -> Shard {
    if let shard = Shard(text) { return shard }
    throw ValidationError("--shard takes i/n, from 1/n to n/n, such as 2/3, not \(text).")
  }

  func validate() throws {
    try OptionCheck.ending(of: output, "-o", ["nc", "csv"])
    try OptionCheck.threads(threads)
    try OptionCheck.shards(shards)
    if slurm, shard != nil {
      throw ValidationError("--slurm submits all shards; --shard runs one here.")
    }
    if slurm != (shards != nil) {
      throw ValidationError("--slurm and --shards n go together, such as --slurm --shards 3.")
    }
  }

  func run() throws {
    let threads = threads ?? (slurm ? 1 : Self.cores)
    let run = try StudyRun(study, result: output, atlasOption, threads: threads)
    if let shards {
      try run.check(shards: shards)
      try remarkDuration(run, of: run.sweep.count, over: shards, threads)
      if let remark = run.study.design.remark { Output.remark("\(run.study.id): \(remark)") }
      return try SlurmJobs(run, shards: shards, threads: threads).submit(resumes: resume, dryRun: dryRun)
    }
    if let shard { try run.check(shards: shard.count) }
    if let remark = run.study.design.remark, shard == nil { Output.remark("\(run.study.id): \(remark)") }
    let count = shard?.runs(of: run.sweep.count).count ?? run.sweep.count
    // A shard is one of many that run at once: to measure first would cost each of them.
    if dryRun || shard == nil { try remarkDuration(run, of: count, threads) }
    if dryRun { return }
    if shard == nil { try run.checkResult(resumes: resume) }
    let checkpoint = try run.checkpoint(shard, resumes: resume)
    if resume, checkpoint.rows > 0 { Output.remark("\(checkpoint.rows.grouped) runs are there already") }
    let progress = RunProgress(count, of: "runs", before: checkpoint.rows)
    try run.sweep.run(into: checkpoint, progress: progress.step)
    progress.end()
    guard let shard else { return try run.write([checkpoint]) }
    Output.remark(
      "\(checkpoint.path): shard \(shard.number) of \(shard.count) is done, \(StudyRun.runs(count))\n"
        + "When all are: \(run.words("merge", []).commandLine)")
  }

  /// Cores that this process may use: what Slurm gives it, else all.
  private static var cores: Int {
    ProcessInfo.processInfo.environment["SLURM_CPUS_PER_TASK"].flatMap { Int($0) }.flatMap {
      $0 > 0 ? $0 : nil
    }
      ?? ProcessInfo.processInfo.activeProcessorCount
  }

  private func remarkDuration(_ run: StudyRun, of count: Int, over shards: Int = 1, _ threads: Int)
    throws(DataError)
  {
    let seconds = try run.sweep.estimatedSeconds() * Double(count) / Double(run.sweep.count * shards)
    Output.remark(
      "\(run.study.id): \(StudyRun.runs(count)), about \(Self.duration(seconds)) on "
        + "\(threads) thread\(threads == 1 ? "" : "s")"
        + (shards > 1 ? " in each of \(shards.grouped) shards" : ""))
  }

  private static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "a second"
    case ..<120: "\(Int(seconds.rounded())) s"
    case ..<7200: "\(Int((seconds / 60).rounded())) min"
    case ..<172_800: "\(Int((seconds / 3600).rounded())) h"
    default: "\(Int((seconds / 86_400).rounded())) days"
    }
  }
}
