import Foundation

/// How far a run is: a line that is renewed on a terminal, now and then a line elsewhere.
final class RunProgress {
  private let count: Int
  private let things: String
  /// What was done before this run began.
  private let before: Int
  private let start = Date()
  private var shown = Date.distantPast
  private let isTerminal = isatty(2) == 1

  /// - Parameters:
  ///   - things: what is counted, in the plural.
  ///   - before: how many were done before.
  init(_ count: Int, of things: String, before: Int = 0) {
    self.count = count
    self.things = things
    self.before = before
  }

  func step(_ done: Int) {
    let now = Date()
    if now.timeIntervalSince(shown) < (isTerminal ? 0.2 : 10) { return }
    // A run that is over before anyone would look needs no line.
    if !isTerminal, now.timeIntervalSince(start) < 10 { return }
    shown = now
    let rate = Double(done - before) / max(1e-9, now.timeIntervalSince(start))
    let left = Double(count - done) / max(1e-9, rate)
    let pace = rate < 10 ? rate.one : Int(rate).grouped
    let text = "\(done.grouped) of \(count.grouped) \(things), \(pace) a second, \(Int(left).grouped) s to go"
    FileHandle.standardError.write(Data((isTerminal ? "\r\u{1B}[K" + text : text + "\n").utf8))
  }

  func end() {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
