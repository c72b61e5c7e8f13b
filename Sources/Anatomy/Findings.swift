/// The probability of a finding in a patient whose lesion does not cause it.
public struct Leak: Sendable, Equatable {
  /// Points (age in years, probability); one point with age 0 where age does not matter.
  public var byAge: [Rate]
  public var sampleSize: Double?
  public var provenance: Provenance

  /// A probability at an age.
  public struct Rate: Sendable, Equatable {
    public var age: Double
    public var probability: Double
  }

  /// The probability at an age in years, linear between the points.
  public func probability(age: Double) -> Double {
    guard let first = byAge.first, let last = byAge.last else { return 0 }
    if age <= first.age { return first.probability }
    for (low, high) in zip(byAge, byAge.dropFirst()) where age <= high.age {
      let t = (age - low.age) / (high.age - low.age)
      return low.probability + t * (high.probability - low.probability)
    }
    return last.probability
  }
}

/// A local sign: P(positive | a moderate lesion at one of these sites), leak not included.
public struct LocalLink: Sendable {
  public let sites: [Int]
  /// Modes of the one site that it speaks of; nil for all modes.
  public let modes: [Int]?
  public let likelihood: Likelihood
}

/// What a finding is about.
public enum FindingTarget: Sendable, Equatable {
  case muscle(Int)
  case movement(Int)
  case muscleGroup(Int)
  case region(Int)
  case skinGroup(Int)
  case reflex(Int)
  case study(Int)
  /// A test, place, activity, scan or flag: known by its links alone.
  case local
}

/// An observable: a kind and a target.
public struct Finding: Named {
  /// `kind.target`.
  public let id: String
  /// Position in ``Atlas/kinds``.
  public let kind: Int
  public let target: FindingTarget
  /// Name of the target, for phrases.
  public let name: String
  public let aliases: [String]
  public let scale: Scale
  public internal(set) var cost: Cost
  /// Largest probability that the graph can give it, where even a complete lesion often leaves it normal.
  public internal(set) var ceiling: Likelihood?
  /// Its own false-positive rate, if it has one.
  public internal(set) var leak: Leak?
  public internal(set) var links: [LocalLink]
  /// Links of the values that are aside of the scale (brisk reflexes).
  public internal(set) var asideLinks: [LocalLink]
  /// False-positive rates of single values: of those aside of the scale, and of its worst where age takes a sign away
  /// rather than weakens it.
  public internal(set) var valueLeaks: [String: Leak]
  /// The posture that provokes it, where it follows from mechanics; position in ``Atlas/postures``.
  public internal(set) var posture: Int?
  /// Published or judged sensitivities that the mechanics was fitted to; the model does not read them.
  public internal(set) var published: [LocalLink]
  /// Allowed to move no pair of sites by a likelihood ratio of 2.
  public internal(set) var isUninformative: Bool
  /// The finding that says the same less exactly: recorded beside this one it does not count. Position in
  /// ``Atlas/findings``.
  public internal(set) var partOf: Int?
  /// The finding without which it is not worth a try. Position in ``Atlas/findings``.
  public internal(set) var follows: Int?
  /// Whether few would examine it, so that nobody is asked to.
  public internal(set) var isRarelyExamined = false
  /// Whether its false positives come chiefly with worn nerves, and so together with others of that kind.
  public internal(set) var wears = false
  /// Who can have it at all; nil: anybody.
  public internal(set) var only: PersonRange?

  /// The part of the id after the kind.
  public var targetID: String {
    String(id[id.index(after: id.firstIndex(of: ".") ?? id.startIndex)...])
  }
}

/// Persons of one sex, or of some ages.
public struct PersonRange: Sendable, Equatable {
  /// Nil: of either sex.
  public let sex: String?
  /// Age in years, from the first up to, not with, the last.
  public let ages: Range<Double>
  public let provenance: Provenance

  /// Whether a person may be one of these; what is not known of them excludes nothing.
  public func mayHold(age: Double?, sex: String?) -> Bool {
    if let own = self.sex, let sex, own != sex { return false }
    return age.map(ages.contains) ?? true
  }
}

/// Items whose absence from a published report is weak evidence that they were absent.
public struct SilenceModel: Sendable {
  /// Weight of an item that a report never mentions.
  public internal(set) var neverMentioned: Double
  /// Weight of an item left out of a family that has a positive.
  public internal(set) var leftOut: Double
  /// Share of chance positives that a report mentions: its author leaves out what seems to be of no consequence.
  public internal(set) var chancePositives: Double
  /// Findings that any report would mention.
  public let salient: [Int]
  /// Per kind: findings that a report with a positive of the kind would mention.
  public let families: [Int: [Int]]
}

/// A flag that follows from the patient's age.
public struct AgeFlag: Sendable {
  public let finding: Int
  /// Years.
  public let below: Double
}

extension Atlas {
  /// Kinds of which every patient is asked something for safety.
  var flagKinds: Set<Int> { Set(safetyQuestions.map { findings[$0].kind }) }

  /// The first finding that measures something at a target: strength of a muscle, pain in a region.
  public func finding(_ measure: Measure, of target: FindingTarget) -> Int? {
    findings.firstIndex { $0.target == target && kinds[$0.kind].measure == measure }
  }

  /// The finding that says that a muscle has a trigger point: of the kinds that do, the surest.
  public func triggerPointFinding(of muscle: Int) -> Int? {
    let kind = kinds.indices.filter { kinds[$0].ownTriggerPoint != nil }.max {
      (kinds[$0].ownTriggerPoint?.probability ?? 0) < (kinds[$1].ownTriggerPoint?.probability ?? 0)
    }
    return findings.firstIndex { $0.target == .muscle(muscle) && $0.kind == kind }
  }
}

extension Atlas {
  /// What a finding is called where it stands alone: its kind before its target, unless its name says it.
  public func title(of f: Int) -> String {
    let finding = findings[f]
    return isNamedByItself(f)
      ? finding.name.prefix(1).uppercased() + finding.name.dropFirst()
      : "\(kinds[finding.kind].name): \(midSentence(finding.name))"
  }

  /// The same within a sentence.
  public func midSentenceTitle(of f: Int) -> String {
    let finding = findings[f]
    return isNamedByItself(f)
      ? midSentence(finding.name)
      : "\(midSentence(kinds[finding.kind].name)): \(midSentence(finding.name))"
  }

  /// Whether the name of a finding says of which kind it is.
  private func isNamedByItself(_ f: Int) -> Bool {
    findings[f].target == .local
      || findings[f].name.lowercased().contains(kinds[findings[f].kind].name.lowercased())
  }

  /// Weeks from onset before a normal result of a finding means anything; nil where it does from the first day. A late
  /// response or a block depends on the way through the lesion, which is shut at once.
  public func normalCountsFrom(_ f: Int) -> Double? {
    if case .study(let s) = findings[f].target {
      switch studies[s].recording {
      case .sensory, .motor: break
      case .block, .reflex, .late: return nil
      }
    }
    return kinds[findings[f].kind].normalCountsFrom
  }
}

extension Atlas {
  /// P(a value aside of the scale by chance): the finding's own rate at the age of 50, else that of its kind, else
  /// ``ObservationConstants/chanceSlowing``.
  public func chance(ofAside value: String, finding f: Int) -> Double {
    findings[f].valueLeaks[value]?.probability(age: 50) ?? kinds[findings[f].kind].chanceOfAside[value]
      ?? observation.chanceSlowing
  }
}
