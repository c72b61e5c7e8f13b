import Foundation
import LinearAlgebra
import Testing

@Suite struct LogSumExpTests {
  private func logarithm(_ exponents: [Double]) -> Double {
    var sum = LogSumExp()
    for exponent in exponents { sum.add(exponent) }
    return sum.logarithm
  }

  @Test func smallSumsEqualTheLongHand() {
    // exp(0.0) + exp(1.0) + exp(2.0) written out; nothing overflows here.
    let expected = log(1.0 + exp(1.0) + exp(2.0))
    #expect(abs(logarithm([0, 1, 2]) - expected) < 1e-15)
    #expect(abs(logarithm([2, 0, 1]) - expected) < 1e-15)
  }

  @Test func hugeAndTinyExponentsNeitherOverflowNorVanish() {
    // Factor out the largest by hand: 1000 + ln(1 + e^-2 + e^-1700).
    #expect(abs(logarithm([1000, 998, -700]) - (1000 + log1p(exp(-2.0)))) < 1e-12)
    #expect(abs(logarithm([-2000, -2001]) - (-2000 + log1p(exp(-1.0)))) < 1e-12)
    #expect(exp(1000.0).isInfinite, "the plain sum would overflow")
  }

  @Test func weightsScaleTheirTerms() {
    var sum = LogSumExp()
    sum.add(3, weight: 0.25)
    sum.add(1, weight: 4)
    sum.add(50, weight: 0)
    #expect(abs(sum.logarithm - log(0.25 * exp(3.0) + 4 * exp(1.0))) < 1e-14)
  }

  @Test func nothingAddsNothing() {
    #expect(LogSumExp().logarithm == -.infinity)
    #expect(logarithm([-.infinity, -.infinity]) == -.infinity)
    #expect(logarithm([-.infinity, 4]) == 4)
    #expect(logarithm([4, -.infinity]) == 4)
    var sum = LogSumExp()
    sum.add(LogSumExp())
    #expect(sum.logarithm == -.infinity)
    sum.add(-3)
    sum.add(LogSumExp(), shift: 10)
    #expect(sum.logarithm == -3)
  }

  @Test func mergingEqualsAddingAll() {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<50 {
      let count = Int.random(in: 0...40, using: &generator)
      let exponents = (0..<count).map { _ in generator.uniform() * 600 - 300 }
      let cut = count / 3
      var (left, right) = (LogSumExp(), LogSumExp())
      for exponent in exponents[..<cut] { left.add(exponent) }
      for exponent in exponents[cut...] { right.add(exponent) }
      left.add(right)
      let whole = logarithm(exponents)
      #expect(left.logarithm == whole || abs(left.logarithm - whole) < 1e-12)
    }
  }

  @Test func mergingWithAShiftScalesTheOtherSum() {
    var (left, right) = (LogSumExp(), LogSumExp())
    left.add(1)
    right.add(2)
    right.add(0.5)
    left.add(right, shift: -1.5)
    #expect(abs(left.logarithm - log(exp(1.0) + exp(0.5) + exp(-1.0))) < 1e-14)
  }

  @Test func orderDoesNotMatter() {
    var generator = SplitMix64(seed: 7)
    let exponents = (0..<2000).map { _ in generator.uniform() * 80 - 40 }
    let rising = logarithm(exponents.sorted())
    #expect(abs(logarithm(exponents.sorted(by: >)) - rising) < 1e-12)
    for _ in 0..<5 {
      #expect(abs(logarithm(exponents.shuffled(using: &generator)) - rising) < 1e-12)
    }
  }

  @Test func manySmallTermsAreNotLost() {
    // A million terms of 1e-17 beside a 1: a plain running sum would never leave 1.
    var sum = LogSumExp()
    sum.add(0)
    for _ in 0..<1_000_000 { sum.add(0, weight: 1e-17) }
    #expect(abs(sum.logarithm / 1e-11 - 1) < 1e-4)
    // Nor when the sum is merged into another.
    var merged = LogSumExp()
    merged.add(sum)
    #expect(abs(merged.logarithm / 1e-11 - 1) < 1e-4)
  }
}
