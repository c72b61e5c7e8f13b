/// Finds names of nerves that stand for none, and parts of the graph that nothing uses: neither keeps an atlas from being
/// read, but a misspelt or forgotten one is missing from pictures and sums without a word.
struct GraphAudit: Sendable {
  /// What was found, in the order of the files.
  let issues: [DataIssue]

  /// Audits the files of an atlas.
  ///
  /// - Parameter atlas: the atlas, where it could be read; without it only names are looked at.
  init(_ files: AtlasFiles, _ atlas: Atlas?) {
    let texts = GraphTexts(files)
    issues = texts.unknownNerves() + (atlas.map(texts.unused) ?? [])
  }
}

/// The blocks that name parts of the graph, for their lines.
private struct GraphTexts {
  private let documents: [String: Reading]

  init(_ files: AtlasFiles) {
    var documents: [String: Reading] = [:]
    for (name, text) in files.files where ["nerves.yaml", "roots.yaml", "muscles.yaml"].contains(name) {
      documents[name] = Reading.parse(text, file: name, log: IssueLog())
    }
    self.documents = documents
  }

  /// The entries of a block; none where it cannot be read.
  private func entries(_ file: String, _ block: String) -> [(key: String, value: Reading)] {
    documents[file]?.part(block)?.pairs() ?? []
  }

  /// Names of nerves, in segments and muscles, that are neither a nerve nor a root.
  func unknownNerves() -> [DataIssue] {
    let nerves = entries("nerves.yaml", "nerves")
    // A list that cannot be read is one fault, not one for each name.
    if nerves.isEmpty { return [] }
    let known = (nerves + entries("roots.yaml", "roots")).map(\.key)
    let named = entries("nerves.yaml", "segments") + entries("muscles.yaml", "muscles")
    return named.compactMap { id, entry in
      guard let nerve = entry.part("nerve"), let name = nerve.scalar, !nerve.isEmpty, !known.contains(name)
      else { return nil }
      return DataIssue(
        file: nerve.file, line: nerve.line, message: "no nerve or root '\(name)', of which '\(id)' would be",
        suggestions: Nearest.words(to: name, in: known))
    }
  }

  /// Channels and segments without fibres, and nerves that nothing is part of or supplied by.
  func unused(_ atlas: Atlas) -> [DataIssue] {
    let fibres = atlas.channelsBySegment()
    var channels = Set(fibres.joined())
    // A channel stands before those within it.
    for channel in atlas.channels.indices.reversed() where channels.contains(channel) {
      if let parent = atlas.channels[channel].parent { channels.insert(parent) }
    }
    var nerves = Set(atlas.segments.map(\.nerve) + atlas.muscles.map(\.nerve))
    nerves.formUnion(atlas.regions.flatMap { region in region.nerves.map { atlas.nerves[$0.index].id } })
    for study in atlas.studies {
      if case .sensory(let nerve) = study.recording { nerves.insert(atlas.nerves[nerve].id) }
    }
    return issues(
      "channels", atlas.channels.indices.filter { !channels.contains($0) }.map { atlas.channels[$0].id }
    ) {
      "no fibres run in channel '\($0)'"
    }
      + issues("segments", fibres.indices.filter { fibres[$0].isEmpty }.map { atlas.segments[$0].id }) {
        "no fibres run through segment '\($0)': no muscle, nerve or skin that a root reaches ends there or beyond"
      }
      + issues("nerves", atlas.nerves.ids.filter { !nerves.contains($0) }) {
        "no segment, muscle, skin region or study is of nerve '\($0)'"
      }
  }

  private func issues(_ block: String, _ ids: [String], _ message: (String) -> String) -> [DataIssue] {
    let entries = entries("nerves.yaml", block)
    return ids.map { id in
      DataIssue(
        file: "nerves.yaml", line: entries.first { $0.key == id }?.value.line, message: message(id))
    }
  }
}
