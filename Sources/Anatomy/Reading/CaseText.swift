import Foundation

extension PatientCase {
  /// The text of a case file that reads as this case: person, history, findings in the order recorded, the other leg,
  /// setting, and the true sites, where known, under `confirmed`. Treatment is left out.
  ///
  /// - Parameter comment: the first line, without its sign.
  public func text(_ atlas: Atlas, comment: String) -> String {
    var lines = ["# \(comment)"]
    if !id.isEmpty { lines.append("id: \(id.scalar)") }
    var person: [String] = []
    if let age { person.append("age: \(age.plain)") }
    if let sex { person.append("sex: \(sex)") }
    person.append("side: \(side.rawValue)")
    if let durationWeeks { person.append("duration-weeks: \(durationWeeks.plain)") }
    lines.append("patient: {\(person.joined(separator: ", "))}")
    if !history.isEmpty {
      lines.append("history: [\(history.map { atlas.modifiers[$0].id }.joined(separator: ", "))]")
    }
    if let setting { lines.append("setting: \(atlas.settings[setting].id)") }
    lines.append("examination: \(examination.rawValue)")
    lines += Self.block("findings", findings, atlas)
    if !otherSide.isEmpty { lines += Self.block("other-side", otherSide, atlas) }
    if let truth = confirmation, let first = truth.sites.first {
      func list(_ sites: some Sequence<Int>) -> String {
        "[\(sites.map { atlas.sites[$0].id }.joined(separator: ", "))]"
      }
      let present = list(truth.sites.dropFirst() + truth.alsoPresent)
      let fair = truth.alsoAcceptable.isEmpty ? "" : ", also-acceptable: \(list(truth.alsoAcceptable))"
      lines.append(
        "confirmed: {site: \(atlas.sites[first].id), by: \(truth.by.scalar), also-present: \(present)\(fair)}"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func block(_ key: String, _ records: [RecordedFinding], _ atlas: Atlas) -> [String] {
    if records.isEmpty { return ["\(key): {}"] }
    return ["\(key):"] + records.map { "  \(atlas.findings[$0.finding].id): \($0.value)" }
  }
}

extension String {
  /// As a scalar of YAML: as it stands where nothing in it has a meaning there, else in quotes.
  fileprivate var scalar: String {
    let isPlain = first?.isLetter ?? false && allSatisfy { $0.isLetter || $0.isNumber || "-._ ".contains($0) }
    if isPlain, last != " " { return self }
    let escaped = replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
    return "\"\(escaped.split(whereSeparator: \.isNewline).joined(separator: " "))\""
  }
}
