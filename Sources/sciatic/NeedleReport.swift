import Anatomy
import Foundation
import Localization
import Needling

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

  /// Lines of care of a programme that this patient may have, with the probability of its sites: those that are for some of
  /// them alone hold where they have a good part of it.
  func lines(_ lines: [CareLine], of probability: Double) -> [CareLine] {
    lines.filter { line in
      if isTooForceful(line) || line.wantsNeedle && worthwhile.isEmpty { return false }
      if !gate.againstLoad.isEmpty && !line.isForMeanwhile { return false }
      if let condition = line.condition, !condition.holds(in: answer.patient, atlas) { return false }
      return line.sites.isEmpty
        || localizer.probability(ofAny: line.sites, answer) >= Self.goodPart * probability
    }
  }

  private static let goodPart = 0.3

  /// What may be done for the likeliest sites until the patient was seen.
  var meanwhile: [CareLine] {
    var seen: Set<String> = []
    return plan.meanwhile.flatMap { entry in
      let programme = entry.programme
      let all = programme.manual + programme.nerve + programme.stretch + programme.strength + programme.advice
      return lines(all.filter(\.isForMeanwhile), of: entry.probability)
    }.filter { seen.insert($0.text).inserted }
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
