extension PatientCase {
  /// The case with everything that it says in other words: implied findings, flags that stand for history and
  /// back.
  public func completed(_ atlas: Atlas) -> PatientCase {
    var result = self
    for implication in atlas.implications {
      guard let implied = result.implied(by: implication, atlas) else { continue }
      guard let place = result.findings.firstIndex(where: { $0.finding == implied.finding }) else {
        result.findings.append(implied)
        continue
      }
      // What one says and the other denies counts: the safer reading.
      if result.denies(implied) { result.findings[place] = implied }
    }
    for flag in atlas.ageFlags {
      guard let age = result.age, age < flag.below, result.record(of: flag.finding)?.isAbnormal != true
      else { continue }
      result.findings.removeAll { $0.finding == flag.finding }
      result.set(flag.finding, atlas)
    }
    for (flag, history) in atlas.flagHistory.sorted(by: { $0.key < $1.key }) {
      guard let finding = atlas.findings.position(of: flag), let item = atlas.modifiers.position(of: history)
      else { continue }
      if result.record(of: finding)?.isAbnormal == true {
        if !result.history.contains(item) { result.history.append(item) }
      } else if result.history.contains(item) {
        // What one says and the other denies counts: the safer reading.
        result.findings.removeAll { $0.finding == finding }
        result.set(finding, atlas)
      }
    }
    return result
  }

  /// What an implication says of this case; nil where it says nothing.
  func implied(by implication: Implication, _ atlas: Atlas) -> RecordedFinding? {
    guard record(of: implication.finding)?.value == implication.value,
      let reading = atlas.findings[implication.implied].scale.reading(of: implication.impliedValue)
    else { return nil }
    return RecordedFinding(finding: implication.implied, value: implication.impliedValue, reading: reading)
  }

  /// Whether a finding that follows from another one is recorded as normal.
  func denies(_ implied: RecordedFinding) -> Bool {
    implied.isAbnormal && record(of: implied.finding)?.isAbnormal == false
  }

  /// Records a finding as present.
  private mutating func set(_ finding: Int, _ atlas: Atlas) {
    let scale = atlas.findings[finding].scale
    guard let reading = scale.reading(of: scale.bareValue) else { return }
    findings.append(RecordedFinding(finding: finding, value: scale.bareValue, reading: reading))
  }

  /// The red flags that this case raises, most urgent first; in a tier in the order of the atlas.
  ///
  /// Conditions read the case as completed by ``completed(_:)``, and either leg: a palsy of the other leg is no less
  /// urgent. What was not recorded raises nothing.
  ///
  /// - Parameter probabilities: of the sites, where the case was answered: some actions hang on them.
  public func urgency(_ atlas: Atlas, _ probabilities: [Double]? = nil) -> [UrgencyRule] {
    let full = completed(atlas)
    let fired = atlas.tiers.enumerated().filter {
      $0.element.condition.holds(in: full, atlas, ofEitherLeg: true)
    }
    let silent = Set(fired.flatMap(\.element.over))
    return fired.filter { !silent.contains($0.element.id) }
      .sorted { ($0.element.tier, $0.offset) < ($1.element.tier, $1.offset) }
      .map { $0.element.rule(for: full, atlas, probabilities) }
  }
}

extension CaseCondition {
  /// Whether the condition holds in a case; `ofEitherLeg` where what the other leg shows counts as well.
  public func holds(in patient: PatientCase, _ atlas: Atlas, ofEitherLeg: Bool = false) -> Bool {
    func isTrue(_ condition: CaseCondition) -> Bool {
      condition.holds(in: patient, atlas, ofEitherLeg: ofEitherLeg)
    }
    func records(_ pattern: String) -> [RecordedFinding] {
      let other = ofEitherLeg ? patient.otherSide : []
      return (patient.findings + other).filter { $0.matches(pattern, atlas) }
    }
    switch self {
    case .finding(let pattern, let value):
      return records(pattern).contains { record in
        value.map { record.value == $0 } ?? record.isAbnormal
      }
    case .gradeAtMost(let pattern, let grade):
      return records(pattern).contains { record in
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
    case .bothLegs(let clauses): return patient.hasOnBothLegs(clauses, atlas)
    case .leg(let pattern, let isOther):
      return (isOther ? patient.otherSide : patient.findings).contains {
        $0.isAbnormal && $0.matches(pattern, atlas)
      }
    case .any(let conditions): return conditions.contains(where: isTrue)
    case .all(let conditions): return conditions.allSatisfy(isTrue)
    case .atLeast(let count, let conditions):
      return conditions.count(where: isTrue) >= count
    case .not(let condition): return !isTrue(condition)
    }
  }
}

extension RecordedFinding {
  /// Whether this is a finding, or one of a kind (`kind.*`).
  package func matches(_ pattern: String, _ atlas: Atlas) -> Bool {
    let id = atlas.findings[finding].id
    return pattern.hasSuffix(".*") ? id.hasPrefix(pattern.dropLast()) : id == pattern
  }
}

extension PatientCase {
  /// The questions of safety that the record leaves open, as positions in ``Atlas/findings``. Whether both legs are affected
  /// is no question where strength or touch is lost in both; lost jerks may be of age.
  public func openSafetyQuestions(_ atlas: Atlas) -> [Int] {
    func isLoss(_ record: RecordedFinding) -> Bool {
      record.isAbnormal
        && [.strength, .sensation].contains(atlas.kinds[atlas.findings[record.finding].kind].measure)
    }
    let hasLossInBoth =
      findings.contains(where: isLoss) && (side == .bilateral || otherSide.contains(where: isLoss))
    let ofSome = atlas.conditionalQuestions.filter { $0.condition.holds(in: self, atlas, ofEitherLeg: true) }
    // What the history says needs no question.
    let full = completed(atlas)
    return (atlas.safetyQuestions + ofSome.map(\.finding)).filter {
      full.record(of: $0) == nil && !($0 == atlas.bothSidesFinding && hasLossInBoth)
    }
  }

  /// Whether each leg has a finding that one of the clauses names, abnormal or with its value; not of need the same one.
  fileprivate func hasOnBothLegs(_ clauses: [CaseCondition], _ atlas: Atlas) -> Bool {
    func counts(_ record: RecordedFinding) -> Bool {
      clauses.contains { clause in
        guard case .finding(let pattern, let value) = clause else { return false }
        return record.matches(pattern, atlas) && value.map { record.value == $0 } ?? record.isAbnormal
      }
    }
    let own = findings.filter(counts)
    if own.isEmpty { return false }
    if otherSide.contains(where: counts) { return true }
    // On both sides every finding holds for both, but for what is said to differ.
    return side == .bilateral
      && own.contains { record in !otherSide.contains { $0.finding == record.finding } }
  }
}
