import Anatomy
import Foundation
import Studies

/// What the factors of a study, or groups of them, do to one of its outputs.
struct SensitivityReport {
  /// A measure of every group.
  struct Measure {
    let name: String
    let values: [Estimate?]
  }

  let study: Study
  let output: Study.Output
  /// The one to rank by stands first; empty where nothing can be said.
  let measures: [Measure]
  /// Shares that two groups explain only together, largest first; empty where the design has no second order.
  let pairs: [(first: Int, second: Int, share: Estimate)]
  /// Why nothing, or nothing much, can be said.
  let remark: String?

  init(_ study: Study, _ output: Study.Output, _ values: [Double], resamples: Int, seed: UInt64) {
    self.study = study
    self.output = output
    do throws(SensitivityError) {
      (measures, pairs) = try Self.measures(values, study.design, resamples: resamples, seed: seed)
      remark = values.allSatisfy { $0 == values[0] } ? "the same at every point" : nil
    } catch {
      (measures, pairs) = ([], [])
      remark =
        switch error {
        case .notFinite(let index): "is not defined at point \(index), so that nothing can be said"
        case .wrongCount(let expected, let got): "has \(got) values, not \(expected)"
        case .wrongDesign: "the design says nothing of sensitivity"
        }
    }
  }

  private static func measures(
    _ values: [Double], _ design: Design, resamples: Int, seed: UInt64
  ) throws(SensitivityError) -> (measures: [Measure], pairs: [(first: Int, second: Int, share: Estimate)]) {
    if case .morris = design.kind {
      let found = try MorrisMeasures(values, of: design, resamples: resamples, seed: seed)
      func plain(_ value: Double?) -> Estimate? { value.map { Estimate(value: $0) } }
      return (
        [
          Measure(name: "size", values: found.groups.map(\.meanSize)),
          Measure(name: "mean", values: found.groups.map { plain($0.mean) }),
          Measure(name: "deviation", values: found.groups.map { plain($0.deviation) }),
        ], []
      )
    }
    let found = try SobolIndices(values, of: design, resamples: resamples, seed: seed)
    let pairs = found.second.enumerated().flatMap { j, row in
      row.enumerated().map { (first: j, second: j + 1 + $0, share: $1) }
    }.sorted { ($1.share.value, $0.first, $0.second) < ($0.share.value, $1.first, $1.second) }
    return (
      [Measure(name: "total", values: found.total), Measure(name: "first", values: found.first)], pairs
    )
  }

  /// Groups by the first measure, largest first.
  var order: [Int] {
    guard let leading = measures.first?.values else { return [] }
    return leading.indices.sorted { a, b in
      let (x, y) = (leading[a]?.value ?? 0, leading[b]?.value ?? 0)
      return x > y || (x == y && a < b)
    }
  }
}

/// A report as text for people, 80 columns wide.
struct SensitivityText {
  private let report: SensitivityReport
  /// Rows that are shown.
  private let top: Int

  init(_ report: SensitivityReport, top: Int) {
    self.report = report
    self.top = top
  }

  func render() -> String {
    var text = Output.wrapped("\(report.output.name): \(report.output.meaning)", indent: "  ") + "\n"
    if let remark = report.remark { text += "  \(remark)\n" }
    if let leading = report.measures.first { text += rows(leading, report.measures.dropFirst()) }
    if !report.pairs.isEmpty { text += pairs() }
    return text
  }

  /// The largest shares that two groups explain only together.
  private func pairs() -> String {
    let names = report.study.groupNames
    let lines = report.pairs.prefix(min(top, 5)).map { pair in
      Output.wrapped(
        "\(names[pair.first]) with \(names[pair.second])  \(Self.bracketed(pair.share))", head: "  ",
        indent: "    ")
    }
    return "  Together only (second order):\n" + lines.map { $0 + "\n" }.joined()
  }

  /// A row a group, with a bar each.
  private func rows(_ leading: SensitivityReport.Measure, _ others: ArraySlice<SensitivityReport.Measure>)
    -> String
  {
    let names = report.study.groupNames
    // A measure that was resampled has room for its interval.
    let widths = others.map { $0.values.contains { $0?.resamples.isEmpty == false } ? Self.cell : 10 }
    let taken = widths.reduce(Self.cell, +)
    let width = min(69 - taken, names.map(\.count).max() ?? 0, 40)
    let most = max(leading.values.compactMap { $0?.value }.max() ?? 0, 1e-300)
    // The bars take what 80 columns leave.
    let room = max(0, min(12, 75 - width - taken))
    let head = leading.name.column(Self.cell) + zip(others, widths).map { $0.name.column($1) }.joined()
    var lines = [(String(repeating: " ", count: width + 4) + head).trimmedEnd]
    let ranked = report.order.filter { leading.values[$0] != nil }
    for group in ranked.prefix(top) {
      guard let value = leading.values[group] else { continue }
      // A name that is too long has a line of its own.
      let isLong = names[group].count > width
      if isLong { lines.append("  " + names[group]) }
      var line = "  " + (isLong ? "" : names[group]).column(width) + "  "
      line += Self.bracketed(value).column(Self.cell)
      for (measure, width) in zip(others, widths) {
        line += (measure.values[group].map(Self.bracketed) ?? "").column(width)
      }
      line += String(repeating: "█", count: Int((max(0, value.value) / most * Double(room)).rounded()))
      lines.append(line.trimmedEnd)
    }
    if ranked.count > top {
      let idle = ranked.dropFirst(top).count { leading.values[$0]?.value == 0 }
      lines.append(
        "  and \((ranked.count - top).grouped) more (--top), \(idle.grouped) of them without any effect")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Width of a value with its interval.
  private static let cell = 23

  /// A value, with its interval where it was resampled.
  private static func bracketed(_ value: Estimate) -> String {
    if value.resamples.isEmpty { return three(value.value) }
    let interval = value.interval()
    return "\(three(value.value)) [\(three(interval.lowerBound)), \(three(interval.upperBound))]"
  }

  /// What groups hold, a line each; nothing where every factor is its own.
  static func groups(_ study: Study) -> String {
    zip(study.groupNames.indices, study.groupNames).compactMap { group, name in
      let members = study.members(of: group)
      return members == [name]
        ? nil
        : Output.wrapped("\(name): \(members.joined(separator: ", "))", head: "  ", indent: "    ") + "\n"
    }.joined()
  }

  static func three(_ value: Double) -> String {
    let size = abs(value)
    if size != 0, size < 0.0005 { return value < 0 ? "-0.000" : "0.000" }
    return String(format: size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.3g", value)
  }
}

/// Reports as a table: a row a measure, with its interval and all resamples.
enum SensitivityTable {
  static let head = "output,factor,measure,value,low,high,resamples\n"

  static func rows(_ report: SensitivityReport) -> String {
    var text = ""
    for measure in report.measures {
      for (name, value) in zip(report.study.groupNames, measure.values) {
        guard let value else { continue }
        let interval = value.interval()
        let fields = [
          report.output.name, DelimitedText.field(name), measure.name, "\(value.value)",
          "\(interval.lowerBound)",
          "\(interval.upperBound)", value.resamples.map { "\($0)" }.joined(separator: " "),
        ]
        text += fields.joined(separator: ",") + "\n"
      }
    }
    let names = report.study.groupNames
    for pair in report.pairs {
      let interval = pair.share.interval()
      let fields = [
        report.output.name, DelimitedText.field("\(names[pair.first]) x \(names[pair.second])"), "second",
        "\(pair.share.value)", "\(interval.lowerBound)", "\(interval.upperBound)",
        pair.share.resamples.map { "\($0)" }.joined(separator: " "),
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }
}
