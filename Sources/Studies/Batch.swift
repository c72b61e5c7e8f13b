import Anatomy
import LinearAlgebra
import Localization

/// What is kept of the answer to one case.
public struct BatchRow: Sendable {
  public let id: String
  /// P(site in the set), per site.
  public let sites: [Double]
  /// Positions of the three likeliest sites.
  public let first: [Int]
  /// Expected number of lesions.
  public let lesions: Double
  /// ln P(findings).
  public let logEvidence: Double
  /// The worst tier of red flags; nil for none.
  public let tier: UrgencyTier?
  /// Position of the site that must be excluded first, whatever the flags; nil for none.
  public let excludeFirst: Int?
  /// Id of the case mix that the answer is of.
  public let setting: String
  /// What is known of the truth; nil where nothing is.
  public let truth: Truth?

  /// The sites that bear the lesions.
  public struct Truth: Sendable {
    /// Positions in ``Atlas/sites``.
    public let sites: [Int]
    /// P(site), the largest over these sites.
    public let probability: Double
    /// Rank of the best placed of them, 1 for first.
    public let rank: Int

    init?(_ patient: PatientCase, _ marginals: Marginals) {
      guard let confirmed = patient.confirmation, !confirmed.sites.isEmpty else { return nil }
      sites = confirmed.sites + confirmed.alsoPresent
      let sites = sites
      probability = sites.map { marginals.sites[$0] }.max() ?? 0
      rank = (marginals.ranking.firstIndex { sites.contains($0) } ?? marginals.ranking.count) + 1
    }
  }
}

/// Takes rows as they come, in order.
public protocol BatchWriter {
  mutating func append(_ rows: [BatchRow]) throws(DataError)
  /// Puts the whole result where it belongs.
  mutating func finish() throws(DataError)
}

/// Answers many cases, a block at a time, so that memory stays flat; rows come in the order of the cases whatever the number
/// of threads.
public struct Batch: Sendable {
  private let localizer: Localizer
  private let options: Localizer.Options
  private let threads: Int
  /// Cases that are held at once.
  public static let block = 128

  /// - Parameter threads: cases side by side.
  public init(_ localizer: Localizer, _ options: Localizer.Options = Localizer.Options(), threads: Int = 1) {
    self.localizer = localizer
    var options = options
    options.threads = 1
    self.options = options
    self.threads = threads
  }

  /// The answer to one case.
  public func row(_ patient: PatientCase) -> BatchRow {
    let completed = patient.completed(localizer.atlas)
    let marginals = localizer.marginals(ofCompleted: completed, options)
    let counts = marginals.lesionCounts
    return BatchRow(
      id: patient.id, sites: marginals.sites, first: Array(marginals.ranking.prefix(3)),
      lesions: counts[1] + 2 * counts[2] + 3 * counts[3], logEvidence: marginals.logEvidence,
      tier: completed.urgency(localizer.atlas).first?.tier,
      excludeFirst: marginals.alarm(localizer.atlas, completed)?.site,
      setting: localizer.setting(for: completed, options).id, truth: BatchRow.Truth(patient, marginals))
  }

  /// Runs cases until there are no more.
  ///
  /// - Parameters:
  ///   - next: the next case; nil at the end.
  ///   - progress: called after each block with the number of cases done.
  /// - Throws: what `next` and the writer throw; then nothing was put in place.
  public func run(
    _ writer: inout some BatchWriter, progress: (Int) -> Void = { _ in },
    next: () throws(DataError) -> PatientCase?
  ) throws(DataError) -> Int {
    var done = 0
    while true {
      var patients: [PatientCase] = []
      while patients.count < Self.block, let patient = try next() { patients.append(patient) }
      if patients.isEmpty { break }
      let block = patients
      try writer.append(concurrentMap(block.count, threads: threads) { row(block[$0]) })
      done += block.count
      progress(done)
    }
    try writer.finish()
    return done
  }
}
