import Anatomy
import Foundation

/// How a muscle is strained and stressed.
struct MuscleLoad: Sendable, Equatable {
  /// Stress in kPa of the muscle at rest: stretch and standing tension.
  let resting: Double
  /// Stress in kPa that contraction adds.
  let active: Double
}

extension MuscleConstants {
  /// Pressure in mmHg within a muscle under a stress in kPa.
  func pressure(_ stress: Double) -> Double { mmHgPerKilopascal * transmission * stress }
}

/// mmHg in a kPa.
let mmHgPerKilopascal = 7.5006

extension MuscleArchitecture {
  /// Change of length in mm in a posture; angles of all joints in degrees.
  public func lengthening(_ angles: [Double]) -> Double {
    terms.reduce(0) { sum, term in
      sum + term.joints.reduce(term.coefficient) { $0 * angles[$1] * .pi / 180 }
    }
  }

  /// Passive stress over the peak at a strain over the full one: exponential (Thelen 2003) up to a tenth beyond full,
  /// where no experiment reaches, and straight from there on.
  private func passive(_ strain: Double, shape: Double) -> Double {
    let bend = 1.1
    let curve = (exp(shape * min(strain, bend)) - 1) / (exp(shape) - 1)
    return curve + max(0, strain - bend) * shape * exp(shape * bend) / (exp(shape) - 1)
  }

  /// Stress of the muscle.
  ///
  /// Stress = σ · (f(ε + contracture·τ·fibre/length) + tone·τ + activation · exp(−(Δ/fibre)²/width)), with passive
  /// f(ε) = (exp(s (ε − slack)/full) − 1)/(exp(s) − 1) above slack (Thelen 2003, on the strain of the whole muscle).
  ///
  /// - Parameters:
  ///   - tension: τ, 0 slack to 1 hardest contracture.
  ///   - activation: 0…1.
  func load(
    angles: [Double], tension: Double, activation: Double, _ constants: MuscleConstants
  ) -> MuscleLoad {
    let change = lengthening(angles)
    let strain = change / length + constants.contracture * tension * fibre / length
    let passive = passive(max(0, strain - slackStrain) / fullStrain, shape: constants.passiveShape)
    let active = exp(-(change / fibre) * (change / fibre) / constants.activeWidth)
    return MuscleLoad(
      resting: constants.stress * (passive + constants.tone * tension),
      active: constants.stress * activation * active)
  }
}
