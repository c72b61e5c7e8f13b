import Foundation
import Testing

/// The answer for programs.
@Suite struct LocateJSONTests {
  private func document(_ text: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }

  private func numbers(_ value: Any) -> [Double] {
    if let list = value as? [Any] { return list.flatMap { numbers($0) } }
    if let block = value as? [String: Any] { return block.values.flatMap { numbers($0) } }
    return (value as? Double).map { [$0] } ?? []
  }

  private func sites(_ line: String) throws -> [(id: String, probability: Double)] {
    let sites = try #require(
      try document(try Tool.run("locate \(line) --format json").output)["sites"] as? [[String: Any]])
    return sites.map { ($0["id"] as? String ?? "", $0["probability"] as? Double ?? -1) }
  }

  /// Findings that weigh alike stand by id, so that their order is not that of the record.
  @Test func termsStandInOneOrder() throws {
    // Signs of which chance alone differs are many times alike.
    let findings = [
      "pain.heel=absent", "test.slr=positive", "weak.tibialis-anterior=3", "sensory-loss.heel=absent",
      "sensory-loss.sole=absent",
      "worse.cough=absent", "worse.night=absent", "reflex.achilles=normal", "paraesthesia.sole=absent",
    ]
    let person = "--age 50 --sex male --side left --lesions 1 --format json"
    func terms(_ findings: [String]) throws -> [[[String]]] {
      let run = try Tool.run("locate \(findings.joined(separator: " ")) \(person)")
      let sites = try #require(try document(run.output)["sites"] as? [[String: Any]])
      return sites.map { site in
        ["for", "against"].map { key in
          (site[key] as? [[String: Any]] ?? []).map { "\($0["finding"] ?? "") \($0["log10"] ?? "")" }
        }
      }
    }
    let straight = try terms(findings)
    #expect(try terms(findings.reversed()) == straight)
    #expect(try terms(findings.sorted()) == straight)
  }

  /// A stage is the answer to what was known by then, and the last is the answer.
  @Test func stagesAreAnswersToPartsOfTheCase() throws {
    let person = "--age 50 --sex male --side left --setting spine-clinic"
    let told = "pain.posterior-calf worse.sitting"
    let examined = "test.slr=positive reflex.achilles=absent"
    let measured = "emg.gastrocnemius-medial=denervated"
    let run = try Tool.run("locate \(told) \(examined) \(measured) \(person) --stages --format json")
    let stages = try #require(try document(run.output)["stages"] as? [[String: Any]])
    #expect(stages.map { $0["known_by"] as? String } == ["ask", "bedside", "needle"])
    let parts = [told, "\(told) \(examined)", "\(told) \(examined) \(measured)"]
    for (stage, part) in zip(stages, parts) {
      let first = try #require(stage["sites"] as? [[String: Any]])
      let expected = try sites("\(part) \(person)").prefix(3)
      #expect(first.map { $0["site"] as? String } == expected.map(\.id))
      for (found, site) in zip(first, expected) {
        #expect(abs((found["probability"] as? Double ?? -1) - site.probability) < 2e-6)
      }
    }
  }

  /// A paused finding is as if it had not been recorded; what warns can't be paused.
  @Test func aPausedFindingIsLeftOut() throws {
    let rest = "pain.posterior-calf reflex.achilles=absent --age 50 --sex male"
    let paused = try sites("test.slr=positive \(rest) --pause test.slr")
    let without = try sites(rest)
    #expect(paused.map(\.id) == without.map(\.id) && paused.map(\.probability) == without.map(\.probability))
    #expect(try sites("test.slr=positive \(rest)").map(\.probability) != without.map(\.probability))
    for line in [
      "flag.fever pain.leg --pause flag.fever", "pain.leg --pause test.slr", "pain.leg --pause test.slrr",
    ] {
      let run = try Tool.run("locate " + line)
      #expect(run.code == 65 && run.output.isEmpty && run.errors.hasPrefix("command line: "), "\(run.errors)")
    }
  }

  /// Four of five drawn atlases, for every site; the same ones each time.
  @Test func anEnsembleGivesIntervals() throws {
    let atlas = "--atlas Tests/Fixtures/hoofed-limb"
    let line = "locate --ensemble 30 --format json \(atlas)"
    let first = try Tool.run(line)
    #expect(first.code == 0 && first.errors.isEmpty)
    let sites = try #require(try document(first.output)["sites"] as? [[String: Any]])
    for site in sites {
      let interval = try #require(site["interval"] as? [Double])
      #expect(interval.count == 2 && 0 <= interval[0] && interval[0] <= interval[1] && interval[1] <= 1)
    }
    #expect(try Tool.run(line).output == first.output)
    let text = try Tool.run("locate --ensemble 30 \(atlas)")
    #expect(text.output.contains("In brackets: where it lies in four of five atlases"))
    for line in text.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(try Tool.run("locate --ensemble 3 \(atlas)").code == 64)
  }

  @Test func hasEveryField() throws {
    let run = try Tool.run(
      "locate Models/cases/cauda-equina-30f-penkulinti.yaml --setting uniform --format json")
    #expect(run.code == 0 && run.errors.isEmpty)
    let answer = try document(run.output)
    #expect(answer["schema"] as? String == "sciatic.locate/1")
    #expect((answer["atlas"] as? [String: String])?["name"] == "sciatic")
    #expect(answer["setting"] as? String == "uniform")
    let urgent = try #require(answer["urgent"] as? [[String: String]])
    #expect(!urgent.isEmpty)
    for rule in urgent {
      #expect(Set(rule.keys) == ["id", "tier", "text", "action"])
      #expect(["emergency", "urgent", "caution"].contains(rule["tier"]))
    }
    let lesions = try #require(answer["lesions"] as? [String: Double])
    #expect(Set(lesions.keys) == ["0", "1", "2", "3"])
    #expect(abs(lesions.values.reduce(0, +) - 1) < 1e-5)
    let groups = try #require(answer["groups"] as? [[String: Any]])
    for group in groups {
      #expect(group["sites"] is [String])
      #expect(group["probability"] is Double)
    }
    let explanations = try #require(answer["explanations"] as? [[String: Any]])
    for explanation in explanations {
      #expect(explanation["probability"] is Double)
      let members = try #require(explanation["lesions"] as? [[String: String]])
      for member in members { #expect(Set(member.keys) == ["site", "severity"]) }
    }
    #expect(answer["unexplained"] is [[String: Any]])
    #expect(answer["not_asked"] is [String])
    #expect(answer["notices"] is [String])
  }

  /// As in the text: beside an emergency no later date is read.
  @Test(arguments: ["locate --lesions 1", "next --lesions 1", "needle"])
  func besideAnEmergencyOthersSayNotWhatToDo(_ command: String) throws {
    func urgent(_ findings: String) throws -> [[String: String]] {
      let run = try Tool.run("\(command) \(findings) --format json")
      #expect(run.code == 0, "\(run.errors)")
      return try #require(try document(run.output)["urgent"] as? [[String: String]])
    }
    let quiet = try urgent("flag.fever")
    #expect(quiet.map { $0["tier"] } == ["urgent"] && quiet[0]["action"]?.isEmpty == false)
    let loud = try urgent("flag.fever flag.saddle-anaesthesia flag.bladder-bowel")
    #expect(Set(loud.map { $0["tier"] }) == ["emergency", "urgent"])
    for rule in loud { #expect((rule["action"] == "") == (rule["tier"] != "emergency")) }
  }

  @Test func hasAllSitesByFallingProbability() throws {
    let run = try Tool.run("locate Models/cases/fekih-2019-case1-42m.yaml --setting uniform --format json")
    let answer = try document(run.output)
    let sites = try #require(answer["sites"] as? [[String: Any]])
    let listed = try Tool.run("atlas list sites").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first
    }
    #expect(Set(sites.compactMap { $0["id"] as? String }) == Set(listed.map(String.init)))
    #expect(sites.count == listed.count)
    let probabilities = sites.compactMap { $0["probability"] as? Double }
    #expect(probabilities.count == sites.count)
    #expect(probabilities == probabilities.sorted(by: >))
    for site in sites {
      #expect(["id", "name", "place"].allSatisfy { !((site[$0] as? String) ?? "").isEmpty })
      let severity = try #require(site["severity"] as? [String: Double])
      if site["id"] as? String != "unexplained" {
        #expect(Set(severity.keys) == ["mild", "moderate", "severe"])
        if (site["probability"] as? Double ?? 0) > 1e-4 {
          #expect(abs(severity.values.reduce(0, +) - 1) < 1e-5)
        }
      }
      for (side, sign) in [("for", 1.0), ("against", -1.0)] {
        let terms = try #require(site[side] as? [[String: Any]])
        for term in terms {
          #expect(term["finding"] is String)
          #expect(sign * (term["log10"] as? Double ?? 0) > 0)
        }
      }
    }
    // Terms, prior and rest add up to the odds against no lesion.
    let none = try #require(sites.first { $0["id"] as? String == "unexplained" }?["probability"] as? Double)
    for site in sites.prefix(3) {
      let terms = ["for", "against"].flatMap { (site[$0] as? [[String: Any]]) ?? [] }
      let sum = terms.reduce(0) { $0 + ($1["log10"] as? Double ?? 0) }
      let prior = try #require(site["prior"] as? Double)
      let rest = try #require(site["rest"] as? Double)
      let total = try #require(site["total"] as? Double)
      #expect(abs(sum + prior + rest - total) < 2e-5)
      let p = try #require(site["probability"] as? Double)
      // The probability of none is small, so its six digits bound how well this can agree.
      #expect(abs(pow(10, total) * none - p) < pow(10, total) * 6e-7)
    }
    let counts = try #require(answer["lesions"] as? [String: Double])
    let expected = (counts["1"] ?? 0) + 2 * (counts["2"] ?? 0) + 3 * (counts["3"] ?? 0)
    #expect(abs(probabilities.reduce(0, +) - none - expected) < 1e-4)
  }

  @Test func numbersHaveSixDigits() throws {
    let run = try Tool.run(
      "locate Models/cases/fekih-2019-case1-42m.yaml --setting uniform --format json --lesions 1")
    for value in numbers(try document(run.output)) {
      #expect(abs(value * 1e6 - (value * 1e6).rounded()) < 1e-3)
    }
    #expect(run.output.firstMatch(of: /\.\d{7,}/) == nil)
  }

  @Test func saysTheSameEveryTime() throws {
    let line = "locate Models/cases/lfcn-21m-ulkar.yaml --format json"
    #expect(try Tool.run(line).output == Tool.run(line).output)
  }

  @Test func withoutFindingsTheNoticeSaysSo() throws {
    let run = try Tool.run("locate --format json --lesions 1 --atlas \(Tool.limb)")
    #expect(run.code == 0)
    let answer = try document(run.output)
    let notices = try #require(answer["notices"] as? [String])
    #expect(notices.contains { $0.contains("no findings were given") })
    #expect((answer["groups"] as? [Any])?.isEmpty == true)
  }
}
