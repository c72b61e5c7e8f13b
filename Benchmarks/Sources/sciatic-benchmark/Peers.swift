import Foundation

/// What the peers measured and answered.
struct Peers: Sendable {
  struct Result {
    var task: String
    var milliseconds: Double
  }

  let load: String
  let versions: String
  /// The peers' own rates of dgemm, exp and log.
  let rates: String
  private let folder: URL
  private let results: [Entry]

  init(_ folder: URL) throws {
    self.folder = folder
    let data = try Data(contentsOf: folder.appending(path: "peers.json"))
    let document = try JSONDecoder().decode(Document.self, from: data)
    results = document.results
    load = document.load.map { String(format: "%.2f", $0) }.joined(separator: " ")
    rates = document.rates.sorted { $0.key < $1.key }.map { threads, rates in
      "NumPy \(threads): "
        + rates.sorted { $0.key < $1.key }.map { "\($0.key) \(Int($0.value))" }.joined(separator: " ")
    }.joined(separator: "; ")
    versions = document.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
  }

  private struct Document: Decodable {
    var versions: [String: String]
    var load: [Double]
    var rates: [String: [String: Double]]
    var results: [Entry]
  }

  private struct Entry: Decodable {
    var task: String
    var problem: String
    var median_ms: Double
    var total_s: Double
  }

  private struct NetworkAnswer: Decodable {
    var log_evidence: Double
    var marginals: [String: Double]
  }

  private func entry(_ task: String, _ problem: String) -> Entry? {
    results.first { $0.task == task && $0.problem == problem }
  }

  /// Median of a case.
  func median(_ task: String, _ problem: String) -> Result? {
    entry(task, problem).map { Result(task: task, milliseconds: $0.median_ms) }
  }

  /// All cases together, scaled to so many times as many.
  func total(_ task: String, _ problem: String, times: Double = 1) -> Result? {
    entry(task, problem).map { Result(task: task, milliseconds: $0.total_s * 1000 * times) }
  }

  /// Answers to the first cases.
  func answers(_ task: String, _ problem: String) throws -> [[Double]] {
    let text = try String(contentsOf: folder.appending(path: "\(task)-\(problem).csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      line.split(separator: ",").dropFirst().map { Double($0) ?? .nan }
    }
  }

  /// Marginals of a compiled network.
  func network(_ name: String, _ task: String) throws -> [String: Double] {
    let data = try Data(contentsOf: folder.appending(path: "network-\(name).json"))
    return try JSONDecoder().decode([String: NetworkAnswer].self, from: data)[task]?.marginals ?? [:]
  }
}

/// Ends the run where an answer is not what the peer found: what is wrong need not be timed.
func check(_ what: String, _ ours: [Double], _ theirs: [Double], within tolerance: Double) {
  let worst = zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
  if ours.count == theirs.count, worst <= tolerance { return }
  print("\(what): differs from the peer by \(worst), more than \(tolerance)")
  exit(1)
}
