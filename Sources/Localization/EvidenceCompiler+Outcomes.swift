import Anatomy
import Simulation

/// The values of a finding as outcomes of which exactly one comes true, as patients are drawn by
/// ``EvidenceCompiler/states(_:column:_:_:isDue:)``.
extension EvidenceCompiler {
  /// P(a value comes out), as a factor.
  ///
  /// It differs from what the value says once recorded (``factor(_:context:patient:)``) in conduction alone: a response
  /// that is there, but slow or blocked, comes out as that, and so `reduced` is one that is neither. All values aside
  /// of a scale have the factor of any of them; ``asideShares(_:)`` parts them.
  func outcome(_ record: RecordedFinding, context: PatientContext, patient: PatientCase) -> Factor {
    let f = record.finding
    let reporting = Reporting(patient, atlas)
    let content = Observation.Content.recorded(record, excluding: [])
    var columns = columns(of: content, reporting, context)
    var leaks = leaks(of: content, reporting, context)
    let traits = traits(of: f)
    if let aside = traits.aside {
      switch record.reading {
      case .aside: leaks.lower = leaks.upper * (1 - aside)
      case .steps(let steps):
        let span = traits.counted(steps)
        if !traits.excludesAside(span), span.upperBound < traits.worst {
          columns = exclusive(f, span, columns, context.shift)
          leaks = (leaks.upper * (1 - aside), leaks.lower * (1 - aside))
        }
      }
    }
    return Factor(label: atlas.findings[f].id, columns, upperLeak: leaks.upper, lowerLeak: leaks.lower)
  }

  /// Whether a value says, once recorded, no more and no less than that it came out.
  func isReadAsItComesOut(_ record: RecordedFinding) -> Bool {
    let traits = traits(of: record.finding)
    guard traits.aside != nil else { return true }
    guard case .steps(let steps) = record.reading else {
      return atlas.findings[record.finding].scale.aside.count == 1
    }
    let span = traits.counted(steps)
    return traits.excludesAside(span) || span.upperBound >= traits.worst
  }

  /// The share of each value aside of a scale in all of them, per single lesion, without one last.
  func asideShares(_ f: Int) -> [[Double]] {
    let traits = traits(of: f)
    let spared = asideSpared(f) + [1]
    let each = atlas.findings[f].scale.aside.map { value in
      spared.map { 1 - $0 * (1 - traits.chance(of: value)) }
    }
    return each.map { own in
      own.indices.map { j in
        let all = each.reduce(0) { $0 + $1[j] }
        return all > 0 ? own[j] / all : 1 / Double(each.count)
      }
    }
  }
}
