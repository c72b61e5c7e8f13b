import Anatomy
import Testing

@Suite struct SpreadTests {
  @Test(arguments: [
    Spread(low: 0, typical: 0.15, high: 0.3), Spread(low: 1, typical: 7, high: 21),
    Spread(low: 0, typical: 0, high: 1),
  ])
  func quantilesHaveTheMeanAndVarianceOfATriangle(spread: Spread) {
    let n = 20_000
    let values = (0..<n).map { spread.quantile((Double($0) + 0.5) / Double(n)) }
    let (a, c, b) = (spread.low, spread.typical, spread.high)
    let mean = values.reduce(0, +) / Double(n)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    #expect(abs(mean - (a + b + c) / 3) < 1e-4 * (b - a))
    #expect(abs(variance - (a * a + b * b + c * c - a * b - a * c - b * c) / 18) < 1e-3 * (b - a) * (b - a))
  }

  @Test func aSpreadWithoutWidthIsItsValue() {
    #expect(Spread(0.4).quantile(0.1) == 0.4)
    #expect(Spread(0.4).quantile(0.9) == 0.4)
  }
}
