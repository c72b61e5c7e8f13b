import Anatomy
import LinearAlgebra
import Simulation

/// Which roots a site's fibres come from, and which roots a needle target is supplied by.
///
/// Roots of a site = share of the fibres that a lesion there catches, by root, over its modes; of a trigger point, those
/// of its muscle. Roots of a target = those of its muscle, its segment, or the sites that it lies beside.
struct SegmentalSupply: Sendable {
  private let sites: [[Double]]
  private let targets: [[Double]]

  init(_ atlas: Atlas, _ treatment: Treatment, system: TractSystem) {
    let sites = Self.sites(atlas, system)
    self.sites = sites
    targets = treatment.targets.map { target in
      var roots = Array(repeating: 0.0, count: atlas.roots.count)
      if let root = target.root {
        roots[root] = 1
      } else if let muscle = target.muscle {
        roots = Self.roots(of: atlas.muscles[muscle], atlas)
      } else {
        for share in target.near {
          for r in roots.indices { roots[r] += share.value * sites[share.index][r] }
        }
      }
      return Self.normalized(roots)
    }
  }

  /// What part of the segments that a site involves a target reaches: Σ min over roots, 0…1.
  func overlap(target: Int, site: Int) -> Double {
    zip(targets[target], sites[site]).reduce(0) { $0 + min($1.0, $1.1) }
  }

  private static func roots(of muscle: Muscle, _ atlas: Atlas) -> [Double] {
    var roots = Array(repeating: 0.0, count: atlas.roots.count)
    for share in muscle.roots { roots[share.index] += share.value }
    for part in muscle.segmental { roots[part.root] += 1 }
    return roots
  }

  private static func sites(_ atlas: Atlas, _ system: TractSystem) -> [[Double]] {
    var columns: [[Lesion]] = []
    var origin: [(site: Int, share: Double)] = []
    for (s, site) in atlas.sites.enumerated() {
      for (m, mode) in site.modes.enumerated() where mode.mismatch == nil {
        columns.append([Lesion(site: s, mode: m, level: 0)])
        origin.append((s, mode.share))
      }
    }
    let survival = ForwardModel(atlas, system: system, columns: columns).survival
    var result = Array(repeating: Array(repeating: 0.0, count: atlas.roots.count), count: atlas.sites.count)
    for (j, place) in origin.enumerated() {
      var caught = Array(repeating: 0.0, count: atlas.roots.count)
      for (t, tract) in system.tracts.enumerated() {
        caught[tract.root] += 2 - survival.motor[t, j] - survival.sensory[t, j]
      }
      for (r, share) in normalized(caught).enumerated() { result[place.site][r] += place.share * share }
    }
    for (s, site) in atlas.sites.enumerated() where site.modes.isEmpty {
      if let muscle = site.muscle { result[s] = roots(of: atlas.muscles[muscle], atlas) }
    }
    return result.map(normalized)
  }

  private static func normalized(_ values: [Double]) -> [Double] {
    let sum = values.reduce(0, +)
    return sum > 0 ? values.map { $0 / sum } : values
  }
}
