/// One fault in a file that people write: where it is, what is wrong, and what was probably meant.
public struct DataIssue: Sendable, Equatable, CustomStringConvertible {
  /// File name as the user knows it, or "command line".
  public var file: String
  /// Line, starting at 1, where known.
  public var line: Int?
  /// What is wrong, in one sentence.
  public var message: String
  /// The nearest valid choices, best first.
  public var suggestions: [String]

  public init(file: String, line: Int? = nil, message: String, suggestions: [String] = []) {
    self.file = file
    self.line = line
    self.message = Self.withoutEndlessWords(message)
    self.suggestions = suggestions
  }

  /// What a person typed is told back, but not a thousand letters of it.
  private static func withoutEndlessWords(_ message: String) -> String {
    if message.count <= 120 { return message }
    return message.split(separator: " ", omittingEmptySubsequences: false)
      .map { $0.count > 80 ? $0.prefix(60) + "…" + $0.suffix(1) : $0 }.joined(separator: " ")
  }

  /// `file:line: message; did you mean a, b?`
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    let hint = suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: ", "))?"
    return "\(place): \(message)\(hint)"
  }
}

/// Everything that is wrong with some input. Nothing was computed from it.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The faults in order of their place.
  public let issues: [DataIssue]

  public init(_ issues: [DataIssue]) { self.issues = issues }

  /// An error with one fault.
  public init(file: String, line: Int? = nil, _ message: String, suggestions: [String] = []) {
    issues = [DataIssue(file: file, line: line, message: message, suggestions: suggestions)]
  }

  /// A line per fault.
  public var description: String { issues.map(\.description).joined(separator: "\n") }
}
