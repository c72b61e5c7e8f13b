import Anatomy
import Simulation

/// One piece of evidence that a case gives: what was seen, or what a report left unsaid.
public struct Observation: Sendable {
  /// What was observed.
  public enum Content: Sendable, Equatable {
    /// A recorded finding; members recorded on their own are taken out of a group.
    case recorded(RecordedFinding, excluding: Set<FindingMember>)
    /// A conduction study of which only the amplitude counts: another one tells of the stretch that may be slow or blocked.
    case amplitude(RecordedFinding)
    /// The complaint is on one side only.
    case oneSide
    /// All that is recorded holds on both sides; the finding that says so, where it was recorded, too.
    case bothSides(stated: Int?)
    /// Signs of both legs are recorded: what P(one side) or P(both sides) is, as the context has it; counted for both
    /// where the finding that says so does not.
    case reach(isStated: Bool)
    /// A finding of the other leg.
    case otherSide(RecordedFinding)
    /// A report does not mention this finding; the weight of that silence.
    case silent(finding: Int, weight: Double)
    /// Every unlisted finding of a kind was normal: one block.
    case normalBlock(kind: Int, findings: [Int])
  }

  /// What was observed.
  public let content: Content
  /// Id for output: the finding, or a word for the rest.
  public let label: String
}

/// Everything that a case says, and what was set aside.
public struct Evidence: Sendable {
  /// What weighs, each once.
  public let observations: [Observation]
  /// Remarks for the reader: what weighs nothing and why.
  public let notices: [String]

  /// Reads the evidence out of a case.
  ///
  /// - Parameters:
  ///   - patient: the case, completed (``PatientCase/completed(_:)``).
  ///   - useSilence: whether what a published report leaves out counts.
  init(_ patient: PatientCase, _ atlas: Atlas, useSilence: Bool = true) {
    var observations: [Observation] = []
    var notices = patient.notices
    let overlaps = Overlaps(patient, atlas)
    for record in patient.findings {
      let finding = atlas.findings[record.finding]
      if Self.isImplied(record, patient, atlas) { continue }
      if patient.side == .bilateral, record.finding == atlas.bothSidesFinding, record.isAbnormal {
        observations.append(Observation(content: .bothSides(stated: record.finding), label: finding.id))
        continue
      }
      if Self.isTooEarly(record, patient, atlas) {
        notices.append(
          "\(finding.id) normal weighs nothing yet: too soon after onset (\(patient.durationWeeks?.plain ?? "") weeks)"
        )
        continue
      }
      switch overlaps.standing(of: record) {
      case .counts(let excluding):
        observations.append(
          Observation(content: .recorded(record, excluding: excluding), label: finding.id))
      case .countsOnScale:
        observations.append(Observation(content: .amplitude(record), label: finding.id))
      case .covered(let by):
        notices.append("\(finding.id) is not counted beside \(by)")
      }
    }
    let says = patient.findings.contains { $0.finding == atlas.bothSidesFinding }
    if !patient.otherSide.isEmpty, patient.side != .bilateral, patient.speaksOfBothSides(atlas) {
      observations.append(
        Observation(
          content: .reach(isStated: patient.hasBothSidesFinding(atlas)),
          label: "the signs of the other leg taken together"))
    } else if !says, patient.side != .unknown {
      let isBilateral = patient.side == .bilateral
      observations.append(
        isBilateral
          ? Observation(content: .bothSides(stated: nil), label: "both sides")
          : Observation(content: .oneSide, label: "one side only"))
    }
    for record in patient.otherSide {
      observations.append(
        Observation(content: .otherSide(record), label: "other-side " + atlas.findings[record.finding].id))
    }
    switch patient.examination {
    case .focused: break
    case .summary: if useSilence { observations += Self.silences(patient, atlas, overlaps) }
    case .complete: observations += Self.normalBlocks(atlas, overlaps)
    }
    self.observations = observations
    self.notices = notices
  }

  /// Whether another recorded finding says the same, and counts in its place.
  private static func isImplied(_ record: RecordedFinding, _ patient: PatientCase, _ atlas: Atlas) -> Bool {
    atlas.implications.contains { implication in
      implication.implied == record.finding && implication.impliedValue == record.value
        && patient.record(of: implication.finding)?.value == implication.value
    }
  }

  /// Whether a normal study was done before a lesion could show.
  private static func isTooEarly(_ record: RecordedFinding, _ patient: PatientCase, _ atlas: Atlas) -> Bool {
    // A study without an amplitude looks for block, which shows from the first day.
    guard let weeks = patient.durationWeeks, !record.isAbnormal,
      atlas.findings[record.finding].scale.worst > 0,
      let from = atlas.normalCountsFrom(record.finding)
    else { return false }
    return weeks < from
  }

  private static func silences(
    _ patient: PatientCase, _ atlas: Atlas, _ overlaps: Overlaps
  ) -> [Observation] {
    var result: [Observation] = []
    var done: Set<Int> = []
    func add(_ finding: Int, _ weight: Double) {
      if overlaps.isMentioned(finding) || !done.insert(finding).inserted { return }
      result.append(
        Observation(
          content: .silent(finding: finding, weight: weight),
          label: "not mentioned: " + atlas.findings[finding].id))
    }
    for (kind, findings) in atlas.silence.families.sorted(by: { $0.key < $1.key }) {
      let hasPositive = patient.findings.contains { atlas.findings[$0.finding].kind == kind && $0.isAbnormal }
      if hasPositive { for finding in findings { add(finding, atlas.silence.leftOut) } }
    }
    for finding in atlas.silence.salient {
      if patient.side != .unknown, finding == atlas.bothSidesFinding { continue }
      add(finding, atlas.silence.neverMentioned)
    }
    return result
  }

  private static func normalBlocks(
    _ atlas: Atlas, _ overlaps: Overlaps
  ) -> [Observation] {
    atlas.kinds.indices.filter { atlas.kinds[$0].isBedsideSign }.compactMap { kind in
      let findings = atlas.findings.indices.filter { f in
        guard atlas.findings[f].kind == kind, !overlaps.isMentioned(f) else { return false }
        switch atlas.findings[f].target {
        case .muscleGroup, .skinGroup: return false
        default: return true
        }
      }
      if findings.isEmpty { return nil }
      return Observation(
        content: .normalBlock(kind: kind, findings: findings),
        label: "all other \(atlas.kinds[kind].id) normal")
    }
  }
}
