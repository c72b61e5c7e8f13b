import Foundation
import Testing

@Suite struct NeedleTests {
  private static let bundled =
    (try? FileManager.default.contentsOfDirectory(atPath: Tool.root + "/Models/needling")) ?? []

  @Test func atLeastFourCasesAreBundled() {
    #expect(Self.bundled.count >= 4)
    #expect(Self.bundled.contains("jacobson-80f.yaml"))
  }

  @Test(arguments: bundled)
  func everyBundledCaseFitsEightyColumns(_ name: String) throws {
    for command in ["needle", "needle --by safety --top 9 --ultrasound", "track"] {
      let run = try Tool.run("\(command) Models/needling/\(name)")
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.errors.isEmpty)
      for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func thePlanHasItsPartsInOrderAndAGradeOnEveryLine() throws {
    let run = try Tool.run("needle Models/needling/jacobson-80f.yaml")
    var rest = Substring(run.output)
    for heading in [
      "Assessment", "Targets", "Manual therapy", "Corrective exercise", "What to measure",
      "What can go wrong",
    ] {
      let place = try #require(rest.range(of: "\n" + heading) ?? rest.range(of: heading), "\(heading)")
      rest = rest[place.upperBound...]
    }
    // Every line of care ends with its standing, though it may be broken over two.
    let care = try #require(run.output.range(of: "Manual therapy").map { run.output[$0.upperBound...] })
    let items = care.prefix { _ in true }.components(separatedBy: "What to measure")[0]
      .components(separatedBy: "\n  - ").dropFirst()
    #expect(items.count > 4)
    for item in items {
      let text = item.components(separatedBy: "\n\n")[0].replacingOccurrences(of: "\n   ", with: "")
      let grade = ["certainty]", "no trial read]", "no trial]"].contains { text.contains($0) }
      #expect(grade, "\(text)")
    }
    // Weak bone: nothing that takes force.
    let weakBone = try Tool.run(
      "needle pain.posterior-calf test.slr=positive worse.sitting --history osteoporosis --age 60 --sex female --side left"
    )
    #expect(weakBone.output.contains("Left out: what takes force"))
    #expect(run.output.contains("A gluteal trigger point speaks for a root lesion"))
    #expect(run.output.contains("with care"))
    #expect(run.output.contains("unverified"))
  }

  /// What only dampens pain in general is no reason to put a needle beside the spine for a toe.
  @Test func noParaspinalNeedleIsOfferedForAToe() throws {
    let line =
      "needle pain.third-web-space paraesthesia.lesser-toes test.mulder-click --age 55 --sex female --side left"
    let run = try Tool.run(line)
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    #expect(run.output.contains("None is worth a needle") && !run.output.contains("multifidus-"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(try Tool.run(line + " --format json").output.utf8))
        as? [String: Any])
    let targets = try #require(object["targets"] as? [[String: Any]])
    #expect(!targets.isEmpty && targets.allSatisfy { $0["worthwhile"] as? Bool == false })
  }

  @Test func anEmergencyNamesNoTargetInAnyFormat() throws {
    let line = "needle flag.saddle-anaesthesia pain.leg trigger-point.piriformis"
    let text = try Tool.run(line)
    #expect(text.output.hasPrefix("EMERGENCY"))
    #expect(!text.output.contains("Targets"))
    #expect(!text.output.contains("piriformis-"))
    let json = try Tool.run(line + " --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["targets"] == nil && object["plan"] == nil)
    #expect((object["urgent"] as? [[String: Any]])?.first?["id"] as? String == "saddle-numbness")
  }

  /// Where a cause that cannot wait is likely, it must be excluded first; once its signs were asked for, targets come.
  @Test func aLikelyCaudaIsExcludedBeforeANeedle() throws {
    let findings =
      "pain.lower-back pain.posterior-thigh pain.posterior-calf test.slr=positive reflex.achilles=absent "
      + "--setting uniform --age 50 --weeks 8"
    let open = try Tool.run("needle " + findings)
    #expect(open.code == 0)
    #expect(open.output.hasPrefix("No needling now. These findings leave cauda equina at"))
    #expect(!open.output.contains("Targets, by"))
    let json = try Tool.run("needle " + findings + " --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["must_exclude"] as? [String: Any])?["site"] as? String == "cauda-equina")
    #expect(object["targets"] == nil && object["plan"] == nil)
    let asked = "flag.saddle-anaesthesia=absent flag.bladder-bowel=absent flag.bilateral-deficit=absent "
    let closed = try Tool.run("needle " + asked + findings)
    #expect(closed.output.contains("Targets, by") && !closed.output.contains("No needling now"))
  }

  @Test func cautionWarnsFirstAndGivesTargets() throws {
    let run = try Tool.run("needle flag.night-pain pain.buttock trigger-point.piriformis")
    #expect(run.output.hasPrefix("CAUTION"))
    #expect(run.output.contains("piriformis-midpoint"))
  }

  @Test func jsonHasTheFieldsOfItsSchema() throws {
    let run = try Tool.run("needle Models/needling/li-63f.yaml --format json --by balance")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "sciatic.needle/1")
    #expect(object["order"] as? String == "balance")
    let targets = try #require(object["targets"] as? [[String: Any]])
    #expect(targets.count == 69)
    for target in targets {
      let total = try #require(target["relief"] as? Double)
      let needling = try #require(target["relief_needling_only"] as? Double)
      let interval = try #require(target["interval"] as? [Double])
      let effects = try #require(target["effects"] as? [String: Double])
      #expect(total >= needling && interval.count == 2 && interval[0] <= interval[1])
      #expect(Set(effects.keys) == ["release", "inflammation", "gain", "mobility"])
      let combined = 1 - effects.values.reduce(1) { $0 * (1 - $1) }
      #expect(abs(combined - needling) < 1e-5)
      #expect(target["id"] is String && target["approach"] is String && target["risks"] is [[String: Any]])
    }
    let excluded = targets.filter { $0["excluded"] != nil }
    #expect(!excluded.isEmpty)
    #expect(targets.suffix(excluded.count).allSatisfy { $0["excluded"] != nil })
    #expect(object["plan"] is [String: Any])
  }

  @Test func acceptanceIsForWhatMayBeAccepted() throws {
    let none = try Tool.run("needle flag.needle-phobia pain.buttock")
    #expect(none.output.contains("every target is excluded"))
    let some = try Tool.run("needle flag.needle-phobia pain.buttock --accept needle-phobia")
    #expect(some.output.contains("needle  with") || some.output.contains("needle with care"))
    let refused = try Tool.run("needle flag.anticoagulant pain.buttock --accept anticoagulant")
    #expect(refused.code == 65 && refused.output.isEmpty)
    #expect(refused.errors.contains("only needle-phobia, child may be accepted"))
  }

  @Test func anAnswerIsSaved() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "needle \(Tool.root)/Models/needling/li-63f.yaml --save a.json --save a.txt", in: scratch.path)
    #expect(run.code == 0)
    #expect(try String(contentsOfFile: scratch.path + "/a.txt", encoding: .utf8) == run.output)
    let json = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/a.json"))
    #expect(try JSONSerialization.jsonObject(with: json) is [String: Any])
  }

  @Test func anAtlasWithoutNeedlingSaysSo() throws {
    let run = try Tool.run("needle --atlas \(Tool.limb)")
    #expect(run.code == 65)
    #expect(run.errors.contains("it has no needling.yaml"))
  }

  @Test(arguments: [
    ("acupuncture", "level at follow-up"), ("sessions", "session"), ("pain-medicine-2021", "not found"),
    ("jospt-radiculopathy", "not found"), ("distal", "no trial"),
  ])
  func evidenceCardsSayWhatWasClaimedAndFound(_ topic: String, _ words: String) throws {
    let run = try Tool.run("evidence \(topic)")
    #expect(run.code == 0)
    let text = run.output.replacingOccurrences(of: "\n           ", with: " ")
    #expect(text.lowercased().contains(words), "\(text)")
    for part in ["claimed  ", "found    ", "verdict  "] { #expect(run.output.contains(part)) }
    for line in run.output.split(separator: "\n") where !line.contains("http") { #expect(line.count <= 80) }
  }

  @Test func anUnknownTopicHasASuggestion() throws {
    let run = try Tool.run("evidence acupunture")
    #expect(run.code == 65)
    #expect(run.errors.contains("did you mean acupuncture"))
  }
}

@Suite struct TrackTests {
  private static let text = """
    # kept
    id: mine
    findings: {pain.buttock: present, pain.posterior-thigh: present, test.slr: positive} # of the first day
    sessions:
      - {date: 2026-03-02, pain: 7, targets: [piriformis]} # first

    """

  private func scratch(_ text: String = text) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("case.yaml", text)
    return scratch
  }

  private func file(_ scratch: Scratch) throws -> String {
    try String(contentsOfFile: scratch.path + "/case.yaml", encoding: .utf8)
  }

  @Test func aSessionIsAppendedAndTheFileKeepsItsComments() throws {
    let scratch = try scratch()
    let run = try Tool.run(
      "track case.yaml --add --date 2026-03-09 --pain 5 --targets piriformis-lateral gluteus-medius --note 'slept well'",
      in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      try file(scratch) == Self.text
        + "  - {date: 2026-03-09, pain: 5, targets: [piriformis-lateral, gluteus-medius], note: \"slept well\"}\n"
    )
    #expect(run.output.contains("2 sessions: pain 7 at first, 5 at the last"))
  }

  @Test(arguments: [
    "--date 2026-03-01 --pain 4", "--date 2026-03-02 --pain 4", "--date 2026-13-01 --pain 4",
    "--date soon --pain 4", "--pain 4", "--date 2026-03-09 --pain 14", "--date 2026-03-09 --pain -2",
    "--date 2026-03-09 --pain 4 --targets piriformis-latteral", "--date 2026-03-09 --pain nan",
  ])
  func nonsenseIsOneLineAndLeavesTheFile(_ options: String) throws {
    let scratch = try scratch()
    let run = try Tool.run("track case.yaml --add " + options, in: scratch.path)
    #expect(run.code == 65, "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(try file(scratch) == Self.text)
  }

  @Test func aKillInMidWriteLeavesTheOldFileWhole() throws {
    // A limit of one block on the size of files kills the program while it writes the long case anew.
    let long = Self.text + String(repeating: "# padding\n", count: 400)
    let scratch = try scratch(long)
    let binary = try #require(Tool.binary)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c",
      "ulimit -c 0; ulimit -f 1; exec '\(binary)' track case.yaml --add --date 2026-03-09 --pain 5 >/dev/null 2>&1",
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus != 0)
    #expect(try file(scratch) == long)
    // Without the limit the same command goes through.
    #expect(try Tool.run("track case.yaml --add --date 2026-03-09 --pain 5", in: scratch.path).code == 0)
    #expect(try file(scratch) != long)
  }

  /// What `needle` would refuse is neither foretold nor drawn without its warning.
  @Test func aCourseHeedsWhatMustBeExcludedFirst() throws {
    let findings =
      "findings: {reflex.achilles: absent, sensory-loss.posterior-thigh: present, weak.ankle-plantarflexion: 3, "
      + "weak.toe-flexion: 3, weak.gluteus-maximus: 4}\n"
    let sessions = "sessions:\n  - {date: 2026-03-02, pain: 7}\n  - {date: 2026-03-09, pain: 6}\n"
    let scratch = try scratch(
      "id: a\npatient: {age: 46, side: left, duration-weeks: 30}\nsetting: uniform\n" + findings + sessions)
    let track = try Tool.run("track case.yaml", in: scratch.path)
    #expect(track.code == 0 && track.output.contains("No needling: exclude cauda equina first"))
    #expect(!track.output.contains("as it goes"))
    for picture in ["course", "case"] {
      #expect(try Tool.run("draw \(picture) case.yaml -o \(picture).svg", in: scratch.path).code == 0)
      let text = try String(contentsOfFile: scratch.path + "/\(picture).svg", encoding: .utf8)
      #expect(
        text.lowercased().contains("exclude cauda equina first") || text.contains("EXCLUDE FIRST"),
        "\(picture)")
      #expect(!text.contains("predicted now"))
    }
    // It stands above what only warns.
    try scratch.write(
      "cautious.yaml",
      "patient: {age: 46, side: left, duration-weeks: 30}\nsetting: uniform\n"
        + findings.replacingOccurrences(of: "}", with: ", flag.cancer-history: present}"))
    #expect(try Tool.run("draw case cautious.yaml -o cautious.svg", in: scratch.path).code == 0)
    let text = try String(contentsOfFile: scratch.path + "/cautious.svg", encoding: .utf8)
    let first = try #require(text.range(of: "EXCLUDE FIRST"))
    let caution = try #require(text.range(of: "CAUTION"))
    #expect(first.lowerBound < caution.lowerBound)
    #expect(try Tool.run("report case.yaml -o r.html", in: scratch.path).code == 0)
    #expect(
      try String(contentsOfFile: scratch.path + "/r.html", encoding: .utf8).contains(
        "EXCLUDE FIRST: Cauda equina"))
  }

  /// Of those who add the same day at once one is first; the others find that day taken, and nothing is lost.
  @Test func noSessionIsLostToAnother() throws {
    let scratch = try scratch()
    let binary = try #require(Tool.binary)
    let runs = try (1...4).map { pain in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: binary)
      process.arguments = ["track", "case.yaml", "--add", "--date", "2026-03-09", "--pain", "\(pain)"]
      process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }
    for process in runs { process.waitUntilExit() }
    #expect(runs.map(\.terminationStatus).sorted() == [0, 65, 65, 65])
    #expect(try file(scratch).components(separatedBy: "date: 2026-03-09").count == 2)
  }

  @Test func fourSessionsWithoutChangeSayWhereToLookAgain() throws {
    let sessions = (1...3).map { "  - {date: 2026-03-\(String(format: "%02d", 2 + 7 * $0)), pain: 7}\n" }
      .joined()
    let scratch = try scratch(Self.text + sessions)
    let run = try Tool.run("track case.yaml", in: scratch.path)
    #expect(run.output.contains("Think again: 4 sessions without a change that matters"))
    let locate = try Tool.run("locate case.yaml --format json", in: scratch.path)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(locate.output.utf8)) as? [String: Any])
    let groups = try #require(object["groups"] as? [[String: Any]])
    let second = try #require((groups[1]["sites"] as? [String])?.first)
    let show = try Tool.run("atlas list sites").output
    let name = try #require(show.split(separator: "\n").first { $0.hasPrefix(second + " ") })
      .dropFirst(second.count).drop { $0 == " " }.prefix { $0 != "(" }.dropLast()
    let flat = run.output.replacingOccurrences(of: "\n    ", with: " ")
    let first = try #require(flat.range(of: "First reconsider: "))
    #expect(flat[first.upperBound...].lowercased().hasPrefix(name.lowercased()), "\(flat)")
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // Where to look hangs on the clinic; one that does not exist is told before anything is written.
    let elsewhere = try Tool.run("track case.yaml --setting uniform", in: scratch.path)
    #expect(elsewhere.code == 0 && elsewhere.output != run.output)
    let before = try file(scratch)
    let wrong = try Tool.run(
      "track case.yaml --add --date 2026-04-09 --pain 5 --setting unifrom", in: scratch.path)
    #expect(wrong.code == 65 && wrong.errors.contains("no setting 'unifrom'; did you mean uniform?"))
    #expect(try file(scratch) == before)
  }

  @Test func aRiseOfPainIsNoResponse() throws {
    let sessions = "sessions:\n  - {date: 2026-03-02, pain: 5}\n  - {date: 2026-03-09, pain: 6}\n"
    let scratch = try scratch(
      "id: a\npatient: {age: 46, sex: female, side: left, duration-weeks: 30}\n"
        + "findings: {pain.buttock: present, trigger-point.piriformis: present}\n" + sessions)
    let run = try Tool.run("track case.yaml", in: scratch.path)
    #expect(
      run.output.contains("needle: none, pain is higher than at first.") && !run.output.contains("times that")
    )
  }

  @Test func theFoundingPatientWasFasterThanAnyTrial() throws {
    let run = try Tool.run("track Models/needling/jacobson-80f.yaml")
    let flat = run.output.replacingOccurrences(of: "\n  ", with: " ")
    #expect(flat.contains("no arm of the trials was that fast"))
    let json = try Tool.run("track Models/needling/jacobson-80f.yaml --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["faster_than_any_trial"] as? Bool == true)
    #expect(object["verdict"] as? String == "responding")
  }

  @Test func optionsOfASessionWantAdd() throws {
    let run = try Tool.run("track Models/needling/jacobson-80f.yaml --pain 3")
    #expect(run.code == 64 && run.output.isEmpty)
  }

  /// What a caution asks for comes before the needle, wherever the answer is read.
  @Test func aCautionStandsBeforeTheTargetsInEveryFormat() throws {
    let scratch = try Scratch()
    let findings = "mass.buttock pain.buttock --weeks 10 --age 45 --sex male --side left"
    let sentence = "No needle before what the caution above asks for is done."
    #expect(try Tool.run("needle " + findings).output.contains(sentence))
    let json = try Tool.run("needle \(findings) --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["before_needle"] as? String == sentence)
    let targets = try #require(object["targets"] as? [[String: Any]])
    #expect(targets.contains { $0["worthwhile"] as? Bool == true })
    let report = try Tool.run("report \(findings) -o r.html", in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(try String(contentsOfFile: scratch.path + "/r.html", encoding: .utf8).contains(sentence))
  }

  @Test func trackNamesTargetsThatThePatientMayNotHave() throws {
    let scratch = try Scratch()
    try scratch.write(
      "case.yaml",
      """
      patient: {age: 60, side: left}
      history: [anticoagulant]
      findings: {pain.buttock: present}
      sessions:
        - {date: 2026-03-02, pain: 7, targets: [piriformis-midpoint, vastus-lateralis]}
      """)
    let run = try Tool.run("track case.yaml", in: scratch.path)
    #expect(run.output.contains("WARNING: piriformis-midpoint is excluded"))
    #expect(!run.output.contains("WARNING: vastus-lateralis"))
    let json = try Tool.run("track case.yaml --format json", in: scratch.path)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["excluded"] as? [String: String])?.keys.sorted() == ["piriformis-midpoint"])
  }
}
