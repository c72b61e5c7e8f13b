import Anatomy

/// A simulated patient as the text of a case file.
public enum SimulatedCaseFile {
  /// The case: patient, findings in the order recorded, and the true sites, where known, under `confirmed`.
  public static func text(_ patient: PatientCase, _ atlas: Atlas) -> String {
    var lines = ["# A simulated patient, not a person.", "id: \(patient.id)"]
    var person: [String] = []
    if let age = patient.age { person.append("age: \(age.plain)") }
    if let sex = patient.sex { person.append("sex: \(sex)") }
    person.append("side: \(patient.side.rawValue)")
    if let weeks = patient.durationWeeks { person.append("duration-weeks: \(weeks.plain)") }
    lines.append("patient: {\(person.joined(separator: ", "))}")
    lines += ["examination: \(patient.examination.rawValue)", "findings:"]
    lines += patient.findings.map { "  \(atlas.findings[$0.finding].id): \($0.value)" }
    if let truth = patient.confirmation, let first = truth.sites.first {
      let others = truth.sites.dropFirst().map { atlas.sites[$0].id }.joined(separator: ", ")
      lines.append("confirmed: {site: \(atlas.sites[first].id), by: \(truth.by), also-present: [\(others)]}")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
