import Anatomy
import Foundation
import Needling

/// What goes with the needle, what to measure, and what to watch for.
struct CareText {
  private let report: NeedleReport
  private let colour: Bool
  private var treatment: Treatment { report.treatment }

  init(_ report: NeedleReport, colour: Bool) {
    self.report = report
    self.colour = colour
  }

  func render() -> String {
    [
      referral, rest,
      section("Manual therapy", [("", \.manual)]),
      section("Corrective exercise", Self.exercises),
      section("Advice", [("", \.advice)]), avoid, measures, afterwards,
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// What may be done while nothing else is.
  func renderMeanwhile() -> String {
    let lines = report.meanwhile.map {
      Output.wrapped("- \($0.text) [\($0.grade.words)]", head: "  ", indent: "    ")
    }
    return [
      lines.isEmpty || report.plan.meanwhile.isEmpty
        ? "" : ([bold("Until then")] + lines).joined(separator: "\n"),
      report.plan.meanwhile.isEmpty ? "" : avoid,
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  typealias Part = (kind: String, lines: KeyPath<Programme, [CareLine]>)
  /// Exercises, each with its kind: a line may name no more than the muscle.
  static var exercises: [Part] {
    [("nerve: ", \.nerve), ("stretch: ", \.stretch), ("strength: ", \.strength)]
  }

  private var referral: String {
    let lines = report.referralsForDeficit.map { Output.wrapped("- \($0)", head: "  ", indent: "    ") }
    return lines.isEmpty
      ? "" : ([bold("Refer, as strength, feeling or a reflex is lost")] + lines).joined(separator: "\n")
  }

  /// What stands in the place of exercise under a precaution against it.
  private var rest: String {
    let lines = report.gate.againstLoad.map { Output.wrapped("- \($0.text)", head: "  ", indent: "    ") }
    return lines.isEmpty
      ? "" : ([bold("Unload, and nothing else before that")] + lines).joined(separator: "\n")
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }

  private func section(_ title: String, _ parts: [Part]) -> String {
    var seen: Set<String> = []
    var result: [String] = []
    var dropped = false
    for entry in report.plan.programmes {
      for part in parts {
        let all = entry.programme[keyPath: part.lines]
        dropped = dropped || all.contains(where: report.isTooForceful)
        for line in report.lines(all, of: entry.probability) where seen.insert(line.text).inserted {
          result.append(
            Output.wrapped("- \(part.kind)\(line.text) [\(line.grade.words)]", head: "  ", indent: "    "))
        }
      }
    }
    if dropped, report.gate.againstLoad.isEmpty {
      result.append("  Left out: what takes force (\(report.whyGentle)).")
    }
    return result.isEmpty ? "" : ([bold(title)] + result).joined(separator: "\n")
  }

  private var avoid: String {
    let texts = report.bans
    return texts.isEmpty
      ? ""
      : Output.wrapped(
        "Avoid: \(texts.joined(separator: "; ")) [customary, no trial read].", head: "  ", indent: "  ")
  }

  private var measures: String {
    var lines = [bold("What to measure, and when")]
    for entry in treatment.schedule {
      let names = entry.measures.compactMap { m -> String? in
        let measure = treatment.measures[m]
        let weight = measure.sites.reduce(0) { $0 + report.plan.answer.posterior.sites[$1] }
        // What was made for other places tells nothing of these.
        if !measure.sites.isEmpty, weight < 0.2 { return nil }
        return measure.meaningful.map { "\(measure.name) (\($0.plain) or more is a change)" } ?? measure.name
      }
      if names.isEmpty { continue }
      lines.append(
        Output.wrapped(
          "- \(entry.when): \(names.joined(separator: "; ")) [customary]",
          head: "  ", indent: "    "))
    }
    let points = report.plan.course.dropFirst().map { point in
      "\(point.sessions): \(point.expected.percent) (\(Int((point.interval.lowerBound * 100).rounded()))-\(Int((point.interval.upperBound * 100).rounded())))"
    }
    if !points.isEmpty, !report.worthwhile.isEmpty {
      lines.append(
        Output.wrapped(
          "Pain expected to be left after session \(points.joined(separator: ", ")): sessions \(treatment.course.intervalWords) apart at the first "
            + "target, with standard care, four in five patients within [very low certainty: fitted to "
            + "\(treatment.course.basis); \(treatment.course.caveat)].",
          head: "  ", indent: "  "))
    }
    let review = treatment.review
    lines.append(
      Output.wrapped(
        "After session \(review.sessions): less than \(review.points.plain) points or \(review.share.percent) better means think again; "
          + "'sciatic track' keeps the record.", head: "  ", indent: "  "))
    return lines.joined(separator: "\n")
  }

  private var afterwards: String {
    if report.worthwhile.isEmpty { return "" }
    var lines = [bold("What can go wrong")]
    let rates = treatment.rates.map { rate in
      "\(rate.name) \(rate.range.typical.chance) (\(rate.range.low.chance) to \(rate.range.high.chance))"
    }
    lines.append(Output.wrapped("Per session: \(rates.joined(separator: "; ")).", head: "  ", indent: "  "))
    for sign in report.warnings(report.worthwhile) {
      lines.append(
        Output.wrapped("- \(sign.text): \(sign.action) [\(sign.grade.words)]", head: "  ", indent: "    "))
    }
    for line in treatment.practice {
      lines.append(Output.wrapped("- \(line.text) [\(line.grade.words)]", head: "  ", indent: "    "))
    }
    return lines.joined(separator: "\n")
  }
}

extension Double {
  /// A chance for people: 30 %, or 1 in 2,000.
  fileprivate var chance: String {
    if self >= 0.01 { return percent }
    if self <= 0 { return "none seen" }
    if self < 1e-15 { return "under 1 in a million million" }
    let size = pow(10, (log10(1 / self)).rounded(.down) - 1)
    return "1 in \(Int((1 / self / size).rounded() * size).grouped)"
  }
}
