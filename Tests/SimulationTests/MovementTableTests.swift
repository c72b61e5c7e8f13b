import Foundation
import Testing

@testable import Anatomy
@testable import Simulation

/// `docs/mechanics.md` prints what the model says beside what was measured, every miss included.
struct MovementTableTests {
  @Test func thePublishedTableIsTrue() throws {
    let leg = try ReferenceLeg()
    var lines: [String] = []
    for row in try MovementRow.all() {
      let value = try leg.value(row)
      let unit = row.isStrain ? "%" : "mm"
      let verdict =
        row.tolerance.map { abs(value - row.measured) <= $0 ? "within \($0)" : "**missed** (± \($0))" }
        ?? "for comparison"
      lines.append(
        "| \(row.id) | \(row.source) | \(row.set) | \(String(format: "%.2f", row.measured)) \(unit) | "
          + "\(String(format: "%.2f", value)) \(unit) | \(verdict) |")
    }
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/mechanics.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    for line in lines { #expect(text.contains(line + "\n"), "wanted: \(line)") }
  }
}
