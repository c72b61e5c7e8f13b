import LinearAlgebra
import Testing

@testable import Anatomy
@testable import Localization

/// Patients that are drawn come from the model that answers them.
@Suite struct PatientSimulatorTests {
  private static let count = 20_000

  private static func drawn(
    _ localizer: Localizer, _ setting: ClinicSetting, findings: [Int], count: Int = Self.count
  ) -> [PatientCase] {
    let simulator = PatientSimulator(localizer, setting: setting, findings: findings)
    return (0..<count).map { simulator.patient($0, seed: 11) }
  }

  /// What a sex or an age can't have, a simulated limb has not either.
  @Test func noLimbHasWhatThePersonCannotHave() throws {
    let atlas = Fixture.real.atlas
    let setting = try #require(atlas.settings[atlas.scoreSetting])
    let trip = RoundTrip(atlas, setting: setting)
    let bound = atlas.findings.indices.filter { f in
      atlas.findings[f].only != nil || atlas.ageFlags.contains { $0.finding == f }
    }
    #expect(bound.count > 1)
    var women = 0
    for index in 0..<100 {
      let patient = trip.patient(index, seed: 3, findings: bound)
      women += patient.sex == "female" ? 1 : 0
      for record in patient.findings where record.isAbnormal {
        let finding = atlas.findings[record.finding]
        #expect(finding.only?.mayHold(age: patient.age, sex: patient.sex) ?? true, "\(finding.id)")
        if let flag = atlas.ageFlags.first(where: { $0.finding == record.finding }) {
          #expect((patient.age ?? 0) < flag.below)
        }
      }
    }
    // Both sexes are as common as in the prior: within four standard errors.
    let share = try #require(atlas.sexShares.first { $0.sex == "female" }).share
    #expect(abs(Double(women) / 100 - share) < 4 * (share * (1 - share) / 100).squareRoot())
  }

  /// The answer to a person without a finding, as P(site | one lesion).
  private static func answer(
    _ localizer: Localizer, _ setting: String, age: Double?, sex: String?,
    change: (inout PatientCase) -> Void = { _ in }
  ) throws -> [Double] {
    var patient = PatientCase()
    patient.age = age
    patient.sex = sex
    change(&patient)
    var sites = localizer.locate(
      patient,
      Localizer.Options(
        setting: localizer.atlas.settings.position(of: setting), maximumLesions: 1)
    ).posterior.sites
    sites[localizer.atlas.unexplained] = 0
    let total = sites.reduce(0, +)
    return sites.map { $0 / total }
  }

  /// Pearson's χ² of counts against expected ones, those below 5 put together, and its degrees of freedom.
  private static func chiSquare(_ counts: [Double], _ expected: [Double]) -> (value: Double, degrees: Double)
  {
    var (value, cells) = (0.0, 0.0)
    var rest = (count: 0.0, expected: 0.0)
    for (count, expected) in zip(counts, expected) {
      if expected < 5 {
        rest = (rest.count + count, rest.expected + expected)
        continue
      }
      value += (count - expected) * (count - expected) / expected
      cells += 1
    }
    if rest.expected > 0 {
      value += (rest.count - rest.expected) * (rest.count - rest.expected) / max(rest.expected, 1)
      cells += 1
    }
    return (value, cells - 1)
  }

  // The expected counts are sums of answers to the same persons, so that only the site is at stake; four standard
  // deviations of χ² are met by chance once in some ten thousand.
  @Test(arguments: ["uniform", "physiotherapy"])
  func sitesOfEachAgeAndSexAreThoseOfTheAnswer(name: String) throws {
    let localizer = Fixture.real
    let setting = try #require(localizer.atlas.settings[name])
    let patients = Self.drawn(localizer, setting, findings: [])
    let bands = [0.0, 18, 45, 60, 70, 131]
    var known: [String: [Double]] = [:]
    for (low, high) in zip(bands, bands.dropFirst()) {
      for sex in ["female", "male"] {
        let group = patients.filter { low <= $0.age ?? -1 && $0.age ?? -1 < high && $0.sex == sex }
        var counts = Array(repeating: 0.0, count: localizer.atlas.sites.count)
        var expected = counts
        for patient in group {
          counts[try #require(patient.confirmation?.sites.first)] += 1
          // Answers change at whole years alone.
          let year = try #require(patient.age).rounded(.down)
          let key = "\(year) \(sex)"
          let answer = try known[key] ?? Self.answer(localizer, name, age: year, sex: sex)
          known[key] = answer
          for s in expected.indices { expected[s] += answer[s] }
        }
        let (value, degrees) = Self.chiSquare(counts, expected)
        #expect(
          value < degrees + 4 * (2 * degrees).squareRoot(), "\(name), \(low) \(sex): \(value) of \(degrees)")
      }
    }
  }

  // Each band by its representative age, and its share.
  @Test func agesAndSexesAreThoseThatAreSummedOver() throws {
    let atlas = Fixture.real.atlas
    let setting = try #require(atlas.settings["uniform"])
    let patients = Self.drawn(Fixture.real, setting, findings: [])
    let n = Double(Self.count)
    for band in atlas.ageBands {
      let group = patients.compactMap(\.age).filter {
        band.ages.lowerBound <= $0 && $0 < band.ages.upperBound
      }
      #expect(
        abs(Double(group.count) - n * band.share) < 4 * (n * band.share * (1 - band.share)).squareRoot())
      let mean = group.reduce(0, +) / Double(group.count)
      let deviation = (group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(group.count)).squareRoot()
      #expect(abs(mean - band.age) < 4 * deviation / Double(group.count).squareRoot(), "\(band.age): \(mean)")
    }
    let women = Double(patients.count { $0.sex == "female" })
    #expect(abs(women - n / 2) < 4 * (n / 4).squareRoot())
  }

  // With flags that stand for history: by Bayes over persons who have one and who do not, from answers alone.
  @Test func flagsThatStandForHistoryMoveTheSite() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let setting = try #require(atlas.settings["uniform"])
    let flag = try #require(atlas.findings.position(of: "flag.pregnancy"))
    let patients = Self.drawn(localizer, setting, findings: [flag])
    func isPresent(_ patient: PatientCase) -> Bool { patient.record(of: flag)?.isAbnormal ?? false }
    #expect(patients.allSatisfy { !isPresent($0) || $0.sex == "female" && (12..<50).contains($0.age ?? 0) })
    let group = patients.filter(isPresent)
    #expect(group.count > 100)
    var counts = Array(repeating: 0.0, count: atlas.sites.count)
    var expected = counts
    for patient in group {
      counts[try #require(patient.confirmation?.sites.first)] += 1
      let answer = try Self.answer(
        localizer, "uniform", age: try #require(patient.age).rounded(.down), sex: patient.sex
      ) { $0.findings = patient.findings }
      for s in expected.indices { expected[s] += answer[s] }
    }
    let (value, degrees) = Self.chiSquare(counts, expected)
    #expect(value < degrees + 4 * (2 * degrees).squareRoot(), "\(value) of \(degrees)")
    #expect(counts != expected)
  }

  @Test func sideAndTheFindingForBothLegsSayTheSame() throws {
    let atlas = Fixture.real.atlas
    let both = try #require(atlas.bothSidesFinding)
    let setting = try #require(atlas.settings["uniform"])
    let patients = Self.drawn(
      Fixture.real, setting, findings: PatientSimulator.sheet(atlas, withElectrodiagnosis: false), count: 2000
    )
    for patient in patients {
      #expect((patient.record(of: both)?.isAbnormal ?? false) == (patient.side == .bilateral))
      for flag in atlas.ageFlags {
        guard let record = patient.record(of: flag.finding) else { continue }
        #expect(record.isAbnormal == (try #require(patient.age) < flag.below))
      }
    }
    #expect(patients.contains { $0.side == .bilateral } && patients.contains { $0.side == .left })
  }

  // Spiegelhalter's z (1986, doi 10.1002/sim.4780050506) over all sites of answers to examined patients: with right
  // probabilities a standard normal, but for what sites of one patient have in common.
  @Test func answersAreCalibratedInEachAgeAndSex() throws {
    let localizer = Fixture.real
    let atlas = localizer.atlas
    let setting = try #require(atlas.settings.position(of: "uniform"))
    let patients = Self.drawn(
      localizer, atlas.settings[setting],
      findings: PatientSimulator.sheet(atlas, withElectrodiagnosis: false),
      count: 1500)
    let answers = concurrentMap(patients.count, threads: 2) {
      localizer.locate(patients[$0], Localizer.Options(setting: setting, maximumLesions: 1)).posterior.sites
    }
    func check(_ label: String, _ isMember: (PatientCase) -> Bool) throws {
      var (excess, variance) = (0.0, 0.0)
      for (patient, sites) in zip(patients, answers) where isMember(patient) {
        let first = sites.indices.max { sites[$0] < sites[$1] } ?? 0
        let p = sites[first]
        excess += (patient.confirmation?.sites == [first] ? 1 : 0) - p
        variance += p * (1 - p)
      }
      let z = excess / variance.squareRoot()
      #expect(abs(z) < 4, "\(label): \(z)")
    }
    for (low, high) in [(0.0, 45.0), (45, 60), (60, 131)] {
      for sex in ["female", "male"] {
        try check("\(low) \(sex)") { $0.sex == sex && low <= $0.age ?? -1 && $0.age ?? -1 < high }
      }
    }
  }

  @Test func whatIsToldIsKept() throws {
    let atlas = Fixture.real.atlas
    let simulator = PatientSimulator(
      Fixture.real, setting: try #require(atlas.settings["uniform"]),
      findings: PatientSimulator.sheet(atlas, withElectrodiagnosis: false))
    for index in 0..<40 {
      let site = index % 2 == 0 ? nil : PatientSimulator.sites(atlas, simulator.setting)[index]
      let patient = simulator.patient(index, seed: 3, site: site, age: 119, sex: "male")
      #expect(patient.age == 119 && patient.sex == "male")
      #expect(patient.confirmation?.sites == [site ?? simulator.site(index, seed: 3)])
      let again = simulator.patient(index, seed: 3, site: site, age: 119, sex: "male")
      #expect(again.findings.map(\.value) == patient.findings.map(\.value))
    }
  }
}
