import Anatomy

/// Where P(finding | lesions) comes from, for a list of lesion sets (columns).
public protocol FindingModel: Sendable {
  /// The lesion sets that the columns stand for.
  var columns: [[Lesion]] { get }
  /// The tracts of the atlas.
  var system: TractSystem { get }

  /// P(finding at or beyond `step` of its scale | column) for every column, without false positives.
  ///
  /// - Parameters:
  ///   - finding: position in ``Atlas/findings``.
  ///   - step: step of the finding's scale, 1 or more.
  ///   - shift: position in ``Atlas/shifts``.
  ///   - excluding: members of a group that are recorded on their own.
  func exceedance(finding: Int, step: Int, shift: Int, excluding: Set<FindingMember>) -> [Double]

  /// P(the value aside of the scale | column): brisk reflexes, slowing or block of conduction.
  func asideProbability(finding: Int) -> [Double]
}

extension FindingModel {
  /// P(finding at or beyond `step` of its scale | column), for the whole of a group.
  public func exceedance(finding: Int, step: Int, shift: Int) -> [Double] {
    exceedance(finding: finding, step: step, shift: shift, excluding: [])
  }
}

/// A member of a group.
public enum FindingMember: Sendable, Hashable {
  case muscle(Int)
  case movement(Int)
  case region(Int)
}

extension Atlas {
  /// The members that a finding of a group takes together; nil for a finding of something single.
  func members(of finding: Finding) -> [FindingMember]? {
    switch finding.target {
    case .muscleGroup(let g):
      let group = muscleGroups[g]
      return group.muscles.map { .muscle($0) } + group.movements.map { .movement($0) }
    case .skinGroup(let g): return skinGroups[g].regions.map { .region($0) }
    default: return nil
    }
  }

  /// The finding of a kind that is about a member of a group alone, where there is one.
  func finding(of member: FindingMember, kind: FindingKind) -> Int? {
    let target =
      switch member {
      case .muscle(let m): muscles[m].id
      case .movement(let m): movements[m].id
      case .region(let r): regions[r].id
      }
    return findings.position(of: kind.id + "." + target)
  }
}
