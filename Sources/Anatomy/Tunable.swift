/// A number that the literature leaves open and that is fitted on the development cases together.
public struct Tunable: Named {
  public let id: String
  /// The value in the atlas: fitted, or the expected one where nothing was fitted.
  public let value: Double
  /// The value expected before any case was looked at; the fit starts here and pays for leaving it.
  public let expected: Double
  public let bounds: ClosedRange<Double>
  /// What the reader takes there.
  public let allowed: ClosedRange<Double>
  public let place: Place

  /// Where a tunable number stands in the atlas.
  public enum Place: Sendable {
    case block(level: Int)
    case irritability(level: Int)
    case expression(level: Int)
    case leak(kind: Int)
    case threshold(kind: Int, anchor: Int)
    case exponent(kind: Int, anchor: Int)
    case maximum(kind: Int, anchor: Int)
    case chancePositives
    case provokingPressure, provokingPressureExponent, provokingStrain, provokingStrainExponent, contactArea
    case tether(class: Int)
    case mechanosensitivity(class: Int)
    case territoryPain, focalConduction, localCeiling, bilateralLeak, recordingError, leakPower, chanceSlowing
    case wornShare, wornOdds

    /// The path to the number.
    public var path: WritableKeyPath<Atlas, Double> & Sendable {
      switch self {
      case .block(let level): \.levels[level].bothBlocks
      case .irritability(let level): \.levels[level].irritability
      case .expression(let level): \.levels[level].expression
      case .leak(let kind): \.kinds[kind].leak.byAge[0].probability
      case .threshold(let kind, let anchor): \.kinds[kind].anchors[anchor].curve.threshold
      case .exponent(let kind, let anchor): \.kinds[kind].anchors[anchor].curve.exponent
      case .maximum(let kind, let anchor): \.kinds[kind].anchors[anchor].curve.maximum
      case .chancePositives: \.silence.chancePositives
      case .provokingPressure: \.mechanics.provocation.pressure.threshold
      case .provokingPressureExponent: \.mechanics.provocation.pressure.exponent
      case .provokingStrain: \.mechanics.provocation.strain.threshold
      case .provokingStrainExponent: \.mechanics.provocation.strain.exponent
      case .contactArea: \.mechanics.provocation.contact
      case .mechanosensitivity(let kind): \.mechanics.classes[kind].mechanosensitivity
      case .tether(let kind): \.mechanics.classes[kind].tether
      case .territoryPain: \.observation.territoryPain
      case .focalConduction: \.observation.focalConduction
      case .localCeiling: \.observation.localCeiling
      case .bilateralLeak: \.observation.bilateralLeak
      case .recordingError: \.observation.recordingError
      case .leakPower: \.observation.leakPower
      case .chanceSlowing: \.observation.chanceSlowing
      case .wornShare: \.observation.wornShare
      case .wornOdds: \.observation.wornOdds
      }
    }
  }
}

extension Atlas {
  /// The atlas with other values for some tunable numbers.
  public func tuned(_ values: [(Tunable, Double)]) -> Atlas {
    var atlas = self
    for (tunable, value) in values { atlas[keyPath: tunable.place.path] = value }
    return atlas
  }
}
