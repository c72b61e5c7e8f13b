import Foundation
import LinearAlgebra
import Localization

/// Many cases on the benchmark problem: all sets of up to three sites at three levels, a block at a time on all cores.
struct ProblemBatch: Sendable {
  private let name: String
  private let problem: BenchmarkProblem
  private let peers: Peers
  private static let count = 100_000
  private static let block = 256

  init(_ name: String, _ peers: Peers) throws {
    self.name = name
    self.peers = peers
    problem = try BenchmarkProblem(folder: "\(Machine.root)/Benchmarks/problem/\(name)")
  }

  func run() throws {
    let answers = try peers.answers("gather-levels-f64", name)
    for (c, theirs) in answers.enumerated() {
      check("sets of three, case \(c)", problem.setsOfThree(problem.cases[c]), theirs, within: 1e-9)
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    for count in [1_000, 10_000, Self.count] {
      let time = milliseconds {
        // The cases come round again and again; nothing is kept of an answer but its sum.
        var sum = 0.0
        for first in stride(from: 0, to: count, by: Self.block) {
          sum += concurrentMap(min(Self.block, count - first), threads: cores) {
            problem.setsOfThree(problem.cases[(first + $0) % problem.cases.count]).reduce(0, +)
          }.reduce(0, +)
        }
        if !(sum > 0) { print("no answer") }
      }
      for peer in ["gather-levels-f32", "gather-levels-f64"] {
        Table.row(
          "sets of 3, \(count) cases, all cores", name, time,
          peers.total(peer, name, times: Double(count) / Double(problem.cases.count)),
          "\(Int(Double(count) / time * 1e3)) cases a second, at most \(Machine.peakMegabytes) MB")
      }
    }
  }
}

extension BenchmarkProblem {
  /// Marginals over all sets of up to three sites at three levels.
  func setsOfThree(_ record: Record) -> [Double] {
    let network = network(record, hasLevels: true, isCut: true)
    return bySite(SetSums(network, maximumSites: 3).states)
  }

  func bySite(_ states: [Double]) -> [Double] {
    let width = states.count / priors.count
    return priors.indices.map { site in states[site * width..<(site + 1) * width].reduce(0, +) }
  }
}
