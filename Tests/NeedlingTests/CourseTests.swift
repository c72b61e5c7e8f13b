import Anatomy
import Foundation
import Needling
import Testing

@Suite struct CourseTests {
  private let model = CourseModel(Model.treatment)
  private var constants: CourseConstants { Model.treatment.course }

  @Test func withoutANeedlePainFallsByTheRatesAlone() {
    let care = model.left(day: 10, needled: [], care: [0...20])
    #expect(abs(care - exp(-10 * constants.careRate)) < 1e-12)
    let later = model.left(day: 50, needled: [], care: [0...20])
    #expect(abs(later - exp(-20 * constants.careRate - 30 * constants.naturalRate)) < 1e-12)
  }

  @Test func oneSessionTakesItsEffectsAndTensionComesBackByHalves() {
    let effects = Model.treatment.effects
    func expected(_ day: Double) -> Double {
      let tension =
        1 - constants.response * effects.localTone.typical * exp2(-day / effects.decayDays.typical)
      let rest =
        constants.inflammation * (1 - constants.response * effects.inflammation.typical)
        + constants.gain * (1 - constants.response * effects.gain.typical)
      return (constants.tension * tension + rest) * exp(-day * constants.careRate)
    }
    for day in [0.001, 7, 14, 40] {
      #expect(abs(model.left(day: day, needled: [0], care: [0...100]) - expected(day)) < 1e-9)
    }
  }

  /// Was divided by: the curve became one of patients whom a needle cures at once.
  @Test func aNeedleWithoutResponseLeavesCareAlone() throws {
    var none = constants
    none.response = 0
    let course = CourseModel(Model.treatment, constants: none).predict(sessions: 3, relief: 0.3)
    let care = CourseModel(Model.treatment, constants: none)
    let weighted = care.people().reduce(0) {
      $0 + $1.weight * exp(-3 * none.interval * none.careRate * $1.person.recovery)
    }
    #expect(abs(course[3].expected - weighted) < 1e-6)
    let files = AtlasFiles.builtIn()
    let text = try #require(files.files.first { $0.name == "outcomes.yaml" }).text
    let changed = files.replacing(
      "outcomes.yaml", with: text.replacing("response: {value: 1.8", with: "response: {value: 0"))
    let error = try #require(#expect(throws: DataError.self) { try Treatment(changed, Model.atlas) })
    #expect(error.description.contains("0 is outside 0.01…20"))
  }

  @Test func moreSessionsAndMoreResponseNeverLeaveMorePain() {
    var last = 1.0
    for n in 0...8 {
      let left = model.left(day: 60, needled: (0..<n).map { Double($0) * 7 }, care: [0...60])
      #expect(left <= last)
      last = left
    }
    let weekly = [0.0, 7, 14, 21]
    let responses = [0.2, 0.5, 1, 2, 4, 9].map {
      model.left(day: 28, needled: weekly, care: [0...28], CourseModel.Person(response: $0))
    }
    #expect(zip(responses, responses.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func theConstantsAreThoseThatFitTheTrialsBest() {
    let fit = CourseFit(Model.treatment)
    let fitted = fit.run()
    #expect(abs(fitted.careRate / constants.careRate - 1) < 0.02)
    #expect(abs(fitted.naturalRate / constants.naturalRate - 1) < 0.05)
    #expect(abs(fitted.response / constants.response - 1) < 0.02)
    // Brute force over a grid finds nothing better.
    let rates = fit.loss(fitted, needled: false)
    let response = fit.loss(fitted, needled: true)
    for a in stride(from: 0.6, through: 1.6, by: 0.02) {
      for b in stride(from: 0.2, through: 3, by: 0.05) {
        var trial = fitted
        trial.careRate *= a
        trial.naturalRate *= b
        #expect(fit.loss(trial, needled: false) >= rates - 1e-9)
      }
      var trial = fitted
      trial.response *= a
      #expect(fit.loss(trial, needled: true) >= response - 1e-9)
    }
  }

  @Test func intervalsOfThePredictionHoldFourInFiveDraws() {
    let people = model.people()
    let days = [0.0, 7, 14, 21]
    let points = model.predict(days: days, start: 6, people: people, error: 0.83)
    let left = people.map { 6 * model.left(day: 21, needled: [0, 7, 14], care: [0...21], $0.person) }
    // Exact: the mixture's distribution function at both ends.
    func below(_ x: Double) -> Double {
      zip(people, left).reduce(0) { $0 + $1.0.weight * 0.5 * erfc(($1.1 - x) / (0.83 * 2.0.squareRoot())) }
    }
    #expect(abs(below(points[3].interval.lowerBound) - 0.1) < 1e-6)
    #expect(abs(below(points[3].interval.upperBound) - 0.9) < 1e-6)
    #expect(abs(people.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
    #expect(points[3].interval.contains(points[3].expected))
  }

  @Test func theCourseCanFollowTheFoundingArticlesPatient() {
    let weekly = [0.0, 7, 14, 21, 28, 35]
    let person = model.people().map(\.person).first { person in
      let three = model.left(day: 21, needled: Array(weekly.prefix(3)), care: [0...21], person)
      let six = model.left(day: 42, needled: weekly, care: [0...42], person)
      return abs(three - 0.3) <= 0.03 && six <= 0.1
    }
    #expect(person != nil)
  }
}

@Suite struct ProgressTests {
  private func record(_ sessions: String) throws -> ProgressRecord {
    let reader = CaseReader(Model.atlas, treatment: Model.treatment)
    let text = "findings: {pain.leg: present}\nsessions:\n" + sessions
    return ProgressRecord(Model.treatment, try reader.read(text: text, file: "case.yaml"))
  }

  private func weekly(_ pains: [Double]) -> String {
    pains.enumerated().map { "  - {date: 2026-03-\(String(format: "%02d", 2 + 7 * $0)), pain: \($1)}\n" }
      .joined()
  }

  @Test(arguments: [
    ([7.0], ProgressRecord.Verdict.tooEarly), ([7, 7, 7], .tooEarly), ([7, 7, 7, 7], .noChange),
    ([7, 6.5, 6.5, 6.2], .partial), ([7, 6, 5, 4.5], .responding), ([7, 4], .responding),
    // Two points that are less than 30 per cent, and 30 per cent that are less than two points.
    ([9, 9, 8, 7], .partial), ([3, 3, 2, 2], .partial), ([5, 6, 6, 6.5], .noChange),
    // A rise of two points at any time, also from none; mild pain that goes.
    ([5, 6, 6, 7], .worse), ([4, 9], .worse), ([0, 6], .worse), ([1, 1, 0.5, 0], .responding),
  ])
  func judgesByPointsAndByShareAfterFourSessions(pains: [Double], verdict: ProgressRecord.Verdict) throws {
    #expect(try record(weekly(pains)).verdict == verdict)
  }

  @Test func aPatientWhoDoesWellIsToldToRespondMoreOneWhoDoesBadlyLess() throws {
    let well = try #require(try record(weekly([8, 5, 3, 2])).response)
    let badly = try #require(try record(weekly([8, 8, 8, 8])).response)
    #expect(well.median > 1 && badly.median < 1 && well.median > 2 * badly.median)
    #expect(badly.interval.contains(badly.median))
  }

  @Test func daysAreThoseOfTheDatesAWeekWhereThereAreNone() throws {
    let dated = try record("  - {date: 2026-02-26, pain: 6}\n  - {date: 2026-03-05, pain: 5}\n")
    #expect(dated.days == [0, 7] && !dated.hasNoDates)
    let undated = try record("  - {pain: 6}\n  - {pain: 5}\n")
    #expect(undated.days == [0, 7] && undated.hasNoDates)
  }

  @Test func theFoundingPatientFellFasterThanEveryArmAndTheTrialsOwnPatientsDoNot() throws {
    #expect(try record(weekly([10, 6, 4, 3])).isFasterThanAnyTrial)
    #expect(try !record(weekly([7.9, 7, 6, 5])).isFasterThanAnyTrial)
    let fastest = try record(weekly([7, 6])).fastestArm?.retention
    // Gohil 2021: 34.3 per cent left after five sessions.
    #expect(abs((fastest ?? 0) - pow(0.343, 0.2)) < 1e-12)
  }

  @Test func nothingIsPredictedWithoutAScore() throws {
    let record = try record("  - {date: 2026-03-02}\n")
    #expect(record.predicted.isEmpty && record.verdict == .tooEarly && record.response == nil)
  }
}
