import Testing

@testable import Anatomy

@Suite struct ScaleTests {
  // Steps from full strength: 5, 4+, 4, 4-, 3+, 3, 3-, 2+, 2, 2-, 1, 0 = 0 … 11. A plain grade covers its + and -.
  @Test(arguments: [
    ("5", 0...0), ("normal", 0...0), ("4+", 1...1), ("4", 1...3), ("4-", 3...3), ("3+", 4...4), ("3", 4...6),
    ("3-", 6...6), ("2+", 7...7), ("2", 7...9), ("2-", 9...9), ("1", 10...10), ("0", 11...11),
    ("present", 1...11),
  ])
  func gradesOfStrengthCoverTheirSteps(value: String, steps: ClosedRange<Int>) {
    #expect(Scale.strength.reading(of: value) == .steps(steps))
  }

  @Test(arguments: ["5+", "6", "3.5", "weak", "-4", "4--", "absent", "", "0-", " 4"])
  func otherGradesAreRefused(value: String) {
    #expect(Scale.strength.reading(of: value) == nil)
  }

  @Test func gradesFallInOrder() throws {
    let order = ["5", "4+", "4", "4-", "3+", "3", "3-", "2+", "2", "2-", "1", "0"]
    #expect(Scale.strength.values == order)
    #expect(Scale.strength.worst == 11)
    // The middle of each interval rises with every grade lost.
    let middles = try order.map { grade in
      guard case .steps(let range) = try #require(Scale.strength.reading(of: grade)) else { return -1.0 }
      return Double(range.lowerBound + range.upperBound) / 2
    }
    #expect(zip(middles, middles.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func everyOfferedGradeIsAccepted() {
    #expect(Scale.strength.accepted.allSatisfy { Scale.strength.reading(of: $0) != nil })
    #expect(Scale.strength.bareValue == "present")
  }

  @Test func orderedValuesAreSingleSteps() {
    let scale = Scale(values: ["normal", "reduced", "absent"], aside: ["brisk"])
    #expect(scale.reading(of: "normal") == .steps(0...0))
    #expect(scale.reading(of: "absent") == .steps(2...2))
    #expect(scale.reading(of: "brisk") == .aside)
    #expect(scale.reading(of: "present") == nil)
    #expect(scale.bareValue == "reduced")
    #expect(scale.worst == 2)
    #expect(scale.accepted == ["normal", "reduced", "absent", "brisk"])
  }

  @Test func aScaleWithoutAnOrderStandsForItsAside() {
    #expect(Scale(values: ["normal"], aside: ["slowed", "blocked"]).bareValue == "slowed")
  }

  @Test func abnormalMeansWorseThanNormal() {
    func record(_ reading: Scale.Reading) -> RecordedFinding {
      RecordedFinding(finding: 0, value: "", reading: reading)
    }
    #expect(!record(.steps(0...0)).isAbnormal)
    #expect(record(.steps(1...11)).isAbnormal)
    #expect(record(.steps(2...2)).isAbnormal)
    #expect(record(.aside).isAbnormal)
  }
}
