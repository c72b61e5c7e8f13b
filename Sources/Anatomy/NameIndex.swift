import Foundation

/// Finds what people mean: ids, aliases of the clinic, and the nearest known ids for what is none.
public struct NameIndex: Sendable {
  private let atlas: Atlas
  /// Made when the first word is met that is no id.
  private let aliases: Lazy<Aliases>
  /// Made when something is looked for by a part of its name.
  private let entries: Lazy<[Entry]>

  /// Names other than ids.
  fileprivate struct Aliases: Sendable {
    var findings: [String: [Int]] = [:]
    var kinds: [String: String] = [:]
    var sites: [String: Int] = [:]
    var nerves: [String: Int] = [:]
    var roots: [String: Int] = [:]
    var muscles: [String: Int] = [:]
    var history: [String: Int] = [:]
    var settings: [String: Int] = [:]
  }

  /// Something with all its names, ready to be looked through.
  private struct Entry: Sendable {
    let what, id, name: String
    /// Id, name and aliases, normalised, in the words that ids use.
    let names: [String]
    /// Whether it is no part of the body and no finding, and stands behind what is.
    let isAside: Bool
  }

  /// What a word stands for.
  public enum Match<Found: Sendable>: Sendable {
    case found(Found)
    /// Several things bear this name.
    case ambiguous([String])
    /// Nothing does; the nearest ids.
    case unknown([String])
  }

  /// Indexes all names of an atlas.
  public init(_ atlas: Atlas) {
    self.atlas = atlas
    aliases = Lazy { Aliases(atlas) }
    entries = Lazy { Self.entries(atlas) }
  }

  fileprivate static func index<T: Named>(_ items: some Sequence<T>, names: (T) -> [String]) -> [String: Int]
  {
    var result: [String: Int] = [:]
    for (position, item) in items.enumerated() {
      for name in names(item).map(normalised) where !name.isEmpty { result[name] = result[name] ?? position }
      result[item.id] = position
    }
    return result
  }

  /// Lower case, without accents, words joined by hyphens.
  public static func normalised(_ text: String) -> String {
    let folded = text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
    let words = folded.split { !($0.isLetter || $0.isNumber || $0 == "." || $0 == "+") }
    return words.joined(separator: "-")
  }

  /// The word with each part replaced by the word that ids use.
  private func withSynonyms(_ word: String) -> String { Self.withSynonyms(word, atlas) }

  private static func withSynonyms(_ word: String, _ atlas: Atlas) -> String {
    word.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.split(separator: "-").map { atlas.wordSynonyms[String($0)] ?? String($0) }.joined(separator: "-")
    }.joined(separator: ".")
  }

  /// The finding that a word names: `kind.target`, or an alias that only one finding bears, or only one that takes
  /// `value`.
  public func finding(_ word: String, value: String? = nil) -> Match<Int> {
    if let position = atlas.findings.position(of: word) { return .found(position) }
    for candidate in [Self.normalised(word), withSynonyms(Self.normalised(word))] {
      if let position = atlas.findings.position(of: candidate) { return .found(position) }
      for name in [candidate] + readings(of: candidate) {
        if let position = atlas.findings.position(of: name) { return .found(position) }
        if let found = aliases.value.findings[name] {
          let distinct = Array(Set(found)).sorted()
          let taking = distinct.filter { takes($0, value) }
          if let only = taking.first, taking.count == 1 { return .found(only) }
          if let only = distinct.first, distinct.count == 1 { return .found(only) }
          return .ambiguous((taking.isEmpty ? distinct : taking).prefix(6).map { atlas.findings[$0].id })
        }
      }
    }
    return .unknown(nearestFindings(word))
  }

  private func takes(_ finding: Int, _ value: String?) -> Bool {
    let scale = atlas.findings[finding].scale
    return value.map { scale.reading(of: atlas.value($0, of: finding)) != nil } ?? true
  }

  /// `kind.target` forms of a name whose kind is written in another word, before or after the target.
  private func readings(of name: String) -> [String] {
    if let dot = name.firstIndex(of: ".") {
      return aliases.value.kinds[String(name[..<dot])].map { [$0 + name[dot...]] } ?? []
    }
    var result: [String] = []
    // Longest first; of equally long ones the order must not hang on the run.
    for (alias, kind) in aliases.value.kinds.sorted(by: { ($1.key.count, $0.key) < ($0.key.count, $1.key) }) {
      if name.hasSuffix("-" + alias) { result.append(kind + "." + name.dropLast(alias.count + 1)) }
      if name.hasPrefix(alias + "-") { result.append(kind + "." + name.dropFirst(alias.count + 1)) }
    }
    return result
  }

  private func nearestFindings(_ word: String) -> [String] {
    let name = withSynonyms(Self.normalised(word))
    guard let dot = name.firstIndex(of: "."),
      let kind = aliases.value.kinds[String(name[..<dot])]
        ?? Nearest.words(to: String(name[..<dot]), in: atlas.kinds.ids).first
    else { return nearest(to: name) }
    let inKind = atlas.findings.filter { atlas.kinds[$0.kind].id == kind }
    let target = String(name[name.index(after: dot)...])
    // A part of an id may be a synonym of another place: what was written is tried as well.
    let written = String(Self.normalised(word).drop { $0 != "." }.dropFirst())
    for text in [target, written] {
      let near = Nearest.words(to: text, in: inKind.map(\.targetID))
      if !near.isEmpty { return near.map { kind + "." + $0 } }
    }
    return nearest(to: target)
  }

  /// Items of the history and findings that a word names, or else the findings whose id is near it.
  private func nearest(to word: String) -> [String] {
    let found = search(word).filter { ["finding", "history"].contains($0.what) }
    if found.isEmpty { return Nearest.words(to: word, in: atlas.findings.ids) }
    return found.prefix(3).map { $0.what == "history" ? "\($0.id) (history)" : $0.id }
  }

  /// The site that a word names.
  public func site(_ word: String) -> Match<Int> {
    if let position = atlas.sites.position(of: word) { return .found(position) }
    return match(word, \.sites, known: atlas.sites.ids)
  }

  /// The history item that a word names.
  public func history(_ word: String) -> Match<Int> {
    if let position = atlas.modifiers.position(of: word), atlas.modifiers[position].conditions == [.history] {
      return .found(position)
    }
    let history = match(
      word, \.history, known: atlas.modifiers.filter { $0.conditions == [.history] }.map(\.id))
    // What is a finding here is often thought of as history.
    if case .unknown = history, case .found(let finding) = finding(word) {
      return .unknown([atlas.findings[finding].id])
    }
    return history
  }

  /// The nerve that a word names.
  public func nerve(_ word: String) -> Match<Int> {
    if let position = atlas.nerves.position(of: word) { return .found(position) }
    return match(word, \.nerves, known: atlas.nerves.ids)
  }

  /// The root that a word names.
  public func root(_ word: String) -> Match<Int> {
    if let position = atlas.roots.position(of: word) { return .found(position) }
    let found = match(word, \.roots, known: atlas.roots.ids)
    if case .unknown(let near) = found, near.isEmpty { return .unknown(atlas.roots.ids) }
    return found
  }

  /// The muscle that a word names.
  public func muscle(_ word: String) -> Match<Int> {
    if let position = atlas.muscles.position(of: word) { return .found(position) }
    return match(word, \.muscles, known: atlas.muscles.ids)
  }

  /// The setting that a word names.
  public func setting(_ word: String) -> Match<Int> {
    if let position = atlas.settings.position(of: word) { return .found(position) }
    return match(word, \.settings, known: atlas.settings.ids)
  }

  private func match(_ word: String, _ names: KeyPath<Aliases, [String: Int]>, known: [String]) -> Match<Int>
  {
    for name in [word, Self.normalised(word), withSynonyms(Self.normalised(word))] {
      if let position = aliases.value[keyPath: names][name] { return .found(position) }
    }
    let near = Nearest.words(to: Self.normalised(word), in: known)
    return .unknown(near.isEmpty && known.count <= 8 ? known : near)
  }

  /// Everything whose id, name or alias holds all words, best first: (kind of thing, id, name). What is no part of the
  /// body and no finding stands behind what is.
  public func search(_ query: String) -> [(what: String, id: String, name: String)] {
    let words = withSynonyms(Self.normalised(query)).split(separator: "-").map(String.init)
    let whole = words.joined(separator: "-")
    var found: [(rank: Int, entry: Entry)] = []
    for entry in entries.value {
      let target = entry.id.split(separator: ".").last.map(String.init) ?? entry.id
      if entry.names.contains(whole) || target == whole {
        found.append((entry.isAside ? 1 : 0, entry))
      } else if entry.names.contains(where: { text in
        words.allSatisfy { word in text.split { "-.".contains($0) }.contains { $0.hasPrefix(word) } }
      }) {
        found.append((entry.isAside ? 3 : 2, entry))
      }
    }
    return
      found.sorted { ($0.rank, $0.entry.id.count, $0.entry.id) < ($1.rank, $1.entry.id.count, $1.entry.id) }
      .map { ($0.entry.what, $0.entry.id, $0.entry.name) }
  }

  private static func entries(_ atlas: Atlas) -> [Entry] {
    var result: [Entry] = []
    func add(_ what: String, _ id: String, _ name: String, _ aliases: [String], isAside: Bool = false) {
      result.append(
        Entry(
          what: what, id: id, name: name,
          names: ([id, name] + aliases).map { withSynonyms(normalised($0), atlas) }, isAside: isAside))
    }
    for x in atlas.sites { add("site", x.id, x.name, x.aliases) }
    for x in atlas.nerves { add("nerve", x.id, x.name, x.aliases + (x.latin.map { [$0] } ?? [])) }
    for x in atlas.roots { add("root", x.id, x.name, x.aliases) }
    for x in atlas.muscles { add("muscle", x.id, x.name, x.aliases + (x.latin.map { [$0] } ?? [])) }
    for x in atlas.regions { add("skin", x.id, x.name, x.aliases) }
    for x in atlas.modifiers where x.conditions == [.history] { add("history", x.id, x.name, x.aliases) }
    for x in atlas.settings { add("setting", x.id, x.name, [], isAside: true) }
    for x in atlas.postures { add("posture", x.id, x.name, x.aliases, isAside: true) }
    for x in atlas.kinds {
      add(
        "kind", x.id, "\(x.name): \(x.id).… \(x.scale.summary)", [x.name] + x.aliases + x.scale.accepted,
        isAside: true)
    }
    for x in atlas.findings { add("finding", x.id, x.name, x.aliases) }
    return result
  }
}

extension NameIndex.Aliases {
  fileprivate init(_ atlas: Atlas) {
    self.init()
    for (position, finding) in atlas.findings.enumerated() {
      let names = Set(([finding.name] + finding.aliases).map(NameIndex.normalised))
      let kind = atlas.kinds[finding.kind].id
      for name in names {
        findings[name, default: []].append(position)
        findings[kind + "." + name, default: []].append(position)
      }
    }
    for kind in atlas.kinds {
      for name in [kind.id, kind.name] + kind.aliases { kinds[NameIndex.normalised(name)] = kind.id }
    }
    sites = NameIndex.index(atlas.sites) { [$0.name] + $0.aliases }
    nerves = NameIndex.index(atlas.nerves) { [$0.name] + ($0.latin.map { [$0] } ?? []) + $0.aliases }
    roots = NameIndex.index(atlas.roots) { [$0.id, $0.name] + $0.aliases }
    muscles = NameIndex.index(atlas.muscles) { [$0.name] + ($0.latin.map { [$0] } ?? []) + $0.aliases }
    history = NameIndex.index(atlas.modifiers.filter { $0.conditions == [.history] }) {
      [$0.name] + $0.aliases
    }
    .compactMapValues { index in
      atlas.modifiers.position(of: atlas.modifiers.filter { $0.conditions == [.history] }[index].id)
    }
    settings = NameIndex.index(atlas.settings) { [$0.name] }
  }
}
