import Yams

/// Counts where the numbers of an atlas come from, and finds those that say nothing about it.
public struct ProvenanceAudit: Sendable {
  /// What a number is about.
  public enum Area: String, Sendable, CaseIterable {
    case anatomy
    case findingLinks = "finding links"
    case priors
    case other
  }

  /// How well a number is known.
  public enum Grade: String, Sendable, CaseIterable {
    case measured, textbook, estimate
  }

  /// Numbers per area and grade; sample sizes, intervals and spreads not counted.
  public private(set) var counts: [Area: [Grade: Int]] = [:]
  /// Numbers without a source, unknown sources, also in reasons and notes, estimates without a reason, reasons used too
  /// often, sources that nothing cites.
  public private(set) var issues: [DataIssue] = []

  /// How often one reason may stand in an atlas.
  static let reasonLimit = 5
  private static let annotations: Set<String> = ["n", "interval", "spread", "sd", "bounds", "why", "source"]
  /// Keys whose numbers define a class rather than claim a fact.
  private static let definitions: Set<String> = [
    "step", "age-from", "age-below", "weeks-from", "weeks-below", "from", "to", "steps",
  ]
  private static let areas: [String: Area] = [
    "nerves.yaml": .anatomy, "roots.yaml": .anatomy, "muscles.yaml": .anatomy, "skin.yaml": .anatomy,
    "reflexes.yaml": .anatomy, "conduction.yaml": .anatomy, "variants.yaml": .anatomy,
    "kinds.yaml": .findingLinks, "findings.yaml": .findingLinks, "sites.yaml": .priors,
    "history.yaml": .priors, "settings.yaml": .priors,
  ]
  private var reasons: [String: [(file: String, line: Int)]] = [:]
  private var cited: Set<String> = []
  /// Nil where the list of sources cannot be read, so that no key can be looked up.
  private let citations: Register<Citation>?

  /// Audits the files of an atlas that has been read.
  public init(_ files: AtlasFiles, _ atlas: Atlas) { self.init(files, atlas.citations) }

  /// Audits what is whole of the files of an atlas, which may be faulty elsewhere.
  init(_ files: AtlasFiles, _ citations: Register<Citation>?) {
    self.citations = citations
    var isWhole = true
    // Drawings claim no measure.
    for (name, text) in files.files
    where !["sources.yaml", "atlas.yaml"].contains(name) && !name.hasPrefix(AtlasFiles.viewPrefix) {
      let log = IssueLog()
      guard let document = Reading.parse(text, file: name, log: log) else {
        isWhole = false
        continue
      }
      walk(document, key: "", origin: nil, area: Self.areas[name] ?? .other)
    }
    for (reason, places) in reasons.sorted(by: { $0.key < $1.key }) where places.count > Self.reasonLimit {
      issues.append(
        DataIssue(
          file: places[0].file, line: places[0].line,
          message: "one reason stands \(places.count) times: '\(reason.prefix(60))'"))
    }
    // What cannot be read may cite it.
    for citation in citations.map(Array.init) ?? [] where isWhole && !cited.contains(citation.id) {
      issues.append(DataIssue(file: "sources.yaml", message: "nothing cites '\(citation.id)'"))
    }
  }

  private mutating func walk(_ reading: Reading, key: String, origin: [String]?, area: Area) {
    switch reading.node {
    case .mapping:
      let pairs = reading.pairs()
      let inner = self.origin(of: pairs, reading) ?? origin
      for (key, value) in pairs { walk(value, key: key, origin: inner, area: area) }
    case .sequence:
      for item in reading.list() { walk(item, key: key, origin: origin, area: area) }
    case .scalar(let scalar):
      if ["why", "note"].contains(key) { look(up: scalar.string, reading) }
      guard scalar.style == .plain || scalar.style == .any, Double(scalar.string) != nil else { return }
      if Self.definitions.contains(key) { return }
      guard let origin else {
        issues.append(
          DataIssue(
            file: reading.file, line: reading.line, message: "\(key) \(scalar.string) has no source"))
        return
      }
      if Self.annotations.contains(key) { return }
      counts[area, default: [:]][grade(origin), default: 0] += 1
    case .alias: break
    }
  }

  /// The works that a text names by their keys, as author and year.
  private mutating func look(up text: String, _ reading: Reading) {
    let words = text.split { !($0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-")) }.map(String.init)
    for key in words where Self.isKey(key) { cite(key, reading) }
  }

  /// Counts a work as cited, or finds that there is none of that key.
  private mutating func cite(_ key: String, _ place: Reading) {
    cited.insert(key)
    if let citations, citations[key] == nil {
      issues.append(
        DataIssue(
          file: place.file, line: place.line, message: "no source '\(key)'",
          suggestions: Nearest.words(to: key, in: citations.ids)))
    }
  }

  /// Whether a word ends in a hyphen and a year, with a letter where an author had several.
  private static func isKey(_ word: String) -> Bool {
    guard let hyphen = word.lastIndex(of: "-"), word.first?.isLetter ?? false else { return false }
    var year = word[word.index(after: hyphen)...]
    if year.last?.isLetter ?? false { year = year.dropLast() }
    return year.count == 4 && (year.hasPrefix("19") || year.hasPrefix("20")) && year.allSatisfy(\.isNumber)
  }

  /// The keys of the sources that a block names, estimates left out; nil where it names none at all.
  private mutating func origin(
    of pairs: [(key: String, value: Reading)], _ reading: Reading
  ) -> [String]? {
    guard let source = pairs.first(where: { $0.key == "source" })?.value else { return nil }
    let keys = source.list().compactMap(\.scalar)
    for key in keys where key != "estimate" { cite(key, source) }
    for (key, value) in pairs where ["observed", "caution-source"].contains(key) {
      cited.formUnion(value.list().compactMap(\.scalar))
    }
    let why = pairs.first { $0.key == "why" }?.value
    if let text = why?.scalar { reasons[text, default: []].append((reading.file, why?.line ?? reading.line)) }
    if keys.contains("estimate"), why == nil {
      issues.append(DataIssue(file: reading.file, line: source.line, message: "an estimate without a 'why'"))
    }
    return keys.filter { $0 != "estimate" }
  }

  private func grade(_ sources: [String]) -> Grade {
    let kinds = sources.compactMap { citations?[$0]?.kind }
    if kinds.contains(.study) || kinds.contains(.review) { return .measured }
    return kinds.isEmpty ? .estimate : .textbook
  }
}
