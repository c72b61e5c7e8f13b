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
    binary = Compiled(priors: priors, leaks: leaks, links: links, levels: [(1, 1)])
    withLevels = Compiled(priors: priors, leaks: leaks, links: links, levels: levels)
  }

  /// The network of a case.
  ///
  /// - Parameters:
  ///   - hasLevels: three states a site rather than one.
  ///   - isCut: sets of up to three sites rather than all.
  func network(_ record: Record, hasLevels: Bool = false, isCut: Bool = false) -> CompiledNetwork {
    let compiled = hasLevels ? withLevels : binary
    return (isCut ? compiled.cut : compiled.whole).observing(
      record.map { finding, isPresent in isPresent ? compiled.present[finding] : compiled.absent[finding] })
  }

  /// What all cases share: sites with their weights, and the factor of each finding.
  private struct Compiled {
    let whole: CompiledNetwork
    let cut: CompiledNetwork
    private(set) var present: [Factor] = []
    private(set) var absent: [Factor] = []

    init(
      priors: [Double], leaks: [Double], links: [[(site: Int, p: Double)]],
      levels: [(share: Double, exponent: Double)]
    ) {
      let sites = priors.indices.map { $0 * levels.count..<($0 + 1) * levels.count }
      let logWeights = priors.flatMap { prior in levels.map { log(prior * $0.share / (1 - prior)) } }
      let logNone = priors.reduce(0) { $0 + log(1 - $1) }
      whole = CompiledNetwork(
        sites: sites, logWeights: logWeights, countPrior: .independent(logNone: logNone), factors: [])
      cut = CompiledNetwork(
        sites: sites, logWeights: logWeights, countPrior: .byNumber([0, 0, 0, 0]), factors: [])
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
