import Testing

@testable import Anatomy
@testable import Simulation

/// Muscle lengths against the musculoskeletal model that they were taken from, and the laws of stress.
struct MuscleStressTests {
  /// Lengths in 13 postures computed along the paths of Gait2392.
  @Test func lengthsFollowTheModelPaths() throws {
    let atlas = try BuiltIn.atlas()
    let rows = MovementRow.fixture("muscles.csv")
    #expect(rows.count > 200)
    for row in rows {
      let architecture = try #require(atlas.muscles[row[0]]?.architecture, "\(row[0])")
      let change = architecture.lengthening(try MovementRow.angles(row[1]))
      let published = MovementRow.number(row[2])
      #expect(abs(change - published) <= max(1.6, 0.05 * abs(published)), "\(row[0]) \(row[1]): \(change)")
    }
  }

  /// McGovern 2017: of four stretches, piriformis is longest in 90° flexion with 30° adduction; gemellus and obturator
  /// internus in 45° internal rotation.
  @Test func longestStretchIsTheMeasuredOne() throws {
    let atlas = try BuiltIn.atlas()
    let postures = [
      "hip-flexion:90 hip-adduction:30 knee-flexion:90", "hip-internal-rotation:45",
      "hip-flexion:90 hip-internal-rotation:-45 knee-flexion:90",
    ]
    func longest(_ muscle: String) throws -> Int? {
      let architecture = try #require(atlas.muscles[muscle]?.architecture)
      let lengths = try postures.map { architecture.lengthening(try MovementRow.angles($0)) }
      return lengths.indices.max { lengths[$0] < lengths[$1] }
    }
    #expect(try longest("piriformis") == 0)
    #expect(try longest("inferior-gemellus") == 1)
    #expect(try longest("obturator-internus") == 1)
  }

  @Test func stressGrowsWithTensionStretchAndEffort() throws {
    let atlas = try BuiltIn.atlas()
    let constants = atlas.mechanics.muscle
    let fair = try MovementRow.angles("hip-flexion:60 hip-adduction:30 hip-internal-rotation:10")
    let still = try MovementRow.angles("")
    for muscle in atlas.muscles {
      guard let architecture = muscle.architecture else { continue }
      for angles in [still, fair] {
        var last = -1.0
        for tension in stride(from: 0.0, through: 1, by: 0.1) {
          let stress = architecture.load(angles: angles, tension: tension, activation: 0, constants).stress
          #expect(stress >= last, "\(muscle.id)")
          last = stress
        }
        let slack = architecture.load(angles: angles, tension: 0.3, activation: 0, constants)
        let working = architecture.load(angles: angles, tension: 0.3, activation: 0.5, constants)
        #expect(working.stress > slack.stress)
        #expect(working.resting == slack.resting)
      }
    }
    let piriformis = try #require(atlas.muscles["piriformis"]?.architecture)
    #expect(
      piriformis.load(angles: fair, tension: 0.5, activation: 0, constants).stress
        > piriformis.load(angles: still, tension: 0.5, activation: 0, constants).stress)
  }

  /// Ballard 1998: 181 mmHg in soleus and 90 in tibialis anterior walking, for the activations that were guessed.
  @Test func walkingPressuresComeOut() throws {
    let atlas = try BuiltIn.atlas()
    let still = try MovementRow.angles("")
    for (muscle, activation, measured, error) in [
      ("soleus", 0.55, 181.0, 69.0), ("tibialis-anterior", 0.35, 90, 15),
    ] {
      let architecture = try #require(atlas.muscles[muscle]?.architecture)
      let load = architecture.load(angles: still, tension: 0, activation: activation, atlas.mechanics.muscle)
      let pressure = atlas.mechanics.muscle.pressure(load.stress)
      #expect(abs(pressure - measured) < error, "\(muscle): \(pressure)")
    }
  }
}

extension MuscleLoad {
  /// Stress in kPa.
  var stress: Double { resting + active }
}
