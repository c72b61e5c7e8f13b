import Testing

@testable import Anatomy

@Suite struct CurveTests {
  private func leak(_ points: [(Double, Double)]) -> Leak {
    Leak(
      byAge: points.map { Leak.Rate(age: $0.0, probability: $0.1) }, sampleSize: nil, provenance: Provenance()
    )
  }

  @Test func aLeakIsLinearBetweenItsAges() {
    let leak = leak([(20, 0.05), (60, 0.25), (80, 0.45)])
    #expect(leak.probability(age: 20) == 0.05)
    #expect(abs(leak.probability(age: 40) - 0.15) < 1e-12)
    #expect(abs(leak.probability(age: 50) - 0.2) < 1e-12)
    #expect(abs(leak.probability(age: 60) - 0.25) < 1e-12)
    #expect(abs(leak.probability(age: 70) - 0.35) < 1e-12)
  }

  @Test func aLeakIsFlatBeyondItsAges() {
    let leak = leak([(20, 0.05), (80, 0.45)])
    #expect(leak.probability(age: 3) == 0.05)
    #expect(leak.probability(age: 100) == 0.45)
  }

  @Test func aLeakWithoutAgesIsConstant() {
    #expect(leak([(0, 0.12)]).probability(age: 0) == 0.12)
    #expect(leak([(0, 0.12)]).probability(age: 90) == 0.12)
    #expect(leak([]).probability(age: 50) == 0)
  }

  private func kind(_ anchors: [CurveAnchor]) -> FindingKind {
    FindingKind(
      id: "weak", name: "Weakness", aliases: [], scale: .strength, measure: .strength, targets: [],
      phrases: [:], words: [:],
      cost: .bedside, isBedsideSign: true, isReportedInFull: false, anchors: anchors,
      leak: Leak(byAge: [], sampleSize: nil, provenance: Provenance()), leakWithPain: nil,
      ownTriggerPoint: nil, leakPower: 2, localPower: nil, leakOfBothLegs: nil, chanceOfAside: [:],
      normalCountsFrom: nil)
  }

  @Test func curvesBetweenAnchorsAreInterpolated() {
    let kind = kind([
      CurveAnchor(step: 1, curve: HillCurve(threshold: 0.2, exponent: 3, maximum: 1)),
      CurveAnchor(step: 5, curve: HillCurve(threshold: 0.6, exponent: 5, maximum: 0.8)),
    ])
    #expect(kind.curve(step: 1) == HillCurve(threshold: 0.2, exponent: 3, maximum: 1))
    #expect(kind.curve(step: 5) == HillCurve(threshold: 0.6, exponent: 5, maximum: 0.8))
    // Halfway between the anchors everything is the mean.
    #expect(isClose(kind.curve(step: 3), HillCurve(threshold: 0.4, exponent: 4, maximum: 0.9)))
    #expect(isClose(kind.curve(step: 2), HillCurve(threshold: 0.3, exponent: 3.5, maximum: 0.95)))
  }

  @Test func curvesBeyondAnchorsAreTheNearestOne() {
    let anchors = [
      CurveAnchor(step: 2, curve: HillCurve(threshold: 0.2, exponent: 3)),
      CurveAnchor(step: 4, curve: HillCurve(threshold: 0.6, exponent: 5)),
    ]
    #expect(kind(anchors).curve(step: 1) == anchors[0].curve)
    #expect(kind(anchors).curve(step: 11) == anchors[1].curve)
    #expect(kind([]).curve(step: 1) == nil)
  }

  private func isClose(_ a: HillCurve?, _ b: HillCurve) -> Bool {
    guard let a else { return false }
    return abs(a.threshold - b.threshold) < 1e-12 && abs(a.exponent - b.exponent) < 1e-12
      && abs(a.maximum - b.maximum) < 1e-12
  }

  @Test func worseStepsNeverNeedLessInTheBuiltInAtlas() throws {
    for kind in try BuiltIn.atlas().kinds where !kind.anchors.isEmpty {
      let steps = (1...max(1, kind.scale.worst)).compactMap { kind.curve(step: $0) }
      #expect(steps.count == max(1, kind.scale.worst))
      #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.threshold <= $1.threshold }, "\(kind.id)")
    }
  }
}
