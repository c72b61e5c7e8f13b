import Anatomy
import ArgumentParser
import Foundation
import Localization

extension AtlasCommand {
  /// `sciatic atlas check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Check an atlas: references, shares, routes, sources; and what the model can tell apart.")

    @Option(help: "Form of the answer.") var format = OutputFormat.text
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let report = AtlasCheckReport(try atlasOption.files())
      switch format {
      case .text: if let text = report.text { print(text) }
      case .json: print(try report.json().jsonText())
      }
      if !report.issues.isEmpty { throw DataError(report.issues) }
    }
  }
}

/// What `atlas check` finds.
private struct AtlasCheckReport {
  private let files: AtlasFiles
  private let inspection: AtlasInspection
  private let model: Model?
  /// Every fault.
  let issues: [DataIssue]

  /// What shows only when the model runs.
  struct Model {
    let shortcut: (mean: Double, worst: Double, finding: String, sites: [String])
    /// Findings that move no sites apart: those that are excepted by name, and those that are not.
    let excepted, uninformative: [String]
  }

  init(_ files: AtlasFiles) {
    self.files = files
    inspection = AtlasInspection(files)
    model = inspection.atlas.map { atlas in
      let audit = AtlasAudit(Localizer(atlas))
      let uninformative = audit.uninformativeFindings()
      let excepted = uninformative.filter { atlas.findings[$0]?.isUninformative ?? false }
      return Model(
        shortcut: audit.pairShortcut(), excepted: excepted,
        uninformative: uninformative.filter { !excepted.contains($0) })
    }
    let idle = (model?.uninformative ?? []).map {
      DataIssue(file: "findings.yaml", message: "\($0) moves no pair of sites by a likelihood ratio of 2")
    }
    issues = inspection.issues + idle.map(files.located)
  }

  /// For people; nil where there is no atlas to speak of.
  var text: String? {
    guard let atlas = inspection.atlas, let model else { return nil }
    var lines = [
      "\(atlas.title), version \(atlas.version) (\(files.origin))",
      Output.wrapped(counts(atlas).map { "\($0.number) \($0.words)" }.joined(separator: ", "), indent: "  "),
    ]
    if let treatment = inspection.treatment { lines.append(care(treatment, atlas)) }
    if inspection.faults.isEmpty {
      lines.append("References resolve, shares sum to 1, every tract reaches its root by one way.")
    }
    lines.append("")
    lines.append("Where the numbers come from".column(31) + row(["measured", "textbook", "estimate"]))
    for area in ProvenanceAudit.Area.allCases {
      guard let counts = inspection.provenance.counts[area] else { continue }
      let total = Double(max(1, counts.values.reduce(0, +)))
      let shares = ProvenanceAudit.Grade.allCases.map { grade in
        let count = counts[grade] ?? 0
        return count == 0 ? "0" : "\(count) (\((Double(count) / total).percent))"
      }
      lines.append("  \(area.rawValue)".column(31) + row(shares))
    }
    let shortcut = model.shortcut
    lines += [
      "", "Independent causes against the full forward model, all pairs of lesions:",
      Output.wrapped(
        "mean |Δp| \(shortcut.mean.three), worst \(shortcut.worst.three) "
          + "(\(shortcut.finding), \(shortcut.sites.joined(separator: " with ")))", head: "  ", indent: "  "),
      "",
      Output.wrapped(
        "\(informative(atlas)) of \(atlas.findings.count) findings move some pair of sites "
          + "by a likelihood ratio of 2 or more; \(model.excepted.count) are excepted by name.", indent: "  "),
    ]
    if issues.isEmpty { lines += ["", "No fault found."] }
    return lines.joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String { cells.map { $0.column(14) }.joined().trimmedEnd }

  private func informative(_ atlas: Atlas) -> Int {
    atlas.findings.count - (model?.excepted.count ?? 0) - (model?.uninformative.count ?? 0)
  }

  private func counts(_ atlas: Atlas) -> [(key: String, number: Int, words: String)] {
    [
      ("sites", atlas.sites.count, "sites"), ("findings", atlas.findings.count, "findings"),
      ("muscles", atlas.muscles.count, "muscles"), ("skin_regions", atlas.regions.count, "skin regions"),
      ("nerves", atlas.nerves.count, "nerves"), ("segments", atlas.segments.count, "segments"),
      ("sources", atlas.citations.count, "sources"),
    ]
  }

  private func care(_ treatment: Treatment, _ atlas: Atlas) -> String {
    let bare = atlas.sites.indices.filter { treatment.programme(of: $0) == nil }
    return Output.wrapped(
      "\(treatment.targets.count) needling targets, \(treatment.programmes.count) programmes of care, "
        + "\(treatment.cards.count) evidence cards"
        + (bare.isEmpty
          ? "" : "; no programme for \(bare.map { atlas.sites[$0].id }.joined(separator: ", "))"),
      indent: "  ")
  }
}

/// The report as JSON: schema `sciatic.atlas-check/1`. Fields may be added, never changed.
extension AtlasCheckReport {
  struct Document: Encodable {
    var schema = "sciatic.atlas-check/1"
    /// Absent where the atlas cannot be read, as is all that rests on it.
    var atlas: [String: String]?
    var origin: String
    var counts: [String: Int]?
    /// How many numbers are measured, from a textbook or estimated, by what they are about.
    var provenance: [String: [String: Int]]
    var shortcut: Shortcut?
    var findings: Findings?
    /// Empty where there is no fault.
    var faults: [Fault]
  }
  /// What independent causes cost against the full forward model, over pairs of lesions.
  struct Shortcut: Encodable {
    var mean, worst: Double
    var finding: String
    var sites: [String]
  }
  /// How many findings move two sites apart, and which are excepted by name.
  struct Findings: Encodable {
    var informative: Int
    var excepted: [String]
  }
  struct Fault: Encodable {
    var file: String
    var line: Int?
    var message: String
    var suggestions: [String]
  }

  func json() -> Document {
    var provenance: [String: [String: Int]] = [:]
    for (area, grades) in inspection.provenance.counts {
      provenance[area.rawValue] = Dictionary(
        ProvenanceAudit.Grade.allCases.map { ($0.rawValue, grades[$0] ?? 0) }, uniquingKeysWith: { $1 })
    }
    let atlas = inspection.atlas
    return Document(
      atlas: atlas?.identity, origin: files.origin,
      counts: atlas.map { atlas in
        Dictionary(counts(atlas).map { ($0.key, $0.number) }, uniquingKeysWith: { $1 })
      },
      provenance: provenance,
      shortcut: model.map { model in
        let shortcut = model.shortcut
        return Shortcut(
          mean: shortcut.mean.six, worst: shortcut.worst.six, finding: shortcut.finding,
          sites: shortcut.sites)
      },
      findings: atlas.map { Findings(informative: informative($0), excepted: model?.excepted ?? []) },
      faults: issues.map {
        Fault(file: $0.file, line: $0.line, message: $0.message, suggestions: $0.suggestions)
      })
  }
}
