/// Reads an atlas from its files and reports everything that is wrong with it at once.
struct AtlasReader {
  var atlas = Atlas()
  let log = IssueLog(annotations: [
    "source", "why", "note", "n", "interval", "spread", "sd", "identifiers", "observed",
  ])
  let documents: [String: Reading]

  /// Reads and links all files.
  ///
  /// - Parameter trace: takes down which numbers are read.
  /// - Throws: ``DataError`` with every fault found, in order of file and line.
  static func read(_ files: AtlasFiles, trace: NumberTrace? = nil) throws(DataError) -> Atlas {
    var reader = AtlasReader(files, wanting: AtlasFiles.names)
    reader.log.trace = trace
    // What a broken or missing file would have defined must not be reported as unknown everywhere else.
    if reader.log.issues.isEmpty { reader.readAll() }
    if !reader.log.issues.isEmpty { throw DataError(ordered(reader.log.issues)) }
    return reader.atlas
  }

  /// Parses files; what is not wanted is left alone.
  init(_ files: AtlasFiles, wanting names: [String]) {
    var documents: [String: Reading] = [:]
    let prefix = files.origin == "built in" ? "" : files.origin + "/"
    for (name, text) in files.files where names.contains(name) {
      documents[name] = Reading.parse(text, file: prefix + name, log: log)
    }
    self.documents = documents
    let given = Set(files.files.map(\.name))
    for name in names where !given.contains(name) {
      log.issues.append(DataIssue(file: prefix + name, message: "is missing from the atlas"))
    }
  }

  /// Faults by file, in the order of ``AtlasFiles/allNames``, then by line; each once.
  static func ordered(_ issues: [DataIssue]) -> [DataIssue] {
    func rank(_ issue: DataIssue) -> Int {
      AtlasFiles.allNames.firstIndex { issue.file == $0 || issue.file.hasSuffix("/" + $0) } ?? 0
    }
    var result: [DataIssue] = []
    for issue in issues.sorted(by: { (rank($0), $0.line ?? 0) < (rank($1), $1.line ?? 0) })
    where result.last != issue {
      result.append(issue)
    }
    return result
  }

  private mutating func readAll() {
    readSources()
    readHeader()
    readNerves()
    readRoots()
    readSkin()
    readJoints()
    readMuscles()
    readReferral()
    readReflexes()
    readConduction()
    readVariants()
    readMechanics()
    readSites()
    readPostures()
    readSiteMechanics()
    readHistory()
    readSettings()
    readKinds()
    readFindings()
    readSilence()
    readSafety()
    if log.issues.isEmpty { checkRoutes() }
  }

  /// The value of a top-level key of a file.
  func section(_ file: String, _ key: String) -> Reading? {
    guard let document = documents[file] else { return nil }
    guard let value = document.pairs().first(where: { $0.key == key })?.value else {
      document.fail("'\(key)' is missing")
      return nil
    }
    return value
  }

  /// Reports top-level keys of a file that nobody reads.
  func expect(_ file: String, keys: Set<String>) {
    for (key, value) in documents[file]?.pairs() ?? [] where !keys.contains(key) {
      value.fail("unknown key '\(key)'", suggestions: Nearest.words(to: key, in: keys, limit: 1))
    }
  }

  /// Reads a block of entities, each a block of known keys, with ids checked.
  func entities<T>(_ file: String, _ key: String, _ body: (String, Entry) -> T?) -> [T] {
    guard let section = section(file, key) else { return [] }
    return section.pairs().compactMap { id, reading in
      if !id.isWellFormedID { reading.fail("'\(id)' is not an id: lower-case letters, digits, hyphens") }
      return reading.entry { body(id, $0) }
    }
  }

  /// The position of an id in a register; an unknown one is reported with the nearest that exist.
  func position<T>(_ reading: Reading?, in register: Register<T>, what: String) -> Int? {
    guard let reading, let id = reading.text() else { return nil }
    return position(id, at: reading, in: register, what: what)
  }

  /// The position of an id that stands at `reading`.
  func position<T>(_ id: String, at reading: Reading, in register: Register<T>, what: String) -> Int? {
    if let position = register.position(of: id) { return position }
    reading.fail("no \(what) '\(id)'", suggestions: Nearest.words(to: id, in: register.ids))
    return nil
  }

  /// A block of shares keyed by ids of a register.
  func shares<T>(
    _ reading: Reading?, in register: Register<T>, what: String, sumsToOne: Bool
  ) -> [Share] {
    guard let reading else { return [] }
    let shares = reading.pairs().compactMap { id, value -> Share? in
      guard let index = position(id, at: value, in: register, what: what),
        let share = value.number(in: 0...1)
      else { return nil }
      return Share(index, share)
    }
    let sum = shares.reduce(0) { $0 + $1.value }
    if sumsToOne {
      if abs(sum - 1) > 5e-3 { reading.fail("shares sum to \(sum.short), not 1") }
      log.trace?.whole(reading.pairs().map(\.value))
    }
    if !sumsToOne || sum <= 0 { return shares }
    return shares.map { Share($0.index, $0.value / sum) }
  }

  /// Positions of a list of ids.
  func positions<T>(_ reading: Reading?, in register: Register<T>, what: String) -> [Int] {
    reading?.list().compactMap { position($0, in: register, what: what) } ?? []
  }

  /// A list of sites; names of groups stand for their members.
  func sites(_ reading: Reading?) -> [Int] {
    var result: [Int] = []
    for item in reading?.list() ?? [] {
      guard let id = item.text() else { continue }
      if let members = atlas.siteGroups[id] {
        result += members
      } else if let site = atlas.sites.position(of: id) {
        result.append(site)
      } else {
        let known = atlas.sites.ids + atlas.siteGroups.keys.sorted()
        item.fail("no site or group of sites '\(id)'", suggestions: Nearest.words(to: id, in: known))
      }
    }
    return result
  }

  /// A number that may be tuned: plain, or `{value, bounds, …}`.
  mutating func tunable(
    _ reading: Reading?, _ id: String, in range: ClosedRange<Double>,
    _ place: Tunable.Place
  ) -> Double? {
    guard let reading else { return nil }
    if reading.scalar != nil { return reading.number(in: range) }
    var found: Double?
    var expected: Double?
    var bounds: ClosedRange<Double>?
    _ = reading.entry { entry -> Double? in
      found = entry.number("value", in: range)
      expected = entry.optional("expected")?.number(in: range)
      let limits = entry.optional("bounds")?.list().compactMap { $0.number(in: range) } ?? []
      if limits.count == 2, limits[0] < limits[1] { bounds = limits[0]...limits[1] }
      return found
    }
    if let found, let bounds {
      atlas.tunables.append(
        Tunable(
          id: id, value: found, expected: expected ?? found, bounds: bounds, allowed: range, place: place))
    }
    return found
  }
}

extension Atlas {
  /// Reads an atlas.
  ///
  /// - Throws: ``DataError`` with every fault found.
  public init(_ files: AtlasFiles) throws(DataError) {
    self = try AtlasReader.read(files)
    digest = files.digest
  }
}

extension String {
  /// Whether this is an id: lower-case letters, digits and hyphens.
  var isWellFormedID: Bool {
    !isEmpty && utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
  }
}

extension Double {
  /// Up to four decimals, without trailing zeros.
  var short: String {
    let rounded = (self * 10_000).rounded() / 10_000
    return Int(exactly: rounded).map(String.init) ?? String(rounded.isFinite ? rounded : self)
  }
}
