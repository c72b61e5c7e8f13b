extension PatientCase {
  /// The case with everything that it says in other words: implied findings, flags that stand for history and
  /// back.
  public func completed(_ atlas: Atlas) -> PatientCase {
    var result = self
    for implication in atlas.implications where result.record(of: implication.implied) == nil {
      guard let record = result.record(of: implication.finding), record.value == implication.value,
        let reading = atlas.findings[implication.implied].scale.reading(of: implication.impliedValue)
      else { continue }
      result.findings.append(
        RecordedFinding(finding: implication.implied, value: implication.impliedValue, reading: reading))
    }
    for flag in atlas.ageFlags where result.record(of: flag.finding) == nil {
      guard let age = result.age, age < flag.below else { continue }
      result.set(flag.finding, atlas)
    }
    for (flag, history) in atlas.flagHistory.sorted(by: { $0.key < $1.key }) {
      guard let finding = atlas.findings.position(of: flag), let item = atlas.modifiers.position(of: history)
      else { continue }
      if let record = result.record(of: finding) {
        if record.isAbnormal, !result.history.contains(item) { result.history.append(item) }
      } else if result.history.contains(item) {
        result.set(finding, atlas)
      }
    }
    return result
  }

  /// Records a finding as present.
  private mutating func set(_ finding: Int, _ atlas: Atlas) {
    let scale = atlas.findings[finding].scale
    guard let reading = scale.reading(of: scale.bareValue) else { return }
    findings.append(RecordedFinding(finding: finding, value: scale.bareValue, reading: reading))
  }

  /// The red flags that this case raises, most urgent first; in a tier in the order of the atlas.
  ///
  /// Conditions read the case as completed by ``completed(_:)``. What was not recorded raises nothing.
  public func urgency(_ atlas: Atlas) -> [UrgencyRule] {
    let full = completed(atlas)
    let fired = atlas.tiers.enumerated().filter { $0.element.condition.holds(in: full, atlas) }
    return fired.sorted { ($0.element.tier, $0.offset) < ($1.element.tier, $1.offset) }.map(\.element)
  }
}

extension CaseCondition {
  /// Whether the condition holds in a case.
  public func holds(in patient: PatientCase, _ atlas: Atlas) -> Bool {
    switch self {
    case .finding(let pattern, let value):
      return patient.records(matching: pattern, atlas).contains { record in
        value.map { record.value == $0 } ?? record.isAbnormal
      }
    case .gradeAtMost(let pattern, let grade):
      return patient.records(matching: pattern, atlas).contains { record in
        guard let digit = record.value.first?.wholeNumberValue else { return false }
        return digit <= grade
      }
    case .history(let id):
      return atlas.modifiers.position(of: id).map { patient.history.contains($0) } ?? false
    case .duration(let below, let weeks, let orUnknown):
      guard let duration = patient.durationWeeks else { return orUnknown }
      return below ? duration < weeks : duration >= weeks
    case .age(let below, let years):
      guard let age = patient.age else { return false }
      return below ? age < years : age >= years
    case .side(let side): return patient.side.rawValue == side
    case .any(let conditions): return conditions.contains { $0.holds(in: patient, atlas) }
    case .all(let conditions): return conditions.allSatisfy { $0.holds(in: patient, atlas) }
    case .atLeast(let count, let conditions):
      return conditions.count(where: { $0.holds(in: patient, atlas) }) >= count
    case .not(let condition): return !condition.holds(in: patient, atlas)
    }
  }
}

extension PatientCase {
  /// Records of a finding, or of every finding of a kind (`kind.*`).
  fileprivate func records(matching pattern: String, _ atlas: Atlas) -> [RecordedFinding] {
    if pattern.hasSuffix(".*") {
      let prefix = pattern.dropLast()
      return findings.filter { atlas.findings[$0.finding].id.hasPrefix(prefix) }
    }
    return atlas.findings.position(of: pattern).flatMap { record(of: $0) }.map { [$0] } ?? []
  }
}
