import Foundation
import LinearAlgebra
@testable import Localization

/// Sums over all sets of sites by their definition: plain loops and plain products.
struct NetworkOracle {
  /// Σ over the sets of n sites.
  var byCount: [Double] = []
  /// Σ over the sets with each state.
  var byState: [Double]
  /// Σ over the states of exactly these sites.
  var bySet: [[Int]: Double] = [:]

  var total: Double { byCount.reduce(0, +) }

  /// - Parameter limit: largest number of sites in a set; all of them where nil.
  init(_ network: CompiledNetwork, limit: Int? = nil) {
    let limit = limit ?? network.sites.count
    byState = Array(repeating: 0, count: network.stateCount)
    byCount = Array(repeating: 0, count: limit + 1)
    var affinity: [[Int]: Double] = [:]
    for entry in network.affinities {
      affinity[[entry.first, entry.second].sorted(), default: 1] *= entry.factor
    }
    func visit(_ set: [Int], from site: Int) {
      var p = exp(network.countPrior.log(set.count))
      for v in set { p *= exp(network.logWeights[v]) }
      for a in set {
        for b in set where a < b { p *= affinity[[network.siteOfState[a], network.siteOfState[b]]] ?? 1 }
      }
      for factor in network.factors {
        var above = factor.upperLeak
        var below = factor.lower == nil ? 0 : factor.lowerLeak
        for v in set {
          above *= factor.upper[v]
          below *= factor.lower?[v] ?? 1
        }
        p *= above - below
      }
      byCount[set.count] += p
      bySet[set.map { network.siteOfState[$0] }, default: 0] += p
      for v in set { byState[v] += p }
      if set.count == limit { return }
      for next in network.sites.indices where next >= site {
        for v in network.sites[next] { visit(set + [v], from: next + 1) }
      }
    }
    visit([], from: 0)
  }
}

extension CompiledNetwork {
  /// A random network: graded and plain observations, normal ones, silent ones, sites with one to three states, some
  /// of them without a weight.
  static func random(
    seed: UInt64, sites count: Int, observations: Int, isIndependent: Bool, hasAffinities: Bool
  ) -> CompiledNetwork {
    var random = SplitMix64(seed: seed)
    var sites: [Range<Int>] = []
    var weights: [Double] = []
    for _ in 0..<count {
      let states = Int(random.uniform() * 4)
      sites.append(weights.count..<weights.count + states)
      for _ in 0..<states {
        weights.append(random.uniform() < 0.05 ? -.infinity : log(0.3 * random.uniform()))
      }
    }
    let factors = (0..<observations).map { _ -> Factor in
      let kind = random.uniform()
      let upperLeak = kind < 0.4 ? 1 : 0.6 + 0.4 * random.uniform()
      var upper: [Double] = []
      var lower: [Double] = []
      for _ in weights {
        let touched = random.uniform() < 0.4
        let high = kind < 0.4 || !touched ? 1 : 0.3 + 0.7 * random.uniform()
        upper.append(high)
        lower.append(touched ? high * random.uniform() : high)
      }
      if kind > 0.7 { return Factor(label: "", upper: upper, lower: nil, upperLeak: upperLeak, lowerLeak: 0) }
      return Factor(
        label: "", upper: upper, lower: lower, upperLeak: upperLeak,
        lowerLeak: upperLeak * (0.7 + 0.29 * random.uniform()))
    }
    var affinities: [Affinity] = []
    if hasAffinities {
      for a in 0..<count {
        for b in (a + 1)..<max(count, a + 1) where random.uniform() < 0.2 {
          affinities.append(Affinity(first: a, second: b, factor: 0.2 + 4 * random.uniform()))
        }
      }
    }
    let scale = (0...3).map { _ in log(random.uniform()) }
    return CompiledNetwork(
      sites: sites, logWeights: weights,
      countPrior: isIndependent ? .independent(logNone: scale[0]) : .byNumber(scale), affinities: affinities,
      factors: factors)
  }
}
