/// The answer to a case: where the lesion is, how sure the model is, and which sets of lesions explain it.
public struct Posterior: Sendable {
  /// A set of lesions with its probability, summed over modes.
  public struct Explanation: Sendable {
    /// Sites with levels; empty for the unexplained.
    public var lesions: [(site: Int, level: Int)]
    /// P(exactly these lesions | findings).
    public var probability: Double
  }

  /// P(site in the set), per site; sums to the expected number of lesions. The unexplained has P(no lesion).
  public let sites: [Double]
  /// P(0), P(1), P(2), P(3) lesions.
  public let lesionCounts: [Double]
  /// P(exactly this pair of sites), sites × sites, upper triangle.
  public let pairs: [Double]
  /// P(level | site in the set), sites × levels.
  public let severities: [[Double]]
  /// P(site in the set in a mode), sites × modes.
  public let modes: [[Double]]
  /// The sets that carry the most, by falling probability.
  public let explanations: [Explanation]
  /// P(context | findings).
  public let contexts: [(context: PatientContext, probability: Double)]
  /// ln P(findings) in the model.
  public let logEvidence: Double

  /// Positions of sites by falling probability; the unexplained among them.
  public var ranking: [Int] {
    sites.byFallingValue
  }
}

/// What there is to know of a case without its sets: enough for a table of many.
public struct Marginals: Sendable {
  /// As ``Posterior/sites``.
  public let sites: [Double]
  /// As ``Posterior/lesionCounts``.
  public let lesionCounts: [Double]
  /// As ``Posterior/severities``.
  public let severities: [[Double]]
  /// As ``Posterior/modes``.
  public let modes: [[Double]]
  /// P(context | findings), in the order of the contexts.
  let contexts: [Double]
  /// As ``Posterior/logEvidence``.
  public let logEvidence: Double

  /// As ``Posterior/ranking``.
  public var ranking: [Int] { sites.byFallingValue }
}

extension [Double] {
  /// Positions by falling value; equal ones in order.
  var byFallingValue: [Int] { indices.sorted { (self[$1], $0) < (self[$0], $1) } }
}
