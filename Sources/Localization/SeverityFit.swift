import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Why no severity can be fitted.
public enum SeverityFitError: Error, Equatable {
  /// No recorded finding measures a deficit of one target; those of groups, as positions in ``Atlas/findings``.
  case noUsableFinding(ofGroups: [Int])
  case solver(NonNegativeLeastSquaresError)
}

/// How severe a block at each site would explain the recorded deficits best, in least squares.
///
/// Blocks at several sites multiply what survives, so that −ln(1 − deficit) of a finding is near a sum over sites of
/// exposure · load, with load = −ln(1 − block). The loads are fitted under load ≥ 0 (Lawson & Hanson 1974) with one row
/// more, μ · Σ −ln(prior odds) · load = 0: where a bedside examination leaves more sites than findings, it lets the
/// load fall on the likelier ones. The fit knows nothing of pain, tests or history: it stands beside the posterior,
/// never for it.
public struct SeverityFit: Sendable {
  /// One recorded finding with what the fit makes of it.
  public struct Residual: Sendable {
    /// Position in ``Atlas/findings``.
    public let finding: Int
    /// Deficit that the recorded value stands for, 0…1.
    public let observed: Double
    /// Deficit under the fitted blocks.
    public let fitted: Double
  }

  /// Block at each site, 0…1.
  public let blocks: [Double]
  /// One a finding that the fit used.
  public let residuals: [Residual]
  /// Recorded deficits of groups, which the fit cannot use: a group is as abnormal as its worst member, and which
  /// that is was not recorded.
  public let unused: [Int]
  /// Euclidean norm of the residuals of −ln(1 − deficit).
  public let residualNorm: Double

  /// Weight μ of the prior row: 0.3 to 0.5 named the true site most often on simulated bedside examinations of the
  /// benchmark problem, without the row it was wrong four times in five.
  static let priorWeight = 0.3

  /// The largest deficit that a recorded value can stand for.
  static let largestDeficit = 0.95
}

/// Fits severities in one atlas; compiled once, for many cases.
public struct SeverityFitter: Sendable {
  private let atlas: Atlas
  private let exposures: FindingProbabilities
  private let lesions: [Lesion]

  /// Runs the model with every site blocked in full.
  public init(_ localizer: Localizer) {
    var atlas = localizer.atlas
    let level = atlas.levels.count - 1
    atlas[keyPath: Tunable.Place.block(level: level).path] = 1
    self.atlas = atlas
    lesions = atlas.lesions().filter { $0.level == level }
    exposures = FindingProbabilities(
      ForwardModel(atlas, system: localizer.compiler.system, columns: lesions.map { [$0] }))
  }

  /// The fit for a case, with the prior that holds for it.
  ///
  /// - Throws: ``SeverityFitError``.
  public func fit(_ answer: Answer) throws(SeverityFitError) -> SeverityFit {
    let entry = answer.contexts[answer.likeliestContext]
    let usable = answer.patient.findings.compactMap { record -> (Int, Double, [Double])? in
      guard let observed = observedDeficit(record),
        let exposure = exposures.deficit(of: record.finding, shift: entry.context.shift)
      else { return nil }
      return (record.finding, observed, exposure)
    }
    let unused = answer.patient.findings.filter { record in
      record.isAbnormal && isGroupOfDeficits(record.finding)
    }.map(\.finding)
    if usable.isEmpty { throw .noUsableFinding(ofGroups: unused) }
    let sites = atlas.sites.indices.filter { entry.prior.siteWeights[$0] > 0 }
    let total = entry.prior.siteWeights.reduce(0, +)
    let shares = lesions.map {
      Prior.modeShare(atlas.sites[$0.site], $0.mode, mismatch: answer.setting.rootMismatch)
    }
    var a = Matrix(rows: usable.count + 1, columns: sites.count)
    for (row, (_, _, exposure)) in usable.enumerated() {
      var bySite = Array(repeating: 0.0, count: atlas.sites.count)
      for (v, lesion) in lesions.enumerated() { bySite[lesion.site] += shares[v] * exposure[v] }
      for (column, site) in sites.enumerated() { a[row, column] = bySite[site] }
    }
    for (column, site) in sites.enumerated() {
      let p = entry.prior.siteWeights[site] / total
      a[usable.count, column] = SeverityFit.priorWeight * max(0, log((1 - p) / p))
    }
    let loads: [Double]
    let b = usable.map { -log(1 - $0.1) } + [0]
    let norm: Double
    do {
      let solution = try nonNegativeLeastSquares(a, b)
      loads = solution.solution
      norm = solution.residualNorm
    } catch {
      throw .solver(error)
    }
    var blocks = Array(repeating: 0.0, count: atlas.sites.count)
    for (column, site) in sites.enumerated() { blocks[site] = 1 - exp(-loads[column]) }
    let residuals = usable.enumerated().map { row, entry in
      let load = sites.indices.reduce(0) { $0 + a[row, $1] * loads[$1] }
      return SeverityFit.Residual(finding: entry.0, observed: entry.1, fitted: 1 - exp(-load))
    }
    return SeverityFit(blocks: blocks, residuals: residuals, unused: unused, residualNorm: norm)
  }

  private func isGroupOfDeficits(_ finding: Int) -> Bool {
    let measure = atlas.kinds[atlas.findings[finding].kind].measure
    switch atlas.findings[finding].target {
    case .muscleGroup: return [.strength, .denervation, .bulk].contains(measure)
    case .skinGroup: return measure == .sensation
    default: return false
    }
  }

  /// The deficit that a recorded value stands for: midway between the deficits at which its steps begin and end to be
  /// as likely as not; 0 for normal. Nil for values aside of the scale.
  private func observedDeficit(_ record: RecordedFinding) -> Double? {
    guard case .steps(let steps) = record.reading else { return nil }
    if steps.upperBound == 0 { return 0 }
    let finding = atlas.findings[record.finding]
    let kind = atlas.kinds[finding.kind]
    // A finding may lack a step of its kind, so steps are matched by value.
    func threshold(_ step: Int) -> Double? {
      guard step <= finding.scale.worst else { return SeverityFit.largestDeficit }
      guard let kindStep = kind.scale.values.firstIndex(of: finding.scale.values[step]) else { return nil }
      return kind.curve(step: kindStep)?.threshold
    }
    guard let low = threshold(max(1, steps.lowerBound)), let high = threshold(steps.upperBound + 1) else {
      return nil
    }
    return min(SeverityFit.largestDeficit, (low + high) / 2)
  }
}
