import Testing

@testable import Anatomy
@testable import Simulation

@Suite struct PlexusShiftTests {
  /// Weight of each root in a row of a weight matrix.
  private func roots(_ weights: ArraySlice<Double>, _ system: TractSystem, _ count: Int) -> [Double] {
    var result = Array(repeating: 0.0, count: count)
    for (tract, weight) in zip(system.tracts, weights) { result[tract.root] += weight }
    return result
  }

  private func mean(_ roots: [Double]) -> Double {
    roots.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
  }

  @Test func prefixedMovesCraniallyAndPostfixedCaudally() throws {
    let atlas = try BuiltIn.atlas()
    let system = try BuiltIn.system()
    let usual = try BuiltIn.usual()
    let prefixed = try #require(atlas.shifts.firstIndex { $0.steps < 0 })
    let postfixed = try #require(atlas.shifts.firstIndex { $0.steps > 0 })
    var moved = 0
    for m in atlas.muscles.indices where atlas.muscles[m].segmental.isEmpty {
      let (up, middle, down) = (
        mean(roots(system.weights[prefixed].muscles.row(m), system, atlas.roots.count)),
        mean(roots(system.weights[usual].muscles.row(m), system, atlas.roots.count)),
        mean(roots(system.weights[postfixed].muscles.row(m), system, atlas.roots.count))
      )
      #expect(up <= middle + 1e-9 && middle <= down + 1e-9, "\(atlas.muscles[m].id)")
      if up < middle - 0.1 && middle < down - 0.1 { moved += 1 }
    }
    #expect(moved > 30, "nearly every muscle moves")
  }

  @Test func theMovedShareGoesToTheNeighbouringRoot() throws {
    // Worked out from the table: tibialis anterior L4 a, L5 b, S1 c; half moves up, but L3 cannot reach the leg.
    let atlas = try BuiltIn.atlas()
    let system = try BuiltIn.system()
    let prefixed = try #require(atlas.shifts.firstIndex { $0.steps == -1 })
    let share = atlas.shifts[prefixed].share
    let m = try #require(atlas.muscles.position(of: "tibialis-anterior"))
    let weights = roots(system.weights[prefixed].muscles.row(m), system, atlas.roots.count)
    func stated(_ id: String) throws -> Double {
      let root = try #require(atlas.roots.position(of: id))
      return atlas.muscles[m].roots.first { $0.index == root }?.value ?? 0
    }
    func found(_ id: String) throws -> Double { weights[try #require(atlas.roots.position(of: id))] }
    #expect(close(try found("L3"), 0))
    #expect(close(try found("L4"), try stated("L4") + share * stated("L5"), 1e-6))
    #expect(close(try found("L5"), try (1 - share) * stated("L5") + share * stated("S1"), 1e-6))
    #expect(close(try found("S1"), try (1 - share) * stated("S1"), 1e-6))
  }

  @Test func theStatesCoverAllLimbs() throws {
    let shifts = try BuiltIn.atlas().shifts
    #expect(close(shifts.reduce(0) { $0 + $1.probability }, 1, 1e-6))
    #expect(shifts.contains { $0.steps < 0 } && shifts.contains { $0.steps > 0 })
  }

  @Test func dorsalRamiStayWithTheirLevel() throws {
    let system = try BuiltIn.system()
    let first = system.weights[0].segmental
    for weights in system.weights { #expect(weights.segmental == first) }
  }

  @Test func anL5LesionOfAPrefixedLimbLooksMoreLikeS1() throws {
    // The roots supply what their lower neighbour usually does: S1 muscles suffer more from an L5 lesion.
    let model = try BuiltIn.model([["l5-disc-paracentral"]])
    let prefixed = try #require(model.atlas.shifts.firstIndex { $0.steps < 0 })
    let usual = try BuiltIn.usual()
    #expect(
      try model.muscle("gastrocnemius-medial", shift: prefixed) > model.muscle(
        "gastrocnemius-medial", shift: usual) + 0.1)
    #expect(try model.reflex("achilles", shift: prefixed) > model.reflex("achilles", shift: usual) + 0.1)
  }
}
