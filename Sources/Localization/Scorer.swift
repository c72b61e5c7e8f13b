import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Scores the model and its baselines on confirmed cases, all in one setting.
public struct Scorer: Sendable {
  private let atlas: Atlas
  private let cases: [PatientCase]
  private let pathways: Pathways
  private let options: Localizer.Options

  /// - Parameter setting: position in ``Atlas/settings``; nil: the one that the atlas names for scoring.
  public init(_ atlas: Atlas, _ cases: [PatientCase], setting: Int? = nil, maximumLesions: Int = 2) {
    self.atlas = atlas
    self.cases = cases
    pathways = atlas.pathways()
    options = Localizer.Options(
      setting: setting ?? atlas.settings.position(of: atlas.scoreSetting), maximumLesions: maximumLesions)
  }

  /// The model, or what an ablation leaves of it.
  public func scores(_ localizer: Localizer) -> [CaseScore] {
    score { patient in
      let answer = localizer.locate(patient, options)
      let group = localizer.groups(in: answer).first.map { ($0.sites, $0.probability) }
      return (answer.posterior.sites, group)
    }
  }

  /// The model with the full forward model for pairs instead of independent causes: what the shortcut costs.
  public func exactPairs(_ localizer: Localizer) -> [CaseScore] {
    score { patient in (localizer.withFullPairs(localizer.locate(patient, options)), nil) }
  }

  /// The severity fit: each site's fitted load as a share of all. No probability, so that its log score and
  /// calibration mean little; cases without a finding that measures a deficit, or whose fit has no solution, fall back on
  /// the prior.
  public func severityFit(_ localizer: Localizer) -> [CaseScore] {
    let fitter = SeverityFitter(localizer)
    return score { patient in
      let answer = localizer.locate(patient, options)
      guard let fit = try? fitter.fit(answer) else { return (bare(patient, localizer), nil) }
      let loads = fit.blocks.map { -log(max(1e-12, 1 - $0)) }
      let total = loads.reduce(0, +)
      return (total > 0 ? loads.map { $0 / total } : bare(patient, localizer), nil)
    }
  }

  /// Prior, history and person alone.
  public func priorOnly(_ localizer: Localizer) -> [CaseScore] {
    score { patient in (bare(patient, localizer), nil) }
  }

  private func bare(_ patient: PatientCase, _ localizer: Localizer) -> [Double] {
    var bare = patient
    bare.findings = []
    bare.otherSide = []
    bare.side = .unknown
    bare.examination = .focused
    return localizer.locate(bare, options).posterior.sites
  }

  /// Naive Bayes from the same tables without the graph: one lesion, every recorded finding independent given the
  /// site, its probability read from the local signs, averaged over levels; what no table gives is the leak.
  public func naiveBayes() -> [CaseScore] {
    let tables = Localizer(atlas, ablation: [.topology, .silence, .modes])
    return score { patient in
      let completed = patient.completed(atlas)
      let evidence = Evidence(completed, atlas, useSilence: false)
      let setting = tables.setting(for: completed, options)
      let contexts = atlas.contexts(for: completed)
      var context = contexts.first { $0.shift == atlas.usualShift } ?? contexts[0]
      context.age = patient.age ?? 50
      context.isWorn = nil
      let factors = evidence.observations.map {
        tables.compiler.factor($0, context: context, patient: completed)
      }
      let lesions = tables.compiler.lesions
      let prior = Prior(
        tables.atlas, setting: setting, lesions: lesions, patient: completed, context: context)
      var logs = Array(repeating: -Double.infinity, count: atlas.sites.count)
      for (site, members) in Dictionary(grouping: lesions.indices, by: { lesions[$0].site }) {
        let weights = members.map { exp(prior.logShares[$0]) }
        logs[site] = factors.reduce(log(prior.siteWeights[site]) + prior.logScale[1]) { sum, factor in
          sum + log(zip(members, weights).reduce(0) { $0 + $1.1 * factor.probability([$1.0]) })
        }
      }
      logs[atlas.unexplained] = factors.reduce(prior.logScale[0]) { $0 + log($1.probability([])) }
      let largest = logs.max() ?? 0
      let weights = logs.map { exp($0 - largest) }
      let total = weights.reduce(0, +)
      return (weights.map { $0 / total }, nil)
    }
  }

  private func score(
    _ answer: @Sendable (PatientCase) -> (sites: [Double], group: (sites: [Int], probability: Double)?)
  ) -> [CaseScore] {
    concurrentMap(cases.count, threads: ProcessInfo.processInfo.activeProcessorCount) { i in
      let (sites, group) = answer(cases[i])
      return CaseScore(cases[i], sites: sites, group: group, atlas, pathways)
    }.compactMap { $0 }
  }
}
