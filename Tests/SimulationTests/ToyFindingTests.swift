import Foundation
import Testing

@testable import Anatomy
@testable import Simulation

/// From deficits of the toy limb to probabilities of findings, without false positives.
@Suite struct ToyFindingTests {
  private func probability(
    _ id: String, _ sets: [[String]], step: Int = 1, parts: FindingProbabilities.Parts = [.topology, .local]
  ) throws -> [Double] {
    let model = try Toy.model(sets)
    let finding = try #require(model.atlas.findings.position(of: id), "no finding \(id)")
    return FindingProbabilities(model, parts: parts).exceedance(finding: finding, step: step, shift: 0)
  }

  private func hill(_ x: Double, _ threshold: Double, _ exponent: Double, _ maximum: Double = 1) -> Double {
    maximum / (1 + pow(threshold / x, exponent))
  }

  @Test func strengthFollowsItsCurve() throws {
    let p = try probability("weak.calf", [["trunk/moderate"], ["root"], ["joint"]])
    #expect(close(p[0], 0.2025 / (0.2025 + 0.0625)), "deficit 0.45, threshold 0.25, exponent 2")
    #expect(close(p[1], 0.04 / (0.04 + 0.0625)))
    #expect(p[2] == 0)
  }

  @Test func aMovementIsTheMeanOfItsMuscles() throws {
    let p = try probability("weak.push", [["left"]])
    #expect(close(p[0], hill(0.6 * 0.6 + 0.4 * 0.42, 0.25, 2)))
  }

  @Test func aGroupIsItsWorstMember() throws {
    let model = try Toy.model([["root"]])
    let finding = try #require(model.atlas.findings.position(of: "weak.leg-muscles"))
    let toe = try #require(model.atlas.muscles.position(of: "toe"))
    let findings = FindingProbabilities(model)
    // Deficits: hip 0.32, calf 0.2, toe 0.64.
    #expect(close(findings.exceedance(finding: finding, step: 1, shift: 0)[0], hill(0.64, 0.25, 2)))
    let rest = findings.exceedance(finding: finding, step: 1, shift: 0, excluding: [.muscle(toe)])
    #expect(close(rest[0], hill(0.32, 0.25, 2)), "a member recorded on its own is taken out")
  }

  @Test func aNeedleSeesTheMotorFibresOnly() throws {
    let p = try probability("emg.toe", [["trunk"], ["brain"]])
    #expect(close(p[0], hill(0.9, 0.5, 1, 0.8)))
    #expect(p[1] == 0)
    let weak = try probability("weak.toe", [["brain"], ["brain", "trunk/moderate"]])
    #expect(close(weak[0], hill(0.5, 0.25, 2)), "half of toe hangs on the pyramidal tract")
    #expect(close(weak[1], hill(1 - 0.55 * 0.5, 0.25, 2)))
  }

  @Test func segmentalMusclesAreTheWorstLevel() throws {
    #expect(close(try probability("emg.back", [["root:1"]])[0], hill(0.5, 0.5, 1, 0.8)))
  }

  @Test func feelingSuffersAboveAndBelow() throws {
    #expect(close(try probability("numb.top", [["brain"]])[0], hill(0.25, 0.5, 1)))
  }

  @Test func localSignsAreCausesOfTheirOwn() throws {
    let p = try probability("numb.sole", [["trunk/moderate"], ["joint/mild"], ["trunk"], ["root"]])
    #expect(close(p[0], 1 - (1 - hill(0.45, 0.5, 1)) * (1 - 0.3)))
    #expect(close(p[1], 0.3 * 0.5), "a mild lesion shows half as readily")
    #expect(close(p[2], 1 - (1 - hill(0.9, 0.5, 1)) * (1 - 0.36)))
    #expect(close(p[3], hill(0.24, 0.5, 1)), "no link, no sign")
    #expect(close(try probability("tender.knee", [["joint"]])[0], 0.9), "0.8 · 1.2 is cut at the ceiling")
    #expect(close(try probability("tender.knee", [["joint/moderate", "trunk"]])[0], 0.8))
  }

  @Test func aLinkMaySpeakOfOneModeOfItsSite() throws {
    let p = try probability(
      "tender.toe", [["root:0/moderate"], ["root:1/moderate"], ["root:1/mild", "trunk/moderate"]])
    #expect(close(p[0], 0.1), "of all modes")
    #expect(close(p[1], 0.3), "a later link replaces it in one")
    #expect(close(p[2], 1 - (1 - 0.15) * (1 - 0.4)))
    // Of the commonest mode alone, what is said of the other is gone.
    let atlas = try Toy.model.get().atlas.reduced(toMainModes: true, toMiddleLevel: false)
    let finding = try #require(atlas.findings.position(of: "tender.toe"))
    let root = try #require(atlas.sites.position(of: "root"))
    let model = ForwardModel(
      atlas, system: TractSystem(atlas), columns: [[Lesion(site: root, mode: 0, level: 1)]])
    #expect(close(FindingProbabilities(model).exceedance(finding: finding, step: 1, shift: 0)[0], 0.1))
  }

  @Test func partsCanBeSwitchedOff() throws {
    let set = [["trunk/moderate"]]
    #expect(close(try probability("numb.sole", set, parts: .topology)[0], hill(0.45, 0.5, 1)))
    #expect(close(try probability("numb.sole", set, parts: .local)[0], 0.3))
    #expect(try probability("numb.sole", set, parts: [])[0] == 0)
  }

  @Test func aTriggerPointIsTenderAndRefers() throws {
    let calf = try probability("tender.calf", [["knot/moderate"], ["joint"]])
    #expect(close(calf[0], 0.85) && calf[1] == 0)
    #expect(try probability("tender.toe", [["knot/moderate"]])[0] == 0)
    let sole = try probability("pain.sole", [["knot/moderate"], ["knot/severe"]])
    #expect(close(sole[0], 0.7) && close(sole[1], 0.7 * 1.2))
  }

  @Test func painComesFromRootsTerritoriesAndNothingElse() throws {
    let p = try probability(
      "pain.sole", [["root/moderate"], ["trunk/moderate"], ["root:1/moderate"], ["joint"]])
    // R1 irritated 0.8 · 0.6, which hurts in the sole in 0.6.
    #expect(close(p[0], 0.6 * 0.48))
    // Site pain 0.5, territory pain 0.5, 0.54 of its skin fibres irritated.
    #expect(close(p[1], 0.5 * 0.5 * 0.54))
    // Two roots are independent causes.
    #expect(close(p[2], 1 - (1 - 0.6 * 0.3) * (1 - 0.5 * 0.24)))
    #expect(p[3] == 0)
  }

  @Test func tinglingFollowsIrritation() throws {
    #expect(close(try probability("tingling.sole", [["trunk/mild"]])[0], hill(0.9 * 0.8, 0.5, 1)))
  }

  @Test func amplitudesFallByTheirSteps() throws {
    #expect(close(try probability("ncs.skin-snap", [["trunk"]], step: 1)[0], hill(0.9, 0.5, 1)))
    #expect(close(try probability("ncs.skin-snap", [["trunk"]], step: 2)[0], hill(0.9, 1, 1)))
    // A study without the step `reduced` goes straight to `absent`, the second step of its kind.
    #expect(close(try probability("ncs.f-wave", [["trunk"]], step: 1)[0], hill(0.9, 1, 1)))
    #expect(try probability("ncs.trunk-block", [["trunk"]], step: 1)[0] == 0, "no amplitude of its own")
  }

  @Test func slowingIsFocalOrAlongTheWholeFibre() throws {
    let model = try Toy.model([
      ["trunk/moderate"], ["division"], ["left"], ["polyneuropathy/moderate"], ["root"], ["motor-cells"],
    ])
    func slowed(_ study: String) throws -> [Double] {
      let finding = try #require(model.atlas.findings.position(of: study))
      return FindingProbabilities(model).asideProbability(finding: finding)
    }
    let block = try slowed("ncs.trunk-block")
    // Half of what it records leaves above the trunk.
    #expect(close(block[0], 0.6 * 0.5 * 0.9 * 0.5))
    #expect(close(block[1], 0.6 * 0.7 * 0.5), "the bundle that it records")
    #expect(block[2] == 0 && block[4] == 0, "outside the span")
    #expect(block[3] == 0, "slow all along is no block of one stretch")
    #expect(close(try slowed("ncs.skin-snap")[1], 0.6 * 0.2), "the other bundle")
    let late = try slowed("ncs.f-wave")
    #expect(close(late[0], 0.6 * 0.5 * 0.9 * 0.5), "a short stretch of a long way")
    // The longest fibre through the trunk has 930 mm.
    #expect(close(late[3], 0.6 * 0.5 * 0.8 / (1 + exp(-0.6))))
    #expect(late[5] == 0, "cells that die slow nothing")
  }

  /// Half of the squeeze of 0.9 · 0.5 on half of the recorded fibres passes: a block of 0.1125 beside the slowing.
  @Test func whatIsBlockedButNotDeadIsFoundAcrossTheLesion() throws {
    let model = try Toy.model([
      ["squeeze/moderate"], ["trunk/moderate"], ["trunk/moderate", "squeeze/moderate"],
    ])
    let finding = try #require(model.atlas.findings.position(of: "ncs.trunk-block"))
    let p = FindingProbabilities(model).asideProbability(finding: finding)
    let slowing = 0.6 * 0.5 * 0.9 * 0.5
    let passing = hill(0.9 * 0.5 * 0.5 * 0.5, 0.5, 1)
    #expect(close(p[0], 1 - (1 - slowing) * (1 - passing)))
    #expect(close(p[1], slowing), "axons that die block nothing")
    #expect(close(p[2], 1 - (1 - slowing) * (1 - slowing) * (1 - passing)))
  }

  @Test func aResponseThroughAnArcIsLostAsTheJerkIs() throws {
    let lost = try Toy.model([["trunk/moderate"]]).study("h-wave", 0)
    #expect(lost > 0)
    for (step, threshold) in [(1, 0.5), (2, 0.8)] {
      let wave = try probability("ncs.h-wave", [["trunk/moderate"]], step: step)[0]
      #expect(close(wave, hill(lost, threshold, 1)))
    }
  }

  @Test func briskReflexesAreAsideOfTheScale() throws {
    let model = try Toy.model([["brain/moderate"], ["brain/mild"], ["trunk"]])
    let finding = try #require(model.atlas.findings.position(of: "reflex.jerk"))
    let findings = FindingProbabilities(model)
    let p = findings.asideProbability(finding: finding)
    #expect(close(p[0], 0.7) && close(p[1], 0.35) && p[2] == 0)
    #expect(findings.exceedance(finding: finding, step: 1, shift: 0)[0] == 0)
  }
}
