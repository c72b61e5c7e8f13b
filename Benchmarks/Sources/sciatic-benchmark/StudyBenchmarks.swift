import Anatomy
import BuiltInAtlas
import Dispatch
import Foundation
import Studies

/// Designs, sensitivities and runs of a study, beside SALib.
struct StudyBenchmarks {
  private let folder: URL
  private let document: Document

  /// - Parameter folder: holds what `studies.py` wrote.
  init(_ folder: URL) throws {
    self.folder = folder
    document = try JSONDecoder().decode(
      Document.self, from: Data(contentsOf: folder.appending(path: "studies.json")))
  }

  private struct Document: Decodable {
    struct Entry: Decodable {
      var task: String
      var rows: Int
      var design_ms, analysis_ms: Double
      var second_order: Bool?
      var resamples: Int?
      var first, total: [Double]?
      var second: [[Double]]?
    }
    var salib: String
    var load: String
    var results: [Entry]
  }

  private static let factors = 40
  private static let base = 1024

  func run() throws {
    print("SALib \(document.salib), its load \(document.load)")
    for entry in document.results {
      switch entry.task {
      case "morris": try morris(entry)
      case "latin": try latin(entry)
      default: try saltelli(entry)
      }
    }
    try sweep()
  }

  private func numbers(_ name: String) throws -> [Double] {
    try Data(contentsOf: folder.appending(path: name + ".f64")).withUnsafeBytes {
      Array($0.bindMemory(to: Double.self))
    }
  }

  private func row(_ task: String, _ problem: String, _ ours: Double, _ theirs: Double) {
    Table.row(task, problem, ours, Peers.Result(task: "SALib", milliseconds: theirs))
  }

  private func saltelli(_ entry: Document.Entry) throws {
    let isSecond = entry.second_order ?? false
    let name = isSecond ? "second" : "total"
    let resamples = entry.resamples ?? 0
    func lay() throws -> Design {
      try Design(.saltelli(base: Self.base, secondOrder: isSecond), factors: Self.factors)
    }
    let design = try lay()
    check(
      "saltelli", design.points(from: 0, count: design.count), try numbers("saltelli-\(name)"),
      within: 1e-12)
    let outputs = try numbers("saltelli-\(name)-outputs")
    let indices = try SobolIndices(outputs, of: design, resamples: resamples)
    check("first order", indices.first.map(\.value), entry.first ?? [], within: 1e-12)
    check("total order", indices.total.map(\.value), entry.total ?? [], within: 1e-12)
    if isSecond {
      check(
        "second order", indices.second.flatMap { $0 }.map(\.value), (entry.second ?? []).flatMap { $0 },
        within: 1e-12)
    }
    let laid = try measure([0], repetitions: 9) { _ in
      _ = try lay().points(from: 0, count: entry.rows)
    }
    let problem = "40x1024"
    row("Saltelli design, \(entry.rows) rows", problem, laid.median, entry.design_ms)
    let taken = try measure([0], repetitions: 9) { _ in
      _ = try SobolIndices(outputs, of: design, resamples: resamples)
    }
    row("indices, \(name), \(resamples) resamples", problem, taken.median, entry.analysis_ms)
    row(
      "design and indices", problem, laid.median + taken.median, entry.design_ms + entry.analysis_ms
    )
  }

  private func morris(_ entry: Document.Entry) throws {
    let trajectories = entry.rows / (Self.factors + 1)
    func lay() throws -> Design {
      try Design(.morris(trajectories: trajectories, levels: 4), factors: Self.factors)
    }
    let design = try lay()
    let outputs = (0..<design.count).map {
      design.point($0).enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    }
    let laid = try measure([0], repetitions: 9) { _ in
      _ = try lay().points(from: 0, count: entry.rows)
    }
    row("Morris design, \(trajectories) walks", "40", laid.median, entry.design_ms)
    let taken = try measure([0], repetitions: 9) { _ in
      _ = try MorrisMeasures(outputs, of: design, resamples: entry.resamples ?? 0)
    }
    row("Morris measures", "40", taken.median, entry.analysis_ms)
  }

  private func latin(_ entry: Document.Entry) throws {
    let laid = try measure([0], repetitions: 9) { _ in
      _ = try Design(.latinHypercube(points: entry.rows), factors: Self.factors).points(
        from: 0, count: entry.rows)
    }
    row("Latin hypercube, \(entry.rows) rows", "40", laid.median, entry.design_ms)
  }

  /// Runs of the model of the limb: there is no peer.
  private func sweep() throws {
    let atlas = try Atlas.builtIn()
    for name in ["piriformis-tension", "provocation-numbers"] {
      let file = "\(Machine.root)/Models/studies/\(name).yaml"
      let study = try StudyReader(atlas, .builtIn()).read(file: file)
      for threads in Set([1, ProcessInfo.processInfo.activeProcessorCount]).sorted() {
        let sweep = Sweep(study, atlas, threads: threads)
        _ = try sweep.outputs(of: 0..<1)
        let runs = min(512 * threads, sweep.count)
        let time = try milliseconds { _ = try sweep.outputs(of: 0..<runs) }
        Table.row(
          "one run of the model, \(threads) thread\(threads == 1 ? "" : "s")", name,
          time / Double(runs), nil,
          "\(Int(Double(runs) / time * 1e3)) runs a second")
      }
    }
  }
}
