import Anatomy
import BuiltInAtlas
import Studies
import Testing

@Suite struct FactorGroupTests {
  private static let atlas: Atlas = {
    do { return try .builtIn() } catch { preconditionFailure("\(error)") }
  }()

  /// Five factors from 0 to 1 in the groups of the reference.
  private func study(_ design: String) throws -> Study {
    try StudyReader(Self.atlas, .builtIn()).read(
      text: """
        id: groups
        design: \(design)
        factors:
          gain: {from: 0, to: 1, group: first}
          inflammation: {from: 0, to: 1, group: first}
          weeks: {from: 0, to: 1, group: second}
          hold: {from: 0, to: 1, group: third}
          \(try #require(lesion)): {from: 0, to: 1, group: third}
        outputs: [pressure.\(try #require(site))]
        """, file: "study.yaml")
  }

  private let site = Self.atlas.mechanics.sites.keys.sorted().first.map { Self.atlas.sites[$0].id }
  private var lesion: String? { site.map { "lesion." + $0 } }

  @Test(arguments: [false, true]) func pointsAreThoseOfSALib(secondOrder: Bool) throws {
    let study = try study("{kind: saltelli, points: 4, second-order: \(secondOrder)}")
    let key = secondOrder ? "second-groups" : "total-groups"
    let rows = try StudyReference.rows("saltelli.csv").filter { $0.key == key }
    #expect(!rows.isEmpty && study.design.count == rows.count)
    for (index, row) in rows.enumerated() { #expect(study.values(index) == row.values, "row \(index)") }
    #expect(study.groupNames == ["first", "second", "third"])
    #expect(study.members(of: 0) == ["gain", "inflammation"])
  }

  @Test func aWalkMovesGroupsAsWholes() throws {
    let study = try study("{kind: morris, trajectories: 5}")
    #expect(study.design.block == 4 && study.design.count == 20)
    for walk in 0..<5 {
      var moved: [[Int]] = []
      for step in 1..<4 {
        let (before, after) = (study.values(walk * 4 + step - 1), study.values(walk * 4 + step))
        moved.append((0..<5).filter { before[$0] != after[$0] })
      }
      #expect(moved.sorted { $0[0] < $1[0] } == [[0, 1], [2], [3, 4]])
    }
  }

  @Test func groupsThatMakeNoSenseAreRefused() throws {
    let grouped = #expect(throws: DataError.self) { try study("{kind: sobol, points: 8}") }
    #expect(grouped?.issues.first?.message.contains("groups of factors go with saltelli and morris") == true)
    let clash = #expect(throws: DataError.self) {
      try StudyReader(Self.atlas, .builtIn()).read(
        text: """
          id: clash
          design: {kind: saltelli, points: 4}
          factors: {gain: {from: 0, to: 1}, hold: {from: 0, to: 1, group: gain}}
          outputs: [pressure.\(try #require(site))]
          """, file: "study.yaml")
    }
    #expect(clash?.issues.first?.message.contains("bears the name of the factor gain") == true)
  }
}
