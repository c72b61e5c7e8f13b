import Foundation
import LinearAlgebra

/// The posterior of a compiled network by enumeration: all sets of up to three sites.
public struct SetSums: Sendable {
  /// ln P(observations), with sets of at most that many sites.
  public let logEvidence: Double
  /// P(state in the set | observations).
  public let states: [Double]

  /// Runs the sums.
  ///
  /// - Parameters:
  ///   - maximumSites: largest number of sites in a set, 1…3.
  ///   - threads: the bits of the result do not depend on it.
  public init(_ network: CompiledNetwork, maximumSites: Int, threads: Int = 1) {
    let sums = Enumeration(network, maximumLesions: maximumSites).sums(threads: threads)
    var total = LogSumExp()
    for count in sums.byCount { total.add(count) }
    let evidence = total.logarithm
    logEvidence = evidence
    states = sums.byState.map { exp($0 - evidence) }
  }
}
