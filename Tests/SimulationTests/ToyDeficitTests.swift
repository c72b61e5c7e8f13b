import Foundation
import Testing

@testable import Anatomy
@testable import Simulation

/// Deficits of the toy limb, each worked out with a pencil from its tables.
@Suite struct ToyDeficitTests {
  @Test func withoutALesionNothingIsLost() throws {
    let model = try Toy.model([[]])
    for matrix in [
      model.deficits[0].muscles, model.deficits[0].segmental, model.deficits[0].regions,
      model.deficits[0].drive,
      model.deficits[0].reflexes, model.deficits[0].studies,
    ] {
      #expect(matrix.elements.allSatisfy { $0 == 0 })
    }
  }

  @Test func aRootLesionTakesItsShareOfEveryTarget() throws {
    let model = try Toy.model([["root"]])
    // Four fifths of R1, which is 0.4 of hip, 0.25 of calf and 0.8 of toe.
    #expect(close(try model.muscle("hip"), 0.32))
    #expect(close(try model.muscle("calf"), 0.2))
    #expect(close(try model.muscle("toe"), 0.64))
    #expect(close(try model.skin("sole"), 0.24))
    #expect(close(try model.muscle("back"), 0.8), "one level counts by itself")
    #expect(close(try model.study("calf-cmap"), 0.2))
  }

  @Test func theGanglionDecidesWhatASensoryPotentialShows() throws {
    let model = try Toy.model([["root"], ["ganglion"], ["ramus"]])
    // The same loss of feeling at all three places …
    for column in 0..<3 { #expect(close(try model.skin("sole", column), 0.24)) }
    // … but the fibres beyond the ganglion die only with their cell (a quarter of it) or beyond it.
    #expect(close(try model.study("skin-snap", 0), 0))
    #expect(close(try model.study("skin-snap", 1), 0.3 * 0.8 * 0.25))
    #expect(close(try model.study("skin-snap", 2), 0.24))
  }

  @Test func theDorsalRamusLeavesAtTheForamen() throws {
    let model = try Toy.model([["root"], ["ganglion"], ["ramus"], ["trunk"]])
    #expect(close(try model.muscle("back", 0), 0.8))
    #expect(close(try model.muscle("back", 1), 0.8))
    #expect(try model.muscle("back", 2) == 0)
    #expect(try model.muscle("back", 3) == 0)
  }

  @Test func aTrunkLesionSparesWhatLeftAbove() throws {
    let model = try Toy.model([["trunk"], ["trunk/moderate"], ["trunk/mild"]])
    #expect(try model.muscle("hip") == 0)
    for (column, loss) in [0.9, 0.45, 0.18].enumerated() {
      #expect(close(try model.muscle("calf", column), loss))
      #expect(close(try model.muscle("toe", column), loss), "both of its leaves lie at or beyond the trunk")
      #expect(close(try model.skin("sole", column), loss))
      #expect(close(try model.study("skin-snap", column), loss))
    }
  }

  @Test func aBlockThatSparesAxonsWeakensButLeavesWhatLiesBeyondIt() throws {
    let model = try Toy.model([["squeeze"], ["trunk"], ["squeeze", "left"]])
    #expect(close(try model.muscle("calf"), 0.9))
    #expect(close(try model.skin("sole"), 0.9))
    let jerks = try [0, 1].map { try model.reflex("jerk", $0) }
    #expect(jerks[0] == jerks[1])
    // Half of what is blocked is loss of axons, which alone shows in amplitudes and by the needle.
    #expect(close(try model.study("calf-cmap"), 0.45))
    #expect(close(try model.study("skin-snap"), 0.45))
    let atlas = model.atlas
    let calf = try #require(atlas.muscles.position(of: "calf"))
    #expect(close(model.deficits[0].muscleAxons[calf, 0], 0.45))
    #expect(close(model.deficits[0].muscleAxons[calf, 1], 0.9), "a lesion is of axons where nothing is said")
    #expect(close(model.deficits[0].muscleAxons[calf, 2], 1 - 0.55 * 0.4), "in series with one of axons")
    #expect(close(try model.muscle("calf", 2), 1 - 0.1 * 0.4))
  }

  @Test func selectivityIsInheritedFromTheWiderBundle() throws {
    let model = try Toy.model([["division"]])
    #expect(close(try model.muscle("calf"), 0.7), "deep has an entry of its own")
    #expect(close(try model.skin("sole"), 0.2), "skin lies within the whole")
    #expect(try model.muscle("hip") == 0, "side lies within nothing")
  }

  @Test func aLesionBelowSparesLeavesAbove() throws {
    let model = try Toy.model([["left"]])
    #expect(close(try model.muscle("calf"), 0.6))
    #expect(close(try model.muscle("toe"), 0.7 * 0.6), "three tenths left at the trunk")
    #expect(try model.skin("sole") == 0)
  }

  @Test func skinIsRakedFromNervesAndRoots() throws {
    // Top: nerves 0.4 and 0.6, roots 0.6 and 0.4. With x of skin nerve and R1 the four cells are
    // x, 0.4 − x, 0.6 − x and x, and their odds ratio is that of the nerves' own roots (plus 0.005 each).
    let ratio = (0.305 * 0.105) / (0.705 * 0.905)
    let x = (-ratio + (ratio * ratio + 4 * (1 - ratio) * 0.24 * ratio).squareRoot()) / (2 * (1 - ratio))
    #expect(close(x * x / ((0.4 - x) * (0.6 - x)), ratio))
    let model = try Toy.model([["left"], ["root"]])
    #expect(close(try model.skin("top", 0), 0.6 * 0.6, 1e-6), "the deep nerve's margin")
    #expect(close(try model.skin("top", 1), 0.6 * 0.8, 1e-6), "the margin of R1")
    let both = try Toy.model([["root", "left"]])
    let deepR1 = 0.6 - x
    // R1 loses 0.8, left loses 0.6; fibres on both ways keep (1 − 0.8)(1 − 0.6).
    let kept = x * 0.2 + (0.4 - x) + deepR1 * 0.2 * 0.4 + x * 0.4
    #expect(close(try both.skin("top"), 1 - kept, 1e-5))
  }

  @Test func lesionsInSeriesMultiply() throws {
    let model = try Toy.model([["root/moderate", "trunk/moderate"]])
    // R1 fibres keep (1 − 0.5·0.8)(1 − 0.5·0.9) = 0.33, R2 fibres 0.55.
    #expect(close(try model.muscle("calf"), 1 - (0.25 * 0.33 + 0.75 * 0.55)))
    #expect(close(try model.skin("sole"), 1 - (0.3 * 0.33 + 0.7 * 0.55)))
    #expect(close(try model.muscle("hip"), 0.4 * 0.4), "only the root lies on its way")
    // 1 − (1 − b₁c₁)(1 − b₂c₂) for one route.
    let one = try Toy.model([["trunk/moderate", "left/mild"]])
    #expect(close(try one.muscle("calf"), 1 - (1 - 0.5 * 0.9) * (1 - 0.2 * 0.6)))
  }

  @Test func twoRootsInOneModeEachTakeTheirShare() throws {
    let model = try Toy.model([["root:1"]])
    #expect(close(try model.muscle("calf"), 0.25 * 0.5 + 0.75 * 0.4))
    #expect(close(try model.muscle("back"), 0.5), "the worse of two levels")
  }

  @Test func aReflexNeedsBothLimbsOfItsArc() throws {
    let model = try Toy.model([["root"], ["trunk"], ["motor-cells"]])
    // Motor and sensory limb fail one by one: 1 − (1 − 0.8)² of a fifth; 1 − (1 − 0.9)² of all.
    #expect(close(try model.reflex("jerk", 0), 0.2 * (1 - 0.04)))
    #expect(close(try model.reflex("jerk", 1), 1 - 0.01))
    #expect(close(try model.reflex("jerk", 2), 0.8 * 0.5), "the sensory limb is whole")
    #expect(close(try model.study("h-wave", 0), 0.1 * (1 - 0.04)))
  }

  @Test func motorCellsLeaveFeelingAlone() throws {
    let model = try Toy.model([["motor-cells"]])
    #expect(close(try model.muscle("calf"), 0.75 * 0.5))
    #expect(close(try model.muscle("hip"), 0.6 * 0.5))
    #expect(try model.skin("sole") == 0)
    #expect(try model.study("skin-snap") == 0)
    #expect(model.deficits[0].drive.elements.allSatisfy { $0 == 0 })
  }

  @Test func longFibresSufferFirst() throws {
    let model = try Toy.model([["polyneuropathy/moderate"]])
    func share(_ length: Double) -> Double { 0.8 / (1 + exp(-(length - 900) / 50)) }
    // R1 and R2 to the left end: 100 + 20 + 30 + 50 + 300 + 400 = 900 and 930 mm; to the right 850 and 880.
    #expect(close(share(900), 0.4))
    #expect(close(try model.muscle("calf"), 0.5 * (0.25 * share(900) + 0.75 * share(930))))
    #expect(close(try model.skin("sole"), 0.5 * (0.3 * share(850) + 0.7 * share(880))))
    #expect(close(try model.study("skin-snap"), 0.5 * (0.3 * share(850) + 0.7 * share(880))))
    // Hip: 260 and 290 mm; next to nothing.
    #expect(close(try model.muscle("hip"), 0.5 * (0.4 * share(260) + 0.6 * share(290))))
    #expect(try model.muscle("hip") < 1e-5)
  }

  @Test func anArcIsLongerThanItsRoute() throws {
    let model = try Toy.model([["polyneuropathy/moderate"]])
    func kept(_ length: Double) -> Double { 1 - 0.5 * 0.8 / (1 + exp(-(length - 900) / 50)) }
    // 300 mm are added, there and back.
    let expected = 1 - (0.2 * pow(kept(1200), 2) + 0.8 * pow(kept(1230), 2))
    #expect(close(try model.reflex("jerk"), expected))
    // The H wave of this atlas adds nothing.
    #expect(close(try model.study("h-wave"), 1 - (0.1 * pow(kept(900), 2) + 0.9 * pow(kept(930), 2))))
  }

  @Test func lossAboveTheMotorNeuronSparesTheNerve() throws {
    let model = try Toy.model([["brain"]])
    #expect(model.deficits[0].muscles.elements.allSatisfy { $0 == 0 })
    #expect(model.deficits[0].studies.elements.allSatisfy { $0 == 0 })
    #expect(model.survival.upstreamMotor == [1])
    #expect(model.survival.upstreamSensory == [0.25])
    // Two of them: 1 − (1 − 0.25)(1 − 0.05).
    let two = try Toy.model([["brain", "brain/mild"]])
    #expect(close(two.survival.upstreamSensory[0], 1 - 0.75 * 0.95))
  }

  @Test func lossOfMuscleItselfSparesNerveTouchAndArc() throws {
    let model = try Toy.model([["wasting"], ["wasting/moderate", "left"]])
    let calf = try #require(model.atlas.muscles.position(of: "calf"))
    #expect(model.deficits[0].muscles[calf, 0] == 0 && model.deficits[0].muscleAxons[calf, 0] == 0)
    #expect(try model.reflex("jerk") == 0 && model.study("calf-cmap") == 0 && model.skin("sole") == 0)
    let findings = FindingProbabilities(model)
    func deficit(_ id: String, _ column: Int = 0) throws -> Double {
      let finding = try #require(model.atlas.findings.position(of: id))
      return try #require(findings.deficit(of: finding, shift: 0))[column]
    }
    #expect(close(try deficit("weak.calf"), 0.8))
    #expect(try deficit("weak.toe") == 0 && deficit("weak.hip") == 0)
    #expect(close(try deficit("weak.back"), 0.5), "a segmental muscle, too")
    #expect(close(try deficit("weak.push"), 0.6 * 0.8))
    // A needle sees a quarter of it.
    #expect(close(try deficit("emg.calf"), 0.8 * 0.25))
    // With a nerve of which the lesion takes 0.6: what is left of both.
    #expect(close(try deficit("weak.calf", 1), 1 - 0.4 * (1 - 0.5 * 0.8)))
    #expect(close(try deficit("emg.calf", 1), 1 - 0.4 * (1 - 0.5 * 0.8 * 0.25)))
  }

  @Test func irritationFollowsTheCaughtFibres() throws {
    let model = try Toy.model([["root"], ["trunk/moderate"], ["ramus"]])
    let sole = try #require(model.atlas.regions.position(of: "sole"))
    // Severe lesions irritate 0.4, moderate 0.6 of what they catch.
    #expect(close(model.deficits[0].drive[sole, 0], 0.3 * 0.8 * 0.4))
    #expect(close(model.deficits[0].drive[sole, 1], 0.9 * 0.6))
    // Beyond the roots only the trunk irritates; a ramus still belongs to its root.
    #expect(model.deficits[0].peripheralDrive[sole, 0] == 0)
    #expect(close(model.deficits[0].peripheralDrive[sole, 1], 0.9 * 0.6))
    #expect(model.deficits[0].peripheralDrive[sole, 2] == 0)
    #expect(close(model.survival.rootDrive[0, 0], 0.8 * 0.4))
    #expect(model.survival.rootDrive[0, 1] == 0 && model.survival.rootDrive[1, 0] == 0)
  }

  @Test func aPrefixedPlexusMovesSupplyToTheRootAbove() throws {
    let model = try Toy.model([["root"]])
    // Half of R2 moves to R1: calf 0.25 + 0.375, hip 0.4 + 0.3, toe 0.8 + 0.1; R1 has no root above it.
    #expect(close(try model.muscle("calf", shift: 1), 0.625 * 0.8))
    #expect(close(try model.muscle("hip", shift: 1), 0.7 * 0.8))
    #expect(close(try model.muscle("toe", shift: 1), 0.9 * 0.8))
    #expect(close(try model.skin("sole", shift: 1), 0.65 * 0.8, 1e-6))
    #expect(close(try model.muscle("back", shift: 1), 0.8), "dorsal rami do not move")
  }
}
