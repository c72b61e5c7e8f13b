import Foundation
import LinearAlgebra

/// Times the package beside its peers.
///
///     sciatic-benchmark networks FOLDER   writes compiled networks, cables and cases for the peers into FOLDER
///     sciatic-benchmark run FOLDER        checks itself against the peers' answers in FOLDER, then prints the table
///     sciatic-benchmark batch FOLDER      the same for many cases in one run
///     sciatic-benchmark studies FOLDER    the same for designs, sensitivities and sweeps
@main
struct Benchmark {
  static func main() throws {
    setBLASThreads(1)
    let arguments = CommandLine.arguments
    let parts = ["networks", "run", "batch", "studies"]
    guard arguments.count == 3, parts.contains(arguments[1]) else {
      FileHandle.standardError.write(
        Data("usage: sciatic-benchmark \(parts.joined(separator: "|")) FOLDER\n".utf8))
      exit(64)
    }
    let folder = URL(fileURLWithPath: arguments[2])
    if arguments[1] == "networks" {
      try Networks.write(to: folder)
      try CableBenchmarks.write(to: folder)
      try AtlasBatch.write(to: folder.appending(path: "batch"))
      return
    }
    let peers = try Peers(folder)
    print("load \(Machine.load), peers' load \(peers.load)")
    print("\(Machine.processor); \(peers.versions)")
    print("\(peers.rates); our dgemm on one core \(Machine.gemmRate) GFLOP/s\n")
    print(Table.header)
    switch arguments[1] {
    case "batch":
      try ProblemBatch("local", peers).run()
      try ProblemBatch("random", peers).run()
      try AtlasBatch(peers).run(in: folder.appending(path: "networks/batch"))
    case "studies": try StudyBenchmarks(folder).run()
    default:
      for name in ["local", "random"] {
        let problem = try BenchmarkProblem(folder: Machine.root + "/Benchmarks/problem/" + name)
        try ProblemBenchmarks(name, problem, peers).run()
      }
      try CableBenchmarks(peers).run()
      try AtlasBenchmarks(peers).run()
    }
    print("\nload \(Machine.load), peak memory of this process \(Machine.peakMegabytes) MB")
  }
}

/// Rows of the result.
enum Table {
  static let header =
    "task                                      problem        ours       peer   ratio  peer and notes"

  static func row(
    _ task: String, _ problem: String, _ ours: Double, _ peer: Peers.Result?, _ note: String = ""
  ) {
    let theirs = peer.map { String(format: "%10.4f", $0.milliseconds) } ?? "         -"
    let ratio = peer.map { String(format: "%6.1fx", $0.milliseconds / ours) } ?? "      -"
    let names = [peer?.task ?? "", note].filter { !$0.isEmpty }.joined(separator: "; ")
    print(
      task.padding(toLength: 42, withPad: " ", startingAt: 0)
        + problem.padding(toLength: 8, withPad: " ", startingAt: 0)
        + String(format: "%10.4f ", ours) + "\(theirs) \(ratio)  \(names)")
  }
}
