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
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let atlas = try atlasOption.load()
      let rows: [(String, String)] =
        switch kind {
        case .targets:
          try atlasOption.treatment(for: atlas).targets.map {
            ($0.id, "\($0.name) (\($0.kind.rawValue), \($0.guidance.rawValue))")
          }
        case .sites: atlas.sites.map { ($0.id, "\($0.name) (\($0.family))") }
        case .findings:
          atlas.findings.map { ($0.id, "\($0.name); \($0.scale.summary)") }
        case .muscles: atlas.muscles.map { ($0.id, $0.name) }
        case .movements: atlas.movements.map { ($0.id, $0.name) }
        case .nerves: atlas.nerves.map { ($0.id, $0.name) }
        case .roots: atlas.roots.map { ($0.id, $0.name) }
        case .segments: atlas.segments.map { ($0.id, "\($0.name), \($0.length.plain) mm") }
        case .skin:
          atlas.regions.map { ($0.id, $0.name) } + atlas.skinGroups.map { ($0.id, $0.name + " (group)") }
        case .reflexes: atlas.reflexes.map { ($0.id, $0.name) }
        case .studies: atlas.studies.map { ($0.id, $0.name) }
        case .history: atlas.modifiers.map { ($0.id, $0.name) }
        case .settings: atlas.settings.map { ($0.id, $0.name) }
        case .variants: atlas.variants.map { ($0.id, $0.name) }
        case .postures: atlas.postures.map { ($0.id, $0.name) }
        case .joints:
          atlas.joints.map {
            ($0.id, "\($0.name), \($0.range.lowerBound.plain) to \($0.range.upperBound.plain) degrees")
          }
        case .habits:
          atlas.imbalances.map {
            ($0.id, "\($0.name), \($0.range.lowerBound.plain) to \($0.range.upperBound.plain) \($0.unit)")
          }
        case .sources: atlas.citations.map { ($0.id, $0.text) }
        case .kinds: atlas.kinds.map { ($0.id, $0.name) }
        }
      let width = rows.map(\.0.count).max() ?? 10
      for (id, text) in rows {
        let line = "\(id.column(width))  "
        // One entry a line for other programs; broken for people.
        print(isatty(1) == 0 ? line + text : Output.wrapped(text, head: line, indent: "    "))
      }
    }
  }
}
