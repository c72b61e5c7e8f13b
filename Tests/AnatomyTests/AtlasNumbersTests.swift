import Foundation
import Testing

@testable import Anatomy

@Suite struct AtlasNumbersTests {
  static let numbers = Result { () throws(DataError) in try AtlasNumbers(BuiltIn.files) }

  private func position(_ id: String) throws -> Int {
    try #require(try Self.numbers.get().numbers.position(of: id), "no number \(id)")
  }

  @Test func aNumberGoesWhereItStands() throws {
    let numbers = try Self.numbers.get()
    let id = "history.prolonged-squatting.odds.1.times"
    let number = try #require(numbers.numbers[id])
    #expect(number.value == 6 && number.range == 2.5...14 && number.allowed == 0.01...100)
    let varied = try numbers.atlas(with: [(try position(id), 4.25)])
    let (before, after) = (try BuiltIn.atlas(), varied)
    let item = try #require(before.modifiers.position(of: "prolonged-squatting"))
    #expect(before.modifiers[item].effects[0].factor == 6)
    #expect(after.modifiers[item].effects[0].factor == 4.25)
    #expect(before.modifiers[item].effects[1].factor == after.modifiers[item].effects[1].factor)
  }

  // By hand: 0.35, 0.35, 0.3 with the first at 0.6 leaves 0.4 for the others, 7 : 6.
  @Test func theOtherPartsOfAWholeGiveWay() throws {
    let varied = try Self.numbers.get().atlas(with: [(try position("sites.courses.default.mild"), 0.6)])
    let site = try #require(
      varied.sites.indices.first { s in
        (try? BuiltIn.atlas().sites[s].severity) == [0.35, 0.35, 0.3]
      })
    let severity = varied.sites[site].severity
    #expect(abs(severity[0] - 0.6) < 1e-12)
    #expect(abs(severity[1] - 0.4 * 0.35 / 0.65) < 1e-12)
    #expect(abs(severity[2] - 0.4 * 0.3 / 0.65) < 1e-12)
  }

  // p = 0.5 with the weight of 39.5 + 39.5 (and a half each): standard error of the log odds √(2/40), so 2 errors are
  // 0.447 and the odds go by e^0.447.
  @Test func spreadsComeFromTheWeightOfTheEvidence() throws {
    let text = "ganglion: {share: 0.5, n: 79, source: estimate, why: \"made up\"}"
    let roots = try #require(BuiltIn.files.files.first { $0.name == "roots.yaml" }).text
    let lines = roots.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.hasPrefix("ganglion:") })
    let end = try #require(lines[(start + 1)...].firstIndex { $0.hasPrefix("referral:") })
    let edited = (lines[..<start] + [text[...]] + lines[end...]).joined(separator: "\n")
    let numbers = try AtlasNumbers(BuiltIn.files.replacing("roots.yaml", with: edited))
    let range = try #require(numbers.numbers["roots.ganglion.share"]?.range)
    let odds = exp(0.2.squareRoot())
    #expect(abs(range.upperBound - odds / (1 + odds)) < 1e-12)
    #expect(abs(range.lowerBound - 1 / (1 + odds)) < 1e-12)
  }

  // Whatever a study draws must be an atlas.
  @Test(arguments: [0.0, 1, 2, 3, 4]) func allNumbersMayBeVariedAtOnce(kind: Double) throws {
    let numbers = try Self.numbers.get()
    let values = numbers.numbers.indices.compactMap { i -> (number: Int, value: Double)? in
      guard let range = numbers.numbers[i].range else { return nil }
      let mixed = Double(i) * 0.618_033_988_75 + 0.37 * kind
      let u = kind < 2 ? kind : mixed - mixed.rounded(.down)
      return (i, range.lowerBound + u * (range.upperBound - range.lowerBound))
    }
    #expect(values.count > 3000)
    let atlas = try numbers.atlas(with: values)
    for site in atlas.sites { #expect(abs(site.severity.reduce(0, +) - 1) < 1e-9) }
  }

  @Test func numbersOfTreatmentGoFromLowToHigh() throws {
    let numbers = try Self.numbers.get()
    let number = try #require(numbers.numbers["needling.effects.inflammation"])
    #expect(number.value == 0.08 && number.range == 0...0.2 && number.isOfTreatment)
    #expect(numbers.matching("*").allSatisfy { !numbers.numbers[$0].isOfTreatment })
    let treated = numbers.numbers.indices.filter {
      numbers.numbers[$0].isOfTreatment && numbers.numbers[$0].range != nil
    }
    #expect(treated.count > 100)
    // Precautions stand in a file that is read for red flags, too.
    #expect(treated.contains { numbers.numbers[$0].id.hasPrefix("safety.") })
    for end in [0.0, 1] {
      let files = numbers.files(
        with: treated.compactMap { i in
          numbers.numbers[i].range.map { (i, end == 0 ? $0.lowerBound : $0.upperBound) }
        })
      let treatment = try Treatment(files, try BuiltIn.atlas())
      #expect(treatment.effects.inflammation.typical == (end == 0 ? 0 : 0.2))
    }
  }

  @Test func waysAreFoundByTheirHead() throws {
    let numbers = try Self.numbers.get()
    let under = numbers.matching("sites.infrapiriform-foramen.*")
    #expect(under.count > 3)
    #expect(under.allSatisfy { numbers.numbers[$0].id.hasPrefix("sites.infrapiriform-foramen.") })
    #expect(numbers.matching("sites.infrapiriform-foramen").isEmpty)
    #expect(numbers.matching("sites.infrapiriform-foramen.bilateral").count == 1)
  }
}
