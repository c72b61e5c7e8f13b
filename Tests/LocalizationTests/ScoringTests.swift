import Anatomy
import Foundation
@testable import Localization
import Testing

/// Measures of how well a case was localised, on probabilities made by hand.
@Suite struct ScoringTests {
  private let atlas = Fixture.tiny.atlas

  private func score(
    _ probabilities: [String: Double], truth: String, acceptable: String = "", present: String = ""
  ) throws -> CaseScore {
    var text = "id: x\nfindings: {probe.torr-tap: positive, feeble.toft: 3}\nconfirmed:\n  site: \(truth)\n"
    if !acceptable.isEmpty { text += "  also-acceptable: \(acceptable)\n" }
    if !present.isEmpty { text += "  also-present: \(present)\n" }
    var sites = Array(repeating: 0.0, count: atlas.sites.count)
    for (id, p) in probabilities { sites[try atlas.site(id)] = p }
    return try #require(CaseScore(try Fixture.tinyCase(text), sites: sites, atlas, atlas.pathways()))
  }

  @Test func ranksAndLogScore() throws {
    let shares = ["torr-ring": 0.5, "lo-pinch": 0.3, "rot": 0.2, "unexplained": 0.05]
    let first = try score(shares, truth: "torr-ring")
    #expect(first.strictRank == 1 && first.lenientRank == 1)
    #expect(abs(first.logScore - log(0.5)) < 1e-12)
    let third = try score(shares, truth: "rot", acceptable: "lo-pinch")
    #expect(third.strictRank == 3 && third.lenientRank == 2)
    #expect(third.probability == 0.2)
    #expect(atlas.sites[third.first].id == "torr-ring" && third.firstProbability == 0.5)
    let both = try score(shares, truth: "rot", present: "lo-pinch")
    #expect(both.strictRank == 2 && both.probability == 0.3)
    #expect(first.findings == 2)
  }

  @Test func logScoreHasAFloor() throws {
    let lost = try score(["torr-ring": 1], truth: "rot")
    #expect(lost.logScore == log(1e-4))
    #expect(try score(["rot": 2e-4], truth: "rot").logScore == log(2e-4))
  }

  @Test func brierByHand() throws {
    // (0.7 − 1)² + 0.2² + 0.1² = 0.14; with a second true site (0.2 − 1)² replaces 0.2².
    let one = try score(["torr-ring": 0.7, "rot": 0.2, "stagger": 0.1], truth: "torr-ring")
    #expect(abs(one.brier - 0.14) < 1e-12)
    let two = try score(["torr-ring": 0.7, "rot": 0.2, "stagger": 0.1], truth: "torr-ring", present: "rot")
    #expect(abs(two.brier - 0.74) < 1e-12)
  }

  @Test func distanceOnlyOnTheGraph() throws {
    // From the end of the torr (310 mm) back to the weave; from the weave to the upper velm are 220 mm.
    #expect(try score(["torr-ring": 1], truth: "weave-crush").distance == 310)
    #expect(try score(["torr-ring": 1], truth: "velm-band").distance == 530)
    #expect(try score(["torr-ring": 1], truth: "torr-ring").distance == 0)
    #expect(try score(["torr-ring": 1], truth: "rot").distance == nil)
    #expect(try score(["sore-brannel": 1], truth: "torr-ring").distance == nil)
  }

  @Test func noTruthNoScore() throws {
    let sites = Array(repeating: 0.0, count: atlas.sites.count)
    let open = try Fixture.tinyCase("findings: {probe.torr-tap: positive}")
    #expect(CaseScore(open, sites: sites, atlas, atlas.pathways()) == nil)
    #expect(ScoreSummary([]) == nil)
  }

  @Test func calibrationByHand() {
    // Bin 0.8–1: 0.9 and 0.9, one right: gap 0.4. Bin 0.2–0.4: 0.3, wrong: gap 0.3. Weighted: (2·0.4 + 0.3)/3.
    let error = ScoreSummary.calibrationError([(0.9, true), (0.9, false), (0.3, false)])
    #expect(abs(error - 1.1 / 3) < 1e-12)
    #expect(ScoreSummary.calibrationError([(1, true)]) == 0)
    #expect(ScoreSummary.calibrationError([]) == 0)
    // The bounds of a bin: 0.2 belongs to the second, so 0.19 and 0.2 are judged apart.
    #expect(abs(ScoreSummary.calibrationError([(0.19, false), (0.2, true)]) - (0.19 + 0.8) / 2) < 1e-12)
  }

  @Test func summaryCountsByHand() throws {
    let shares = ["torr-ring": 0.5, "lo-pinch": 0.3, "rot": 0.2]
    let scores = [
      try score(shares, truth: "torr-ring"), try score(shares, truth: "rot", acceptable: "torr-ring"),
      try score(shares, truth: "stagger"), try score(shares, truth: "lo-pinch"),
    ]
    let summary = try #require(ScoreSummary(scores))
    #expect(summary.count == 4)
    #expect(summary.strictTop1 == 0.25 && summary.strictTop3 == 0.75)
    #expect(summary.lenientTop1 == 0.5 && summary.lenientTop3 == 0.75)
    #expect(abs(summary.meanLogScore - (log(0.5) + log(0.2) + log(1e-4) + log(0.3)) / 4) < 1e-12)
    #expect(abs(summary.calibrationError - 0.25) < 1e-12)
    #expect(summary.bins.map(\.count) == [0, 0, 4, 0, 0])
    #expect(summary.bins[2].right == 0.25)
    #expect(summary.medianDistance == summary.medianDistance?.rounded())
  }

  /// Mean gap of a model that is exactly right: computed over all outcomes.
  @Test(arguments: [
    [0.5], [0.5, 0.5], [0.5, 0.9], [0.7, 0.7, 0.7, 0.3, 0.95, 0.1], Array(repeating: 0.45, count: 10),
  ])
  func chanceOfCalibration(_ probabilities: [Double]) {
    var mean = 0.0
    for outcome in 0..<(1 << probabilities.count) {
      var p = 1.0
      var gaps: [Int: Double] = [:]
      for (i, q) in probabilities.enumerated() {
        let right = outcome >> i & 1 == 1
        p *= right ? q : 1 - q
        gaps[min(4, Int(q * 5)), default: 0] += q - (right ? 1 : 0)
      }
      mean += p * gaps.values.reduce(0) { $0 + abs($1) } / Double(probabilities.count)
    }
    let chance = ScoreSummary.chance(probabilities)
    #expect(abs(chance.mean - mean) < 0.01)
    #expect(chance.point90 >= chance.mean - 1e-9)
    #expect(ScoreSummary.chance(probabilities).mean == chance.mean)
  }
}
