import Anatomy
import Foundation
import Localization

/// Tables of scores.
enum ScoreTable {
  static let header =
    "".column(26) + "   n  strict 1/3   lenient 1/3     log  Brier  calibr. (chance, 90%)"

  static func row(_ label: String, _ s: ScoreSummary) -> String {
    label.column(26)
      + String(
        format: "%4d  %.2f / %.2f  %.2f / %.2f  %6.2f  %.3f  %.3f (%.3f, %.3f)", s.count, s.strictTop1,
        s.strictTop3, s.lenientTop1, s.lenientTop3, s.meanLogScore, s.brier, s.calibrationError,
        s.calibrationByChance.mean, s.calibrationByChance.point90)
  }

  static func calibration(_ s: ScoreSummary) -> String {
    var lines = ["First site: probability against share right"]
    for (b, bin) in s.bins.enumerated() where bin.count > 0 {
      lines.append(
        String(
          format: "  %.1f-%.1f  n %2d  probability %.2f  right %.2f", Double(b) / 5, Double(b + 1) / 5,
          bin.count,
          bin.probability, bin.right))
    }
    if let group = s.group {
      lines.append(
        String(
          format: "First look-alike group: probability %.2f, holds the truth %.2f", group.probability,
          group.right))
    }
    if let distance = s.medianDistance {
      lines.append("Median distance from first to true site, both on the graph: \(Int(distance)) mm")
    }
    return lines.joined(separator: "\n")
  }

  static func cases(_ scores: [CaseScore], _ patients: [PatientCase], _ atlas: Atlas) -> String {
    let truth = Dictionary(
      patients.map { patient in
        (patient.id, (patient.confirmation?.sites ?? []).map { atlas.sites[$0].id }.joined(separator: "+"))
      }, uniquingKeysWith: { first, _ in first })
    return scores.map { s in
      "\(s.id.column(40)) \((truth[s.id] ?? "").column(30)) rank \(s.strictRank)/\(s.lenientRank)  "
        + "p \(s.probability.three)  first \(atlas.sites[s.first].id) \(s.firstProbability.three)"
    }.joined(separator: "\n")
  }
}
