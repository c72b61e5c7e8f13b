import Anatomy
import Simulation

/// Skin that goes numb or hurts and muscles that weaken, with probabilities.
public struct Territory: Sendable {
  public let name: String
  public let summary: String
  /// Whether its figures are shares of fibres rather than probabilities.
  public let isSupply: Bool
  /// Whether both limbs are struck more often than one.
  public let isBilateral: Bool
  /// P(numb) by position in ``Atlas/regions``, or the share of fibres.
  public internal(set) var numb: [Int: Double] = [:]
  /// P(pain) by position in ``Atlas/regions``.
  public internal(set) var pain: [Int: Double] = [:]
  /// P(weak) by position in ``Atlas/muscles``, or the share of fibres.
  public internal(set) var weak: [Int: Double] = [:]

  /// Smaller shares and probabilities would colour a whole region for a corner of it.
  private static let least = 0.1

  /// What a lesion at a site does: over its modes and levels, as the atlas weighs them.
  public init(site s: Int, _ atlas: Atlas, system: TractSystem) {
    let site = atlas.sites[s]
    name = site.name
    isSupply = false
    isBilateral = site.bilateral > 0.5
    summary =
      "P(numb), P(painful) and P(weak) of a lesion here, over its modes and degrees, without chance findings"
    var columns: [[Lesion]] = []
    var shares: [Double] = []
    let modes = site.modes.isEmpty ? [1.0] : site.modes.map { $0.mismatch == nil ? $0.share : 0 }
    for (m, share) in modes.enumerated() where share > 0 {
      for level in atlas.levels.indices {
        columns.append([Lesion(site: s, mode: m, level: level)])
        shares.append(share * site.severity[level])
      }
    }
    let total = shares.reduce(0, +)
    let probabilities = FindingProbabilities(ForwardModel(atlas, system: system, columns: columns))
    func mean(_ measure: Measure, _ target: FindingTarget) -> Double? {
      guard let f = atlas.finding(measure, of: target) else { return nil }
      let p = probabilities.exceedance(finding: f, step: 1, shift: atlas.usualShift)
      return zip(p, shares).reduce(0) { $0 + $1.0 * $1.1 } / max(total, 1e-12)
    }
    func worthwhile(_ p: Double?) -> Double? { p.flatMap { $0 >= Self.least ? $0 : nil } }
    for r in atlas.regions.indices {
      numb[r] = worthwhile(mean(.sensation, .region(r)))
      pain[r] = worthwhile(mean(.pain, .region(r)))
    }
    for m in atlas.muscles.indices { weak[m] = worthwhile(mean(.strength, .muscle(m))) }
  }

  /// What a nerve supplies: the share of a region's fibres that it carries, and the muscles whose branches leave it;
  /// shares below ``least`` are left out.
  public init(nerve n: Int, _ atlas: Atlas) {
    let nerve = atlas.nerves[n]
    name = nerve.name
    isSupply = true
    isBilateral = false
    summary = "Share of the fibres of skin and muscle that run through this nerve"
    let pathways = atlas.pathways()
    func passes(_ end: NerveEnd) -> Bool { !atlas.course(of: end, in: nerve, pathways).isEmpty }
    // A nerve that ends where this one does is its neighbour, no branch.
    let own = Set(nerve.ends.map(\.segment))
    for (r, region) in atlas.regions.enumerated() {
      let share = region.nerves.reduce(0) { sum, part in
        let ends = atlas.nerves[part.index].ends
        let all = ends.reduce(0) { $0 + $1.share }
        if part.index == n { return sum + part.value }
        let through = ends.filter { !own.contains($0.segment) && passes($0) }.reduce(0) { $0 + $1.share }
        return sum + (all > 0 ? part.value * through / all : 0)
      }
      if share >= Self.least { numb[r] = share }
    }
    for (m, muscle) in atlas.muscles.enumerated() {
      let share = muscle.leaves.filter(passes).reduce(0) { $0 + $1.share }
      if share >= Self.least { weak[m] = share }
    }
  }

  /// What a root supplies, and where it is felt.
  public init(root r: Int, _ atlas: Atlas) {
    name = atlas.roots[r].name
    isSupply = true
    isBilateral = false
    summary =
      "Share of the fibres from this root; pain: how often a patient feels it there when the root is irritated"
    for (k, region) in atlas.regions.enumerated() {
      numb[k] = region.roots.first { $0.index == r }?.value
    }
    for share in atlas.roots[r].referral { pain[share.index] = share.value }
    for (m, muscle) in atlas.muscles.enumerated() { weak[m] = muscle.roots.first { $0.index == r }?.value }
  }

  /// The likeliest of a map, in words.
  func top(_ map: [Int: Double], _ count: Int, _ name: (Int) -> String) -> String {
    let sorted = map.filter { $0.value >= 0.1 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(
      count)
    return sorted.map { "\(name($0.key))\u{a0}\($0.value.unbrokenPercent)" }.joined(separator: ", ")
  }
}
