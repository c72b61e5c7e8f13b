import Foundation
import LinearAlgebra

/// Exact sums over all sets of up to three sites: the definition of the posterior.
///
/// Goals, in order: exactness within the model, the same bits whatever the number of threads, memory that does
/// not grow with the number of sets, speed. Observations whose likelihood is one product collapse to one number
/// per state. The others are differences of two products, evaluated for rows of sets at once: all that share
/// every state but the last (``DifferenceTable``). Sums are taken relative to the likeliest set that a greedy
/// search finds, so that neither overflow nor underflow touches what counts.
struct Enumeration {
  private let network: CompiledNetwork
  /// Largest number of sites in a set.
  private let maximumLesions: Int
  /// What a state is called in the list of sets: states with the same label are summed.
  private let labels: [Int]?
  /// ln of everything that factorises, per state: weight and product observations.
  private let logWeights: [Double]
  /// ln likelihood of the product observations without any lesion.
  private let logLeak: Double
  private let table: DifferenceTable
  private let affinity: AffinityLists
  /// ln of the set that all sums are relative to.
  private let reference: Double
  /// Sums over the sets without a site, and of each single state, relative to the reference.
  private let none: Double
  private let singles: [Double]
  /// A weight of 1 for each state.
  private let units: [Double]

  /// The sums of one context.
  struct Sums {
    /// ln P(observations, n sites) for n = 0…3.
    var byCount: [Double]
    /// ln P(observations, the state is in the set), per state.
    var byState: [Double]
    /// ln P(observations, exactly this pair of sites), sites × sites, upper triangle.
    var byPair: [Double]
    /// ln P(observations, exactly these labels); sets that matter.
    var sets: [SetKey: Double]
  }

  /// - Parameter labels: one per state, below 2²⁰, for listing the sets that matter; none are listed where nil.
  init(_ network: CompiledNetwork, maximumLesions: Int, labels: [Int]? = nil) {
    self.network = network
    self.maximumLesions = maximumLesions
    self.labels = labels
    let products = network.factors.filter { $0.lower == nil }
    let logLeak = products.reduce(0) { $0 + log($1.upperLeak) }
    let logWeights = Self.folded(products, into: network.logWeights)
    let table = DifferenceTable(network.factors.filter { $0.lower != nil }, logWeights: logWeights)
    let affinity = AffinityLists(network)
    let logNone = network.countPrior.log(0) + logLeak + table.logarithm(table.leaks) + table.logUnit
    var reference = logNone
    var singles: [Double] = []
    var singleScale = 0.0
    var prefix = table.leaks
    var weights = table.weights
    var workspace = table.workspace()
    var fixed = logLeak
    for n in 1...3 {
      let exponent = table.fill(&workspace, prefix, weights: weights, from: 0)
      let scale =
        network.countPrior.log(n) + fixed + table.logHeaviest + table.logUnit + exponent
      let values = workspace.values[..<network.stateCount]
      if n == 1 {
        singles = Array(values)
        singleScale = scale
      }
      guard n <= max(1, maximumLesions), let best = values.indices.max(by: { values[$0] < values[$1] }),
        values[best] > 0
      else { break }
      reference = max(reference, scale + log(values[best]))
      fixed += logWeights[best]
      prefix = table.extended(prefix, by: best)
      let site = network.siteOfState[best]
      weights = affinity.weights(weights, with: site)
      for v in network.sites[site] { weights[v] = 0 }
    }
    let finite = reference > -.infinity ? reference : 0
    self.reference = finite
    none = exp(logNone - finite)
    self.singles = singles.map { $0 == 0 ? 0 : exp(singleScale - finite + log($0)) }
    units = Array(repeating: 1, count: network.stateCount)
    self.logLeak = logLeak
    self.logWeights = logWeights
    self.table = table
    self.affinity = affinity
  }

  /// ln weights with the product observations multiplied in, a few at a time, so that no product underflows.
  private static func folded(_ products: [Factor], into logWeights: [Double]) -> [Double] {
    var result = logWeights
    for first in stride(from: 0, to: products.count, by: 8) {
      var likelihood = Array(repeating: 1.0, count: result.count)
      for factor in products[first..<min(products.count, first + 8)] {
        for v in result.indices { likelihood[v] *= factor.upper[v] }
      }
      for v in result.indices where result[v] > -.infinity { result[v] += log(likelihood[v]) }
    }
    return result
  }

  /// Sets that are less likely than the best single site or none by more than this factor are not listed.
  private static let listed = 1e-4

  /// Runs all sums of one context.
  ///
  /// - Parameter progress: called after each finished row with the share of rows done, from any thread.
  func sums(threads: Int, progress: (@Sendable (Double) -> Void)? = nil) -> Sums {
    let floor = labels == nil ? .infinity : max(none, singles.max() ?? 0) * Self.listed
    let rows = concurrentMap(network.stateCount, threads: threads, progress: progress) {
      row($0, upTo: maximumLesions, floor: floor)
    }
    var counts = [none, 0, 0, 0]
    var masses = Array(repeating: 0.0, count: network.stateCount)
    var pairs = Array(repeating: 0.0, count: network.sites.count * network.sites.count)
    var sets: [SetKey: Double] = [:]
    for (i, row) in rows.enumerated() {
      for n in 1...3 { counts[n] += row.counts[n] }
      for v in masses.indices where v < row.masses.count { masses[v] += row.masses[v] }
      masses[i] += row.counts.reduce(0, +)
      let first = network.siteOfState[i] * network.sites.count
      for (site, value) in row.pairs { pairs[first + site] += value }
      for (key, value) in row.sets { sets[key, default: 0] += value }
    }
    return Sums(
      byCount: counts.map(logarithm), byState: masses.map(logarithm), byPair: pairs.map(logarithm),
      sets: sets.mapValues(logarithm))
  }

  /// ln of the sums over all sets of 0…3 sites, whatever the largest number that is listed.
  func logTotals(threads: Int) -> [Double] {
    let rows = concurrentMap(network.stateCount, threads: threads) {
      row($0, upTo: 3, floor: .infinity).counts
    }
    var counts = [none, 0, 0, 0]
    for row in rows {
      for n in 1...3 { counts[n] += row[n] }
    }
    return counts.map(logarithm)
  }

  /// ln Σ over the sets of up to three sites, each counted once per pair of these sites in it, and once per three of
  /// them in it.
  func logJoint(of sites: [Int]) -> (pairs: Double, triples: Double) {
    var pairs = 0.0
    var triples = 0.0
    var workspace = table.workspace()
    let members = sites.sorted()
    let common = logLeak + table.logUnit - reference
    for (rank, a) in members.enumerated() {
      for i in network.sites[a] where logWeights[i] > -.infinity {
        let besideFirst = affinity.weights(table.weights, with: a)
        let one = table.extended(table.leaks, by: i)
        let exponent = table.fill(&workspace, one, weights: besideFirst, from: 0)
        let scale = exp(network.countPrior.log(2) + common + table.logHeaviest + logWeights[i] + exponent)
        for b in members[(rank + 1)...] {
          for j in network.sites[b] { pairs += scale * workspace.values[j] }
        }
        for b in members[(rank + 1)...] {
          var weights = affinity.weights(besideFirst, with: b)
          for v in network.sites[a] { weights[v] = 0 }
          for v in network.sites[b] { weights[v] = 0 }
          for j in network.sites[b] where logWeights[j] > -.infinity {
            let base = network.countPrior.log(3) + common + 2 * table.logHeaviest + logWeights[i]
            let exponent = table.fill(&workspace, table.extended(one, by: j), weights: weights, from: 0)
            let scale = exp(base + exponent) * besideFirst[j]
            for v in 0..<network.stateCount { pairs += scale * workspace.values[v] }
            // Three members are met once for each of their three pairs.
            for c in members {
              for v in network.sites[c] { triples += scale * workspace.values[v] / 3 }
            }
          }
        }
      }
    }
    return (logarithm(pairs), logarithm(triples))
  }

  /// ln of a sum relative to the reference.
  private func logarithm(_ value: Double) -> Double { value > 0 ? reference + log(value) : -.infinity }

  /// Sums over the sets whose first state is `i`, relative to the reference.
  private struct Row {
    /// Sums over sets of 0…3 sites.
    var counts = [0.0, 0, 0, 0]
    /// Sums per later state.
    var masses: [Double] = []
    var sets: [(SetKey, Double)] = []
    /// Sums over pairs with a later site.
    var pairs: [(site: Int, value: Double)] = []
  }

  private func row(_ i: Int, upTo most: Int, floor: Double) -> Row {
    var row = Row()
    if logWeights[i] == -.infinity { return row }
    row.counts[1] = singles[i]
    let one = labels.map { SetKey([$0[i]]) }
    if singles[i] > floor, let one { row.sets.append((one, singles[i])) }
    if most < 2 { return row }
    let site = network.siteOfState[i]
    let begin = network.sites[site].upperBound
    let weights = affinity.weights(table.weights, with: site)
    let common = logLeak + logWeights[i] + table.logHeaviest + table.logUnit - reference
    var workspace = table.workspace()
    table.sumRows(
      &workspace, table.leaks, extendedBy: i..<i + 1, logScale: network.countPrior.log(2) + common,
      stateWeights: units, weights: weights, from: begin)
    row.counts[2] = workspace.sums[0]
    for later in network.sites.indices.dropFirst(site + 1) {
      let sum = network.sites[later].reduce(0) { $0 + workspace.masses[$1] }
      if sum > 0 { row.pairs.append((later, sum)) }
    }
    if workspace.maxima[0] > floor, let one, let labels {
      for v in begin..<network.stateCount where workspace.masses[v] > floor {
        row.sets.append((one.adding(labels[v]), workspace.masses[v]))
      }
    }
    if most > 2, network.countPrior.log(3) > -.infinity {
      triples(i, weights, common, floor: floor, &workspace, into: &row)
    }
    row.masses = workspace.masses
    return row
  }

  /// Adds the sets of three.
  private func triples(
    _ i: Int, _ weights: [Double], _ common: Double, floor: Double,
    _ workspace: inout DifferenceTable.Workspace, into row: inout Row
  ) {
    let prefix = table.extended(table.leaks, by: i)
    let site = network.siteOfState[i]
    let logScale = network.countPrior.log(3) + common + table.logHeaviest
    for second in network.sites.indices.dropFirst(site + 1) where !network.sites[second].isEmpty {
      let states = network.sites[second]
      let begin = states.upperBound
      if begin >= network.stateCount { continue }
      let last = affinity.weights(weights, with: second)
      table.sumRows(
        &workspace, prefix, extendedBy: states, logScale: logScale, stateWeights: weights, weights: last,
        from: begin)
      for (r, j) in states.enumerated() {
        row.counts[3] += workspace.sums[r]
        workspace.masses[j] += workspace.sums[r]
        guard workspace.maxima[r] > floor, let labels else { continue }
        let pair = SetKey([labels[i], labels[j]])
        let exponent = table.fill(&workspace, table.extended(prefix, by: j), weights: last, from: begin)
        let scale = exp(logScale + exponent) * weights[j]
        for v in begin..<network.stateCount where scale * workspace.values[v] > floor {
          row.sets.append((pair.adding(labels[v]), scale * workspace.values[v]))
        }
      }
    }
  }
}

/// A set of labels, packed into one number so that millions of sets can be summed over modes.
struct SetKey: Hashable, Comparable {
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

  static func < (lhs: SetKey, rhs: SetKey) -> Bool { lhs.code < rhs.code }
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
