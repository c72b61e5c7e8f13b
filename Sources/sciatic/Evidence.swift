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
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @OptionGroup var atlasOption: AtlasOption

  func run() throws {
    let atlas = try atlasOption.load()
    let treatment = try atlasOption.treatment(for: atlas)
    let cards =
      try topic.map { topic throws(DataError) in try find(topic, treatment) } ?? Array(treatment.cards)
    if format == .json { return print(try EvidenceJSON(atlas, cards).jsonText()) }
    if topic != nil { return print(cards.map { card($0, atlas) }.joined(separator: "\n\n")) }
    let lines = cards.map { card in
      "\(card.id.column(22)) \(card.verdict.column(14)) \(card.name.column(41))".trimmedEnd
    }
    print(lines.joined(separator: "\n"))
  }

  /// The cards about a topic.
  private func find(_ topic: String, _ treatment: Treatment) throws(DataError) -> [EvidenceCard] {
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
    return cards
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

/// Evidence cards as JSON: schema `sciatic.evidence/1`. Fields may be added, never changed.
private struct EvidenceJSON: Encodable {
  var schema = "sciatic.evidence/1"
  let atlas: [String: String]
  let cards: [Card]

  struct Card: Encodable {
    let id, name: String
    let aliases: [String]
    let claimed, claimant, found, verdict: String
    /// How certain the evidence is; absent where it was not graded.
    let grade: String?
    /// Keys of the list of sources.
    let sources: [String]
  }

  init(_ atlas: Atlas, _ cards: [EvidenceCard]) {
    self.atlas = atlas.identity
    self.cards = cards.map {
      Card(
        id: $0.id, name: $0.name, aliases: $0.aliases, claimed: $0.claimed, claimant: $0.claimant,
        found: $0.found, verdict: $0.verdict, grade: $0.grade == .none ? nil : $0.grade.rawValue,
        sources: $0.provenance.sources)
    }
  }
}
