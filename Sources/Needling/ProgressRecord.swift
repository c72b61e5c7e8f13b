import Anatomy
import Foundation

/// What the sessions of a case show: predicted against recorded, how this patient responds, and when to think again.
public struct ProgressRecord: Sendable {
  /// What the record says about going on.
  public enum Verdict: Sendable, Equatable {
    /// Too few sessions with a pain score.
    case tooEarly
    /// The change matters.
    case responding
    /// Some change, less than matters.
    case partial
    /// Hardly any change: stop, and think again.
    case noChange
    /// A rise that matters.
    case worse
  }

  /// In the order of the case.
  public let sessions: [TreatmentSession]
  /// Days since the first session.
  public let days: [Double]
  /// Whether the case has no dates, so that the usual interval was taken.
  public let hasNoDates: Bool
  /// Pain at the first session that has a score.
  public let start: Double?
  /// What was predicted before anything was recorded: one point per session, and the next.
  public let predicted: [CoursePoint]
  /// What is predicted now for the sessions to come.
  public let ahead: [CoursePoint]
  /// This patient's response as a multiple of the trials': median and four in five.
  public let response: (median: Double, interval: ClosedRange<Double>)?
  public let verdict: Verdict
  /// Share of the pain kept per session; nil before a second score.
  public let retention: Double?
  /// Whether the last score lies above all that the model could have expected.
  public let isOutside: Bool
  /// The arm of a trial that fell fastest per session.
  public let fastestArm: TrialArm?

  public init(_ treatment: Treatment, _ patient: PatientCase) {
    let model = CourseModel(treatment)
    let constants = treatment.course
    let sessions = patient.sessions
    self.sessions = sessions
    let first = sessions.first?.date
    hasNoDates = first == nil
    let days = sessions.enumerated().map { n, session in
      if let first, let date = session.date { return date.days(since: first) }
      return Double(n) * constants.interval
    }
    self.days = days
    let scored = sessions.indices.filter { sessions[$0].pain != nil }
    start = scored.first.flatMap { sessions[$0].pain }
    fastestArm = treatment.arms.filter { $0.retention != nil }
      .min { ($0.retention ?? 1) < ($1.retention ?? 1) }
    let lastPain = scored.last.flatMap { sessions[$0].pain }
    guard let firstScored = scored.first, let last = scored.last, let start, start > 0 else {
      predicted = []
      ahead = []
      response = nil
      verdict = treatment.review.isWorse(from: start ?? 0, to: lastPain ?? 0) ? .worse : .tooEarly
      retention = nil
      isOutside = false
      return
    }
    let now = lastPain ?? start
    let own = Array(days[firstScored...]).map { $0 - days[firstScored] }
    let prior = model.people()
    let next = (own.last ?? 0) + constants.interval
    // The start is a score with an error of its own, so that a difference has twice its variance.
    let variance = 2 * constants.error * constants.error
    let error = variance.squareRoot()
    let predicted = model.predict(days: own + [next], start: start, people: prior, error: error)
    self.predicted = predicted
    isOutside = now > predicted[last - firstScored].interval.upperBound + constants.error
    let scores = scored.compactMap { n in
      n > firstScored ? sessions[n].pain.map { (place: n - firstScored, pain: $0) } : nil
    }
    let posterior = Self.posterior(
      model, prior, start: start, days: own, scores: scores, variance: variance)
    let coming = (1...max(2, constants.sessions - sessions.count + 1)).map {
      (own.last ?? 0) + Double($0) * constants.interval
    }
    let later = model.predict(days: own + coming, start: start, people: posterior, error: error)
    ahead = isOutside ? [] : Array(later.dropFirst(own.count))
    response = last > firstScored ? Self.response(posterior) : nil
    let done = last - firstScored
    // Below three points a score says too little for a rate; no pain at all stands for less than the scale can tell.
    retention = done > 0 && start >= 3 ? pow(max(now, Self.leastTold) / start, 1 / Double(done)) : nil
    verdict = Self.verdict(
      treatment.review, from: start, to: now, isEarly: last + 1 < treatment.review.sessions || done < 1)
  }

  /// What the pain says of going on, where it fell or rose from the first score to the last.
  private static func verdict(
    _ review: ReviewRule, from start: Double, to now: Double, isEarly: Bool
  ) -> Verdict {
    if review.isWorse(from: start, to: now) { return .worse }
    if review.isMeaningful(from: start, to: now) { return .responding }
    if isEarly { return .tooEarly }
    return start - now >= review.stop * start - 1e-9 ? .partial : .noChange
  }

  /// Half a point of the scale.
  private static let leastTold = 0.5

  /// Patients weighed anew by how well the model foretells their scores, by Bayes' rule with normal errors.
  ///
  /// - Parameters:
  ///   - days: days of the sessions since the first score.
  ///   - scores: later scores of pain, by the place of their session.
  ///   - variance: of the difference between two scores.
  private static func posterior(
    _ model: CourseModel, _ prior: [(person: CourseModel.Person, weight: Double)], start: Double,
    days: [Double], scores: [(place: Int, pain: Double)], variance: Double
  ) -> [(person: CourseModel.Person, weight: Double)] {
    let weighted = prior.map { entry -> (person: CourseModel.Person, weight: Double) in
      var logWeight = log(entry.weight)
      for score in scores {
        let needled = Array(days[..<score.place])
        let expected =
          start
          * model.left(
            day: days[score.place], needled: needled, care: model.care(around: needled), entry.person)
        let difference = score.pain - expected
        logWeight -= difference * difference / (2 * variance)
      }
      return (entry.person, logWeight)
    }
    let top = weighted.map(\.weight).max() ?? 0
    let sum = weighted.reduce(0) { $0 + exp($1.weight - top) }
    return weighted.map { ($0.person, exp($0.weight - top) / sum) }
  }

  private static func response(
    _ people: [(person: CourseModel.Person, weight: Double)]
  ) -> (median: Double, interval: ClosedRange<Double>) {
    let sorted = people.sorted { $0.person.response < $1.person.response }
    func quantile(_ q: Double) -> Double {
      var sum = 0.0
      for entry in sorted {
        sum += entry.weight
        if sum >= q { return entry.person.response }
      }
      return sorted.last?.person.response ?? 1
    }
    return (quantile(0.5), quantile(0.1)...quantile(0.9))
  }

  /// What a course that asks for an end to needling says, wherever targets are named; nil where it doesn't ask.
  public func warning(_ review: ReviewRule) -> String? {
    let pains = sessions.compactMap(\.pain)
    guard let first = pains.first, let last = pains.last else { return nil }
    let course = "(pain \(first.plain) at first, \(last.plain) at the last)"
    switch verdict {
    case .worse:
      return
        "The sessions so far \(course): worse by \(review.points.plain) points or more. Stop and examine anew before "
        + "any needle; see 'sciatic track'."
    case .noChange:
      return
        "The sessions so far \(course): hardly any change. Stop needling and examine anew; see 'sciatic track'."
    case .tooEarly, .responding, .partial: return nil
    }
  }

  /// Whether the record fell faster than every arm of the trials.
  public var isFasterThanAnyTrial: Bool {
    guard let retention, let arm = fastestArm?.retention else { return false }
    return retention < arm
  }
}
