import CKernels
import Foundation
import LinearAlgebra

/// Exact sums over all sets of up to three sites: the definition of the posterior.
///
/// Goals, in order: exactness within the model, the same bits whatever the number of threads, memory that does
/// not grow with the number of sets, speed. Observations whose likelihood is one product collapse to one number
/// per state, and so do the upper products of the others. What is left of those is evaluated for rows of sets at once:
/// all that share every state but the last (``DifferenceTable``). Sums are taken relative to the likeliest set that a
/// greedy search finds, so that neither overflow nor underflow touches what counts.
struct Enumeration {
  private let network: CompiledNetwork
  /// Largest number of sites in a set.
  private let maximumLesions: Int
  /// What a state is called in the list of sets: states with the same label are summed.
  private let labels: [Int]?
  /// ln of everything that factorises, without any lesion.
  private let logLeak: Double
  private let table: DifferenceTable
  private let affinity: AffinityLists
  /// ln of the set that all sums are relative to.
  private let reference: Double
  /// Sums over the sets without a site, and of each single state, relative to the reference.
  private let none: Double
  private let singles: [Double]

  /// The sums of one context.
  struct Sums {
    /// ln P(observations, n sites) for n = 0…3.
    var byCount: [Double]
    /// ln P(observations, the state is in the set), per state.
    var byState: [Double]
    /// ln P(observations, exactly this pair of sites), sites × sites, upper triangle; empty without labels.
    var byPair: [Double]
    /// ln P(observations, exactly these labels); sets that matter. Empty without labels.
    var sets: [SetKey: Double]
  }

  /// - Parameter labels: one per state, below 2²⁰, for listing the sets that matter and the pairs; nil where marginals are
  ///   enough.
  init(_ network: CompiledNetwork, maximumLesions: Int, labels: [Int]? = nil) {
    self.network = network
    self.maximumLesions = maximumLesions
    self.labels = labels
    logLeak = network.factors.reduce(0) { $0 + log($1.upperLeak) }
    table = DifferenceTable(
      network.factors.filter { $0.lower != nil },
      logWeights: Self.folded(network.factors, into: network.logWeights), network)
    affinity = AffinityLists(network)
    let logNone = network.countPrior.log(0) + logLeak + table.logNone
    var reference = logNone
    var (values, exponent) = table.values(table.ground, weights: table.weights)
    var scale = network.countPrior.log(1) + logLeak + table.logHeaviest + table.logUnit + exponent
    let (singles, singleScale) = (values, scale)
    var ground = table.ground
    var weights = table.weights
    var fixed = 0.0
    for n in 1...3 where n <= max(1, maximumLesions) {
      if n > 1 {
        (values, exponent) = table.values(ground, weights: weights)
        scale = network.countPrior.log(n) + fixed + logLeak + table.logHeaviest + table.logUnit + exponent
      }
      guard let best = values.indices.max(by: { values[$0] < values[$1] }), values[best] > 0 else { break }
      reference = max(reference, scale + log(values[best]))
      if n == maximumLesions { break }
      fixed += table.logHeaviest + log(table.weights[best])
      ground = table.extended(ground, by: best)
      let site = network.siteOfState[best]
      weights = affinity.weights(weights, with: site)
      for v in network.sites[site] { weights[v] = 0 }
    }
    let finite = reference > -.infinity ? reference : 0
    self.reference = finite
    none = exp(logNone - finite)
    self.singles = singles.prefix(network.stateCount).map {
      $0 == 0 ? 0 : exp(singleScale - finite + log($0))
    }
  }

  /// ln weights with everything multiplied in that is one product.
  private static func folded(_ factors: [Factor], into logWeights: [Double]) -> [Double] {
    var result = logWeights
    for factor in factors where !factor.isPlain {
      kernel_add(factor.columns.logUpper, result.count, &result)
    }
    return result
  }

  /// Sets that are less likely than the best single site or none by more than this factor are not listed.
  private static let listed = 1e-4

  /// Runs all sums of one context.
  ///
  /// - Parameter progress: called after each finished site with the share of sites done, from any thread.
  func sums(threads: Int, progress: (@Sendable (Double) -> Void)? = nil) -> Sums {
    let floor = labels == nil ? .infinity : max(none, singles.max() ?? 0) * Self.listed
    let siteCount = network.sites.count
    let parts = concurrentMap(siteCount, threads: threads, progress: progress) {
      part($0, upTo: maximumLesions, floor: floor)
    }
    var counts = [none, 0, 0, 0]
    var masses = Array(repeating: 0.0, count: network.stateCount)
    var pairs = Array(repeating: 0.0, count: labels == nil ? 0 : siteCount * siteCount)
    var sets: [SetKey: Double] = [:]
    for (site, part) in parts.enumerated() {
      for n in 1...3 { counts[n] += part.counts[n] }
      let begin = part.masses.isEmpty ? network.stateCount : network.sites[site].lowerBound
      for v in begin..<network.stateCount { masses[v] += part.masses[v] }
      for (later, value) in part.pairs { pairs[site * siteCount + later] += value }
      for (key, value) in part.sets { sets[key, default: 0] += value }
    }
    return Sums(
      byCount: counts.map(logarithm), byState: masses.map(logarithm), byPair: pairs.map(logarithm),
      sets: sets.mapValues(logarithm))
  }

  /// ln of the sums over all sets of 0…3 sites, whatever the largest number that is listed.
  func logTotals(threads: Int) -> [Double] {
    let parts = concurrentMap(network.sites.count, threads: threads) {
      part($0, upTo: 3, floor: .infinity).counts
    }
    var counts = [none, 0, 0, 0]
    for part in parts {
      for n in 1...3 { counts[n] += part[n] }
    }
    return counts.map(logarithm)
  }

  /// ln Σ over the sets of up to three sites, each counted once per pair of these sites in it, and once per three of
  /// them in it.
  func logJoint(of sites: [Int]) -> (pairs: Double, triples: Double) {
    var pairs = 0.0
    var triples = 0.0
    let members = sites.sorted()
    let common = logLeak + table.logUnit + 2 * table.logHeaviest - reference
    for (rank, a) in members.enumerated() {
      for i in network.sites[a] where table.weights[i] > 0 {
        let besideFirst = affinity.weights(table.weights, with: a)
        let one = table.extended(table.ground, by: i)
        let (values, exponent) = table.values(one, weights: besideFirst)
        let scale = exp(network.countPrior.log(2) + common + exponent) * table.weights[i]
        for b in members[(rank + 1)...] {
          for j in network.sites[b] { pairs += scale * values[j] }
        }
        for b in members[(rank + 1)...] {
          var weights = affinity.weights(besideFirst, with: b)
          for v in network.sites[a] { weights[v] = 0 }
          for v in network.sites[b] { weights[v] = 0 }
          for j in network.sites[b] where table.weights[j] > 0 {
            let (values, exponent) = table.values(table.extended(one, by: j), weights: weights)
            let scale =
              exp(network.countPrior.log(3) + common + table.logHeaviest + exponent) * table.weights[i]
              * besideFirst[j]
            for v in 0..<network.stateCount { pairs += scale * values[v] }
            // Three members are met once for each of their three pairs.
            for c in members {
              for v in network.sites[c] { triples += scale * values[v] / 3 }
            }
          }
        }
      }
    }
    return (logarithm(pairs), logarithm(triples))
  }

  /// ln of a sum relative to the reference.
  private func logarithm(_ value: Double) -> Double { value > 0 ? reference + log(value) : -.infinity }

  /// Sums over the sets whose first site is the same, relative to the reference.
  private struct Part {
    /// Sums over sets of 0…3 sites.
    var counts = [0.0, 0, 0, 0]
    /// Sums per state, of the site and of later ones.
    var masses: [Double] = []
    var sets: [(SetKey, Double)] = []
    /// Sums over pairs with a later site.
    var pairs: [(site: Int, value: Double)] = []
  }

  private func part(_ site: Int, upTo most: Int, floor: Double) -> Part {
    var part = Part()
    let states = network.sites[site]
    if !states.contains(where: { table.weights[$0] > 0 }) { return part }
    var masses = table.row()
    for i in states {
      masses[i] = singles[i]
      part.counts[1] += singles[i]
      if singles[i] > floor, let labels { part.sets.append((SetKey([labels[i]]), singles[i])) }
    }
    if most > 1 {
      let weights = affinity.weights(table.weights, with: site)
      let logScale = network.countPrior.log(2) + logLeak + table.logUnit + 2 * table.logHeaviest - reference
      let sets = RowSet(
        ground: table.ground, weights: table.weights,
        start: table.start(table.ground, weights: weights, from: states.upperBound),
        logScale: logScale, states: [])
      var sums = table.sums()
      let sum = add(site, sets, floor: floor, &sums, &masses, into: &part)
      part.counts[2] = sum
      for (r, i) in states.enumerated() { masses[i] += sums[r] }
      if labels != nil {
        for later in network.sites.indices.dropFirst(site + 1) {
          let sum = network.sites[later].reduce(0) { $0 + masses[$1] }
          if sum > 0 { part.pairs.append((later, sum)) }
        }
      }
      if most > 2, network.countPrior.log(3) > -.infinity {
        for i in states where table.weights[i] > 0 {
          let sum = triples(i, weights, floor: floor, &masses, into: &part)
          masses[i] += sum
          part.counts[3] += sum
        }
      }
    }
    part.masses = masses
    return part
  }

  /// What rows of sets have in common that share all states but the last two.
  private struct RowSet {
    var ground: DifferenceTable.Ground
    /// Weights of the last state but one.
    var weights: [Double]
    /// Weights of the last state, times the likelihood in the ground.
    var start: [Double]
    /// ln of the rest.
    var logScale: Double
    /// The states that are shared.
    var states: [Int]
  }

  /// Adds the rows whose last state but one is of this site, and lists the sets in them that matter.
  ///
  /// - Returns: their sum; in `sums` those of each state.
  private func add(
    _ site: Int, _ sets: RowSet, floor: Double, _ sums: inout [Double], _ masses: inout [Double],
    into part: inout Part
  ) -> Double {
    let states = network.sites[site]
    table.sumRows(
      of: site, on: sets.ground, start: sets.start, logScale: sets.logScale, stateWeights: sets.weights,
      masses: &masses,
      sums: &sums)
    var total = 0.0
    for (r, i) in states.enumerated() {
      total += sums[r]
      guard sums[r] > floor, let labels else { continue }
      let key = SetKey((sets.states + [i]).map { labels[$0] })
      let (values, exponent) = table.row(of: i, on: sets.ground, start: sets.start)
      let scale = exp(sets.logScale + exponent) * sets.weights[i]
      for v in states.upperBound..<network.stateCount where scale * values[v] > floor {
        part.sets.append((key.adding(labels[v]), scale * values[v]))
      }
    }
    return total
  }

  /// Adds the sets of three whose first state is `i`.
  ///
  /// - Parameter weights: of states beside its site.
  private func triples(
    _ i: Int, _ weights: [Double], floor: Double, _ masses: inout [Double], into part: inout Part
  ) -> Double {
    let site = network.siteOfState[i]
    let ground = table.extended(table.ground, by: i)
    let start = table.start(ground, weights: weights, from: network.sites[site].upperBound)
    let logScale =
      network.countPrior.log(3) + logLeak + table.logUnit + 3 * table.logHeaviest + log(table.weights[i])
      - reference
    var sets = RowSet(ground: ground, weights: weights, start: start, logScale: logScale, states: [i])
    var sums = table.sums()
    var total = 0.0
    for second in network.sites.indices.dropFirst(site + 1) {
      sets.start = affinity.weights(start, with: second)
      total += add(second, sets, floor: floor, &sums, &masses, into: &part)
      for (r, j) in network.sites[second].enumerated() { masses[j] += sums[r] }
    }
    return total
  }
}

/// A set of labels, packed into one number so that millions of sets can be summed over modes.
struct SetKey: Hashable {
  private var code: UInt64 = 0
  private static let bits: UInt64 = 20

  /// The labels, up to three.
  init(_ members: [Int]) {
    for member in members { code = code << Self.bits | UInt64(member + 1) }
  }

  /// The key with one more member.
  func adding(_ member: Int) -> SetKey {
    var result = self
    result.code = code << Self.bits | UInt64(member + 1)
    return result
  }

  var members: [Int] {
    var result: [Int] = []
    var rest = code
    while rest > 0 {
      result.append(Int(rest & (1 << Self.bits - 1)) - 1)
      rest >>= Self.bits
    }
    return result.reversed()
  }
}

/// The affinities of each site, for multiplying them into the weights of a row.
private struct AffinityLists {
  private let bySite: [[(states: Range<Int>, site: Int, factor: Double)]]

  init(_ network: CompiledNetwork) {
    var lists = Array(
      repeating: [(states: Range<Int>, site: Int, factor: Double)](), count: network.sites.count)
    for entry in network.affinities {
      lists[entry.first].append((network.sites[entry.second], entry.second, entry.factor))
      lists[entry.second].append((network.sites[entry.first], entry.first, entry.factor))
    }
    bySite = lists
  }

  /// The weights of states beside a lesion at a site.
  func weights(_ weights: [Double], with site: Int) -> [Double] {
    if bySite[site].isEmpty { return weights }
    var result = weights
    for entry in bySite[site] {
      for v in entry.states { result[v] *= entry.factor }
    }
    return result
  }
}
