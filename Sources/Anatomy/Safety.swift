import Foundation

/// How soon a patient must be seen by someone else.
public enum UrgencyTier: String, Sendable, CaseIterable, Comparable {
  /// Now.
  case emergency
  /// Within days.
  case urgent
  /// Go on, with a warning.
  case caution

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  public static func < (lhs: UrgencyTier, rhs: UrgencyTier) -> Bool { lhs.rank < rhs.rank }
}

/// A red flag: when it fires, what it may mean and what to do.
public struct UrgencyRule: Named {
  public let id: String
  public let tier: UrgencyTier
  public let condition: CaseCondition
  /// Quieter rules that keep silent where this one fires.
  public let over: [String]
  /// Sites of which it speaks, so that their own alarm needn't sound beside it.
  public let sites: [Int]
  /// What it may mean; `{}` stands for the names of those of ``naming`` that were found.
  public internal(set) var text: String
  /// Positions in ``Atlas/findings``.
  public let naming: [Int]
  /// What to do, and how soon.
  public internal(set) var action: String
  /// What is added to the action in some patients.
  public let additions: [ConditionalText]
  /// What is done in its place where a lesion of some sites is likelier than not.
  public let instead: InsteadAction?
  /// What is said before it where the duration is not recorded.
  public let undated: String?
  /// Whether an urgent one has to be seen the same day.
  public let isForToday: Bool
  public let provenance: Provenance

  /// The word that stands before it, and by when it wants to be acted upon.
  public var heading: String {
    switch tier {
    case .emergency: "EMERGENCY, act now"
    case .urgent: isForToday ? "URGENT, today" : "URGENT, days at most"
    case .caution: "CAUTION"
    }
  }

  /// As said of a patient, who is completed: with what was found and what to do in this case.
  ///
  /// - Parameter probabilities: of the sites, where the case was answered.
  func rule(for patient: PatientCase, _ atlas: Atlas, _ probabilities: [Double]?) -> UrgencyRule {
    var result = self
    let found = naming.filter { patient.record(of: $0)?.isAbnormal ?? false }
      .map { atlas.midSentence(atlas.findings[$0].name) }
    result.text = text.replacingOccurrences(of: "{}", with: found.joined(separator: ", "))
    let isOfOthers = instead.map { other in
      (probabilities.map { p in other.sites.reduce(0) { $0 + p[$1] } } ?? 0) > 0.5
    }
    let main = isOfOthers == true ? instead?.action ?? action : action
    let added = additions.filter { $0.condition.holds(in: patient, atlas, ofEitherLeg: true) }.map(\.text)
    let first = patient.durationWeeks == nil ? undated.map { [$0] } ?? [] : []
    result.action = (first + [main] + added).joined(separator: " ")
    return result
  }
}

/// A sentence that is said where a condition holds.
public struct ConditionalText: Sendable {
  public let condition: CaseCondition
  public let text: String
}

/// What to do where the lesion is likelier than not at one of some sites.
public struct InsteadAction: Sendable {
  /// Positions in ``Atlas/sites``.
  public let sites: [Int]
  public let action: String
}

/// A question of safety that is put only where a condition holds.
public struct ConditionalQuestion: Sendable {
  /// Position in ``Atlas/findings``.
  public let finding: Int
  public let condition: CaseCondition
}

/// Tests that a state of the patient forbids.
public struct SparedTests: Sendable {
  /// Positions in ``Atlas/findings``.
  public let findings: [Int]
  public let condition: CaseCondition
  /// Why, in a few words.
  public let text: String
  public let provenance: Provenance
}

extension PatientCase {
  /// The tests that this patient must be spared, with the reason.
  public func spared(_ atlas: Atlas) -> [SparedTests] {
    let full = completed(atlas)
    return atlas.spared.filter { $0.condition.holds(in: full, atlas) }
  }
}

extension [UrgencyRule] {
  /// Rules that fired, worst first, with what to do; under an emergency the others are named without it, lest a later
  /// date be read.
  public var advice: [(rule: UrgencyRule, action: String?)] {
    map { ($0, first?.tier == .emergency && $0.tier != .emergency ? nil : $0.action) }
  }
}

/// A condition on what a case records. What was not recorded makes no condition true.
public indirect enum CaseCondition: Sendable {
  /// A finding, or any one of a kind (`kind.*`), recorded abnormal or with one value.
  case finding(pattern: String, value: String?)
  /// A muscle of this pattern graded at or below an MRC grade.
  case gradeAtMost(pattern: String, grade: Int)
  case history(String)
  /// Duration in weeks below or at least a bound; `orUnknown` also holds where it is not recorded.
  case duration(below: Bool, weeks: Double, orUnknown: Bool)
  case age(below: Bool, years: Double)
  case side(String)
  /// On either leg at least one of these clauses (``finding(pattern:value:)``); not of need the same one.
  case bothLegs([CaseCondition])
  /// A finding, or one of a kind (`kind.*`), recorded abnormal on this leg or on the other.
  case leg(pattern: String, isOther: Bool)
  case any([CaseCondition])
  case all([CaseCondition])
  case atLeast(Int, [CaseCondition])
  case not(CaseCondition)
}
