import Anatomy

/// How well needling suits a patient, sign by sign.
public struct Candidacy: Sendable {
  /// Whether a patient has a sign.
  public enum Reply: String, Sendable { case yes, no, notAsked = "not-asked" }

  /// In the order of ``Treatment/candidacy``.
  public let signs: [(sign: CandidacySign, reply: Reply)]

  init(_ atlas: Atlas, _ treatment: Treatment, _ patient: PatientCase) {
    let full = patient.completed(atlas)
    signs = treatment.candidacy.map { sign in
      if let condition = sign.condition {
        if condition.holds(in: full, atlas) { return (sign, .yes) }
        return (sign, condition.wasAsked(in: full, atlas) ? .no : .notAsked)
      }
      guard let answer = full.candidacy[sign.id] else { return (sign, .notAsked) }
      return (sign, answer ? .yes : .no)
    }
  }

  /// Signs of the founding article, and how many are there.
  public var article: (yes: Int, all: Int) {
    let own = signs.filter { $0.sign.origin == .article }
    return (own.count { $0.reply == .yes }, own.count)
  }
}

extension CaseCondition {
  /// Whether anything that the condition reads was recorded.
  func wasAsked(in patient: PatientCase, _ atlas: Atlas) -> Bool {
    switch self {
    case .finding(let pattern, _), .gradeAtMost(let pattern, _), .leg(let pattern, _):
      return patient.findings.contains { $0.matches(pattern, atlas) }
    case .history, .side: return true
    case .duration: return patient.durationWeeks != nil
    case .age: return patient.age != nil
    case .any(let inner), .all(let inner), .atLeast(_, let inner), .bothLegs(let inner):
      return inner.contains { $0.wasAsked(in: patient, atlas) }
    case .not(let inner): return inner.wasAsked(in: patient, atlas)
    }
  }
}
