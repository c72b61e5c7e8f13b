import Anatomy
import LinearAlgebra
import Localization

/// Atlases whose numbers are drawn from how sure each is, and what they say of a patient: how much of an answer hangs on
/// numbers that nobody knows exactly.
///
/// Every number is drawn for itself, from a triangle over ``AtlasNumber/range`` with its peak at the value. Numbers that
/// were fitted stay: their bounds say where the fit might look, not how sure it is.
public struct AtlasEnsemble: Sendable {
  private let numbers: AtlasNumbers
  private let varied: [(number: Int, spread: Spread)]
  private let seed: UInt64

  /// - Parameter seed: of all draws; same seed, same atlases.
  /// - Throws: ``DataError`` with the faults of the atlas.
  public init(_ files: AtlasFiles, seed: UInt64 = 0) throws(DataError) {
    let numbers = try AtlasNumbers(files)
    varied = numbers.numbers.enumerated().compactMap { position, number in
      guard !number.isOfTreatment, !number.isFitted, let range = number.range else { return nil }
      let typical = min(range.upperBound, max(range.lowerBound, number.value))
      return (position, Spread(low: range.lowerBound, typical: typical, high: range.upperBound))
    }
    self.numbers = numbers
    self.seed = seed
  }

  /// How many numbers are drawn.
  public var size: Int { varied.count }

  /// The atlas of a draw.
  ///
  /// - Throws: ``DataError`` where the numbers drawn do not fit together.
  public func atlas(_ draw: Int) throws(DataError) -> Atlas {
    var random = SplitMix64(seed: seed, counters: [UInt64(draw)])
    return try numbers.atlas(with: varied.map { ($0.number, $0.spread.quantile(random.uniform())) })
  }

  /// P(site in the set of lesions) within which four of five draws lie, per site.
  ///
  /// Draws whose numbers do not fit together are left out.
  ///
  /// - Parameters:
  ///   - completed: the case, completed (``PatientCase/completed(_:)``) with the atlas as it is.
  ///   - count: how many atlases are drawn.
  ///   - progress: told the part that is done.
  /// - Returns: the intervals, and how many draws they rest on; empty where no draw was left.
  public func intervals(
    ofCompleted completed: PatientCase, count: Int, _ options: Localizer.Options,
    progress: (@Sendable (Double) -> Void)? = nil
  ) -> (sites: [ClosedRange<Double>], draws: Int) {
    var single = options
    single.threads = 1
    let own = single
    let answers = concurrentMap(count, threads: options.threads, progress: progress) { draw -> [Double]? in
      guard let atlas = try? atlas(draw) else { return nil }
      return Localizer(atlas).marginals(ofCompleted: completed, own).sites
    }.compactMap { $0 }
    guard let first = answers.first else { return ([], 0) }
    let sites = first.indices.map { site in
      let sorted = answers.map { $0[site] }.sorted()
      func quantile(_ part: Double) -> Double { sorted[Int((part * Double(sorted.count - 1)).rounded())] }
      return quantile(0.1)...quantile(0.9)
    }
    return (sites, answers.count)
  }
}
