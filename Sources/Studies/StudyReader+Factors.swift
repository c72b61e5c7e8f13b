import Anatomy
import Simulation

extension StudyReader {
  /// What a factor varies, and how its values are told.
  private struct Kind {
    /// Values are words of a list, read one by one.
    var words: (([Reading]) -> Study.Factor.What)?
    var what: Study.Factor.What?
    /// What it may be.
    var able = -Double.infinity...Double.infinity
    /// Where it goes unless told.
    var range: ClosedRange<Double>?
  }

  /// Reads a factor, or all numbers of the atlas that its name stands for.
  func readFactor(_ name: String, _ reading: Reading, _ draft: inout StudyDraft, _ log: IssueLog) {
    if name.hasPrefix("atlas."), tunable(named: name) == nil {
      readNumbers(name, reading, &draft, log)
    } else if let kind = kind(name, reading, draft, log) {
      add(name, reading, kind, &draft)
    }
  }

  /// Numbers of the atlas by the way to them.
  private func readNumbers(_ name: String, _ reading: Reading, _ draft: inout StudyDraft, _ log: IssueLog) {
    if draft.numbers == nil {
      let files = files
      draft.numbers = logged(log) { () throws(DataError) in try AtlasNumbers(files) }
    }
    guard let all = draft.numbers else { return }
    let way = String(name.dropFirst(6))
    let found = all.matching(way)
    let isPattern = way.hasSuffix("*")
    if found.isEmpty {
      let near =
        isPattern
        ? [] : Nearest.words(to: way, in: tunables.map(\.id) + all.numbers.ids).map { "atlas." + $0 }
      reading.fail("no number '\(way)' of the atlas", suggestions: near)
    }
    for number in found {
      let entry = all.numbers[number]
      // A pattern stands for what is known to be open.
      if isPattern, entry.range == nil { continue }
      add(
        "atlas." + entry.id, reading,
        Kind(what: .number(number), able: entry.allowed, range: entry.range), &draft)
    }
  }

  /// Refuses tunable numbers that are also varied by the way to them: one would undo the other.
  func refuseDoubles(_ draft: StudyDraft, _ reading: Reading, _ log: IssueLog) {
    var tunables: [(name: String, tunable: Tunable)] = []
    var moved: [(number: Int, value: Double)] = []
    for factor in draft.factors {
      switch factor.what {
      case .tunable(let tunable): tunables.append((factor.name, tunable))
      case .number(let number): moved.append((number, factor.value(at: 0.25)))
      default: break
      }
    }
    guard let numbers = draft.numbers, !tunables.isEmpty, !moved.isEmpty else { return }
    guard let varied = logged(log, { () throws(DataError) in try numbers.atlas(with: moved) }) else { return }
    for (name, tunable) in tunables
    where varied[keyPath: tunable.place.path] != atlas[keyPath: tunable.place.path] {
      reading.fail("\(name) is varied twice: also by the way to it in the atlas")
    }
  }

  private func kind(_ name: String, _ reading: Reading, _ draft: StudyDraft, _ log: IssueLog) -> Kind? {
    if let tunable = tunable(named: name) {
      return Kind(what: .tunable(tunable), able: tunable.allowed, range: tunable.bounds)
    }
    if name == "age" { return Kind(what: .age, able: 0...120) }
    if let cohort = draft.cohort { return cohortKind(name, reading, cohort) }
    switch name {
    case "posture":
      return Kind(words: { items in
        .postures(
          items.compactMap { item in
            guard let text = item.text() else { return nil }
            return logged(item, log) { i throws(DataError) in try i.posture(text) }
          })
      })
    case "variant": return Kind(words: { .variants($0.compactMap { variant($0) }) })
    default:
      guard let (place, able) = logged(reading, log, { i throws(DataError) in try i.place(name) }) else {
        return nil
      }
      return Kind(what: .quantity(place), able: able)
    }
  }

  private var tunables: [Tunable] { atlas.tunables + atlas.provocationTunables }

  private func tunable(named name: String) -> Tunable? { tunables.first { "atlas." + $0.id == name } }

  private func cohortKind(_ name: String, _ reading: Reading, _ cohort: Cohort) -> Kind? {
    func positions<T>(_ items: [Reading], _ register: Register<T>, _ what: String) -> [Int] {
      items.compactMap { item in
        guard let id = item.text() else { return nil }
        if let position = register.position(of: id) { return position }
        item.fail("no \(what) '\(id)'", suggestions: Nearest.words(to: id, in: register.ids))
        return nil
      }
    }
    func words(_ items: [Reading], _ known: [String]) -> [String] {
      items.compactMap { item in
        guard let word = item.text() else { return nil }
        if known.contains(word) { return word }
        item.fail("'\(word)' is none of \(known.joined(separator: ", "))")
        return nil
      }
    }
    switch name {
    case "setting": return Kind(words: { .settings(positions($0, atlas.settings, "setting")) })
    case "examination":
      return Kind(words: { .examinations(positions($0, cohort.protocols, "protocol of the cohort")) })
    case "sex": return Kind(words: { .sexes(words($0, atlas.sexShares.map(\.sex))) })
    default: break
    }
    let items = atlas.modifiers.filter { $0.conditions.contains(.history) }.map(\.id)
    if name.hasPrefix("history."), let item = atlas.modifiers.position(of: String(name.dropFirst(8))),
      items.contains(atlas.modifiers[item].id)
    {
      return Kind(words: { .history(item, words($0, ["absent", "present"]).map { $0 == "present" }) })
    }
    let known = ["setting", "examination", "age", "sex"] + items.map { "history." + $0 }
    reading.fail(
      "no factor '\(name)' of a cohort; write atlas.NUMBER, setting, examination, age, sex or history.ITEM",
      suggestions: Nearest.words(to: name, in: known))
    return nil
  }

  private func add(_ name: String, _ reading: Reading, _ kind: Kind, _ draft: inout StudyDraft) {
    if draft.factors.contains(where: { $0.name == name }) {
      reading.fail("\(name) is varied twice")
      return
    }
    var levels = 0
    var group: String?
    var what = kind.what
    let range = reading.entry { entry -> Study.Factor.Range? in
      group = entry.optional("group")?.text()
      if kind.words != nil || entry.optional("values") != nil {
        guard let values = entry.required("values") else { return nil }
        let list = values.list()
        if list.isEmpty {
          values.fail("\(name): 'values' names none")
          return nil
        }
        levels = list.count
        if let words = kind.words { what = words(list) }
        return kind.words != nil
          ? .words(list.compactMap(\.scalar)) : .values(list.compactMap { $0.number(in: kind.able) })
      }
      levels = Self.wholeNumber(entry.optional("levels"), in: 1...1_000_000) ?? 0
      return span(name, entry, kind)
    }
    guard let range = range ?? nil, let what else { return }
    draft.factors.append(Study.Factor(name: name, what: what, range: range, group: group))
    draft.levels.append(levels)
  }

  private func span(_ name: String, _ entry: Entry, _ kind: Kind) -> Study.Factor.Range? {
    func end(_ key: String, _ bound: Double?, _ last: Double) -> Double? {
      if let told = entry.optional(key) { return told.number(in: kind.able) }
      if let bound = bound ?? (last.isFinite && !isNumber(kind) ? last : nil) { return bound }
      if isNumber(kind) {
        entry.reading.fail("the atlas says nothing of the spread of \(name): give 'from' and 'to'")
        return nil
      }
      return entry.required(key)?.number()
    }
    guard let least = end("from", kind.range?.lowerBound, kind.able.lowerBound),
      let most = end("to", kind.range?.upperBound, kind.able.upperBound)
    else { return nil }
    if least > most {
      let whose =
        entry.optional("to") == nil || entry.optional("from") == nil ? ", an end that the atlas gives" : ""
      entry.reading.fail("\(name): 'from' \(least.plain) lies above 'to' \(most.plain)\(whose)")
      return nil
    }
    if least == most {
      entry.reading.fail("\(name): 'from' and 'to' are both \(least.plain), so that nothing varies")
      return nil
    }
    let scale = entry.optional("scale")?.text()
    if let scale, !["log", "linear"].contains(scale) {
      entry.reading.fail("\(name): no scale '\(scale)'; write log or linear")
    }
    if scale == "log", entry.optional("mode") != nil {
      entry.reading.fail("\(name): a triangle about a 'mode' is linear, not log")
    }
    // Factors on odds, times and doses go by ratios unless told otherwise.
    let isRatio = isNumber(kind) && least > 0 && kind.able.upperBound > 1 && scale == nil
    if scale == "log" || isRatio, entry.optional("mode") == nil {
      if least <= 0 { entry.reading.fail("\(name): a logarithmic scale wants 'from' above 0") }
      return .logarithmic(least...max(most, least))
    }
    if let mode = entry.optional("mode")?.number(in: least...most) {
      return .triangular(least...most, mode: mode)
    }
    return .uniform(least...most)
  }

  /// Whether it is a number of the atlas, by whichever of its names.
  private func isNumber(_ kind: Kind) -> Bool {
    switch kind.what {
    case .number, .tunable: true
    default: false
    }
  }
}
