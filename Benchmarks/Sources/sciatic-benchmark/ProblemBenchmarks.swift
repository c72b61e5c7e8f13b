import Dispatch
import Foundation
import LinearAlgebra
import Localization

/// The benchmark problem.
struct ProblemBenchmarks: Sendable {
  private let name: String
  private let problem: BenchmarkProblem
  private let peers: Peers

  init(_ name: String, _ problem: BenchmarkProblem, _ peers: Peers) {
    self.name = name
    self.problem = problem
    self.peers = peers
  }

  func run() throws {
    try quickscore(hasLevels: false)
    try quickscore(hasLevels: true)
    try enumeration()
    try leastSquares()
  }

  /// Exact marginals over all subsets, from the record to the marginals of the sites.
  private func quickscore(hasLevels: Bool) throws {
    let task = "quickscore-" + (hasLevels ? "levels" : "binary")
    for (c, theirs) in try peers.answers(task, name).enumerated() {
      let score = try Quickscore(problem.network(problem.cases[c], hasLevels: hasLevels))
      // The peer's sums cancel in doubles; ours are tested to 1e-8.
      check(
        "\(task) case \(c)", problem.bySite(score.states), theirs, within: 1e-8 + score.cancellation * 1e-14)
    }
    if !hasLevels {
      for (c, theirs) in try peers.answers("pyagrum-exact", name).enumerated() {
        let score = try Quickscore(problem.network(problem.cases[c]))
        check("pyagrum-exact case \(c)", problem.bySite(score.states), theirs, within: 1e-8)
      }
    }
    let time = try measure(problem.cases) {
      _ = try Quickscore(problem.network($0, hasLevels: hasLevels)).states
    }
    Table.row(
      "exact marginals, \(hasLevels ? "3 levels" : "binary"), a case", name, time.median,
      peers.median(task, name))
    Table.row("the same, 1,000 cases", name, time.total, peers.total(task, name))
    if !hasLevels {
      Table.row("exact marginals, binary, a case", name, time.median, peers.median("pyagrum-exact", name))
    }
  }

  /// All sets of up to three sites at three levels.
  private func enumeration() throws {
    for (c, theirs) in try peers.answers("gather-levels-f64", name).prefix(200).enumerated() {
      check("sets of three, case \(c)", problem.setsOfThree(problem.cases[c]), theirs, within: 1e-9)
    }
    let one = measure(problem.cases, repetitions: 1) { _ = problem.setsOfThree($0) }
    Table.row("sets of 3, 3 levels, a case", name, one.median, peers.median("gather-levels-f32", name))
    let all = milliseconds {
      DispatchQueue.concurrentPerform(iterations: problem.cases.count) {
        _ = problem.setsOfThree(problem.cases[$0])
      }
    }
    for task in ["gather-levels-f32", "gather-levels-f64"] {
      Table.row("sets of 3, 3 levels, 1,000, one core", name, one.total, peers.total(task, name))
      Table.row(
        "the same on all cores (peer on one)", name, all, peers.total(task, name),
        "our process so far at most \(Machine.peakMegabytes) MB")
    }
  }

  /// Non-negative least squares with the prior row.
  private func leastSquares() throws {
    let full = try findingsOfAllCases()
    let everything = Array(problem.leaks.indices)
    let a = matrix(everything)
    for (task, label) in [("nnls-all-prior", "300x45"), ("nnls-recorded-prior", "25x45")] {
      let inputs: [(Matrix, [Double])] = problem.cases.indices.map { c in
        if task == "nnls-all-prior" { return (a, full[c].map { $0 ? 1 : 0 } + [0]) }
        let record = problem.cases[c]
        return (matrix(record.map(\.finding)), record.map { $0.isPresent ? 1 : 0 } + [0])
      }
      var solver = NonNegativeSolver()
      for (c, theirs) in try peers.answers(task, name).enumerated() {
        check("\(task) case \(c)", try solver.solve(inputs[c].0, inputs[c].1).solution, theirs, within: 1e-9)
      }
      let time = try measure(inputs) { _ = try solver.solve($0.0, $0.1) }
      Table.row("least squares \(label), a case", name, time.median, peers.median(task, name))
    }
    var b = Matrix(rows: everything.count + 1, columns: full.count)
    for (c, findings) in full.enumerated() {
      for (f, isPresent) in findings.enumerated() where isPresent { b[f, c] = 1 }
    }
    let many = try nonNegativeLeastSquares(a, rightHandSides: b)
    for (c, theirs) in try peers.answers("nnls-all-prior", name).enumerated() {
      check("block pivoting, case \(c)", problem.priors.indices.map { many[$0, c] }, theirs, within: 1e-9)
    }
    let together = try (0..<3).map { _ in
      try milliseconds { _ = try nonNegativeLeastSquares(a, rightHandSides: b) }
    }
    Table.row(
      "least squares 300x45, 1,000 at once", name, together.min() ?? 0, peers.total("nnls-all-prior", name))
  }

  /// Every finding of every case, recorded or not.
  private func findingsOfAllCases() throws -> [[Bool]] {
    let file = "\(Machine.root)/Benchmarks/problem/\(name)/full.csv"
    return try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
      .map {
        $0.split(separator: ",").dropFirst().map { $0 == "1" }
      }
  }

  /// Exposures −ln(1 − p) of the findings, and the prior row.
  private func matrix(_ findings: [Int]) -> Matrix {
    var a = Matrix(rows: findings.count + 1, columns: problem.priors.count)
    for (row, finding) in findings.enumerated() {
      for link in problem.links[finding] { a[row, link.site] = -log(1 - link.p) }
    }
    for (site, p) in problem.priors.enumerated() { a[findings.count, site] = 0.3 * -log(p / (1 - p)) }
    return a
  }
}
