/// The values that a finding may take, in order of severity.
///
/// A value covers an interval of steps: `present` for a weak muscle covers every grade below 5, a plain `4` the
/// grades 4+, 4 and 4−. Values aside of the order (`brisk`, `slowed`, `blocked`) belong to a channel of their own.
public struct Scale: Sendable, Equatable {
  /// A recorded value on the scale.
  public enum Reading: Sendable, Equatable {
    /// Between these steps, both included; 0 is normal.
    case steps(ClosedRange<Int>)
    /// Aside of the order.
    case aside
  }

  /// Values from normal to worst.
  public let values: [String]
  /// Values of the separate channel.
  public let aside: [String]
  /// Whether this is the scale of muscle strength of the Medical Research Council.
  public let isGrade: Bool

  /// MRC grades from full strength to none; a step each.
  static let grades = ["5", "4+", "4", "4-", "3+", "3", "3-", "2+", "2", "2-", "1", "0"]
  /// Whole grades from full strength to none; their steps cover the scale.
  public static let wholeGrades = ["5", "4", "3", "2", "1", "0"]
  private static let gradeRanges: [String: ClosedRange<Int>] = [
    "normal": 0...0, "5": 0...0, "5-": 1...1, "4+": 1...1, "4": 1...3, "4-": 3...3, "3+": 4...4, "3": 4...6,
    "3-": 6...6, "2+": 7...7, "2": 7...9, "2-": 9...9, "1+": 10...10, "1": 10...10, "1-": 10...10,
    "0": 11...11,
    "present": 1...11,
  ]

  /// The scale of muscle strength.
  public static let strength = Scale(values: grades, aside: [], isGrade: true)

  /// A scale from its values, normal first.
  init(values: [String], aside: [String] = [], isGrade: Bool = false) {
    self.values = values
    self.aside = aside
    self.isGrade = isGrade
  }

  /// Number of the worst step.
  public var worst: Int { values.count - 1 }

  /// The part of the scale that is left at a step: 1 at the first that is not normal, less at each further one.
  public func left(at step: Int) -> Double { 1 - Double(step - 1) / Double(worst + 1) }

  /// What a recorded value means; nil for a value that is not on this scale.
  public func reading(of value: String) -> Reading? {
    if isGrade { return Self.gradeRanges[value].map { .steps($0) } }
    if let step = values.firstIndex(of: value) { return .steps(step...step) }
    return aside.contains(value) ? .aside : nil
  }

  /// A value as this program writes it: in small letters; a grade of strength may be given out of five, as 4/5.
  func plain(_ value: String) -> String {
    // A minus sign or a dash is a minus.
    let value = value.lowercased().replacing("\u{2212}", with: "-").replacing("\u{2013}", with: "-")
    return isGrade && value.hasSuffix("/5") ? String(value.dropLast(2)) : value
  }

  /// The value that a bare id stands for: present, positive, denervated or reduced.
  public var bareValue: String { isGrade ? "present" : values.count > 1 ? values[1] : aside.first ?? "" }

  /// What a person may write, in short.
  public var summary: String { isGrade ? "0…5, present, normal" : accepted.joined(separator: ", ") }

  /// The usual values, for messages; of grades those between are understood, too.
  public var accepted: [String] {
    isGrade ? ["0", "1", "2", "3", "4", "5", "4+", "4-", "present", "normal"] : values + aside
  }
}

extension Atlas {
  /// A value of a finding as this program writes it, from what people write: a grade out of five, a word of the clinic.
  /// What it cannot read it gives back.
  public func value(_ text: String, of finding: Int) -> String {
    let scale = findings[finding].scale
    let plain = scale.plain(text)
    if scale.reading(of: plain) != nil { return plain }
    let words = [kinds[findings[finding].kind].words[plain]].compactMap { $0 } + (valueWords[plain] ?? [])
    return words.first { scale.reading(of: $0) != nil } ?? plain
  }
}
