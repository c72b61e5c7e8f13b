import Anatomy
import Foundation
import Needling

/// The course for people: 80 columns.
struct TrackText {
  private let report: TrackReport
  private let colour: Bool
  private var record: ProgressRecord { report.record }

  init(_ report: TrackReport, colour: Bool) {
    self.report = report
    self.colour = colour
  }

  func render() -> String {
    let urgent = PatientText(report.atlas, colour: colour).urgency(report.urgent)
    let parts: [String]
    if report.mustStop {
      let stop = Output.wrapped(report.stop + " The course below is for the record.", indent: "  ")
      // Whom a flag sends on is examined anyway; beside a precaution a poor course still says to.
      let isPoor = [.partial, .noChange, .worse].contains(record.verdict)
      parts = [
        urgent, report.isBarred && report.forbidden.isEmpty ? excluded : "", stop,
        report.isUrgent ? "" : precautions, heading, chart, !report.isUrgent && isPoor ? verdict : "",
      ]
    } else {
      parts = [urgent, before, excluded, precautions, heading, chart, response, verdict, basis]
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var before: String { report.before.map { "  " + $0 } ?? "" }

  private var precautions: String {
    let lines = [
      ("Precautions", report.precautions), ("Needed before any needle", report.wanted),
    ].filter { !$0.1.isEmpty }.map {
      Output.wrapped("\($0.0): \($0.1.joined(separator: "; ")).", head: "  ", indent: "  ")
    }
    return lines.joined(separator: "\n")
  }

  private var excluded: String {
    report.excluded.map {
      Output.wrapped(
        "WARNING: \($0.id) is excluded for this patient: \($0.reason).", head: "  ", indent: "  ")
    }.joined(separator: "\n")
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }

  private var heading: String {
    let title = report.patient.id.isEmpty ? "Case" : report.patient.id
    let count = record.sessions.count
    if count == 0 {
      return "  \(title): no sessions yet. Add one with --add --date … --pain … --targets …"
    }
    let pains = record.sessions.compactMap(\.pain)
    let change =
      pains.count > 1
      ? ": pain \(pains[0].plain) at first, \(pains[pains.count - 1].plain) at the last" : ""
    return Output.wrapped(
      "\(title): \(count) session\(count == 1 ? "" : "s")\(change)."
        + (record.hasNoDates
          ? " No dates; \(report.treatment.course.intervalWords) between sessions is assumed." : ""),
      head: "  ",
      indent: "  ")
  }

  /// Pain 0…10 over 41 columns: # recorded, o predicted at the start, - four in five.
  private var chart: String {
    if record.predicted.isEmpty { return "" }
    var lines = [bold("Pain before each session: recorded #, predicted o, four in five within - -")]
    lines.append("".column(19) + "0       2       4       6       8       10  # / o")
    let skipped = record.sessions.count + 1 - record.predicted.count
    for (n, point) in record.predicted.enumerated() {
      let session = n + skipped
      let isRecorded = session < record.sessions.count
      // Where nothing is to be needled, no course is promised.
      if !isRecorded, report.mustStop || record.isOutside { break }
      let pain = isRecorded ? record.sessions[session].pain : nil
      let when =
        isRecorded ? record.sessions[session].date?.description ?? "day \(Int(record.days[session]))" : "next"
      lines.append(row(session + 1, when, point, pain))
    }
    for (n, point) in record.ahead.enumerated() where n < 3 && !report.mustStop && !record.isOutside {
      lines.append(row(record.sessions.count + n + 1, "as it goes", point, nil))
    }
    // Without a forecast there is nothing to explain.
    if report.mustStop { return lines.joined(separator: "\n") }
    lines.append(
      Output.wrapped(
        record.isOutside
          ? "The last score lies above all that was expected: no forecast is made from here."
          : "next: as predicted at the start; as it goes: with what was recorded since.", head: "  ",
        indent: "  "
      ))
    return lines.joined(separator: "\n")
  }

  private func row(_ number: Int, _ when: String, _ point: CoursePoint, _ pain: Double?) -> String {
    var cells = Array(repeating: " ", count: 41)
    func place(_ value: Double) -> Int { min(40, max(0, Int((value * 4).rounded()))) }
    let (low, high) = (place(point.interval.lowerBound), place(point.interval.upperBound))
    for i in low...max(low, high) { cells[i] = "-" }
    cells[place(point.expected)] = "o"
    if let pain { cells[place(pain)] = "#" }
    let numbers = "\(pain.map { $0.plain } ?? "") / \(point.expected.one)"
    return "  \(String(number).leftPadded(2))  \(when.column(11))   |\(cells.joined())| \(numbers)".trimmedEnd
  }

  private var response: String {
    guard let response = record.response else { return "" }
    let pains = record.sessions.compactMap(\.pain)
    if let first = pains.first, let last = pains.last, last >= first, last > 0 {
      return Output.wrapped(
        "Response of this patient to the needle: none, pain is \(last > first ? "higher than" : "as") at first.",
        head: "  ", indent: "  ")
    }
    var text =
      "Response of this patient to the needle: \(response.median.one) times that of the trials (four in five: "
      + "\(response.interval.lowerBound.one) to \(response.interval.upperBound.one))."
    if let retention = record.retention, let arm = record.fastestArm, let fastest = arm.retention {
      if record.isFasterThanAnyTrial {
        text +=
          " Pain fell by \((1 - retention).percent) of what was left per session: no arm of the trials was that fast "
          + "(\(arm.name): \((1 - fastest).percent)\(perDay(arm))); one patient proves little."
      } else if retention < 1 {
        text +=
          " Pain fell by \((1 - retention).percent) of what was left per session; the fastest arm of the trials by "
          + "\((1 - fastest).percent)."
      }
    }
    return Output.wrapped(text, head: "  ", indent: "  ")
  }

  /// The arm by the day, where it was faster by that measure.
  private func perDay(_ arm: TrialArm) -> String {
    guard let point = arm.left.first, let start = record.start, let day = record.days.last, day > 0,
      let now = record.sessions.last(where: { $0.pain != nil })?.pain
    else { return "" }
    let (own, other) = (pow(max(now, 0.5) / start, 1 / day), pow(point.share, 1 / point.day))
    return other < own ? ", yet \((1 - other).percent) a day against \((1 - own).percent) here" : ""
  }

  private var verdict: String {
    let review = report.treatment.review
    let rule = "\(review.points.plain) points and \(review.share.percent)"
    switch record.verdict {
    case .tooEarly:
      return record.sessions.isEmpty
        ? ""
        : Output.wrapped(
          "Too early to judge: after session \(review.sessions) a fall of \(rule) counts.", head: "  ",
          indent: "  ")
    case .responding:
      let bounds =
        (report.before == nil ? [] : ["once what the caution above asks for is done"])
        + (report.excluded.isEmpty ? [] : ["without what is excluded above"])
      return Output.wrapped(
        "A change that matters (\(rule) or more). Go on while it lasts"
          + (bounds.isEmpty ? "." : ", \(bounds.joined(separator: " and "))."), head: "  ", indent: "  ")
    case .partial, .noChange, .worse:
      let isWorse = record.verdict == .worse
      var lines = [
        bold(
          isWorse
            ? "Worse by \(review.points.plain) points or more: stop and examine anew"
            : "Think again: \(record.sessions.count) sessions without a change that matters")
      ]
      lines.append(
        Output.wrapped(
          isWorse
            ? "Ask every red flag again: \(review.again). Refer where the cause is not plain."
            : record.verdict == .noChange
              ? "Hardly any change: stop needling, examine anew, refer."
              : "Some change, less than \(rule): change the target or add other care; judge again in two sessions.",
          head: "  ", indent: "  "))
      if report.reconsider.isEmpty {
        lines.append("  No findings are recorded in this case: examine, and let 'sciatic locate' rank again.")
      }
      for (n, group) in report.reconsider.enumerated() {
        let lead =
          n == report.reconsider.count - 1 && n > 0
          ? "And the first answer again" : n == 0 ? "First reconsider" : "Then"
        let referral = group.referral.map { "; \($0)" } ?? ""
        lines.append(
          Output.wrapped(
            "\(lead): \(group.names.joined(separator: "; ")) (\(group.probability.percent))\(referral).",
            head: "  - ", indent: "    "))
      }
      lines.append(
        Output.wrapped("\(review.alarm.capitalizedFirst): refer today.", head: "  ", indent: "  "))
      return lines.joined(separator: "\n")
    }
  }

  private var basis: String {
    Output.wrapped(
      "Prediction fitted to \(report.treatment.course.basis) [low certainty]; judged by "
        + "\(report.treatment.review.points.plain) points (\(report.treatment.review.source)). For research and teaching; no medical device.",
      head: "  ", indent: "  ")
  }
}
