import Anatomy
import ArgumentParser
import Foundation
import Studies

/// `sciatic sensitivity`: which factors of a study matter.
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity", abstract: "Say which factors of a sweep matter, and how sure that is.",
    discussion: """
      Takes the .csv of a sweep with a saltelli or morris design. Saltelli: share of the output's variance that a
      factor explains alone (first) and with all its interactions (total). Morris: mean size of the effect of its
      whole range (size), mean (mean), and how much it depends on the others (deviation). In brackets the middle 95 %
      of the resamples.
      """)

  @Argument(help: ArgumentHelp("The result of a sweep.", valueName: "result.csv")) var result: String
  @Option(name: .customLong("output"), help: ArgumentHelp("Only this output.", valueName: "name")) var only:
    String?
  @Option(help: "How often the base points are drawn anew for the intervals.") var resamples = 200
  @Option(help: "Seed of the resamples; 0 is a seed like any other.") var seed: UInt64 = 0
  @Option(help: ArgumentHelp("Also write all measures and resamples to a table (.csv).", valueName: "file"))
  var save: String?
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(0...100_000).contains(resamples) {
      throw ValidationError("--resamples takes 0 to 100000, not \(resamples).")
    }
    if let save, save.fileEnding != "csv" {
      throw ValidationError("--save \(save): the name must end in .csv.")
    }
  }

  /// A measure of every factor, and whether it is a share, which ends at 1.
  private struct Measure {
    let name: String
    let values: [Estimate?]
  }

  func run() throws {
    let found = try SweepResult(result, try atlasOption.load())
    let study = found.study
    switch study.design.kind {
    case .saltelli, .morris: break
    default:
      throw DataError(
        file: result, "the design of this study says nothing of sensitivity; it wants saltelli or morris")
    }
    if let only, !study.outputs.contains(where: { $0.name == only }) {
      let names = study.outputs.map(\.name)
      let near = Nearest.words(to: only, in: names)
      throw DataError(
        file: result, "has no output '\(only)'", suggestions: near.isEmpty ? Array(names.prefix(3)) : near)
    }
    var table = "output,factor,measure,value,low,high,resamples\n"
    for (output, values) in zip(study.outputs, found.outputs) where only == nil || only == output.name {
      print(Output.wrapped("\(output.name): \(output.meaning)", indent: "  "))
      let measures: [Measure]
      do {
        measures = try self.measures(values, study.design)
      } catch {
        print("  \(Self.explained(error, study))\n")
        continue
      }
      if (values.min() ?? 0) == (values.max() ?? 0) { print("  the same at every point") }
      print(text(measures, study))
      for measure in measures {
        for (factor, value) in zip(study.factors, measure.values) {
          guard let value else { continue }
          let interval = value.interval()
          table +=
            "\(output.name),\(factor.name),\(measure.name),\(value.value),\(interval.lowerBound),\(interval.upperBound),"
            + value.resamples.map { "\($0)" }.joined(separator: " ") + "\n"
        }
      }
    }
    if let save { try Output.save(table, to: save) }
  }

  private func measures(_ values: [Double], _ design: Design) throws(SensitivityError) -> [Measure] {
    if case .morris = design.kind {
      let found = try MorrisMeasures(values, of: design, resamples: resamples, seed: seed)
      func plain(_ value: Double?) -> Estimate? { value.map { Estimate(value: $0) } }
      return [
        Measure(name: "size", values: found.groups.map(\.meanSize)),
        Measure(name: "mean", values: found.groups.map { plain($0.mean) }),
        Measure(name: "deviation", values: found.groups.map { plain($0.deviation) }),
      ]
    }
    let found = try SobolIndices(values, of: design, resamples: resamples, seed: seed)
    return [Measure(name: "total", values: found.total), Measure(name: "first", values: found.first)]
  }

  /// Factors by the first measure, largest first, with a bar each.
  private func text(_ measures: [Measure], _ study: Study) -> String {
    let leading = measures[0].values
    let order = study.factors.indices.sorted { (leading[$0]?.value ?? 0) > (leading[$1]?.value ?? 0) }
    let widest = min(40, 52 - 10 * (measures.count - 1))
    let width = min(widest, study.factors.map(\.name.count).max() ?? 0)
    let most = max(leading.compactMap { $0?.value }.max() ?? 0, 1e-300)
    // The bars take what 80 columns leave.
    let room = max(0, min(12, 75 - width - 10 * (measures.count - 1) - 23))
    var lines = [
      "  " + "".padding(toLength: width, withPad: " ", startingAt: 0) + "  "
        + measures.enumerated().map {
          $1.name.padding(toLength: $0 == 0 ? 23 : 10, withPad: " ", startingAt: 0)
        }.joined()
    ]
    for factor in order {
      guard let value = leading[factor] else { continue }
      let interval = value.interval()
      let bracket =
        resamples > 0 ? " [\(Self.three(interval.lowerBound)), \(Self.three(interval.upperBound))]" : ""
      let name = study.factors[factor].name
      var line = "  " + (name.count > width ? name.prefix(width - 1) + "…" : name)
      line = line.padding(toLength: width + 4, withPad: " ", startingAt: 0)
      line += (Self.three(value.value) + bracket).padding(toLength: 23, withPad: " ", startingAt: 0)
      for measure in measures.dropFirst() {
        let shown = measure.values[factor].map { Self.three($0.value) } ?? ""
        line += shown.padding(toLength: 10, withPad: " ", startingAt: 0)
      }
      line += String(repeating: "█", count: Int((max(0, value.value) / most * Double(room)).rounded()))
      while line.hasSuffix(" ") { line.removeLast() }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func three(_ value: Double) -> String {
    let size = abs(value)
    if size != 0, size < 0.0005 { return value < 0 ? "-0.000" : "0.000" }
    return String(format: size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.3g", value)
  }

  private static func explained(_ error: SensitivityError, _ study: Study) -> String {
    switch error {
    case .notFinite(let index): "is not defined at point \(index), so that nothing can be said"
    case .wrongCount(let expected, let got): "has \(got) values, not \(expected)"
    case .wrongDesign: "the design says nothing of sensitivity"
    }
  }
}
