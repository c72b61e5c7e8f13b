extension AtlasReader {
  private static let deepestCondition = 30

  /// Reads a condition: a clause, or a block with `any`, `all`, `at-least` + `of`, `both-legs`, `this-leg`, `other-leg` or `not`.
  func condition(_ reading: Reading, within depth: Int = 0) -> CaseCondition? {
    if let text = reading.scalar { return clause(text, at: reading) }
    guard depth < Self.deepestCondition else {
      reading.fail("conditions lie more than \(Self.deepestCondition) deep in one another")
      return nil
    }
    return reading.entry { entry in
      func conditions(_ key: String) -> [CaseCondition]? {
        guard let reading = entry.optional(key) else { return nil }
        let listed = reading.list()
        if listed.isEmpty { reading.fail("'\(key)' lists no condition") }
        return listed.compactMap { condition($0, within: depth + 1) }
      }
      if let all = conditions("all") { return .all(all) }
      if let any = conditions("any") { return .any(any) }
      if let both = entry.optional("both-legs") {
        // One finding, or a list of which each leg shows any; a list in it is part of it.
        let listed = both.list().flatMap { $0.list() }
        if listed.isEmpty { both.fail("'both-legs' names no finding") }
        return .bothLegs(
          listed.compactMap { item in
            item.text().flatMap { finding($0, at: item) }.map { .finding(pattern: $0, value: $1) }
          })
      }
      for (key, isOther) in [("this-leg", false), ("other-leg", true)] {
        guard let leg = entry.optional(key) else { continue }
        guard let pattern = leg.text(), known(pattern, at: leg) else { return nil }
        return .leg(pattern: pattern, isOther: isOther)
      }
      if let inner = entry.optional("not").flatMap({ condition($0, within: depth + 1) }) {
        return .not(inner)
      }
      let count = entry.whole("at-least", in: 1...20)
      guard let inner = conditions("of") else {
        entry.reading.fail("'of' is missing")
        return nil
      }
      if inner.count < count { entry.reading.fail("wants \(count) of \(inner.count) conditions") }
      return .atLeast(count, inner)
    }
  }

  private func clause(_ text: String, at reading: Reading) -> CaseCondition? {
    if let (bound, below, orUnknown) = comparison(text, "duration-weeks", to: 5200, at: reading) {
      return .duration(below: below, weeks: bound, orUnknown: orUnknown)
    }
    if let (bound, below, orUnknown) = comparison(text, "age", to: 120, at: reading) {
      if orUnknown { reading.fail("'\(text)': only duration-weeks may be unknown") }
      return .age(below: below, years: bound)
    }
    if text.hasPrefix("side=") {
      let side = String(text.dropFirst(5))
      let known = BodySide.allCases.map(\.rawValue)
      if !known.contains(side) {
        reading.fail("no side '\(side)'", suggestions: Nearest.words(to: side, in: known))
      }
      return .side(side)
    }
    if text.hasPrefix("history.") {
      let id = String(text.dropFirst(8))
      guard let item = position(id, at: reading, in: atlas.modifiers, what: "history item") else {
        return nil
      }
      // What follows from the person is in no case's history.
      if !atlas.modifiers[item].conditions.contains(.history) {
        reading.fail("'\(id)' is of the person, not told; write age or duration-weeks")
      }
      return .history(id)
    }
    if let range = text.firstRange(of: "<=") {
      let pattern = String(text[..<range.lowerBound])
      guard known(pattern, at: reading) else { return nil }
      guard let grade = Int(text[range.upperBound...]), (0...5).contains(grade),
        scale(of: pattern)?.isGrade ?? false
      else {
        reading.fail("'\(text)' compares no grade of strength; write weak.…<=0 to weak.…<=5")
        return nil
      }
      return .gradeAtMost(pattern: pattern, grade: grade)
    }
    return finding(text, at: reading).map { .finding(pattern: $0, value: $1) }
  }

  /// Reads `finding`, `kind.*` or either with `=value`.
  private func finding(_ text: String, at reading: Reading) -> (pattern: String, value: String?)? {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard let pattern = parts.first, known(pattern, at: reading) else { return nil }
    guard parts.count > 1 else { return (pattern, nil) }
    if let scale = scale(of: pattern), scale.reading(of: parts[1]) == nil {
      reading.fail(
        "'\(parts[1])' is no value of \(pattern); it takes \(scale.accepted.joined(separator: ", "))",
        suggestions: Nearest.words(to: parts[1], in: scale.accepted, limit: 1))
    }
    return (pattern, parts[1])
  }

  /// The scale of a finding, or of a kind (`kind.*`).
  private func scale(of pattern: String) -> Scale? {
    pattern.hasSuffix(".*") ? atlas.kinds[String(pattern.dropLast(2))]?.scale : atlas.findings[pattern]?.scale
  }

  /// Splits `name<6`, `name>=65` or `name<6|unknown`; a bound that no case passes, or that all do, is reported.
  private func comparison(
    _ text: String, _ name: String, to most: Double, at reading: Reading
  ) -> (bound: Double, below: Bool, orUnknown: Bool)? {
    guard text.hasPrefix(name) else { return nil }
    var rest = text.dropFirst(name.count)
    let orUnknown = rest.hasSuffix("|unknown")
    if orUnknown { rest = rest.dropLast(8) }
    let below = rest.hasPrefix("<")
    guard below || rest.hasPrefix(">=") else { return nil }
    guard let bound = Double(rest.dropFirst(below ? 1 : 2)), bound <= most, below ? bound > 0 : bound >= 0
    else {
      reading.fail("'\(text)' tells no cases apart; its number must lie in 0…\(most.plain)")
      return (0, below, orUnknown)
    }
    return (bound, below, orUnknown)
  }

  private func known(_ pattern: String, at reading: Reading) -> Bool {
    if pattern.hasSuffix(".*") {
      if atlas.kinds[String(pattern.dropLast(2))] != nil { return true }
    } else if atlas.findings[pattern] != nil {
      return true
    }
    reading.fail("no finding '\(pattern)'", suggestions: Nearest.words(to: pattern, in: atlas.findings.ids))
    return false
  }
}
