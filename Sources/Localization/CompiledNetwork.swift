import Foundation

/// The inference problem of one case in one context, free of anatomy: sites with states, a prior over sets of
/// sites, and the factors of the observations.
///
/// P(set of states, observations) = count prior(n) · Π weight · Π affinity of its pairs · Π factor, over sets with
/// at most one state of each site. Enumeration, Quickscore and the programs of others read nothing else.
public struct CompiledNetwork: Sendable {
  /// What a set is multiplied with for the number of its sites.
  public enum CountPrior: Sendable {
    /// Sites are struck independently: the same for any number; ln of P(no site).
    case independent(logNone: Double)
    /// ln of the factor for 0, 1, 2 … sites; larger sets are excluded.
    case byNumber([Double])

    /// ln of the factor of a set of `n` sites.
    public func log(_ n: Int) -> Double {
      switch self {
      case .independent(let logNone): logNone
      case .byNumber(let scale): scale.indices.contains(n) ? scale[n] : -.infinity
      }
    }
  }

  /// How much likelier than chance two sites are together.
  public struct Affinity: Sendable {
    /// Positions among the sites.
    public var first: Int
    public var second: Int
    /// P(both) over what it would be if they were struck independently.
    public var factor: Double
  }

  /// The states of each site, rising and without gaps; empty for a site that takes no part.
  public let sites: [Range<Int>]
  /// ln (weight of the site · share of the state), per state; −∞ takes a state out.
  public private(set) var logWeights: [Double]
  /// Over the number of sites in the set.
  public let countPrior: CountPrior
  /// The pairs of sites whose affinity is not 1.
  public let affinities: [Affinity]
  /// One an observation.
  public private(set) var factors: [Factor]
  /// Site of each state.
  public let siteOfState: [Int]

  /// - Parameters:
  ///   - sites: the states of each site; together they cover `logWeights`.
  ///   - factors: with one value per state each.
  public init(
    sites: [Range<Int>], logWeights: [Double], countPrior: CountPrior, affinities: [Affinity] = [],
    factors: [Factor]
  ) {
    self.init(
      StateLayout(sites), logWeights: logWeights, countPrior: countPrior, affinities: affinities,
      factors: factors)
  }

  init(
    _ layout: StateLayout, logWeights: [Double], countPrior: CountPrior, affinities: [Affinity],
    factors: [Factor]
  ) {
    sites = layout.sites
    siteOfState = layout.siteOfState
    self.logWeights = logWeights
    self.countPrior = countPrior
    self.affinities = affinities
    self.factors = factors
  }

  /// Number of states.
  var stateCount: Int { logWeights.count }

  /// The same sites and prior with the factors of other observations.
  public func observing(_ factors: [Factor]) -> CompiledNetwork {
    var result = self
    result.factors = factors
    return result
  }
}

/// Which states belong to which site.
struct StateLayout: Sendable {
  let sites: [Range<Int>]
  let siteOfState: [Int]

  init(_ sites: [Range<Int>]) {
    self.sites = sites
    siteOfState = sites.enumerated().flatMap { site, states in states.map { _ in site } }
  }
}

/// The likelihood of one observation as a function of a set of lesions, for independent causes (noisy-OR and
/// noisy-MAX, Pearl 1988, Henrion 1989):
///
/// P(observation | set) = upperLeak · Π upper[state] − lowerLeak · Π lower[state].
///
/// For a value that covers steps lo…hi of its scale, `upper` is P(step ≤ hi | lesion alone) and `lower` is
/// P(step < lo | lesion alone); a normal value has no second product.
public struct Factor: Sendable {
  /// Id of the observation, for output.
  public let label: String
  let columns: FactorColumns
  /// P(step ≤ hi | no lesion).
  public let upperLeak: Double
  /// P(step < lo | no lesion); 0 where there is no second product.
  public let lowerLeak: Double

  /// Per state P(step ≤ hi | lesion alone), without false positives.
  public var upper: [Double] { columns.upper }
  /// Per state P(step < lo | lesion alone), without false positives; nil for a normal value.
  public var lower: [Double]? { columns.lower }
  /// Whether `upper` is 1 throughout, as for the worst step of a scale.
  var isPlain: Bool { columns.isPlain }

  /// A factor; `lower` is held at or below `upper`, which rounding might have broken.
  public init(label: String, upper: [Double], lower: [Double]?, upperLeak: Double, lowerLeak: Double) {
    self.init(
      label: label, FactorColumns(upper: upper, lower: lower), upperLeak: upperLeak, lowerLeak: lowerLeak)
  }

  /// A factor with columns that others may share.
  init(label: String, _ columns: FactorColumns, upperLeak: Double, lowerLeak: Double) {
    self.label = label
    self.columns = columns
    self.upperLeak = upperLeak
    self.lowerLeak = columns.lower == nil ? 0 : min(lowerLeak, upperLeak)
  }

  /// P(observation | the lesions at these positions).
  public func probability(_ states: some Sequence<Int>) -> Double {
    var above = upperLeak
    var below = lowerLeak
    for state in states {
      above *= columns.upper[state]
      if let lower = columns.lower { below *= lower[state] }
    }
    return columns.lower == nil ? above : above - below
  }
}

/// What a factor is made of that depends on the lesions alone, shared by the cases in which the same was observed.
final class FactorColumns: Sendable {
  let upper: [Double]
  let lower: [Double]?
  let isPlain: Bool
  /// ln of `upper`; empty where that is 1 throughout.
  let logUpper: [Double]
  /// `lower` over `upper`; 1 where both are 0; empty where there is no `lower`.
  let spared: [Double]
  /// How many states before each have `spared` other than 1.
  private let touchedBefore: [Int]

  /// The columns at these places.
  func picked(_ places: [Int]) -> FactorColumns {
    FactorColumns(upper: places.map { upper[$0] }, lower: lower.map { lower in places.map { lower[$0] } })
  }

  init(upper: [Double], lower: [Double]?) {
    self.upper = upper
    isPlain = upper.allSatisfy { $0 == 1 }
    logUpper = isPlain ? [] : upper.map { $0 == 1 ? 0 : log($0) }
    self.lower = lower.map { zip($0, upper).map(min) }
    spared = self.lower.map { zip($0, upper).map { $1 > 0 ? $0 / $1 : 1 } } ?? []
    var count = 0
    touchedBefore =
      [0]
      + spared.map { value in
        count += value == 1 ? 0 : 1
        return count
      }
  }

  /// Whether some of these states make a difference to the factor.
  func isTouched(by states: Range<Int>) -> Bool {
    touchedBefore[states.lowerBound] < touchedBefore[states.upperBound]
  }
}
