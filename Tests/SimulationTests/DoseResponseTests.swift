import Testing

@testable import Anatomy
@testable import Simulation

/// Block and firing against the published anchors.
struct DoseResponseTests {
  let dose: DoseResponse

  init() throws { dose = try BuiltIn.atlas().mechanics.dose }

  /// Lundborg 1982 and Gelberman 1983 in the human carpal tunnel: tingling and slight change at 30 mmHg, some loss at 40,
  /// complete block at 50, within four hours.
  @Test func humanThresholds() {
    let hours = 240.0
    let at30 = dose.dysfunction(pressure: 30, minutes: hours)
    let at40 = dose.dysfunction(pressure: 40, minutes: hours)
    let at50 = dose.dysfunction(pressure: 50, minutes: hours)
    #expect(at30.sensoryBlock < 0.15)
    #expect((0.3...0.7).contains(at40.sensoryBlock))
    #expect(at50.sensoryBlock > 0.85)
    #expect(abs(at30.irritability - dose.firingMost / 2) < 1e-12)
    #expect(dose.dysfunction(pressure: 20, minutes: hours).irritability < 0.05)
  }

  /// 60 mmHg blocks half within about 27 minutes, 90 within 12 (MODEL of the same data).
  @Test func higherPressureBlocksSooner() {
    func halfTime(_ pressure: Double) -> Double {
      stride(from: 1.0, through: 300, by: 0.5).first {
        dose.dysfunction(pressure: pressure, minutes: $0).sensoryBlock >= 0.5
      } ?? .infinity
    }
    #expect((20...35).contains(halfTime(60)))
    #expect((9...15).contains(halfTime(90)))
    #expect((40...65).contains(halfTime(50)))
  }

  @Test func thickFibresFailFirst() {
    for pressure in stride(from: 20.0, through: 70, by: 2) {
      let d = dose.dysfunction(pressure: pressure)
      #expect(d.sensoryBlock >= d.motorBlock && d.motorBlock >= d.painBlock)
    }
    #expect(dose.dysfunction(pressure: 45).painBlock < 0.2)
  }

  /// Brown 1993: no loss after two hours at 8 per cent strain, 99 per cent at 15.
  @Test func strainBlocks() {
    #expect(dose.dysfunction(pressure: 0, strain: 0.08).sensoryBlock < 0.02)
    #expect(dose.dysfunction(pressure: 0, strain: 0.15).sensoryBlock > 0.98)
    #expect(abs(dose.flow(strain: 0.08) - 0.5) < 1e-12)
    #expect(dose.flow(strain: 0.157) < 0.02)
    #expect(dose.flow(strain: 0.03) > 0.9)
  }

  @Test func inflammationLowersTheThresholdOfFiringAlone() {
    let calm = dose.dysfunction(pressure: 28, inflammation: 0)
    let hot = dose.dysfunction(pressure: 28, inflammation: 1)
    #expect(hot.irritability > calm.irritability + 0.3)
    #expect(hot.sensoryBlock == calm.sensoryBlock)
  }

  @Test func nothingFallsAsPressureRises() {
    var last = dose.dysfunction(pressure: 0)
    for pressure in stride(from: 1.0, through: 120, by: 1) {
      let next = dose.dysfunction(pressure: pressure)
      #expect(next.irritability >= last.irritability && next.sensoryBlock >= last.sensoryBlock)
      #expect(next.motorBlock >= last.motorBlock)
      last = next
    }
  }
}
