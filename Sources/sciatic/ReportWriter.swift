import Anatomy
import Diagrams
import Foundation
import Localization
import Needling

/// Gathers what a report says.
struct ReportWriter {
  private let drawing: DrawingAtlas
  private let work: PatientWork
  private let style: DrawingStyle
  private let locate: LocateReport
  private var atlas: Atlas { drawing.atlas }
  private static let sitesShown = 5
  private static let targetsShown = 4

  init(_ drawing: DrawingAtlas, _ work: PatientWork, _ style: DrawingStyle) {
    self.drawing = drawing
    self.work = work
    self.style = style
    locate = LocateReport(work.localizer, work.answer, Localizer.Options(maximumLesions: 2))
  }

  func report() throws -> Report {
    let patient = PatientText(atlas, colour: false)
    let heading = patient.heading(work.answer.patient, setting: work.answer.setting)
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var blocks: [Report.Block] = [
      .heading("Where the nerve may be caught, among patients like this"),
      .text("For and against: +1 makes a place ten times likelier than no lesion, -1 ten times less likely."),
    ]
    blocks.append(.bars(work.answer.posterior.ranking.prefix(Self.sitesShown).map(bar)))
    if let standing = PatientText.standing(locate.urgent) { blocks.append(.text(standing)) }
    if let elsewhere = PatientText.elsewhere(
      work.answer, work.answer.posterior.ranking.prefix(Self.sitesShown), atlas)
    {
      blocks.append(.text(elsewhere))
    }
    if let beyond = locate.beyond { blocks.append(.text(beyond + ".")) }
    if let group = locate.groups.first, group.sites.count > 1 {
      let names = group.sites.prefix(6).map { work.answer.midSentenceName(of: $0, atlas) }
      blocks.append(
        .text(
          "These findings hardly tell apart: \(names.joined(separator: "; ")); together \(group.probability.percent), \(group.probability.frequency)."
        ))
      let parts = work.localizer.separators(of: group, in: work.answer).map(atlas.midSentenceTitle)
      if !parts.isEmpty { blocks.append(.text("To part them: \(parts.joined(separator: "; ")).")) }
    }
    let notices = locate.notices.map { $0.replacingOccurrences(of: ", so try --lesions 3", with: "") }
    if !notices.isEmpty { blocks.append(.list(notices.map(\.capitalizedFirst))) }
    blocks.append(
      .picture(
        CaseDiagram(drawing, work.answer, plan: work.plan, treatment: work.treatment, style: style).scene()))
    if let plan = work.plan, let treatment = work.treatment { blocks += needling(plan, treatment) }
    let findings = work.answer.patient.findings.map { locate.phrase($0) }
    blocks.append(.heading("Recorded findings"))
    blocks.append(.text(findings.isEmpty ? "none" : findings.joined(separator: "; ")))
    let asked = work.plan?.gate.notAsked ?? locate.notAsked
    if !asked.isEmpty {
      blocks.append(.heading("Not asked, and never assumed absent"))
      blocks.append(.text(asked.map { atlas.midSentence(atlas.findings[$0].name) }.joined(separator: ", ")))
    }
    if !sources.isEmpty {
      blocks.append(.heading("Sources"))
      blocks.append(.list(sources))
    }
    blocks.append(.heading("Made by"))
    blocks.append(.text(Output.command))
    return Report(
      title: work.answer.patient.id.isEmpty ? "Report" : "Report: \(work.answer.patient.id)",
      subtitle: heading,
      alerts: alerts,
      blocks: blocks,
      footer:
        "For research and teaching; not a medical device. \(work.localizer.atlas.origin)",
      style: style)
  }

  /// Flags, and above mere cautions what must be excluded first.
  private var alerts: [Report.Alert] {
    let flags = locate.urgent.advice.map { Report.Alert($0.rule, action: $0.action) }
    return flags.filter { $0.tier != .caution } + (excludeFirst.map { [$0] } ?? [])
      + flags.filter { $0.tier == .caution }
  }

  private var excludeFirst: Report.Alert? {
    if locate.urgent.contains(where: { $0.tier == .emergency }) { return nil }
    return work.answer.alarm(atlas).map {
      Report.Alert(excluding: $0.name, probability: $0.probability.percent, action: $0.action)
    }
  }

  private func bar(_ site: Int) -> Report.Bar {
    let explanation = work.localizer.explanation(of: site, in: work.answer)
    func list(_ sign: Double) -> String {
      let terms = (explanation.map(locate.reasons) ?? []).filter { $0.log10 * sign >= 0.05 }
        .sorted { (-abs($0.log10), $0.text) < (-abs($1.log10), $1.text) }.prefix(5)
      return terms.map { "\($0.text) \($0.log10.signedOne)" }.joined(separator: ", ")
    }
    return Report.Bar(
      name: work.answer.name(of: site, atlas), place: atlas.sites[site].place,
      value: work.answer.posterior.sites[site],
      pros: list(1), cons: list(-1))
  }

  private func needling(_ plan: TreatmentPlan, _ treatment: Treatment) -> [Report.Block] {
    let report = NeedleReport(work.localizer, treatment, plan, order: .relief)
    var blocks: [Report.Block] = [.heading("Needling")]
    if plan.forbidsTargets {
      return blocks + [
        .text(
          report.mustExclude.map { "No needling now. " + $0 }
            ?? "No needling now: refer first. No target is named while the above is not cleared.")
      ] + until(report)
    }
    for warning in [report.soFar, report.before].compactMap({ $0 }) { blocks.append(.text(warning)) }
    if let unlikely = plan.unlikely {
      blocks.append(
        .text(
          "Needling is unlikely to help: causes that a needle does not reach hold \(unlikely.probability.percent); \(report.referral(unlikely))."
        ))
    }
    let precautions = plan.gate.precautions.map(\.text) + (report.wanted.map { [$0] } ?? [])
    if !precautions.isEmpty { blocks += [.heading("Precautions for this patient"), .list(precautions)] }
    let rows = report.worthwhile.prefix(Self.targetsShown).map { ranked -> [String] in
      let target = treatment.targets[ranked.relief.target]
      return [
        target.name, ranked.relief.relief.needling.percent, ranked.relief.total.percent,
        report.word(ranked.risk),
        report.risks(target),
        ranked.evidence.map { $0.grade == .none ? $0.text : "\($0.grade.words): \($0.text)" } ?? "",
      ]
    }
    if rows.isEmpty {
      blocks.append(
        .text(
          report.permitted.isEmpty ? "None: every target is excluded, see below." : report.nothingWorthwhile))
    } else {
      blocks.append(
        .text(
          "Share of today's burden that one session is expected to take, by the needle and with "
            + "\(treatment.course.intervalWords) of care."
        ))
      blocks.append(
        .table(
          head: ["target", "needle", "with care", "risk", "at risk", "evidence"],
          rows: [["no needle: standard care", "-", treatment.effects.care.typical.percent, "", "", ""]] + rows
        ))
      let ways = report.worthwhile.prefix(Self.targetsShown).map {
        way(treatment.targets[$0.relief.target], report)
      }
      blocks += [.heading("How and how deep"), .list(ways)]
    }
    if !report.exclusions.isEmpty {
      blocks += [.heading("Excluded for this patient"), .list(report.exclusions)]
    }
    for (title, lines) in care(plan, report) where !lines.isEmpty {
      blocks.append(.heading(title))
      blocks.append(.list(lines))
    }
    return blocks
  }

  /// How a target is reached, and what is known to go wrong there.
  private func way(_ target: NeedleTarget, _ report: NeedleReport) -> String {
    let questions =
      target.questions.isEmpty ? nil : "ask first: \(target.questions.joined(separator: "; "))"
    let parts = [
      "\(target.name): \(report.facts(target))", report.reach(target),
      report.place(target), report.caution(target), questions,
    ]
    return parts.compactMap { $0?.capitalizedFirst }.map {
      $0.hasSuffix(".") || $0.hasSuffix(")") ? $0 : $0 + "."
    }.joined(separator: " ")
  }

  private func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// What may be done until the patient was seen.
  private func until(_ report: NeedleReport) -> [Report.Block] {
    if report.plan.meanwhile.isEmpty { return [] }
    return [
      ("Until then", report.meanwhile.map { "\($0.text) [\($0.grade.words)]" }), ("Avoid", report.bans),
    ].flatMap { title, lines in lines.isEmpty ? [] : [.heading(title), .list(lines)] }
  }

  private func care(_ plan: TreatmentPlan, _ report: NeedleReport) -> [(String, [String])] {
    func lines(_ parts: [CareText.Part]) -> [String] {
      unique(
        plan.programmes.flatMap { entry in
          parts.flatMap { part in
            report.lines(entry.programme[keyPath: part.lines], of: entry.probability).map {
              "\(part.kind)\($0.text) [\($0.grade.words)]"
            }
          }
        })
    }
    return [
      ("Refer, as strength, feeling or a reflex is lost", report.referralsForDeficit),
      ("Unload, and nothing else before that", report.gate.againstLoad.map(\.text)),
      ("Manual therapy", lines([("", \.manual)])),
      ("Corrective exercise", lines(CareText.exercises)),
      ("Advice", lines([("", \.advice)])),
      ("Avoid", report.bans),
      (
        "After a session, call for help at",
        report.worthwhile.isEmpty
          ? [] : report.warnings(report.worthwhile).map { "\($0.text): \($0.action)" }
      ),
      ("Ask before a needle", report.worthwhile.isEmpty ? [] : report.treatment.questions),
    ]
  }

  /// Works that speak for what the report shows: its flags, targets, and the findings at its sites.
  private var sources: [String] {
    var keys = locate.urgent.flatMap(\.provenance.sources)
    if let plan = work.plan, let treatment = work.treatment, !plan.forbidsTargets {
      keys += treatment.effects.sources
      for ranked in plan.worthwhile.prefix(Self.targetsShown) {
        keys += ranked.evidence?.provenance.sources ?? []
        keys += treatment.targets[ranked.relief.target].cautionSources
      }
      keys += plan.gate.precautions.flatMap(\.provenance.sources)
    }
    let shown = Set(work.answer.posterior.ranking.prefix(Self.sitesShown))
    for record in work.answer.patient.findings {
      for link in atlas.findings[record.finding].links where !shown.isDisjoint(with: link.sites) {
        keys += link.likelihood.provenance.sources
      }
    }
    var seen: Set<String> = []
    return keys.filter { seen.insert($0).inserted }.compactMap { atlas.citations[$0]?.text }
  }
}
