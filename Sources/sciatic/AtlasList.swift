import Anatomy
import ArgumentParser
import Foundation

extension AtlasCommand {
  /// `sciatic atlas list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the entries of one kind.")

    /// Kinds of entries.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
      case sites, findings, muscles, movements, nerves, roots, segments, skin, reflexes, studies, history
      case settings, variants, postures, joints, habits, sources, kinds, targets
    }

    @Argument(help: ArgumentHelp("One of: " + Kind.allCases.map(\.rawValue).joined(separator: ", ") + "."))
    var kind: Kind
    @Option(help: "Form of the answer.") var format = OutputFormat.text
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let atlas = try atlasOption.load()
      let rows = try rows(atlas)
      if format == .json {
        return print(
          try Document(
            atlas: atlas.identity, kind: kind.rawValue, entries: rows
          )
          .jsonText())
      }
      let width = rows.map(\.id.count).max() ?? 10
      for row in rows {
        let line = "\(row.id.column(width))  "
        // One entry a line for other programs; broken for people.
        print(isatty(1) == 0 ? line + row.text : Output.wrapped(row.text, head: line, indent: "    "))
      }
    }

    /// The list as JSON: schema `sciatic.atlas-list/1`. Fields may be added, never changed.
    private struct Document: Encodable {
      var schema = "sciatic.atlas-list/1"
      var atlas: [String: String]
      var kind: String
      var entries: [Row]
    }

    /// An entry of the list.
    private struct Row: Encodable {
      let id, name: String
      /// What else is told of it; absent where that is nothing.
      var note: String?
      /// What stands around the note in text.
      private let marks: (String, String)

      init(_ entry: some Named, _ name: String, _ note: String? = nil, marks: (String, String) = (", ", "")) {
        (id, self.name, self.note, self.marks) = (entry.id, name, note, marks)
      }

      var text: String { name + (note.map { marks.0 + $0 + marks.1 } ?? "") }

      private enum CodingKeys: CodingKey { case id, name, note }
    }

    private func rows(_ atlas: Atlas) throws(DataError) -> [Row] {
      let brackets = (" (", ")")
      func range(_ range: ClosedRange<Double>, _ unit: String) -> String {
        "\(range.lowerBound.plain) to \(range.upperBound.plain) \(unit)"
      }
      return switch kind {
      case .targets:
        try atlasOption.treatment(for: atlas).targets.map {
          Row($0, $0.name, "\($0.kind.rawValue), \($0.guidance.rawValue)", marks: brackets)
        }
      case .sites: atlas.sites.map { Row($0, $0.name, $0.family, marks: brackets) }
      case .findings: atlas.findings.map { Row($0, $0.name, $0.scale.summary, marks: ("; ", "")) }
      case .muscles: atlas.muscles.map { Row($0, $0.name) }
      case .movements: atlas.movements.map { Row($0, $0.name) }
      case .nerves: atlas.nerves.map { Row($0, $0.name) }
      case .roots: atlas.roots.map { Row($0, $0.name) }
      case .segments: atlas.segments.map { Row($0, $0.name, "\($0.length.plain) mm") }
      case .skin:
        atlas.regions.map { Row($0, $0.name) }
          + atlas.skinGroups.map { Row($0, $0.name, "group", marks: brackets) }
      case .reflexes: atlas.reflexes.map { Row($0, $0.name) }
      case .studies: atlas.studies.map { Row($0, $0.name) }
      case .history:
        atlas.modifiers.map { item in
          let isTold = item.conditions == [.history]
          return Row(
            item, item.name, isTold ? nil : "by itself, from age, sex or duration; not to be written",
            marks: brackets)
        }
      case .settings: atlas.settings.map { Row($0, $0.name) }
      case .variants: atlas.variants.map { Row($0, $0.name) }
      case .postures: atlas.postures.map { Row($0, $0.name) }
      case .joints: atlas.joints.map { Row($0, $0.name, range($0.range, "degrees")) }
      case .habits: atlas.imbalances.map { Row($0, $0.name, range($0.range, $0.unit)) }
      case .sources: atlas.citations.map { Row($0, $0.text) }
      case .kinds: atlas.kinds.map { Row($0, $0.name) }
      }
    }
  }
}
