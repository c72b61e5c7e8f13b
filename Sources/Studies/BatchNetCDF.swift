import Anatomy

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
    try file.dimension("case", nil)
    try file.dimension("site", atlas.sites.count)
    try file.dimension("rank", 3)
    try define("case_id", .string, "id of the case")
    try file.variable("site", .string, over: ["site"], attributes: ["long_name": "id of the site"])
    try file.variable("site_name", .string, over: ["site"], attributes: ["long_name": "name of the site"])
    try define(
      "posterior", .double, along: "site", units: "1",
      "probability that the site is in the set of lesions; of the unexplained that there is none",
      coordinates: "case_id site_name")
    try define("ranked", .int, along: "rank", units: "1", "positions along site of the three likeliest")
    try define("expected_lesions", .double, units: "1", "expected number of lesions")
    try define("log_evidence", .double, units: "1", "natural logarithm of the probability of the findings")
    try define(
      "tier", .int, "worst tier of red flags", flags: ["none", "caution", "urgent", "emergency"])
    try define(
      "truth", .string, "ids of the sites that bear the lesions, parted by semicolons; empty where unknown")
    try define(
      "truth_rank", .int, units: "1", "rank of the best placed true site, 1 for first; 0 where unknown")
    try define("setting", .string, "id of the case mix that the answer is of")
    try define(
      "exclude_first", .string,
      "id of the site that must be excluded before anything else; empty where there is none")
    try file.describe(title: "Posterior over sites of \(atlas.title)", atlas, history: history)
    try file.begin()
    try file.write("site", rows: atlas.sites.count, atlas.sites.map(\.id))
    try file.write("site_name", rows: atlas.sites.count, atlas.sites.map(\.name))
  }

  /// A variable over the cases, with its meaning; along a second dimension, if one is named.
  private func define(
    _ name: String, _ kind: NetCDFFile.Kind, along second: String? = nil, units: String? = nil,
    _ meaning: String, coordinates: String? = nil, flags: [String] = []
  ) throws(DataError) {
    var attributes = ["long_name": meaning]
    attributes["units"] = units
    attributes["coordinates"] = coordinates
    try file.variable(
      name, kind, over: ["case"] + (second.map { [$0] } ?? []), attributes: attributes, flags: flags,
      chunk: Batch.block)
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
