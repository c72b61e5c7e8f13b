import Yams

/// Takes down where in its files an atlas finds its numbers, and which of them are parts of one whole.
final class NumberTrace {
  /// Where a value begins: file, line and column from 1.
  struct Place: Hashable, Comparable {
    var file: String
    var line: Int
    var column: Int

    static func < (lhs: Place, rhs: Place) -> Bool {
      (lhs.file, lhs.line, lhs.column) < (rhs.file, rhs.line, rhs.column)
    }
  }

  /// What the reader takes at each place; where a number is read twice, the narrower range.
  private(set) var allowed: [Place: ClosedRange<Double>] = [:]
  /// Numbers that must sum to one.
  private(set) var wholes: [[Place]] = []

  func add(_ reading: Reading, allowed range: ClosedRange<Double>) {
    guard let place = Self.place(reading) else { return }
    let before = allowed[place] ?? -.infinity...(.infinity)
    allowed[place] = range.clamped(to: before)
  }

  /// Notes that these sum to one; what is missing is left out.
  func whole(_ parts: [Reading?]) {
    let places = parts.compactMap { $0.flatMap(Self.place) }
    if places.count > 1 { wholes.append(places) }
  }

  static func place(_ reading: Reading) -> Place? { place(reading.node, reading.file) }

  /// The place of a number that stands there as a plain word.
  static func place(_ node: Node, _ file: String) -> Place? {
    guard let scalar = node.scalar, let mark = scalar.mark, Double(scalar.string) != nil else { return nil }
    return Place(file: file, line: mark.line, column: mark.column)
  }
}
