import Anatomy
import Localization
import Needling

/// What is said of targets in the same words wherever they are named.
extension NeedleReport {
  /// What must be known before any needle, such as the region of a flag; nil where nothing is missing.
  var wanted: String? {
    plan.gate.wanted.isEmpty
      ? nil : "Needed before any needle: \(plan.gate.wanted.joined(separator: "; "))."
  }

  /// What the sessions of the case say against going on; nil where they don't.
  var soFar: String? {
    answer.patient.sessions.isEmpty
      ? nil : ProgressRecord(treatment, answer.patient).warning(treatment.review)
  }

  /// Kind, guidance, needle and depth of a target.
  func facts(_ target: NeedleTarget) -> String {
    var facts = [target.kind.rawValue, guidance(gate.guidance(for: target))]
    if !target.needles.isEmpty { facts.append("needle \(range(target.needles)) mm (unverified)") }
    if let depth = target.depth {
      let span = range([depth.range.low, depth.range.high])
      facts.append("depth \(span) mm (\(depth.isVerified ? "measured" : "unverified"))")
    }
    return facts.joined(separator: "; ")
  }

  /// Where the needle goes in, and how the patient lies.
  func place(_ target: NeedleTarget) -> String { "\(gate.position(for: target)); \(target.landmark)" }

  /// A warning where the needle is shorter than the muscle may lie deep.
  func reach(_ target: NeedleTarget) -> String? {
    guard let depth = target.depth, let longest = target.needles.max(), depth.range.high > longest else {
      return nil
    }
    return "in a thick patient this needle does not reach: leave it, never press it in to the hub"
  }

  /// All that the needle may meet, with the harm and how likely it is.
  func risks(_ target: NeedleTarget) -> String {
    target.risks.map { risk in
      "\(atlas.midSentence(treatment.structures[risk.structure].name)) (\(risk.harm.rawValue), \(risk.likelihood.rawValue))"
    }.joined(separator: "; ")
  }

  /// What was found out about this entry, with its sources; nil where there is nothing.
  func caution(_ target: NeedleTarget) -> String? {
    if target.caution.isEmpty { return nil }
    let sources = target.cautionSources.isEmpty ? "" : " (\(target.cautionSources.joined(separator: ", ")))"
    return target.caution + sources
  }

  private func guidance(_ guidance: NeedleTarget.Guidance) -> String {
    switch guidance {
    case .palpation: "by palpation"
    case .recommended: "ultrasound advised"
    case .required: "ultrasound only"
    }
  }

  private func range(_ values: [Double]) -> String {
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    return low == high ? low.plain : "\(low.plain)-\(high.plain)"
  }

  /// Whether a target that would be worth a needle is excluded.
  var isBestExcluded: Bool { excluded.contains { plan.isWorthwhile($0) } }

  /// Why nothing is worth a needle.
  var nothingWorthwhile: String {
    isBestExcluded
      ? "None: what would be worth a needle is excluded, see below; nothing else is."
      : "None is worth a needle: each would change less than \(plan.leastRelief.percent) of the burden, or only dampen "
        + "pain in general, untried for this cause."
  }

  /// Whom to see on account of what is weak, numb or without its reflex; empty where nothing is.
  var referralsForDeficit: [String] {
    let hasDeficit = answer.patient.findings.contains { record in
      record.isAbnormal
        && [.strength, .sensation, .reflex].contains(atlas.kinds[atlas.findings[record.finding].kind].measure)
    }
    if !hasDeficit { return [] }
    // What was said above is not said again.
    let told = plan.unlikely.flatMap { answer.posterior.sites[$0.site] >= 0.25 ? $0.programme.referral : nil }
    return plan.programmes.map(\.programme.referral).filter { $0 != told }
  }

  /// What must be avoided, for the likeliest sites and for others that are likely enough.
  var bans: [String] {
    var seen: Set<String> = []
    return (plan.programmes.map(\.programme) + plan.meanwhile.map(\.programme) + plan.avoiding).flatMap(
      \.avoid
    )
    .filter { seen.insert($0).inserted }
  }

  /// Reasons, each with the best of the targets that it excludes.
  var exclusions: [String] {
    var byReason: [(reason: String, ids: [String])] = []
    for ranked in excluded where ranked.relief.relief.needling >= 0.005 {
      let reason = ranked.exclusion ?? ""
      let id = treatment.targets[ranked.relief.target].id
      if let place = byReason.firstIndex(where: { $0.reason == reason }) {
        byReason[place].ids.append(id)
      } else {
        byReason.append((reason, [id]))
      }
    }
    return byReason.map { entry in
      let more = entry.ids.count > 5 ? " and \(entry.ids.count - 5) more" : ""
      return "\(entry.reason): \(entry.ids.prefix(5).joined(separator: ", "))\(more)"
    }
  }
}
