import Anatomy
import Dispatch
import Foundation
import LinearAlgebra
import Simulation

/// Exact sums over all sets of up to three lesions: the definition of the posterior.
///
/// Goals, in order: exactness within the model, the same bits whatever the number of threads, memory that does
/// not grow with the number of sets, speed. Observations whose likelihood is one product collapse to one number
/// per lesion; the others are differences of two products, evaluated for a whole row of last lesions at a time.
/// All sums are relative to a running maximum (log-sum-exp).
struct Enumeration {
  let lesions: [Lesion]
  let prior: Prior
  let siteCount: Int
  let levelCount: Int
  /// Largest number of lesions in a set.
  let maximumLesions: Int
  /// ln of everything that factorises, per lesion: site weight, mode and level, product observations.
  private let logWeights: [Double]
  /// ln likelihood of the product observations without any lesion.
  private let logLeak: Double
  /// Observations that are differences of two products.
  private let differences: [Factor]
  private let firstOfSite: [Int]

  /// A set of sites with levels, packed into one number so that millions of them can be summed over modes.
  struct SetKey: Hashable, Comparable {
    private var code: UInt64 = 0
    private static let bits: UInt64 = 20

    /// `site · levels + level` of each lesion, rising; up to three.
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

  /// The sums of one context.
  struct Sums {
    /// ln P(observations, n lesions) for n = 0…3.
    var byCount: [Double]
    /// ln P(observations, the lesion is in the set), per lesion.
    var byLesion: [Double]
    /// ln P(observations, exactly this pair of sites), sites × sites, upper triangle.
    var byPair: [Double]
    /// ln P(observations, exactly these sites with these levels); sets that matter.
    var sets: [SetKey: Double]
  }

  init(
    _ atlas: Atlas, lesions: [Lesion], prior: Prior, factors: [Factor], maximumLesions: Int,
    excluding excluded: Set<Int> = []
  ) {
    self.lesions = lesions
    self.prior = prior
    self.maximumLesions = maximumLesions
    siteCount = atlas.sites.count
    levelCount = atlas.levels.count
    let products = factors.filter { $0.lower == nil }
    logWeights = lesions.indices.map { v in
      if excluded.contains(lesions[v].site) { return -.infinity }
      return products.reduce(log(prior.siteWeights[lesions[v].site]) + prior.logShares[v]) {
        $0 + log($1.upper[v])
      }
    }
    logLeak = products.reduce(0) { $0 + log($1.upperLeak) }
    differences = factors.filter { $0.lower != nil }
    var first = Array(repeating: lesions.count, count: atlas.sites.count + 1)
    for v in lesions.indices.reversed() { first[lesions[v].site] = v }
    for s in first.indices.dropLast().reversed() { first[s] = min(first[s], first[s + 1]) }
    firstOfSite = first
  }

  /// Runs all sums of one context.
  func sums(threads: Int) -> Sums {
    let none = prior.logScale[0] + logLeak + differences.reduce(0) { $0 + log($1.probability([])) }
    let best = lesions.indices.reduce(none) { max($0, single($1)) }
    let rows = Rows(count: lesions.count, threads: threads) { row(first: $0, setFloor: best - Self.setSpan) }
    var counts = [LogSumExp(), LogSumExp(), LogSumExp(), LogSumExp()]
    counts[0].add(none)
    var masses = Array(repeating: LogSumExp(), count: lesions.count)
    var sets: [SetKey: LogSumExp] = [:]
    var pairs = Array(repeating: LogSumExp(), count: siteCount * siteCount)
    for (i, row) in rows.results.enumerated() {
      for (site, value) in row.pairs { pairs[lesions[i].site * siteCount + site].add(value) }
      for n in 1...3 { counts[n].add(row.counts[n - 1]) }
      for (j, mass) in row.masses.enumerated() where mass > 0 { masses[j].add(row.reference + log(mass)) }
      masses[i].add(row.own)
      for (key, value) in row.sets { sets[key, default: LogSumExp()].add(value) }
    }
    return Sums(
      byCount: counts.map(\.logarithm), byLesion: masses.map(\.logarithm),
      byPair: pairs.map(\.logarithm), sets: sets.mapValues(\.logarithm))
  }

  /// Sets that are less likely than the best single lesion by more than this (ln) are not listed.
  private static let setSpan = 9.2

  /// ln P(observations, this lesion alone).
  private func single(_ v: Int) -> Double {
    prior.logScale[1] + logWeights[v] + logLeak + Product(differences, [v]).logarithm
  }

  private func key(_ v: Int) -> Int { lesions[v].site * levelCount + lesions[v].level }

  /// Sums over the sets whose first lesion is `i`.
  private struct Row {
    /// ln of the sums over sets of 1, 2 and 3.
    var counts: [Double]
    /// ln of the sum over all sets with the first lesion in them.
    var own: Double
    /// Sums per later lesion, relative to `exp(reference)`.
    var masses: [Double]
    var reference: Double
    var sets: [(SetKey, Double)]
    /// ln of the sums over pairs with a lesion of a later site.
    var pairs: [(site: Int, value: Double)]
  }

  private func row(first i: Int, setFloor: Double) -> Row {
    let count = lesions.count
    var masses = Array(repeating: 0.0, count: maximumLesions > 1 ? count : 0)
    var reference = -Double.infinity
    var sums = [LogSumExp(), LogSumExp(), LogSumExp()]
    var sets: [(SetKey, Double)] = []
    var pairs: [(site: Int, value: Double)] = []
    let product = Product(differences, [i])
    let single = single(i)
    sums[0].add(single)
    if single > setFloor { sets.append((SetKey([key(i)]), single)) }
    if maximumLesions > 1, logWeights[i] > -.infinity {
      var logs = Array(repeating: 0.0, count: count)
      let start = firstOfSite[lesions[i].site + 1]
      fill(
        &logs, product, from: start, base: prior.logScale[2] + logLeak + logWeights[i],
        with: [lesions[i].site])
      accumulate(logs, from: start, into: &masses, &reference, &sums[1])
      for site in (lesions[i].site + 1)..<max(siteCount, lesions[i].site + 1) {
        var sum = LogSumExp()
        for v in firstOfSite[site]..<firstOfSite[site + 1] { sum.add(logs[v]) }
        if sum.logarithm > -.infinity { pairs.append((site, sum.logarithm)) }
      }
      collect(logs, from: start, SetKey([key(i)]), floor: setFloor, into: &sets)
      if maximumLesions > 2, prior.logScale[3] > -.infinity {
        for j in start..<count where logWeights[j] > -.infinity {
          let next = firstOfSite[lesions[j].site + 1]
          if next >= count { continue }
          let base =
            prior.logScale[3] + logLeak + logWeights[i] + logWeights[j]
            + log(prior.affinity(lesions[i].site, lesions[j].site))
          fill(
            &logs, Product(differences, [i, j]), from: next, base: base,
            with: [lesions[i].site, lesions[j].site])
          var inner = LogSumExp()
          accumulate(logs, from: next, into: &masses, &reference, &inner)
          sums[2].add(inner)
          let share = inner.logarithm
          if share > -.infinity {
            Self.rescale(&masses, &reference, to: share)
            masses[j] += exp(share - reference)
          }
          collect(logs, from: next, SetKey([key(i), key(j)]), floor: setFloor, into: &sets)
        }
      }
    }
    var own = LogSumExp()
    for sum in sums { own.add(sum) }
    return Row(
      counts: sums.map(\.logarithm), own: own.logarithm, masses: masses, reference: reference, sets: sets,
      pairs: pairs)
  }

  /// The two products of every difference, for the lesions fixed so far.
  private struct Product {
    let upper: [Double]
    let lower: [Double]
    let logarithm: Double

    init(_ factors: [Factor], _ fixed: [Int]) {
      upper = factors.map { factor in fixed.reduce(factor.upperLeak) { $0 * factor.upper[$1] } }
      lower = factors.map { factor in
        fixed.reduce(factor.lowerLeak) { $0 * (factor.lower?[$1] ?? 1) }
      }
      logarithm = zip(upper, lower).reduce(0) { $0 + log(max(0, $1.0 - $1.1)) }
    }
  }

  /// ln weight of every set that adds one lesion from `start` on to those fixed.
  private func fill(
    _ logs: inout [Double], _ fixed: Product, from start: Int, base: Double, with sites: [Int]
  ) {
    let count = lesions.count
    if start >= count { return }
    for v in start..<count { logs[v] = base + logWeights[v] }
    for site in lesions[start].site..<siteCount {
      let affinity = sites.reduce(1.0) { $0 * prior.affinity($1, site) }
      if affinity != 1 {
        let shift = log(affinity)
        for v in firstOfSite[site]..<firstOfSite[site + 1] { logs[v] += shift }
      }
    }
    // Products of up to eight likelihoods stay far from underflow; their logarithm is taken once.
    var likelihood = Array(repeating: 1.0, count: count)
    var pending = 0
    for (f, factor) in differences.enumerated() {
      let a = fixed.upper[f]
      let b = fixed.lower[f]
      factor.upper.withUnsafeBufferPointer { upper in
        (factor.lower ?? factor.upper).withUnsafeBufferPointer { lower in
          likelihood.withUnsafeMutableBufferPointer { likelihood in
            for v in start..<count { likelihood[v] *= max(0, a * upper[v] - b * lower[v]) }
          }
        }
      }
      pending += 1
      if pending == 8 || f == differences.count - 1 {
        for v in start..<count {
          logs[v] += log(likelihood[v])
          likelihood[v] = 1
        }
        pending = 0
      }
    }
  }

  private func accumulate(
    _ logs: [Double], from start: Int, into masses: inout [Double], _ reference: inout Double,
    _ sum: inout LogSumExp
  ) {
    var largest = -Double.infinity
    for v in start..<lesions.count where logs[v] > largest { largest = logs[v] }
    if largest == -.infinity { return }
    Self.rescale(&masses, &reference, to: largest)
    var total = 0.0
    for v in start..<lesions.count {
      let difference = logs[v] - reference
      if difference < -60 { continue }
      let weight = exp(difference)
      masses[v] += weight
      total += weight
    }
    sum.add(reference, weight: total)
  }

  /// Makes the running maximum at least `exponent`.
  private static func rescale(_ masses: inout [Double], _ reference: inout Double, to exponent: Double) {
    if exponent <= reference { return }
    let scale = reference == -.infinity ? 0 : exp(reference - exponent)
    for v in masses.indices { masses[v] *= scale }
    reference = exponent
  }

  private func collect(
    _ logs: [Double], from start: Int, _ fixed: SetKey, floor: Double, into sets: inout [(SetKey, Double)]
  ) {
    for v in start..<lesions.count where logs[v] > floor { sets.append((fixed.adding(key(v)), logs[v])) }
  }

  /// Rows computed on several threads and kept in order, so that sums have the same bits on any number of them.
  private struct Rows {
    let results: [Row]

    init(count: Int, threads: Int, _ body: @Sendable (Int) -> Row) {
      if threads <= 1 {
        results = (0..<count).map { body($0) }
        return
      }
      results = [Row](unsafeUninitializedCapacity: count) { buffer, initialized in
        nonisolated(unsafe) let base = buffer.baseAddress
        DispatchQueue.concurrentPerform(iterations: count) { i in
          (base! + i).initialize(to: body(i))
        }
        initialized = count
      }
    }
  }
}
