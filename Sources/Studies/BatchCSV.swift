import Anatomy
import Foundation

/// Rows as comma-separated values: id, the first three sites with their probabilities, expected number of lesions, tier,
/// the true sites with the best probability and rank of one of them, where they are known, the case mix, and the site
/// that must be excluded first.
public struct BatchCSV: BatchWriter {
  private let draft: FileDraft
  private let atlas: Atlas

  /// - Throws: ``DataError`` where the file cannot be written.
  public init(_ path: String, _ atlas: Atlas) throws(DataError) {
    self.atlas = atlas
    draft = try FileDraft(path)
    try draft.append(
      "id,first,probability_of_first,second,probability_of_second,third,probability_of_third,expected_lesions,tier,"
        + "truth,probability_of_truth,rank_of_truth,setting,exclude_first\n"
    )
  }

  public mutating func append(_ rows: [BatchRow]) throws(DataError) {
    var text = ""
    for row in rows {
      var fields = [DelimitedText.field(row.id)]
      for site in row.first { fields += [atlas.sites[site].id, Self.six(row.sites[site])] }
      while fields.count < 7 { fields.append("") }
      fields += [Self.six(row.lesions), row.tier?.rawValue ?? ""]
      if let truth = row.truth {
        let ids = truth.sites.map { atlas.sites[$0].id }.joined(separator: ";")
        fields += [ids, Self.six(truth.probability), String(truth.rank)]
      } else {
        fields += ["", "", ""]
      }
      fields += [row.setting, row.excludeFirst.map { atlas.sites[$0].id } ?? ""]
      text += fields.joined(separator: ",") + "\n"
    }
    try draft.append(text)
  }

  private static func six(_ value: Double) -> String { String(format: "%.6f", value) }

  public mutating func finish() throws(DataError) { try draft.commit() }
}
