/// What a record leaves unsaid means.
public enum Examination: String, Sendable, CaseIterable {
  /// What is missing was not examined and says nothing.
  case focused
  /// A published report: what it leaves out is weak evidence of absence.
  case summary
  /// Everything at the bedside was examined; what is not listed was normal.
  case complete
}

/// The side of the complaint.
public enum BodySide: String, Sendable, CaseIterable {
  case left, right, bilateral, unknown
}

/// A recorded finding.
public struct RecordedFinding: Sendable, Equatable {
  /// Position in ``Atlas/findings``.
  public let finding: Int
  /// The value as written.
  public let value: String
  /// What the value means on the finding's scale.
  public let reading: Scale.Reading

  public init(finding: Int, value: String, reading: Scale.Reading) {
    self.finding = finding
    self.value = value
    self.reading = reading
  }

  /// Whether the value is worse than normal.
  public var isAbnormal: Bool {
    switch reading {
    case .steps(let range): range.lowerBound > 0
    case .aside: true
    }
  }
}

/// One patient: who, with what history, and everything found, positive and negative.
public struct PatientCase: Sendable {
  /// What is known of a published case's true lesion.
  public struct Confirmation: Sendable {
    /// True sites; the first is the main one.
    public var sites: [Int]
    public var alsoAcceptable: [Int]
    public var alsoPresent: [Int]
    public var by: String
    /// Whether confirmation and examination are fully known.
    public var isStrict: Bool

    public init(sites: [Int], alsoAcceptable: [Int], alsoPresent: [Int], by: String, isStrict: Bool) {
      self.sites = sites
      self.alsoAcceptable = alsoAcceptable
      self.alsoPresent = alsoPresent
      self.by = by
      self.isStrict = isStrict
    }
  }

  /// What may stand in ``sex``.
  public static let sexes = ["female", "male"]

  public var id = ""
  /// Age in years; nil where unknown.
  public var age: Double?
  /// One of ``sexes``; nil where unknown.
  public var sex: String?
  public var side = BodySide.unknown
  /// Weeks since onset; nil where unknown.
  public var durationWeeks: Double?
  /// Positions in ``Atlas/modifiers``.
  public var history: [Int] = []
  public var examination = Examination.focused
  public var findings: [RecordedFinding] = []
  /// What the other leg shows where it differs.
  public var otherSide: [RecordedFinding] = []
  /// Setting named in the case.
  public var setting: Int?
  public var confirmation: Confirmation?
  /// Treatment so far, in order.
  public var sessions: [TreatmentSession] = []
  /// Where a flag holds, by finding id; under "" for every flag.
  public var flagRegions: [String: [String]] = [:]
  /// Answers to questions of candidacy that no finding records, by id.
  public var candidacy: [String: Bool] = [:]
  /// Oddities that do not stop the answer.
  public var notices: [String] = []

  /// An empty case.
  public init() {}

  /// The record of a finding, if it was examined.
  public func record(of finding: Int) -> RecordedFinding? {
    findings.first { $0.finding == finding }
  }
}
