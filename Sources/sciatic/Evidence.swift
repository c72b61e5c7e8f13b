import Anatomy
import ArgumentParser

/// `sciatic evidence`: what is claimed of needling, and what was found.
struct EvidenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "What is claimed about needling, what was found, how sure it is, and where it stands.",
    discussion: "Without a topic it lists them all.")

  @Argument(help: ArgumentHelp("A topic, such as acupuncture or sessions.", valueName: "topic"))
  var topic: String?
  @OptionGroup var atlasOption: AtlasOption

  func run() throws {
    let atlas = try atlasOption.load()
    let treatment = try atlasOption.treatment(for: atlas)
    guard let topic else {
      let lines = treatment.cards.map { card in
        "\(card.id.column(22)) \(card.verdict.column(14)) \(card.name.column(41))".trimmedEnd
      }
      return print(lines.joined(separator: "\n"))
    }
    let word = topic.lowercased()
    let found = treatment.cards.filter { $0.id == word || $0.aliases.contains(word) }
    let cards =
      found.isEmpty
      ? treatment.cards.filter { $0.id.contains(word) || $0.name.lowercased().contains(word) } : found
    if cards.isEmpty {
      let known = treatment.cards.flatMap { [$0.id] + $0.aliases }
      throw DataError(
        file: "command line", "no topic '\(topic)'; 'sciatic evidence' lists them",
        suggestions: Nearest.words(to: word, in: known))
    }
    print(cards.map { card($0, atlas) }.joined(separator: "\n\n"))
  }

  private func card(_ card: EvidenceCard, _ atlas: Atlas) -> String {
    var lines = [Output.styled(card.name, "1", colour: Output.usesColour)]
    lines.append(
      Output.wrapped("\(card.claimed) (\(card.claimant))", head: "  claimed  ", indent: "           "))
    lines.append(Output.wrapped(card.found, head: "  found    ", indent: "           "))
    lines.append(
      "  verdict  \(card.verdict.replacingOccurrences(of: "-", with: " "))"
        + (card.grade == .none ? "" : ", \(card.grade.words)"))
    for key in card.provenance.sources {
      guard let citation = atlas.citations[key] else { continue }
      let url = citation.url.map { " \($0)" } ?? ""
      lines.append(Output.wrapped(citation.text + url, head: "  source   ", indent: "           "))
    }
    return lines.joined(separator: "\n")
  }
}
