import Anatomy
import Foundation
@testable import Localization
import Testing

/// Fitting of the open numbers, on the tiny atlas.
@Suite struct TuningTests {
  private func cases() throws -> [PatientCase] {
    let folder = Fixture.root + "/Tests/Fixtures/cases/"
    return try ["ditch-ka", "rot-both", "torr-summary"].map {
      try CaseReader(Fixture.tiny.atlas).read(file: folder + $0 + ".yaml")
    }
  }

  private func meanScore(_ atlas: Atlas) throws -> Double {
    let scores = Scorer(atlas, try cases(), maximumLesions: 1).scores(Localizer(atlas))
    return scores.reduce(0) { $0 + $1.logScore } / Double(scores.count)
  }

  @Test(arguments: [1, 2, 3])
  func staysInBoundsAndNeverLoses(_ rounds: Int) throws {
    let atlas = Fixture.tiny.atlas
    let result = Tuning(atlas, cases: try cases(), steps: 4).run(folds: 3, rounds: rounds)
    #expect(result.values.map(\.tunable.id) == atlas.tunables.map(\.id))
    for (tunable, value) in result.values {
      #expect(tunable.bounds.contains(value), "\(tunable.id) \(value)")
    }
    #expect(result.fitted >= result.before - 1e-12)
    #expect(abs(result.before - (try meanScore(atlas))) < 1e-9)
    // The values that are reported give the score that is reported.
    #expect(
      abs(result.fitted - (try meanScore(atlas.tuned(result.values.map { ($0.tunable, $0.value) })))) < 1e-9)
  }

  /// A case of which nobody knows the site is no case that was solved.
  @Test func casesWithoutATruthDoNotCount() throws {
    var open = try cases()[0]
    open.confirmation = nil
    let all = Tuning(Fixture.tiny.atlas, cases: [open] + (try cases()) + [open], steps: 2)
    #expect(all.cases.count == 3)
    let before = all.run(folds: 2, rounds: 1).before
    #expect(abs(before - (try meanScore(Fixture.tiny.atlas))) < 1e-9)
  }

  @Test func bothRunsAgree() throws {
    let runs = try (0..<2).map { _ in
      Tuning(Fixture.tiny.atlas, cases: try cases(), steps: 3).run(folds: 2, rounds: 1)
    }
    #expect(runs[0].values.map(\.value) == runs[1].values.map(\.value))
    #expect(runs[0].crossValidated == runs[1].crossValidated)
  }

  @Test func tunedWritesWhereTheNumberStands() throws {
    let atlas = Fixture.tiny.atlas
    for tunable in atlas.tunables {
      #expect(atlas[keyPath: tunable.place.path] == tunable.value)
      let moved = atlas.tuned([(tunable, tunable.bounds.upperBound)])
      #expect(moved[keyPath: tunable.place.path] == tunable.bounds.upperBound)
    }
    #expect(
      Set(atlas.tunables.map(\.id))
        == ["level.middling.block", "feeble.threshold-1", "feeble.leak", "observation.territory-pain"])
  }
}
