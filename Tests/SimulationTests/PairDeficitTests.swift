import LinearAlgebra
import Testing

@testable import Anatomy
@testable import Simulation

/// Deficits of pairs of lesions against 1 − S diag(w) Sᵀ, summed tract by tract in a plain loop.
@Suite struct PairDeficitTests {
  private func pairs(_ count: Int) throws -> [(Int, Int)] {
    var generator = SplitMix64(seed: 2)
    let columns = try BuiltIn.allLesions().columns.count
    return (0..<count).map { _ in
      (Int.random(in: 0..<columns, using: &generator), Int.random(in: 0..<columns, using: &generator))
    }
  }

  @Test func pairsAreProductsOfSurvivals() throws {
    let single = try BuiltIn.allLesions()
    let pairs = try pairs(60)
    let model = ForwardModel(
      single.atlas, system: single.system, columns: pairs.map { single.columns[$0.0] + single.columns[$0.1] })
    let tracts = single.system.tracts.indices
    for (shift, weights) in single.system.weights.enumerated() {
      let deficits = model.deficits[shift]
      for (w, found, survival) in [
        (weights.muscles, deficits.muscles, single.survival.motor),
        (weights.segmental, deficits.segmental, single.survival.motor),
        (weights.regions, deficits.regions, single.survival.sensory),
        (weights.regions, deficits.drive, single.survival.quiet),
        (weights.regions, deficits.peripheralDrive, single.survival.peripheralQuiet),
      ] {
        for (column, (a, b)) in pairs.enumerated() {
          for target in 0..<w.rows {
            var kept = 0.0
            var total = 0.0
            for t in tracts where w[target, t] != 0 {
              kept += w[target, t] * survival[t, a] * survival[t, b]
              total += w[target, t]
            }
            #expect(abs(found[target, column] - (total - kept)) < 1e-12)
          }
        }
      }
    }
  }

  @Test func sensoryStudiesOfPairsUseTheFibresBeyondTheGanglion() throws {
    let single = try BuiltIn.allLesions()
    let pairs = try pairs(40)
    let model = ForwardModel(
      single.atlas, system: single.system, columns: pairs.map { single.columns[$0.0] + single.columns[$0.1] })
    let shift = try BuiltIn.usual()
    let weights = single.system.weights[shift].studies
    for (s, study) in single.atlas.studies.enumerated() {
      guard case .sensory = study.recording else { continue }
      for (column, (a, b)) in pairs.enumerated() {
        var kept = 0.0
        for t in single.system.tracts.indices {
          kept += weights[s, t] * single.survival.distal[t, a] * single.survival.distal[t, b]
        }
        #expect(abs(model.deficits[shift].studies[s, column] - (1 - kept)) < 1e-9, "\(study.id)")
      }
    }
  }

  @Test func orderDoesNotMatter() throws {
    let single = try BuiltIn.allLesions()
    let pairs = try pairs(20)
    let sets = pairs.map { single.columns[$0.0] + single.columns[$0.1] }
    let forward = ForwardModel(single.atlas, system: single.system, columns: sets)
    let backward = ForwardModel(single.atlas, system: single.system, columns: sets.map { $0.reversed() })
    for (a, b) in [
      (forward.deficits[0].muscles, backward.deficits[0].muscles),
      (forward.deficits[0].reflexes, backward.deficits[0].reflexes),
      (forward.deficits[0].studies, backward.deficits[0].studies),
    ] {
      #expect(zip(a.elements, b.elements).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test func twoLesionsLoseAtLeastAsMuchAsEither() throws {
    let single = try BuiltIn.allLesions()
    let pairs = try pairs(60)
    let model = ForwardModel(
      single.atlas, system: single.system, columns: pairs.map { single.columns[$0.0] + single.columns[$0.1] })
    for (column, (a, b)) in pairs.enumerated() {
      for m in single.atlas.muscles.indices {
        let either = max(single.deficits[0].muscles[m, a], single.deficits[0].muscles[m, b])
        #expect(model.deficits[0].muscles[m, column] >= either - 1e-12)
      }
    }
  }
}
