import Anatomy
import Foundation
import Synchronization

/// Output to people and files.
enum Output {
  /// Whether standard output is a terminal that takes colour.
  static let usesColour =
    isatty(1) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Text in a style of the terminal, plain elsewhere.
  static func styled(_ text: String, _ code: String, colour: Bool) -> String {
    colour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// The command as it can be typed again, without the folder of the program.
  static let command = (["sciatic"] + CommandLine.arguments.dropFirst()).commandLine

  /// Prints a remark on standard error.
  static func remark(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// A line on the terminal that shows how much of a task is done, and goes when it is; nothing where standard error
  /// is no terminal.
  static func progress(_ task: String) -> (@Sendable (Double) -> Void)? {
    if isatty(2) == 0 { return nil }
    let shown = Mutex(-1)
    return { done in
      shown.withLock { shown in
        let percent = Int(done * 100)
        if percent <= shown { return }
        shown = percent
        let line = percent < 100 ? "\r\(task): \(percent) %" : "\r\u{1B}[K"
        FileHandle.standardError.write(Data(line.utf8))
      }
    }
  }

  /// Writes a file in one step, so that a failure leaves the old one whole.
  ///
  /// - Throws: ``DataError`` naming the file.
  static func save(_ text: String, to path: String) throws(DataError) {
    try FileDraft.write(Data(text.utf8), to: path)
  }

  /// Text broken at spaces into lines of a width; the first begins with `head`, the others with `indent`.
  static func wrapped(
    _ text: String, head: String = "", width: Int = 79, indent: String = ""
  ) -> String {
    var lines: [String] = []
    var line = head + text.prefix { $0 == " " }
    var isStart = true
    for word in words(text) {
      if !isStart, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent + word
      } else {
        line += (isStart ? "" : " ") + word
      }
      isStart = false
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }
}

extension Output {
  /// Words that a line may end with: a number keeps the sign of percent behind it.
  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").reduce(into: []) { words, word in
      if word.first == "%", let last = words.last, last.last?.isNumber == true {
        words[words.count - 1] += " " + word
      } else {
        words.append(String(word))
      }
    }
  }
}

extension String {
  /// Filled with spaces to a width, or cut to it.
  func column(_ width: Int) -> String {
    count > width ? String(prefix(width - 1)) + "…" : self + String(repeating: " ", count: width - count)
  }

  /// Filled with spaces from the left.
  func leftPadded(_ width: Int) -> String {
    count >= width ? self : String(repeating: " ", count: width - count) + self
  }

  /// Without spaces at the end.
  var trimmedEnd: String {
    var result = Substring(self)
    while result.last == " " { result = result.dropLast() }
    return String(result)
  }
}
