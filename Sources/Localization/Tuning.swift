import Anatomy
import Foundation
import LinearAlgebra

/// Fits the numbers that the literature leaves open, within their declared bounds, on all cases together.
///
/// Coordinate search on the mean log score, from what was expected beforehand and never beyond the bounds. The gain is
/// judged by cross-validation: each fold is scored with values found on the others. Deterministic.
public struct Tuning: Sendable {
  /// The result of a fit, from the expected values.
  public struct Result: Sendable {
    /// Values found on all cases, in the order of ``Atlas/tunables``.
    public let values: [(tunable: Tunable, value: Double)]
    /// Mean log score with the expected values.
    public let before: Double
    /// Mean log score of the fit on the cases it was found on.
    public let fitted: Double
    /// Mean log score of cases that the values had not seen.
    public let crossValidated: Double
  }

  private let atlas: Atlas
  /// The cases that tell something: those with a confirmed site.
  public let cases: [PatientCase]
  private let setting: Int?
  private let steps: Int

  /// - Parameters:
  ///   - cases: those without a confirmed site are left out.
  ///   - steps: number of values tried per number and round, ends of the bounds included.
  public init(_ atlas: Atlas, cases: [PatientCase], steps: Int = 5) {
    self.atlas = atlas
    self.cases = cases.filter { !($0.confirmation?.sites.isEmpty ?? true) }
    self.steps = steps
    setting = atlas.settings.position(of: atlas.scoreSetting)
  }

  /// Runs the fit.
  ///
  /// - Parameters:
  ///   - folds: number of cross-validation folds.
  ///   - rounds: passes over all numbers.
  ///   - progress: called with a line after each number.
  public func run(folds: Int = 5, rounds: Int = 2, progress: (String) -> Void = { _ in }) -> Result {
    var cache: [[Double]: [Double]] = [:]
    func scores(_ values: [Double]) -> [Double] {
      if let known = cache[values] { return known }
      let result = caseScores(values)
      cache[values] = result
      return result
    }
    let start = atlas.tunables.map(\.expected)
    let before = mean(scores(start))
    // One search per fold left out, and one on all cases.
    var points = Array(repeating: start, count: folds + 1)
    for round in 1...max(1, rounds) {
      for (t, tunable) in atlas.tunables.enumerated() {
        for fold in points.indices {
          func objective(_ values: [Double]) -> Double {
            let all = scores(values)
            return mean(all.indices.filter { $0 % folds != fold }.map { all[$0] })
          }
          var best = (objective(points[fold]), points[fold])
          for candidate in candidates(tunable, round: round, current: points[fold][t]) {
            var values = points[fold]
            values[t] = candidate
            let value = objective(values)
            if value > best.0 + 1e-5 { best = (value, values) }
          }
          points[fold] = best.1
        }
        progress("round \(round): \(tunable.id) \(points[folds][t])")
      }
    }
    var held = 0.0
    for fold in 0..<folds {
      let all = scores(points[fold])
      held += all.indices.filter { $0 % folds == fold }.reduce(0) { $0 + all[$1] }
    }
    return Result(
      values: zip(atlas.tunables, points[folds]).map { ($0, $1) }, before: before,
      fitted: mean(scores(points[folds])), crossValidated: held / Double(max(1, cases.count)))
  }

  /// A grid over the bounds first, then finer steps around the current value.
  private func candidates(_ tunable: Tunable, round: Int, current: Double) -> [Double] {
    let width = tunable.bounds.upperBound - tunable.bounds.lowerBound
    if round == 1 {
      return (0..<steps).map { tunable.bounds.lowerBound + width * Double($0) / Double(steps - 1) }
    }
    let step = width / Double(steps - 1) / pow(2, Double(round - 1))
    return [current - step, current + step].filter { tunable.bounds.contains($0) }
  }

  private func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  private func caseScores(_ values: [Double]) -> [Double] {
    let localizer = Localizer(atlas.tuned(Array(zip(atlas.tunables, values))))
    let pathways = atlas.pathways()
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let scores = concurrentMap(cases.count, threads: threads) { i in
      let options = Localizer.Options(setting: setting, maximumLesions: 1)
      let answer = localizer.locate(cases[i], options)
      return CaseScore(cases[i], sites: answer.posterior.sites, atlas, pathways)?.logScore
    }
    return scores.compactMap { $0 }
  }
}
