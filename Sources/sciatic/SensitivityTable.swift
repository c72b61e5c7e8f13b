import Anatomy
import Studies

/// Reports as a table: a row a measure, with its interval and all resamples.
enum SensitivityTable {
  static let head = "output,factor,measure,value,low,high,resamples\n"

  static func rows(_ report: SensitivityReport) -> String {
    var text = ""
    for measure in report.measures {
      for (name, value) in zip(report.study.groupNames, measure.values) {
        guard let value else { continue }
        let interval = value.interval()
        let fields = [
          report.output.name, DelimitedText.field(name), measure.name, "\(value.value)",
          "\(interval.lowerBound)",
          "\(interval.upperBound)", value.resamples.map { "\($0)" }.joined(separator: " "),
        ]
        text += fields.joined(separator: ",") + "\n"
      }
    }
    let names = report.study.groupNames
    for pair in report.pairs {
      let interval = pair.share.interval()
      let fields = [
        report.output.name, DelimitedText.field("\(names[pair.first]) x \(names[pair.second])"), "second",
        "\(pair.share.value)", "\(interval.lowerBound)", "\(interval.upperBound)",
        pair.share.resamples.map { "\($0)" }.joined(separator: " "),
      ]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }
}
