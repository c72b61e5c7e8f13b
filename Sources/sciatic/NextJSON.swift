import Anatomy
import Localization

/// The answer of `next` as JSON: schema `sciatic.next/1`. Fields may be added, never changed.
struct NextJSON {
  private let document: Document

  private struct Document: Encodable {
    var schema = "sciatic.next/1"
    var atlas: [String: String]
    var setting: String
    var urgent: [UrgentJSON]
    var exclude_first: ExcludeFirstJSON?
    var findings: [Entry]
    var not_asked: [String]
    /// Tests that this patient must be spared.
    var leave_out: [Spared]
  }
  private struct Entry: Encodable {
    var finding: String
    var bits: Double
    var cost: String
    var outcomes: [Outcome]
  }
  private struct Outcome: Encodable {
    var value: String
    var probability: Double
    var first_site: String
    var probability_of_first: Double
    /// The site whose probability this value moves most, and that probability after it.
    var moved_site: String
    var probability_of_moved: Double
  }
  private struct Spared: Encodable {
    var findings: [String]
    var reason: String
  }

  init(_ atlas: Atlas, _ answer: Answer, _ findings: [NextFinding]) {
    document = Document(
      atlas: atlas.identity, setting: answer.setting.id,
      urgent: UrgentJSON.list(answer.urgency(atlas)),
      exclude_first: ExcludeFirstJSON(answer, atlas),
      findings: findings.map { next in
        Entry(
          finding: atlas.findings[next.finding].id, bits: next.bits.six,
          cost: atlas.findings[next.finding].cost.rawValue,
          outcomes: next.outcomes.map {
            Outcome(
              value: $0.value, probability: $0.probability.six, first_site: atlas.sites[$0.firstSite].id,
              probability_of_first: $0.probabilityOfFirst.six, moved_site: atlas.sites[$0.movedSite].id,
              probability_of_moved: $0.probabilityOfMoved.six)
          })
      },
      not_asked: answer.patient.openSafetyQuestions(atlas).map { atlas.findings[$0].id },
      leave_out: answer.patient.spared(atlas).map {
        Spared(findings: $0.findings.map { atlas.findings[$0].id }, reason: $0.text)
      })
  }

  /// The text of the document.
  func render() throws -> String {
    try document.jsonText()
  }
}
