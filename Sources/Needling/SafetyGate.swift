import Anatomy

/// Whether, and where, a needle may be used at all: asked before anything is ranked.
public struct SafetyGate: Sendable {
  /// Red flags that fired, worst first.
  public internal(set) var urgent: [UrgencyRule]
  /// Precautions that hold, accepted ones left out.
  public let precautions: [Precaution]
  /// Precautions that hold and that the patient accepts.
  public let accepted: [Precaution]
  /// Flags that were not asked about, as positions in ``Atlas/findings``.
  public let notAsked: [Int]
  /// What must be known before a needle is used, by name.
  public private(set) var wanted: [String]
  private let atlas: Atlas
  private let treatment: Treatment
  private let patient: PatientCase
  private let hasUltrasound: Bool

  /// - Parameters:
  ///   - patient: as written; it is completed here.
  ///   - accepting: ids of precautions that the patient consents to.
  ///   - hasUltrasound: whether ultrasound guidance is at hand.
  public init(
    _ atlas: Atlas, _ treatment: Treatment, _ patient: PatientCase, accepting: Set<String> = [],
    hasUltrasound: Bool = false
  ) {
    self.atlas = atlas
    self.treatment = treatment
    self.hasUltrasound = hasUltrasound
    let full = patient.completed(atlas)
    self.patient = full
    urgent = patient.urgency(atlas)
    let holding = treatment.precautions.filter { $0.condition.holds(in: full, atlas) }
    accepted = holding.filter { $0.mayAccept && accepting.contains($0.id) }
    precautions = holding.filter { !($0.mayAccept && accepting.contains($0.id)) }
    let asked =
      full.openSafetyQuestions(atlas)
      + treatment.precautions.filter { precaution in
        let isOtherSex = precaution.askedSex.map { sex in full.sex.map { $0 != sex } ?? false } ?? false
        let isOlder = precaution.askedBelow.map { below in full.age.map { $0 >= below } ?? false } ?? false
        return !isOtherSex && !isOlder
      }.map(\.flag)
    var seen: Set<Int> = []
    notAsked = asked.filter { full.record(of: $0) == nil && seen.insert($0).inserted }
    wanted = precautions.compactMap { precaution in
      guard case .flaggedRegion = precaution.scope,
        Self.regions(of: precaution, full, atlas, treatment).isEmpty
      else { return nil }
      return "where: \(atlas.midSentence(atlas.findings[precaution.flag].name)) (flag-region: in the case)"
    }
    wanted += precautions.compactMap(\.wanted)
    // One list of regions for several flags may hide where each of them is.
    let sharing = precautions.filter { precaution in
      guard case .flaggedRegion = precaution.scope else { return false }
      return full.flagRegions[""] != nil && full.flagRegions[atlas.findings[precaution.flag].id] == nil
    }.map { atlas.findings[$0.flag] }
    if sharing.count > 1 {
      let example = sharing.map { "\($0.targetID): […]" }.joined(separator: ", ")
      wanted.append(
        "whether the one flag-region holds for \(sharing.map { atlas.midSentence($0.name) }.joined(separator: " and ")) "
          + "alike; if not, flag-region: {\(example)}")
    }
  }

  /// Whether the patient must be sent on and nothing is needled.
  public var forbidsTargets: Bool { urgent.contains { $0.tier <= .urgent } }

  /// Precautions that bound the needle; those of force alone bound what goes with it.
  public var needlePrecautions: [Precaution] {
    precautions.filter {
      switch $0.scope {
      case .force, .load: false
      default: true
      }
    }
  }

  /// What comes before any needle, where a caution stands above the targets; nil where none does.
  public var beforeNeedle: String? {
    urgent.isEmpty || forbidsTargets ? nil : "No needle before what the caution above asks for is done."
  }

  /// Why no target at all may be needled; nil where one may.
  public var exclusionOfAll: String? {
    let reasons = treatment.targets.compactMap(exclusion)
    return reasons.count == treatment.targets.count ? reasons.first : nil
  }

  /// Whether manual therapy must stay gentle: a precaution says so, or any red flag is up, be it only a caution. What one
  /// warns of is what a thrust makes worse.
  public var forbidsForce: Bool {
    !urgent.isEmpty || precautions.contains { if case .force = $0.scope { true } else { false } }
  }

  /// Precautions under which nothing loads or moves the limb: no exercise, no stretching, no work by hand.
  public var againstLoad: [Precaution] {
    precautions.filter { if case .load = $0.scope { true } else { false } }
  }

  /// How the patient lies for a target.
  public func position(for target: NeedleTarget) -> String {
    precautions.lazy.compactMap(\.position).first ?? target.position
  }

  /// How a needle is guided to a target, by the target itself or a precaution.
  public func guidance(for target: NeedleTarget) -> NeedleTarget.Guidance {
    precautions.contains { wantsUltrasound($0, target) } ? .required : target.guidance
  }

  /// Whether a trigger point was found in the muscle of a target.
  func isFound(_ target: NeedleTarget) -> Bool {
    triggerPoint(of: target).flatMap { patient.record(of: $0) }?.isAbnormal ?? false
  }

  /// Whether a target needles a trigger point that nobody looked for.
  public func isUnpalpated(_ target: NeedleTarget) -> Bool {
    triggerPoint(of: target).map { patient.record(of: $0) == nil } ?? false
  }

  private func triggerPoint(of target: NeedleTarget) -> Int? {
    target.kind == .triggerPoint ? target.muscle.flatMap { atlas.triggerPointFinding(of: $0) } : nil
  }

  /// Precautions of this list that `accepting` named although nobody may accept them.
  public static func unacceptable(_ ids: Set<String>, _ treatment: Treatment) -> [String] {
    ids.filter { id in !treatment.precautions.contains { $0.id == id && $0.mayAccept } }.sorted()
  }

  /// Why a target is excluded; nil where nothing forbids it.
  public func exclusion(of target: NeedleTarget) -> String? {
    for precaution in precautions where forbids(precaution, target) { return reason(precaution) }
    if let precaution = precautions.first(where: { wantsUltrasound($0, target) }), !hasUltrasound {
      return "\(precaution.text) (--ultrasound where it is at hand)"
    }
    for bar in target.excludedBy where patient.record(of: bar.flag)?.isAbnormal == true {
      return bar.reason
    }
    if target.guidance == .required, !hasUltrasound {
      return "only under ultrasound (--ultrasound where it is at hand)"
    }
    return nil
  }

  private func reason(_ precaution: Precaution) -> String {
    if case .flaggedRegion = precaution.scope,
      Self.regions(of: precaution, patient, atlas, treatment).isEmpty
    {
      return "\(precaution.text); its region is not known"
    }
    return precaution.text
  }

  private func forbids(_ precaution: Precaution, _ target: NeedleTarget) -> Bool {
    switch precaution.scope {
    case .all: return true
    case .bleeding:
      return target.isDeep || !target.isCompressible
        || target.risks.contains {
          treatment.structures[$0.structure].kind == .vessel
        }
    case .regions(let regions): return regions.contains(target.region)
    case .flaggedRegion(let withNeighbours):
      var regions = Self.regions(of: precaution, patient, atlas, treatment)
      if withNeighbours {
        for region in regions {
          regions.formUnion(treatment.regions[region].beside.compactMap(treatment.regions.position(of:)))
        }
      }
      // Where nobody knows the region, no region is safe.
      return regions.isEmpty || regions.contains(target.region)
    case .beside(let structures): return target.risks.contains { structures.contains($0.structure) }
    case .deep(let regions): return target.isDeep && (regions.isEmpty || regions.contains(target.region))
    case .guided, .load, .force, .notice: return false
    }
  }

  /// Whether a precaution makes of an advice to use ultrasound a must.
  private func wantsUltrasound(_ precaution: Precaution, _ target: NeedleTarget) -> Bool {
    guard case .guided(let structures) = precaution.scope, target.guidance == .recommended else {
      return false
    }
    return target.risks.contains { structures.contains($0.structure) }
  }

  /// Regions where the flag of a precaution holds; empty where the case does not say.
  private static func regions(
    of precaution: Precaution, _ patient: PatientCase, _ atlas: Atlas, _ treatment: Treatment
  ) -> Set<Int> {
    let words =
      (patient.flagRegions[atlas.findings[precaution.flag].id] ?? []) + (patient.flagRegions[""] ?? [])
    return words.reduce(into: []) { $0.formUnion(treatment.regions(named: $1, atlas) ?? []) }
  }
}
