import Anatomy
import Simulation

/// What an atlas can tell apart, and what its shortcuts cost.
public struct AtlasAudit: Sendable {
  private let localizer: Localizer
  private var atlas: Atlas { localizer.atlas }

  public init(_ localizer: Localizer) { self.localizer = localizer }

  /// Findings that move no pair of sites by a likelihood ratio of 2, as ids: levels and modes summed out, false
  /// positives included, positive or negative result.
  public func uninformativeFindings() -> [String] {
    let lesions = localizer.compiler.lesions
    let setting = atlas.settings.first { $0.id == atlas.scoreSetting } ?? atlas.settings[0]
    let shares = lesions.map { Prior.share(of: $0, atlas, setting) }
    return atlas.findings.indices.filter { f in
      let leak = (atlas.findings[f].leak ?? atlas.kinds[atlas.findings[f].kind].leak).probability(age: 50)
      let p = localizer.compiler.exceedance(finding: f, shift: localizer.atlas.usualShift)
      var low = leak
      var high = leak
      for members in localizer.compiler.lesionsOfSite where !members.isEmpty {
        let total = members.reduce(0) { $0 + shares[$1] }
        let mean = members.reduce(0) { $0 + shares[$1] * (1 - (1 - leak) * (1 - p[$1])) } / max(total, 1e-12)
        low = min(low, mean)
        high = max(high, mean)
      }
      return high < 2 * low && (1 - low) < 2 * (1 - high)
    }.map { atlas.findings[$0].id }
  }

  /// Difference between independent causes and the full forward model, over pairs of lesions and findings that
  /// follow from the graph: mean and worst |Δp|, and where the worst lies.
  public func pairShortcut() -> (mean: Double, worst: Double, finding: String, sites: [String]) {
    let middle = atlas.levels.count / 2
    let single = atlas.sites.indices.compactMap { s -> Lesion? in
      guard !atlas.sites[s].modes.isEmpty else { return nil }
      let main = atlas.sites[s].modes.indices.max {
        atlas.sites[s].modes[$0].share < atlas.sites[s].modes[$1].share
      }
      return Lesion(site: s, mode: main ?? 0, level: middle)
    }
    var pairs: [[Lesion]] = []
    for (i, a) in single.enumerated() { for b in single[(i + 1)...] { pairs.append([a, b]) } }
    let system = TractSystem(atlas)
    let ones = FindingProbabilities(ForwardModel(atlas, system: system, columns: single.map { [$0] }))
    let twos = FindingProbabilities(ForwardModel(atlas, system: system, columns: pairs))
    var sum = 0.0
    var count = 0
    var worst = (0.0, "", [String]())
    let place = Dictionary(uniqueKeysWithValues: single.enumerated().map { ($1.site, $0) })
    for (f, finding) in atlas.findings.enumerated() where finding.target != .local {
      let alone = ones.exceedance(finding: f, step: 1, shift: atlas.usualShift)
      let both = twos.exceedance(finding: f, step: 1, shift: atlas.usualShift)
      for (j, pair) in pairs.enumerated() {
        guard let a = place[pair[0].site], let b = place[pair[1].site] else { continue }
        let shortcut = 1 - (1 - alone[a]) * (1 - alone[b])
        if shortcut < 1e-6, both[j] < 1e-6 { continue }
        let difference = abs(shortcut - both[j])
        sum += difference
        count += 1
        if difference > worst.0 {
          worst = (difference, finding.id, pair.map { atlas.sites[$0.site].id })
        }
      }
    }
    return (sum / Double(max(1, count)), worst.0, worst.1, worst.2)
  }
}

extension Localizer {
  /// P(site in the set) when the sets of two that matter get the likelihood of the full forward model instead of
  /// independent causes; each at its best modes.
  func withFullPairs(_ answer: Answer) -> [Double] {
    let entry = answer.contexts[answer.likeliestContext]
    let pairs = answer.posterior.explanations.filter { $0.lesions.count == 2 }
    let members = pairs.map { pair in
      pair.lesions.compactMap { bestMember($0.site, $0.level, entry.factors) }
    }
    let columns = members.map { $0.map { compiler.lesions[$0] } }
    let others = columns.map { $0.map(atlas.otherLeg) }
    let model = ForwardModel(
      atlas, system: compiler.system, columns: others == columns ? columns : columns + others)
    let full = EvidenceCompiler(atlas, FindingProbabilities(model, parts: ablation.parts))
    let factors = answer.evidence.observations.map {
      full.factor($0, context: entry.context, patient: answer.patient)
    }
    var sites = answer.posterior.sites
    var total = 1.0
    for (j, pair) in pairs.enumerated() {
      let ratio = zip(factors, entry.factors).reduce(1.0) {
        $0 * $1.0.probability([j]) / max(1e-300, $1.1.probability(members[j]))
      }
      let change = pair.probability * (ratio - 1)
      for lesion in pair.lesions { sites[lesion.site] += change }
      total += change
    }
    return sites.map { $0 / total }
  }
}
