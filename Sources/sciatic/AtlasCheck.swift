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

    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let files = try atlasOption.files()
      let atlas = try Atlas(files)
      print("\(atlas.title), version \(atlas.version) (\(files.origin))")
      print(
        "\(atlas.sites.count) sites, \(atlas.findings.count) findings, \(atlas.muscles.count) muscles, "
          + "\(atlas.regions.count) skin regions, \(atlas.nerves.count) nerves, \(atlas.segments.count) segments, "
          + "\(atlas.citations.count) sources")
      if files.hasTreatment {
        let treatment = try Treatment(files, atlas)
        let bare = atlas.sites.indices.filter { treatment.programme(of: $0) == nil }
        print(
          "\(treatment.targets.count) needling targets, \(treatment.programmes.count) programmes of care, "
            + "\(treatment.cards.count) evidence cards"
            + (bare.isEmpty
              ? "" : "; no programme for \(bare.map { atlas.sites[$0].id }.joined(separator: ", "))"))
      }
      // Drawings are read by who draws alone, and are checked here all the same.
      for view in files.viewIDs { _ = try BodyView(view, files, atlas) }
      print("References resolve, shares sum to 1, every tract reaches its root by one way.")

      let provenance = ProvenanceAudit(files, atlas)
      print(
        "\nWhere the numbers come from".column(32) + "measured".column(14) + "textbook".column(14)
          + "estimate")
      for area in ProvenanceAudit.Area.allCases {
        guard let counts = provenance.counts[area] else { continue }
        let total = Double(max(1, counts.values.reduce(0, +)))
        let shares = ProvenanceAudit.Grade.allCases.map { grade in
          let count = counts[grade] ?? 0
          return "\(count) (\((Double(count) / total).percent))".column(14)
        }
        print("  \(area.rawValue)".column(31) + shares.joined())
      }

      let localizer = Localizer(atlas)
      let audit = AtlasAudit(localizer)
      let shortcut = audit.pairShortcut()
      print(
        "\nIndependent causes against the full forward model, all pairs of lesions on the graph:\n"
          + "  mean |Δp| \(shortcut.mean.three), worst \(shortcut.worst.three) "
          + "(\(shortcut.finding), \(shortcut.sites.joined(separator: " with ")))")

      var issues = provenance.issues
      let uninformative = audit.uninformativeFindings()
      let excepted = uninformative.filter { atlas.findings[$0]?.isUninformative ?? false }
      print(
        "\n\(atlas.findings.count - uninformative.count) of \(atlas.findings.count) findings move some pair of sites "
          + "by a likelihood ratio of 2 or more; \(excepted.count) are excepted by name.")
      issues += uninformative.filter { !excepted.contains($0) }.map {
        DataIssue(file: "findings.yaml", message: "\($0) moves no pair of sites by a likelihood ratio of 2")
      }
      if !issues.isEmpty { throw DataError(issues.map { files.located($0) }) }
      print("\nNo fault found.")
    }
  }
}
