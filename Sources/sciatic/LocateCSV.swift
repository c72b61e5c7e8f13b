import Anatomy
import Localization

/// The sites of an answer as a table.
struct LocateCSV {
  private let report: LocateReport

  init(_ report: LocateReport) { self.report = report }

  /// The text of the file: a row a site, by falling probability.
  func render() -> String {
    // What can't wait stands in every row, so that no part of the table goes without it.
    let worst = report.urgent.map(\.tier).min()
    let isQuiet = worst == nil || worst == .caution
    let alarm = report.answer.alarm(report.atlas)
    let tier = isQuiet && alarm != nil ? "exclude-first" : worst?.rawValue ?? ""
    let first = alarm.map { report.atlas.sites[$0.site].id } ?? ""
    let intervals = report.intervals?.sites
    var rows = [
      "rank,site,name,place,probability,tier" + (intervals == nil ? "" : ",low,high") + ",exclude_first"
    ]
    for (rank, s) in report.posterior.ranking.enumerated() {
      let site = report.atlas.sites[s]
      rows.append(
        ([
          String(rank + 1), site.id, DelimitedText.quoted(site.name), DelimitedText.quoted(site.place),
          String(report.posterior.sites[s].six), tier,
        ] + (intervals.map { [String($0[s].lowerBound.six), String($0[s].upperBound.six)] } ?? []) + [first])
        .joined(separator: ","))
    }
    return rows.joined(separator: "\n") + "\n"
  }
}
