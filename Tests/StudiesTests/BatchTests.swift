import Anatomy
import BuiltInAtlas
import CNetCDF
import Foundation
import Localization
import Studies
import Testing

/// Keeps what it is given.
private struct Kept: BatchWriter {
  var rows: [BatchRow] = []
  var isFinished = false
  mutating func append(_ rows: [BatchRow]) { self.rows += rows }
  mutating func finish() { isFinished = true }
}

@Suite struct BatchTests {
  private static let localizer: Localizer = {
    do { return Localizer(try .builtIn()) } catch { preconditionFailure("\(error)") }
  }()

  private func cases(_ count: Int) throws -> [PatientCase] {
    let reader = CaseReader(Self.localizer.atlas)
    return try (0..<count).map { n in
      let values = [
        "pain.heel: present", "weak.tibialis-anterior: 4", "test.slr: positive", "worse.sitting: present",
      ]
      return try reader.read(
        text: "id: case-\(n)\npatient: {age: \(30 + n % 40), sex: male}\nfindings: {\(values[n % 4])}\n",
        file: "case.yaml")
    }
  }

  private func run(_ cases: [PatientCase], threads: Int) throws -> Kept {
    var writer = Kept()
    var place = 0
    let count = try Batch(Self.localizer, Localizer.Options(maximumLesions: 1), threads: threads).run(&writer)
    {
      () throws(DataError) -> PatientCase? in
      place += 1
      return place <= cases.count ? cases[place - 1] : nil
    }
    #expect(count == cases.count)
    return writer
  }

  @Test func rowsAreTheAnswersInOrderOnAnyNumberOfThreads() throws {
    let cases = try cases(140)
    let one = try run(cases, threads: 1)
    let three = try run(cases, threads: 3)
    #expect(one.isFinished && one.rows.count == 140)
    for (n, (a, b)) in zip(one.rows, three.rows).enumerated() {
      #expect(a.id == "case-\(n)" && b.id == a.id)
      #expect(a.sites == b.sites && a.logEvidence == b.logEvidence)
    }
    for n in [0, 57, 139] {
      let answer = Self.localizer.locate(cases[n], Localizer.Options(maximumLesions: 1))
      #expect(one.rows[n].sites == answer.posterior.sites)
      #expect(one.rows[n].first == Array(answer.posterior.ranking.prefix(3)))
    }
  }

  /// All published cases, of every kind of examination, and simulated ones: the short way says what the long one does.
  @Test func rowsEqualTheWholeAnswers() throws {
    let atlas = Self.localizer.atlas
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let folder = root + "/Models/cases/"
    let reader = CaseReader(atlas)
    var cases = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
      .sorted().map { try reader.read(file: folder + $0) }
    #expect(cases.count > 40)
    let sheet = PatientSimulator.sheet(atlas, withElectrodiagnosis: true)
    let simulator = PatientSimulator(Self.localizer, setting: atlas.settings[0], findings: sheet)
    cases += (0..<24).map { simulator.patient($0, seed: 7) }
    let batch = Batch(Self.localizer)
    let pathways = atlas.pathways()
    #expect(cases.allSatisfy { $0.confirmation != nil })
    for patient in cases {
      let row = batch.row(patient)
      let whole = Self.localizer.locate(patient)
      let answer = whole.posterior
      #expect(row.sites == answer.sites && row.logEvidence == answer.logEvidence)
      #expect(row.first == Array(answer.ranking.prefix(3)))
      let lesions = answer.lesionCounts.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
      #expect(abs(row.lesions - lesions) < 1e-12 && row.id == patient.id)
      #expect(row.tier == patient.urgency(atlas).first?.tier)
      #expect(row.excludeFirst == whole.alarm(atlas)?.site)
      let score = CaseScore(patient, sites: answer.sites, atlas, pathways)
      #expect(row.truth?.rank == score?.strictRank && row.truth?.probability == score?.probability)
    }
  }

  @Test func netCDFIsReadBackAsItWasWritten() throws {
    let path = NSTemporaryDirectory() + "/sciatic-batch-\(UUID().uuidString).nc"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let cases = try cases(20)
    let kept = try run(cases, threads: 1)
    var writer = try BatchNetCDF(path, Self.localizer.atlas, history: "a test")
    try writer.append(Array(kept.rows[..<12]))
    try writer.append(Array(kept.rows[12...]))
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    let library = try #require(netcdf_load()).pointee
    var (file, variable, dimension): (Int32, Int32, Int32) = (0, 0, 0)
    #expect(library.open(path, 0, &file) == 0)
    defer { _ = library.close(file) }
    var length = 0
    #expect(
      library.inq_dimid(file, "case", &dimension) == 0 && library.inq_dimlen(file, dimension, &length) == 0)
    #expect(length == 20)
    let sites = Self.localizer.atlas.sites.count
    var values = Array(repeating: 0.0, count: 20 * sites)
    #expect(library.inq_varid(file, "posterior", &variable) == 0)
    #expect(library.get_vara_double(file, variable, [0, 0], [20, sites], &values) == 0)
    #expect(values == kept.rows.flatMap(\.sites))
  }

  @Test func aFileThatIsNotFinishedIsNotThere() throws {
    let folder = NSTemporaryDirectory() + "/sciatic-batch-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do { _ = try BatchNetCDF(folder + "/a.nc", Self.localizer.atlas, history: "") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }
}
