import Foundation
import Localization

/// A noisy-OR network of the benchmark problem, read from its CSV files (Benchmarks/problem).
struct BenchmarkProblem: Sendable {
  /// One recorded case: findings with whether they are present.
  typealias Record = [(finding: Int, isPresent: Bool)]

  let priors: [Double]
  let leaks: [Double]
  /// Per finding: parent sites with the strength of the link.
  let links: [[(site: Int, p: Double)]]
  let cases: [Record]
  /// Shares and exponents of the severity levels.
  let levels: [(share: Double, exponent: Double)]
  /// The exact marginals of the first cases, over all subsets.
  let marginals: [[Double]]
  private let binary: Compiled
  private let withLevels: Compiled
  /// ln P(no site).
  private let logNone: Double

  init(folder: String) throws {
    func rows(_ name: String) throws -> [[Substring]] {
      let text = try String(contentsOfFile: folder + "/" + name + ".csv", encoding: .utf8)
      return text.split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
    /// The position in an id such as s07 or f123.
    func position(_ id: Substring) -> Int { Int(id.dropFirst()) ?? 0 }
    priors = try rows("sites").map { Double($0[1]) ?? 0 }
    leaks = try rows("findings").map { Double($0[1]) ?? 0 }
    var links = Array(repeating: [(site: Int, p: Double)](), count: leaks.count)
    for row in try rows("links") { links[position(row[0])].append((position(row[1]), Double(row[2]) ?? 0)) }
    self.links = links
    var cases: [Record] = []
    for row in try rows("cases") {
      let number = Int(row[0]) ?? 0
      while cases.count <= number { cases.append([]) }
      cases[number].append((position(row[1]), row[2] == "1"))
    }
    self.cases = cases
    levels = try rows("severity").map { (Double($0[1]) ?? 0, Double($0[2]) ?? 1) }
    marginals = try rows("marginals_exact").map { $0.dropFirst().map { Double($0) ?? .nan } }
    logNone = priors.reduce(0) { $0 + log(1 - $1) }
    binary = Compiled(priors: priors, leaks: leaks, links: links, levels: [(1, 1)])
    withLevels = Compiled(priors: priors, leaks: leaks, links: links, levels: levels)
  }

  /// The network of a case.
  ///
  /// - Parameters:
  ///   - hasLevels: three states a site rather than one.
  ///   - countPrior: independent sites where nil.
  func network(
    _ record: Record, hasLevels: Bool = false, countPrior: CompiledNetwork.CountPrior? = nil
  ) -> CompiledNetwork {
    let compiled = hasLevels ? withLevels : binary
    return CompiledNetwork(
      sites: compiled.sites, logWeights: compiled.logWeights,
      countPrior: countPrior ?? .independent(logNone: logNone),
      factors: record.map { finding, isPresent in
        isPresent ? compiled.present[finding] : compiled.absent[finding]
      })
  }

  /// What all cases share: weights of the states, and the factor of each finding.
  private struct Compiled {
    var sites: [Range<Int>] = []
    var logWeights: [Double] = []
    var present: [Factor] = []
    var absent: [Factor] = []

    init(
      priors: [Double], leaks: [Double], links: [[(site: Int, p: Double)]],
      levels: [(share: Double, exponent: Double)]
    ) {
      for prior in priors {
        sites.append(logWeights.count..<logWeights.count + levels.count)
        for level in levels { logWeights.append(log(prior * level.share / (1 - prior))) }
      }
      let ones = Array(repeating: 1.0, count: logWeights.count)
      for (finding, leak) in leaks.enumerated() {
        var spared = ones
        for link in links[finding] {
          for (l, level) in levels.enumerated() {
            spared[link.site * levels.count + l] =
              level.exponent == 1 ? 1 - link.p : pow(1 - link.p, level.exponent)
          }
        }
        present.append(Factor(label: "", upper: ones, lower: spared, upperLeak: 1, lowerLeak: 1 - leak))
        absent.append(Factor(label: "", upper: spared, lower: nil, upperLeak: 1 - leak, lowerLeak: 0))
      }
    }
  }
}
