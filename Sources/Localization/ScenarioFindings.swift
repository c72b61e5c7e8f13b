import Anatomy
import LinearAlgebra
import Simulation

/// What a patient with a simulated limb would show: P(value) of every finding, false positives included.
public struct ScenarioFindings: Sendable {
  private let atlas: Atlas
  private let compiler: EvidenceCompiler
  private let outcome: LimbSimulator.Outcome
  private let weeks: Double
  private let context: PatientContext
  private let blank = PatientCase()

  /// - Parameter age: of the patient in years; chance findings depend on it.
  public init(_ atlas: Atlas, _ outcome: LimbSimulator.Outcome, _ scenario: Scenario, age: Double) {
    self.atlas = atlas
    self.outcome = outcome
    compiler = EvidenceCompiler(atlas, outcome.probabilities)
    weeks = scenario.weeks
    context = PatientContext(shift: scenario.shift, age: age, sex: "", probability: 1)
  }

  /// The values of a finding with their probabilities, normal first.
  public func states(_ finding: Int) -> [(value: String, probability: Double)] {
    let perColumn = outcome.shares.indices.map { states(finding, column: $0, context) }
    return perColumn[0].indices.map { i in
      let p = zip(outcome.shares, perColumn).reduce(0) { $0 + $1.0 * $1.1[i].probability }
      return (perColumn[0][i].value, p)
    }
  }

  /// P(not the normal value).
  public func abnormal(_ finding: Int) -> Double { 1 - (states(finding).first?.probability ?? 1) }

  private func states(
    _ f: Int, column: Int, _ context: PatientContext
  ) -> [(value: String, probability: Double)] {
    let isDue = atlas.normalCountsFrom(f).map { weeks >= $0 } ?? true
    return compiler.states(f, column: column, context, blank, isDue: isDue)
  }

  /// A patient drawn from the scenario.
  ///
  /// - Parameters:
  ///   - findings: what is examined.
  ///   - index: number of the patient; with the seed it fixes every draw.
  public func patient(_ index: Int, seed: UInt64, findings: [Int]) -> PatientCase {
    var random = SplitMix64(seed: seed, counters: [UInt64(index)])
    var patient = PatientCase()
    patient.id = "simulated-\(seed)-\(index)"
    patient.age = context.age
    patient.durationWeeks = weeks
    patient.side = .left
    if !atlas.sexShares.isEmpty {
      patient.sex = atlas.sexShares[PatientSimulator.pick(atlas.sexShares.map(\.share), &random)].sex
    }
    let column = PatientSimulator.pick(outcome.shares, &random)
    var person = context
    person.isWorn = PatientSimulator.isWorn(atlas, index, seed: seed)
    for f in findings {
      let states = states(f, column: column, person)
      let isPresent = PatientSimulator.isPresent(f, atlas, patient)
      let i = PatientSimulator.pick(states, isPresent: isPresent, &random)
      let scale = atlas.findings[f].scale
      let value = states[i].value
      patient.findings.append(
        RecordedFinding(
          finding: f, value: value, reading: i <= scale.worst ? .steps(i...i) : .aside))
    }
    return patient
  }
}
