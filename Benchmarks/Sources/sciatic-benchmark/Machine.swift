import Foundation
import LinearAlgebra

/// What the figures were measured on.
enum Machine {
  /// The checkout.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The program as the Makefile builds it.
  static let program = URL(fileURLWithPath: root + "/.build/release/sciatic")

  static var load: String {
    var averages = [0.0, 0, 0]
    getloadavg(&averages, 3)
    return averages.map { String(format: "%.2f", $0) }.joined(separator: " ")
  }

  static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? "unknown processor"
    let flags = lines.first { $0.hasPrefix("flags") } ?? ""
    let vectors = flags.contains(" avx512f") ? "AVX-512" : flags.contains(" avx2") ? "AVX2" : "no AVX2"
    return "\(name.trimmingCharacters(in: .whitespaces)), \(vectors), "
      + "\(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// GFLOP/s of `dgemm` as the package calls it.
  static var gemmRate: String {
    let a = Matrix(rows: 1000, columns: 1000, repeating: 0.5)
    var best = Double.infinity
    for _ in 0..<3 { best = min(best, milliseconds { _ = a.multiplied(by: a) }) }
    return String(format: "%.0f", 2e9 / (best * 1e6))
  }

  static var peakMegabytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }
}

/// Milliseconds that a body takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let time = (ContinuousClock.now - start).components
  return Double(time.seconds) * 1e3 + Double(time.attoseconds) * 1e-15
}

/// Median over the cases of the best of a few repetitions each, and the sum of those: as the peers are timed.
func measure<Case>(_ cases: [Case], repetitions: Int = 3, _ body: (Case) throws -> Void) rethrows -> (
  median: Double, total: Double
) {
  let times = try cases.map { item in
    var best = Double.infinity
    for _ in 0..<repetitions { best = min(best, try milliseconds { try body(item) }) }
    return best
  }
  return (times.sorted()[times.count / 2], times.reduce(0, +))
}
