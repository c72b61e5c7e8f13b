import Anatomy
import Foundation

/// Pain after some sessions: what is expected, and within which bounds.
public struct CoursePoint: Sendable {
  /// Sessions done before.
  public let sessions: Int
  /// Days since the first session.
  public let day: Double
  /// Expected pain, in the units of the start.
  public let expected: Double
  /// Four in five patients, or scores, lie within.
  public let interval: ClosedRange<Double>
}

/// How pain falls over sessions and days.
///
/// pain(t)/pain(0) = (wT·T + wI·I + wG·G) · N(t). Three states begin at 1; a session lowers each by response · its effect
/// (``NeedleEffects``); tension comes back with the half-life of its decay, inflammation and central gain stay. N is what
/// care, context and time do: exp(−recovery · rate · t), with one rate while care goes on and a lower one after it.
public struct CourseModel: Sendable {
  private let treatment: Treatment
  public let constants: CourseConstants

  public init(_ treatment: Treatment, constants: CourseConstants? = nil) {
    self.treatment = treatment
    self.constants = constants ?? treatment.course
  }

  /// How a patient, or an arm, responds: factors on the needle's effects and on the rates of recovery.
  public struct Person: Sendable, Equatable {
    /// On the effect of each session.
    public var response = 1.0
    /// On the rates of N.
    public var recovery = 1.0

    public init(response: Double = 1, recovery: Double = 1) {
      self.response = response
      self.recovery = recovery
    }
  }

  /// No session takes more than this from a state, however well a patient responds.
  private static let most = 0.95

  /// Share of the starting pain left at a day.
  ///
  /// - Parameters:
  ///   - needled: days of needling, rising.
  ///   - care: days of standard care, one stretch after the other.
  public func left(
    day: Double, needled: [Double], care: [ClosedRange<Double>], _ person: Person = Person()
  ) -> Double {
    let effects = treatment.effects
    let response = constants.response * person.response
    func kept(_ effect: Spread) -> Double { 1 - min(Self.most, response * effect.typical) }
    var (tension, inflammation, gain) = (1.0, 1.0, 1.0)
    var last = 0.0
    func relax(to day: Double) {
      tension = 1 - (1 - tension) * exp2(-(day - last) / effects.decayDays.typical)
      last = day
    }
    for session in needled where session < day {
      relax(to: session)
      tension *= kept(effects.localTone)
      inflammation *= kept(effects.inflammation)
      gain *= kept(effects.gain)
    }
    relax(to: day)
    let cared = care.reduce(0) { $0 + max(0, min(day, $1.upperBound) - max(0, $1.lowerBound)) }
    let fall = constants.careRate * cared + constants.naturalRate * max(0, day - cared)
    return
      (constants.tension * tension + constants.inflammation * inflammation + constants.gain * gain)
      * exp(-person.recovery * fall)
  }

  /// The days on which care goes on around sessions: from each until the tail after it, or the next.
  func care(around sessions: [Double]) -> [ClosedRange<Double>] {
    sessions.indices.map { n in
      let end = sessions[n] + constants.careTail
      return sessions[n]...max(sessions[n], min(end, n + 1 < sessions.count ? sessions[n + 1] : end))
    }
  }

  /// Share of the pain that the first needle takes at once, for a patient like those of the trials.
  var firstEffect: Double { 1 - left(day: 1e-9, needled: [0], care: []) }

  /// Patients with their weights: a grid over response and recovery, both log-normal around 1.
  public func people() -> [(person: Person, weight: Double)] {
    func grid(_ spread: Double, _ count: Int) -> [(value: Double, weight: Double)] {
      (0..<count).map { i in
        let z = -2.7 + 5.4 * Double(i) / Double(count - 1)
        return (exp(spread * z), exp(-z * z / 2))
      }
    }
    let all = grid(constants.responseSpread, 31).flatMap { response in
      grid(constants.careSpread, 13).map { recovery in
        (
          Person(response: response.value, recovery: recovery.value), response.weight * recovery.weight
        )
      }
    }
    let sum = all.reduce(0) { $0 + $1.1 }
    return all.map { (person: $0.0, weight: $0.1 / sum) }
  }

  /// Pain after 0, 1, … sessions at the usual interval, as share of the start, over patients whose first needle takes
  /// `relief` of it on average; where a needle does nothing, care and time remain.
  public func predict(sessions: Int, relief: Double) -> [CoursePoint] {
    let days = (0...sessions).map { Double($0) * constants.interval }
    let factor = firstEffect > 1e-6 ? relief / firstEffect : 0
    let people = people().map { entry in
      var person = entry.person
      person.response *= factor
      return (person: person, weight: entry.weight)
    }
    return predict(days: days, start: 1, people: people, error: 0.01)
  }

  /// Pain at days of sessions: the point of number n is that before the needle of day n.
  ///
  /// - Parameters:
  ///   - start: pain at day 0.
  ///   - error: standard error of a score, in the units of `start`.
  public func predict(
    days: [Double], start: Double, people: [(person: Person, weight: Double)], error: Double
  ) -> [CoursePoint] {
    days.indices.map { n in
      let needled = Array(days[..<n])
      let care = care(around: needled)
      let left = people.map {
        start * self.left(day: days[n], needled: needled, care: care, $0.person)
      }
      let weights = people.map(\.weight)
      let expected = zip(left, weights).reduce(0) { $0 + $1.0 * $1.1 }
      if n == 0 { return CoursePoint(sessions: 0, day: 0, expected: start, interval: start...start) }
      let low = Self.quantile(0.1, left, weights, error)
      let high = Self.quantile(0.9, left, weights, error)
      return CoursePoint(
        sessions: n, day: days[n], expected: expected, interval: max(0, low)...max(0, high))
    }
  }

  /// Quantile of a mixture of normal distributions, by bisection.
  private static func quantile(
    _ q: Double, _ means: [Double], _ weights: [Double], _ sigma: Double
  ) -> Double {
    var low = (means.min() ?? 0) - 6 * sigma
    var high = (means.max() ?? 0) + 6 * sigma
    for _ in 0..<50 {
      let middle = (low + high) / 2
      let below = zip(means, weights).reduce(0) {
        $0 + $1.1 * 0.5 * erfc(($1.0 - middle) / (sigma * 2.0.squareRoot()))
      }
      if below < q { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
