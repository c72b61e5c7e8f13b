import Anatomy
import Foundation

/// Fits recovery under care and the response to needling to the arms of trials: a fit, no validation.
///
/// Least squares on ln(share left), weighted by the size of the arm, in two steps: the rates from the arms without a
/// needle, where it has no part, then the response from the arms with one. Pattern search on the logarithms of the numbers;
/// deterministic.
public struct CourseFit: Sendable {
  private let treatment: Treatment

  public init(_ treatment: Treatment) { self.treatment = treatment }

  /// What an arm showed and what the model says.
  public struct Residual: Sendable {
    public let arm: TrialArm
    /// Days since the trial began.
    public let day: Double
    /// Share of the starting pain that was left, and what the model says of it.
    public let observed: Double
    public let predicted: Double
  }

  private typealias Field = WritableKeyPath<CourseConstants, Double>

  /// The constants that fit best, from those of the atlas on.
  public func run() -> CourseConstants {
    let rates = search(treatment.course, [\.careRate, \.naturalRate], needled: false)
    return search(rates, [\.response], needled: true)
  }

  private func search(_ start: CourseConstants, _ fields: [Field], needled: Bool) -> CourseConstants {
    var best = start
    var bestLoss = loss(best, needled: needled)
    var step = 0.5
    while step > 1e-6 {
      var isBetter = false
      for field in fields {
        for factor in [exp(step), exp(-step)] {
          var trial = best
          trial[keyPath: field] *= factor
          let value = loss(trial, needled: needled)
          if value < bestLoss { (best, bestLoss, isBetter) = (trial, value, true) }
        }
      }
      if !isBetter { step /= 2 }
    }
    return best
  }

  /// Σ n · (ln observed − ln predicted)², over the arms with or without a needle.
  public func loss(_ constants: CourseConstants, needled: Bool) -> Double {
    residuals(constants).reduce(0) { sum, residual in
      if residual.arm.needled.isEmpty == needled { return sum }
      let difference = log(residual.observed) - log(max(1e-9, residual.predicted))
      return sum + residual.arm.n * difference * difference
    }
  }

  /// Observed and predicted share left, arm by arm.
  public func residuals(_ constants: CourseConstants) -> [Residual] {
    let model = CourseModel(treatment, constants: constants)
    return treatment.arms.flatMap { arm in
      arm.left.map { point in
        Residual(
          arm: arm, day: point.day, observed: point.share,
          predicted: model.left(day: point.day, needled: arm.needled, care: [0...arm.careUntil]))
      }
    }
  }
}
