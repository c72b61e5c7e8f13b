import CKernels
import Foundation

/// The observations whose likelihood is a difference of two products, laid out for sums over sets that share all
/// states but the last.
///
/// With the upper products folded into the weights each factor is 1 − ρ · Π λ, where λ is the lower over the upper value of
/// a state, and ρ that of the leaks. Adding a state with λ to a set multiplies a factor by 1 + (1 − λ) · g, where
/// g = ρ Π λ / (1 − ρ Π λ) are the odds that the set leaves the finding out. So a state costs only the factors that
/// it touches (λ ≠ 1), nothing cancels, and what a set has in common with its extensions is one row of likelihoods and
/// one row of odds for each factor (``Ground``).
///
/// Each factor is divided by the largest likelihood that any single state (or none) gives it. Where so many of them are
/// small that their product could leave the range of a double, they are taken in parts, and a row is brought back to its
/// largest value by a power of two, which is exact, between two parts.
struct DifferenceTable {
  /// What all sets that begin with the same states have in common, for every state that may come next.
  struct Ground {
    /// Likelihood of each next state: parts × stride, zeros behind the last state.
    fileprivate(set) var likelihoods: [Double]
    /// Odds that the finding is left out: factors × stride.
    fileprivate(set) var odds: [Double]
  }

  /// Below this a likelihood counts as this: what cannot be is told from what is rare by 14 digits.
  private static let least = 1e-14
  /// Smallest product of one part.
  private static let smallest = 1e-280

  private let stateCount: Int
  /// States rounded up so that a step of the kernel that begins anywhere stays inside.
  private let stride: Int
  private let sites: [Range<Int>]
  private let siteOfState: [Int]
  private let largestSite: Int
  /// Number of parts that the factors are taken in.
  private let parts: Int
  /// The factors that some state of a site touches: those of site s in part p begin at reached[s · parts + p].
  private let reached: [Int]
  private let factors: [UInt32]
  /// 1 − λ of the touched factors, for one state after the other; where each state begins.
  private let changes: [Double]
  private let firstChange: [Int]
  /// The empty set.
  let ground: Ground
  /// Weight of each state relative to the largest, then zeros.
  let weights: [Double]
  /// ln of the largest weight, by which ``weights`` were divided.
  let logHeaviest: Double
  /// ln of the product of the largest likelihoods, by which the factors were divided.
  let logUnit: Double
  /// ln likelihood of the empty set.
  let logNone: Double

  /// - Parameters:
  ///   - differences: factors with a lower product; their upper ones are part of `logWeights`.
  ///   - logWeights: ln weight of each state of `network`, all else folded in.
  init(_ differences: [Factor], logWeights: [Double], _ network: CompiledNetwork) {
    let count = logWeights.count
    let stride = count + Int(KERNEL_LANES)
    stateCount = count
    self.stride = stride
    sites = network.sites
    siteOfState = network.siteOfState
    largestSite = network.sites.map(\.count).max() ?? 0
    let heaviest = logWeights.max() ?? 0
    let shift = heaviest == -.infinity ? 0 : heaviest
    logHeaviest = shift
    weights =
      logWeights.map { $0 == -.infinity ? 0 : exp($0 - shift) } + Array(repeating: 0, count: stride - count)

    var logUnit = 0.0
    var logNone = 0.0
    var parts = [0]
    var product = 1.0
    var odds = Array(repeating: 0.0, count: differences.count * stride)
    var likelihoods: [Double] = []
    var row = Array(repeating: 0.0, count: stride)
    for v in 0..<count { row[v] = 1 }
    let ones = row
    var values = row
    var range = [0.0, 0]
    for (f, factor) in differences.enumerated() {
      let leak = factor.upperLeak > 0 ? factor.lowerLeak / factor.upperLeak : 0
      let none = max(Self.least, 1 - leak)
      odds.withUnsafeMutableBufferPointer {
        guard let odds = $0.baseAddress else { return }
        kernel_odds(
          leak, factor.columns.spared, count, Self.least, &values, odds + f * stride, &range)
      }
      let largest = max(none, range[1])
      let reach = min(none, range[0]) / largest
      if product * reach < Self.smallest {
        likelihoods += row
        row = ones
        parts.append(f)
        product = 1
      }
      product *= reach
      logUnit += log(largest)
      logNone += log(none)
      let scale = 1 / largest
      row.withUnsafeMutableBufferPointer { row in
        values.withUnsafeBufferPointer { values in
          for v in 0..<count { row[v] *= values[v] * scale }
        }
      }
    }
    parts.append(differences.count)
    self.parts = parts.count - 1
    self.logUnit = logUnit
    self.logNone = logNone
    ground = Ground(likelihoods: likelihoods + row, odds: odds)

    (reached, factors, changes, firstChange) = Self.touched(differences, parts, network)
  }

  /// The factors that each site touches, part by part, and what each of its states changes in them.
  ///
  /// - Parameter parts: where each part of the factors begins, and where the last ends.
  private static func touched(
    _ differences: [Factor], _ parts: [Int], _ network: CompiledNetwork
  ) -> (reached: [Int], factors: [UInt32], changes: [Double], firstChange: [Int]) {
    let count = network.siteOfState.count
    var reached = [0]
    var factors: [UInt32] = []
    var changes: [Double] = []
    var firstChange: [Int] = []
    changes.reserveCapacity(count * 4)
    firstChange.reserveCapacity(count)
    for states in network.sites {
      let first = factors.count
      for part in 0..<parts.count - 1 {
        for f in parts[part]..<parts[part + 1] where differences[f].columns.isTouched(by: states) {
          factors.append(UInt32(f))
        }
        reached.append(factors.count)
      }
      for v in states {
        firstChange.append(changes.count)
        for f in factors[first...] { changes.append(1 - differences[Int(f)].columns.spared[v]) }
      }
    }
    return (reached, factors, changes, firstChange)
  }

  /// Room for a row.
  func row() -> [Double] { Array(repeating: 0, count: stride) }

  /// Room for the sum of each state of a site.
  func sums() -> [Double] { Array(repeating: 0, count: largestSite) }

  /// What is common to the sets that have one state more.
  func extended(_ ground: Ground, by state: Int) -> Ground {
    var result = ground
    let site = siteOfState[state]
    result.likelihoods.withUnsafeMutableBufferPointer { likelihoods in
      result.odds.withUnsafeMutableBufferPointer { odds in
        for part in 0..<parts {
          for n in reached[site * parts + part]..<reached[site * parts + part + 1] {
            let change = changes[firstChange[state] + n - reached[site * parts]]
            if change == 0 { continue }
            let row = Int(factors[n]) * stride
            for v in 0..<stateCount {
              let ratio = 1 + change * odds[row + v]
              likelihoods[part * stride + v] *= ratio
              odds[row + v] *= (1 - change) / ratio
            }
          }
        }
      }
    }
    return result
  }

  /// Weight times likelihood of every next state from `begin` on; of the first part where there are several.
  func start(_ ground: Ground, weights: [Double], from begin: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: stride) { values, initialized in
      for v in 0..<stride { values[v] = v < begin ? 0 : weights[v] * ground.likelihoods[v] }
      initialized = stride
    }
  }

  /// Weight times likelihood of every next state.
  ///
  /// - Returns: the values, and ln of the power of two that they were divided by.
  func values(_ ground: Ground, weights: [Double]) -> (values: [Double], exponent: Double) {
    var values = start(ground, weights: weights, from: 0)
    var exponent = 0
    for part in 1..<max(1, parts) { exponent += goOn(&values, ground, part, from: 0) }
    return (values, Double(exponent) * log(2))
  }

  /// Evaluates the rows of all states of a site: adds them to `masses` and leaves their sums in `sums`, state by state.
  /// Each row counts exp(`logScale`) times the weight of its state.
  ///
  /// - Parameter start: the weights of the later states, times the likelihood in the ground (``start(_:weights:from:)``).
  func sumRows(
    of site: Int, on ground: Ground, start: [Double], logScale: Double, stateWeights: [Double],
    masses: inout [Double], sums: inout [Double]
  ) {
    let states = sites[site]
    if states.isEmpty { return }
    if parts > 1 {
      for (r, state) in states.enumerated() {
        let (values, exponent) = row(of: state, on: ground, start: start)
        let scale = exp(logScale + exponent) * stateWeights[state]
        sums[r] = 0
        for v in states.upperBound..<stateCount {
          masses[v] += scale * values[v]
          sums[r] += scale * values[v]
        }
      }
      return
    }
    withReach(of: site, part: 0) { factors, count, changes, width in
      stateWeights.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        kernel_rows(
          start, ground.odds, stride, factors, count, changes, states.count, weights + states.lowerBound,
          exp(logScale),
          states.upperBound, stateCount, &masses, &sums)
      }
    }
  }

  /// Weight times likelihood of every state behind the site of one that is added to the ground, without its weight.
  ///
  /// - Parameter start: as for ``sumRows(of:on:start:logScale:stateWeights:masses:sums:)``.
  /// - Returns: the values, and ln of the power of two that they were divided by.
  func row(of state: Int, on ground: Ground, start: [Double]) -> (values: [Double], exponent: Double) {
    let site = siteOfState[state]
    let begin = sites[site].upperBound
    var values = start
    var exponent = 0
    for part in 0..<parts {
      if part > 0 { exponent += goOn(&values, ground, part, from: begin) }
      withReach(of: site, part: part) { factors, count, changes, width in
        values.withUnsafeMutableBufferPointer { values in
          kernel_extend(
            values.baseAddress, ground.odds, stride, factors, count,
            changes.map { $0 + (state - sites[site].lowerBound) * width }, begin, stateCount)
        }
      }
    }
    return (values, Double(exponent) * log(2))
  }

  /// The touched factors of a part, and the changes of the first state of the site to them; those of the next follow
  /// after `width` numbers.
  private func withReach(
    of site: Int, part: Int,
    _ body: (_ factors: UnsafePointer<UInt32>?, _ count: Int, _ changes: UnsafePointer<Double>?, _ width: Int)
      -> Void
  ) {
    let first = reached[site * parts]
    let place = reached[site * parts + part]
    factors.withUnsafeBufferPointer { factors in
      changes.withUnsafeBufferPointer { changes in
        body(
          factors.baseAddress.map { $0 + place }, reached[site * parts + part + 1] - place,
          changes.baseAddress.map { $0 + firstChange[sites[site].lowerBound] + place - first },
          reached[(site + 1) * parts] - first)
      }
    }
  }

  /// Brings a row back to its largest value by a power of two and multiplies the next part into it.
  ///
  /// - Returns: the exponent of the power.
  private func goOn(_ values: inout [Double], _ ground: Ground, _ part: Int, from begin: Int) -> Int {
    let largest = values[begin..<stateCount].max() ?? 0
    let exponent = largest == 0 ? 0 : Int(largest.exponent)
    for v in begin..<stateCount {
      values[v] =
        Double(sign: .plus, exponent: -exponent, significand: values[v])
        * ground.likelihoods[part * stride + v]
    }
    return exponent
  }
}
