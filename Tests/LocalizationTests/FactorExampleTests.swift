import Anatomy
@testable import Localization
import Simulation
import Testing

/// The worked examples of the rules for combining causes.
@Suite struct FactorExampleTests {
  /// A finding with a false-positive rate and P(present | cause alone) for two causes.
  private func present(leak: Double, _ causes: [Double]) -> Factor {
    Factor(
      label: "present", upper: causes.map { _ in 1 }, lower: causes.map { 1 - $0 }, upperLeak: 1,
      lowerLeak: 1 - leak)
  }

  @Test func independentCausesMultiply() {
    let factor = present(leak: 0.12, [0.85, 0.5])
    #expect(abs(factor.probability([0, 1]) - 0.934) < 1e-12)
    #expect(abs(factor.probability([]) - 0.12) < 1e-12)
    #expect(abs(factor.probability([0]) - (1 - 0.88 * 0.15)) < 1e-12)
  }

  @Test func soleNormalIsOneObservation() {
    // Members 0.80 and 0.75 abnormal: the most affected decides, one leak.
    let factor = Factor(label: "sole", upper: [1 - max(0.8, 0.75)], lower: nil, upperLeak: 0.95, lowerLeak: 0)
    #expect(abs(factor.probability([0]) - 0.19) < 1e-12)
  }

  @Test func gradedCausesGiveTheWorst() {
    // P(step ≤ s) of two causes, each over steps 0, 1, 2; the worst of both is at most s when both are.
    let first = [0.2, 0.5, 1.0]
    let second = [0.6, 0.9, 1.0]
    let leak = [0.95, 0.99, 1.0]
    func factor(_ step: Int) -> Factor {
      Factor(
        label: "", upper: [first[step], second[step]],
        lower: step == 0 ? nil : [first[step - 1], second[step - 1]],
        upperLeak: leak[step], lowerLeak: step == 0 ? 0 : leak[step - 1])
    }
    var sum = 0.0
    for step in 0...2 {
      // By plain enumeration of the three causes' own steps.
      var expected = 0.0
      func share(_ below: [Double], _ s: Int) -> Double { below[s] - (s == 0 ? 0 : below[s - 1]) }
      for a in 0...2 {
        for b in 0...2 {
          for c in 0...2 where max(a, b, c) == step {
            expected += share(first, a) * share(second, b) * share(leak, c)
          }
        }
      }
      #expect(abs(factor(step).probability([0, 1]) - expected) < 1e-12)
      sum += factor(step).probability([0, 1])
    }
    #expect(abs(sum - 1) < 1e-12)
  }

  /// The values of any finding that exclude each other sum to one, for every lesion and for none.
  @Test func valuesOfAFindingSumToOne() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let context = PatientContext(shift: 1, age: 50, sex: "male", probability: 1)
    // Values that exclude each other; the plain grades of strength cover those with a sign.
    let values = [
      "weak.tibialis-anterior": ["5", "4", "3", "2", "1", "0"],
      "sensory-loss.dorsal-foot": ["absent", "present"],
      "emg.gluteus-medius": ["normal", "denervated"], "test.slr": ["negative", "positive"],
      "pain.lower-buttock": ["absent", "present"], "sign.pedal-pulses": ["normal", "reduced", "absent"],
    ]
    for (id, values) in values {
      let factors = try values.map { value in
        let record = try #require(try CaseReader(atlas).read(arguments: [id + "=" + value]).first)
        return localizer.compiler.factor(
          Observation(content: .recorded(record, excluding: []), label: id), context: context,
          patient: PatientCase())
      }
      for set in [[], [0], [40], [3, 90], [7, 100, 200]] {
        let sum = factors.reduce(0) { $0 + $1.probability(set) }
        #expect(abs(sum - 1) < 1e-10, "\(id) \(set)")
      }
    }
  }

  @Test func groupNormalIsItsMostAffectedMember() throws {
    let localizer = Fixture.tiny
    let atlas = localizer.atlas
    let context = PatientContext(shift: 1, age: 20, sex: "male", probability: 1)
    func factor(_ id: String, _ value: String) throws -> Factor {
      let record = try #require(try CaseReader(atlas).read(arguments: [id + "=" + value]).first)
      return localizer.compiler.factor(
        Observation(content: .recorded(record, excluding: []), label: id), context: context,
        patient: PatientCase())
    }
    let whole = try factor("dull.whole-hide", "absent")
    let parts = try ["dull.hide-front", "dull.hide-back", "dull.hide-rim"].map { try factor($0, "absent") }
    #expect(whole.upperLeak == 0.95)
    for v in localizer.compiler.lesions.indices {
      let most = parts.map { $0.upper[v] }.min() ?? 0
      #expect(abs(whole.upper[v] - most) < 1e-12)
    }
    let abnormal = try factor("dull.whole-hide", "present")
    for v in localizer.compiler.lesions.indices {
      #expect(abs(abnormal.probability([v]) + whole.probability([v]) - 1) < 1e-12)
    }
  }

  @Test func groupGradeIsIgnored() throws {
    let atlas = Fixture.tiny.atlas
    func sites(_ value: String) throws -> [Double] {
      let patient = try Fixture.tinyCase("findings: {feeble.limb-movers: \(value)}")
      return Fixture.tiny.locate(patient, try Fixture.options(Fixture.tiny, "level-field")).posterior.sites
    }
    #expect(try sites("1") == sites("4"))
    #expect(try sites("present") == sites("0"))
    #expect(try sites("5") != sites("4"))
    #expect(atlas.findings["feeble.limb-movers"]?.scale.isGrade == true)
  }
}
