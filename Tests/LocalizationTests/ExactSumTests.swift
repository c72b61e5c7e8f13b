import Anatomy
import Foundation
import Localization
import Testing

/// The fast sums against the definition, on an atlas small enough for plain loops.
@Suite struct ExactSumTests {
  /// Every second case leaves age and sex open, so that all latent contexts are summed.
  static let cases: [(seed: UInt64, setting: String)] = (1...44).map {
    ($0, $0 % 3 == 0 ? "level-field" : "meadow")
  }

  @Test(arguments: cases)
  func posteriorEqualsTheDefinition(_ seed: UInt64, _ setting: String) throws {
    let localizer = Fixture.tiny
    let atlas = localizer.atlas
    let patient = atlas.randomCase(seed: seed, findings: 1 + Int(seed % 9), person: seed % 2 == 0)
    let mix = try #require(atlas.settings[setting])
    let oracle = Oracle(localizer, patient, setting: mix)
    for limit in 1...3 {
      let answer = localizer.locate(patient, try Fixture.options(localizer, setting, lesions: limit))
      let posterior = answer.posterior
      let total = oracle.counts[...limit].reduce(0, +)
      #expect(abs(posterior.logEvidence - log(total)) < 1e-10)
      for n in 0...3 {
        #expect(abs(posterior.lesionCounts[n] - (n > limit ? 0 : oracle.counts[n] / total)) < 1e-10)
      }
      for s in atlas.sites.indices where s != atlas.unexplained {
        let mass = (1...limit).reduce(0) { $0 + oracle.sites[$1][s] }
        #expect(abs(posterior.sites[s] - mass / total) < 1e-10, "\(atlas.sites[s].id)")
        for level in atlas.levels.indices {
          let part = (1...limit).reduce(0) { $0 + oracle.levels[$1][s][level] }
          #expect(abs(posterior.severities[s][level] * mass - part) < 1e-10 * total)
        }
      }
      #expect(abs(posterior.sites[atlas.unexplained] - oracle.counts[0] / total) < 1e-10)
      let found = posterior.contexts.reduce(into: [Double]()) { sums, entry in
        if entry.context.isWorn == true {
          sums[sums.count - 1] += entry.probability
        } else {
          sums.append(entry.probability)
        }
      }
      #expect(found.count == oracle.contexts.count)
      for (found, known) in zip(found, oracle.contexts) {
        #expect(abs(found - known[...limit].reduce(0, +) / total) < 1e-10)
      }
    }
  }

  /// Listed sets may lack modes that do not matter (less than 1e-4 of the best single lesion), never gain any.
  @Test(arguments: [3, 10, 17, 24, 31] as [UInt64])
  func listedSetsEqualTheDefinition(_ seed: UInt64) throws {
    let localizer = Fixture.tiny
    let atlas = localizer.atlas
    let patient = atlas.randomCase(seed: seed, findings: 5)
    let mix = try #require(atlas.settings["meadow"])
    let oracle = Oracle(localizer, patient, setting: mix)
    let total = oracle.counts.reduce(0, +)
    let options = try Fixture.options(localizer, "meadow", lesions: 3)
    let explanations = localizer.locate(patient, options).posterior.explanations
    var listed: [[Int]: Double] = [:]
    for explanation in explanations where !explanation.lesions.isEmpty {
      listed[explanation.lesions.map { $0.site * atlas.levels.count + $0.level }] = explanation.probability
    }
    for (set, p) in oracle.sets where !set.isEmpty {
      let truth = p / total
      if let found = listed[set] {
        #expect(found <= truth + 1e-10)
        #expect(found > truth - 1e-3)
      } else {
        #expect(truth < 1e-3)
      }
    }
    #expect(listed.keys.allSatisfy { oracle.sets[$0] != nil })
    let probabilities = explanations.map(\.probability)
    #expect(probabilities == probabilities.sorted(by: >))
  }

  /// Affinity must matter, or the comparison above would not test it.
  @Test func affinityIsPartOfTheTest() throws {
    let atlas = Fixture.tiny.atlas
    let sore = try atlas.site("sore-brannel")
    #expect(Oracle.affinity(atlas, try atlas.site("ka-pinch"), sore) == 3)
    #expect(Oracle.affinity(atlas, sore, try atlas.site("lo-pinch")) == 3)
    #expect(Oracle.affinity(atlas, try atlas.site("torr-ring"), try atlas.site("rot")) == 2)
    #expect(Oracle.affinity(atlas, try atlas.site("torr-ring"), sore) == 1)
  }

  /// So must worn nerves.
  @Test func wearIsPartOfTheTest() {
    let atlas = Fixture.tiny.atlas
    let worn = Self.cases.filter { seed, _ in
      let patient = atlas.randomCase(seed: seed, findings: 1 + Int(seed % 9), person: seed % 2 == 0)
      return atlas.contexts(for: patient).contains { $0.isWorn != nil }
    }
    #expect(worn.count > 5 && worn.count < Self.cases.count)
  }

  @Test(arguments: 1...8)
  func groupProbabilityEqualsTheDefinition(_ seed: Int) throws {
    let localizer = Fixture.tiny
    let atlas = localizer.atlas
    let patient = atlas.randomCase(seed: UInt64(100 + seed), findings: 3)
    let mix = try #require(atlas.settings["meadow"])
    let oracle = Oracle(localizer, patient, setting: mix)
    let answer = localizer.locate(patient, try Fixture.options(localizer, "meadow", lesions: 3))
    for group in localizer.groups(in: answer) {
      let truth = oracle.any(of: Set(group.sites), limit: 3)
      // Sets that are rare in every mode are not listed, so their overlaps stay counted twice: never too low,
      // never far too high.
      #expect(group.probability > truth - 1e-9)
      #expect(group.probability < truth + 0.03, "\(group.sites.map { atlas.sites[$0].id })")
      #expect(abs(group.probability - truth) < 1e-6)
    }
  }
}
