import Anatomy
import Localization

/// The answer of `next` for people: 80 columns, readable without colour.
struct NextText {
  private let atlas: Atlas
  private let answer: Answer
  private let findings: [NextFinding]
  private let costs: Set<Cost>
  private let uniform: (site: Int, probability: Double)?
  private let colour: Bool

  init(
    _ atlas: Atlas, _ answer: Answer, _ findings: [NextFinding], _ costs: Set<Cost>,
    uniform: (site: Int, probability: Double)?, colour: Bool
  ) {
    self.uniform = uniform
    self.atlas = atlas
    self.answer = answer
    self.findings = findings
    self.costs = costs
    self.colour = colour
  }

  /// The whole text.
  func render() -> String {
    let text = PatientText(atlas, colour: colour)
    if answer.urgency(atlas).first?.tier == .emergency {
      let wait =
        "No test is worth waiting for: act on what stands above. What would part the places is in --format json."
      return [
        text.urgency(answer), text.heading(answer.patient, setting: answer.setting),
        Output.wrapped(wait, indent: "  "),
      ].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
    let parts =
      [
        text.urgency(answer), text.heading(answer.patient, setting: answer.setting),
        notAsked, spared, now, text.caseMix(uniform),
      ] + Cost.allCases.filter(costs.contains).map(block) + [notes]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }

  private func name(_ site: Int) -> String { atlas.midSentence(atlas.sites[site].name) }

  /// As it stands now; after an outcome another root may be felt.
  private func nameNow(_ site: Int) -> String { answer.midSentenceName(of: site, atlas) }

  private var now: String {
    let first = answer.posterior.ranking.prefix(3).map {
      "\(nameNow($0)) \(answer.posterior.sites[$0].percent)"
    }
    return Output.wrapped("Now: \(first.joined(separator: ", ")).", indent: "  ")
  }

  private func block(_ cost: Cost) -> String {
    let own = findings.filter { atlas.findings[$0.finding].cost == cost }
    let title =
      switch cost {
      case .ask: "To ask"
      case .bedside: "To test at the bedside"
      case .needle: "Needle study and conduction"
      case .scanner: "On a scan"
      }
    if own.isEmpty {
      let isLoud = answer.urgency(atlas).contains { $0.tier <= .urgent }
      let words =
        "nothing left that would tell places apart"
        + (isLoud ? "; what stands above is done all the same" : "")
      return "\(bold(title))\n" + Output.wrapped("  " + words, indent: "  ")
    }
    // What costs a needle or a scan must tell something.
    let isDear = cost == .needle || cost == .scanner
    if isDear, own.allSatisfy({ $0.bits < Self.leastBits }) {
      let words = "no further test is needed: each would tell less than \(Self.leastBits.plain) bits"
      return "\(bold(title))\n" + Output.wrapped("  " + words, indent: "  ")
    }
    return ([bold(title)] + own.filter { !isDear || $0.bits >= Self.leastBits }.map(entry)).joined(
      separator: "\n")
  }

  /// Bits from which on a needle study or a scan is named.
  private static let leastBits = 0.05

  /// Tests that this patient must be spared.
  private var spared: String {
    answer.patient.spared(atlas).map { entry in
      let names = entry.findings.map { atlas.title(of: $0) }.joined(separator: "; ")
      return Output.wrapped("Leave out: \(names): \(entry.text).", indent: "  ")
    }.joined(separator: "\n")
  }

  private func entry(_ next: NextFinding) -> String {
    let finding = atlas.findings[next.finding]
    var lines = [
      Output.wrapped(
        "  \(next.bits.two) bits \(atlas.title(of: next.finding)) (\(finding.id))",
        indent: "             ")
    ]
    let runs = runs(next.outcomes)
    // Where the first stays first and as likely, what moves is another.
    let shares = runs.map(\.ofSite)
    let stays =
      Set(runs.map(\.site)).count == 1
      && (shares.max() ?? 0) - (shares.min() ?? 0) < 0.02
    for run in runs {
      let head = "    \(run.values.column(12)) \(run.probability.percent.leftPadded(6))  "
      let other =
        stays && run.moved != run.site
        ? ", \(name(run.moved)) \(run.ofMoved.percent) (now \(answer.posterior.sites[run.moved].percent))"
        : ""
      lines.append(
        Output.wrapped(
          "then \(name(run.site)) \(run.ofSite.percent)\(other)", head: head,
          indent: String(repeating: " ", count: head.count)))
    }
    return lines.joined(separator: "\n")
  }

  /// Neighbouring values after which the same site comes first, as one line.
  private func runs(_ outcomes: [NextFinding.Outcome]) -> [(
    values: String, probability: Double, site: Int, ofSite: Double, moved: Int, ofMoved: Double
  )] {
    var runs: [[NextFinding.Outcome]] = []
    for outcome in outcomes where outcome.probability >= 0.005 {
      let follows = runs.last?.last.map {
        $0.firstSite == outcome.firstSite && runs.last?.first?.value != outcomes.first?.value
      }
      if follows ?? false { runs[runs.count - 1].append(outcome) } else { runs.append([outcome]) }
    }
    return runs.map { run in
      let probability = run.reduce(0) { $0 + $1.probability }
      let first = run[0]
      let last = run[run.count - 1]
      return (
        run.count > 1 ? "\(first.value) to \(last.value)" : first.value, probability, first.firstSite,
        run.reduce(0) { $0 + $1.probability * $1.probabilityOfFirst } / probability,
        first.movedSite, first.probabilityOfMoved
      )
    }
  }

  private var notAsked: String {
    let missing = answer.patient.openSafetyQuestions(atlas)
    if missing.isEmpty { return "" }
    let names = missing.map { atlas.midSentence(atlas.findings[$0].name) }
    return Output.wrapped(
      "Ask these first, whatever they tell of the site: \(names.joined(separator: ", ")).", indent: "  ")
  }

  private var notes: String {
    let lines =
      answer.evidence.notices.map { Output.wrapped("Note: \($0).", indent: "  ") } + [
        Output.wrapped(
          "Bits: expected information about the site of a single lesion; one bit halves the doubt. After each "
            + "outcome, how often it is to be expected and what would then come first.", indent: "  ")
      ]
    return lines.joined(separator: "\n")
  }
}
