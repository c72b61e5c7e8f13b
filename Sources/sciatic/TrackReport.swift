import Anatomy
import Localization
import Needling

/// Everything that `track` shows.
struct TrackReport {
  let atlas: Atlas
  let treatment: Treatment
  let patient: PatientCase
  let record: ProgressRecord
  let urgent: [UrgencyRule]
  /// What must be excluded first, and precautions that forbid every target.
  let forbidden: [String]
  /// Precautions that bound the needle.
  let precautions: [String]
  /// What a precaution still needs to be known.
  let wanted: [String]
  /// What comes before any needle, where a caution stands above.
  let before: String?
  /// Whether a red flag or a precaution forbids going on.
  var mustStop: Bool { isUrgent || !forbidden.isEmpty || isBarred }
  /// Whether the patient must be sent on.
  var isUrgent: Bool { urgent.contains { $0.tier <= .urgent } }
  /// Whether all that was needled last is excluded: to go on as before is what the precautions forbid.
  var isBarred: Bool {
    guard let last = record.sessions.last(where: { !$0.targets.isEmpty }) else { return false }
    return last.targets.allSatisfy { target in excluded.contains { $0.id == target } }
  }
  /// Why nothing is needled.
  var stop: String {
    if isUrgent { return "No needling now: refer first." }
    return forbidden.isEmpty
      ? "No needling as before: all that was needled last is excluded for this patient; 'sciatic needle' names what is left."
      : "No needling: \(forbidden.joined(separator: "; "))."
  }
  /// Targets of the sessions that this patient may not have, and why.
  let excluded: [(id: String, reason: String)]
  /// Where to look again, when the course is poor: groups of sites, the second first.
  let reconsider: [(names: [String], probability: Double, referral: String?)]

  init(_ atlas: Atlas, _ treatment: Treatment, _ patient: PatientCase) {
    self.atlas = atlas
    self.treatment = treatment
    self.patient = patient
    record = ProgressRecord(treatment, patient)
    let gate = SafetyGate(atlas, treatment, patient)
    urgent = gate.urgent
    let localizer = patient.findings.isEmpty ? nil : Localizer(atlas)
    let answer = localizer?.locate(patient)
    let first = answer?.alarm(atlas).map {
      "exclude \(atlas.midSentence($0.name)) first, at \($0.probability.percent)"
    }
    let withUltrasound = SafetyGate(atlas, treatment, patient, hasUltrasound: true)
    let all = gate.precautions.filter { if case .all = $0.scope { true } else { false } }.map(\.text)
    // A region that nobody knows leaves no target, either.
    let none = all.isEmpty ? withUltrasound.exclusionOfAll.map { [$0] } ?? [] : all
    forbidden = (first.map { [$0] } ?? []) + none
    precautions = gate.needlePrecautions.map(\.text)
    wanted = gate.wanted
    before = gate.beforeNeedle
    var seen: Set<String> = []
    excluded = patient.sessions.flatMap(\.targets).filter { seen.insert($0).inserted }.compactMap { id in
      // A muscle stands for any of its targets.
      let targets = treatment.targets.filter {
        $0.id == id || $0.muscle.map { atlas.muscles[$0].id == id } ?? false
      }
      let reasons = targets.compactMap(withUltrasound.exclusion)
      return reasons.count == targets.count ? reasons.first.map { (id, $0) } : nil
    }
    if [.partial, .noChange, .worse].contains(record.verdict), let localizer, let answer {
      let groups = localizer.groups(in: answer)
      let order = Array(groups.dropFirst().prefix(2)) + groups.prefix(1)
      reconsider = order.map { group in
        (
          group.sites.prefix(4).map { atlas.midSentence(atlas.sites[$0].name) }, group.probability,
          group.sites.first.flatMap { treatment.programme(of: $0)?.referral }
        )
      }
    } else {
      reconsider = []
    }
  }
}
