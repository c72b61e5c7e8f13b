/// A small, fast generator with a 64-bit state (Steele, Lea & Flood 2014): the same seed gives the same numbers
/// on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts at a seed; 0 is a seed like any other.
  public init(seed: UInt64) { state = seed }

  /// Starts a stream of its own for every seed and counters, such as the number of a point and of a patient, so
  /// that no part of a study waits for the random numbers of another.
  public init(seed: UInt64, counters: [UInt64]) {
    var hash = SplitMix64(seed: seed)
    for counter in counters { hash = SplitMix64(seed: hash.next() ^ counter) }
    self.init(seed: hash.next())
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A double in [0, 1) with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
