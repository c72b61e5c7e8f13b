import Yams

/// Appends a session to the text of a case and leaves every other character of it alone.
public struct SessionWriter: Sendable {
  private let reader: CaseReader

  /// - Parameter reader: with which the result is checked.
  public init(_ reader: CaseReader) { self.reader = reader }

  /// The text with a session more.
  ///
  /// The result is read back: it must hold the sessions of before, then this one, and be the same case otherwise.
  ///
  /// - Parameters:
  ///   - file: stands in messages.
  /// - Throws: ``DataError``: a faulty case, a session that does not follow the last, or a layout that cannot be extended.
  public func appending(_ session: TreatmentSession, to text: String, file: String) throws(DataError)
    -> String
  {
    let before = try reader.read(text: text, file: file)
    if let fault = CaseReader.fault(of: session, after: before.sessions.last) {
      throw DataError(file: file, fault)
    }
    let result = try extended(text, with: Self.line(session), file: file)
    guard let after = try? reader.read(text: result, file: file),
      after.sessions == before.sessions + [session], Self.isSame(after, before)
    else { throw DataError(file: file, Self.refusal) }
    return result
  }

  private static let refusal =
    "its sessions are laid out in a way that cannot be added to; put each on a line of its own, as '  - {…}'"

  /// Whether two cases differ in their sessions at most.
  private static func isSame(_ a: PatientCase, _ b: PatientCase) -> Bool {
    a.id == b.id && a.age == b.age && a.sex == b.sex && a.side == b.side && a.durationWeeks == b.durationWeeks
      && a.history == b.history && a.examination == b.examination && a.findings == b.findings
      && a.otherSide == b.otherSide && a.setting == b.setting && a.flagRegions == b.flagRegions
      && a.candidacy == b.candidacy
  }

  /// A session as one line of YAML.
  static func line(_ session: TreatmentSession) -> String {
    var parts: [String] = []
    if let date = session.date { parts.append("date: \(date)") }
    if let pain = session.pain {
      parts.append("pain: \(pain == pain.rounded() ? String(Int(pain)) : String(pain))")
    }
    if !session.targets.isEmpty { parts.append("targets: [\(session.targets.joined(separator: ", "))]") }
    if let note = session.note { parts.append("note: \(quoted(note))") }
    return "{\(parts.joined(separator: ", "))}"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private func extended(_ text: String, with line: String, file: String) throws(DataError) -> String {
    // The parser counts every kind of line end; a file that has those of Windows gets them throughout.
    if text.contains(where: { $0 == "\r\n" || $0 == "\r" }) {
      let plain = text.textLines.joined(separator: "\n")
      return try extended(plain, with: line, file: file).textLines.joined(separator: "\r\n")
    }
    let newline = "\n"
    var lines = text.textLines.map(String.init)
    guard let root = try? Yams.compose(yaml: text), case .mapping(let mapping) = root else {
      throw DataError(file: file, "is not a case: expected keys and values")
    }
    guard let entry = mapping.first(where: { $0.key.string == "sessions" }),
      let keyLine = entry.key.mark?.line, lines.indices.contains(keyLine - 1)
    else {
      let end = text.isEmpty || text.hasSuffix(newline) ? text : text + newline
      return end + ["sessions:", "  - " + line, ""].joined(separator: newline)
    }
    if case .sequence(let sequence) = entry.value, !sequence.isEmpty {
      return try extended(lines, sequence, keyLine: keyLine, with: line, file: file).joined(
        separator: newline)
    }
    // `sessions:` or `sessions: []`: the list begins on the next line; a comment on the line stays.
    let old = lines[keyLine - 1]
    let comment = old.range(of: "#").map { " " + old[$0.lowerBound...] } ?? ""
    lines[keyLine - 1] = "sessions:" + comment
    lines.insert("  - " + line, at: keyLine)
    return lines.joined(separator: newline)
  }

  private func extended(
    _ lines: [String], _ sequence: Node.Sequence, keyLine: Int, with line: String, file: String
  ) throws(DataError) -> [String] {
    var lines = lines
    let isFlow = lines[keyLine - 1].dropFirst("sessions:".count).first { $0 != " " } == "["
    if !isFlow {
      // The last item ends before the next line that is no deeper than its dash, blank lines and comments aside.
      guard let first = sequence.first?.mark?.line, lines.indices.contains(first - 1),
        let dash = lines[first - 1].firstIndex(of: "-")
      else { throw DataError(file: file, Self.refusal) }
      let indent = lines[first - 1].distance(from: lines[first - 1].startIndex, to: dash)
      var end = (sequence.last?.mark?.line ?? first)
      var next = end
      while next < lines.count {
        let depth = lines[next].prefix { $0 == " " }.count
        let content = lines[next].dropFirst(depth)
        if content.isEmpty || content.hasPrefix("#") {
          next += 1
          continue
        }
        if depth <= indent { break }
        next += 1
        end = next
      }
      guard end <= lines.count else { throw DataError(file: file, Self.refusal) }
      lines.insert(String(repeating: " ", count: indent) + "- " + line, at: end)
      return lines
    }
    // A flow list: a comma and the session before the bracket that closes it.
    let lastItem = sequence.last?.mark?.line ?? keyLine
    for row in lines.indices.dropFirst(lastItem - 1) {
      guard let close = closing(lines[row]) else { continue }
      lines[row].insert(contentsOf: ", " + line, at: close)
      return lines
    }
    throw DataError(file: file, Self.refusal)
  }

  /// The bracket that closes a list at the end of a line, a comment aside.
  private func closing(_ line: String) -> String.Index? {
    var rest = Substring(line)
    if let comment = rest.range(of: " #") { rest = rest[..<comment.lowerBound] }
    while rest.last == " " { rest.removeLast() }
    return rest.last == "]" ? rest.index(before: rest.endIndex) : nil
  }
}
