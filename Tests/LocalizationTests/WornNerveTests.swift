@testable import Anatomy
@testable import Localization
import Testing

/// Losses of old age come together: the two states against their definition, and against patients that are drawn.
@Suite struct WornNerveTests {
  private static let pairs: [(share: Double, odds: Double)] = [(0.3, 8), (0.1, 30), (0.9, 1000), (0.5, 1)]

  @Test(arguments: pairs)
  func statesDifferByTheOddsAndAverageToTheLeak(_ share: Double, _ odds: Double) {
    var constants = ObservationConstants()
    constants.wornShare = share
    constants.wornOdds = odds
    for leak in [0.0, 1e-6, 0.004, 0.05, 0.25, 0.5, 0.9, 0.999] {
      let worn = constants.leak(leak, isWorn: true)
      let others = constants.leak(leak, isWorn: false)
      #expect(abs(share * worn + (1 - share) * others - leak) < 1e-12)
      #expect(abs(worn * (1 - others) - odds * others * (1 - worn)) < 1e-12 * odds)
      #expect(0 <= others && others <= worn && worn < 1)
    }
  }

  @Test func withoutWornPeopleNothingChanges() {
    #expect(ObservationConstants().leak(0.25, isWorn: true) == 0.25)
  }

  /// 2 × 2 counts of patients with a sprained knee, which touches neither finding, against the mixture by hand.
  @Test func drawnPatientsLoseBothTogether() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let jerk = try atlas.finding("reflex.achilles")
    let sural = try atlas.finding("ncs.sural-snap")
    let setting = try #require(atlas.settings["uniform"])
    let simulator = PatientSimulator(localizer, setting: setting, findings: [jerk, sural])
    let knee = try atlas.site("knee-joint")
    let count = 20_000
    var seen = (jerk: 0.0, sural: 0.0, both: 0.0)
    for n in 0..<count {
      let patient = simulator.patient(n, seed: 5, site: knee, age: 78)
      let isLost = [jerk, sural].map { patient.record(of: $0)?.isAbnormal ?? false }
      if isLost[0] { seen.jerk += 1 }
      if isLost[1] { seen.sural += 1 }
      if isLost[0] && isLost[1] { seen.both += 1 }
    }
    func rate(_ f: Int) throws -> Double { try #require(atlas.findings[f].leak).probability(age: 78) }
    let constants = atlas.observation
    let both = try [true, false].reduce(0.0) { sum, isWorn in
      let product =
        constants.leak(try rate(jerk), isWorn: isWorn) * constants.leak(try rate(sural), isWorn: isWorn)
      return sum + (isWorn ? constants.wornShare : 1 - constants.wornShare) * product
    }
    // Slowed and brisk ones are no loss, and rarer than the four standard errors allowed here.
    let n = Double(count)
    for (seen, expected) in [(seen.jerk, try rate(jerk)), (seen.sural, try rate(sural)), (seen.both, both)] {
      let error = (expected * (1 - expected) / n).squareRoot()
      #expect(abs(seen / n - expected) < 4 * error + 0.01, "\(seen / n) for \(expected)")
    }
    #expect(both > 1.5 * (try rate(jerk)) * (try rate(sural)))
  }

  /// Of one finding alone both states know the same, and the sum over them is the plain answer.
  @Test func oneLossAloneIsNotSummedTwice() throws {
    let localizer = Fixture.real
    let one = try Fixture.realCase("reflex.achilles=absent reflex.patellar=normal") { $0.age = 78 }
    let two = try Fixture.realCase("reflex.achilles=absent ncs.sural-snap=absent") { $0.age = 78 }
    #expect(localizer.atlas.contexts(for: one).allSatisfy { $0.isWorn == nil })
    let contexts = localizer.atlas.contexts(for: two)
    #expect(contexts.allSatisfy { $0.isWorn != nil })
    #expect(abs(contexts.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
  }

  /// At 78 a lost jerk and lost potentials say less for a neuropathy, against a sprained knee, than at 45, and less than
  /// if each were lost for a reason of its own.
  @Test func lossesOfAgeAreCountedOnceRatherThanOneByOne() throws {
    let findings = "reflex.achilles=absent ncs.sural-snap=absent ncs.h-reflex=absent ncs.fibular-cmap=reduced"
    let localizer = Fixture.real
    var apart = localizer.atlas
    apart[keyPath: Tunable.Place.wornOdds.path] = 1
    let neuropathy = try localizer.atlas.site("polyneuropathy")
    let knee = try localizer.atlas.site("knee-joint")
    func odds(_ localizer: Localizer, age: Double) throws -> Double {
      let patient = try Fixture.realCase(findings) { $0.age = age }
      let sites = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1)).posterior
        .sites
      return sites[neuropathy] / sites[knee]
    }
    let together = try odds(localizer, age: 78)
    #expect(together < 0.4 * (try odds(Localizer(apart), age: 78)))
    #expect(together < 0.01 * (try odds(localizer, age: 45)))
  }
}
