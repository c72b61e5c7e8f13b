import Foundation
@testable import Localization
import Testing

/// Enumeration and Quickscore, which share nothing but the compiled network, against plain sums, against each other,
/// against stored answers of others, and on the real atlas.
@Suite struct NetworkTests {
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func enumerationEqualsThePlainSum(_ seed: UInt64) {
    let limit = 1 + Int(seed % 3)
    let network = CompiledNetwork.random(
      seed: seed, sites: 3 + Int(seed % 5), observations: Int(seed % 11), isIndependent: seed % 4 == 0,
      hasAffinities: seed % 2 == 0)
    let oracle = NetworkOracle(network, limit: limit)
    let sums = Enumeration(network, maximumLesions: limit).sums(threads: 1)
    for n in 0...3 {
      #expect(abs(exp(sums.byCount[n]) - (n <= limit ? oracle.byCount[n] : 0)) < 1e-10 * oracle.total)
    }
    for v in 0..<network.stateCount {
      #expect(abs(exp(sums.byState[v]) - oracle.byState[v]) < 1e-10 * oracle.total)
    }
  }

  @Test(arguments: 1...30 as ClosedRange<UInt64>)
  func totalsEqualThePlainSum(_ seed: UInt64) {
    let network = CompiledNetwork.random(
      seed: seed, sites: 6, observations: Int(seed % 9), isIndependent: seed % 4 == 0,
      hasAffinities: seed % 2 == 0)
    let oracle = NetworkOracle(network, limit: 3)
    let totals = Enumeration(network, maximumLesions: 2).logTotals(threads: 2)
    for n in 0...3 { #expect(abs(exp(totals[n]) - oracle.byCount[n]) < 1e-10 * oracle.total) }
  }

  /// Sites of a group counted in pairs and threes, from the list of all sets.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func jointSumsEqualThePlainSum(_ seed: UInt64) {
    let network = CompiledNetwork.random(
      seed: seed, sites: 6, observations: Int(seed % 9), isIndependent: seed % 4 == 0,
      hasAffinities: seed % 2 == 0)
    let group = [4, 0, 2, 5].prefix(2 + Int(seed % 3))
    let oracle = NetworkOracle(network, limit: 3)
    var pairs = 0.0
    var triples = 0.0
    for (set, p) in oracle.bySet {
      let n = set.count { group.contains($0) }
      pairs += p * Double(n * (n - 1) / 2)
      if n == 3 { triples += p }
    }
    let joint = Enumeration(network, maximumLesions: 3).logJoint(of: Array(group))
    #expect(abs(exp(joint.pairs) - pairs) < 1e-10 * oracle.total)
    #expect(abs(exp(joint.triples) - triples) < 1e-10 * oracle.total)
  }

  /// Observations that nothing but the right pair explains, so unlikely otherwise that their product leaves the range of a
  /// double; without any leak too.
  @Test(arguments: [1e-4, 1e-9, 0])
  func improbableObservationsEqualThePlainSum(_ leak: Double) {
    let factors = (0..<120).map { f -> Factor in
      // The first state of site 0 explains the first half, the second of site 2 the rest; site 1 nothing.
      let lower = (0..<6).map { v in v == (f < 60 ? 0 : 5) ? 0.1 + 0.001 * Double(f) : v == 3 ? 0.9 : 1 }
      return Factor(
        label: "", upper: Array(repeating: 1, count: 6), lower: lower, upperLeak: 1, lowerLeak: 1 - leak)
    }
    let network = CompiledNetwork(
      sites: [0..<2, 2..<4, 4..<6], logWeights: (0..<6).map { log(0.01 + 0.01 * Double($0)) },
      countPrior: .byNumber([0, 0, 0, 0]), factors: factors)
    let labels = Array(0..<6)
    for limit in 2...3 {
      let oracle = NetworkOracle(network, limit: limit)
      let enumeration = Enumeration(network, maximumLesions: limit, labels: labels)
      let sums = enumeration.sums(threads: 1)
      #expect(oracle.total > 0)
      for n in 0...limit {
        #expect(abs(exp(sums.byCount[n]) - oracle.byCount[n]) < 1e-10 * oracle.total)
      }
      for v in 0..<6 { #expect(abs(exp(sums.byState[v]) - oracle.byState[v]) < 1e-10 * oracle.total) }
      #expect(exp(sums.sets[SetKey([0, 5])] ?? -.infinity) > 0.5 * oracle.byCount[2])
      let joint = enumeration.logJoint(of: [0, 2])
      let pairs = oracle.bySet.filter { $0.key.contains(0) && $0.key.contains(2) }.values.reduce(0, +)
      if limit == 3 { #expect(abs(exp(joint.pairs) - pairs) < 1e-10 * oracle.total) }
    }
  }

  /// More observations than one part of the table holds.
  @Test func manyObservationsEqualThePlainSum() {
    let network = CompiledNetwork.random(
      seed: 7, sites: 5, observations: 150, isIndependent: false, hasAffinities: true)
    let oracle = NetworkOracle(network, limit: 3)
    let enumeration = Enumeration(network, maximumLesions: 3)
    let sums = enumeration.sums(threads: 1)
    let totals = enumeration.logTotals(threads: 1)
    #expect(oracle.total > 0)
    for n in 0...3 {
      #expect(abs(exp(sums.byCount[n]) - oracle.byCount[n]) < 1e-10 * oracle.total)
      #expect(abs(exp(totals[n]) - oracle.byCount[n]) < 1e-10 * oracle.total)
    }
  }

  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func quickscoreEqualsThePlainSum(_ seed: UInt64) throws {
    let isIndependent = seed % 2 == 0
    let network = CompiledNetwork.random(
      seed: seed, sites: 3 + Int(seed % 5), observations: Int(seed % 12), isIndependent: isIndependent,
      hasAffinities: false)
    let oracle = NetworkOracle(network, limit: isIndependent ? nil : 3)
    let score = try Quickscore(network)
    #expect(abs(exp(score.logEvidence) / oracle.total - 1) < 1e-10)
    for v in 0..<network.stateCount {
      #expect(abs(score.states[v] - oracle.byState[v] / oracle.total) < 1e-10)
    }
    for (n, p) in score.counts.enumerated() {
      #expect(abs(p - oracle.byCount[n] / oracle.total) < 1e-10)
    }
  }

  @Test(arguments: ["local", "random"])
  func quickscoreReproducesTheReference(_ folder: String) throws {
    let problem = try BenchmarkProblem(folder: Fixture.root + "/Benchmarks/problem/" + folder)
    #expect(problem.marginals.count == 200)
    var worst = 0.0
    for (record, truth) in zip(problem.cases, problem.marginals) {
      let score = try Quickscore(problem.network(record))
      for (site, p) in truth.enumerated() { worst = max(worst, abs(score.states[site] - p)) }
    }
    #expect(worst < 1e-8)
  }

  /// Levels, and a prior on the number of sites that ends at three.
  @Test(arguments: [("local", false), ("local", true), ("random", false)])
  func quickscoreEqualsEnumerationOnTheProblem(_ folder: String, _ hasLevels: Bool) throws {
    let problem = try BenchmarkProblem(folder: Fixture.root + "/Benchmarks/problem/" + folder)
    for record in problem.cases.prefix(hasLevels ? 2 : 6) {
      let network = problem.network(record, hasLevels: hasLevels, isCut: true)
      try expectAgreement(network)
    }
  }

  /// The published cases that Quickscore can take, without pair affinities on either side.
  @Test func quickscoreEqualsEnumerationOnTheAtlas() throws {
    let localizer = Fixture.real
    var taken = 0
    for patient in try Fixture.publishedCases() {
      let answer = localizer.locate(patient, Localizer.Options(maximumLesions: 1))
      let whole = localizer.network(answer.contexts[0])
      let network = CompiledNetwork(
        sites: whole.sites, logWeights: whole.logWeights, countPrior: whole.countPrior, factors: whole.factors
      )
      // Walking more than 2^8 subsets of the whole atlas is slow where the walk is compiled without optimisation.
      if network.factors.count(where: { $0.lower != nil }) > 8 { continue }
      try expectAgreement(network, limit: taken % 12 == 0 ? 3 : 2)
      taken += 1
    }
    #expect(taken > 30)
  }

  /// pyAgrum on a few sites and findings of the atlas: its answers are made by `make oracles`.
  @Test func enginesEqualPyAgrum() throws {
    let folder = URL(fileURLWithPath: Fixture.root + "/Tests/Fixtures/pyagrum")
    let answers = try JSONDecoder().decode(
      PyAgrumAnswers.self, from: Data(contentsOf: folder.appending(path: "answers.json")))
    #expect(answers.networks.count == 3)
    for answer in answers.networks {
      let network = try CompiledNetwork(
        json: Data(contentsOf: folder.appending(path: answer.name + ".json")))
      let names = try JSONDecoder().decode(
        SiteNames.self, from: Data(contentsOf: folder.appending(path: answer.name + ".json")))
      let score = try Quickscore(network)
      let sums = SetSums(network, maximumSites: 3)
      #expect(abs(score.logEvidence - answer.log_evidence) < 1e-8)
      #expect(abs(sums.logEvidence - answer.log_evidence) < 1e-8)
      for (site, entry) in names.sites.enumerated() {
        let p = try #require(answer.marginals[entry.id])
        #expect(abs(score.states[site] - p) < 1e-8)
        #expect(abs(sums.states[site] - p) < 1e-8)
      }
    }
  }

  @Test func quickscoreDeclinesByName() {
    var network = CompiledNetwork.random(
      seed: 5, sites: 4, observations: 60, isIndependent: false, hasAffinities: false)
    let positives = network.factors.count { $0.lower != nil }
    #expect(positives > Quickscore.limit)
    #expect(throws: QuickscoreLimit.tooManyPositives(positives, limit: 16)) { try Quickscore(network) }
    network = .random(seed: 5, sites: 6, observations: 3, isIndependent: false, hasAffinities: true)
    #expect(!network.affinities.isEmpty)
    #expect(throws: QuickscoreLimit.pairAffinities) { try Quickscore(network) }
  }

  /// Improbable positives cancel all the digits of a double and more; the walk keeps its own, and says where it has
  /// none left.
  @Test func quickscoreKeepsItsDigits() throws {
    let n = 12
    func network(_ p: Double) -> CompiledNetwork {
      CompiledNetwork(
        sites: (0..<n).map { $0..<$0 + 1 }, logWeights: Array(repeating: 0, count: n),
        countPrior: .independent(logNone: 0),
        factors: (0..<n).map { f in
          Factor(
            label: "", upper: Array(repeating: 1, count: n), lower: (0..<n).map { $0 == f ? 1 - p : 1 },
            upperLeak: 1, lowerLeak: 1)
        })
    }
    // Each positive needs its own site: one set in 2^12, and p for each.
    #expect(abs(try Quickscore(network(0.1)).logEvidence - Double(n) * log(0.1)) < 1e-9)
    #expect(throws: QuickscoreLimit.cancellation) { try Quickscore(network(1e-3)) }
  }

  @Test func sameBitsOnOneThreadAndTwo() {
    let network = CompiledNetwork.random(
      seed: 11, sites: 14, observations: 9, isIndependent: false, hasAffinities: true)
    let enumeration = Enumeration(network, maximumLesions: 3)
    let (one, two) = (enumeration.sums(threads: 1), enumeration.sums(threads: 2))
    #expect(one.byCount == two.byCount && one.byState == two.byState && one.sets == two.sets)
    #expect(enumeration.logTotals(threads: 1) == enumeration.logTotals(threads: 2))
  }

  @Test func networkSurvivesItsJSON() throws {
    let network = CompiledNetwork.random(
      seed: 3, sites: 5, observations: 8, isIndependent: false, hasAffinities: true)
    let read = try CompiledNetwork(json: network.json(names: (0..<5).map { "s\($0)" }))
    let (a, b) = (
      Enumeration(network, maximumLesions: 3).sums(threads: 1),
      Enumeration(read, maximumLesions: 3).sums(threads: 1)
    )
    #expect(a.byCount == b.byCount && a.byState == b.byState)
  }

  @Test(arguments: [
    #"{"schema":"other/1"}"#, "", "[]",
    #"{"schema":"sciatic.network/1","sites":[{"id":"a","states":[1,0]}],"log_weights":[0],"log_count_scale":[0,0,0,0],"independent":false,"affinity":[],"factors":[]}"#,
    #"{"schema":"sciatic.network/1","sites":[{"id":"a","states":[0,2]}],"log_weights":[0,0],"log_count_scale":[0,0,0,0],"independent":false,"affinity":[[0,5,1]],"factors":[]}"#,
    #"{"schema":"sciatic.network/1","sites":[{"id":"a","states":[0,1]}],"log_weights":[0],"log_count_scale":[0,0,0,0],"independent":false,"affinity":[],"factors":[{"label":"f","upper":[1,1],"upper_leak":1,"lower_leak":0}]}"#,
  ])
  func faultyNetworksAreRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try CompiledNetwork(json: Data(text.utf8)) }
  }

  private func expectAgreement(_ network: CompiledNetwork, limit: Int = 3) throws {
    var network = network
    if limit < 3, case .byNumber(let scale) = network.countPrior {
      network = CompiledNetwork(
        sites: network.sites, logWeights: network.logWeights,
        countPrior: .byNumber(Array(scale.prefix(limit + 1))), factors: network.factors)
    }
    let score = try Quickscore(network)
    let sums = Enumeration(network, maximumLesions: limit).sums(threads: 2)
    let total = log(sums.byCount.reduce(0) { $0 + exp($1 - score.logEvidence) })
    #expect(abs(total) < 1e-8)
    for n in 0...3 { #expect(abs(exp(sums.byCount[n] - score.logEvidence) - score.counts[n]) < 1e-8) }
    for v in 0..<network.stateCount {
      #expect(abs(exp(sums.byState[v] - score.logEvidence) - score.states[v]) < 1e-8)
    }
  }

  private struct PyAgrumAnswers: Decodable {
    struct Answer: Decodable {
      var name: String
      var log_evidence: Double
      var marginals: [String: Double]
    }
    var networks: [Answer]
  }

  private struct SiteNames: Decodable {
    struct Site: Decodable { var id: String }
    var sites: [Site]
  }
}
