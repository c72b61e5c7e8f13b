import Localization
import Testing

/// The first site under the uniform mix, against plain sums over all sets in that mix.
@Suite struct UniformFirstTests {
  private let localizer = Fixture.tiny

  @Test(arguments: 1...3) func equalsThePlainSums(_ lesions: Int) throws {
    let patient = try Fixture.tinyCase("findings: {probe.velm-tap: positive, feeble.toft: 2}")
    let options = try Fixture.options(localizer, "meadow", lesions: lesions)
    let first = try #require(localizer.uniformFirst(of: localizer.locate(patient, options), options))
    let flat = try #require(localizer.atlas.settings["level-field"])
    let oracle = Oracle(localizer, patient, setting: flat)
    let sums = localizer.atlas.sites.indices.map { site in
      (0...lesions).reduce(0) { $0 + oracle.sites[$1][site] }
    }
    let likeliest = try #require(sums.indices.max { sums[$0] < sums[$1] })
    #expect(first.site == likeliest)
    #expect(abs(first.probability - sums[likeliest] / oracle.counts[...lesions].reduce(0, +)) < 1e-9)
  }

  @Test func saysNothingWhereTheAnswerIsOfThatMix() throws {
    let options = try Fixture.options(localizer, "level-field")
    let answer = localizer.locate(try Fixture.tinyCase("findings: {probe.velm-tap: positive}"), options)
    #expect(localizer.uniformFirst(of: answer, options) == nil)
  }
}
