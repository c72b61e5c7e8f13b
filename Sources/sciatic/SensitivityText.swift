import Anatomy
import Foundation
import Studies

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
