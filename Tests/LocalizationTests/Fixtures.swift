@testable import Anatomy
import Foundation
import LinearAlgebra
import Localization
import Testing

/// The atlases and cases that the tests of this target share.
enum Fixture {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// A made-up limb, small enough for brute force.
  static let tiny = localizer(Result { try Atlas(AtlasFiles.folder(root + "/Tests/Fixtures/hoofed-limb")) })
  /// The atlas of the binary.
  static let real = localizer(Result { try Atlas(AtlasFiles.builtIn()) })

  private static func localizer(_ atlas: Result<Atlas, any Error>) -> Localizer {
    switch atlas {
    case .success(let atlas): Localizer(atlas)
    case .failure(let error): fatalError("an atlas of the tests cannot be read: \(error)")
    }
  }

  /// A case of the made-up limb.
  static func tinyCase(_ text: String) throws -> PatientCase {
    try CaseReader(tiny.atlas).read(text: text, file: "test.yaml")
  }

  /// A patient of the real atlas with findings as on the command line, separated by spaces.
  static func realCase(_ findings: String, _ change: (inout PatientCase) -> Void = { _ in }) throws
    -> PatientCase
  {
    var patient = PatientCase()
    patient.age = 50
    patient.sex = "male"
    patient.findings = try CaseReader(real.atlas).read(
      arguments: findings.split(separator: " ").map(String.init))
    change(&patient)
    return patient
  }

  /// Published cases of the repository, in the order of their file names.
  static func publishedCases() throws -> [PatientCase] { try cases(in: "Models/cases") }

  /// The cases of a folder of the repository, in the order of their file names.
  static func cases(in folder: String) throws -> [PatientCase] {
    let folder = root + "/" + folder
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
    return try names.sorted().map { try CaseReader(real.atlas).read(file: folder + "/" + $0) }
  }

  /// A setting of an atlas by its id.
  static func options(_ localizer: Localizer, _ setting: String, lesions: Int = 2, threads: Int = 1) throws
    -> Localizer.Options
  {
    let position = try #require(localizer.atlas.settings.position(of: setting))
    return Localizer.Options(setting: position, maximumLesions: lesions, threads: threads)
  }
}

extension Atlas {
  /// The position of a site that the test knows to exist.
  func site(_ id: String) throws -> Int { try #require(sites.position(of: id), "no site \(id)") }

  /// The position of a finding that the test knows to exist.
  func finding(_ id: String) throws -> Int { try #require(findings.position(of: id), "no finding \(id)") }

  /// A case with a random person, history and findings, also on the other leg.
  func randomCase(seed: UInt64, findings count: Int, person: Bool = true) -> PatientCase {
    var random = SplitMix64(seed: seed)
    func pick<T>(_ items: [T]) -> T { items[Int(random.uniform() * Double(items.count))] }
    func records(_ count: Int) -> [RecordedFinding] {
      var result: [RecordedFinding] = []
      while result.count < count {
        let finding = Int(random.uniform() * Double(findings.count))
        let value = pick(findings[finding].scale.accepted)
        if result.contains(where: { $0.finding == finding }) { continue }
        guard let reading = findings[finding].scale.reading(of: value) else { continue }
        result.append(RecordedFinding(finding: finding, value: value, reading: reading))
      }
      return result
    }
    var patient = PatientCase()
    patient.findings = records(count)
    if random.uniform() < 0.3 { patient.otherSide = records(1) }
    patient.side = pick(BodySide.allCases)
    patient.examination = pick(Examination.allCases)
    if random.uniform() < 0.5 { patient.durationWeeks = random.uniform() * 6 }
    if person || random.uniform() < 0.5 { patient.age = (random.uniform() * 40).rounded() }
    if person || random.uniform() < 0.5 { patient.sex = pick(["female", "male"]) }
    for item in modifiers.indices where modifiers[item].conditions == [.history] && random.uniform() < 0.3 {
      patient.history.append(item)
    }
    return patient
  }
}
