/// A state of the patient that forbids some targets, or some of what goes with needling.
public struct Precaution: Named {
  /// What it forbids.
  public enum Scope: Sendable {
    /// Every target.
    case all
    /// Deep targets, targets beside a vessel, and those that cannot be pressed on.
    case bleeding
    /// Targets of these regions, as positions in ``Treatment/regions``.
    case regions([Int])
    /// Targets of the region where the flag holds, which the case names.
    case flaggedRegion(withNeighbours: Bool)
    /// Targets beside these structures, as positions in ``Treatment/structures``.
    case beside([Int])
    /// Targets that lie deep, in these regions; in all where none is named.
    case deep([Int])
    /// Targets beside these structures for which ultrasound is advised: not without it.
    case guided([Int])
    /// What loads or moves the limb beside the needle: exercise, stretching, work by hand. No target.
    case load
    /// Forceful manual therapy, no target.
    case force
    /// Nothing: it is only said.
    case notice
  }

  public let id: String
  public let condition: CaseCondition
  /// The flag it reads, as position in ``Atlas/findings``: what to ask for.
  public let flag: Int
  public let scope: Scope
  /// Whether the patient may accept it.
  public let mayAccept: Bool
  /// What is to be done where the patient has accepted it.
  public let accepted: String?
  /// Whom to ask: a sex, and those younger than some years; nil: everybody.
  public let askedSex: String?
  public let askedBelow: Double?
  /// What else must be known before a needle is used.
  public let wanted: String?
  /// How the patient lies, whatever a target says.
  public let position: String?
  /// Why, in a few words.
  public let text: String
  public let provenance: Provenance
}

/// How often something happens, per session.
public struct HarmRate: Sendable {
  public let id: String
  public let name: String
  public let range: Spread
  public let provenance: Provenance
}

/// What after a session calls for help.
public struct WarningSign: Sendable {
  public let text: String
  public let action: String
  /// Regions after whose needling it matters; empty: all.
  public let regions: [Int]
  public let grade: EvidenceGrade
  public let provenance: Provenance
}
