import Foundation
import Testing

@testable import Anatomy

/// Patients written down blind, each with the tier that the tiers of red flags demand; it begins the file's name.
@Suite struct UrgencyVignetteTests {
  private static let folder = BuiltIn.root.appending(path: "Tests/Fixtures/flags").path

  @Test(arguments: CaseReader.files(in: [folder]))
  func theTierIsTheOneDemanded(_ file: String) throws {
    let atlas = try BuiltIn.atlas()
    let patient = try CaseReader(atlas).read(file: file).completed(atlas)
    let tier = patient.urgency(atlas).first?.tier.rawValue ?? "none"
    #expect(patient.id.split(separator: "-").first.map(String.init) == tier, "\(patient.id)")
  }

  @Test func theyAreThere() {
    #expect(CaseReader.files(in: [Self.folder]).count == 59)
  }
}
