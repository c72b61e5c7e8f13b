/// A joint movement that a posture may set.
public struct Joint: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Allowed angles in degrees, as measured from the anatomical posture.
  public let range: ClosedRange<Double>
}

/// A place on a cable of the nerve.
public struct CablePlace: Sendable, Hashable {
  /// Position in ``Mechanics/cables``.
  public var cable: Int
  /// mm along the cable.
  public var at: Double

  public init(cable: Int, at: Double) {
    self.cable = cable
    self.at = at
  }
}

/// A finger that pushes the nerve aside.
public struct NervePress: Sendable {
  public let place: CablePlace
  /// Pressure under the finger in mmHg.
  public let pressure: Double
  /// How far the nerve is pushed aside, in mm.
  public let offset: Double
}

/// Joint angles, contractions and pressing fingers: a position of daily life, or a provocation test.
public struct Posture: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Angle of every joint in degrees, in the order of ``Atlas/joints``.
  public var angles: [Double]
  /// Angles of the position from which it is taken up; pain that is there already is not provoked.
  public internal(set) var start: [Double]
  /// Activation of muscles, 0…1.
  public let contractions: [Share]
  public let press: NervePress?
  /// The joint that a number after the name sets.
  public let variable: Int?
  /// Whether the other leg takes the posture while this one stays at rest.
  public let isOfOtherLeg: Bool
  /// Positions in ``Atlas/sites`` whose pain is felt where the test does not count it.
  public let uncounted: [Int]
  public let provenance: Provenance
}

/// A habit of posture: what one unit of it adds to joint angles, in degrees.
public struct PosturalImbalance: Named {
  public let id: String
  public let name: String
  /// Unit of the parameter.
  public let unit: String
  public let range: ClosedRange<Double>
  /// Degrees per unit, by position in ``Atlas/joints``.
  public let perUnit: [Share]
  public let provenance: Provenance
}

extension Posture {
  /// The anatomical posture.
  public static func straight(joints: Int) -> Posture {
    let zeros = Array(repeating: 0.0, count: joints)
    return Posture(
      id: "straight", name: "standing straight", aliases: [], angles: zeros, start: zeros, contractions: [],
      press: nil, variable: nil, isOfOtherLeg: false, uncounted: [], provenance: Provenance())
  }

  /// The posture with another angle (degrees) at one joint.
  public func with(_ angle: Double, at joint: Int) -> Posture {
    var result = self
    result.angles[joint] = angle
    return result
  }

  /// The posture, and the position that it begins from, with angles (degrees) added, kept within the range of each joint.
  public func adding(_ added: [Share], scaledBy scale: Double, in joints: Register<Joint>) -> Posture {
    var result = self
    for share in added {
      let range = joints[share.index].range
      func moved(_ angle: Double) -> Double {
        min(max(angle + scale * share.value, range.lowerBound), range.upperBound)
      }
      result.angles[share.index] = moved(angles[share.index])
      result.start[share.index] = moved(start[share.index])
    }
    return result
  }
}
