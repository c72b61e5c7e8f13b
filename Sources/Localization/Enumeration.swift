import Foundation
import LinearAlgebra

/// Exact sums over all sets of up to three sites: the definition of the posterior.
///
/// Goals, in order: exactness within the model, the same bits whatever the number of threads, memory that does
/// not grow with the number of sets, speed. Observations whose likelihood is one product collapse to one number
/// per state. The others are differences of two products, evaluated for a row of sets at once: all that share
/// every state but the last (``DifferenceTable``). Sums are taken relative to the likeliest set found by a greedy
/// search, so that neither overflow nor underflow touches what counts.
struct Enumeration {
  private let network: CompiledNetwork
  /// Largest number of sites in a set.
  private let maximumLesions: Int
  /// What a state is called in the list of sets: states with the same label are summed.
  private let labels: [Int]
  /// ln of everything that factorises, per state: weight and product observations.
  private let logWeights: [Double]
  /// ln likelihood of the product observations without any lesion.
  private let logLeak: Double
  private let table: DifferenceTable
  private let affinity: AffinityLists
  /// ln of the set that all sums are relative to.
  private let reference: Double
  /// ln likelihood of everything without any lesion.
  private let none: Double
  private let bestSingle: Double

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

  /// - Parameter labels: one per state, below 2²⁰; the state's own position where nil.
  init(_ network: CompiledNetwork, maximumLesions: Int, labels: [Int]? = nil) {
    self.network = network
    self.maximumLesions = maximumLesions
    self.labels = labels ?? Array(network.logWeights.indices)
    let products = network.factors.filter { $0.lower == nil }
    let differences = network.factors.filter { $0.lower != nil }
    let logWeights = network.logWeights.indices.map { v in
      let weight = network.logWeights[v]
      return weight == -.infinity ? weight : products.reduce(weight) { $0 + log($1.upper[v]) }
    }
    let logLeak = products.reduce(0) { $0 + log($1.upperLeak) }
    func logarithm(_ set: [Int], ln affinity: Double) -> Double {
      set.reduce(network.countPrior.log(set.count) + logLeak + affinity) { $0 + logWeights[$1] }
        + differences.reduce(0) { $0 + log($1.probability(set)) }
    }
    let affinity = AffinityLists(network)
    none = logarithm([], ln: 0)
    var reference = none
    var greedy: [Int] = []
    var single = -Double.infinity
    for n in 1...max(1, maximumLesions) {
      var best: (value: Double, state: Int)?
      let taken = Set(greedy.map { network.siteOfState[$0] })
      for v in logWeights.indices
      where logWeights[v] > -.infinity && !taken.contains(network.siteOfState[v]) {
        let value = logarithm(greedy + [v], ln: 0)
        if value > best?.value ?? -.infinity { best = (value, v) }
      }
      guard let best else { break }
      if n == 1 { single = best.value }
      reference = max(reference, best.value)
      greedy.append(best.state)
    }
    self.logWeights = logWeights
    self.logLeak = logLeak
    self.affinity = affinity
    self.reference = reference > -.infinity ? reference : 0
    bestSingle = single
    table = DifferenceTable(
      differences, logWeights: logWeights, stateCount: network.stateCount)
  }

  /// Sets that are less likely than the best single site or none by more than this (ln) are not listed.
  private static let setSpan = 9.2

  /// Runs all sums of one context.
  ///
  /// - Parameter progress: called after each finished row with the share of rows done, from any thread.
  func sums(threads: Int, progress: (@Sendable (Double) -> Void)? = nil) -> Sums {
    let floor = exp(max(none, bestSingle) - Self.setSpan - reference)
    let rows = inOrder(network.stateCount, threads: threads, progress) { row($0, floor: floor) }
    var counts = [exp(none - reference), 0, 0, 0]
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
    func logarithm(_ value: Double) -> Double { value > 0 ? reference + log(value) : -.infinity }
    return Sums(
      byCount: counts.map(logarithm), byState: masses.map(logarithm), byPair: pairs.map(logarithm),
      sets: sets.mapValues(logarithm))
  }

  /// ln of the sums over all sets of 0…3 sites, whatever the largest number that is listed; nothing else is added
  /// up, which is several times faster.
  func logTotals(threads: Int) -> [Double] {
    let rows = inOrder(network.stateCount, threads: threads, nil) { totals(first: $0) }
    var result = [exp(none - reference), 0, 0, 0]
    for row in rows {
      for n in 1...3 { result[n] += row[n] }
    }
    return result.map { $0 > 0 ? reference + log($0) : -.infinity }
  }

  /// Sums over the sets whose first state is `i`, by number of sites, relative to the reference.
  private func totals(first i: Int) -> [Double] {
    if logWeights[i] == -.infinity { return [0, 0, 0, 0] }
    let site = network.siteOfState[i]
    let common = logLeak + logWeights[i] - reference
    let weights = affinity.weights(table.weights, with: site)
    var prefix = table.prefix()
    let pairScale = exp(network.countPrior.log(2) + common + table.logScale)
    let pairs = table.total(
      prefix, extendedBy: i..<i + 1, scales: [pairScale], weights: weights,
      from: network.sites[site].upperBound)
    table.extend(&prefix, by: i)
    var triples = 0.0
    let tripleBase = network.countPrior.log(3) + common + table.logScale
    if tripleBase > -.infinity {
      for second in network.sites.indices where second > site && !network.sites[second].isEmpty {
        let base = tripleBase + log(affinity.factor(site, second))
        triples += table.total(
          prefix, extendedBy: network.sites[second],
          scales: network.sites[second].map { exp(base + logWeights[$0]) },
          weights: affinity.weights(weights, with: second), from: network.sites[second].upperBound)
      }
    }
    return [0, exp(network.countPrior.log(1) + common + table.logarithm([i])), pairs, triples]
  }

  /// Sums over the sets whose first state is `i`, relative to the reference.
  private struct Row {
    var counts = [0.0, 0, 0, 0]
    /// Sums per later state.
    var masses: [Double] = []
    var sets: [(SetKey, Double)] = []
    /// Sums over pairs with a later site.
    var pairs: [(site: Int, value: Double)] = []
  }

  private func row(_ i: Int, floor: Double) -> Row {
    var row = Row()
    if logWeights[i] == -.infinity { return row }
    let one = SetKey([labels[i]])
    let single = exp(
      network.countPrior.log(1) + logLeak + logWeights[i] + table.logarithm([i]) - reference)
    row.counts[1] = single
    if single > floor { row.sets.append((one, single)) }
    if maximumLesions < 2 { return row }
    var values = table.row()
    row.masses = table.row()
    let begin = network.sites[network.siteOfState[i]].upperBound
    var prefix = table.prefix()
    table.extend(&prefix, by: i)
    let weights = affinity.weights(table.weights, with: network.siteOfState[i])
    let exponent = table.fill(&values, prefix, weights: weights, from: begin)
    let scale = exp(
      network.countPrior.log(2) + logLeak + logWeights[i] + table.logScale + exponent - reference)
    row.counts[2] = deposit(values, scale, from: begin, one, floor: floor, into: &row)
    for (site, states) in network.sites.enumerated() where states.lowerBound >= begin && !states.isEmpty {
      let sum = states.reduce(0) { $0 + values[$1] }
      if sum > 0 { row.pairs.append((site, scale * sum)) }
    }
    if maximumLesions < 3 { return row }
    triples(first: i) { prefix, weights, scale, j, begin in
      let exponent = table.fill(&values, prefix, weights: weights, from: begin)
      let sum = deposit(
        values, scale * exp(exponent), from: begin, one.adding(labels[j]), floor: floor, into: &row)
      row.counts[3] += sum
      row.masses[j] += sum
    }
    return row
  }

  /// Adds a row of values to the sums of its states, lists the sets that matter, and returns its sum.
  private func deposit(
    _ values: [Double], _ scale: Double, from begin: Int, _ fixed: SetKey, floor: Double, into row: inout Row
  ) -> Double {
    let (sum, largest) = table.deposit(values, scale, from: begin, into: &row.masses)
    if scale * largest > floor {
      for v in begin..<network.stateCount where scale * values[v] > floor {
        row.sets.append((fixed.adding(labels[v]), scale * values[v]))
      }
    }
    return scale * sum
  }

  /// Calls `body` for each second state with what a row of triples needs: the products of the first two states,
  /// the weights of the third, the factor of the row, the second state, and where the third begins.
  private func triples(
    first i: Int,
    _ body: (
      _ prefix: DifferenceTable.Prefix, _ weights: [Double], _ scale: Double, _ second: Int, _ begin: Int
    ) -> Void
  ) {
    if logWeights[i] == -.infinity || network.countPrior.log(3) == -.infinity { return }
    let site = network.siteOfState[i]
    var one = table.prefix()
    table.extend(&one, by: i)
    var two = one
    let base = network.countPrior.log(3) + logLeak + logWeights[i] + table.logScale - reference
    let weightsOfFirst = affinity.weights(table.weights, with: site)
    for second in network.sites.indices where second > site && !network.sites[second].isEmpty {
      let begin = network.sites[second].upperBound
      if begin >= network.stateCount { continue }
      let weights = affinity.weights(weightsOfFirst, with: second)
      let shift = base + log(affinity.factor(site, second))
      for j in network.sites[second] where logWeights[j] > -.infinity {
        table.extend(one, by: j, into: &two)
        body(two, weights, exp(shift + logWeights[j]), j, begin)
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

  func factor(_ a: Int, _ b: Int) -> Double {
    bySite[a].first { $0.site == b }?.factor ?? 1
  }
}
