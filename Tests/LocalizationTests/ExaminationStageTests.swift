import Anatomy
import Localization
import Testing

/// The stages of an examination, against answers to cases that hold no more than was known by then.
@Suite struct ExaminationStageTests {
  private let localizer = Fixture.tiny

  private func stages(_ text: String) throws -> [ExaminationStage] {
    let patient = try Fixture.tinyCase(text)
    return localizer.stages(of: patient, localizer.locate(patient))
  }

  /// The three likeliest sites of a case.
  private func first(_ text: String) throws -> [(site: Int, probability: Double)] {
    let posterior = localizer.locate(try Fixture.tinyCase(text)).posterior
    return posterior.ranking.prefix(3).map { ($0, posterior.sites[$0]) }
  }

  /// What is told counts before what is examined, whatever the order of the case, and a flag that a finding implies not
  /// before the finding; the other leg comes with its stage, and only the whole case was examined as completely as it says.
  @Test func holdNoMoreThanWasKnown() throws {
    let stages = try stages(
      """
      examination: complete
      findings: {needle.toft: lively, dull.hide-rim: present, onset.sudden: present}
      other-side: {jolt.brannel-jolt: normal}
      """)
    #expect(stages.map(\.cost) == [.ask, .bedside, .needle])
    let expected = [
      "findings: {onset.sudden: present}",
      "findings: {dull.hide-rim: present, onset.sudden: present}\nother-side: {jolt.brannel-jolt: normal}",
      """
      examination: complete
      findings: {needle.toft: lively, dull.hide-rim: present, onset.sudden: present}
      other-side: {jolt.brannel-jolt: normal}
      """,
    ]
    for (stage, text) in zip(stages, expected) {
      let first = try first(text)
      #expect(stage.first.map(\.site) == first.map(\.site))
      for (a, b) in zip(stage.first, first) { #expect(abs(a.probability - b.probability) < 1e-12) }
    }
  }

  @Test func skipWhatWasNotDone() throws {
    #expect(try stages("findings: {feeble.toft: 2}").map(\.cost) == [.bedside])
    #expect(try stages("id: nothing").isEmpty)
  }
}
