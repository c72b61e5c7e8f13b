import Foundation
import Studies

/// What the factors of a study, or groups of them, do to one of its outputs.
struct SensitivityReport {
  /// A measure of every group.
  struct Measure {
    let name: String
    let values: [Estimate?]
  }

  let study: Study
  let output: Study.Output
  /// The one to rank by stands first; empty where nothing can be said.
  let measures: [Measure]
  /// Shares that two groups explain only together, largest first; empty where the design has no second order.
  let pairs: [(first: Int, second: Int, share: Estimate)]
  /// Why nothing, or nothing much, can be said.
  let remark: String?

  init(_ study: Study, _ output: Study.Output, _ values: [Double], resamples: Int, seed: UInt64) {
    self.study = study
    self.output = output
    do throws(SensitivityError) {
      (measures, pairs) = try Self.measures(values, study.design, resamples: resamples, seed: seed)
      remark = SobolIndices.isConstant(values) ? "the same at every point" : nil
    } catch {
      (measures, pairs) = ([], [])
      remark =
        switch error {
        case .notFinite(let index): "is not defined at point \(index), so that nothing can be said"
        case .wrongCount(let expected, let got): "has \(got) values, not \(expected)"
        case .wrongDesign: "the design says nothing of sensitivity"
        }
    }
  }

  private static func measures(
    _ values: [Double], _ design: Design, resamples: Int, seed: UInt64
  ) throws(SensitivityError) -> (measures: [Measure], pairs: [(first: Int, second: Int, share: Estimate)]) {
    if case .morris = design.kind {
      let found = try MorrisMeasures(values, of: design, resamples: resamples, seed: seed)
      func plain(_ value: Double?) -> Estimate? { value.map { Estimate(value: $0) } }
      return (
        [
          Measure(name: "size", values: found.groups.map(\.meanSize)),
          Measure(name: "mean", values: found.groups.map { plain($0.mean) }),
          Measure(name: "deviation", values: found.groups.map { plain($0.deviation) }),
        ], []
      )
    }
    let found = try SobolIndices(values, of: design, resamples: resamples, seed: seed)
    let pairs = found.second.enumerated().flatMap { j, row in
      row.enumerated().map { (first: j, second: j + 1 + $0, share: $1) }
    }.sorted { ($1.share.value, $0.first, $0.second) < ($0.share.value, $1.first, $1.second) }
    return (
      [Measure(name: "total", values: found.total), Measure(name: "first", values: found.first)], pairs
    )
  }

  /// Groups by the first measure, largest first.
  var order: [Int] {
    guard let leading = measures.first?.values else { return [] }
    return leading.indices.sorted { a, b in
      let (x, y) = (leading[a]?.value ?? 0, leading[b]?.value ?? 0)
      return x > y || (x == y && a < b)
    }
  }
}
