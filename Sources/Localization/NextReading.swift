import Anatomy
import Foundation

/// A record as ``Localizer/locate(_:_:)`` reads it once one more finding is recorded, what it says of that finding itself
/// apart.
struct NextReading {
  /// With the finding, completed.
  let patient: PatientCase
  /// All observations.
  let evidence: Evidence
  /// Positions of those of other findings.
  let others: [Int]

  init(_ answer: Answer, adding record: RecordedFinding, _ atlas: Atlas, useSilence: Bool) {
    var examined = answer.patient
    examined.findings.append(record)
    patient = examined.completed(atlas)
    let evidence = Evidence(patient, atlas, useSilence: useSilence)
    self.evidence = evidence
    others = evidence.observations.indices.filter { !evidence.observations[$0].content.isOf(record.finding) }
  }

  /// Positions among these observations of those of other findings, in order; nil where the reading of one changed.
  func places(in observations: [Observation], from start: PatientCase, _ atlas: Atlas) -> [Int]? {
    if patient.history != start.history || Reporting(patient, atlas) != Reporting(start, atlas) { return nil }
    var places: [Int] = []
    var next = observations.startIndex
    for n in others {
      let content = evidence.observations[n].content
      guard let place = observations[next...].firstIndex(where: { $0.content == content }) else { return nil }
      places.append(place)
      next = place + 1
    }
    return places
  }

  /// Whether another value of the finding leaves the reading of all others as it is.
  func isAlike(_ other: NextReading, _ atlas: Atlas) -> Bool {
    others.count == other.others.count
      && places(in: other.others.map { other.evidence.observations[$0] }, from: other.patient, atlas) != nil
  }
}

extension Observation.Content {
  /// Whether this is what the record says of a finding.
  fileprivate func isOf(_ finding: Int) -> Bool {
    switch self {
    case .recorded(let record, _), .amplitude(let record): record.finding == finding
    case .bothSides(let stated): stated == finding
    default: false
    }
  }
}
