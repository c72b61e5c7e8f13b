import Foundation
import LinearAlgebra
import Testing

@Suite struct ProportionalFittingTests {
  @Test func withoutASeedTheFitIsTheProductOfTheMargins() throws {
    let joint = try fitJoint(rows: [0.2, 0.8], columns: [0.5, 0.3, 0.2]) { _, _ in 1 }
    let expected = [0.1, 0.06, 0.04, 0.4, 0.24, 0.16]
    for (value, wanted) in zip(joint.elements, expected) { #expect(abs(value - wanted) < 1e-12) }
  }

  @Test func anEmptyCellLeavesOneAnswer() throws {
    // Row 0 can only go to column 0, so that the other three cells follow by subtraction.
    let joint = try fitJoint(rows: [0.3, 0.7], columns: [0.5, 0.5], tolerance: 1e-12) { i, j in
      i == 0 && j == 1 ? 0 : 1
    }
    for (value, wanted) in zip(joint.elements, [0.3, 0, 0.2, 0.5]) { #expect(abs(value - wanted) < 1e-9) }
  }

  @Test func theFitKeepsTheOddsRatioOfTheSeed() throws {
    // Even margins and an odds ratio of 9: p00 = √9 / (2 (1 + √9)) = 0.375.
    let joint = try fitJoint(rows: [0.5, 0.5], columns: [0.5, 0.5], tolerance: 1e-12) { i, j in
      i == 0 && j == 0 ? 9 : 1
    }
    for (value, wanted) in zip(joint.elements, [0.375, 0.125, 0.125, 0.375]) {
      #expect(abs(value - wanted) < 1e-9)
    }
  }

  @Test func marginsAreMetAndEmptyCellsStayEmpty() throws {
    var generator = SplitMix64(seed: 23)
    for _ in 0..<30 {
      let (n, m) = (Int.random(in: 2...6, using: &generator), Int.random(in: 2...7, using: &generator))
      // Margins of a random table with holes: the holes are then feasible by construction.
      var table = Matrix(rows: n, columns: m)
      for i in 0..<n {
        for j in 0..<m where (i + j) % 3 != 1 { table[i, j] = 0.1 + generator.uniform() }
      }
      let rows = (0..<n).map { table.row($0).reduce(0, +) }
      let columns = (0..<m).map { j in (0..<n).reduce(0) { $0 + table[$1, j] } }
      let joint = try fitJoint(rows: rows, columns: columns) { i, j in (i + j) % 3 == 1 ? 0 : 1 }
      for i in 0..<n {
        #expect(abs(joint.row(i).reduce(0, +) - rows[i]) < 1e-8)
        for j in 0..<m where (i + j) % 3 == 1 { #expect(joint[i, j] == 0) }
      }
      for j in 0..<m { #expect(abs((0..<n).reduce(0) { $0 + joint[$1, j] } - columns[j]) < 1e-8) }
      #expect(joint.elements.allSatisfy { $0 >= 0 })
    }
  }

  @Test func aRowOrColumnWithoutAnyCellIsRefused() {
    #expect(throws: ProportionalFittingError.emptySupport(row: 1, column: nil)) {
      try fitJoint(rows: [0.5, 0.5], columns: [0.5, 0.5]) { i, _ in i == 1 ? 0 : 1 }
    }
    #expect(throws: ProportionalFittingError.emptySupport(row: nil, column: 0)) {
      try fitJoint(rows: [0.5, 0.5], columns: [0.5, 0.5]) { _, j in j == 0 ? 0 : 1 }
    }
  }

  // Row 0 (0.5) may only use column 0 (0.5), which leaves nothing of that column to row 1: the one table is the diagonal,
  // whose zero below raking never reaches.
  @Test func aTableOnTheBoundaryIsTakenAsNearAsItComes() throws {
    func fit(accepted: Double) throws -> Matrix {
      try fitJoint(rows: [0.5, 0.5], columns: [0.5, 0.5], accepted: accepted, sweeps: 500) { i, j in
        i == 0 && j == 1 ? 0 : 1
      }
    }
    #expect(throws: ProportionalFittingError.self) { try fit(accepted: 0) }
    let joint = try fit(accepted: 1e-2)
    #expect(joint[0, 1] == 0 && joint[1, 0] > 0)
    for (i, j, p) in [(0, 0, 0.5), (1, 0, 0), (1, 1, 0.5)] { #expect(abs(joint[i, j] - p) < 1e-2) }
  }

  @Test func marginsThatTheHolesForbidAreRefused() throws {
    // Row 0 (0.6) may only use column 0 (0.5): a tenth is left over for ever.
    let error = #expect(throws: ProportionalFittingError.self) {
      try fitJoint(rows: [0.6, 0.4], columns: [0.5, 0.5]) { i, j in i == 0 && j == 1 ? 0 : 1 }
    }
    guard case .notConverged(let residual) = try #require(error) else {
      Issue.record("expected notConverged, found \(String(describing: error))")
      return
    }
    #expect(residual > 0.05)
  }
}
