import Anatomy
import Foundation
@testable import Localization
import Testing

/// The baselines that the model is measured against.
@Suite struct BaselineTests {
  /// Naive Bayes on the tiny atlas by hand. All sites alike (odds 1/8 to 7/8 each), so the prior of a site is
  /// 0.8/8 = 0.1 beside 0.05 for none. Two findings: squeezing the gates positive (leak 0.12; pinches 0.7; crush
  /// sensitivity 0.34, which is (0.34 − 0.12)/0.88 = 0.25 without the leak) and tapping the torr negative (leak 0.1;
  /// ring 0.8, a later link of both limb sites not counted here). Levels show 0.7, 1 and 1.1 of a sign, at most 0.97.
  @Test func naiveBayesByHand() throws {
    let localizer = Fixture.tiny
    let atlas = localizer.atlas
    let usual = [0.4, 0.35, 0.25]
    let crushed = [0.2, 0.3, 0.5]
    func positive(_ p: Double, _ levels: [Double], leak: Double) -> Double {
      var sum = 0.0
      for (share, expression) in zip(levels, [0.7, 1, 1.1]) {
        sum += share * (1 - (1 - leak) * (1 - min(0.97, p * expression)))
      }
      return sum
    }
    var weights: [String: Double] = [:]
    for site in atlas.sites where !site.isUnexplained { weights[site.id] = 0.1 * 0.12 * 0.9 }
    weights["unexplained"] = 0.05 * 0.12 * 0.9
    for id in ["ka-pinch", "lo-pinch"] { weights[id] = 0.1 * positive(0.7, usual, leak: 0.12) * 0.9 }
    weights["weave-crush"] = 0.1 * positive(0.25, crushed, leak: 0.12) * 0.9
    weights["torr-ring"] = 0.1 * 0.12 * (1 - positive(0.8, usual, leak: 0.1))
    let total = weights.values.reduce(0, +)
    for (id, weight) in weights {
      let patient = try Fixture.tinyCase(
        "patient: {age: 5, sex: male}\nfindings: {probe.gate-squeeze: positive, probe.torr-tap: negative}\n"
          + "confirmed: {site: \(id)}")
      let score = try #require(Scorer(atlas, [patient]).naiveBayes().first)
      #expect(abs(score.probability - weight / total) < 1e-9, "\(id)")
    }
  }

  @Test func naiveBayesKnowsNoGraph() throws {
    let localizer = Fixture.tiny
    let text = "patient: {age: 5, sex: male}\nconfirmed: {site: torr-ring}\nfindings: "
    let plain = Scorer(localizer.atlas, [try Fixture.tinyCase(text + "{probe.torr-tap: positive}")])
    let weak = Scorer(
      localizer.atlas, [try Fixture.tinyCase(text + "{probe.torr-tap: positive, feeble.toft: 2}")])
    let before = try #require(plain.naiveBayes().first).probability
    let after = try #require(weak.naiveBayes().first).probability
    #expect(abs(before - after) < 1e-9)
    #expect(
      try #require(weak.scores(localizer).first).probability
        > #require(plain.scores(localizer).first).probability)
  }

  @Test func priorOnlyLooksAtNoFinding() throws {
    let localizer = Fixture.tiny
    let text = "patient: {age: 20, sex: male, side: left}\nhistory: [ditch]\nexamination: summary\n"
    let cases = try ["{probe.torr-tap: positive}", "{dull.hide-rim: present}"].map {
      try Fixture.tinyCase(text + "findings: \($0)\nconfirmed: {site: weave-crush}")
    }
    let scores = Scorer(localizer.atlas, cases, maximumLesions: 1).priorOnly(localizer)
    // A ditch: 9 for the crush, halved in the grown; 4 for both pinches; the grown have 3 times the rot.
    let expected = 0.8 / 0.85 * 4.5 / (4.5 + 4 + 4 + 3 + 4)
    for score in scores { #expect(abs(score.probability - expected) < 1e-9) }
  }

  @Test func ablationsLeaveOutWhatTheySay() throws {
    let tiny = Fixture.tiny
    func probability(_ ablation: Ablation, _ findings: String, history: String = "[]") throws -> Double {
      let localizer = Localizer(tiny.atlas, ablation: ablation)
      let patient = try Fixture.tinyCase(
        "patient: {age: 5, sex: male}\nhistory: \(history)\nfindings: {\(findings)}")
      return localizer.locate(patient, try Fixture.options(tiny, "level-field", lesions: 1))
        .posterior.sites[try tiny.atlas.site("torr-ring")]
    }
    let nothing = try probability([], "")
    #expect(abs(try probability(.topology, "feeble.toft: 2") - nothing) < 1e-12)
    #expect(abs(try probability(.local, "probe.torr-tap: positive") - nothing) < 1e-12)
    #expect(abs(try probability(.history, "", history: "[ditch]") - nothing) < 1e-12)
    #expect(try probability([], "feeble.toft: 2") > nothing)
    #expect(try probability([], "", history: "[ditch]") < nothing)
    let one = Localizer(tiny.atlas, ablation: [.modes, .levels])
    #expect(one.atlas.sites.allSatisfy { $0.modes.count <= 1 })
    let shares = one.atlas.sites.filter { !$0.isUnexplained }.map(\.severity)
    #expect(Set(shares) == [[0, 1, 0]])
  }
}
