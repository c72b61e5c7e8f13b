import Foundation

/// A questionnaire or measurement of progress.
public struct OutcomeMeasure: Named {
  public let id: String
  public let name: String
  public let least: Double
  public let most: Double
  public let isLowerBetter: Bool
  /// Smallest change that matters, in its own units.
  public let meaningful: Double?
  /// Sites that it is made for; empty: all.
  public let sites: [Int]
  public let provenance: Provenance
}

/// When some measures are taken.
public struct MeasureSchedule: Sendable {
  public let when: String
  /// Positions in ``Treatment/measures``.
  public let measures: [Int]
}

/// When to think again.
public struct ReviewRule: Sendable {
  /// Sessions after which progress is judged.
  public var sessions = 4
  /// Fall of pain that matters, in points of 0…10.
  public var points = 2.0
  /// The same as a share of the start.
  public var share = 0.3
  /// Share below which to stop.
  public var stop = 0.1
  /// Where the points come from: a key of the sources.
  public var source = ""
  /// What to ask again when it grows worse.
  public var again = ""
  /// What calls for a referral on the same day.
  public var alarm = ""

  /// Whether a fall from `start` to `now` matters: by points and by share, or because the pain is gone.
  public func isMeaningful(from start: Double, to now: Double) -> Bool {
    if start > 0, now < 0.5 { return true }
    return start - now >= points - 1e-9 && start - now >= share * start - 1e-9
  }

  /// Whether a rise matters.
  public func isWorse(from start: Double, to now: Double) -> Bool { now - start >= points - 1e-9 }
}

/// Constants of the course over sessions and days.
public struct CourseConstants: Sendable {
  /// What it was fitted to, in words.
  public var basis = ""
  /// How far it may be trusted, in words.
  public var caveat = ""
  /// Part of the pain that goes with tension, inflammation and central gain; sums to 1.
  public var tension = 0.0
  public var inflammation = 0.0
  public var gain = 0.0
  /// Fall of pain per day under standard care, 1/day.
  public var careRate = 0.0
  /// Fall of pain per day by time alone, after care has ended, 1/day.
  public var naturalRate = 0.0
  /// Factor on the effects of ``NeedleEffects`` with which the trials are met.
  public var response = 1.0
  /// Spread of ln response between patients.
  public var responseSpread = 0.0
  /// Spread of ln rate of recovery between patients.
  public var careSpread = 0.0
  /// Standard error of a pain score, points of 0…10.
  public var error = 0.0
  /// Usual days between sessions.
  public var interval = 7.0
  /// The usual time between sessions, in words: "a week", "10 days".
  public var intervalWords: String { interval == 7 ? "a week" : "\(interval.plain) days" }
  /// Usual number of sessions.
  public var sessions = 6
  /// Days after the last session for which care goes on.
  public var careTail = 7.0
  /// In whom no course of pain is foretold.
  public var silent: CaseCondition?
}

/// One arm of a trial: when it was needled, and what pain was left.
public struct TrialArm: Sendable {
  public let id: String
  public let name: String
  public let n: Double
  /// Days of needling; empty in a control arm.
  public let needled: [Double]
  /// Last day of standard care.
  public let careUntil: Double
  /// Day and share of the starting pain that was left.
  public let left: [(day: Double, share: Double)]
  public let provenance: Provenance

  /// Share left per session, over the needled sessions of the arm up to its first measurement; nil without needling.
  public var retention: Double? {
    guard let first = left.first, !needled.isEmpty else { return nil }
    let sessions = needled.count { $0 <= first.day }
    return sessions == 0 ? nil : pow(first.share, 1 / Double(sessions))
  }
}

/// A claim, and what is known of it.
public struct EvidenceCard: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  public let claimed: String
  public let claimant: String
  public let found: String
  public let verdict: String
  public let grade: EvidenceGrade
  public let provenance: Provenance
}
