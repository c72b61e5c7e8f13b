import Anatomy
@testable import Localization
import Testing

/// The first answer to a textbook's complete examination is its lesion, or a site that looks alike.
@Suite struct TextbookPatternTests {

  @Test(arguments: TextbookPattern.all)
  func firstAnswerIsTheLesion(_ pattern: TextbookPattern) throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    var patient = try Fixture.realCase("")
    patient.findings = try CaseReader(atlas).read(arguments: pattern.arguments)
    patient.side = pattern.isBilateral ? .bilateral : .left
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform"))
    let truth = Set(try pattern.sites.map { try atlas.site($0) })
    let ranking = answer.posterior.ranking
    let first = ranking[0]
    let group = localizer.groups(in: answer).first { $0.sites.contains(first) }?.sites ?? [first]
    let shown = ranking.prefix(4).map { "\(atlas.sites[$0].id) \(answer.posterior.sites[$0])" }
    #expect(
      truth.contains(first) || !truth.isDisjoint(with: group),
      "\(pattern.name): \(shown.joined(separator: ", "))")
  }
}
