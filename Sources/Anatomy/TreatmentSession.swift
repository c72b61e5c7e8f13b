import Foundation

/// A day of the calendar.
public struct CalendarDay: Sendable, Equatable, Comparable, CustomStringConvertible {
  private let date: Date
  private static var style: Date.ISO8601FormatStyle { .iso8601.year().month().day() }

  /// The day written as `2026-03-02`; nil where it is no such day.
  public init?(_ text: String) {
    // The parser takes 2026-02-31 for a day in March.
    guard let date = try? Date(text, strategy: Self.style), date.formatted(Self.style) == text else {
      return nil
    }
    self.date = date
  }

  private init(_ date: Date) { self.date = date }

  /// The last day that it is anywhere on earth: 14 hours ahead of Greenwich.
  public static var today: CalendarDay {
    let text = (Date.now + 14 * 3600).formatted(style)
    return CalendarDay(text) ?? CalendarDay(.now)
  }

  /// Days from another day to this one.
  public func days(since other: CalendarDay) -> Double {
    (date.timeIntervalSince(other.date) / 86_400).rounded()
  }

  public static func < (a: CalendarDay, b: CalendarDay) -> Bool { a.date < b.date }

  public var description: String { date.formatted(Self.style) }
}

/// One treatment session as recorded in a case.
public struct TreatmentSession: Sendable, Equatable {
  public var date: CalendarDay?
  /// Pain 0…10, as told at the beginning of the session, before the needle.
  public var pain: Double?
  /// Ids of what was needled.
  public var targets: [String]
  public var note: String?

  public init(date: CalendarDay? = nil, pain: Double? = nil, targets: [String] = [], note: String? = nil) {
    self.date = date
    self.pain = pain
    self.targets = targets
    self.note = note
  }
}
