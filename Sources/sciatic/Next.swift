import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic next`: which examination would settle it.
struct Next: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", _superCommandName: "sciatic",
    abstract: "Say which question or test would tell most about where the nerve is caught.",
    discussion: """
      Takes what 'locate' takes. A bit halves the doubt once. 'sciatic locate' with the finding added, as in \
      'sciatic locate CASE test.slr=positive', gives the answer after it.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(help: "How many findings of each cost to print.") var top = 3
  @Option(
    help: ArgumentHelp(
      "What it may cost: ask, bedside, needle or scanner; may be repeated. Default: all.", valueName: "cost"))
  var cost: [Cost] = []
  @Option(help: "Largest number of lesions at once: 1, 2 or 3.") var lesions = 2
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !(1...3).contains(lesions) { throw ValidationError("--lesions takes 1, 2 or 3, not \(lesions).") }
    if top < 1 { throw ValidationError("--top takes a number from 1, not \(top).") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let patient = try caseOptions.read(atlas)
    let localizer = atlasOption.localizer(atlas)
    let options = Localizer.Options(
      maximumLesions: lesions, threads: ProcessInfo.processInfo.activeProcessorCount)
    let answer = localizer.locate(patient, options)
    let costs = cost.isEmpty ? Set(Cost.allCases) : Set(cost)
    let findings = localizer.next(after: answer, count: top, costs: costs, options)
    switch format {
    case .text:
      print(
        NextText(
          atlas, answer, findings, costs, uniform: localizer.uniformFirst(of: answer, options),
          colour: Output.usesColour
        ).render())
    case .json: print(try NextJSON(atlas, answer, findings).render())
    }
  }
}

extension Cost: ExpressibleByArgument {}

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
    if answer.patient.urgency(atlas).first?.tier == .emergency {
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
        notAsked, now, text.caseMix(uniform),
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
    if own.isEmpty { return "\(bold(title))\n  nothing left that would tell places apart" }
    return ([bold(title)] + own.map(entry)).joined(separator: "\n")
  }

  private func entry(_ next: NextFinding) -> String {
    let finding = atlas.findings[next.finding]
    var lines = [
      Output.wrapped(
        "  \(String(format: "%.2f", next.bits)) bits \(atlas.title(of: next.finding)) (\(finding.id))",
        indent: "             ")
    ]
    for run in runs(next.outcomes) {
      let head = "    \(run.values.column(12)) \(run.probability.percent.leftPadded(6))  "
      lines.append(
        Output.wrapped(
          "then \(name(run.site)) \(run.ofSite.percent)", head: head,
          indent: String(repeating: " ", count: head.count)))
    }
    return lines.joined(separator: "\n")
  }

  /// Neighbouring values after which the same site comes first, as one line.
  private func runs(_ outcomes: [NextFinding.Outcome]) -> [(
    values: String, probability: Double, site: Int, ofSite: Double
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
        run.reduce(0) { $0 + $1.probability * $1.probabilityOfFirst } / probability
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

/// The answer of `next` as JSON: schema `sciatic.next/1`. Fields may be added, never changed.
struct NextJSON {
  private let document: Document

  private struct Document: Encodable {
    var schema = "sciatic.next/1"
    var atlas: [String: String]
    var setting: String
    var urgent: [UrgentJSON]
    var exclude_first: ExcludeFirstJSON?
    var findings: [Entry]
    var not_asked: [String]
  }
  private struct Entry: Encodable {
    var finding: String
    var bits: Double
    var cost: String
    var outcomes: [Outcome]
  }
  private struct Outcome: Encodable {
    var value: String
    var probability: Double
    var first_site: String
    var probability_of_first: Double
  }

  init(_ atlas: Atlas, _ answer: Answer, _ findings: [NextFinding]) {
    document = Document(
      atlas: atlas.identity, setting: answer.setting.id,
      urgent: UrgentJSON.list(answer.patient.urgency(atlas)),
      exclude_first: ExcludeFirstJSON(answer, atlas),
      findings: findings.map { next in
        Entry(
          finding: atlas.findings[next.finding].id, bits: next.bits.six,
          cost: atlas.findings[next.finding].cost.rawValue,
          outcomes: next.outcomes.map {
            Outcome(
              value: $0.value, probability: $0.probability.six, first_site: atlas.sites[$0.firstSite].id,
              probability_of_first: $0.probabilityOfFirst.six)
          })
      },
      not_asked: answer.patient.openSafetyQuestions(atlas).map { atlas.findings[$0].id })
  }

  /// The text of the document.
  func render() throws -> String {
    try document.jsonText()
  }
}
