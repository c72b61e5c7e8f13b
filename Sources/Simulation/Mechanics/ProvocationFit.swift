import Anatomy

/// Fits the mechanics of provocation tests to published sensitivities, all tests together.
///
/// Least squares of model against published probability, each with its sample size. Where nobody reports that a test hurts at
/// a site, that counts as a figure of nothing in one patient, or every distant lesion would answer every test. Leaving what was
/// expected beforehand is paid for: half of the bounds' span costs as much as one figure of ten patients missed by 0.3. It is a
/// fit; what agrees is no validation. Pattern search, deterministic.
public struct ProvocationFit: Sendable {
  /// One published figure and what the model says.
  public struct Row: Sendable {
    /// Position in ``Atlas/findings``.
    public let finding: Int
    /// The sites of patients in whom it was counted, in ``Atlas/sites``.
    public let sites: [Int]
    /// What was counted.
    public let published: Likelihood
    /// What the model says of it: the mean of P(positive | lesion) over these sites.
    public let model: Double

    /// Model less published.
    public var residual: Double { model - published.probability }
  }

  private let atlas: Atlas

  public init(_ atlas: Atlas) { self.atlas = atlas }

  /// Every published figure beside the model's, with the values of the atlas.
  public func rows() -> [Row] { Self.rows(atlas) }

  /// P(positive) at the sites for which a test has no published figure, averaged over their levels.
  public func unreported() -> [Double] { Self.unreported(atlas) }

  private static func unreported(_ atlas: Atlas) -> [Double] {
    let provocation = Provocation(atlas)
    return atlas.findings.flatMap { finding -> [Double] in
      guard let posture = finding.posture else { return [] }
      let reported = Set(finding.published.flatMap(\.sites))
      return provocation.probabilities(of: atlas.postures[posture]).filter { !reported.contains($0.key) }
        .sorted { $0.key < $1.key }.map { mean(atlas.sites[$0.key], $0.value) }
    }
  }

  /// Mean over the levels of a site.
  private static func mean(_ site: Site, _ byLevel: [Double]) -> Double {
    zip(site.severity, byLevel).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func rows(_ atlas: Atlas) -> [Row] {
    let provocation = Provocation(atlas)
    var result: [Row] = []
    for (f, finding) in atlas.findings.enumerated() {
      guard let posture = finding.posture else { continue }
      let bySite = provocation.probabilities(of: atlas.postures[posture])
      for link in finding.published {
        let values = link.sites.map { mean(atlas.sites[$0], bySite[$0] ?? []) }
        result.append(
          Row(
            finding: f, sites: link.sites, published: link.likelihood,
            model: values.reduce(0, +) / Double(max(1, values.count))))
      }
    }
    return result
  }

  /// Root of the mean squared residual, figures weighted by sample size.
  public static func error(_ rows: [Row]) -> Double {
    let weights = rows.map { $0.published.sampleSize ?? 10 }
    let sum = zip(rows, weights).reduce(0) { $0 + $1.1 * $1.0.residual * $1.0.residual }
    return (sum / max(1, weights.reduce(0, +))).squareRoot()
  }

  private func cost(_ values: [Double]) -> Double {
    let tunables = atlas.provocationTunables
    let tuned = atlas.tuned(Array(zip(tunables, values)))
    let misfit = Self.rows(tuned).reduce(0) {
      $0 + ($1.published.sampleSize ?? 10) * $1.residual * $1.residual
    }
    let silent = Self.unreported(tuned).reduce(0) { $0 + $1 * $1 }
    let leaving = zip(tunables, values).reduce(0) { sum, pair in
      let half = (pair.0.bounds.upperBound - pair.0.bounds.lowerBound) / 2
      let off = (pair.1 - pair.0.expected) / half
      return sum + 0.9 * off * off
    }
    return misfit + silent + leaving
  }

  /// Values found, in the order of ``Atlas/provocationTunables``, from the expected ones.
  ///
  /// - Parameter rounds: how often the step is halved.
  public func run(rounds: Int = 5) -> [Double] {
    let tunables = atlas.provocationTunables
    var values = tunables.map(\.expected)
    var best = cost(values)
    var scale = 0.25
    for _ in 0..<rounds {
      var isImproved = true
      var passes = 0
      while isImproved, passes < 8 {
        isImproved = false
        passes += 1
        for (t, tunable) in tunables.enumerated() {
          let span = tunable.bounds.upperBound - tunable.bounds.lowerBound
          for direction in [-1.0, 1.0] {
            var next = values
            next[t] = min(
              max(values[t] + direction * scale * span, tunable.bounds.lowerBound), tunable.bounds.upperBound)
            if next[t] == values[t] { continue }
            let cost = cost(next)
            if cost < best - 1e-9 {
              best = cost
              values = next
              isImproved = true
              break
            }
          }
        }
      }
      scale /= 2
    }
    return values
  }
}
