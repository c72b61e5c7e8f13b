import Anatomy
import Foundation
import LinearAlgebra

/// From deficits to findings: P(a finding is at least this bad | a lesion set), without false positives.
///
/// Graph and local signs are independent causes of the same finding: p = 1 − (1 − p graph)(1 − p local).
public struct FindingProbabilities: FindingModel {
  public let model: ForwardModel
  private let local: [Int: [LesionPlace: Double]]
  private let localAside: [Int: [LesionPlace: Double]]
  /// What to leave out, for measuring what it is worth.
  private let parts: Parts
  /// P(positive | lesion) of the tests that follow from mechanics, by site and level, made when a test is asked for.
  private let provoked = Memo<Int, [Int: [Double]]>()
  private let provocation: @Sendable (Posture) -> [Int: [Double]]
  /// Exceedances without exclusions, for all the cases that ask for them.
  private let exceedances = Memo<Step, [Double]>()

  private struct Step: Hashable {
    var finding, step, shift: Int
  }

  /// Parts of the observation model that can be switched off.
  public struct Parts: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// What follows from the graph.
    public static let topology = Parts(rawValue: 1)
    /// Local signs.
    public static let local = Parts(rawValue: 2)
  }

  /// - Parameters:
  ///   - signs: the local signs of the atlas of `model`, where they are at hand.
  ///   - provocation: P(positive | lesion) of a test by site and level; by default for the atlas's levels, from
  ///     ``Provocation``.
  public init(
    _ model: ForwardModel, parts: Parts = [.topology, .local], signs: LocalSigns? = nil,
    provocation: (@Sendable (Posture) -> [Int: [Double]])? = nil
  ) {
    let levels = Memo<Bool, Provocation>()
    let atlas = model.atlas
    self.provocation =
      provocation ?? { posture in levels.value(true) { Provocation(atlas) }.probabilities(of: posture) }
    self.model = model
    self.parts = parts
    let signs = signs ?? LocalSigns(atlas)
    local = signs.onScale
    localAside = signs.aside
  }

  public var columns: [[Lesion]] { model.columns }
  public var system: TractSystem { model.system }

  public func exceedance(
    finding f: Int, step: Int, shift: Int, excluding: Set<FindingMember>
  ) -> [Double] {
    if !excluding.isEmpty { return made(f, step, shift, excluding) }
    return exceedances.value(Step(finding: f, step: step, shift: shift)) { made(f, step, shift, []) }
  }

  private func made(_ f: Int, _ step: Int, _ shift: Int, _ excluding: Set<FindingMember>) -> [Double] {
    let finding = model.atlas.findings[f]
    let kind = model.atlas.kinds[finding.kind]
    switch finding.target {
    case .muscleGroup, .skinGroup:
      let members = model.atlas.members(of: finding) ?? []
      return most(of: members, excluding, kind: kind, group: f, step: step, shift: shift)
    case .muscle(let m):
      return member(.muscle(m), kind: kind, step: step, shift: shift)
    case .movement(let m):
      return member(.movement(m), kind: kind, step: step, shift: shift)
    case .region(let r):
      return member(.region(r), kind: kind, step: step, shift: shift)
    case .reflex(let r):
      let graph = curve(kind, step, model.deficits[shift].reflexes.row(r))
      return combined(graph, f, step)
    case .study(let s):
      return combined(study(s, finding, kind: kind, step: step, shift: shift), f, step)
    case .local:
      // A local sign is as often at one of its steps as at the next.
      let share = Double(finding.scale.worst - step + 1) / Double(max(1, finding.scale.worst))
      return withProvocation(combined(nil, f, 1), f).map { $0 * share }
    }
  }

  /// Local signs of a test together with what mechanics says it does at the lesions of each column.
  private func withProvocation(_ local: [Double], _ f: Int) -> [Double] {
    guard let posture = model.atlas.findings[f].posture, parts.contains(.local) else { return local }
    let bySite = provoked.value(f) { provocation(model.atlas.postures[posture]) }
    let ceiling = model.atlas.observation.localCeiling
    return zip(local, model.columns).map { local, lesions in
      let spared = lesions.reduce(1) { $0 * (1 - min(ceiling, bySite[$1.site]?[$1.level] ?? 0)) }
      return 1 - (1 - local) * spared
    }
  }

  /// The deficit that a finding measures, per column: 0 whole, 1 lost. Nil where it measures none: pain, local signs,
  /// groups.
  public func deficit(of f: Int, shift: Int) -> [Double]? {
    let deficits = model.deficits[shift]
    let measure = model.atlas.kinds[model.atlas.findings[f].kind].measure
    switch (model.atlas.findings[f].target, measure) {
    case (.muscle(let m), .strength): return strengthLoss(m, deficits)
    case (.muscle(let m), .denervation), (.muscle(let m), .bulk): return axonLoss(m, deficits)
    case (.movement(let m), .strength): return strengthLoss(movement: m, deficits)
    case (.region(let r), .sensation): return sensoryLoss(r, deficits)
    case (.reflex(let r), .reflex): return Array(deficits.reflexes.row(r))
    case (.study(let s), .conduction): return Array(deficits.studies.row(s))
    default: return nil
    }
  }

  public func asideProbability(finding f: Int) -> [Double] {
    var result = Array(repeating: 0.0, count: model.columns.count)
    if case .study(let s) = model.atlas.findings[f].target, parts.contains(.topology) {
      result = focalConduction(s, model.atlas.kinds[model.atlas.findings[f].kind])
    }
    guard let links = localAside[f], parts.contains(.local) else { return result }
    return zip(result, localSigns(links)).map { 1 - (1 - $0) * (1 - $1) }
  }

  /// The worst of several members: one observation of a whole.
  private func most(
    of members: [FindingMember], _ excluding: Set<FindingMember>, kind: FindingKind, group: Int, step: Int,
    shift: Int
  ) -> [Double] {
    var result =
      local[group] == nil ? Array(repeating: 0.0, count: model.columns.count) : combined(nil, group, step)
    for member in members where !excluding.contains(member) {
      let p = self.member(member, kind: kind, step: step, shift: shift)
      for j in result.indices { result[j] = max(result[j], p[j]) }
    }
    return result
  }

  private func member(_ member: FindingMember, kind: FindingKind, step: Int, shift: Int) -> [Double] {
    let atlas = model.atlas
    let deficits = model.deficits[shift]
    let f = atlas.finding(of: member, kind: kind)
    switch member {
    case .muscle(let m):
      let graph: [Double]? =
        switch kind.measure {
        case .strength: curve(kind, step, strengthLoss(m, deficits))
        case .denervation, .bulk: curve(kind, step, axonLoss(m, deficits))
        default: nil
        }
      return combined(graph, f, step, ownMuscle: m, kind)
    case .movement(let m):
      return combined(curve(kind, step, strengthLoss(movement: m, deficits)), f, step)
    case .region(let r):
      let graph: [Double]? =
        switch kind.measure {
        case .sensation: curve(kind, step, sensoryLoss(r, deficits))
        case .tingling: curve(kind, step, deficits.drive.row(r))
        case .pain: pain(r, deficits)
        default: nil
        }
      return combined(graph, f, step)
    }
  }

  private func motorLoss(_ m: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    loss(m, deficits.muscles, segmental: deficits.segmental)
  }

  private func axonLoss(_ m: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    zip(
      loss(m, deficits.muscleAxons, segmental: deficits.segmentalAxons),
      model.survival.quietMuscleFibres.row(m)
    ).map { 1 - (1 - $0) * $1 }
  }

  /// What a muscle has lost; a segmental one, at the level that has lost most.
  private func loss(_ m: Int, _ muscles: Matrix, segmental: Matrix) -> [Double] {
    guard let rows = model.system.segmentalRows[m] else { return Array(muscles.row(m)) }
    var result = Array(repeating: 0.0, count: model.columns.count)
    for row in rows {
      for (j, value) in segmental.row(row).enumerated() { result[j] = max(result[j], value) }
    }
    return result
  }

  private func strengthLoss(_ m: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    let pyramidal = model.atlas.muscles[m].pyramidal
    let reached = zip(motorLoss(m, deficits), model.survival.upstreamMotor).map {
      (1 - $0) * (1 - $1 * pyramidal)
    }
    return zip(reached, model.survival.muscleFibres.row(m)).map { 1 - $0 * $1 }
  }

  private func strengthLoss(movement m: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    var loss = Array(repeating: 0.0, count: model.columns.count)
    for share in model.atlas.movements[m].muscles {
      let part = strengthLoss(share.index, deficits)
      for j in loss.indices { loss[j] += share.value * part[j] }
    }
    return loss
  }

  private func sensoryLoss(_ r: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    zip(deficits.regions.row(r), model.survival.upstreamSensory).map { 1 - (1 - $0) * (1 - $1) }
  }

  /// Pain in a region: root referral, territory of irritated nerves, and referral from trigger points.
  private func pain(_ r: Int, _ deficits: ForwardModel.Deficits) -> [Double] {
    let atlas = model.atlas
    let referring = atlas.roots.enumerated().compactMap { root, entry in
      entry.referral.first { $0.index == r }.map { (root, $0.value) }
    }
    return model.columns.indices.map { j in
      var spared = 1.0
      let painfulness = model.columns[j].map { atlas.sites[$0.site].pain }.max() ?? 0
      for (root, probability) in referring {
        spared *= 1 - min(1, probability * painfulness) * model.survival.rootDrive[root, j]
      }
      let drive = deficits.peripheralDrive[r, j]
      spared *= 1 - min(1, atlas.observation.territoryPain * painfulness * drive)
      for lesion in model.columns[j] {
        guard let muscle = atlas.sites[lesion.site].muscle,
          let share = atlas.muscles[muscle].refers.first(where: { $0.index == r })
        else { continue }
        spared *=
          1 - min(atlas.observation.localCeiling, share.value * atlas.severity(of: lesion).expression)
      }
      return 1 - spared
    }
  }

  private func curve(_ kind: FindingKind, _ step: Int, _ doses: some Sequence<Double>) -> [Double] {
    guard let curve = kind.curve(step: step) else { return doses.map { _ in 0 } }
    return doses.map { curve($0) }
  }

  /// Graph part and local signs of one finding.
  ///
  /// Local causes of a graded sign (a joint that inhibits its muscles) are slight like chance ones, and thin out along
  /// the scale with a power of their own.
  private func combined(
    _ graph: [Double]?, _ f: Int?, _ step: Int, ownMuscle: Int? = nil, _ kind: FindingKind? = nil
  ) -> [Double] {
    var result = Array(repeating: 0.0, count: model.columns.count)
    if let graph, parts.contains(.topology) {
      result = graph
      if let ceiling = f.flatMap({ model.atlas.findings[$0].ceiling }) {
        for j in result.indices { result[j] *= ceiling.probability }
      }
    }
    guard parts.contains(.local) else { return result }
    if let f, let links = local[f] {
      let own = model.atlas.kinds[model.atlas.findings[f].kind]
      let power = own.localPower ?? own.leakPower ?? model.atlas.observation.leakPower
      let share = pow(model.atlas.findings[f].scale.left(at: step), power)
      for (j, p) in localSigns(links).enumerated() { result[j] = 1 - (1 - result[j]) * (1 - p * share) }
    }
    if let ownMuscle, let own = kind?.ownTriggerPoint {
      for (j, lesions) in model.columns.enumerated() {
        for lesion in lesions
        where model.atlas.sites[lesion.site].muscle == ownMuscle
          && f.flatMap({ local[$0]?[LesionPlace(lesion)] }) == nil
        {
          let p = min(
            model.atlas.observation.localCeiling,
            own.probability * model.atlas.severity(of: lesion).expression)
          result[j] = 1 - (1 - result[j]) * (1 - p)
        }
      }
    }
    return result
  }

  private func localSigns(_ links: [LesionPlace: Double]) -> [Double] {
    let atlas = model.atlas
    return model.columns.map { lesions in
      var spared = 1.0
      for lesion in lesions {
        guard let p = links[LesionPlace(lesion)] else { continue }
        spared *= 1 - min(atlas.observation.localCeiling, p * atlas.severity(of: lesion).expression)
      }
      return 1 - spared
    }
  }

  private func study(
    _ s: Int, _ finding: Finding, kind: FindingKind, step: Int, shift: Int
  ) -> [Double]? {
    // A study may lack a step of its kind (a late response is there or not), so steps are matched by value.
    guard step < finding.scale.values.count,
      let kindStep = kind.scale.values.firstIndex(of: finding.scale.values[step])
    else { return nil }
    // A response through a reflex arc fades and is lost as the jerk is of which it is the electrical form.
    if case .reflex = model.atlas.studies[s].recording,
      let jerk = model.atlas.kinds.first(where: { $0.measure == .reflex }),
      let jerkStep = jerk.scale.values.firstIndex(of: finding.scale.values[step])
    {
      return curve(jerk, jerkStep, model.deficits[shift].studies.row(s))
    }
    return curve(kind, kindStep, model.deficits[shift].studies.row(s))
  }

  /// Slowing or block: a lesion within the span of the study, by the part of the recorded fibres that it grips, or
  /// disease along the whole fibre. A block without loss of axons (Seddon 1943) is found unless it is slight. Where single kinds of fibre die off nothing is slowed, and what slows a nerve all
  /// along blocks no single stretch of it.
  private func focalConduction(_ s: Int, _ kind: FindingKind) -> [Double] {
    let atlas = model.atlas
    let study = atlas.studies[s]
    let spans = Set(study.spans)
    let fibres = recordedFibres(s).map { tract, weight in
      (
        channel: system.tracts[tract].channel, weight: weight,
        stretch: spans.intersection(system.routes[tract])
      )
    }
    let isOneStretch = if case .block = study.recording { true } else { false }
    let farthest = farthestFibre(through: spans)
    let drop = kind.curve(step: 1)
    return model.columns.map { lesions in
      var spared = 1.0
      for lesion in lesions {
        guard let mode = atlas.mode(of: lesion) else { continue }
        let most = atlas.observation.focalConduction * atlas.severity(of: lesion).sensoryBlock
        let catches = mode.catches.filter { $0.fibres.isEmpty && spans.contains($0.segment) }
        let gripped = fibres.reduce(0) { sum, fibre in
          let grips = catches.lazy.filter { fibre.stretch.contains($0.segment) }
            .map { atlas.selectivity(of: $0, channel: fibre.channel) }
          return sum + fibre.weight * (grips.max() ?? 0)
        }
        spared *= 1 - most * study.slowing * gripped
        // What is blocked but not dead falls across the site as far as a low amplitude lies below a whole one.
        let passing = (1 - mode.axonal) * atlas.severity(of: lesion).motorBlock * gripped
        if passing > 0, let drop { spared *= 1 - drop(passing) }
        if let dependence = mode.lengthDependence, !isOneStretch {
          spared *= 1 - most * dependence.share(length: farthest)
        }
      }
      return 1 - spared
    }
  }

  /// The fibres that a study records, by their share; with the plexus in its usual position.
  private func recordedFibres(_ s: Int) -> [(tract: Int, weight: Double)] {
    let weights = system.weights[model.atlas.usualShift]
    var row = Array(weights.studies.row(s))
    if case .block(let muscles) = model.atlas.studies[s].recording {
      for share in muscles {
        for (t, weight) in weights.muscles.row(share.index).enumerated() { row[t] += share.value * weight }
      }
    }
    return row.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) }
  }

  /// Length in mm of the longest fibre that passes one of these segments.
  private func farthestFibre(through spans: Set<Int>) -> Double {
    let system = model.system
    return system.tracts.indices.lazy.filter { !spans.isDisjoint(with: system.routes[$0]) }
      .map { system.lengths[$0] }.max() ?? 0
  }
}

/// A site and the mode in which it is struck; mode 0 where it has none.
fileprivate struct LesionPlace: Hashable {
  let site: Int
  let mode: Int

  init(site: Int, mode: Int) {
    self.site = site
    self.mode = mode
  }

  init(_ lesion: Lesion) { self.init(site: lesion.site, mode: lesion.mode) }

  /// All modes of a site.
  static func all(of site: Int, _ atlas: Atlas) -> [LesionPlace] {
    (0..<max(1, atlas.sites[site].modes.count)).map { LesionPlace(site: site, mode: $0) }
  }
}

/// Local signs of an atlas per finding, site and mode, with the parts that only the graph gives left out.
public struct LocalSigns: Sendable {
  fileprivate let onScale: [Int: [LesionPlace: Double]]
  fileprivate let aside: [Int: [LesionPlace: Double]]

  public init(_ atlas: Atlas) {
    var local: [Int: [LesionPlace: Double]] = [:]
    var aside: [Int: [LesionPlace: Double]] = [:]
    for (f, finding) in atlas.findings.enumerated() {
      local[f] = Self.byPlace(finding.links, atlas)
      aside[f] = Self.byPlace(finding.asideLinks, atlas)
    }
    // A deficit of both legs follows from how often a site is struck on both sides, unless a link says more.
    if let f = atlas.bothSidesFinding {
      for (s, site) in atlas.sites.enumerated() where !site.isUnexplained {
        for place in LesionPlace.all(of: s, atlas) where local[f]?[place] == nil {
          local[f, default: [:]][place] = site.bilateral
        }
      }
    }
    onScale = local
    self.aside = aside
  }

  private static func byPlace(_ links: [LocalLink], _ atlas: Atlas) -> [LesionPlace: Double]? {
    if links.isEmpty { return nil }
    var result: [LesionPlace: Double] = [:]
    // A later, more special link replaces an earlier one for the same site.
    for link in links {
      for site in link.sites {
        let places =
          link.modes.map { $0.map { LesionPlace(site: site, mode: $0) } } ?? LesionPlace.all(of: site, atlas)
        for place in places { result[place] = link.likelihood.probability }
      }
    }
    return result
  }
}

extension HillCurve {
  /// The probability at a dose.
  public func callAsFunction(_ dose: Double) -> Double {
    if dose <= 0 { return 0 }
    let power = pow(dose / threshold, exponent)
    return min(1, maximum * power / (1 + power))
  }
}
