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
