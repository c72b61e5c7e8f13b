import Foundation
import Needling

/// The course as JSON: schema `sciatic.track/1`.
struct TrackJSON {
  private let report: TrackReport

  init(_ report: TrackReport) { self.report = report }

  private struct Document: Encodable {
    var schema = "sciatic.track/1"
    var urgent: [String]
    var sessions: [Session]
    var predicted: [Point]
    var ahead: [Point]
    var response: Response?
    var retention_per_session: Double?
    var faster_than_any_trial: Bool
    var verdict: String
    var must_stop: Bool
    /// What comes before any needle; absent where no caution stands above.
    var before_needle: String?
    /// What a precaution still needs to be known.
    var wanted: [String]
    /// Targets of the sessions that this patient may not have, and why.
    var excluded: [String: String]
    var reconsider: [Group]
  }
  private struct Session: Encodable {
    var date: String?
    var day: Double
    var pain: Double?
    var targets: [String]
    var note: String?
  }
  private struct Point: Encodable {
    var sessions: Int
    var day, pain: Double
    var interval: [Double]
  }
  private struct Response: Encodable {
    var median: Double
    var interval: [Double]
  }
  private struct Group: Encodable {
    var sites: [String]
    var probability: Double
  }

  func render() throws -> String {
    try document.jsonText()
  }

  private var document: Document {
    let record = report.record
    func points(_ points: [CoursePoint]) -> [Point] {
      points.map {
        Point(
          sessions: $0.sessions, day: $0.day, pain: $0.expected.six,
          interval: [$0.interval.lowerBound.six, $0.interval.upperBound.six])
      }
    }
    let verdict =
      switch record.verdict {
      case .tooEarly: "too-early"
      case .responding: "responding"
      case .partial: "partial"
      case .noChange: "no-change"
      case .worse: "worse"
      }
    return Document(
      urgent: report.urgent.map(\.id),
      sessions: zip(record.sessions, record.days).map {
        Session(date: $0.date?.description, day: $1, pain: $0.pain, targets: $0.targets, note: $0.note)
      },
      predicted: points(record.predicted), ahead: points(record.ahead),
      response: record.response.map {
        Response(median: $0.median.six, interval: [$0.interval.lowerBound.six, $0.interval.upperBound.six])
      },
      retention_per_session: record.retention?.six, faster_than_any_trial: record.isFasterThanAnyTrial,
      verdict: verdict, must_stop: report.mustStop, before_needle: report.before, wanted: report.wanted,
      excluded: Dictionary(
        report.excluded.map { ($0.id, $0.reason) }, uniquingKeysWith: { first, _ in first }),
      reconsider: report.reconsider.map { Group(sites: $0.names, probability: $0.probability.six) })
  }
}
