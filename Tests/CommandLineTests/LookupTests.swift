import Anatomy
import Foundation
import Testing

/// `find`, `new` and `atlas`.
@Suite struct LookupTests {
  private func ids(_ line: String) throws -> [String] {
    let run = try Tool.run(line)
    #expect(run.code == 0 && run.errors.isEmpty)
    return run.output.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count > 1 ? String(words[1]) : nil
    }
  }

  @Test func findKnowsTheWordsOfTheClinic() throws {
    #expect(try ids("find 'ankle jerk'") == ["reflex.achilles"])
    #expect(try ids("find 'ankle' 'jerk'") == ["reflex.achilles"])
    let peroneal = try ids("find peroneal --limit 100")
    for id in ["common-fibular", "deep-fibular", "fibular-neck", "ncs.fibular-cmap"] {
      #expect(peroneal.contains(id), "\(id)")
    }
    let toe = try ids("find 'big toe' --limit 100")
    for id in ["great-toe", "pain.great-toe", "sensory-loss.great-toe", "weak.great-toe-extension"] {
      #expect(toe.contains(id), "\(id)")
    }
    #expect(try ids("find lasègue").first == "test.slr")
    #expect(try ids("find TA").first == "tibialis-anterior")
    #expect(try ids("find CES").prefix(2) == ["cauda-equina", "flag.saddle-anaesthesia"])
    #expect(try ids("find disk --limit 100") == ids("find disc --limit 100"))
    for word in ["footdrop", "'foot slap'"] {
      #expect(try ids("find \(word)").contains("weak.ankle-dorsiflexion"), "\(word)")
    }
    #expect(try ids("find burning").contains("paraesthesia"))
  }

  /// What follows from age and sex is told from what may be written.
  @Test func derivedHistoryIsMarked() throws {
    let lines = try Tool.run("atlas list history").output.split(separator: "\n")
    let marked = lines.filter { $0.hasSuffix("(by itself, from age, sex or duration; not to be written)") }
    #expect(marked.contains { $0.hasPrefix("female ") } && marked.contains { $0.hasPrefix("over-70 ") })
    #expect(!marked.contains { $0.hasPrefix("diabetes ") } && marked.count < lines.count / 2)
  }

  @Test(arguments: [
    "atlas show '???'", "atlas show ''", "draw route --nerve '?' -o a.svg", "draw territory '?' -o a.svg",
  ])
  func aWordWithoutLettersNamesNothing(_ command: String) throws {
    let run = try Tool.run(command)
    #expect(run.code == 65 && run.output.isEmpty && run.errors.hasPrefix("command line: "), "\(run.errors)")
  }

  @Test func findLimitsItsList() throws {
    let run = try Tool.run("find fibular --limit 3")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[3].hasPrefix("… and ") && lines[3].hasSuffix("shows all"))
  }

  @Test func newWritesASheetThatCanBeRead() throws {
    let scratch = try Scratch()
    let run = try Tool.run("new 'my case.yaml'", in: scratch.path)
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output == "Wrote my case.yaml. Fill it in, then: sciatic locate my case.yaml\n")
    let path = scratch.path + "/my case.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\nid: my-case\n"))
    #expect(!text.contains("\t"))
    let read = try Tool.run(["locate", "my case.yaml"], in: scratch.path)
    let prior = try Tool.run("locate", in: scratch.path)
    #expect(read.code == 0)
    #expect(read.errors.isEmpty)
    #expect(read.output == prior.output.replacingOccurrences(of: "Case. ", with: "my-case. "))
  }

  @Test func newNeverOverwrites() throws {
    let scratch = try Scratch()
    try scratch.write("x.yaml", "precious")
    let run = try Tool.run("new x.yaml", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors == "x.yaml: is there already; --force replaces it\n")
    #expect(try String(contentsOfFile: scratch.path + "/x.yaml", encoding: .utf8) == "precious")
    #expect(try Tool.run("new x.yaml --force", in: scratch.path).code == 0)
    #expect(try String(contentsOfFile: scratch.path + "/x.yaml", encoding: .utf8).contains("findings:"))
  }

  /// Every line of the sheet, freed of its mark and given a value it offers, makes a case.
  @Test func everyLineOfTheSheetIsAFinding() throws {
    let scratch = try Scratch()
    _ = try Tool.run("new x.yaml", in: scratch.path)
    let text = try String(contentsOfFile: scratch.path + "/x.yaml", encoding: .utf8)
    let pattern = /^  # ([a-z-]+\.[a-z0-9-]+): +# .*: (.*)$/
    let arguments = text.split(separator: "\n").compactMap { line -> String? in
      guard let match = try? pattern.firstMatch(in: line) else { return nil }
      let first = match.2.split(separator: ",").first.map(String.init) ?? ""
      return "\(match.1)=\(first.hasPrefix("0") ? "5" : first)"
    }
    #expect(arguments.count > 60)
    let run = try Tool.run(
      ["locate", "--lesions", "1", "--age", "50", "--sex", "male"] + arguments, in: scratch.path)
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("\(arguments.count) findings"))
  }

  @Test func showTellsRouteSitesAndSources() throws {
    let run = try Tool.run("atlas show tibialis-anterior")
    #expect(run.code == 0 && run.errors.isEmpty)
    let text = run.output.replacingOccurrences(of: "\n", with: " ")
    for part in [
      "Tibialis anterior (muscle)", "nerve: Deep fibular nerve", "roots: L5 ", "route from cord",
      "sites on the way:", "fibular-neck", "source: [",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("tarsal-tunnel"))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for id in [
      "fibular-neck", "sural", "L5", "dorsal-foot", "test.slr", "uniform", "tsao-2003", "ankle-dorsiflexion",
    ] {
      let shown = try Tool.run(["atlas", "show", id])
      #expect(shown.code == 0 && !shown.output.isEmpty, "\(id)")
    }
  }

  /// One id may name several things, and a key of a file is none.
  @Test func showTellsEveryThingOfAName() throws {
    let bending = try Tool.run("atlas show hip-flexion").output
    #expect(bending.contains("muscles.yaml, movements") && bending.contains("postures.yaml, joints"))
    let both = try Tool.run("atlas show quadratus-femoris").output
    #expect(both.contains("Quadratus femoris (muscle)") && both.contains("(site: quadratus-femoris)"))
    #expect(both.contains("nerves.yaml, segments"))
    for word in ["name", "source", "settings", "families"] {
      let run = try Tool.run(["atlas", "show", word])
      #expect(!run.output.contains(".yaml"), "\(word): \(run.output)")
    }
  }

  @Test(arguments: [
    "sites", "findings", "muscles", "movements", "nerves", "roots", "segments", "skin", "reflexes", "studies",
    "history", "settings", "variants", "sources", "kinds",
  ])
  func listHasALineAnEntry(_ kind: String) throws {
    let run = try Tool.run("atlas list \(kind)")
    #expect(run.code == 0 && run.errors.isEmpty)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count > 1)
    let ids = lines.compactMap { $0.split(separator: " ").first }
    #expect(Set(ids).count == lines.count)
    if kind == "sites" { #expect(ids.contains("fibular-neck") && ids.contains("unexplained")) }
  }

  @Test func checkPassesTheBuiltInAtlas() throws {
    let run = try Tool.run("atlas check")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.hasSuffix("No fault found.\n"))
    #expect(run.output.contains("measured") && run.output.contains("estimate"))
  }

  @Test func helpAndVersionGoToStandardOutput() throws {
    for line in ["--help", "locate --help", "atlas --help", "--version"] {
      let run = try Tool.run(line)
      #expect(run.code == 0 && run.errors.isEmpty && !run.output.isEmpty, "\(line)")
    }
    let text = try String(contentsOfFile: Tool.root + "/Models/sciatic/atlas.yaml", encoding: .utf8)
    let version = try #require(try /version: "([^"]+)"/.firstMatch(in: text)).1
    #expect(try Tool.run("--version").output == "sciatic \(programVersion), built-in atlas \(version)\n")
  }

  /// The names of all commands, with those of the commands within; found in the help, so that none is forgotten.
  private func commands(within path: [String] = []) throws -> [[String]] {
    let help = try Tool.run(["help"] + path).output
    var isList = false
    var names: [String] = []
    for line in help.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.first?.isLetter ?? false { isList = line.hasSuffix("SUBCOMMANDS:") }
      if isList, let match = line.firstMatch(of: /^ {2}([a-z][a-z-]*)(?: |$)/) {
        names.append(String(match.1))
      }
    }
    return try [path] + names.flatMap { try commands(within: path + [$0]) }
  }

  @Test func everyHelpFitsEightyColumns() throws {
    let commands = try commands()
    #expect(commands.contains(["draw", "course"]) && commands.contains(["tune"]) && commands.count > 28)
    for path in commands {
      let run = try Tool.run(path + ["--help"])
      #expect(run.code == 0 && run.output.contains("USAGE: sciatic"), "\(path)")
      for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(path): \(line)") }
    }
  }

  @Test func aHistoryItemIsShownInWords() throws {
    let run = try Tool.run("atlas show diabetes")
    #expect(run.code == 0 && run.errors.isEmpty)
    let text = run.output.replacing(/\n +/, with: " ")
    for part in [
      "(history: diabetes)\n", "holds when recorded", "multiplies the prior odds of sites",
      "30-fold either way",
      "polyneuropathy",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.contains(/× [0-9.]+ \([0-9.]+ to [0-9.]+\): [a-z]/))
    #expect(text.contains(/\[[a-z0-9-]+\]: [^ ]/) && text.contains(" estimate: "))
    for word in [".yaml", "odds:", "times:", "source:", "{"] { #expect(!text.contains(word), "\(word)") }
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // A flag may say the same, and some hold of themselves.
    let cancer = try Tool.run("atlas show cancer").output
    #expect(cancer.contains("holds when recorded or flag.cancer-history is; not asked says nothing\n"))
    #expect(
      try Tool.run("atlas show over-70").output.contains("(patient: over-70)\nholds from the age of 70\n"))
  }

  @Test func aRootIsShownInWords() throws {
    let run = try Tool.run("atlas show L5")
    #expect(run.code == 0 && !run.output.contains("{") && !run.output.contains(".yaml"))
    let text = run.output.replacing(/\n +/, with: " ")
    for part in [
      "L5 root (root: L5)\n", "ganglion at the end of: L5 root and ganglion in the foramen\n",
      "way from cord (mm): L5 root in the cauda equina ", "l5-disc-paracentral", "dorsal-foot",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // The share of the muscle's own card.
    let muscle = try Tool.run("atlas show tibialis-anterior").output
    let share = try #require(muscle.firstMatch(of: /L5 ([0-9]+ %)/)).1
    #expect(text.contains("tibialis-anterior \(share)"))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test(arguments: ["superficial-fibular", "hip-joint", "heel", "slimming", "active-piriformis"])
  func longRowsOfACardAreBroken(_ id: String) throws {
    let run = try Tool.run("atlas show \(id)")
    #expect(run.code == 0 && run.output.contains("\n  "))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  private func object(_ run: Tool.Run, _ schema: String) throws -> [String: Any] {
    let object = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == schema)
    return object
  }

  /// What people read, programs read too.
  @Test func lookUpsAnswerInJSON() throws {
    let text = try Tool.run("atlas list sites").output.split(separator: "\n")
    let list = try object(try Tool.run("atlas list sites --format json"), "sciatic.atlas-list/1")
    let entries = try #require(list["entries"] as? [[String: String]])
    #expect(entries.count == text.count)
    for (entry, line) in zip(entries, text) {
      let (id, name, note) = (entry["id"] ?? "?", entry["name"] ?? "?", entry["note"] ?? "?")
      #expect(line.hasPrefix(id + " ") && line.hasSuffix("  \(name) (\(note))"), "\(line)")
    }
    let found = try object(try Tool.run("find fibular --limit 3 --format json"), "sciatic.find/1")
    let hits = try #require(found["found"] as? [[String: String]])
    #expect(hits.count > 3 && hits.contains { $0["id"] == "fibular-neck" && $0["kind"] == "site" })
    let cards = try object(try Tool.run("evidence --format json"), "sciatic.evidence/1")
    #expect(
      (cards["cards"] as? [Any])?.count == (try Tool.run("evidence").output.split(separator: "\n").count))
  }

  @Test func whatIsShownIsInTheExportToo() throws {
    func kinds(_ word: String) throws -> [String] {
      let shown = try object(
        try Tool.run(["atlas", "show", word, "--format", "json"]), "sciatic.atlas-show/1")
      return (shown["entries"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
    }
    #expect(try kinds("quadratus-femoris") == ["muscles", "segments", "sites", "targets"])
    #expect(try kinds("diabetes") == ["history"])
    // A name of the clinic, and what the export does not hold.
    #expect(try kinds("ankle jerk") == ["findings"])
    #expect(try kinds("hip-flexion") == ["movements", "joints"])
    let export = try object(try Tool.run("atlas export --format json"), "sciatic.atlas/1")
    let sites = try #require(export["sites"] as? [[String: Any]])
    // Whatever a site catches holds fibres, those of skin beyond the end of its nerve among them.
    let catches = sites.flatMap { $0["modes"] as? [[String: Any]] ?? [] }.flatMap {
      $0["catches"] as? [[String: Any]] ?? []
    }
    #expect(catches.count > 100)
    #expect(catches.allSatisfy { !($0["selectivity"] as? [String: Double] ?? [:]).isEmpty })
    let site = try #require(sites.first { $0["id"] as? String == "fibular-neck" })
    let shown = try object(try Tool.run("atlas show fibular-neck --format json"), "sciatic.atlas-show/1")
    let entry = try #require(
      (shown["entries"] as? [[String: Any]])?.last { $0["kind"] as? String == "sites" })
    #expect(
      NSDictionary(dictionary: site) == NSDictionary(dictionary: entry["entry"] as? [String: Any] ?? [:]))
    let nobody = try Tool.run("atlas show qqqqzz --format json")
    #expect(nobody.code == 65 && nobody.output.isEmpty)
  }

  @Test func checkAnswersInJSON() throws {
    let run = try Tool.run("atlas check --format json --atlas \(Tool.limb)")
    let report = try object(run, "sciatic.atlas-check/1")
    #expect(run.code == 0 && (report["faults"] as? [Any])?.isEmpty == true)
    #expect((report["counts"] as? [String: Int])?["sites"] == 9)
  }
}
