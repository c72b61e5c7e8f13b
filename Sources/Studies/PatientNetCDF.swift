import Anatomy

/// Patients as NetCDF-4: the value of each finding over case × finding, by its place among the finding's values, which
/// `value_label` names; age, sex, side and the site that is true.
public final class PatientNetCDF: PatientWriter {
  private let file: NetCDFFile
  private let atlas: Atlas
  private let findings: [Int]
  private let sexes: [String]
  private var count = 0

  /// - Parameters:
  ///   - findings: those that were examined, as positions in ``Atlas/findings``.
  ///   - seed: of the patients.
  ///   - setting: id of the case mix.
  ///   - history: what made the file, for its attribute.
  /// - Throws: ``DataError`` where the library is missing or the file cannot be written.
  public init(
    _ path: String, _ atlas: Atlas, findings: [Int], seed: UInt64, setting: String, history: String
  ) throws(DataError) {
    self.atlas = atlas
    self.findings = findings
    sexes = atlas.sexShares.map(\.sex).sorted()
    file = try NetCDFFile(path)
    let chunk = 1024
    let labels = findings.map { atlas.findings[$0].scale.labels }
    let most = labels.map(\.count).max() ?? 1
    try file.dimension("case", nil)
    try file.dimension("finding", findings.count)
    try file.dimension("step", most)
    try file.variable(
      "case_id", .string, over: ["case"], attributes: ["long_name": "id of the patient"], chunk: chunk)
    try file.variable("finding", .string, over: ["finding"], attributes: ["long_name": "id of the finding"])
    try file.variable(
      "finding_name", .string, over: ["finding"], attributes: ["long_name": "name of the finding"])
    try file.variable(
      "value_label", .string, over: ["finding", "step"],
      attributes: ["long_name": "values of a finding from normal to worst, then those aside of the order"])
    try file.variable(
      "value", .int, over: ["case", "finding"],
      attributes: [
        "long_name":
          "value of the finding, as its place along step in value_label; -1 where it was not examined",
        "units": "1", "coordinates": "case_id finding_name",
      ], chunk: chunk)
    try file.variable(
      "truth", .string, over: ["case"], attributes: ["long_name": "id of the site that bears the lesion"],
      chunk: chunk)
    try file.variable(
      "age", .double, over: ["case"], attributes: ["long_name": "age", "units": "year"], chunk: chunk)
    try file.variable(
      "sex", .int, over: ["case"], attributes: ["long_name": "sex"], flags: ["unknown"] + sexes, chunk: chunk)
    try file.variable(
      "side", .int, over: ["case"], attributes: ["long_name": "side of the complaint"],
      flags: BodySide.allCases.map(\.rawValue), chunk: chunk)
    try file.describe(title: "Simulated patients of \(atlas.title)", atlas, history: history)
    try file.attribute("seed", seed)
    try file.attribute("setting", setting)
    try file.begin()
    try file.write("finding", rows: findings.count, findings.map { atlas.findings[$0].id })
    try file.write("finding_name", rows: findings.count, findings.map { atlas.findings[$0].name })
    let filled = labels.flatMap { $0 + Array(repeating: "", count: most - $0.count) }
    try file.write("value_label", rows: findings.count, filled)
  }

  public func append(_ patients: [PatientCase]) throws(DataError) {
    let n = patients.count
    try file.write("case_id", from: count, rows: n, patients.map(\.id))
    try file.write("value", from: count, rows: n, patients.flatMap(values))
    try file.write(
      "truth", from: count, rows: n,
      patients.map { $0.confirmation?.sites.first.map { atlas.sites[$0].id } ?? "" })
    try file.write("age", from: count, rows: n, patients.map { $0.age ?? .nan })
    try file.write(
      "sex", from: count, rows: n,
      patients.map { patient in Int32(sexes.firstIndex { $0 == patient.sex }.map { $0 + 1 } ?? 0) })
    try file.write(
      "side", from: count, rows: n,
      patients.map { patient in Int32(BodySide.allCases.firstIndex(of: patient.side) ?? 0) })
    count += n
  }

  private func values(_ patient: PatientCase) -> [Int32] {
    var places: [Int: Int] = [:]
    for record in patient.findings {
      places[record.finding] = atlas.findings[record.finding].scale.labels.firstIndex(of: record.value)
    }
    return findings.map { Int32(places[$0] ?? -1) }
  }

  public func finish() throws(DataError) { try file.finish() }
}

extension Scale {
  /// Every value: from normal to worst, then those aside of the order.
  fileprivate var labels: [String] { values + aside }
}
