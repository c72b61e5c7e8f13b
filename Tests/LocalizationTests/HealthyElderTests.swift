import Anatomy
@testable import Localization
import Testing

/// How often a healthy person lacks what age takes away, against counts of healthy people.
@Suite struct HealthyElderTests {
  /// P(a finding has its worst value by chance) at an age.
  private func absent(_ id: String, age: Double) throws -> Double {
    let localizer = Fixture.real
    let f = try #require(localizer.atlas.findings.position(of: id))
    let patient = try Fixture.realCase("\(id)=absent") { $0.age = age }
    let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
    let context = try #require(answer.contexts.first).context
    return localizer.compiler.leak(
      f, step: localizer.atlas.findings[f].scale.worst, context, answer.patient)
  }

  /// Absent on both sides in 0.23 (0.16 to 0.30) of healthy people over 60, hardly any below (Vrancken 2006); H reflex in 8 of
  /// 103 aged 60 to 88 (Falco 1994), sural potential in 2 of 50 over 60 (Tavee 2014), with Wilson intervals.
  @Test(arguments: [
    ("reflex.achilles", 70.0, 0.16...0.30), ("reflex.achilles", 45, 0...0.03),
    ("ncs.h-reflex", 74, 0.04...0.15),
    ("ncs.sural-snap", 68, 0.01...0.14),
  ])
  func lacksItAsOftenAsCounted(_ id: String, _ age: Double, _ range: ClosedRange<Double>) throws {
    #expect(range.contains(try absent(id, age: age)))
  }

  @Test(arguments: ["reflex.achilles", "ncs.h-reflex", "ncs.sural-snap", "ncs.lateral-plantar-snap"])
  func whatIsFaintComesOnTopOfWhatIsAbsent(_ id: String) throws {
    let localizer = Fixture.real
    let f = try #require(localizer.atlas.findings.position(of: id))
    for age in stride(from: 20.0, through: 95, by: 5) {
      let patient = try Fixture.realCase("\(id)=reduced") { $0.age = age }
      let answer = localizer.locate(patient, try Fixture.options(localizer, "uniform", lesions: 1))
      let context = try #require(answer.contexts.first).context
      let any = localizer.compiler.leak(f, step: 1, context, answer.patient)
      #expect(try absent(id, age: age) < any, "a reduced one is never impossible")
    }
  }
}
