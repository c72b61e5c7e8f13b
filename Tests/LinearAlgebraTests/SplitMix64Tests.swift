import LinearAlgebra
import Testing

@Suite struct SplitMix64Tests {
  @Test func seedZeroGivesThePublishedNumbers() {
    // First outputs of the reference code by S. Vigna (splitmix64.c) for the state 0.
    var generator = SplitMix64(seed: 0)
    #expect(generator.next() == 0xe220_a839_7b1d_cdaf)
    #expect(generator.next() == 0x6e78_9e6a_a1b9_65f4)
    #expect(generator.next() == 0x06c4_5d18_8009_454f)
  }

  @Test func uniformTakesTheUpper53Bits() {
    var generator = SplitMix64(seed: 0)
    // 0xe220a8397b1dcdaf / 2^64 without its lowest 11 bits.
    #expect(generator.uniform() == Double(0x1c44_1507_2f63_b9 as UInt64) / 9_007_199_254_740_992)
  }

  @Test func uniformFillsTheUnitInterval() {
    var generator = SplitMix64(seed: 42)
    let values = (0..<20_000).map { _ in generator.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    // The mean of 20 000 uniforms has a standard deviation of 0.002.
    #expect(abs(values.reduce(0, +) / 20_000 - 0.5) < 0.01)
    // Each tenth gets 2000 ± 42.
    for tenth in 0..<10 {
      let count = values.count { Int($0 * 10) == tenth }
      #expect(abs(count - 2000) < 250)
    }
  }

  @Test func aSeedRepeatsItselfAndSeedsDiffer() {
    var (a, b, c) = (SplitMix64(seed: 9), SplitMix64(seed: 9), SplitMix64(seed: 10))
    let first = (0..<8).map { _ in a.next() }
    #expect(first == (0..<8).map { _ in b.next() })
    #expect(first != (0..<8).map { _ in c.next() })
  }
}
