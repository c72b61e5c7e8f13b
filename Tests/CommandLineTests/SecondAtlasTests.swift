import Anatomy
import Foundation
import Testing

/// A limb that no human has runs through every command: all anatomy is data.
@Suite struct SecondAtlasTests {
  private func run(_ line: String) throws -> Tool.Run { try Tool.run(line + " --atlas \(Tool.limb)") }

  @Test func checkFindsNoFault() throws {
    let run = try run("atlas check")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("The limb of the quorl, version 7.3"))
    #expect(run.output.contains("9 sites, 37 findings, 3 muscles, 3 skin regions, 3 nerves, 8 segments"))
    #expect(run.output.hasSuffix("No fault found.\n"))
  }

  /// A picture can be drawn again by who knows program and atlas; neither has the version of the other.
  @Test func aPictureNamesItsAtlas() throws {
    let scratch = try Scratch()
    #expect(try run("draw map -o \(scratch.path)/map.svg").code == 0)
    let picture = try String(contentsOfFile: scratch.path + "/map.svg", encoding: .utf8)
    #expect(picture.contains(">sciatic \(programVersion), atlas hoofed-limb 7.3: "))
  }

  @Test func locateAnswersInText() throws {
    let run = try run("locate \(Tool.fixtures)/cases/ditch-ka.yaml")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("  1  Pinch at the Ka gate"))
    #expect(run.output.contains("setting: On the meadow."))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80) }
    let alarm = try self.run("locate dull.hide-rim=present")
    #expect(alarm.output.hasPrefix("EMERGENCY, act now: the rim is dying\n"))
  }

  @Test func locateAnswersInJSON() throws {
    let run = try run("locate \(Tool.fixtures)/cases/torr-summary.yaml --format json --lesions 3")
    #expect(run.code == 0)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    let answer = try #require(object as? [String: Any])
    let digest = try Atlas(.folder(Tool.fixtures + "/hoofed-limb")).digest
    #expect(
      (answer["atlas"] as? [String: String]) == ["name": "hoofed-limb", "version": "7.3", "digest": digest])
    let sites = try #require(answer["sites"] as? [[String: Any]])
    #expect(sites.count == 9)
    #expect(sites[0]["id"] as? String == "torr-ring")
    #expect(Set((sites[0]["severity"] as? [String: Double] ?? [:]).keys) == ["light", "middling", "heavy"])
  }

  @Test func findNewListAndShow() throws {
    #expect(try run("find gate-grip").output.contains("probe.gate-squeeze"))
    #expect(try run("find fore hide").output.contains("hide-front"))
    let scratch = try Scratch()
    let new = try Tool.run("new x.yaml --atlas \(Tool.limb)", in: scratch.path)
    #expect(new.code == 0)
    let sheet = try String(contentsOfFile: scratch.path + "/x.yaml", encoding: .utf8)
    #expect(sheet.contains("# Ask the herder") && sheet.contains("# feeble.brannel-lift:"))
    let list = try run("atlas list sites")
    #expect(list.output.split(separator: "\n").count == 9)
    let show = try run("atlas show brannel")
    #expect(show.output.contains("route from cord") && show.output.contains("quorl-book"))
    for id in ["ka-pinch", "velm", "hide-front", "probe.gate-squeeze", "meadow", "quorl-book"] {
      #expect(try run("atlas show \(id)").code == 0, "\(id)")
    }
  }

  @Test(arguments: ["ka", "first-stem", "Lo"])
  func rootsAreDrawnByTheirNames(_ root: String) throws {
    let scratch = try Scratch()
    let drawn = try Tool.run(
      ["draw", "territory", root, "-o", "a.svg", "--atlas", Tool.limb], in: scratch.path)
    #expect(drawn.code == 0, "\(drawn.errors)")
  }

  @Test func scoreAndTune() throws {
    let score = try run("score \(Tool.fixtures)/cases --each --ablate all")
    #expect(score.code == 0 && score.errors.isEmpty)
    #expect(score.output.contains("model                        3  1.00 / 1.00"))
    for part in ["local", "history", "topology", "silence", "modes", "levels"] {
      #expect(score.output.contains("without \(part)"))
    }
    #expect(score.output.contains("ditch-ka"))
    let tune = try run("tune \(Tool.fixtures)/cases --folds 2 --rounds 1")
    #expect(tune.code == 0)
    #expect(tune.output.contains("level.middling.block"))
  }

  /// What breaks an atlas, and what is said about it.
  static let breaks: [(file: String, old: String, new: String, says: String)] = [
    (
      "muscles.yaml", "nerve: torr, roots: {ka: 0.15, lo: 0.85}", "nerve: torr, roots: {ka: 0.15, lo: 0.5}",
      "shares sum to 0.65, not 1"
    ),
    (
      "muscles.yaml", "{at: torr-end, channel: torr, share: 1}", "{at: tor-end, channel: torr, share: 1}",
      "no segment 'tor-end'; did you mean torr-end?"
    ),
    (
      "nerves.yaml", "after: weave, mm: 310", "after: [weave, ka-gate], mm: 310",
      "two ways lead from root ka to 'torr-end'"
    ),
    ("nerves.yaml", "after: ka-stem, mm: 10", "after: torr-end, mm: 10", "leads back to itself"),
    (
      "skin.yaml", "spread: 10, source", "spread: 10, spread: 11, source",
      "'spread' stands twice in one block"
    ),
    ("sites.yaml", ", unexplained: true", "", "one site must have 'unexplained: true'"),
    (
      "sites.yaml", "share: 0.75, catches", "share: 0.7, catches",
      "shares of the modes of 'torr-ring' sum to 0.95, not 1"
    ),
    (
      "sites.yaml", "place: \"above the rim\"", "palce: \"above the rim\"",
      "unknown key 'palce'; did you mean place?"
    ),
    ("settings.yaml", "ka-pinch: 0.4", "ka-pinch: 0.3", "shares of the sites sum to 0.9, not 1"),
    ("settings.yaml", "ka-pinch: 0.4", "ka-pich: 0.4", "no site 'ka-pich'; did you mean ka-pinch"),
    ("findings.yaml", "p: 0.75", "p: 1.75", "1.75 is outside 0…1"),
    ("findings.yaml", "probe.torr-tap:", "prob.torr-tap:", "'prob.torr-tap' is of no known kind"),
    (
      "safety.yaml", "alarm.rim-dead, dull.hide-rim", "alarm.rim-daed, dull.hide-rim",
      "no finding 'alarm.rim-daed'; did you mean alarm.rim-dead?"
    ),
    ("kinds.yaml", "measure: strength", "measure: strenght", "no measure 'strenght'; did you mean strength?"),
    ("history.yaml", "times: 9", "times: 900", "900 is outside 0.01…100"),
    ("variants.yaml", "probability: 0.7}", "probability: 0.6}", "probabilities sum to 0.9, not 1"),
    (
      "skin.yaml", "nerves: {velm: 0.8, torr: 0.2}", "nerves: {vlem: 0.8, torr: 0.2}",
      "no nerve 'vlem'; did you mean velm?"
    ),
    ("conduction.yaml", "kind: motor", "kind: moter", "no kind of study 'moter'; did you mean motor?"),
    (
      "reflexes.yaml", "muscles: {brannel: 1}", "muscles: {branel: 1}",
      "no muscle 'branel'; did you mean brannel?"
    ),
    ("roots.yaml", "ganglion: lo-gate", "ganglion: lo-gaet", "no segment 'lo-gaet'; did you mean lo-gate"),
    ("sources.yaml", "kind: textbook", "kind: text", "no kind of source 'text'"),
    (
      "findings.yaml", "sensitivity: 0.34, source: quorl-book", "sensitivity: 0.34, source: quorl-bok",
      "no source 'quorl-bok'; did you mean quorl-book?"
    ),
    (
      "kinds.yaml", "local-ceiling: {value: 0.97, source: quorl-book}", "local-ceiling: 0.97",
      "local-ceiling 0.97 has no source"
    ),
    (
      "kinds.yaml", "uninformative: [knob.toft, knob.gate-strap]", "uninformative: [knob.toft]",
      "knob.gate-strap moves no pair of sites"
    ),
  ]

  @Test(arguments: breaks.indices)
  func checkFindsTheFaultOfABrokenCopy(_ index: Int) throws {
    let (file, old, new, message) = Self.breaks[index]
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/copy")
    let path = "copy/" + file
    let text = try String(contentsOfFile: scratch.path + "/" + path, encoding: .utf8)
    #expect(text.contains(old))
    try scratch.write(path, text.replacingOccurrences(of: old, with: new))
    let run = try Tool.run("atlas check --atlas copy", in: scratch.path)
    #expect(run.code == 65, "\(file): \(new)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.errors.contains(".yaml:"), "\(run.errors)")
  }

  private func broken(_ edits: [(file: String, old: String, new: String)]) throws -> Scratch {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/copy")
    for (file, old, new) in edits {
      let text = try String(contentsOfFile: scratch.path + "/copy/" + file, encoding: .utf8)
      #expect(text.contains(old), "\(old)")
      try scratch.write("copy/" + file, text.replacingOccurrences(of: old, with: new))
    }
    return scratch
  }

  /// A number without a source is told beside a reference to nothing, and both by line.
  @Test func faultsOfEveryKindAreNamedAtOnce() throws {
    let scratch = try broken([
      (
        "nerves.yaml", "after: [ka-gate, lo-gate], mm: 60, nerve: weave, source: quorl-book",
        "after: [ka-gat, lo-gate], mm: 60, nerve: weave"
      ),
      ("muscles.yaml", "nerve: torr", "nerve: tor"),
      (
        "kinds.yaml", "local-ceiling: {value: 0.97, source: quorl-book}",
        "local-ceiling: {value: 0.97, source: quorl-bok}"
      ),
    ])
    let run = try Tool.run("atlas check --atlas copy", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    let lines = run.errors.split(separator: "\n").map(String.init)
    for line in [
      "copy/nerves.yaml:10: mm 60 has no source",
      "copy/nerves.yaml:10: no segment 'ka-gat'; did you mean ka-gate, lo-gate?",
      "no nerve or root 'tor', of which '", "no source 'quorl-bok'; did you mean quorl-book?",
    ] {
      #expect(lines.contains { $0.contains(line) }, "\(line): \(run.errors)")
    }
    #expect(lines.allSatisfy { $0.contains(#/^copy/[a-z]+\.yaml:[0-9]+: ./#) }, "\(lines)")
    #expect(lines.contains { $0.hasSuffix("; did you mean torr?") })
    let json = try Tool.run("atlas check --atlas copy --format json", in: scratch.path)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(json.code == 65 && report["atlas"] == nil && (report["faults"] as? [Any])?.count == lines.count)
  }

  @Test func whatNothingUsesIsAFault() throws {
    let scratch = try broken([
      (
        "nerves.yaml", "  torr: {name: \"torr strands\"}\n",
        "  torr: {name: \"torr strands\"}\n  idle: {name: \"idle strands\"}\n"
      ),
      (
        "nerves.yaml", "nerves:\n",
        "  spur: {name: \"Spur\", after: weave, mm: 5, nerve: torr, source: quorl-book}\nnerves:\n  lone: {name: \"Lone\", source: quorl-book}\n"
      ),
    ])
    let run = try Tool.run("atlas check --atlas copy", in: scratch.path)
    #expect(run.code == 65)
    #expect(
      run.errors == """
        copy/nerves.yaml:5: no fibres run in channel 'idle'
        copy/nerves.yaml:15: no fibres run through segment 'spur': no muscle, nerve or skin that a root reaches ends there or beyond
        copy/nerves.yaml:17: no segment, muscle, skin region or study is of nerve 'lone'

        """)
    // Nothing of it keeps the other commands from an answer.
    #expect(try Tool.run("locate feeble.toft=3 --atlas copy", in: scratch.path).code == 0)
  }

  @Test(arguments: AtlasFiles.names)
  func aFaultOfSyntaxIsNamedWithItsLine(_ file: String) throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/copy")
    try scratch.write("copy/" + file, "a: 1\nb: {\n")
    let run = try Tool.run("locate --atlas copy", in: scratch.path)
    #expect(run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("copy/\(file):3: not valid YAML: "))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func aMissingFileIsNamed() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/copy")
    try FileManager.default.removeItem(atPath: scratch.path + "/copy/skin.yaml")
    let run = try Tool.run("locate --atlas copy", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors == "copy/skin.yaml: there is no such file\n")
  }

  /// Ids of muscles, sites and nerves stand in no text of the program.
  @Test func sourcesNameNoAnatomy() throws {
    let atlas = try Atlas(AtlasFiles.builtIn())
    // The program bears the name of a nerve, and `unexplained` is a word of the format.
    let named = Set(atlas.muscles.ids + atlas.sites.filter { !$0.isUnexplained }.map(\.id) + atlas.nerves.ids)
      .subtracting(["sciatic"])
    #expect(named.count > 150)
    let root = Tool.root + "/Sources"
    let folder = try #require(
      FileManager.default.enumerator(
        at: URL(fileURLWithPath: root).resolvingSymlinksInPath(), includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in folder where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      for line in text.split(separator: "\n") {
        let code = line.drop { $0 == " " }
        if code.hasPrefix("//") { continue }
        for match in code.matches(of: /"((?:[^"\\]|\\.)*)"/) {
          let words = match.1.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
          for word in words where named.contains(word) {
            Issue.record("\(file.lastPathComponent) names '\(word)': \(code)")
          }
        }
      }
    }
    #expect(count > 40)
  }
}
