import Anatomy
import Simulation

/// The state of tissue and nervous system on which the burden of a lesion depends.
struct TissueState: Sendable, Equatable {
  /// Factor on the tension of muscles, by muscle; 1 where missing.
  var tension: [Int: Double] = [:]
  /// 0…1.
  var inflammation: Double
  /// Factor on how much the nervous system makes of it.
  var gain = 1.0
}

/// How much a lesion makes a patient suffer, by the equations of `simulate`.
///
/// Burden = pain · (rest · spontaneous + activity · provoked) + loss · block, with ``leastPain`` or more for the pain of
/// the site. Spontaneous: firing of the caught fibres at the resting pressure of the site (``DoseResponse``); provoked:
/// P(pain) in the postures of the day (``Provocation``).
/// Muscles that press are as tight as the lesion is deep, times the factor of the state. Muscle and joint have no fibres
/// that are caught: their spontaneous pain goes with the tone of the muscle and with inflammation.
struct SymptomBurden: Sendable {
  private let atlas: Atlas
  private let weights: BurdenWeights
  private let provocation: Provocation
  private let loads: [SiteLoad]
  /// Degree of the lesion per site and level.
  private let degrees: [[Double]]

  /// How painful a site is held to be at least.
  ///
  /// Relief is a share of the burden: beside a disease that hardly hurts, a needle for another lesion would seem to take
  /// nearly all of it, and of a burden of 0 there is no share.
  private static let leastPain = 0.1

  init(_ atlas: Atlas, _ weights: BurdenWeights) {
    self.atlas = atlas
    self.weights = weights
    provocation = Provocation(atlas)
    let loads = atlas.sites.indices.map { SiteLoad(atlas, site: $0) }
    self.loads = loads
    degrees = loads.map { load in atlas.levels.map { load.degree(pressure: SiteLoad.pressure(of: $0)) } }
  }

  /// The burden of a lesion, 0…1 or a little more; `minutes` is for how long it has lasted.
  func burden(site: Int, level: Int, _ state: TissueState, minutes: Double) -> Double {
    let degree = degrees[site][level]
    let tension = state.tension.mapValues { degree * $0 }
    let dose = atlas.mechanics.dose
    let angles = Array(repeating: 0.0, count: atlas.joints.count)
    let resting = loads[site].pressure(degree: degree, LimbState(angles: angles, tension: tension)).total
    let dysfunction = dose.dysfunction(
      pressure: resting, minutes: minutes, inflammation: state.inflammation)
    let isNerve = !atlas.sites[site].modes.isEmpty
    let spontaneous =
      isNerve ? dysfunction.irritability : soreness(site, level, state)
    let provoked = weights.postures.reduce(0) { sum, share in
      guard
        let stimulus = provocation.stimulus(
          atlas.postures[share.index], site: site, degree: degree, tension: tension)
      else { return sum }
      return sum + share.value
        * provocation.probability(
          stimulus, site: site, inflammation: state.inflammation, gain: state.gain)
    }
    let pain =
      max(Self.leastPain, atlas.sites[site].pain)
      * (weights.rest * min(1, state.gain * spontaneous) + weights.activity * provoked)
    return pain + (isNerve ? weights.loss * dysfunction.sensoryBlock : 0)
  }

  /// Spontaneous pain of muscle or joint, 0…1.
  private func soreness(_ site: Int, _ level: Int, _ state: TissueState) -> Double {
    let usual = max(1e-9, atlas.mechanics.dose.usualInflammation)
    let chemistry =
      1 - weights.tissueInflammation + weights.tissueInflammation * state.inflammation / usual
    let tone = atlas.sites[site].muscle.flatMap { state.tension[$0] } ?? 1
    let depth = Double(level + 1) / Double(atlas.levels.count)
    return min(1, depth * chemistry * tone)
  }
}
