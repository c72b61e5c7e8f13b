import Anatomy
import ArgumentParser
import Foundation
import Studies

/// `sciatic sweep`: a study from its file.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Vary what a study names, and keep what the model answers.",
    discussion: """
      A study is a file that names factors (tension.MUSCLE, lesion.SITE, posture.JOINT, habit.HABIT, inflammation,
      gain, weeks, hold, posture, variant, atlas.NUMBER), a design (grid, random, latin-hypercube, sobol, saltelli,
      morris) and outputs (pressure.SITE, strain.SITE, finding.FINDING …); Models/studies holds examples.
      A run that was stopped goes on with --resume, and its result has the same bits.
      """)

  @Argument(help: ArgumentHelp("The study.", valueName: "study.yaml")) var study: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The result: .nc or .csv.", valueName: "file"))
  var output: String
  @Flag(help: "Go on with a run that was stopped.") var resume = false
  @Flag(help: "Say how many runs of the model this means and how long they take, and stop.") var dryRun =
    false
  @Option(help: "Threads; all cores unless told.") var threads: Int?
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !["nc", "csv"].contains(output.fileEnding) {
      throw ValidationError("-o \(output): the name must end in .nc or .csv.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes 1 to 1024, not \(threads).")
    }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let study = try StudyReader(atlas).read(file: self.study)
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    let sweep = Sweep(study, atlas, threads: threads)
    let writer = SweepWriter(sweep, atlas)
    let count = study.design.count
    let seconds = sweep.estimatedSeconds()
    let runs = "\(count.grouped) run\(count == 1 ? "" : "s") of the model"
    Output.remark("\(study.id): \(runs), about \(Self.duration(seconds)) on \(threads) threads")
    if dryRun { return }
    let checkpoint = try Checkpoint(
      output + ".part", columns: sweep.columns.count,
      digest: Checkpoint.digest(
        [writer.origin, study.text] + (try atlasOption.files().files.flatMap { [$0.name, $0.text] })),
      resumes: resume)
    if resume, checkpoint.rows > 0 { Output.remark("\(checkpoint.rows.grouped) runs are there already") }
    let progress = RunProgress(count, of: "runs", before: checkpoint.rows)
    try sweep.run(into: checkpoint, progress: progress.step)
    progress.end()
    if output.fileEnding == "csv" {
      try writer.csv(checkpoint, to: output)
    } else {
      let command = (["sciatic"] + CommandLine.arguments.dropFirst()).joined(separator: " ")
      try writer.netCDF(checkpoint, to: output, history: command)
    }
    checkpoint.remove()
    Output.remark("\(output): \(runs), \(study.factors.count) factors, \(study.outputs.count) outputs")
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
