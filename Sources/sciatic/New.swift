import Anatomy
import ArgumentParser
import Foundation

/// `sciatic new`: an empty case that doubles as an examination sheet.
struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write an empty case file to fill in: an examination sheet.")

  @Argument(help: ArgumentHelp("The file to write.", valueName: "case.yaml")) var file: String
  @Flag(help: "Replace a file that is there.") var force = false
  @OptionGroup var atlasOption: AtlasOption

  func run() throws {
    let atlas = try atlasOption.load()
    if file.isEmpty { throw DataError(file: "command line", "a name for the file is missing") }
    if FileManager.default.fileExists(atPath: file), !force {
      throw DataError(file: file, "is there already; --force replaces it")
    }
    let hasTreatment = try atlasOption.files().hasTreatment
    let treatment = hasTreatment ? try atlasOption.treatment(for: atlas) : nil
    try Output.save(sheet(atlas, treatment), to: file)
    print("Wrote \(file). Fill it in, then: sciatic locate \(file)")
  }

  private func sheet(_ atlas: Atlas, _ treatment: Treatment?) -> String {
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let id = NameIndex.normalised(name).replacingOccurrences(of: ".", with: "-")
    let history = atlas.modifiers.filter { $0.conditions == [.history] }.map(\.id)
    var lines = [
      "# \(atlas.title): a case. What stays behind '#' counts as not examined, never as normal:",
      "# take the '#' away and write what you found. 'sciatic find WORD' looks up more findings.",
      "id: \(id.isEmpty ? "case" : id)",
      "patient:",
      "  # age: 45",
      "  # sex: female              # female or male",
      "  # side: left               # left, right, bilateral or unknown",
      "  # duration-weeks: 6",
    ]
    lines.append(contentsOf: wrappedComment("history: [] takes: " + history.joined(separator: ", ")))
    lines += [
      "history: []",
      "# focused: what is missing was not examined; complete: the rest of the bedside examination was normal",
      "examination: focused",
      "# setting: \(atlas.defaultSetting)   # or: \(atlas.settings.ids.filter { $0 != atlas.defaultSetting }.joined(separator: ", "))",
      "# other-side:               # what the other leg shows, where it was examined",
      "#   \(atlas.findings.first { atlas.kinds[$0.kind].measure == .reflex }?.id ?? "finding"): normal",
      "findings:",
    ]
    if let treatment {
      let regions = treatment.regions.ids.joined(separator: ", ")
      let place = wrappedComment("where skin infection, implant or swelling is: " + regions)
      let asked = treatment.candidacy.filter { $0.condition == nil }
      let questions = asked.map { "#   \(($0.id + ": yes").column(24)) # \($0.text)" }
      lines.insert(
        contentsOf: place + ["# flag-region: []", "# candidacy:                # for 'needle': yes or no"]
          + questions,
        at: lines.count - 1)
    }
    for section in atlas.sheet {
      lines += ["", "  # \(section.title)"]
      for finding in section.findings {
        guard let entry = atlas.findings[finding] else { continue }
        let values = entry.scale.isGrade ? "0…5" : entry.scale.accepted.joined(separator: ", ")
        lines.append("  # \((finding + ":").column(36)) # \(atlas.midSentence(entry.name)): \(values)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func wrappedComment(_ text: String) -> [String] {
    Output.wrapped("# " + text, width: 100, indent: "#   ").components(separatedBy: "\n")
  }
}
