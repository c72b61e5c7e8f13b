import Anatomy

/// What a case says that moves false positives.
struct Reporting: Equatable {
  let isSummary: Bool
  /// Regions that hurt, alone or in a group of few.
  let painful: Set<Int>
  /// What the other leg shows, by finding.
  let otherLeg: [Int: RecordedFinding]

  init(_ patient: PatientCase, _ atlas: Atlas) {
    isSummary = patient.examination == .summary
    var painful: Set<Int> = []
    for record in patient.findings where record.isAbnormal {
      let finding = atlas.findings[record.finding]
      guard atlas.kinds[finding.kind].measure == .pain else { continue }
      switch finding.target {
      case .region(let r): painful.insert(r)
      case .skinGroup(let g) where atlas.skinGroups[g].regions.count <= 3:
        painful.formUnion(atlas.skinGroups[g].regions)
      default: break
      }
    }
    self.painful = painful
    otherLeg = Dictionary(patient.otherSide.map { ($0.finding, $0) }) { first, _ in first }
  }
}
