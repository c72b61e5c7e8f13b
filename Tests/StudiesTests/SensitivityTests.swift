import Foundation
import Testing

@testable import Studies

@Suite struct SensitivityTests {
  @Test(arguments: [
    ("5-256-second-single", 5, 256, true, false), ("5-128-second-groups", 5, 128, true, true),
    ("5-512-total-single", 5, 512, false, false), ("40-1024-total-single", 40, 1024, false, false),
  ]) func indicesAreThoseOfSALib(
    key: String, factors: Int, base: Int, secondOrder: Bool, grouped: Bool
  ) throws {
    let rows = try StudyReference.rows("indices.csv").filter { $0.key == key }
    func reference(_ name: String) throws -> [Double] {
      try #require(rows.first { $0.name == name }).values
    }
    let design = try Design(
      .saltelli(base: base, secondOrder: secondOrder), factors: factors,
      groups: grouped ? StudyReference.groups : nil)
    let outputs = StudyReference.g(design.points(from: 0, count: design.count), factors: factors)
    let found = try SobolIndices(outputs, of: design, resamples: 400)
    for (ours, theirs) in [
      (found.first, try reference("S1")), (found.total, try reference("ST")),
      (found.second.flatMap { $0 }, secondOrder ? try reference("S2") : []),
    ] {
      #expect(ours.count == theirs.count)
      for (a, b) in zip(ours, theirs) { #expect(abs(a.value - b) < 1e-12) }
    }
    // Both bootstraps estimate the same errors; a hundred resamples know them to 7 %.
    for (ours, theirs) in [(found.first, "S1-error"), (found.total, "ST-error")] {
      for (a, b) in zip(ours, try reference(theirs)) {
        #expect(abs(a.standardError / b - 1) < 0.45, "\(a.standardError) against \(b)")
      }
    }
  }

  /// Ishigami & Homma 1990 with a = 7, b = 0.1.
  private static func ishigami(_ points: [Double]) -> [Double] {
    stride(from: 0, to: points.count, by: 3).map { row in
      let x = (0..<3).map { (2 * points[row + $0] - 1) * Double.pi }
      return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sin(x[0])
    }
  }

  @Test func indicesApproachThoseOfIshigami() throws {
    let design = try Design(.saltelli(base: 8192, secondOrder: true), factors: 3)
    let found = try SobolIndices(
      Self.ishigami(design.points(from: 0, count: design.count)), of: design, resamples: 200)
    let (a, b, pi4) = (7.0, 0.1, pow(Double.pi, 4))
    let first = 0.5 * (1 + b * pi4 / 5) * (1 + b * pi4 / 5)
    let crossed = b * b * pi4 * pi4 * (1.0 / 18 - 1.0 / 50)
    let second = a * a / 8
    let all = first + crossed + second
    let exact = [first / all, second / all, 0]
    let total = [(first + crossed) / all, second / all, crossed / all]
    for j in 0..<3 {
      #expect(abs(found.first[j].value - exact[j]) < 0.01)
      #expect(abs(found.total[j].value - total[j]) < 0.01)
    }
    #expect(abs(found.second[0][0].value) < 0.02 && abs(found.second[1][0].value) < 0.02)
    #expect(abs(found.second[0][1].value - crossed / all) < 0.02)
  }

  @Test func indicesApproachThoseOfG() throws {
    let design = try Design(.saltelli(base: 8192, secondOrder: false), factors: 5)
    let found = try SobolIndices(
      StudyReference.g(design.points(from: 0, count: design.count), factors: 5), of: design, resamples: 0)
    let parts = [0.0, 1.0, 4.5, 9.0, 99.0].map { 1 / (3 * (1 + $0) * (1 + $0)) }
    let all = parts.reduce(1) { $0 * (1 + $1) } - 1
    for (j, part) in parts.enumerated() {
      let others = parts.enumerated().reduce(1.0) { $0 * ($1.offset == j ? 1 : 1 + $1.element) }
      #expect(abs(found.first[j].value - part / all) < 0.01)
      #expect(abs(found.total[j].value - part * others / all) < 0.01)
    }
  }

  @Test func intervalsHoldTheTruthAsOftenAsTheySay() throws {
    // y = x1 + 2 x2 + 3 x3: shares 1/14, 4/14, 9/14. Blocks of independent base points stand for studies.
    let design = try Design(.saltelli(base: 128, secondOrder: false), factors: 3)
    let source = try Design(.random(points: 128 * 300), factors: 6, seed: 0)
    var held = 0
    for study in 0..<300 {
      let base = source.points(from: study * 128, count: 128)
      var outputs: [Double] = []
      for i in 0..<128 {
        let a = Array(base[i * 6..<i * 6 + 3])
        let b = Array(base[i * 6 + 3..<i * 6 + 6])
        for k in -1..<4 {
          let x = (0..<3).map { k == 3 || k == $0 ? b[$0] : a[$0] }
          outputs.append(x[0] + 2 * x[1] + 3 * x[2])
        }
      }
      let found = try SobolIndices(outputs, of: design, resamples: 200, seed: UInt64(study))
      if found.total[2].interval(0.9).contains(9.0 / 14) { held += 1 }
    }
    // Binomial 300 × 0.9: 270 ± 5.2; the percentile interval is a little short.
    #expect(245...288 ~= held, "\(held) of 300")
  }

  @Test func aConstantOutputHasNoShares() throws {
    let design = try Design(.saltelli(base: 16, secondOrder: true), factors: 4)
    let found = try SobolIndices(Array(repeating: 0.1, count: design.count), of: design)
    #expect(found.isConstant && found.first.allSatisfy { $0.value == 0 && $0.standardError == 0 })
    #expect(found.second.map(\.count) == [3, 2, 1, 0])
  }

  @Test(arguments: [false, true]) func measuresAreThoseOfSALib(grouped: Bool) throws {
    let rows = try StudyReference.rows("morris.csv").filter { $0.key == (grouped ? "groups" : "single") }
    let points = rows.filter { $0.name == "x" }.flatMap(\.values)
    let groups = grouped ? StudyReference.groups : Array(0..<5)
    let found = MorrisMeasures(
      StudyReference.g(points, factors: 5), points: points, groups: groups, step: 2.0 / 3, resamples: 50,
      seed: 0)
    func check(_ name: String, _ ours: [Double?]) throws {
      let theirs = try #require(rows.first { $0.name == name }).values
      #expect(ours.count == theirs.count)
      for (a, b) in zip(ours, theirs) { #expect(abs(try #require(a) - b) < 1e-12, "\(name)") }
    }
    try check("mu-star", found.groups.map(\.meanSize.value))
    if grouped {
      #expect(found.groups.map { $0.mean == nil } == [true, false, true])
    } else {
      try check("mu", found.groups.map(\.mean))
      try check("sigma", found.groups.map(\.deviation))
    }
  }

  @Test func measuresOfASumAreItsWeights() throws {
    let design = try Design(.morris(trajectories: 10, levels: 4), factors: 3, seed: 0)
    let outputs = (0..<design.count).map { index in
      let x = design.point(index)
      return 5 - 2 * x[0] + 0.5 * x[1]
    }
    let found = try MorrisMeasures(outputs, of: design)
    for (measure, weight) in zip(found.groups, [-2, 0.5, 0]) {
      #expect(abs(try #require(measure.mean) - weight) < 1e-12)
      #expect(abs(measure.meanSize.value - abs(weight)) < 1e-12)
      #expect(try #require(measure.deviation) < 1e-12 && measure.meanSize.standardError < 1e-12)
    }
  }

  // Effect of x1 along a walk: y = x1 (1 + 2 x2 + 3 x3 + x4) has 1 + 2 x2 + 3 x3 + x4, whose mean over the levels is 4.
  // Percentiles of the resampled walks held it in 0.76 of studies with four walks.
  @Test(arguments: [4, 10]) func intervalsOfFewWalksHoldTheTruth(walks: Int) throws {
    var held = 0
    for study in 0..<400 {
      let design = try Design(.morris(trajectories: walks, levels: 4), factors: 4, seed: UInt64(study))
      let outputs = (0..<design.count).map { index in
        let x = design.point(index)
        return x[0] * (1 + 2 * x[1] + 3 * x[2] + x[3])
      }
      let found = try MorrisMeasures(outputs, of: design, seed: 1)
      if found.groups[0].meanSize.interval().contains(4) { held += 1 }
    }
    // Binomial 400 × 0.95: 380 ± 4.4.
    #expect(366...394 ~= held, "\(held) of 400")
  }

  @Test func aSingleWalkHasNoInterval() throws {
    let design = try Design(.morris(trajectories: 1, levels: 4), factors: 2)
    let found = try MorrisMeasures((0..<design.count).map { Double($0 * $0) }, of: design)
    for measure in found.groups {
      #expect(measure.meanSize.resamples.isEmpty && measure.meanSize.error == nil)
    }
  }

  // Tables of Fisher & Yates.
  @Test(arguments: [
    (1, 0.975, 12.706), (2, 0.975, 4.303), (3, 0.975, 3.182), (4, 0.95, 2.132), (9, 0.975, 2.262),
    (30, 0.995, 2.750), (7, 0.9, 1.415),
  ]) func quantilesOfStudentAreThoseOfTheTables(degrees: Int, probability: Double, t: Double) {
    #expect(abs(StudentDistribution.quantile(probability, degrees) - t) < 6e-4)
  }

  @Test func designsThatAreBetterOtherwiseSaySo() throws {
    #expect(try Design(.sobol(points: 64), factors: 2).remark == nil)
    #expect(try Design(.sobol(points: 1), factors: 2).remark == nil)
    #expect(
      try #require(try Design(.saltelli(base: 100, secondOrder: false), factors: 2).remark).contains(
        "64 or 128"))
    #expect(try Design(.morris(trajectories: 10, levels: 4), factors: 2).remark == nil)
    #expect(
      try #require(try Design(.morris(trajectories: 9, levels: 4), factors: 2).remark).contains("9 walks"))
    #expect(try Design(.random(points: 100), factors: 2).remark == nil)
  }

  @Test func outputsThatDoNotFitAreRefused() throws {
    let design = try Design(.saltelli(base: 4, secondOrder: false), factors: 2)
    #expect(throws: SensitivityError.wrongCount(expected: 16, got: 3)) {
      try SobolIndices([1, 2, 3], of: design)
    }
    var outputs = (0..<16).map(Double.init)
    outputs[5] = .nan
    #expect(throws: SensitivityError.notFinite(index: 5)) { try SobolIndices(outputs, of: design) }
    #expect(throws: SensitivityError.wrongDesign) {
      try MorrisMeasures(outputs, of: design)
    }
  }

  @Test func sameSeedSameBits() throws {
    let design = try Design(.saltelli(base: 64, secondOrder: false), factors: 5)
    let outputs = StudyReference.g(design.points(from: 0, count: design.count), factors: 5)
    let found = try SobolIndices(outputs, of: design, seed: 0)
    #expect(try SobolIndices(outputs, of: design, seed: 0) == found)
    #expect(try SobolIndices(outputs, of: design, seed: 1).first[0].resamples != found.first[0].resamples)
  }
}
