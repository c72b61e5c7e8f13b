import Foundation
import Studies
import Testing

@Suite struct DesignTests {
  @Test func sobolPointsAreThoseOfSciPy() throws {
    let rows = try StudyReference.rows("sobol.csv")
    let first = rows.filter { $0.key == "first" }
    let small = try #require(SobolSequence(dimensions: 8))
    #expect(first.count == 64)
    for (index, row) in first.enumerated() { #expect(small.point(index) == row.values) }
    let late = try #require(rows.first { $0.key == "2730" })
    let large = try #require(SobolSequence(dimensions: 1024))
    #expect(late.values.count == 1024 && large.point(2730) == late.values)
  }

  @Test func sobolPointsByRangeAreThoseByIndex() throws {
    let sequence = try #require(SobolSequence(dimensions: 17))
    let range = sequence.points(from: 1000, count: 300)
    #expect(range == (1000..<1300).flatMap { sequence.point($0) })
    // 1-dimensional projections of 2^m points: each slice of width 2^-m has one.
    let all = sequence.points(from: 0, count: 256)
    for j in 0..<17 {
      let slices = Set((0..<256).map { Int(all[$0 * 17 + j] * 256) })
      #expect(slices.count == 256)
    }
    #expect(SobolSequence(dimensions: 0) == nil && SobolSequence(dimensions: 1025) == nil)
  }

  @Test(arguments: [false, true], [false, true]) func saltelliRowsAreThoseOfSALib(
    secondOrder: Bool, grouped: Bool
  ) throws {
    let key = "\(secondOrder ? "second" : "total")-\(grouped ? "groups" : "single")"
    let rows = try StudyReference.rows("saltelli.csv").filter { $0.key == key }
    let design = try Design(
      .saltelli(base: 4, secondOrder: secondOrder), factors: 5, groups: grouped ? StudyReference.groups : nil)
    #expect(design.count == rows.count)
    for (index, row) in rows.enumerated() { #expect(design.point(index) == row.values, "row \(index)") }
    #expect(design.points(from: 3, count: 9) == rows[3..<12].flatMap(\.values))
  }

  @Test func gridHasEveryCombinationOnce() throws {
    let design = try Design(.grid(levels: [3, 1, 2]), factors: 3)
    let points = (0..<design.count).map { design.point($0) }
    #expect(
      points == [
        [0, 0.5, 0], [0, 0.5, 1], [0.5, 0.5, 0], [0.5, 0.5, 1], [1, 0.5, 0], [1, 0.5, 1],
      ])
  }

  @Test func latinHypercubeHasOnePointASlice() throws {
    let design = try Design(.latinHypercube(points: 200), factors: 6, seed: 0)
    let points = design.points(from: 0, count: 200)
    for j in 0..<6 { #expect(Set((0..<200).map { Int(points[$0 * 6 + j] * 200) }).count == 200) }
    let columns = (0..<6).map { j in (0..<200).map { points[$0 * 6 + j] } }
    #expect(Set(columns).count == 6)
    let other = try Design(.latinHypercube(points: 200), factors: 6, seed: 1)
    #expect(other.points(from: 0, count: 200) != points)
  }

  @Test func randomPointsFillTheCube() throws {
    let design = try Design(.random(points: 4000), factors: 3, seed: 0)
    let points = design.points(from: 0, count: 4000)
    for j in 0..<3 {
      let column = (0..<4000).map { points[$0 * 3 + j] }
      // Kolmogorov's distance of 4,000 uniform numbers: 1.95/sqrt(n) is passed once in a thousand.
      let sorted = column.sorted()
      let distance = (0..<4000).map { abs(sorted[$0] - (Double($0) + 0.5) / 4000) }.max() ?? 1
      #expect(distance < 1.95 / 4000.0.squareRoot())
    }
    var correlation = 0.0
    for i in 0..<4000 { correlation += (points[i * 3] - 0.5) * (points[i * 3 + 1] - 0.5) }
    #expect(abs(correlation / 4000 * 12) < 3.3 / 4000.0.squareRoot())
  }

  @Test(arguments: [nil, StudyReference.groups]) func morrisWalksMoveEachGroupOnce(groups: [Int]?) throws {
    let design = try Design(.morris(trajectories: 40, levels: 6), factors: 5, groups: groups, seed: 3)
    let group = design.groups
    #expect(design.block == design.groupCount + 1)
    for walk in 0..<40 {
      let points = (0..<design.block).map { design.point(walk * design.block + $0) }
      var moved: [Int] = []
      for (before, after) in zip(points, points.dropFirst()) {
        let changed = (0..<5).filter { before[$0] != after[$0] }
        #expect(Set(changed.map { group[$0] }).count == 1)
        #expect(changed.count == group.filter { $0 == group[changed[0]] }.count)
        for j in changed { #expect(abs(abs(after[j] - before[j]) - 0.6) < 1e-12) }
        moved.append(group[changed[0]])
      }
      #expect(moved.sorted() == Array(0..<design.groupCount))
      for value in points.joined() {
        #expect(-1e-12...1 + 1e-12 ~= value && abs(value * 5 - (value * 5).rounded()) < 1e-9)
      }
    }
    let levels = Set((0..<design.count).flatMap { design.point($0) }.map { Int(($0 * 5).rounded()) })
    #expect(levels == Set(0...5))
  }

  @Test(arguments: [
    DesignKind.random(points: 50), .latinHypercube(points: 50), .sobol(points: 50),
    .saltelli(base: 9, secondOrder: true), .morris(trajectories: 11, levels: 4),
    .grid(levels: [3, 4, 2, 2]),
  ]) func anyPartIsThatOfTheWhole(kind: DesignKind) throws {
    let design = try Design(kind, factors: 4, seed: 0)
    let whole = design.points(from: 0, count: design.count)
    let again = try Design(kind, factors: 4, seed: 0)
    for first in [0, 7, 30] {
      #expect(again.points(from: first, count: 13) == Array(whole[first * 4..<(first + 13) * 4]))
    }
    #expect(whole.allSatisfy { 0...1 ~= $0 })
  }

  @Test func impossibleDesignsAreRefused() {
    #expect(throws: DesignError.noFactors) { try Design(.random(points: 3), factors: 0) }
    #expect(throws: DesignError.noFactors) { try Design(.grid(levels: [2]), factors: 2) }
    #expect(throws: DesignError.tooFew("levels", least: 1)) {
      try Design(.grid(levels: [2, 0]), factors: 2)
    }
    #expect(throws: DesignError.tooManyPoints) {
      try Design(.grid(levels: Array(repeating: 1000, count: 7)), factors: 7)
    }
    #expect(throws: DesignError.tooManyDimensions(1026)) {
      try Design(.saltelli(base: 8, secondOrder: false), factors: 513)
    }
    #expect(throws: DesignError.oddLevels(5)) {
      try Design(.morris(trajectories: 3, levels: 5), factors: 2)
    }
    #expect(throws: DesignError.tooFew("points", least: 1)) { try Design(.sobol(points: 0), factors: 2) }
  }
}
