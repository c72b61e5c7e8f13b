import Anatomy
import ArgumentParser
import Diagrams
import Foundation
import LinearAlgebra
import Studies

/// `sciatic sensitivity`: which factors of a study matter.
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity", abstract: "Say which factors of a sweep matter, and how sure that is.",
    usage: "sciatic sensitivity <result.csv|.nc> [<options>]",
    discussion: """
      Takes the .csv or .nc of a sweep with a saltelli or morris design. Saltelli: share of the output's variance that \
      a factor explains alone (first) and with all its interactions (total). Morris: mean size of the effect of its \
      whole range (size), mean (mean), and how much it depends on the others (deviation). In brackets the 95 % interval: \
      of shares the middle part of the resamples, of sizes that of Student's t over the walks. Factors that the study puts into a group are measured together.
      """)

  @Argument(help: ArgumentHelp("The result of a sweep.", valueName: "result.csv|.nc")) var result: String
  @Option(
    name: .customLong("output"), help: ArgumentHelp("Only this output; may be repeated.", valueName: "name"))
  var only: [String] = []
  @Option(help: "How many factors to print, the largest first.") var top = 20
  @Option(help: "How often the base points are drawn anew for the intervals.") var resamples = 200
  @Option(help: "Seed of the resamples; 0 is a seed like any other.") var seed: UInt64 = 0
  @Option(help: ArgumentHelp("Also write all measures and resamples to a table (.csv).", valueName: "file"))
  var save: String?
  @Option(help: ArgumentHelp("Also draw them: .svg, .png or .pdf.", valueName: "file")) var picture: String?
  @Option(help: "Of the picture: light, dark or print.") var theme = Theme.Kind.light
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.top(top)
    if !(0...100_000).contains(resamples) {
      throw ValidationError("--resamples takes 0 to 100000, not \(resamples).")
    }
    if let save { try OptionCheck.ending(of: save, "--save", ["csv"]) }
    if let picture { try OptionCheck.ending(of: picture, "--picture", ["svg", "png", "pdf"]) }
  }

  func run() throws {
    if let save, save.isSameFile(as: result) {
      throw DataError(file: save, "is the result that is read; --save names another file")
    }
    let atlas = try atlasOption.load()
    let found = try SweepResult(result, atlas, try atlasOption.files())
    let study = found.study
    if !hasBLAS {
      throw DataError(
        file: result, "this needs OpenBLAS, which was not found: install libopenblas0 (Debian) or openblas")
    }
    switch study.design.kind {
    case .saltelli, .morris: break
    default:
      throw DataError(
        file: result, "the design of this study says nothing of sensitivity; it wants saltelli or morris")
    }
    for name in only where !study.outputs.contains(where: { $0.name == name }) {
      let names = study.outputs.map(\.name)
      let near = Nearest.words(to: name, in: names)
      throw DataError(
        file: result, "has no output '\(name)'", suggestions: near.isEmpty ? Array(names.prefix(3)) : near)
    }
    if let remark = study.design.remark { Output.remark("\(result): \(remark)") }
    let reports = zip(study.outputs, found.outputs).filter { only.isEmpty || only.contains($0.0.name) }.map {
      SensitivityReport(study, $0, $1, resamples: resamples, seed: seed)
    }
    if let picture { try Picture.write(self.picture(reports, atlas).scene(), to: picture) }
    if let save {
      try Output.save(SensitivityTable.head + reports.map(SensitivityTable.rows).joined(), to: save)
    }
    for report in reports { print(SensitivityText(report, top: top).render()) }
    print(SensitivityText.groups(study), terminator: "")
  }

  private func picture(_ reports: [SensitivityReport], _ atlas: Atlas) -> SensitivityDiagram {
    let study = reports[0].study
    let names = study.groupNames
    let isMorris = if case .morris = study.design.kind { true } else { false }
    let panels = reports.map { report in
      let rows = report.order.compactMap { group -> SensitivityDiagram.Row? in
        func bar(_ name: String) -> SensitivityDiagram.Bar? {
          report.measures.first { $0.name == name }?.values[group].map {
            SensitivityDiagram.Bar(value: $0.value, interval: $0.resamples.isEmpty ? nil : $0.interval())
          }
        }
        guard let leading = bar(isMorris ? "size" : "total") else { return nil }
        return SensitivityDiagram.Row(
          name: names[group], leading: leading, second: bar(isMorris ? "deviation" : "first"))
      }
      return SensitivityDiagram.Panel(
        id: report.output.name, title: report.output.meaning, unit: report.output.unit, rows: rows,
        remark: report.remark)
    }
    let groups = names.indices.filter { study.members(of: $0) != [names[$0]] }.map {
      "; \(names[$0]): \(study.members(of: $0).joined(separator: ", "))"
    }
    let subtitle =
      "\(study.id): \(study.design.count.grouped) points, \(isMorris ? "Morris" : "Saltelli") design"
      + groups.joined()
    return SensitivityDiagram(
      atlas, title: study.question.isEmpty ? study.id : study.question, subtitle: subtitle,
      kind: isMorris ? .effects : .shares, panels: panels, style: DrawingStyle(theme: theme))
  }
}
