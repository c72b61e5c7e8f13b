import Anatomy
import Foundation
import Localization

/// The answer of `locate` for people: 80 columns, readable without colour.
struct LocateText {
  private let report: LocateReport
  private let top: Int
  private let colour: Bool
  private var atlas: Atlas { report.atlas }
  private var posterior: Posterior { report.posterior }

  init(_ report: LocateReport, top: Int, colour: Bool) {
    self.report = report
    self.top = top
    self.colour = colour
  }

  /// The whole text.
  func render() -> String {
    let parts = [
      urgency, heading, blank, alikes, table, oddFindings, caseMix, stages, beyond, counts, reasons, pair,
      fit,
      notAsked, notes, PatientText(atlas, colour: colour).inShort(report.answer),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }
  private func dim(_ text: String) -> String { Output.styled(text, "2", colour: colour) }

  private var urgency: String { PatientText(atlas, colour: colour).urgency(report.answer) }

  private var heading: String {
    PatientText(atlas, colour: colour).heading(report.answer.patient, setting: report.answer.setting)
  }

  /// Groups of several sites that may well hold the lesion.
  private var alikes: String {
    let groups = report.groups.filter { $0.sites.count > 1 && $0.probability >= 0.1 }
    if groups.isEmpty { return "" }
    return ([bold("Look-alikes: these findings hardly tell apart")] + groups.map(alike)).joined(
      separator: "\n")
  }

  private func alike(_ group: LookAlikeGroup) -> String {
    let names = group.sites.prefix(6).map { report.answer.midSentenceName(of: $0, atlas) }
    let more = group.sites.count > 6 ? " and \(group.sites.count - 6) more" : ""
    let text = Output.wrapped(
      "  \(names.joined(separator: "; "))\(more): together \(group.probability.percent), "
        + "\(group.probability.frequency).", indent: "  ")
    if group.sites.count > 8 { return text + "\n  Too little is recorded to part them." }
    let separators = report.localizer.separators(of: group, in: report.answer).map { atlas.findings[$0].id }
    if separators.isEmpty { return text }
    return text + "\n"
      + Output.wrapped("  To part them: \(separators.joined(separator: ", ")).", indent: "  ")
  }

  private var table: String {
    var lines = [bold("Where, among patients like this in this setting")]
    for (rank, s) in posterior.ranking.prefix(top).enumerated() {
      let p = posterior.sites[s]
      let bar = String(repeating: "█", count: min(16, Int((p * 16).rounded())))
      let site = atlas.sites[s]
      let number = String(rank + 1).leftPadded(3)
      let beside = report.intervals.map { "(\($0.sites[s].percents))" } ?? bar
      let name = report.answer.name(of: s, atlas)
      lines.append("\(number)  \(name.column(48)) \(p.percent.leftPadded(6))  \(beside)".trimmedEnd)
      lines.append(dim(Output.wrapped("     \(site.id): \(site.place)", indent: "     ")))
    }
    if let standing = PatientText.standing(report.urgent) { lines.append(standing) }
    if !report.isBlank, let first = posterior.ranking.first {
      lines.append("Of patients like this, \(posterior.sites[first].frequency) have the first.")
    }
    if let elsewhere = PatientText.elsewhere(report.answer, posterior.ranking.prefix(top), atlas) {
      lines.append(Output.wrapped(elsewhere, indent: "  "))
    }
    if let intervals = report.intervals {
      lines.append(
        Output.wrapped(
          "In brackets: where it lies in four of five atlases whose \(intervals.numbers) numbers are drawn from how sure "
            + "each is (\(intervals.draws) draws).", indent: "  "))
    }
    return lines.joined(separator: "\n")
  }

  /// How the answer came about.
  private var stages: String {
    guard let stages = report.stages else { return "" }
    if stages.isEmpty {
      return Output.wrapped(
        "Stage by stage: nothing to show, since no finding is recorded"
          + (report.answer.patient.history.isEmpty
            ? "." : "; the history only moves how common each place is beforehand."),
        indent: "  ")
    }
    let lines = stages.map { stage in
      let name =
        switch stage.cost {
        case .ask: "told"
        case .bedside: "examined"
        case .needle: "needle, conduction"
        case .scanner: "scanned"
        }
      let first = stage.first.map {
        "\(atlas.midSentence(atlas.sites[$0.site].name)) \($0.probability.percent)"
      }
      return Output.wrapped(
        first.joined(separator: "; "), head: "  \(name.column(19))", indent: String(repeating: " ", count: 21)
      )
    }
    return ([bold("Stage by stage: what came first once that was known")] + lines).joined(separator: "\n")
  }

  /// That nothing is known of the patient yet.
  private var blank: String {
    report.isBlank
      ? Output.wrapped(
        "Nothing is recorded: this is how common each place is in this setting, no answer about a patient.",
        indent: "  ") : ""
  }

  /// What a red flag may stand for and the ranking does not hold.
  private var beyond: String {
    report.beyond.map { Output.wrapped($0 + ".", indent: "  ") } ?? ""
  }

  /// How the first site hangs on how common each is in the setting.
  private var caseMix: String {
    PatientText(atlas, colour: colour).caseMix(report.uniform)
  }

  private var counts: String {
    let c = posterior.lesionCounts
    let expected = c[1] + 2 * c[2] + 3 * c[3]
    var parts = ["one lesion \(c[1].percent)"]
    if report.answer.maximumLesions > 1 { parts.append("two \(c[2].percent)") }
    if report.answer.maximumLesions > 2 { parts.append("three \(c[3].percent)") }
    parts.append("none that this model knows \(c[0].percent)")
    return Output.wrapped(
      "How many: \(parts.joined(separator: ", ")). Without that last, the probabilities of the sites sum to "
        + "the expected number of lesions, \(expected.two).", indent: "  ")
  }

  private var reasons: String {
    if report.answer.evidence.observations.isEmpty { return "" }
    let sites = posterior.ranking.filter { $0 != atlas.unexplained }.prefix(3)
    let explanations = sites.compactMap { report.localizer.explanation(of: $0, in: report.answer) }
    let blocks = explanations.enumerated().map { rank, explanation in
      reasons(explanation, beside: rank > 0 ? explanations[0] : nil)
    }
    let head = [
      bold("For and against (log10: +1 makes it ten times likelier than no lesion)"),
      dim("  than 1: what sets a place apart from the first of the list"),
    ]
    let tellsApart = blocks.contains { $0.contains(Self.apartHead) }
    return (head.prefix(tellsApart ? 2 : 1) + blocks).joined(separator: "\n")
  }

  private static let apartHead = "    than 1   "

  /// What sets a site apart from the first of the list, most first: how common it is, and findings.
  private func differences(_ explanation: SiteExplanation, from first: SiteExplanation) -> [String] {
    let other = Dictionary(
      report.reasons(first).map { ($0.text, $0.log10) }, uniquingKeysWith: { first, _ in first })
    let findings = report.reasons(explanation).map { ($0.text, $0.log10 - (other[$0.text] ?? 0)) }
    return ([("how common", explanation.prior - first.prior)] + findings).filter { abs($0.1) >= 0.1 }
      .sorted { (-abs($0.1), $0.0) < (-abs($1.1), $1.0) }.prefix(5).map { "\($0.0) \($0.1.signed)" }
  }

  private func reasons(_ explanation: SiteExplanation, beside first: SiteExplanation?) -> String {
    let terms = report.reasons(explanation)
    func list(_ terms: [(text: String, log10: Double)]) -> String {
      let shown = terms.prefix(6).map { "\($0.text) \($0.log10.signed)" }
      let rest = terms.dropFirst(6).reduce(0) { $0 + $1.log10 }
      let tail = terms.count > 6 ? ["\(terms.count - 6) more \(rest.signed)"] : []
      return (shown + tail).joined(separator: ", ")
    }
    let sorted = terms.filter { abs($0.log10) >= 0.05 }.sorted {
      (-abs($0.log10), $0.text) < (-abs($1.log10), $1.text)
    }
    let small = terms.filter { abs($0.log10) < 0.05 }.reduce(0) { $0 + $1.log10 }
    let positive = sorted.filter { $0.log10 > 0 }
    let negative = sorted.filter { $0.log10 < 0 }
    let companion = report.companion(of: explanation.site)
    let beside = companion.map { "; mostly beside \(atlas.midSentence(atlas.sites[$0].name))" } ?? ""
    var lines = [
      Output.wrapped(
        "  \(atlas.sites[explanation.site].name) (\(report.phrase(explanation.lesion))\(beside))",
        indent: "  ")
    ]
    if !positive.isEmpty {
      lines.append(Output.wrapped(list(positive), head: "    for      ", indent: "             "))
    }
    if !negative.isEmpty {
      lines.append(Output.wrapped(list(negative), head: "    against  ", indent: "             "))
    }
    // What is there beside the first is not there in its place.
    let apart = first.map { $0.site == companion ? [] : differences(explanation, from: $0) } ?? []
    if !apart.isEmpty {
      lines.append(
        Output.wrapped(
          apart.joined(separator: ", "), head: Self.apartHead, indent: "             "))
    }
    var sum = "how common \(explanation.prior.signed)"
    if abs(small) >= 0.005 { sum += ", the rest of the findings \(small.signed)" }
    sum += ", levels, modes, other lesions \(explanation.rest.signed) = \(explanation.total.signed)"
    lines.append(Output.wrapped(sum, head: "    sum      ", indent: "             "))
    return lines.joined(separator: "\n")
  }

  /// The likeliest pair, where two lesions beat one.
  private var pair: String {
    var bySites: [[Int]: Double] = [:]
    for explanation in posterior.explanations {
      bySites[explanation.lesions.map(\.site).sorted(), default: 0] += explanation.probability
    }
    let sorted = bySites.sorted {
      $0.value != $1.value
        ? $0.value > $1.value
        : ($0.key.count, $0.key.first ?? 0, $0.key.last ?? 0)
          < ($1.key.count, $1.key.first ?? 0, $1.key.last ?? 0)
    }
    guard let best = sorted.first(where: { $0.key.count >= 2 }),
      let single = sorted.first(where: { $0.key.count == 1 }), best.value > single.value
    else { return "" }
    let names = best.key.map { report.answer.midSentenceName(of: $0, atlas) }.joined(separator: " and ")
    return Output.wrapped(
      "\(best.key.count) lesions explain this better than one: \(names), \(best.value.percent).", indent: "  "
    )
  }

  /// The severity fit, beside the posterior.
  private var fit: String {
    guard let fit = report.fit else { return "" }
    let used = fit.residuals.count
    var lines = [
      bold("Severity fit: share blocked that explains the deficits best, not how likely"),
      "  \(used) finding\(used == 1 ? "" : "s") used\(used < 4 ? "; with so few, the prior decides most of it" : "")",
    ]
    let blocked = fit.blocks.indices.filter { fit.blocks[$0] >= 0.005 }
      .sorted { fit.blocks[$0] > fit.blocks[$1] }
    for s in blocked {
      lines.append("  \(atlas.sites[s].name.column(48)) \(fit.blocks[s].percent.leftPadded(6)) blocked")
    }
    if blocked.isEmpty { lines.append("  no block: the findings used are normal") }
    let residuals = fit.residuals.map { residual in
      "\(atlas.findings[residual.finding].id) \(residual.observed.two)/\(residual.fitted.two)"
    }
    lines.append(
      Output.wrapped(
        residuals.joined(separator: ", "), head: "  deficit recorded/fitted, 0 whole, 1 lost: ",
        indent: "    "))
    if !fit.unused.isEmpty {
      let names = fit.unused.map { atlas.findings[$0].id }
      lines.append(
        Output.wrapped(
          names.joined(separator: ", "), head: "  not used, being of groups or dermatomes: ", indent: "    "))
    }
    return lines.joined(separator: "\n")
  }

  private var oddFindings: String {
    if report.unexplained.isEmpty { return "" }
    let names = report.unexplained.map { report.phrase(report.answer.evidence.observations[$0.observation]) }
    return Output.wrapped(
      "The first answer does not explain: \(names.joined(separator: "; ")).", indent: "  ")
  }

  private var notAsked: String {
    let side = report.answer.patient.side == .unknown && !report.isBlank ? ["which side, or both"] : []
    let names = side + report.notAsked.map { atlas.midSentence(atlas.findings[$0].name) }
    if names.isEmpty { return "" }
    return Output.wrapped(
      "Not asked, and never assumed absent: \(names.joined(separator: ", ")).", indent: "  ")
  }

  private var notes: String {
    report.notices.map { Output.wrapped("Note: \($0).", indent: "  ") }.joined(separator: "\n")
  }
}

extension Double {
  /// With a sign and two decimals, for terms that add up.
  fileprivate var signed: String { String(format: "%+.2f", self) }
}
