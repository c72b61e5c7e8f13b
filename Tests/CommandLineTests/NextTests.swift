import Foundation
import Testing

/// `sciatic next`, for people and for programs.
@Suite struct NextTests {
  private static let titles = [
    "To ask", "To test at the bedside", "Needle study and conduction", "On a scan",
  ]

  @Test func textFitsAnyTerminal() throws {
    let run = try Tool.run("next Models/cases/gemellus-51f-inferior.yaml --lesions 1")
    #expect(run.code == 0 && run.errors.isEmpty)
    for line in run.output.split(separator: "\n") where line.count > 80 {
      Issue.record("\(line.count) columns: \(line)")
    }
    for title in Self.titles { #expect(run.output.contains("\n\(title)\n"), "\(title)") }
    #expect(run.output.contains("Ask these first"))
    #expect(run.output.contains("If every site were equally common beforehand"))
  }

  /// No test delays what can't wait.
  @Test func anEmergencyNamesNoTest() throws {
    let run = try Tool.run("next Models/cases/cauda-equina-30f-penkulinti.yaml --lesions 1")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.hasPrefix("EMERGENCY, act now: "))
    for title in Self.titles { #expect(!run.output.contains(title), "\(title)") }
    #expect(!run.output.contains("Ask these first") && run.output.contains("No test is worth waiting for"))
  }

  @Test func documentHasEveryField() throws {
    let run = try Tool.run(
      "next pain.buttock test.slr=negative --cost bedside --top 2 --setting uniform --lesions 1 --format json"
    )
    #expect(run.code == 0 && run.errors.isEmpty)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let answer = try #require(object as? [String: Any])
    #expect(answer["schema"] as? String == "sciatic.next/1" && answer["setting"] as? String == "uniform")
    let findings = try #require(answer["findings"] as? [[String: Any]])
    #expect(findings.count == 2)
    let bits = findings.compactMap { $0["bits"] as? Double }
    #expect(bits.count == 2 && bits[0] >= bits[1] && bits[1] > 0)
    for finding in findings {
      #expect(Set(finding.keys) == ["finding", "bits", "cost", "outcomes"])
      #expect(finding["cost"] as? String == "bedside")
      let outcomes = try #require(finding["outcomes"] as? [[String: Any]])
      #expect(outcomes.count >= 2)
      #expect(abs(outcomes.reduce(0) { $0 + ($1["probability"] as? Double ?? 0) } - 1) < 1e-5)
      for outcome in outcomes {
        #expect(
          Set(outcome.keys) == [
            "value", "probability", "first_site", "probability_of_first", "moved_site",
            "probability_of_moved",
          ])
      }
    }
  }

  @Test func anotherLimb() throws {
    let run = try Tool.run("next \(Tool.fixtures)/cases/ditch-ka.yaml --atlas \(Tool.limb)")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("Now: ") && run.output.contains(" bits Lifting the knob (probe.knob-lift)"))
  }

  @Test(arguments: [
    ("next --cost gold", 64, "gold"), ("next --top 0", 64, "--top takes a number from 1"),
    ("next --lesions 4", 64, "--lesions takes 1, 2 or 3"), ("next pain.buttok", 65, "pain.buttock"),
  ])
  func badInput(_ line: String, _ code: Int32, _ says: String) throws {
    let run = try Tool.run(line)
    #expect(run.code == code && run.output.isEmpty)
    #expect(run.errors.contains(says), "\(run.errors)")
  }
}
