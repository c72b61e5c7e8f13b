/// One line of advice with its standing.
public struct CareLine: Sendable {
  public let text: String
  public let grade: EvidenceGrade
  /// Whether it takes force that weak bone may not stand.
  public let isForceful: Bool
  /// Whether it speaks of a needle, and so is left out where none is used.
  public let wantsNeedle: Bool
  /// Whether it may be done while nothing else is, until the patient has been seen.
  public let isForMeanwhile: Bool
  /// In which patients it holds; nil: in all.
  public let condition: CaseCondition?
  /// For which sites of its programme it is meant; empty: for all.
  public let sites: [Int]
  public let note: String?
  public let provenance: Provenance
}

/// What goes with needling where sites share the same care.
public struct Programme: Named {
  /// What needling can be there.
  public enum Role: String, Sendable, CaseIterable { case primary, adjunct, doubtful, specialist, none }

  public let id: String
  public let role: Role
  /// To whom, and for what, where needling does not help.
  public let referral: String
  public let manual: [CareLine]
  public let nerve: [CareLine]
  public let stretch: [CareLine]
  public let strength: [CareLine]
  public let advice: [CareLine]
  public let avoid: [String]
}

/// A step of a session.
public struct SessionStep: Sendable {
  public let id: String
  public let name: String
  public let parts: [String]
  public let minutes: Double
}
