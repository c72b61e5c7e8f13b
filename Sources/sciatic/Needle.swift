import Anatomy
import ArgumentParser
import Foundation
import Localization
import Needling

/// `sciatic needle`: which targets are worth a needle, what can go wrong, and what to do besides.
struct Needle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "needle",
    abstract: "Rank needling targets by what would change, with risks and what to do besides.",
    discussion: """
      Takes a case as 'locate' does. Red flags come first: where a patient must be sent on, no target is named. \
      Relief is the share of today's burden that one session is expected to take: by the needle alone, and together \
      with time, context and standard care.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(help: "Order of the targets: relief, safety or balance.") var by = TargetOrder.relief
  @Option(help: ArgumentHelp("A precaution that the patient consents to.", valueName: "id"))
  var accept: [String] = []
  @Flag(help: "Ultrasound guidance is at hand.") var ultrasound = false
  @Option(help: "How many targets to print.") var top = 4
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if top < 1 { throw ValidationError("--top takes a number from 1, not \(top).") }
    for file in save where !["json", "txt"].contains(file.fileEnding) {
      throw ValidationError("--save \(file): the name must end in .json or .txt.")
    }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let treatment = try atlasOption.treatment(for: atlas)
    let accepting = Set(accept.map { $0.hasPrefix("flag.") ? String($0.dropFirst(5)) : $0 })
    if let id = SafetyGate.unacceptable(accepting, treatment).first {
      let known = treatment.precautions.filter(\.mayAccept).map(\.id)
      throw DataError(
        file: "command line", "--accept '\(id)': only \(known.joined(separator: ", ")) may be accepted",
        suggestions: Nearest.words(to: id, in: known, limit: 1))
    }
    let patient = try caseOptions.read(atlas, treatment: treatment)
    let localizer = atlasOption.localizer(atlas)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let answer = localizer.locate(patient, Localizer.Options(maximumLesions: 2, threads: cores))
    let gate = SafetyGate(atlas, treatment, patient, accepting: accepting, hasUltrasound: ultrasound)
    let plan = TreatmentPlan(localizer, treatment, answer, gate, order: by, threads: cores)
    let report = NeedleReport(localizer, treatment, plan, order: by)
    for file in save {
      let text =
        file.fileEnding == "json"
        ? try NeedleJSON(report).render() + "\n" : NeedleText(report, top: top, colour: false).render() + "\n"
      try Output.save(text, to: file)
    }
    switch format {
    case .text: print(NeedleText(report, top: top, colour: Output.usesColour).render())
    case .json: print(try NeedleJSON(report).render())
    }
  }
}

extension TargetOrder: ExpressibleByArgument {}

extension AtlasOption {
  /// What the atlas says about treatment.
  ///
  /// - Throws: ``DataError`` with the faults of the files, or because there are none.
  func treatment(for atlas: Atlas) throws(DataError) -> Treatment {
    let files = try files()
    if !files.hasTreatment {
      throw DataError(file: files.origin, "says nothing about needling: it has no needling.yaml")
    }
    return try Treatment(files, atlas)
  }
}

/// Everything that the answer of `needle` shows, in any format.
struct NeedleReport {
  let localizer: Localizer
  let treatment: Treatment
  let plan: TreatmentPlan
  let order: TargetOrder

  var atlas: Atlas { localizer.atlas }
  var gate: SafetyGate { plan.gate }
  var answer: Answer { plan.answer }
  /// What must be excluded first, in words; nil where nothing must, or a red flag says so already.
  var mustExclude: String? {
    guard !plan.gate.forbidsTargets, let first = plan.mustExclude else { return nil }
    return
      "These findings leave \(atlas.midSentence(first.name)) at \(first.probability.percent): "
      + "exclude it first. \(first.action)"
  }
  /// Where to go with a cause that a needle does not reach: to whom, or first of all to find out which it is.
  func referral(_ unlikely: Unlikely) -> String {
    answer.posterior.sites[unlikely.site] >= 0.25
      ? "refer to \(unlikely.programme.referral)"
      : "which of them is open: 'sciatic next' says what would tell"
  }
  /// What comes before any needle, where a caution stands above the targets; nil where none does.
  var before: String? { plan.forbidsTargets ? nil : plan.gate.beforeNeedle }
  /// Targets that may be needled.
  var permitted: [RankedTarget] { plan.targets.filter { $0.exclusion == nil } }
  var excluded: [RankedTarget] { plan.targets.filter { $0.exclusion != nil } }

  init(_ localizer: Localizer, _ treatment: Treatment, _ plan: TreatmentPlan, order: TargetOrder) {
    self.localizer = localizer
    self.treatment = treatment
    self.plan = plan
    self.order = order
  }

  /// What must be said beside the ranking: findings that mean more than one thing.
  var remarks: [(text: String, provenance: Provenance)] {
    treatment.remarks.filter { $0.condition.holds(in: answer.patient, atlas) }.map { remark in
      let shares = remark.sites.map { group in
        "\(group.name) \(localizer.probability(ofAny: group.sites, answer).percent)"
      }
      return ("\(remark.text): \(shares.joined(separator: ", "))", remark.provenance)
    }
  }

  /// Whether a line of care takes force that this patient must be spared.
  func isTooForceful(_ line: CareLine) -> Bool { gate.forbidsForce && line.isForceful }

  /// Why manual therapy stays gentle, in a few words.
  var whyGentle: String {
    gate.urgent.isEmpty ? "by the precautions above" : "by the caution above, until it is cleared"
  }

  /// Lines of care that this patient may have.
  func lines(_ lines: [CareLine]) -> [CareLine] {
    lines.filter { !isTooForceful($0) && !($0.wantsNeedle && worthwhile.isEmpty) }
  }

  /// Those that are worth a needle.
  var worthwhile: [RankedTarget] { plan.worthwhile }

  /// The founding article's sources of pain, with their probability, and what only `simulate` sets.
  var causes: (likely: [(name: String, probability: Double)], simulated: [String]) {
    let sites = treatment.causes.filter { !$0.sites.isEmpty }
    return (
      sites.map { ($0.name, localizer.probability(ofAny: $0.sites, answer)) },
      treatment.causes.filter { $0.sites.isEmpty }.map(\.name)
    )
  }

  /// Leading sites for which nothing was ever tried.
  var untried: [Int] {
    answer.posterior.ranking.prefix(3).filter { site in
      answer.posterior.sites[site] >= 0.1
        && treatment.evidence.first { $0.sites.contains(site) }.map { $0.grade == .none } ?? false
    }
  }

  /// Warnings about what was needled in the regions of these targets.
  func warnings(_ targets: [RankedTarget]) -> [WarningSign] {
    let regions = Set(targets.map { treatment.targets[$0.relief.target].region })
    return treatment.warnings.filter { $0.regions.isEmpty || !regions.isDisjoint(with: $0.regions) }
  }

  /// A word for the weight of a risk.
  func word(_ risk: Double) -> String { risk < 0.02 ? "low" : risk < 0.1 ? "moderate" : "high" }
}
