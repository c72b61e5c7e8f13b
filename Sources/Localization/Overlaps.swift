import Anatomy
import Simulation

/// Which recorded findings speak of the same muscles or skin, so that nothing is counted twice.
struct Overlaps {
  enum Standing {
    case counts(excluding: Set<FindingMember>)
    case countsOnScale
    case covered(by: String)
  }

  private let atlas: Atlas
  private let records: [RecordedFinding]

  init(_ patient: PatientCase, _ atlas: Atlas) {
    self.atlas = atlas
    records = patient.findings
  }

  /// The muscles, movements or regions that a finding is about.
  private func members(of f: Int) -> Set<FindingMember> {
    switch atlas.findings[f].target {
    case .muscle(let m): return [.muscle(m)]
    case .movement(let m): return [.movement(m)]
    case .region(let r): return [.region(r)]
    case .muscleGroup(let g):
      let group = atlas.muscleGroups[g]
      return Set(group.muscles.map { .muscle($0) } + group.movements.map { .movement($0) })
    case .skinGroup(let g): return Set(atlas.skinGroups[g].regions.map { .region($0) })
    default: return []
    }
  }

  private func muscles(of movement: Int) -> [Share] { atlas.movements[movement].muscles }

  private func isGroup(_ f: Int) -> Bool {
    switch atlas.findings[f].target {
    case .muscleGroup, .skinGroup: true
    default: false
    }
  }

  private func others(ofKindOf f: Int) -> [RecordedFinding] {
    records.filter { $0.finding != f && atlas.findings[$0.finding].kind == atlas.findings[f].kind }
  }

  /// Whether a motor study has an amplitude, and a block within its span was looked for by a study of its own.
  private func isCrossedElsewhere(_ record: RecordedFinding) -> Bool {
    guard case .steps = record.reading, let whole = study(record), case .motor = whole.recording else {
      return false
    }
    return others(ofKindOf: record.finding).contains { other in
      guard let part = study(other), case .block = part.recording else { return false }
      return Set(part.spans).isSubset(of: whole.spans)
    }
  }

  private func study(_ record: RecordedFinding) -> ConductionStudy? {
    guard case .study(let s) = atlas.findings[record.finding].target else { return nil }
    return atlas.studies[s]
  }

  /// How a recorded finding counts beside the others.
  func standing(of record: RecordedFinding) -> Standing {
    let f = record.finding
    if let part = records.first(where: { atlas.findings[$0.finding].partOf == f }) {
      return .covered(by: atlas.findings[part.finding].id)
    }
    if case .movement(let movement) = atlas.findings[f].target {
      for other in others(ofKindOf: f) {
        if case .muscle(let m) = atlas.findings[other.finding].target,
          let share = muscles(of: movement).first(where: { $0.index == m }), share.value >= 0.5
        {
          return .covered(by: atlas.findings[other.finding].id)
        }
      }
      return .counts(excluding: [])
    }
    guard isGroup(f) else { return isCrossedElsewhere(record) ? .countsOnScale : .counts(excluding: []) }
    let own = members(of: f)
    var excluding: Set<FindingMember> = []
    for other in others(ofKindOf: f) {
      let theirs = members(of: other.finding)
      if isGroup(other.finding) {
        let isSmaller = theirs.count < own.count
        guard isSmaller, other.isAbnormal, !theirs.isDisjoint(with: own) else { continue }
        if record.isAbnormal, theirs.isSubset(of: own) {
          return .covered(by: atlas.findings[other.finding].id)
        }
        if !record.isAbnormal { excluding.formUnion(theirs) }
      } else {
        excluding.formUnion(theirs)
        if case .movement(let movement) = atlas.findings[other.finding].target {
          for share in muscles(of: movement) { excluding.insert(.muscle(share.index)) }
        }
        if case .muscle(let m) = atlas.findings[other.finding].target {
          for (position, movement) in atlas.movements.enumerated()
          where movement.muscles.contains(where: { $0.index == m && $0.value >= 0.5 }) {
            excluding.insert(.movement(position))
          }
        }
      }
    }
    if own.isSubset(of: excluding) { return .covered(by: "its members") }
    return .counts(excluding: excluding.intersection(own))
  }

  /// Whether the record says anything about what a finding is about.
  func isMentioned(_ f: Int) -> Bool {
    let whole = atlas.findings[f].partOf
    if records.contains(where: {
      $0.finding == f || $0.finding == whole || atlas.findings[$0.finding].partOf == f
    }) {
      return true
    }
    let own = members(of: f)
    if own.isEmpty { return false }
    var spoken = own
    for member in own {
      if case .movement(let movement) = member {
        for share in muscles(of: movement) where share.value >= 0.3 { spoken.insert(.muscle(share.index)) }
      }
    }
    return others(ofKindOf: f).contains { other in
      var theirs = members(of: other.finding)
      for member in theirs {
        if case .movement(let movement) = member {
          for share in muscles(of: movement) where share.value >= 0.3 { theirs.insert(.muscle(share.index)) }
        }
      }
      return !spoken.isDisjoint(with: theirs)
    }
  }
}
