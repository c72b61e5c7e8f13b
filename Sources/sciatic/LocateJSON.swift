import Anatomy
import Localization

/// The answer of `locate` as JSON: schema `sciatic.locate/1`. Fields may be added, never changed.
struct LocateJSON {
  private let report: LocateReport

  init(_ report: LocateReport) { self.report = report }

  private struct Document: Encodable {
    var schema = "sciatic.locate/1"
    var atlas: [String: String]
    var setting: String
    var urgent: [UrgentJSON]
    /// What the findings leave likely enough to be excluded first; absent where there is nothing.
    var exclude_first: ExcludeFirstJSON?
    var lesions: [String: Double]
    var groups: [Group]
    var sites: [Site]
    var explanations: [Explanation]
    var unexplained: [Weight]
    var not_asked: [String]
    var notices: [String]
    var uniform: First?
    /// Share of the probability that lies in larger sets than were listed.
    var left_out: Double?
    var fit: Fit?
    /// What the intervals of the sites rest on; absent where they were not asked for.
    var ensemble: Ensemble?
    /// What came first once that was known; absent where it was not asked for, empty where no finding is recorded.
    var stages: [Stage]?
  }
  private struct Ensemble: Encodable {
    var draws, numbers: Int
    /// The part of the draws that lies within.
    var level = 0.8
  }
  private struct Stage: Encodable {
    var known_by: String
    var sites: [First]
  }
  private struct Fit: Encodable {
    var blocks: [String: Double]
    var residuals: [Residual]
    var not_used: [String]
    var residual_norm: Double
  }
  private struct Residual: Encodable {
    var finding: String
    var observed, fitted: Double
  }
  private struct Group: Encodable {
    var sites: [String]
    var probability: Double
  }
  private struct Site: Encodable {
    var id, name, place: String
    var probability: Double
    var interval: [Double]?
    var severity: [String: Double]
    var `for`: [Weight]
    var against: [Weight]
    var prior: Double?
    var rest: Double?
    var total: Double?
  }
  private struct Weight: Encodable {
    var finding: String
    var log10: Double

    /// Equal ones by id, so that their order is not that of the record.
    static func isHeavier(_ a: Weight, _ b: Weight) -> Bool {
      (-abs(a.log10), a.finding) < (-abs(b.log10), b.finding)
    }
  }
  private struct Explanation: Encodable {
    var lesions: [Lesion]
    var probability: Double
  }
  private struct Lesion: Encodable { var site, severity: String }
  private struct First: Encodable {
    var site: String
    var probability: Double
  }

  /// The text of the document.
  func render() throws -> String {
    try document.jsonText()
  }

  private var document: Document {
    let atlas = report.atlas
    let posterior = report.posterior
    let counts = posterior.lesionCounts.enumerated().map { (String($0), $1.six) }
    return Document(
      atlas: atlas.identity, setting: report.answer.setting.id,
      urgent: UrgentJSON.list(report.urgent),
      exclude_first: ExcludeFirstJSON(report.answer, atlas),
      lesions: Dictionary(uniqueKeysWithValues: counts),
      groups: report.groups.map { group in
        Group(sites: group.sites.map { atlas.sites[$0].id }, probability: group.probability.six)
      },
      sites: posterior.ranking.map(site),
      explanations: posterior.explanations.prefix(20).map { explanation in
        Explanation(
          lesions: explanation.lesions.map {
            Lesion(site: atlas.sites[$0.site].id, severity: atlas.levels[$0.level].id)
          }, probability: explanation.probability.six)
      },
      unexplained: report.unexplained.map {
        Weight(finding: report.answer.evidence.observations[$0.observation].label, log10: $0.log10.six)
      },
      not_asked: report.notAsked.map { atlas.findings[$0].id }, notices: report.notices,
      uniform: report.uniform.map { First(site: atlas.sites[$0.site].id, probability: $0.probability.six) },
      left_out: report.leftOut?.six, fit: report.fit.map(fit),
      ensemble: report.intervals.map { Ensemble(draws: $0.draws, numbers: $0.numbers) },
      stages: report.stages.map { stages in
        stages.map { stage in
          Stage(
            known_by: stage.cost.rawValue,
            sites: stage.first.map { First(site: atlas.sites[$0.site].id, probability: $0.probability.six) })
        }
      })
  }

  private func fit(_ fit: SeverityFit) -> Fit {
    let blocked = fit.blocks.enumerated().filter { $0.element > 0 }
    return Fit(
      blocks: Dictionary(
        uniqueKeysWithValues: blocked.map { (report.atlas.sites[$0.offset].id, $0.element.six) }),
      residuals: fit.residuals.map {
        Residual(
          finding: report.atlas.findings[$0.finding].id, observed: $0.observed.six, fitted: $0.fitted.six)
      },
      not_used: fit.unused.map { report.atlas.findings[$0].id }, residual_norm: fit.residualNorm.six)
  }

  private func site(_ s: Int) -> Site {
    let atlas = report.atlas
    let entry = atlas.sites[s]
    var severity: [String: Double] = [:]
    if s != atlas.unexplained {
      for (level, share) in report.posterior.severities[s].enumerated() {
        severity[atlas.levels[level].id] = share.six
      }
    }
    let explanation = report.localizer.explanation(of: s, in: report.answer)
    let weights = (explanation?.terms ?? []).map {
      Weight(finding: report.answer.evidence.observations[$0.observation].label, log10: $0.log10.six)
    }
    return Site(
      id: entry.id, name: entry.name, place: entry.place, probability: report.posterior.sites[s].six,
      interval: report.intervals.map { [$0.sites[s].lowerBound.six, $0.sites[s].upperBound.six] },
      severity: severity, for: weights.filter { $0.log10 > 0 }.sorted(by: Weight.isHeavier),
      against: weights.filter { $0.log10 < 0 }.sorted(by: Weight.isHeavier),
      prior: explanation?.prior.six, rest: explanation?.rest.six, total: explanation?.total.six)
  }
}
