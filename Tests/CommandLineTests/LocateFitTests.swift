import Foundation
import Testing

/// `sciatic locate --fit`, and what is said of larger sets of lesions than were listed.
@Suite struct LocateFitTests {
  @Test func theFitStandsBesideTheAnswer() throws {
    let run = try Tool.run(
      "locate weak.tibialis-anterior=2 weak.tibialis-posterior=5 sensory-loss.dermatome-l5 --fit")
    #expect(run.code == 0)
    #expect(run.output.contains("deficits best, not how likely"))
    #expect(run.output.contains("2 findings used; with so few, the prior decides most of it"))
    #expect(run.output.contains("weak.tibialis-anterior 0."))
    #expect(run.output.contains("not used, being of groups or dermatomes: sensory-loss.dermatome-l5"))
    let json = try Tool.run("locate weak.tibialis-anterior=2 --fit --format json")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let fit = try #require(document["fit"] as? [String: Any])
    #expect((fit["residuals"] as? [[String: Any]])?.first?["finding"] as? String == "weak.tibialis-anterior")
  }

  /// Red flags are not lost where the fit has nothing to work on.
  @Test func theAnswerComesBeforeTheRefusal() throws {
    let run = try Tool.run("locate saddle-anaesthesia pain.buttock --fit")
    #expect(run.code == 65)
    #expect(run.output.hasPrefix("EMERGENCY"))
    #expect(run.errors.contains("--fit needs a finding that measures a deficit; none is recorded"))
    let groups = try Tool.run("locate sensory-loss.dermatome-l5 --fit")
    #expect(groups.code == 65)
    #expect(groups.errors.contains("--fit cannot use groups or dermatomes (sensory-loss.dermatome-l5)"))
  }

  @Test func whatWasLeftOutIsMeasured() throws {
    let one = try Tool.run("locate pain.buttock --age 50 --sex male --lesions 1")
    #expect(one.output.contains("sets of two and three lesions were left out; they hold about"))
    #expect(!one.output.contains("two <"))
    let two = try Tool.run("locate pain.buttock --age 50 --sex male")
    #expect(two.output.contains("sets of three lesions were left out; they hold about"))
    let three = try Tool.run("locate pain.buttock --age 50 --sex male --lesions 3")
    #expect(!three.output.contains("left out"))
    #expect(three.output.contains("three "))
  }
}
