import Anatomy
import Foundation
import LinearAlgebra
import Localization

/// What is kept of the answer to one case.
public struct BatchRow: Sendable {
  public let id: String
  /// P(site in the set), per site.
  public let sites: [Double]
  /// Positions of the three likeliest sites.
  public let first: [Int]
  /// Expected number of lesions.
  public let lesions: Double
  /// ln P(findings).
  public let logEvidence: Double
  /// The worst tier of red flags; nil for none.
  public let tier: UrgencyTier?
  /// Position of the site that must be excluded first, whatever the flags; nil for none.
  public let excludeFirst: Int?
  /// Id of the case mix that the answer is of.
  public let setting: String
  /// What is known of the truth; nil where nothing is.
  public let truth: Truth?

  /// The sites that bear the lesions.
  public struct Truth: Sendable {
    /// Positions in ``Atlas/sites``.
    public let sites: [Int]
    /// P(site), the largest over these sites.
    public let probability: Double
    /// Rank of the best placed of them, 1 for first.
    public let rank: Int

    init?(_ patient: PatientCase, _ marginals: Marginals) {
      guard let confirmed = patient.confirmation, !confirmed.sites.isEmpty else { return nil }
      sites = confirmed.sites + confirmed.alsoPresent
      let sites = sites
      probability = sites.map { marginals.sites[$0] }.max() ?? 0
      rank = (marginals.ranking.firstIndex { sites.contains($0) } ?? marginals.ranking.count) + 1
    }
  }
}

/// Takes rows as they come, in order.
public protocol BatchWriter {
  mutating func append(_ rows: [BatchRow]) throws(DataError)
  /// Puts the whole result where it belongs.
  mutating func finish() throws(DataError)
}

/// Answers many cases, a block at a time, so that memory stays flat; rows come in the order of the cases whatever the number
/// of threads.
public struct Batch: Sendable {
  private let localizer: Localizer
  private let options: Localizer.Options
  private let threads: Int
  /// Cases that are held at once.
  public static let block = 128

  /// - Parameter threads: cases side by side.
  public init(_ localizer: Localizer, _ options: Localizer.Options = Localizer.Options(), threads: Int = 1) {
    self.localizer = localizer
    var options = options
    options.threads = 1
    self.options = options
    self.threads = threads
  }

  /// The answer to one case.
  public func row(_ patient: PatientCase) -> BatchRow {
    let completed = patient.completed(localizer.atlas)
    let marginals = localizer.marginals(ofCompleted: completed, options)
    let counts = marginals.lesionCounts
    return BatchRow(
      id: patient.id, sites: marginals.sites, first: Array(marginals.ranking.prefix(3)),
      lesions: counts[1] + 2 * counts[2] + 3 * counts[3], logEvidence: marginals.logEvidence,
      tier: completed.urgency(localizer.atlas).first?.tier,
      excludeFirst: marginals.alarm(localizer.atlas, completed)?.site,
      setting: localizer.setting(for: completed, options).id, truth: BatchRow.Truth(patient, marginals))
  }

  /// Runs cases until there are no more.
  ///
  /// - Parameters:
  ///   - next: the next case; nil at the end.
  ///   - progress: called after each block with the number of cases done.
  /// - Throws: what `next` and the writer throw; then nothing was put in place.
  public func run(
    _ writer: inout some BatchWriter, progress: (Int) -> Void = { _ in },
    next: () throws(DataError) -> PatientCase?
  ) throws(DataError) -> Int {
    var done = 0
    while true {
      var patients: [PatientCase] = []
      while patients.count < Self.block, let patient = try next() { patients.append(patient) }
      if patients.isEmpty { break }
      let block = patients
      try writer.append(concurrentMap(block.count, threads: threads) { row(block[$0]) })
      done += block.count
      progress(done)
    }
    try writer.finish()
    return done
  }
}

/// Rows as comma-separated values: id, the first three sites with their probabilities, expected number of lesions, tier,
/// the true sites with the best probability and rank of one of them, where they are known, the case mix, and the site
/// that must be excluded first.
public struct BatchCSV: BatchWriter {
  private let draft: FileDraft
  private let atlas: Atlas

  /// - Throws: ``DataError`` where the file cannot be written.
  public init(_ path: String, _ atlas: Atlas) throws(DataError) {
    self.atlas = atlas
    draft = try FileDraft(path)
    try draft.append(
      "id,first,probability_of_first,second,probability_of_second,third,probability_of_third,expected_lesions,tier,"
        + "truth,probability_of_truth,rank_of_truth,setting,exclude_first\n"
    )
  }

  public mutating func append(_ rows: [BatchRow]) throws(DataError) {
    var text = ""
    for row in rows {
      var fields = [DelimitedText.field(row.id)]
      for site in row.first { fields += [atlas.sites[site].id, Self.six(row.sites[site])] }
      while fields.count < 7 { fields.append("") }
      fields += [Self.six(row.lesions), row.tier?.rawValue ?? ""]
      if let truth = row.truth {
        let ids = truth.sites.map { atlas.sites[$0].id }.joined(separator: ";")
        fields += [ids, Self.six(truth.probability), String(truth.rank)]
      } else {
        fields += ["", "", ""]
      }
      fields += [row.setting, row.excludeFirst.map { atlas.sites[$0].id } ?? ""]
      text += fields.joined(separator: ",") + "\n"
    }
    try draft.append(text)
  }

  private static func six(_ value: Double) -> String { String(format: "%.6f", value) }

  public mutating func finish() throws(DataError) { try draft.commit() }
}

/// Rows as NetCDF-4: posterior over case × site, with ids, names, evidence, expected lesions, tier and truth.
public struct BatchNetCDF: BatchWriter {
  private let file: NetCDFFile
  private let atlas: Atlas
  private var count = 0

  /// - Parameters:
  ///   - history: what made the file, for its attribute.
  /// - Throws: ``DataError`` where the library is missing or the file cannot be written.
  public init(_ path: String, _ atlas: Atlas, history: String) throws(DataError) {
    file = try NetCDFFile(path)
    self.atlas = atlas
    let chunk = Batch.block
    try file.dimension("case", nil)
    try file.dimension("site", atlas.sites.count)
    try file.dimension("rank", 3)
    try file.variable(
      "case_id", .string, over: ["case"], attributes: ["long_name": "id of the case"], chunk: chunk)
    try file.variable("site", .string, over: ["site"], attributes: ["long_name": "id of the site"])
    try file.variable("site_name", .string, over: ["site"], attributes: ["long_name": "name of the site"])
    let probability = ["units": "1", "coordinates": "case_id site_name"]
    try file.variable(
      "posterior", .double, over: ["case", "site"],
      attributes: probability.merging([
        "long_name":
          "probability that the site is in the set of lesions; of the unexplained that there is none"
      ]) {
        a, _ in a
      },
      chunk: chunk)
    try file.variable(
      "ranked", .int, over: ["case", "rank"],
      attributes: ["long_name": "positions along site of the three likeliest", "units": "1"], chunk: chunk)
    try file.variable(
      "expected_lesions", .double, over: ["case"],
      attributes: ["long_name": "expected number of lesions", "units": "1"],
      chunk: chunk)
    try file.variable(
      "log_evidence", .double, over: ["case"],
      attributes: ["long_name": "natural logarithm of the probability of the findings", "units": "1"],
      chunk: chunk)
    try file.variable(
      "tier", .int, over: ["case"],
      attributes: ["long_name": "worst tier of red flags"],
      flags: ["none", "caution", "urgent", "emergency"], chunk: chunk)
    try file.variable(
      "truth", .string, over: ["case"],
      attributes: [
        "long_name": "ids of the sites that bear the lesions, parted by semicolons; empty where unknown"
      ],
      chunk: chunk)
    try file.variable(
      "truth_rank", .int, over: ["case"],
      attributes: [
        "long_name": "rank of the best placed true site, 1 for first; 0 where unknown", "units": "1",
      ],
      chunk: chunk)
    try file.variable(
      "setting", .string, over: ["case"],
      attributes: ["long_name": "id of the case mix that the answer is of"],
      chunk: chunk)
    try file.variable(
      "exclude_first", .string, over: ["case"],
      attributes: [
        "long_name": "id of the site that must be excluded before anything else; empty where there is none"
      ],
      chunk: chunk)
    try file.describe(title: "Posterior over sites of \(atlas.title)", atlas, history: history)
    try file.begin()
    try file.write("site", rows: atlas.sites.count, atlas.sites.map(\.id))
    try file.write("site_name", rows: atlas.sites.count, atlas.sites.map(\.name))
  }

  public mutating func append(_ rows: [BatchRow]) throws(DataError) {
    let n = rows.count
    try file.write("case_id", from: count, rows: n, rows.map(\.id))
    try file.write("posterior", from: count, rows: n, rows.flatMap(\.sites))
    try file.write("ranked", from: count, rows: n, rows.flatMap { $0.first.map(Int32.init) })
    try file.write("expected_lesions", from: count, rows: n, rows.map(\.lesions))
    try file.write("log_evidence", from: count, rows: n, rows.map(\.logEvidence))
    try file.write("tier", from: count, rows: n, rows.map { Self.code($0.tier) })
    let truths = rows.map { $0.truth?.sites.map { atlas.sites[$0].id }.joined(separator: ";") ?? "" }
    try file.write("setting", from: count, rows: n, rows.map(\.setting))
    let first = rows.map { row in row.excludeFirst.map { atlas.sites[$0].id } ?? "" }
    try file.write("exclude_first", from: count, rows: n, first)
    try file.write("truth", from: count, rows: n, truths)
    try file.write("truth_rank", from: count, rows: n, rows.map { Int32($0.truth?.rank ?? 0) })
    count += n
  }

  private static func code(_ tier: UrgencyTier?) -> Int32 {
    switch tier {
    case nil: 0
    case .caution: 1
    case .urgent: 2
    case .emergency: 3
    }
  }

  public mutating func finish() throws(DataError) { try file.finish() }
}
