import Anatomy
import ArgumentParser

/// `sciatic find`: from a word to ids.
struct Find: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find the ids behind a word of the clinic, such as a muscle, a nerve, a test or a place.")

  @Argument(help: "One or more words.") var words: [String]
  @Option(help: "How many to print.") var limit = 20
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
    for item in found.prefix(limit) {
      print("\(item.what.column(8)) \(item.id.column(38)) \(item.name)")
    }
    if found.count > limit { print("… and \(found.count - limit) more; --limit \(found.count) shows all") }
  }
}
