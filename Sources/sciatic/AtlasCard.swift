import Anatomy
import Foundation

/// Describes one entry of an atlas for people.
struct AtlasCard {
  let atlas: Atlas
  let files: AtlasFiles
  let pathways: Pathways

  init(_ atlas: Atlas, _ files: AtlasFiles) {
    self.atlas = atlas
    self.files = files
    pathways = atlas.pathways()
  }

  /// What a word means.
  enum Meaning {
    /// Something, or several things, of this id.
    case id(String)
    case nerve(Int), site(Int), finding(Int)
  }

  /// The text about a word; where several kinds of things bear it as their id, about each.
  ///
  /// - Throws: ``DataError`` with the nearest ids.
  func card(_ word: String) throws(DataError) -> String {
    let text =
      switch try meaning(word) {
      case .id(let id): cards(id).joined(separator: "\n\n")
      case .nerve(let nerve): card(ofNerve: nerve)
      case .site(let site): card(ofSite: site)
      case .finding(let finding): card(ofFinding: finding)
      }
    return text.components(separatedBy: "\n")
      .map { $0.count > 80 ? Output.wrapped($0, indent: "  ") : $0 }.joined(separator: "\n")
  }

  /// What a word means: an id first, then a name of the clinic.
  ///
  /// - Throws: ``DataError`` with the nearest ids.
  func meaning(_ word: String) throws(DataError) -> Meaning {
    if isID(word) { return .id(word) }
    let index = NameIndex(atlas)
    if case .found(let nerve) = index.nerve(word) { return .nerve(nerve) }
    if case .found(let site) = index.site(word) { return .site(site) }
    if case .found(let finding) = index.finding(word) { return .finding(finding) }
    let matches = index.search(word)
    if let first = matches.first,
      matches.filter({ $0.what == first.what }).count == 1 || first.what == "muscle",
      first.id != word
    {
      return try meaning(first.id)
    }
    let known =
      atlas.muscles.ids + atlas.sites.ids + atlas.nerves.ids + atlas.regions.ids + atlas.findings.ids
    let near = matches.isEmpty ? Nearest.words(to: word, in: known) : matches.prefix(3).map(\.id)
    throw DataError(file: "command line", "the atlas has no '\(word)'", suggestions: near)
  }

  private func isID(_ word: String) -> Bool {
    atlas.muscles[word] != nil || atlas.sites[word] != nil || atlas.nerves[word] != nil
      || atlas.roots[word] != nil || atlas.regions[word] != nil || atlas.findings[word] != nil
      || atlas.postures[word] != nil || atlas.modifiers[word] != nil || atlas.citations[word] != nil
      || !files.records(word).isEmpty
  }

  /// The text about each thing of an id.
  private func cards(_ id: String) -> [String] {
    [
      atlas.muscles[id].map(card(of:)), atlas.sites.position(of: id).map(card(ofSite:)),
      atlas.nerves.position(of: id).map(card(ofNerve:)),
      atlas.roots.position(of: id).map(card(ofRoot:)), atlas.regions.position(of: id).map(card(ofRegion:)),
      atlas.findings.position(of: id).map(card(ofFinding:)),
      atlas.postures.position(of: id).map(card(ofPosture:)), atlas.modifiers[id].map(card(of:)),
      atlas.citations[id].map(card(of:)),
    ].compactMap { $0 } + files.records(id).map(narrow)
  }

  func shares(_ shares: [Share], _ name: (Int) -> String) -> String {
    shares.sorted { $0.value > $1.value }.map { "\(name($0.index)) \($0.value.percent)" }.joined(
      separator: ", ")
  }

  func sources(_ provenance: Provenance, head: String = "") -> [String] {
    var lines = provenance.sources.compactMap { atlas.citations[$0] }.map {
      Output.wrapped("source: [\($0.id)] \($0.text)", head: head, indent: head + "  ")
    }
    if provenance.isEstimate { lines.append(head + "source: estimate") }
    if let why = provenance.why {
      lines.append(Output.wrapped("why: \(why)", head: head, indent: head + "  "))
    }
    return lines
  }

  /// Lines of a file, broken for people.
  private func narrow(_ record: AtlasFiles.Record) -> String {
    (["\(record.file), \(record.block)"] + record.text.split(separator: "\n").map(String.init))
      .map { Output.wrapped($0, indent: "      ") }.joined(separator: "\n")
  }

  private func card(of citation: Citation) -> String {
    [Output.wrapped(citation.text, indent: "  "), citation.url ?? "", "kind: \(citation.kind.rawValue)"]
      .filter { !$0.isEmpty }
      .joined(separator: "\n")
  }
}
