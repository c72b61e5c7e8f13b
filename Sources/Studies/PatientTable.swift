import Anatomy
import Foundation

/// Patients as one wide table of comma-separated values, a column a finding, as ``CaseTable`` reads it; `truth` holds the
/// site.
public struct PatientTable: PatientWriter {
  private let draft: FileDraft
  private let atlas: Atlas
  private let findings: [Int]

  /// - Parameter findings: the columns, as positions in ``Atlas/findings``.
  /// - Throws: ``DataError`` where the file cannot be written.
  public init(_ path: String, _ atlas: Atlas, findings: [Int]) throws(DataError) {
    self.atlas = atlas
    self.findings = findings
    draft = try FileDraft(path)
    let head = ["id", "truth", "age", "sex", "side", "setting"] + findings.map { atlas.findings[$0].id }
    try draft.append(head.joined(separator: ",") + "\n")
  }

  public func append(_ patients: [PatientCase]) throws(DataError) {
    var text = ""
    for patient in patients {
      var values: [Int: String] = [:]
      for record in patient.findings { values[record.finding] = record.value }
      let truth = patient.confirmation?.sites.first.map { atlas.sites[$0].id } ?? ""
      let head = [
        DelimitedText.field(patient.id), truth, patient.age.map { String(format: "%.1f", $0) } ?? "",
        patient.sex ?? "", patient.side.rawValue, patient.setting.map { atlas.settings[$0].id } ?? "",
      ]
      text += (head + findings.map { values[$0] ?? "" }).joined(separator: ",") + "\n"
    }
    try draft.append(text)
  }

  public func finish() throws(DataError) { try draft.commit() }
}
