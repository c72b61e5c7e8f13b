import Anatomy
import Foundation
@testable import Localization
import Testing

/// The model against patients whose site was confirmed: those of its development, and those that were encoded blind, in
/// three rounds.
@Suite struct PublishedCaseTests {
  private static let folders = [
    "Models/cases", "Models/unseen", "Models/unseen-second", "Models/unseen-third",
  ]

  /// The collections share no patient and no report.
  @Test func collectionsAreApart() throws {
    let cases = try Self.folders.map(Fixture.cases(in:))
    #expect(cases.map(\.count) == [77, 83, 50, 39])
    #expect(Set(cases.joined().map(\.id)).count == 249)
    func pages(_ folder: String) throws -> Set<String> {
      let root = Fixture.root + "/" + folder
      let names = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0.hasSuffix(".yaml") }
      let urls = try names.map { name in
        let text = try String(contentsOfFile: root + "/" + name, encoding: .utf8)
        return try #require(text.split(separator: "\n").first { $0.contains("  url: ") }, "\(name)")
      }
      return Set(urls.map { String($0.drop { $0 != "h" }) })
    }
    let all = try Self.folders.map(pages)
    for n in all.indices {
      for m in all.indices where m < n { #expect(all[n].isDisjoint(with: all[m])) }
    }
  }

  /// The graph is worth its while, and the first site is right as often as it says, within three standard errors of a
  /// sum of independent trials.
  @Test(arguments: folders) func firstSiteIsAsLikelyAsItSays(_ folder: String) throws {
    let localizer = Fixture.real
    let scorer = Scorer(localizer.atlas, try Fixture.cases(in: folder), maximumLesions: 1)
    let model = scorer.scores(localizer)
    func mean(_ scores: [CaseScore]) -> Double {
      scores.reduce(0) { $0 + $1.logScore } / Double(scores.count)
    }
    #expect(mean(model) > mean(scorer.naiveBayes()) + 0.7)
    let expected = model.reduce(0) { $0 + $1.firstProbability }
    let variance = model.reduce(0) { $0 + $1.firstProbability * (1 - $1.firstProbability) }
    let right = Double(model.count { $0.strictRank == 1 })
    #expect(abs(right - expected) < 3 * variance.squareRoot(), "\(right) right, \(expected) expected")
  }
}
