import Foundation
import Testing

/// What warns stands wherever a needle is spoken of: in the course, the targets, the page and the pictures.
@Suite struct SafeNeedleTests {
  private static let caution = "No needle before what the caution above asks for is done."

  private func course(_ flag: String, pains: [Int] = [7, 5, 4], last: String = "multifidus-l5") -> String {
    """
    id: c
    patient: {age: 45, sex: female, side: left, duration-weeks: 8}
    findings: {pain.buttock: present, trigger-point.piriformis: present, worse.sitting: present\(flag)}
    sessions:
      - {date: 2026-03-02, pain: \(pains[0]), targets: [piriformis-midpoint]}
      - {date: 2026-03-09, pain: \(pains[1]), targets: [piriformis-midpoint, multifidus-l5]}
      - {date: 2026-03-16, pain: \(pains[2]), targets: [\(last)]}

    """
  }

  private func json(_ line: String, _ scratch: Scratch) throws -> [String: Any] {
    let run = try Tool.run(line + " --format json", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  /// The text of an answer on one line, and of a page or picture that was written.
  private func flat(_ line: String, _ scratch: Scratch, file: String? = nil) throws -> String {
    let run = try Tool.run(line, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let text = try file.map { try String(contentsOfFile: scratch.path + "/" + $0, encoding: .utf8) }
    return (text ?? run.output).replacing(/\s+/, with: " ")
  }

  /// Fewer than three points are left, but not with needles that this patient may not have.
  @Test(arguments: ["anticoagulant", "skin-infection", "implant"])
  func nobodyGoesOnWithWhatIsExcluded(_ flag: String) throws {
    let scratch = try Scratch()
    try scratch.write("c.yaml", course(", flag.\(flag): present"))
    let text = try flat("track c.yaml", scratch)
    #expect(text.contains("No needling") && !text.contains("Go on") && !text.contains("as it goes"))
    #expect(text.contains("Needed before any needle: where: ") == (flag != "anticoagulant"))
    let object = try json("track c.yaml", scratch)
    #expect(object["must_stop"] as? Bool == true && object["verdict"] as? String == "responding")
    #expect((object["excluded"] as? [String: String])?.count == 2)
    let picture = try flat("draw course c.yaml -o c.svg", scratch, file: "c.svg")
    #expect(picture.contains("No needling") && !picture.contains("predicted now"))
  }

  @Test func whatIsStillAllowedGoesOnWithoutTheRest() throws {
    let scratch = try Scratch()
    try scratch.write("c.yaml", course(", flag.anticoagulant: present", last: "vastus-lateralis"))
    #expect(try json("track c.yaml", scratch)["must_stop"] as? Bool == false)
    #expect(
      try flat("track c.yaml", scratch).contains("Go on while it lasts, without what is excluded above."))
    #expect(
      try flat("draw course c.yaml -o c.svg", scratch, file: "c.svg").contains(
        "piriformis-midpoint is excluded for this patient"))
    try scratch.write("d.yaml", course(""))
    #expect(try flat("track d.yaml", scratch).contains("Go on while it lasts. "))
  }

  /// A course that grows worse still says so where a precaution forbids the needle.
  @Test func aWorseCourseIsToldBesideAPrecaution() throws {
    let scratch = try Scratch()
    try scratch.write("c.yaml", course(", flag.anticoagulant: present", pains: [3, 6, 9]))
    let text = try flat("track c.yaml", scratch)
    #expect(text.contains("No needling as before") && text.contains("stop and examine anew"))
  }

  @Test func aCautionStandsAboveTheCourse() throws {
    let scratch = try Scratch()
    try scratch.write("c.yaml", course(", flag.cancer-history: present"))
    let text = try flat("track c.yaml", scratch)
    let sentence = try #require(text.range(of: Self.caution))
    let heading = try #require(text.range(of: "3 sessions: "))
    #expect(sentence.lowerBound < heading.lowerBound)
    #expect(text.contains("Go on while it lasts, once what the caution above asks for is done."))
    #expect(try json("track c.yaml", scratch)["before_needle"] as? String == Self.caution)
    #expect(try flat("draw course c.yaml -o c.svg", scratch, file: "c.svg").contains(Self.caution))
  }

  @Test func whatTheSessionsSayStandsAboveTheTargets() throws {
    let scratch = try Scratch()
    try scratch.write("worse.yaml", course("", pains: [3, 6, 9]))
    let sentence =
      "The sessions so far (pain 3 at first, 9 at the last): worse by 2 points or more. Stop and examine anew"
    let text = try flat("needle worse.yaml", scratch)
    let warning = try #require(text.range(of: sentence))
    let withheld = try #require(text.range(of: "None: every target is excluded"))
    #expect(warning.lowerBound < withheld.lowerBound && !text.contains(" 1 Piriformis"))
    #expect(text.contains("by the sessions so far: examine anew first: piriformis-midpoint"))
    #expect((try json("needle worse.yaml", scratch)["so_far"] as? String)?.hasPrefix(sentence) ?? false)
    #expect(try flat("report worse.yaml -o r.html", scratch, file: "r.html").contains(sentence))
    #expect(try flat("draw case worse.yaml -o c.svg", scratch, file: "c.svg").contains("worse by 2 points"))
    try scratch.write("better.yaml", course(""))
    #expect(try json("needle better.yaml", scratch)["so_far"] == nil)
    #expect(!(try flat("needle better.yaml", scratch)).contains("The sessions so far"))
  }

  private static let gluteal =
    "pain.buttock worse.sitting test.fair=positive tender.deep-gluteal trigger-point.piriformis --age 30 --side left"

  /// A report is read away from the program: what bounds the needle goes with it.
  @Test func aReportBoundsItsTargets() throws {
    let scratch = try Scratch()
    let line = Self.gluteal + " flag.pregnancy --sex female --weeks 8"
    #expect(!(try Tool.run("needle \(line)").output.contains("  pregnancy: piriformis")))
    let page = try flat("report \(line) -o r.html", scratch, file: "r.html")
    for words in [
      "what lies beside the sciatic nerve only under ultrasound (--ultrasound where it is at hand): piriformis-midpoint",
      "Precautions for this patient", "Excluded for this patient", "multifidus-s1, multifidus-l5",
      "On the side, never prone; ",
    ] {
      #expect(page.contains(words), "\(words)")
    }
    let calm = try flat("report \(Self.gluteal) --sex male --weeks 8 -o r.html", scratch, file: "r.html")
    for words in [
      "ultrasound advised; needle 75-100 mm (unverified); depth 45-90 mm (unverified)",
      "the sciatic nerve in 3 of 14. (hannah-2023)", "pudendal nerve (short-lived, very-low)",
    ] {
      #expect(calm.contains(words), "\(words)")
    }
    for size in ["slide", "square", "a4"] {
      let picture = try flat("draw case \(line) --size \(size) -o c.svg", scratch, file: "c.svg")
      #expect(picture.contains("Precaution: pregnancy: lower back"), "\(size)")
      #expect(picture.contains("ultrasound") && !picture.contains("no thrust"))
    }
  }

  /// What a flag still needs stands beside it, not at the end.
  @Test func theRegionOfAFlagIsAskedForBesideIt() throws {
    let scratch = try Scratch()
    let line = Self.gluteal + " flag.skin-infection --sex male --weeks 30"
    let words = "Needed before any needle: where: skin infection in the region (flag-region: in the case)."
    let text = try flat("needle " + line, scratch)
    #expect(text.components(separatedBy: words).count == 2)
    let wanted = try #require(text.range(of: words))
    let targets = try #require(text.range(of: "Targets, by"))
    #expect(wanted.lowerBound < targets.lowerBound)
    #expect(try flat("report \(line) -o r.html", scratch, file: "r.html").contains(words))
  }

  /// Nothing of the answer stands above the band that warns.
  @Test func theBannerComesBeforeTheAnswer() throws {
    let scratch = try Scratch()
    let calm = try flat("draw case \(Self.gluteal) -o c.svg", scratch, file: "c.svg")
    #expect(calm.contains("Likeliest: Piriformis"))
    let loud = try flat(
      "draw case \(Self.gluteal) flag.saddle-anaesthesia -o c.svg", scratch, file: "c.svg")
    let band = try #require(loud.range(of: "id=\"alert-band\""))
    let name = try #require(loud.range(of: ">27 %") ?? loud.range(of: "id=\"bar-0-text\""))
    #expect(!loud.contains("Likeliest") && band.lowerBound < name.lowerBound)
    let words = "The emergency above holds whatever its place in this list"
    #expect(loud.contains(">" + words) && !calm.contains(words))
  }

  @Test func aPartOfTheReliefIsCalledAShare() throws {
    let targets = try #require(
      try json("needle " + Self.gluteal, try Scratch())["targets"] as? [[String: Any]])
    let parts = targets.flatMap { $0["sites"] as? [[String: Any]] ?? [] }
    #expect(!parts.isEmpty)
    for part in parts { #expect(part["share"] as? Double == part["probability"] as? Double) }
  }
}
