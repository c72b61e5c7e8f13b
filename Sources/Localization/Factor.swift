import Foundation

/// The likelihood of one observation as a function of a set of lesions, for independent causes (noisy-OR and
/// noisy-MAX, Pearl 1988, Henrion 1989):
///
/// P(observation | set) = upperLeak · Π upper[state] − lowerLeak · Π lower[state].
///
/// For a value that covers steps lo…hi of its scale, `upper` is P(step ≤ hi | lesion alone) and `lower` is
/// P(step < lo | lesion alone); a normal value has no second product.
public struct Factor: Sendable {
  /// Id of the observation, for output.
  public let label: String
  let columns: FactorColumns
  /// P(step ≤ hi | no lesion).
  public let upperLeak: Double
  /// P(step < lo | no lesion); 0 where there is no second product.
  public let lowerLeak: Double

  /// Per state P(step ≤ hi | lesion alone), without false positives.
  public var upper: [Double] { columns.upper }
  /// Per state P(step < lo | lesion alone), without false positives; nil for a normal value.
  public var lower: [Double]? { columns.lower }
  /// Whether `upper` is 1 throughout, as for the worst step of a scale.
  var isPlain: Bool { columns.isPlain }

  /// A factor; `lower` is held at or below `upper`, which rounding might have broken.
  public init(label: String, upper: [Double], lower: [Double]?, upperLeak: Double, lowerLeak: Double) {
    self.init(
      label: label, FactorColumns(upper: upper, lower: lower), upperLeak: upperLeak, lowerLeak: lowerLeak)
  }

  /// A factor with columns that others may share.
  init(label: String, _ columns: FactorColumns, upperLeak: Double, lowerLeak: Double) {
    self.label = label
    self.columns = columns
    self.upperLeak = upperLeak
    self.lowerLeak = columns.lower == nil ? 0 : min(lowerLeak, upperLeak)
  }

  /// P(observation | the lesions at these positions).
  public func probability(_ states: some Sequence<Int>) -> Double {
    var above = upperLeak
    var below = lowerLeak
    for state in states {
      above *= columns.upper[state]
      if let lower = columns.lower { below *= lower[state] }
    }
    return columns.lower == nil ? above : above - below
  }
}

/// What a factor is made of that depends on the lesions alone, shared by the cases in which the same was observed.
final class FactorColumns: Sendable {
  let upper: [Double]
  let lower: [Double]?
  let isPlain: Bool
  /// ln of `upper`; empty where that is 1 throughout.
  let logUpper: [Double]
  /// `lower` over `upper`; 1 where both are 0; empty where there is no `lower`.
  let spared: [Double]
  /// How many states before each have `spared` other than 1.
  private let touchedBefore: [Int]

  /// The columns at these places.
  func picked(_ places: [Int]) -> FactorColumns {
    FactorColumns(upper: places.map { upper[$0] }, lower: lower.map { lower in places.map { lower[$0] } })
  }

  init(upper: [Double], lower: [Double]?) {
    self.upper = upper
    isPlain = upper.allSatisfy { $0 == 1 }
    logUpper = isPlain ? [] : upper.map { $0 == 1 ? 0 : log($0) }
    self.lower = lower.map { zip($0, upper).map(min) }
    spared = self.lower.map { zip($0, upper).map { $1 > 0 ? $0 / $1 : 1 } } ?? []
    var count = 0
    touchedBefore =
      [0]
      + spared.map { value in
        count += value == 1 ? 0 : 1
        return count
      }
  }

  /// Whether some of these states make a difference to the factor.
  func isTouched(by states: Range<Int>) -> Bool {
    touchedBefore[states.lowerBound] < touchedBefore[states.upperBound]
  }
}
