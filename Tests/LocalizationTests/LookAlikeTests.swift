import Anatomy
import Foundation
import LinearAlgebra
@testable import Localization
import Testing

/// Sites that the findings cannot part.
@Suite struct LookAlikeTests {
  /// P(observation as recorded | site), levels and modes summed out, in the likeliest context.
  private func table(_ localizer: Localizer, _ answer: Answer) -> [[Double]] {
    let contexts = answer.posterior.contexts
    var likeliest = 0
    for c in contexts.indices where contexts[c].probability > contexts[likeliest].probability {
      likeliest = c
    }
    let entry = answer.contexts[likeliest]
    let lesions = localizer.compiler.lesions
    return localizer.atlas.sites.indices.map { site in
      let members = lesions.indices.filter { lesions[$0].site == site }
      let total = members.reduce(0) { $0 + exp(entry.prior.logShares[$1]) }
      return entry.factors.map { factor in
        members.reduce(0) { sum, v in
          let lower = factor.lower.map { factor.lowerLeak * $0[v] } ?? 0
          return sum + exp(entry.prior.logShares[v]) / total * (factor.upperLeak * factor.upper[v] - lower)
        }
      }
    }
  }

  /// Mean |log10 LR| over all outcomes of independent findings, half of the time from either site.
  private func exactRatio(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for outcome in 0..<(1 << a.count) {
      var pa = 1.0
      var pb = 1.0
      for f in a.indices {
        let seen = outcome >> f & 1 == 1
        pa *= seen ? a[f] : 1 - a[f]
        pb *= seen ? b[f] : 1 - b[f]
      }
      sum += (pa + pb) / 2 * abs(log10(pa / pb))
    }
    return sum
  }

  private func checkLinkage(_ localizer: Localizer, _ answer: Answer) {
    let table = table(localizer, answer)
    let groups = localizer.groups(in: answer)
    func farthest(_ a: [Int], _ b: [Int]) -> Double {
      var result = 0.0
      for x in a {
        for y in b where x != y {
          result = max(result, Localizer.expectedRatio(SiteOutcomes(table[x]), SiteOutcomes(table[y])))
        }
      }
      return result
    }
    for (g, group) in groups.enumerated() {
      #expect(farthest(group.sites, group.sites) < 0.5)
      // No two groups could still be joined, or the linkage stopped too early.
      for other in groups[(g + 1)...] { #expect(farthest(group.sites, other.sites) >= 0.5) }
      let members = group.sites.map { answer.posterior.sites[$0] }
      #expect(members == members.sorted(by: >))
      #expect(group.probability >= (members.max() ?? 0) - 1e-9)
      #expect(group.probability <= min(1, members.reduce(0, +)) + 1e-12)
    }
    let all = groups.flatMap(\.sites)
    #expect(Set(all).count == all.count)
    #expect(!all.contains(localizer.atlas.unexplained))
    let listed = localizer.atlas.sites.indices.filter {
      $0 != localizer.atlas.unexplained && answer.posterior.sites[$0] >= 1e-4
    }
    #expect(Set(all) == Set(listed))
    let probabilities = groups.map(\.probability)
    #expect(probabilities == probabilities.sorted(by: >))
  }

  @Test(arguments: 1...12)
  func completeLinkageOnTheTinyAtlas(_ seed: Int) throws {
    let localizer = Fixture.tiny
    let patient = localizer.atlas.randomCase(seed: UInt64(seed) + 300, findings: 1 + seed % 6)
    checkLinkage(localizer, localizer.locate(patient, try Fixture.options(localizer, "meadow")))
  }

  @Test(arguments: [0, 9, 18, 27, 36, 45, 54, 63])
  func completeLinkageOnPublishedCases(_ index: Int) throws {
    let localizer = Fixture.real
    let patient = try Fixture.publishedCases()[index]
    checkLinkage(localizer, localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1)))
  }

  @Test func expectedRatioIsCloseToAllOutcomes() {
    var random = SplitMix64(seed: 4)
    var worst = 0.0
    for _ in 0..<40 {
      // Pairs around the threshold: probabilities that differ by up to a fifth.
      let a = (0..<6).map { _ in 0.15 + 0.7 * random.uniform() }
      let b = a.map { min(0.95, max(0.05, $0 + 0.4 * (random.uniform() - 0.5))) }
      worst = max(worst, abs(exactRatio(a, b) - Localizer.expectedRatio(SiteOutcomes(a), SiteOutcomes(b))))
    }
    #expect(worst < 0.05)
  }

  @Test func expectedRatioIsADistance() {
    func ratio(_ a: [Double], _ b: [Double]) -> Double {
      Localizer.expectedRatio(SiteOutcomes(a), SiteOutcomes(b))
    }
    var random = SplitMix64(seed: 9)
    for _ in 0..<20 {
      let a = (0..<5).map { _ in random.uniform() }
      let b = (0..<5).map { _ in random.uniform() }
      #expect(ratio(a, a) == 0)
      #expect(abs(ratio(a, b) - ratio(b, a)) < 1e-12)
      #expect(ratio(a, b) > 0)
      #expect(ratio(a + [0.3], b + [0.3]).isFinite)
    }
    #expect(ratio([0], [1]).isFinite)
  }

  /// Disc, recess and foramen of one root are look-alikes while nothing of the back was recorded.
  @Test func threePlacesOfOneRootLookAlike() throws {
    let localizer = Fixture.real
    let patient = try Fixture.realCase(
      "weak.ankle-dorsiflexion=4 sensory-loss.dorsal-foot=present emg.myotome-l5=denervated")
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let sites = try ["l5-disc-paracentral", "l5-lateral-recess", "l5-foramen"].map {
      try localizer.atlas.site($0)
    }
    let group = try #require(localizer.groups(in: answer).first { $0.sites.contains(sites[0]) })
    #expect(Set(sites).isSubset(of: group.sites))
  }

  /// What parts two sites is of use in the room, and rates what is there by chance.
  @Test func whatPartsTwoSitesIsTestedAtTheBedsideAndCountsChance() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let (neck, disc) = (try atlas.site("fibular-neck"), try atlas.site("l5-disc-paracentral"))
    let rows = localizer.parting(neck, disc, age: 50, limit: 6)
    let sheet = Set(atlas.sheet.flatMap(\.findings))
    #expect(rows.count == 6)
    for row in rows {
      let finding = atlas.findings[row.finding]
      #expect(finding.cost == .bedside && sheet.contains(finding.id), "\(finding.id)")
      // Neither site can take away what is there by chance.
      let chance = (finding.leak ?? atlas.kinds[finding.kind].leak).probability(age: 50)
      #expect(min(row.first, row.second) >= chance - 1e-9 && chance > 0, "\(finding.id)")
    }
    // A disc is on the scan of many who have something else.
    let old = localizer.parting(neck, disc, age: 50, limit: 100)
    let scan = try #require(old.first { atlas.findings[$0.finding].cost == .scanner })
    #expect(scan.first > 0.1)
    let gaps = rows.map { abs($0.first - $0.second) }
    #expect(gaps == gaps.sorted(by: >))
  }

  @Test func separatorsAreNotRecordedAndPartTheGroup() throws {
    let localizer = Fixture.tiny
    let patient = try Fixture.tinyCase("findings: {probe.gate-squeeze: positive}")
    let answer = localizer.locate(patient, try Fixture.options(localizer, "level-field"))
    let pinches = try ["ka-pinch", "lo-pinch"].map { try localizer.atlas.site($0) }
    let group = try #require(localizer.groups(in: answer).first { Set(pinches).isSubset(of: $0.sites) })
    let separators = localizer.separators(of: group, in: answer)
    #expect(!separators.isEmpty && separators.count <= 3)
    #expect(!separators.contains(try localizer.atlas.finding("probe.gate-squeeze")))
  }
}
