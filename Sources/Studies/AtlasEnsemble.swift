import Anatomy
import Foundation
import LinearAlgebra
import Localization

/// Atlases whose numbers are drawn from how sure each is, and what they say of a patient: how much of an answer hangs on
/// numbers that nobody knows exactly.
///
/// Every number is drawn for itself, half of the time on either side of its value: by a normal distribution whose 95 % is
/// ``AtlasNumber/range``, in log odds for what lies between 0 and 1, in logarithms for what is positive. Numbers that were
/// fitted stay: their bounds say where the fit might look, not how sure it is.
public struct AtlasEnsemble: Sendable {
  private let numbers: AtlasNumbers
  private let varied: [Varied]
  private let seed: UInt64

  /// - Parameter seed: of all draws; same seed, same atlases.
  /// - Throws: ``DataError`` with the faults of the atlas.
  public init(_ files: AtlasFiles, seed: UInt64 = 0) throws(DataError) {
    let numbers = try AtlasNumbers(files)
    varied = numbers.numbers.enumerated().compactMap { position, number in
      number.isOfTreatment || number.isFitted ? nil : Varied(position, number)
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
    return try numbers.atlas(with: varied.map { ($0.number, $0.value(random.normal())) })
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

/// A number and how it is drawn.
private struct Varied {
  let number: Int
  private let typical: Double
  private let range, allowed: ClosedRange<Double>

  init?(_ position: Int, _ number: AtlasNumber) {
    guard let range = number.range else { return nil }
    self.number = position
    self.range = range
    allowed = number.allowed
    typical = min(range.upperBound, max(range.lowerBound, number.value))
  }

  /// The value at a standard normal deviate.
  func value(_ z: Double) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    func drawn(_ scale: (Double) -> Double, _ back: (Double) -> Double) -> Double {
      let middle = scale(typical)
      return back(middle + z / 1.96 * (z < 0 ? middle - scale(low) : scale(high) - middle))
    }
    let value =
      if low > 0, high < 1 {
        drawn({ log($0 / (1 - $0)) }, { 1 / (1 + exp(-$0)) })
      } else if low > 0 { drawn({ log($0) }, { exp($0) }) } else { drawn({ $0 }, { $0 }) }
    return min(allowed.upperBound, max(allowed.lowerBound, value))
  }
}

extension SplitMix64 {
  /// A standard normal deviate (Box and Muller 1958, doi 10.1214/aoms/1177706645), held within three deviations.
  fileprivate mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return max(-3, min(3, radius * cos(2 * .pi * uniform())))
  }
}
