import Foundation
import Testing

/// What would be read amiss is said: contradictions, figures beside an alarm, roots that are not felt.
@Suite struct LocateReadAmissTests {
  private static let radicular =
    "pain.lower-back pain.posterior-calf test.slr=positive reflex.achilles=reduced --age 45 --sex male --side left"

  private func flat(_ line: String) throws -> String {
    let run = try Tool.run(line)
    #expect(run.code == 0, "\(run.errors)")
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    return run.output.replacing(/\s+/, with: " ")
  }

  private func sites(_ line: String) throws -> [String: Double] {
    let run = try Tool.run(line + " --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let sites = try #require(object["sites"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: sites.compactMap { site in
        guard let id = site["id"] as? String, let p = site["probability"] as? Double else { return nil }
        return (id, p)
      })
  }

  /// A sign that was found counts over the denial of what it implies, and the answer says so.
  @Test func aDenialOfWhatWasFoundIsTold() throws {
    let denied = Self.radicular + " --weeks 1 sensory-loss.perineum flag.saddle-anaesthesia=absent"
    let notice =
      "flag.saddle-anaesthesia is absent although sensory-loss.perineum is present: it counts as present"
    #expect(try flat("locate " + denied).contains("Note: \(notice)."))
    #expect(try flat("needle " + denied).contains("Note: \(notice)."))
    #expect(try flat("next " + denied).contains("EMERGENCY"))
    let scratch = try Scratch()
    let run = try Tool.run("report \(denied) -o r.html", in: scratch.path)
    #expect(run.code == 0)
    let page = try String(contentsOfFile: scratch.path + "/r.html", encoding: .utf8)
    #expect(page.contains("saddle anaesthesia") && !page.contains("no saddle anaesthesia"))
    let plain = Self.radicular + " --weeks 1 sensory-loss.perineum"
    #expect(try sites("locate " + denied) == sites("locate " + plain))
    #expect(!(try flat("locate " + plain)).contains("counts as present"))
    // Where both are absent nothing is at odds.
    let quiet = Self.radicular + " sensory-loss.perineum=absent flag.saddle-anaesthesia=absent"
    #expect(!(try flat("locate " + quiet)).contains("counts as present"))
    let other = "locate dull.hide-rim alarm.rim-dead=absent --atlas \(Tool.limb)"
    #expect(
      try flat(other).contains(
        "alarm.rim-dead is absent although dull.hide-rim is present: it counts as present"))
  }

  /// A small figure below an alarm is no reason to wait.
  @Test func anEmergencyHoldsWhateverTheListSays() throws {
    let sentence = "The emergency above holds whatever its place in this list."
    let line = "locate \(Self.radicular) --weeks 3"
    let loud = try flat(line + " flag.saddle-anaesthesia")
    let said = try #require(loud.range(of: sentence))
    let next = try #require(loud.range(of: "Of patients like this"))
    #expect(said.upperBound <= next.lowerBound && loud[said.upperBound...].hasPrefix(" Of patients"))
    #expect(!(try flat(line)).contains(sentence))
    #expect(try flat("needle \(Self.radicular) flag.saddle-anaesthesia").contains(sentence))
    let scratch = try Scratch()
    #expect(
      try Tool.run("report \(Self.radicular) flag.saddle-anaesthesia -o r.html", in: scratch.path).code == 0)
    #expect(try String(contentsOfFile: scratch.path + "/r.html", encoding: .utf8).contains(sentence))
  }

  /// A site named after one root and showing as its neighbour says so where it is listed.
  @Test func theRootThatIsFeltIsNamed() throws {
    let text = try flat("locate \(Self.radicular) --weeks 3")
    #expect(text.contains("2 L4/5 disc, L5 root (showing as S1) ") && text.contains("1 L5/S1 disc, S1 root "))
    #expect(!text.contains("L5/S1 disc, S1 root (showing"))
    #expect(text.contains("Showing as: what was found is of the root in brackets"))
    let groups = try #require(
      text.components(separatedBy: "Where, ").first?.components(separatedBy: "Look-alikes").last)
    #expect(groups.contains("L4/5 disc, L5 root (showing as S1)"))
    #expect(try flat("needle \(Self.radicular)").contains("L4/5 disc, L5 root (showing as S1) "))
    // By signs of its own root it goes by its name alone.
    let own = "locate weak.great-toe-extension=3 sensory-loss.dorsal-foot reflex.achilles=normal --side left"
    #expect(!(try flat(own)).contains("L4/5 disc, L5 root (showing"))
    #expect(!(try flat("locate ache.hide-front --atlas \(Tool.limb)")).contains("(showing"))
  }
}
