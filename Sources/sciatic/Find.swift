import Anatomy
import ArgumentParser
import Foundation

/// `sciatic find`: from a word to ids.
struct Find: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find the ids behind a word of the clinic, such as a muscle, a nerve, a test or a place.",
    usage: "sciatic find <words> ... [<options>]")

  @Argument(help: "One or more words.") var words: [String]
  @Option(help: "How many to print.") var limit = 20
  @Option(help: "Form of the answer; json holds them all.") var format = OutputFormat.text
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit takes a number from 1, not \(limit).") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let word = words.joined(separator: " ")
    if NameIndex.normalised(word).isEmpty {
      throw DataError(file: "command line", "there is no word to find")
    }
    let index = NameIndex(atlas)
    var found = index.search(word)
    if case .found(let finding) = index.finding(word),
      !found.contains(where: { $0.id == atlas.findings[finding].id })
    {
      found.insert(("finding", atlas.findings[finding].id, atlas.findings[finding].name), at: 0)
    }
    if found.isEmpty {
      let near = Nearest.words(to: NameIndex.normalised(word), in: atlas.findings.ids + atlas.sites.ids)
      let beyond = atlas.outside.isEmpty || !near.isEmpty ? "" : "; not in the model: \(atlas.outside)"
      throw DataError(file: "command line", "nothing is called '\(word)'\(beyond)", suggestions: near)
    }
    if format == .json {
      let document = Document(
        atlas: atlas.identity, word: word,
        found: found.map { Entry(kind: $0.what, id: $0.id, name: $0.name) })
      return print(try document.jsonText())
    }
    for item in found.prefix(limit) {
      let head = "\(item.what.column(8)) \(item.id.column(38)) "
      // One a line for other programs; broken for people.
      print(isatty(1) == 0 ? head + item.name : Output.wrapped(item.name, head: head, indent: "    "))
    }
    if found.count > limit { print("… and \(found.count - limit) more; --limit \(found.count) shows all") }
  }

  /// What was found as JSON: schema `sciatic.find/1`. Fields may be added, never changed.
  private struct Document: Encodable {
    var schema = "sciatic.find/1"
    var atlas: [String: String]
    var word: String
    /// Best first.
    var found: [Entry]
  }
  private struct Entry: Encodable {
    var kind, id, name: String
  }
}
