import Anatomy
import BuiltInAtlas
import Testing

@testable import Simulation

/// What the build computed of the built-in atlas, against the model run anew.
struct FindingTableTests {
  private let atlas: Atlas
  private let stored: StoredFindings
  private let model: FindingProbabilities

  init() throws {
    atlas = try Atlas.builtIn()
    stored = StoredFindings(atlas, try #require(FindingTable.builtIn(atlas)))
    model = FindingProbabilities(ForwardModel(atlas))
  }

  @Test func everyRowHasTheBitsOfTheModel() {
    #expect(stored.columns == model.columns)
    var rows = 0
    for (f, finding) in atlas.findings.enumerated() {
      for shift in atlas.shifts.indices {
        for step in 1...max(1, finding.scale.worst) where step <= finding.scale.worst {
          rows += 1
          #expect(
            stored.exceedance(finding: f, step: step, shift: shift)
              == model.exceedance(finding: f, step: step, shift: shift), "\(finding.id) \(step) \(shift)")
        }
      }
      #expect(
        stored.asideProbability(finding: f) == model.asideProbability(finding: f), "\(finding.id) aside")
    }
    #expect(rows > 4_000)
  }

  @Test func groupsLeaveOutTheMembersThatAreRecordedOnTheirOwn() {
    var groups = 0
    for (f, finding) in atlas.findings.enumerated() {
      guard let members = atlas.members(of: finding), !members.isEmpty else { continue }
      groups += 1
      for excluded in [Set(members.prefix(1)), Set(members.suffix(2)), Set(members)] {
        #expect(
          stored.exceedance(finding: f, step: 1, shift: 1, excluding: excluded)
            == model.exceedance(finding: f, step: 1, shift: 1, excluding: excluded), "\(finding.id)")
      }
    }
    #expect(groups > 10)
  }

  @Test func aTableOfAnotherAtlasIsRefused() throws {
    let text: StaticString = "0123456789abcdef:000"
    #expect(FindingTable(text, atlas) == nil)
    #expect(FindingTable("", atlas) == nil)
  }
}
