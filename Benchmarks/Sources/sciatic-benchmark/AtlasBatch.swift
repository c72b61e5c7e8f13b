import Anatomy
import BuiltInAtlas
import Foundation
import Localization
import Studies

/// Many simulated cases on the real atlas: `sciatic batch` as a process, beside the same sums in NumPy.
struct AtlasBatch {
  private let peers: Peers
  /// Cases that the peer answers.
  private static let compared = 1000

  init(_ peers: Peers) { self.peers = peers }

  private static func cases(_ table: URL, _ atlas: Atlas) throws -> [PatientCase] {
    let reader = try CaseTable(table.path, CaseReader(atlas))
    var cases: [PatientCase] = []
    while cases.count < compared, let patient = try reader.next() { cases.append(patient) }
    return cases
  }

  /// Draws `count` cases into a table.
  private static func draw(_ count: Int, into folder: URL) throws -> URL {
    let table = folder.appending(path: "cohort-\(count).csv")
    _ = try Child(Machine.program, ["cohort", "--count", "\(count)", "-o", table.path])
    return table
  }

  /// Writes what the peer needs: columns, leaks and priors of the first cases, in every latent state.
  static func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let atlas = try Atlas.builtIn()
    let localizer = Localizer(atlas)
    var rows: [[Double]: Int] = [:]
    var table: [Double] = []
    var priors: [[Double]: Int] = [:]
    var document = Document(
      sites: atlas.sites.map(\.id), unexplained: atlas.unexplained, owner: [], split: [],
      affinity: [], priors: [],
      cases: [])
    for patient in try cases(draw(compared, into: folder), atlas) {
      let answer = localizer.locate(patient, Localizer.Options(maximumLesions: 1))
      document.cases.append(
        answer.contexts.map { entry in
          let network = localizer.network(entry)
          document.owner = network.siteOfState
          document.affinity = network.affinities.map {
            [Double($0.first), Double($0.second), $0.factor]
          }
          let scale = (0...3).map { network.countPrior.log($0) }
          let prior = priors[network.logWeights + scale] ?? priors.count
          if prior == priors.count {
            priors[network.logWeights + scale] = prior
            document.priors.append(
              Document.Prior(
                log_weights: network.logWeights.map(finite), log_scale: scale.map(finite)))
          }
          let columns = network.factors.map { factor in
            let row = factor.upper + (factor.lower ?? [])
            if let known = rows[row] { return known }
            rows[row] = rows.count
            table += factor.upper + (factor.lower ?? factor.upper)
            document.split.append(factor.lower != nil)
            return rows.count - 1
          }
          return Document.State(
            log_probability: log(entry.context.probability), prior: prior, columns: columns,
            upper_leaks: network.factors.map(\.upperLeak),
            lower_leaks: network.factors.map(\.lowerLeak))
        })
    }
    try table.withUnsafeBytes { try Data($0).write(to: folder.appending(path: "atlas-batch.f64")) }
    try JSONEncoder().encode(document).write(to: folder.appending(path: "atlas-batch.json"))
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  private struct Document: Encodable {
    struct Prior: Encodable {
      var log_weights, log_scale: [Double?]
    }
    struct State: Encodable {
      var log_probability: Double
      var prior: Int
      var columns: [Int]
      var upper_leaks, lower_leaks: [Double]
    }
    var sites: [String]
    var unexplained: Int
    var owner: [Int]
    var split: [Bool]
    var affinity: [[Double]]
    var priors: [Prior]
    var cases: [[State]]
  }

  /// - Parameter folder: where the tables of cases and the answers are put.
  func run(in folder: URL) throws {
    let atlas = try Atlas.builtIn()
    let localizer = Localizer(atlas)
    let cases = try Self.cases(folder.appending(path: "cohort-\(Self.compared).csv"), atlas)
    let batch = Batch(localizer)
    for (c, theirs) in try peers.answers("batch-atlas", "atlas").enumerated() {
      let row = batch.row(cases[c])
      check("batch, case \(c)", row.sites + [row.logEvidence], theirs, within: 1e-9)
    }
    let one = measure([cases], repetitions: 3) {
      for patient in $0 { _ = batch.row(patient) }
    }
    Table.row(
      "1,000 cases in process, one core", "atlas", one.median, peers.total("batch-atlas", "atlas"))
    for count in [1_000, 10_000, 100_000] {
      let table = try Self.draw(count, into: folder)
      let child = try Child(
        Machine.program,
        ["batch", table.path, "-o", folder.appending(path: "answers-\(count).csv").path])
      Table.row(
        "sciatic batch, \(count) cases, all cores", "atlas", child.milliseconds,
        peers.total("batch-atlas", "atlas", times: Double(count) / Double(Self.compared)),
        "at most \(child.megabytes) MB, \(Int(Double(count) / child.milliseconds * 1e3)) cases a second"
      )
    }
  }
}
