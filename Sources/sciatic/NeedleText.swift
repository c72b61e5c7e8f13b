import Anatomy
import Foundation
import Localization
import Needling

/// The answer of `needle` for people: 80 columns, readable without colour.
struct NeedleText {
  private let report: NeedleReport
  private let top: Int
  private let colour: Bool
  private var atlas: Atlas { report.atlas }
  private var plan: TreatmentPlan { report.plan }
  private var treatment: Treatment { report.treatment }

  init(_ report: NeedleReport, top: Int, colour: Bool) {
    self.report = report
    self.top = top
    self.colour = colour
  }

  /// The whole text.
  func render() -> String {
    let patient = PatientText(atlas, colour: colour)
    var parts = [patient.urgency(plan.gate.urgent)]
    if plan.gate.forbidsTargets {
      parts.append(
        bold("No needling now: refer first.")
          + " No target is named while the above is not cleared.")
    } else if let cause = report.mustExclude {
      parts.append(Output.wrapped("No needling now. " + cause, indent: "  "))
    }
    parts.append(patient.heading(plan.answer.patient, setting: plan.answer.setting))
    if plan.answer.patient.findings.isEmpty {
      parts.append(
        Output.wrapped(
          "No finding is recorded: there is nothing to rank targets by. 'sciatic new' writes a sheet.",
          head: "  ",
          indent: "  "))
      return (parts + [questions]).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
    parts.append(assessment)
    if !plan.forbidsTargets {
      parts += [precautions, targets, excluded, CareText(report, colour: colour).render()]
    } else {
      parts.append(CareText(report, colour: colour).renderMeanwhile())
    }
    parts += [questions, sources, verdict]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The answer once more, in three lines at most: long ones end far from their head.
  private var verdict: String {
    let urgent = plan.gate.urgent.first
    let needle: String
    if plan.gate.forbidsTargets {
      needle = "No needling now: refer first."
    } else if let cause = plan.mustExclude {
      needle = "No needling now: exclude \(atlas.midSentence(cause.name)) first."
    } else if let best = report.worthwhile.first {
      let target = treatment.targets[best.relief.target]
      needle =
        "First target \(target.name), \(best.relief.relief.needling.percent)"
        + (urgent == nil ? "" : ", after what the caution asks for")
        + (plan.unlikely == nil ? "." : "; needling is unlikely to help.")
    } else {
      needle =
        report.permitted.isEmpty
        ? "No needle: every target is excluded."
        : report.isBestExcluded
          ? "No needle: what would be worth one is excluded." : "No target is worth a needle."
    }
    let first = plan.answer.posterior.ranking[0]
    let site =
      "Likeliest \(atlas.midSentence(plan.answer.name(of: first, atlas))), \(plan.answer.posterior.sites[first].percent)."
    let loud = urgent.flatMap { $0.tier == .caution ? nil : $0 }
    // The shorter where the whole takes more than three lines.
    let texts =
      loud.map { ["\($0.heading): \($0.text). \(needle)", "\($0.heading), see the first lines. \(needle)"] }
      ?? [site + " " + needle + (urgent.map { " \($0.heading): see the first lines." } ?? ""), needle]
    let wrapped = texts.map { Output.wrapped("In short: \($0)", indent: "  ") }
    return wrapped.first { $0.count { $0 == "\n" } < 3 } ?? wrapped[1]
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }
  private func dim(_ text: String) -> String { Output.styled(text, "2", colour: colour) }

  private var assessment: String {
    let posterior = plan.answer.posterior
    var lines = [bold("Assessment: likeliest causes ('sciatic locate' gives the reasons)")]
    for s in posterior.ranking.prefix(3) {
      lines.append(
        "  \(plan.answer.name(of: s, atlas).column(52)) \(posterior.sites[s].percent.leftPadded(6))")
    }
    if let standing = PatientText.standing(plan.gate.urgent) { lines.append("  \(standing)") }
    if let elsewhere = PatientText.elsewhere(plan.answer, posterior.ranking.prefix(3), atlas) {
      lines.append(Output.wrapped(elsewhere, head: "  ", indent: "  "))
    }
    let options = Localizer.Options(maximumLesions: plan.answer.maximumLesions)
    if let uniform = report.localizer.uniformFirst(of: plan.answer, options) {
      lines.append(PatientText(atlas, colour: colour).caseMix(uniform, head: "  "))
    }
    let causes = report.causes
    if !causes.likely.isEmpty {
      let named = causes.likely.map { "\($0.name) \($0.probability.percent)" }.joined(separator: ", ")
      let rest =
        causes.simulated.isEmpty
        ? "" : "; \(causes.simulated.joined(separator: " and ")): set in 'sciatic simulate'"
      lines.append(
        Output.wrapped("The founding article's sources: \(named)\(rest).", head: "  ", indent: "  "))
    }
    for notice in plan.answer.patient.notices {
      lines.append(Output.wrapped("Note: \(notice).", head: "  ", indent: "  "))
    }
    for remark in report.remarks { lines.append(Output.wrapped(remark.text + ".", head: "  ", indent: "  ")) }
    if let unlikely = plan.unlikely {
      let site = atlas.midSentence(atlas.sites[unlikely.site].name)
      lines.append(
        Output.wrapped(
          "Needling is unlikely to help: causes that a needle does not reach hold \(unlikely.probability.percent), "
            + "first \(site); \(report.referral(unlikely)).", head: "  ", indent: "  "))
    }
    if plan.forbidsTargets { return lines.joined(separator: "\n") }
    if !report.untried.isEmpty {
      let names = report.untried.map { atlas.midSentence(atlas.sites[$0].name) }
      lines.append(
        Output.wrapped(
          "Needling for \(names.joined(separator: "; ")): anatomical reasoning, no trial.", head: "  ",
          indent: "  "))
    }
    lines.append(candidacy)
    return lines.joined(separator: "\n")
  }

  private var candidacy: String {
    func names(_ origin: CandidacySign.Origin, _ reply: Candidacy.Reply) -> [String] {
      plan.candidacy.signs.filter { $0.sign.origin == origin && $0.reply == reply }.map {
        let arrow = origin == .trial ? ($0.sign.direction == .better ? " (+)" : " (-)") : ""
        return $0.sign.text + arrow
      }
    }
    let (yes, all) = plan.candidacy.article
    var lines: [String] = []
    let present = names(.article, .yes)
    lines.append(
      Output.wrapped(
        "\(yes) of \(all) signs of a good candidate, by the founding article"
          + (present.isEmpty ? "." : ": \(present.joined(separator: "; "))."), head: "  ", indent: "  "))
    let predictors = names(.trial, .yes)
    if !predictors.isEmpty {
      lines.append(
        Output.wrapped(
          "Predicts more (+) or less (-) response: \(predictors.joined(separator: "; ")).", head: "  ",
          indent: "  "))
    }
    let open = names(.article, .notAsked) + names(.trial, .notAsked)
    if !open.isEmpty {
      lines.append(
        Output.wrapped("Not known of the patient: \(open.joined(separator: "; ")).", head: "  ", indent: "  ")
      )
    }
    return lines.joined(separator: "\n")
  }

  private var precautions: String {
    var lines: [String] = []
    for precaution in plan.gate.precautions {
      lines.append(Output.wrapped("- \(precaution.text)", head: "  ", indent: "    "))
    }
    for precaution in plan.gate.accepted {
      lines.append(
        Output.wrapped(
          "- \(precaution.text): ACCEPTED\(precaution.accepted.map { "; " + $0 } ?? "")", head: "  ",
          indent: "    "))
    }
    if let wanted = report.wanted { lines.append(Output.wrapped(wanted, head: "  ", indent: "  ")) }
    if !treatment.questions.isEmpty {
      lines.append(
        Output.wrapped(
          "Ask before a needle: \(treatment.questions.joined(separator: "; ")).", head: "  ", indent: "  "))
    }
    return lines.isEmpty ? "" : ([bold("Precautions for this patient")] + lines).joined(separator: "\n")
  }

  private var targets: String {
    let order =
      switch report.order {
      case .relief: "by expected relief"
      case .safety: "safest first of those worth it"
      case .balance: "by relief x (1 - risk)"
      }
    var lines = [bold("Targets, \(order): share of today's burden, per session")]
    for warning in [report.soFar, report.before].compactMap({ $0 }) {
      lines.append(Output.wrapped(warning, head: "  ", indent: "  "))
    }
    if report.permitted.isEmpty {
      lines.append("  None: every target is excluded, see below.")
      return lines.joined(separator: "\n")
    }
    if report.worthwhile.isEmpty {
      lines.append(
        Output.wrapped(
          report.nothingWorthwhile, head: "  ", indent: "  "))
      return lines.joined(separator: "\n")
    }
    lines.append(dim("\("".column(38)) needle with care four in five  risk"))
    lines.append(
      " -  \("No needle: standard care".column(34)) \("-".leftPadded(6)) "
        + treatment.effects.care.typical.percent.leftPadded(9))
    for (rank, ranked) in report.worthwhile.prefix(top).enumerated() {
      lines.append(row(rank + 1, ranked))
      lines += details(ranked)
    }
    lines.append(
      Output.wrapped(
        "needle: what the needle adds. with care: needle, time, context and standard care of \(treatment.course.intervalWords) together. "
          + "four in five: draws of cause and effect size, with care. The fall of tone wears off in "
          + "\(treatment.effects.decayDays.low.plain) to \(treatment.effects.decayDays.high.plain) days.",
        head: "  ", indent: "  "))
    return lines.joined(separator: "\n")
  }

  private func row(_ rank: Int, _ ranked: RankedTarget) -> String {
    let relief = ranked.relief
    let name = treatment.targets[relief.target].name
    // The factor itself where the order hangs on it.
    let risk = report.order == .relief ? report.word(ranked.risk) : ranked.risk.two
    return
      "\(String(rank).leftPadded(2))  \(name.column(34)) \(relief.relief.needling.percent.leftPadded(6)) "
      + "\(relief.total.percent.leftPadded(9)) \(span(relief.interval).leftPadded(12))  "
      + risk
  }

  private func span(_ range: ClosedRange<Double>) -> String {
    "\(Int((range.lowerBound * 100).rounded()))-\(Int((range.upperBound * 100).rounded())) %"
  }

  private func details(_ ranked: RankedTarget) -> [String] {
    let target = treatment.targets[ranked.relief.target]
    let relief = ranked.relief.relief
    var lines: [String] = []
    func add(_ text: String) { lines.append(Output.wrapped(text, head: "    ", indent: "      ")) }
    add("\(target.id): \(report.facts(target))")
    if let reach = report.reach(target) { add(reach) }
    if ranked.isUnpalpated { add("palpate first: its trigger point was not looked for") }
    add(report.place(target).capitalizedFirst)
    let effects = [
      ("release", relief.release), ("inflammation", relief.inflammation), ("central gain", relief.gain),
      ("mobility", relief.mobility),
    ]
    let acting = effects.filter { $0.1 >= 0.0005 }.map { "\($0.0) \($0.1.percent)" }
    let nothing =
      relief.isGainAlone ? " (modulation only: it cannot touch the cause)" : ""
    if !acting.isEmpty { add("through \(acting.joined(separator: ", "))\(nothing)") }
    let sites = ranked.relief.sites.prefix(2).map { atlas.midSentence(atlas.sites[$0.index].name) }
    if !sites.isEmpty { add("acts at: \(sites.joined(separator: "; "))") }
    if let evidence = ranked.evidence {
      add(
        evidence.grade == .none
          ? "evidence: \(evidence.text)" : "evidence: \(evidence.grade.words): \(evidence.text)")
    }
    let risks = report.risks(target)
    if !risks.isEmpty { add("at risk: \(risks)") }
    if let caution = report.caution(target) { add("note: \(caution)") }
    if !target.questions.isEmpty { add("ask first: \(target.questions.joined(separator: "; "))") }
    return lines
  }

  private var excluded: String {
    let lines = report.exclusions.map { Output.wrapped($0, head: "  ", indent: "    ") }
    return lines.isEmpty ? "" : ([bold("Excluded for this patient")] + lines).joined(separator: "\n")
  }

  private var questions: String {
    var lines: [String] = []
    // Beside the precautions, where targets are named.
    if plan.forbidsTargets || plan.answer.patient.findings.isEmpty, let wanted = report.wanted {
      lines.append(Output.wrapped(wanted, head: "  ", indent: "  "))
    }
    let names = plan.gate.notAsked.map { atlas.midSentence(atlas.findings[$0].name) }
    if !names.isEmpty {
      lines.append(
        Output.wrapped(
          "Not asked, and never assumed absent: \(names.joined(separator: ", ")).", head: "  ", indent: "  "))
    }
    return lines.joined(separator: "\n")
  }

  private var sources: String {
    var keys: [String] = report.remarks.flatMap(\.provenance.sources)
    if !plan.forbidsTargets {
      keys += plan.candidacy.signs.flatMap(\.sign.provenance.sources)
      for ranked in report.worthwhile.prefix(top) { keys += ranked.evidence?.provenance.sources ?? [] }
      keys += treatment.effects.sources + plan.gate.precautions.flatMap(\.provenance.sources)
      for entry in plan.programmes {
        let all = entry.programme.manual + entry.programme.nerve + entry.programme.stretch
        let shown = report.lines(
          all + entry.programme.strength + entry.programme.advice, of: entry.probability)
        keys += shown.flatMap(\.provenance.sources)
      }
      keys += treatment.rates.flatMap(\.provenance.sources)
    }
    keys += plan.gate.urgent.flatMap(\.provenance.sources)
    var seen: Set<String> = []
    let unique = keys.filter { seen.insert($0).inserted }
    var lines: [String] = []
    if !unique.isEmpty {
      lines.append(
        Output.wrapped(
          "Sources: \(unique.joined(separator: ", ")); 'sciatic atlas show KEY' gives the paper. Numbers without one are "
            + "estimates with a reason. For research and teaching; no medical device.", head: "  ",
          indent: "  "))
    }
    return lines.joined(separator: "\n")
  }
}

extension String {
  /// The first letter in upper case.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
