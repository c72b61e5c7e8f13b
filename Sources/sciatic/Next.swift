import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic next`: which examination would settle it.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", _superCommandName: "sciatic",
    abstract: "Say which question or test would tell most about where the nerve is caught.",
    discussion: """
      Takes what 'locate' takes. A bit halves the doubt once. 'sciatic locate' with the finding added, as in \
      'sciatic locate CASE test.slr=positive', gives the answer after it.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(help: "How many findings of each cost to print.") var top = 3
  @Option(
    help: ArgumentHelp(
      "What it may cost: ask, bedside, needle or scanner; may be repeated. Default: all.", valueName: "cost"))
  var cost: [Cost] = []
  @Option(help: "Largest number of lesions at once: 1, 2 or 3.") var lesions = 2
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.lesions(lesions)
    try OptionCheck.top(top)
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let patient = try caseOptions.read(atlas)
    let localizer = atlasOption.localizer(atlas)
    let options = Localizer.Options(
      maximumLesions: lesions, threads: ProcessInfo.processInfo.activeProcessorCount)
    let answer = localizer.locate(patient, options)
    let costs = cost.isEmpty ? Set(Cost.allCases) : Set(cost)
    let findings = localizer.next(after: answer, count: top, costs: costs, options)
    switch format {
    case .text:
      print(
        NextText(
          atlas, answer, findings, costs, uniform: localizer.uniformFirst(of: answer, options),
          colour: Output.usesColour
        ).render())
    case .json: print(try NextJSON(atlas, answer, findings).render())
    }
  }
}

extension Cost: ExpressibleByArgument {}
