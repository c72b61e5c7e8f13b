import Anatomy
import Foundation
@testable import Localization
import Testing

/// Patients as textbooks have them, with full electrodiagnosis, written down without looking at any answer.
@Suite struct TextbookPatientTests {
  private static let folder = Fixture.root + "/Tests/Fixtures/textbook"

  @Test(arguments: CaseReader.files(in: [folder]), ["uniform", "case-reports"])
  func firstAnswerIsTheLesion(_ file: String, _ setting: String) throws {
    let localizer = Fixture.real
    let patient = try CaseReader(localizer.atlas).read(file: file)
    let confirmed = try #require(patient.confirmation)
    let answer = localizer.locate(patient, try Fixture.options(localizer, setting))
    let first = answer.posterior.ranking[0]
    let names = answer.posterior.ranking.prefix(4).map { localizer.atlas.sites[$0].id }
    let isRight = confirmed.sites.contains(first) || confirmed.alsoAcceptable.contains(first)
    #expect(isRight, "\(patient.id): \(names)")
  }

  @Test func theyAreThere() {
    #expect(CaseReader.files(in: [Self.folder]).count == 98)
  }
}
