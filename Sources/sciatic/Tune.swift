import Anatomy
import ArgumentParser
import Foundation
import Localization
import Needling
import Simulation

/// `sciatic tune`: fits what the literature leaves open.
struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Fit the numbers that carry bounds in the atlas, with cross-validation; changes no file.",
    usage: "sciatic tune [<cases> ...] [<options>]")

  @Argument(help: "Folder with case files, or case files.") var cases = ["Models/cases"]
  @Option(help: "Folds of the cross-validation.") var folds = 5
  @Option(help: "Passes over all numbers.") var rounds = 2
  @Flag(help: "Fit the provocation tests to their published sensitivities instead, and print the residuals.")
  var provocation = false
  @Flag(help: "Fit the course of treatment to the arms of trials instead, and print the residuals.")
  var course = false
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(2...1000).contains(folds) {
      throw ValidationError("--folds takes a number from 2 to 1000, not \(folds).")
    }
    if rounds < 1 { throw ValidationError("--rounds takes a number from 1, not \(rounds).") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    if provocation { return fitProvocation(atlas) }
    if course { return fitCourse(try atlasOption.treatment(for: atlas)) }
    let patients = try CaseFolder.read(cases, atlas)
    let tuning = Tuning(atlas, cases: patients)
    if tuning.cases.isEmpty {
      throw DataError(file: cases.joined(separator: " "), "holds no case with a confirmed site")
    }
    let open = patients.count - tuning.cases.count
    if open > 0 { Output.remark("left out, as no site was confirmed: \(open) of \(patients.count) cases") }
    let result = tuning.run(folds: folds, rounds: rounds) { Output.remark($0) }
    print(
      "mean log score, single lesions: expected \(result.before.three), fitted \(result.fitted.three), "
        + "on cases not seen \(result.crossValidated.three)")
    printValues(result.values)
  }

  private func printValues(_ values: [(tunable: Tunable, value: Double)]) {
    print("number".column(30) + "atlas   fitted  bounds")
    for (tunable, value) in values {
      let bounds = "\(tunable.bounds.lowerBound.three)…\(tunable.bounds.upperBound.three)"
      print(tunable.id.column(30) + tunable.value.three.column(8) + value.three.column(8) + bounds)
    }
  }

  /// A fit to published figures, said to be one.
  private func fitProvocation(_ atlas: Atlas) {
    let values = ProvocationFit(atlas).run()
    let fitted = atlas.tuned(Array(zip(atlas.provocationTunables, values)))
    let rows = ProvocationFit(fitted).rows()
    print(
      "Provocation tests fitted to \(rows.count) published or judged sensitivities (a fit, no validation): root mean "
        + "square of the residuals \(ProvocationFit.error(rows).three), with the atlas's values "
        + "\(ProvocationFit.error(ProvocationFit(atlas).rows()).three)\n")
    let silent = ProvocationFit(fitted).unreported()
    print(
      "where nothing is published (\(silent.count) pairs of test and site): mean "
        + "\((silent.reduce(0, +) / Double(max(1, silent.count))).three), largest \((silent.max() ?? 0).three)\n"
    )
    printValues(zip(atlas.provocationTunables, values).map { (tunable: $0, value: $1) })
    print("\n" + "test".column(27) + "sites".column(38) + "publ.   model   residual")
    for row in rows {
      let sites = row.sites.map { atlas.sites[$0].id }.joined(separator: " ")
      print(
        atlas.findings[row.finding].targetID.column(27)
          + (sites.count > 36 ? sites.column(36) + "  " : sites.column(38))
          + row.published.probability.three.column(8) + row.model.three.column(8) + row.residual.three)
    }
  }

  /// A fit to trials, said to be one.
  private func fitCourse(_ treatment: Treatment) {
    let fit = CourseFit(treatment)
    let fitted = fit.run()
    let residuals = fit.residuals(fitted)
    print(
      "Course of treatment fitted to \(residuals.count) measurements of \(treatment.arms.count) arms (a fit, no validation)\n"
    )
    print("number".column(20) + "atlas   fitted")
    let old = treatment.course
    for (name, before, after) in [
      ("care-per-day", old.careRate, fitted.careRate),
      ("natural-per-day", old.naturalRate, fitted.naturalRate), ("response", old.response, fitted.response),
    ] { print(name.column(20) + String(format: "%-8.4f%.4f", before, after)) }
    print("\n" + "arm".column(26) + "day   observed  model   difference")
    for row in residuals {
      print(
        row.arm.id.column(26) + row.day.plain.column(6) + row.observed.three.column(10)
          + row.predicted.three.column(8) + (row.predicted - row.observed).three)
    }
  }
}
