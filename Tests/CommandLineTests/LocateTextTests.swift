import Foundation
import Testing

/// The answer for people.
@Suite struct LocateTextTests {
  static let published: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: Tool.root + "/Models/cases")) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  @Test func allPublishedCasesAreThere() { #expect(Self.published.count == 77) }

  @Test(arguments: published)
  func fitsAnyTerminal(_ name: String) throws {
    // Pairs of lesions take most of the time and add one paragraph, so every fifth case has them.
    let place = try #require(Self.published.firstIndex(of: name))
    let run = try Tool.run("locate Models/cases/\(name)" + (place % 5 == 0 ? "" : " --lesions 1"))
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines where line.count > 80 { Issue.record("\(line.count) columns: \(line)") }
    #expect(!run.output.unicodeScalars.contains("\u{1B}"))
    // A red flag stands before everything else.
    let words = [
      "EMERGENCY, act now: ", "URGENT, today: ", "URGENT, days at most: ", "EXCLUDE FIRST: ", "CAUTION: ",
    ]
    let flags = lines.indices.filter { i in words.contains { lines[i].hasPrefix($0) } }
    let title = try #require(lines.firstIndex { $0.hasPrefix(name.dropLast(5)) })
    let table = try #require(lines.firstIndex { $0.hasPrefix("Where, ") })
    #expect(flags.allSatisfy { $0 < title })
    #expect(title < table)
    if let first = flags.first { #expect(first == 0) }
    let ranks = flags.compactMap { i in words.firstIndex { lines[i].hasPrefix($0) } }
    // Of those that are urgent the order is that of the atlas.
    let tiers = ranks.map { $0 == 2 ? 1 : $0 }
    #expect(tiers == tiers.sorted())
    // Named settings say how the first site changes where all are alike; probabilities of sites are explained.
    #expect(run.output.contains("If every site were equally common beforehand"))
    #expect(run.output.replacingOccurrences(of: "\n  ", with: " ").contains("sum to the expected number of"))
    #expect(run.output.contains("Of patients like this, "))
  }

  /// A form of a site can be the danger: two nerves lost within weeks, with pain, is vasculitis until shown otherwise; what
  /// happened a year ago, or one nerve alone, is not.
  @Test func severalNervesWithinWeeksAreExcludedFirst() throws {
    let one =
      "pain.anterolateral-leg weak.ankle-dorsiflexion=1 weak.ankle-eversion=2 weak.ankle-inversion=5 weak.ankle-plantarflexion=5"
      + " sensory-loss.dorsal-foot emg.tibialis-anterior=denervated emg.biceps-femoris-short=normal"
      + " emg.gastrocnemius-medial=normal emg.lumbar-paraspinals=normal ncs.superficial-fibular-snap=absent"
      + " ncs.fibular-cmap=absent ncs.tibial-cmap=normal ncs.h-reflex=normal --side left --age 69 --setting emg-laboratory"
    let several = one + " ncs.sural-snap=absent sensory-loss.lateral-foot sensory-loss.lateral-ankle"
    let name = "Several single nerves at once"
    let soon = try Tool.run("locate \(several) --weeks 6")
    #expect(soon.output.hasPrefix("EXCLUDE FIRST: " + name), "above mere cautions")
    #expect(soon.output.contains("\nCAUTION: "))
    // Beside what is urgent for days it is said as well: the weakness is no reason to overlook its cause.
    let urgent = try Tool.run("locate \(several) --weeks 4")
    #expect(urgent.output.hasPrefix("URGENT") && urgent.output.contains("\nEXCLUDE FIRST: " + name))
    #expect(soon.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let json = try Tool.run("locate \(several) --weeks 6 --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let first = try #require(object["exclude_first"] as? [String: Any])
    #expect(
      first["site"] as? String == "polyneuropathy" && (first["name"] as? String)?.hasPrefix(name) ?? false)
    let needle = try Tool.run("needle \(several) --weeks 6")
    #expect(needle.output.contains("No needling now. These findings leave several single nerves at once"))
    #expect(!(try Tool.run("locate \(several) --weeks 60").output.contains(name)))
    #expect(!(try Tool.run("locate \(one) ncs.sural-snap=normal --weeks 6").output.contains(name)))
  }

  /// Where two must be excluded, the one that may wait least is named, though the other is likelier.
  @Test func whatMayWaitLeastIsExcludedFirst() throws {
    let findings =
      "sensory-loss.posterior-thigh weak.hip-flexion=4 pain.anterior-thigh sensory-loss.medial-leg weak.knee-flexion=4"
      + " pain.lower-back pain.perineum ncs.h-reflex=absent --side left --weeks 30 --setting uniform"
    let json = try Tool.run("locate \(findings) --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let sites = try #require(object["sites"] as? [[String: Any]])
    #expect(sites.first?["id"] as? String == "lumbosacral-plexus")
    #expect((sites.first?["probability"] as? Double ?? 0) > 0.5)
    let first = try #require(object["exclude_first"] as? [String: Any])
    #expect(first["site"] as? String == "cauda-equina")
  }

  /// What can't wait is said even where nobody recorded a red flag, and by every command that ranks.
  @Test func aLikelyEmergencyIsExcludedFirst() throws {
    let findings =
      "reflex.achilles=absent sensory-loss.posterior-thigh weak.ankle-plantarflexion=3 weak.toe-flexion=3"
    let patient = "\(findings) weak.gluteus-maximus=4 --side left --weeks 30 --setting uniform"
    for command in ["locate", "next"] {
      let run = try Tool.run("\(command) \(patient)")
      #expect(run.output.contains("EXCLUDE FIRST: Cauda equina, at "), "\(command)")
      let json = try Tool.run("\(command) \(patient) --format json")
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let first = try #require(object["exclude_first"] as? [String: Any])
      #expect(first["site"] as? String == "cauda-equina")
      #expect((first["action"] as? String)?.contains("saddle") ?? false)
    }
    let asked = try Tool.run(
      "locate \(patient) flag.saddle-anaesthesia=absent flag.bladder-bowel=absent flag.bilateral-deficit=absent"
    )
    #expect(!asked.output.contains("EXCLUDE FIRST"))
    let flagged = try Tool.run("locate \(patient) flag.bladder-bowel")
    #expect(flagged.output.hasPrefix("EMERGENCY") && !flagged.output.contains("EXCLUDE FIRST"), "said once")
  }

  /// Where there are no stages to show, the answer says why.
  @Test func stagesOfAHistoryAloneAreExplained() throws {
    let told = try Tool.run("locate --history running --stages --lesions 1")
    #expect(
      told.output.contains(
        "\n\nStage by stage: nothing to show, since no finding is recorded; the history only\n  moves"),
      "\(told.output)")
    let blank = try Tool.run("locate --stages --lesions 1")
    #expect(blank.output.contains("\n\nStage by stage: nothing to show, since no finding is recorded.\n"))
    #expect(try !Tool.run("locate --history running --lesions 1").output.contains("Stage by stage"))
    #expect(try Tool.run("locate pain.heel --stages --lesions 1").output.contains("\n  told  "))
  }

  /// Every group of look-alikes that may well hold the lesion is shown, not the first alone.
  @Test func allLikelyGroupsAreShown() throws {
    let run = try Tool.run("locate Models/cases/femoral-57m-tha.yaml --setting uniform --format json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let groups = try #require(object["groups"] as? [[String: Any]])
    let likely = groups.filter {
      ($0["sites"] as? [String] ?? []).count > 1 && ($0["probability"] as? Double ?? 0) >= 0.1
    }
    let text = try Tool.run("locate Models/cases/femoral-57m-tha.yaml --setting uniform").output
      .replacingOccurrences(of: "\n  ", with: " ")
    #expect(!likely.isEmpty)
    #expect(text.components(separatedBy: ": together ").count - 1 == likely.count)
  }

  @Test func withoutFindingsThePriorIsTheAnswer() throws {
    let run = try Tool.run("locate")
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("no findings were given: this is the prior of the setting, not an answer"))
    #expect(run.output.contains("0 findings"))
  }

  @Test func emergencyComesFirst() throws {
    let run = try Tool.run(
      "locate weak.ankle-dorsiflexion=3 flag.saddle-anaesthesia flag.cancer-history --setting uniform --age 50 "
        + "--sex male --lesions 1")
    #expect(run.code == 0)
    #expect(run.output.hasPrefix("EMERGENCY, act now: "))
    let action = try #require(run.output.firstRange(of: "-> "))
    let caution = try #require(run.output.firstRange(of: "CAUTION: "))
    let answer = try #require(run.output.firstRange(of: "Where, "))
    #expect(action.lowerBound < caution.lowerBound && caution.lowerBound < answer.lowerBound)
  }

  @Test func whatWasNotAskedIsNamed() throws {
    let run = try Tool.run(
      "locate weak.ankle-dorsiflexion=3 flag.fever=absent --age 50 --sex male --lesions 1")
    #expect(run.output.contains("Not asked, and never assumed absent: "))
    let text = run.output.replacingOccurrences(of: "\n", with: " ")
    let line = try #require(text.components(separatedBy: "Not asked").last)
    #expect(line.contains("saddle anaesthesia"))
    #expect(!line.contains("fever"))
  }

  @Test func continuationsStandIn() throws {
    let run = try Tool.run("locate feeble.toft=3 --atlas \(Tool.limb) --lesions 1")
    let lines = run.output.components(separatedBy: "\n")
    let place = try #require(lines.firstIndex { $0.hasPrefix("For and against") })
    #expect(lines[place + 1].hasPrefix("  "))
  }

  @Test func topLimitsTheTable() throws {
    let run = try Tool.run("locate feeble.toft=3 --atlas \(Tool.limb) --top 2")
    let ranks = run.output.split(separator: "\n").filter { line in
      line.hasPrefix("  ") && line.dropFirst(2).first?.isNumber == true
    }
    #expect(ranks.count == 2)
  }

  @Test func commandLineWinsOverTheFile() throws {
    let scratch = try Scratch()
    try scratch.write(
      "case.yaml",
      "id: mine\npatient: {age: 12, sex: male}\nfindings:\n  feeble.toft: 2\n  jolt.brannel-jolt: absent\n")
    let run = try Tool.run(
      "locate case.yaml feeble.toft=5 --atlas \(Tool.limb) --lesions 1 --format json", in: scratch.path)
    #expect(run.code == 0)
    #expect(run.errors == "feeble.toft: 5 from the command line replaces 2 of the case\n")
    try scratch.write(
      "other.yaml",
      "id: mine\npatient: {age: 12, sex: male}\nfindings:\n  feeble.toft: 5\n  jolt.brannel-jolt: absent\n")
    let plain = try Tool.run(
      "locate other.yaml --atlas \(Tool.limb) --lesions 1 --format json", in: scratch.path)
    #expect(plain.output == run.output)
    #expect(plain.errors.isEmpty)
    let same = try Tool.run(
      "locate other.yaml feeble.toft=5 --atlas \(Tool.limb) --lesions 1 --format json", in: scratch.path)
    #expect(same.errors.isEmpty && same.output == plain.output)
    let older = try Tool.run(
      "locate other.yaml --age 40 --atlas \(Tool.limb) --lesions 1 --format json", in: scratch.path)
    #expect(older.code == 0 && older.output != plain.output)
  }

  @Test func aliasesOfTheClinicAreUnderstood() throws {
    let words = try Tool.run(
      "locate 'ankle jerk=absent' weak.TA=3 lasegue=positive --age 50 --sex male --lesions 1 --format json")
    let ids = try Tool.run(
      "locate reflex.achilles=absent weak.tibialis-anterior=3 test.slr=positive --age 50 --sex male --lesions 1 "
        + "--format json")
    #expect(words.code == 0)
    #expect(words.output == ids.output)
  }

  @Test func oddCombinationsAreRemarksOnly() throws {
    let scratch = try Scratch()
    try scratch.write(
      "case.yaml",
      "patient: {age: 50, sex: male}\nfindings: {weak.ankle-dorsiflexion: 3, weak.tibialis-anterior: 5}\n")
    let run = try Tool.run("locate case.yaml --lesions 1", in: scratch.path)
    #expect(run.code == 0)
    let text = run.output.replacingOccurrences(of: "\n  ", with: " ")
    #expect(text.contains("weak.ankle-dorsiflexion is 3 although weak.tibialis-anterior is normal"))
  }

  /// What the command line changes of the person is said: a wrong side is an old way to a wrong needle.
  @Test func changesOfThePersonAreSaid() throws {
    let scratch = try Scratch()
    try "patient: {age: 34, side: left}\nfindings: {weak.ankle-dorsiflexion: 4}\n".write(
      toFile: scratch.path + "/a.yaml", atomically: true, encoding: .utf8)
    let same = try Tool.run("locate a.yaml --side left --age 34", in: scratch.path)
    #expect(same.code == 0 && same.errors.isEmpty)
    let other = try Tool.run("locate a.yaml --side right --age 60 --sex male", in: scratch.path)
    #expect(
      other.errors
        == "age: 60 from the command line replaces 34 of the case\nside: right from the command line replaces left of the case\n"
    )
  }

  /// A grade out of five is no file, and one that fits ill with another is remarked upon.
  @Test func gradesOutOfFiveAreReadAndOddOnesNoticed() throws {
    let run = try Tool.run(
      "locate weak.ankle-dorsiflexion=2/5 weak.tibialis-anterior=5/5 --side left --weeks 8")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("weak.ankle-dorsiflexion is 2 although weak.tibialis-anterior is normal"))
  }
}
