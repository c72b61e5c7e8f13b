import Foundation
import Yams

/// Collects faults while files are read, so that all are reported at once.
package final class IssueLog {
  package var issues: [DataIssue] = []
  /// Where the numbers stand that were read, if anybody wants to know.
  var trace: NumberTrace?
  /// Keys that may stand in any block: where a number comes from and how sure it is.
  let annotations: Set<String>

  package init(annotations: Set<String> = []) { self.annotations = annotations }
}

/// A YAML value with its place, and a log for what is wrong with it.
package struct Reading {
  let node: Node
  package let file: String
  /// Line of the value; for a value in a mapping, of its key.
  package let line: Int
  let log: IssueLog
  /// The key it stands under, for messages; empty elsewhere.
  var key = ""

  /// Parses a file. Faults of syntax go to the log.
  package static func parse(_ text: String, file: String, log: IssueLog) -> Reading? {
    do {
      // Every scalar is read as text; resolving YAML types by pattern would only cost time.
      guard let node = try compose(yaml: text, .basic) else {
        log.issues.append(DataIssue(file: file, message: "the file is empty"))
        return nil
      }
      var left = nodeLimit
      guard isSmall(node, left: &left) else {
        log.issues.append(DataIssue(file: file, message: "its aliases stand for too much"))
        return nil
      }
      return Reading(node: node, file: file, line: node.mark?.line ?? 1, log: log)
    } catch let error as YamlError {
      log.issues.append(Self.issue(error, text: text, file: file))
    } catch {
      log.issues.append(DataIssue(file: file, message: "cannot be read as YAML"))
    }
    return nil
  }

  /// How many values a file may hold once every alias stands for what it names: few lines can make billions.
  private static let nodeLimit = 1_000_000

  /// Whether a value holds at most `left` others; counts them off.
  private static func isSmall(_ node: Node, left: inout Int) -> Bool {
    left -= 1
    switch node {
    case .mapping(let mapping):
      return left > 0 && mapping.allSatisfy { isSmall($0.key, left: &left) && isSmall($0.value, left: &left) }
    case .sequence(let sequence): return left > 0 && sequence.allSatisfy { isSmall($0, left: &left) }
    case .scalar, .alias: return left > 0
    }
  }

  private static func issue(_ error: YamlError, text: String, file: String) -> DataIssue {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let lines = text.textLines
      let line = min(max(1, mark.line), max(1, lines.count))
      let hasTab = lines.indices.contains(line - 1) && lines[line - 1].contains("\t")
      return DataIssue(
        file: file, line: line,
        message: hasTab ? "a tab where YAML wants spaces" : "not valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      let lines = duplicates.first.map { Self.lines(ofKey: "\($0)", in: text, from: context.mark.line) } ?? []
      let places = lines.count > 1 ? ", on lines \(lines[0]) and \(lines[1])" : ""
      return DataIssue(
        file: file, line: lines.count > 1 ? lines[1] : context.mark.line,
        message: "\(names) stands twice in one block\(places)")
    case .reader:
      return DataIssue(file: file, message: "holds bytes that are not text (UTF-8)")
    default:
      return DataIssue(file: file, message: "cannot be read as YAML")
    }
  }

  /// Lines on which a key of one block begins: as far indented as its first one, up to where the block ends.
  private static func lines(ofKey key: String, in text: String, from start: Int) -> [Int] {
    var found: [Int] = []
    var indent = 0
    let lines = text.textLines
    for (index, line) in lines.enumerated().dropFirst(max(0, start - 1)) {
      let content = line.drop { $0 == " " }
      if content.isEmpty || content.hasPrefix("#") { continue }
      let depth = line.count - content.count
      if !found.isEmpty, depth < indent { break }
      let name = content.prefix { $0 != ":" }.trimmingCharacters(in: CharacterSet(charactersIn: "\"' "))
      if name == key, content.contains(":"), found.isEmpty || depth == indent {
        found.append(index + 1)
        indent = depth
      }
    }
    return found
  }

  /// Reports a fault at this place.
  package func fail(_ message: String, suggestions: [String] = []) {
    log.issues.append(DataIssue(file: file, line: line, message: message, suggestions: suggestions))
  }

  /// The key with a colon, as a head of messages.
  private var label: String { key.isEmpty ? "" : key + ": " }

  /// Short form of the value for messages.
  var excerpt: String {
    switch node {
    case .scalar(let scalar): "'\(scalar.string.prefix(40))'"
    case .mapping: "a block of keys"
    case .sequence: "a list"
    case .alias: "a YAML alias"
    }
  }

  /// The scalar as text, without a report.
  package var scalar: String? { node.scalar?.string }

  /// Whether nothing stands here: a key without a value.
  package var isEmpty: Bool { ["", "~", "null"].contains(scalar) }

  /// The value as text.
  package func text() -> String? {
    if let text = scalar { return text }
    fail("expected text, found \(excerpt)")
    return nil
  }

  /// The value as a number within a range.
  package func number(in range: ClosedRange<Double> = -.infinity...(.infinity)) -> Double? {
    guard let text = scalar, let value = Double(text), value.isFinite else {
      fail("\(label)expected a number, found \(excerpt)")
      return nil
    }
    log.trace?.add(self, allowed: range)
    if range.contains(value) { return value }
    fail("\(label)\(text) is outside \(Self.format(range.lowerBound))…\(Self.format(range.upperBound))")
    return nil
  }

  private static func format(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(value)
  }

  /// Reports numbers of this value that do not rise, or with `orEqual` that fall.
  func expectRise(_ numbers: [Double], orEqual: Bool = false) {
    for (low, high) in zip(numbers, numbers.dropFirst()) where !(low < high || orEqual && low == high) {
      fail("\(label)the numbers must rise, but \(high.short) follows \(low.short)")
    }
  }

  /// The value as a list; a scalar counts as a list of one.
  package func list() -> [Reading] {
    switch node {
    case .sequence(let sequence):
      return sequence.map { Reading(node: $0, file: file, line: $0.mark?.line ?? line, log: log) }
    case .scalar: return [self]
    default:
      fail("expected a list, found \(excerpt)")
      return []
    }
  }

  /// The keys and values of a block, in order.
  package func pairs() -> [(key: String, value: Reading)] {
    guard case .mapping(let mapping) = node else {
      fail("expected keys and values, found \(excerpt)")
      return []
    }
    var names: Set<String> = []
    return mapping.map { key, value in
      let line = key.mark?.line ?? value.mark?.line ?? line
      let name = key.string ?? ""
      let reading = Reading(node: value, file: file, line: line, log: log, key: name)
      if key.string == nil { reading.fail("a key must be a word") }
      // YAML takes keys with different tags for different keys.
      if !names.insert(name).inserted { reading.fail("'\(name)' stands twice in one block") }
      return (name, reading)
    }
  }

  /// The value of a key of a block, without a report.
  func part(_ key: String) -> Reading? {
    guard case .mapping(let mapping) = node, let value = mapping.first(where: { $0.key.string == key })?.value
    else { return nil }
    return Reading(node: value, file: file, line: value.mark?.line ?? line, log: log, key: key)
  }

  /// Reads a block of known keys; keys that `body` never asked for are faults, unless it gave up on the block.
  package func entry<T>(_ body: (Entry) -> T?) -> T? {
    guard case .mapping = node else {
      fail("expected keys and values, found \(excerpt)")
      return nil
    }
    let entry = Entry(self)
    guard let result = body(entry) else { return nil }
    entry.finish()
    return result
  }
}

/// A block of known keys.
package final class Entry {
  package let reading: Reading
  private let values: [String: Reading]
  private let order: [String]
  private var asked: Set<String> = []

  init(_ reading: Reading) {
    self.reading = reading
    let pairs = reading.pairs()
    order = pairs.map(\.key)
    values = Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// The value of a key, if it stands there and is not empty.
  package func optional(_ key: String) -> Reading? {
    asked.insert(key)
    return values[key].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The value of a key that must stand there.
  package func required(_ key: String) -> Reading? {
    if let value = optional(key) { return value }
    reading.fail("'\(key)' is missing")
    return nil
  }

  /// Text under a key; empty where it is missing, which is reported.
  package func text(_ key: String) -> String { required(key)?.text() ?? "" }

  /// A number under a key that must stand there.
  package func number(_ key: String, in range: ClosedRange<Double> = 0...1) -> Double {
    required(key)?.number(in: range) ?? range.lowerBound
  }

  /// A number under a key, or a default.
  package func number(_ key: String, in range: ClosedRange<Double> = 0...1, default value: Double) -> Double {
    optional(key)?.number(in: range) ?? value
  }

  /// Whether a key says true; the default where it is missing. Any word but true and false is reported.
  package func flag(_ key: String, default value: Bool = false) -> Bool {
    guard let reading = optional(key), let word = reading.text() else { return value }
    if !["true", "false"].contains(word) { reading.fail("\(key): true or false is wanted, not '\(word)'") }
    return word == "true"
  }

  /// Whether a key that must stand there says true.
  func requiredFlag(_ key: String) -> Bool {
    required(key) != nil && flag(key)
  }

  /// A whole number under a key that must stand there.
  func whole(_ key: String, in range: ClosedRange<Int>) -> Int {
    let number = number(key, in: Double(range.lowerBound)...Double(range.upperBound))
    if number != number.rounded() { optional(key)?.fail("\(key): \(number) is no whole number") }
    return Int(number)
  }

  /// Texts under a key: a list or a single one; none where the key is missing.
  package func texts(_ key: String) -> [String] {
    optional(key)?.list().compactMap { $0.text() } ?? []
  }

  /// One of a few words under a key; another word is reported with the nearest.
  func choice<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ what: String
  ) -> Word? where Word.RawValue == String {
    required(key).flatMap { Self.choice($0, what) }
  }

  /// A value as one of a few words.
  static func choice<Word: RawRepresentable & CaseIterable>(
    _ reading: Reading, _ what: String
  ) -> Word? where Word.RawValue == String {
    guard let text = reading.text() else { return nil }
    if let word = Word(rawValue: text) { return word }
    reading.fail(
      "no \(what) '\(text)'", suggestions: Nearest.words(to: text, in: Word.allCases.map(\.rawValue)))
    return nil
  }

  /// Reports the keys that nobody asked for, and ends of ranges in the wrong order.
  func finish() {
    for key in ["interval", "bounds"] {
      guard let ends = values[key], case .sequence(let sequence) = ends.node else { continue }
      ends.expectRise(sequence.compactMap { $0.scalar.flatMap { Double($0.string) } })
    }
    for key in order where !asked.contains(key) && !reading.log.annotations.contains(key) {
      values[key]?.fail("unknown key '\(key)'", suggestions: Nearest.words(to: key, in: asked, limit: 1))
    }
  }

  /// Source and reason of the numbers of this block.
  func provenance() -> Provenance {
    let keys = texts("source").filter { $0 != "estimate" }
    return Provenance(sources: keys, why: optional("why")?.text())
  }
}
