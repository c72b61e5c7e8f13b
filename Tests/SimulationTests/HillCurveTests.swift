import Foundation
import Simulation
import Testing

@testable import Anatomy

@Suite struct HillCurveTests {
  @Test(arguments: [(0.2, 1.0, 1.0), (0.35, 3.0, 0.97), (0.8, 8.0, 0.5)])
  func halfTheMaximumStandsAtTheThreshold(threshold: Double, exponent: Double, maximum: Double) {
    let curve = HillCurve(threshold: threshold, exponent: exponent, maximum: maximum)
    #expect(close(curve(threshold), maximum / 2))
    #expect(curve(0) == 0 && curve(-0.1) == 0)
  }

  @Test func aHandfulOfValues() {
    // x² / (x² + θ²): 1/(1+4) at half the threshold, 4/5 at twice.
    let curve = HillCurve(threshold: 0.4, exponent: 2)
    #expect(close(curve(0.2), 0.2) && close(curve(0.8), 0.8))
    #expect(close(curve(1.2), 0.9))
  }

  @Test func curvesRiseAndStayProbabilities() {
    let curve = HillCurve(threshold: 0.3, exponent: 4, maximum: 1.5)
    let values = (0...100).map { curve(Double($0) / 100) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.allSatisfy { (0...1).contains($0) })
  }

  @Test func theLogisticIsHalfAtItsMidpoint() {
    let dependence = LengthDependence(midpoint: 950, scale: 90, maximum: 0.9)
    #expect(close(dependence.share(length: 950), 0.45))
    #expect(close(dependence.share(length: 1040), 0.9 * M_E / (1 + M_E)))
    #expect(dependence.share(length: 300) < 0.001)
    #expect(dependence.share(length: 1900) > 0.8999)
  }
}
