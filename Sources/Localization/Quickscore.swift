import CKernels
import Foundation

/// Why Quickscore leaves a network to enumeration.
public enum QuickscoreLimit: Error, Equatable {
  /// More observations that are no plain product than the 2^m terms allow.
  case tooManyPositives(Int, limit: Int)
  /// Pairs of sites that are not independent.
  case pairAffinities
  /// The alternating sum cancels below what the widest arithmetic at hand can hold.
  case cancellation
}

/// Exact sums by inclusion–exclusion over the positive observations (Quickscore, Heckerman 1989), extended to
/// sites with several states, graded observations and a prior on the number of sites.
///
/// With a difference of two products for each positive, the probability of all observations is a sum over the
/// subsets T of the positives that take their second product:
///
/// Σ over T of (−1)^|T| · Π leaks(T) · Σ over n of count prior(n) · eₙ(G₁(T), …, G_S(T)),
///
/// where G_s(T) sums weight · Π factors over the states of site s and eₙ is the elementary symmetric polynomial,
/// cut at the largest number of sites; where sites are independent the polynomial becomes Π (1 + G_s). The
/// subsets are walked depth first: a positive changes the states that it touches and no others, and a site is
/// multiplied into the polynomial as soon as no later positive touches it. The sums of the states are the
/// derivatives of the same walk, collected on its way back.
///
/// The alternating sum cancels where the observations are improbable, so that all of it is done in double-double
/// arithmetic of about 32 digits (``quickscore_walk``); the size of the terms is summed beside it.
public struct Quickscore: Sendable {
  /// ln P(observations).
  public let logEvidence: Double
  /// P(n sites | observations), n = 0…3; empty where sites are independent.
  public let counts: [Double]
  /// P(state in the set | observations).
  public let states: [Double]
  /// Sum of the sizes of the terms over their sum. P(observations) has a relative error of about 1e-30 times this; that
  /// of an improbable state may have more.
  public let cancellation: Double

  /// Largest number of positives.
  public static let limit = 16
  /// Largest ``cancellation`` that is accepted: it leaves nine digits.
  private static let largestCancellation = 1e21

  /// Runs the sums.
  ///
  /// - Throws: ``QuickscoreLimit``.
  public init(_ network: CompiledNetwork) throws(QuickscoreLimit) {
    let positives = network.factors.count { $0.lower != nil }
    if positives > Self.limit { throw .tooManyPositives(positives, limit: Self.limit) }
    if !network.affinities.isEmpty { throw .pairAffinities }
    let problem = QuickscoreProblem(network)
    let sums = problem.walk()
    cancellation = sums.magnitude / sums.total
    if !(sums.total > 0 && cancellation < Self.largestCancellation) { throw .cancellation }
    logEvidence = problem.logUnit + log(sums.total)
    counts = problem.isIndependent ? [] : sums.counts.map { $0 / sums.total }
    var states = Array(repeating: 0.0, count: problem.stateCount)
    for (position, state) in problem.order.enumerated() { states[state] = sums.masses[position] / sums.total }
    self.states = states
  }
}

/// Multiplies numbers one by one.
private func multiply(_ values: inout [Double], by factors: [Double]) {
  values.withUnsafeMutableBufferPointer { values in
    factors.withUnsafeBufferPointer { factors in
      for v in values.indices { values[v] *= factors[v] }
    }
  }
}

/// A network sorted for the walk: positives in an order that lets sites be finished early, states of a site
/// together, sites in the order in which they are finished.
private struct QuickscoreProblem: Sendable {
  let stateCount: Int
  let isIndependent: Bool
  /// Count priors relative to the largest, for 0…3 sites.
  let countPrior: [Double]
  /// Everything below is relative to exp(logUnit).
  private(set) var logUnit = 0.0
  /// Position in the network of each state of the walk.
  private(set) var order: [Int] = []
  /// Where the states of each site begin, in order of finishing; one more for the end.
  private(set) var firstState = [0]
  /// Weight times product observations of each state of the walk.
  private(set) var weights: [Double] = []
  /// Leaks of the positives.
  private(set) var upperLeaks: [Double] = []
  private(set) var lowerLeaks: [Double] = []
  /// Where each positive's entries begin in the lists of touched states; one more for the end.
  private(set) var firstTouched: [Int] = [0]
  private(set) var touched: [UInt32] = []
  private(set) var upper: [Double] = []
  private(set) var lower: [Double] = []
  /// How many sites are finished before each positive, and after the last.
  private(set) var finished: [Int] = []

  init(_ network: CompiledNetwork) {
    stateCount = network.stateCount
    switch network.countPrior {
    case .independent(let logNone):
      isIndependent = true
      countPrior = [1, 1, 1, 1]
      logUnit = logNone
    case .byNumber(let scale):
      isIndependent = false
      let largest = scale.max() ?? 0
      countPrior = (0..<4).map { $0 < scale.count ? exp(scale[$0] - largest) : 0 }
      logUnit = largest
    }
    var all = network.logWeights.map { exp($0) }
    var positives: [Factor] = []
    for factor in network.factors {
      if factor.lower == nil {
        logUnit += log(factor.upperLeak)
        multiply(&all, by: factor.upper)
      } else {
        positives.append(factor)
      }
    }
    // The walk takes its first few positives at once; where there are fewer, some that do nothing fill up.
    let none = Array(repeating: 1.0, count: stateCount)
    while positives.count < Int(QUICKSCORE_LANE_BITS) {
      positives.append(Factor(label: "", upper: none, lower: none, upperLeak: 1, lowerLeak: 0))
    }
    let bits = Self.touchingPositives(positives, weights: all)
    let touching = network.sites.map { states in states.reduce(UInt32(0)) { $0 | bits[$1] } }
    let sequence = Self.sequence(touching, count: positives.count)
    sort(network, all, touching, sequence)
    let room = bits.reduce(0) { $0 + $1.nonzeroBitCount }
    touched.reserveCapacity(room)
    upper.reserveCapacity(room)
    lower.reserveCapacity(room)
    for (depth, f) in sequence.enumerated() {
      let factor = positives[f]
      upperLeaks.append(factor.upperLeak)
      lowerLeaks.append(factor.lowerLeak)
      let low = factor.lower ?? none
      // Sites finished earlier are not touched by this positive.
      for position in firstState[finished[depth]]..<order.count
      where bits[order[position]] & 1 << UInt32(f) != 0 {
        touched.append(UInt32(position))
        upper.append(factor.upper[order[position]])
        lower.append(low[order[position]])
      }
      firstTouched.append(touched.count)
    }
  }

  /// Per state, a bit for each positive that touches it.
  private static func touchingPositives(_ positives: [Factor], weights: [Double]) -> [UInt32] {
    var bits = Array(repeating: UInt32(0), count: weights.count)
    bits.withUnsafeMutableBufferPointer { bits in
      for (f, factor) in positives.enumerated() {
        let bit = UInt32(1) << UInt32(f)
        factor.upper.withUnsafeBufferPointer { upper in
          (factor.lower ?? factor.upper).withUnsafeBufferPointer { lower in
            for v in bits.indices where (lower[v] != 1 || upper[v] != 1) && weights[v] > 0 { bits[v] |= bit }
          }
        }
      }
    }
    return bits
  }

  /// Positives in the order of the walk, given which of them touch each site. A site costs a step for every subset of
  /// the positives up to the last that touches it, so that the order is chosen from its end: each time the positive that
  /// touches the fewest sites which no later one touches.
  private static func sequence(_ touching: [UInt32], count: Int) -> [Int] {
    var touching = touching.filter { $0 != 0 }
    var rest: UInt32 = 1 << UInt32(count) - 1
    var result = Array(repeating: 0, count: count)
    var sites = result
    for place in result.indices.reversed() {
      for f in 0..<count { sites[f] = 0 }
      for bits in touching {
        var left = bits
        while left != 0 {
          sites[left.trailingZeroBitCount] += 1
          left &= left - 1
        }
      }
      var best = rest.trailingZeroBitCount
      for f in best..<count where rest & 1 << UInt32(f) != 0 && sites[f] < sites[best] { best = f }
      result[place] = best
      rest &= ~(1 << UInt32(best))
      touching.removeAll { $0 & 1 << UInt32(best) != 0 }
    }
    return result
  }

  /// Puts sites in the order of the last positive that touches them.
  private mutating func sort(
    _ network: CompiledNetwork, _ all: [Double], _ touching: [UInt32], _ sequence: [Int]
  ) {
    var depths = sequence
    for (depth, f) in sequence.enumerated() { depths[f] = depth + 1 }
    let last = touching.map { bits in
      var last = 0
      var left = bits
      while left != 0 {
        last = max(last, depths[left.trailingZeroBitCount])
        left &= left - 1
      }
      return last
    }
    for depth in 0...sequence.count {
      for (s, states) in network.sites.enumerated() where last[s] == depth {
        let first = order.count
        for v in states where all[v] > 0 {
          order.append(v)
          weights.append(all[v])
        }
        if order.count > first { firstState.append(order.count) }
      }
      finished.append(firstState.count - 1)
    }
  }

  /// The sums of the walk, relative to exp(logUnit).
  func walk() -> (total: Double, counts: [Double], masses: [Double], magnitude: Double) {
    var masses = Array(repeating: 0.0, count: weights.count)
    var counts = Array(repeating: 0.0, count: 4)
    var magnitude = 0.0
    let total = quickscore_walk(
      upperLeaks.count, firstState.count - 1, isIndependent ? 1 : 0, countPrior, finished, firstState,
      weights,
      upperLeaks, lowerLeaks, firstTouched, touched, upper, lower, &masses, &counts, &magnitude)
    return (total, counts, masses, magnitude)
  }
}
