import Foundation
import Testing

/// Studies of cohorts: a row says what the commands for one patient say.
@Suite struct CohortStudyTests {
  private let limb = "--atlas \(Tool.limb)"

  private struct Row {
    let point: Int
    let id: String
    let truth: String
    let fields: [String: String]
    func number(_ column: String) -> Double? { fields[column].flatMap { Double($0) } }
  }

  private func sweep(_ study: String, _ scratch: Scratch, _ options: String = "") throws -> [Row] {
    try scratch.write("study.yaml", study)
    let run = try Tool.run("sweep study.yaml -o r.csv \(options) \(limb)", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return try rows(scratch.path + "/r.csv")
  }

  private func rows(_ path: String) throws -> [Row] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    let head = try #require(lines.first)
    return try lines.dropFirst().map { line in
      let fields = Dictionary(zip(head, line), uniquingKeysWith: { a, _ in a })
      return Row(
        point: try #require(Int(line[0])), id: line[1], truth: line[2], fields: fields)
    }
  }

  /// P(site) for each site, and sites in order, from `locate`.
  private func located(_ arguments: String, in folder: String) throws -> [(id: String, p: Double)] {
    let run = try Tool.run("locate \(arguments) --format json", in: folder)
    #expect(run.code == 0, "\(run.errors)")
    let answer = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    return try #require(answer["sites"] as? [[String: Any]]).map {
      (try #require($0["id"] as? String), try #require($0["probability"] as? Double))
    }
  }

  @Test func rowsSayWhatLocateSaysOfTheSamePatients() throws {
    let scratch = try Scratch()
    let rows = try sweep(
      """
      id: settings
      seed: 5
      design: {kind: grid}
      cohort: {patients: 7, drawn-from: level-field}
      factors: {setting: {values: [meadow, level-field]}}
      outputs: [truth.probability, truth.rank, top-1, top-3, log-score, posterior.velm-band, posterior.gates]
      """, scratch)
    #expect(
      rows.count == 14 && rows.map(\.point) == Array(repeating: 0, count: 7) + Array(repeating: 1, count: 7))
    let drawn = try Tool.run(
      "cohort --count 7 --seed 5 --setting level-field -o patients/ \(limb)", in: scratch.path)
    #expect(drawn.code == 0, "\(drawn.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/patients").sorted()
    #expect(files.count == 7)
    for row in rows {
      let file = files[Int(row.id.split(separator: "-")[1]) ?? 0]
      let setting = try #require(row.fields["setting"])
      let sites = try located("patients/\(file) --setting \(setting) \(limb)", in: scratch.path)
      let truth = try #require(sites.first { $0.id == row.truth })
      let p = try #require(row.number("truth.probability"))
      #expect(abs(p - truth.p) < 1e-6, "\(row)")
      #expect(abs(try #require(row.number("log-score")) - log(max(1e-4, truth.p))) < 1e-3)
      let rank = 1 + (sites.firstIndex { $0.id == row.truth } ?? 0)
      #expect(row.number("truth.rank") == Double(rank))
      #expect(row.number("top-1") == (rank == 1 ? 1 : 0) && row.number("top-3") == (rank <= 3 ? 1 : 0))
      let band = try #require(sites.first { $0.id == "velm-band" })
      #expect(abs(try #require(row.number("posterior.velm-band")) - band.p) < 1e-6)
      let gates = sites.filter { ["ka-pinch", "lo-pinch"].contains($0.id) }.reduce(0) { $0 + $1.p }
      #expect(abs(try #require(row.number("posterior.gates")) - gates) < 2e-6)
    }
  }

  // The number is written into a copy of the atlas by hand.
  @Test func anyNumberOfTheAtlasIsVariedAsIfItStoodThere() throws {
    let scratch = try Scratch()
    let study = """
      id: numbers
      design: {kind: grid}
      cohort: {patients: 6, lesions: [velm-band, sore-brannel], examination: [probe.velm-tap, ask, bedside]}
      factors:
        atlas.findings.probe.velm-tap.links.3.p: {values: [0.8, 0.05]}
      outputs: [truth.probability]
      """
    let rows = try sweep(study, scratch)
    #expect(rows.count == 12)
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/edited")
    let path = scratch.path + "/edited/findings.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let edited = text.replacingOccurrences(
      of: "{sites: [velm-band], p: 0.8,", with: "{sites: [velm-band], p: 0.05,")
    #expect(edited != text)
    try edited.write(toFile: path, atomically: true, encoding: .utf8)
    // The patients are those of the atlas as it stands; only who answers has changed.
    let kept = try sweep(
      study.replacingOccurrences(of: "values: [0.8, 0.05]", with: "values: [0.05]"), scratch)
    let whole = rows.prefix(6).map { $0.number("truth.probability") }
    let varied = rows.suffix(6).map { $0.number("truth.probability") }
    #expect(whole != varied && kept.map { $0.number("truth.probability") } == varied)
    let cases = try Tool.run(
      "simulate --lesion velm-band:0.6 --emit-case 3 --seed 2 --output . \(limb)", in: scratch.path)
    #expect(cases.code == 0, "\(cases.errors)")
    let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
      .filter { $0.hasSuffix(".yaml") && $0 != "study.yaml" }.sorted()
    #expect(files.count == 3)
    for file in files {
      let name = scratch.path + "/" + file
      let confirmed = try String(contentsOfFile: name, encoding: .utf8)
      if !confirmed.contains("confirmed:") {
        try (confirmed + "confirmed: {site: velm-band, by: simulation}\n").write(
          toFile: name, atomically: true, encoding: .utf8)
      }
    }
    let published = try sweep(
      """
      id: cases
      design: {kind: grid}
      cohort: {cases: [\(files.joined(separator: ", "))]}
      factors:
        atlas.findings.probe.velm-tap.links.3.p: {values: [0.8, 0.05]}
      outputs: [posterior.velm-band]
      """, scratch)
    for (i, row) in published.enumerated() {
      let folder = row.point == 0 ? Tool.limb : scratch.path + "/edited"
      let sites = try located("\(files[i % 3]) --atlas \(folder)", in: scratch.path)
      let band = try #require(sites.first { $0.id == "velm-band" })
      #expect(abs(try #require(row.number("posterior.velm-band")) - band.p) < 1e-6, "\(row)")
    }
  }

  @Test func protocolsSeeTheSamePatients() throws {
    let scratch = try Scratch()
    let study = """
      id: stages
      design: {kind: grid}
      cohort:
        patients: 200
        protocols: {asked: [ask], again: [ask, bedside, "-bedside"], all: [ask, bedside, needle]}
      factors: {examination: {values: [asked, again, all]}}
      outputs: [truth.probability, log-score]
      """
    let rows = try sweep(study, scratch)
    let points = (0..<3).map { point in rows.filter { $0.point == point }.map { $0.number("log-score") ?? 0 }
    }
    #expect(points[0] == points[1])
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(mean(points[2]) > mean(points[0]) + 0.1)
    let redrawn = try sweep(
      study.replacingOccurrences(of: "patients: 200", with: "patients: 200\n  redraw: true"), scratch)
    let first = redrawn.filter { $0.point == 0 }.map { $0.number("log-score") ?? 0 }
    let second = redrawn.filter { $0.point == 1 }.map { $0.number("log-score") ?? 0 }
    #expect(first != second && abs(mean(first) - mean(second)) < 0.5)
  }

  @Test func shardsAndThreadsChangeNothing() throws {
    let scratch = try Scratch()
    let study = """
      id: shards
      design: {kind: sobol, points: 9}
      cohort: {patients: 37, redraw: true}
      factors:
        age: {from: 5, to: 30}
        sex: {values: [female, male]}
        history.stung: {values: [absent, present]}
        atlas.sites.velm-band.pain: {from: 0.1, to: 1.9}
      outputs: [truth.probability, brier]
      """
    _ = try sweep(study, scratch, "--threads 2")
    let whole = try String(contentsOfFile: scratch.path + "/r.csv", encoding: .utf8)
    for shard in 1...3 {
      let run = try Tool.run(
        "sweep study.yaml -o r.csv --shard \(shard)/3 --threads \(shard) \(limb)", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    try FileManager.default.removeItem(atPath: scratch.path + "/r.csv")
    let merged = try Tool.run("merge study.yaml -o r.csv \(limb)", in: scratch.path)
    #expect(merged.code == 0, "\(merged.errors)")
    #expect(try String(contentsOfFile: scratch.path + "/r.csv", encoding: .utf8) == whole)
  }

  // Two factors of which one says nothing at all: all of the variance is the other's.
  @Test func sensitivityIsThatOfTheMeansOverPatients() throws {
    let scratch = try Scratch()
    _ = try sweep(
      """
      id: means
      design: {kind: saltelli, points: 64}
      cohort: {patients: 5, lesions: [velm-band], examination: [probe.velm-tap, ache.hide-front]}
      factors:
        atlas.findings.probe.velm-tap.links.3.p: {from: 0.1, to: 0.9}
        atlas.findings.probe.torr-tap.links.1.p: {from: 0.1, to: 0.9}
      outputs: [posterior.velm-band]
      """, scratch)
    let run = try Tool.run("sensitivity r.csv --save s.csv \(limb)", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let table = try String(contentsOfFile: scratch.path + "/s.csv", encoding: .utf8).split(separator: "\n")
    func total(_ name: String) -> Double? {
      table.first { $0.contains(name) && $0.contains(",total,") }.flatMap {
        Double($0.split(separator: ",")[3])
      }
    }
    #expect(abs(try #require(total("velm-tap")) - 1) < 0.15, "\(table)")
    #expect(abs(try #require(total("torr-tap"))) < 1e-9)
  }

  @Test(arguments: [
    (
      "lesions: [velm-band]", "lesions: [velm-bend]",
      "no site 'velm-bend' in the setting level-field; did you mean velm-band?"
    ),
    ("patients: 4", "patients: 0", "0 is outside 1…1000000"),
    ("patients: 4", "patients: 3.5", "expected a whole number, found 3.5"),
    ("patients: 4", "patients: 4, redraw: yes", "redraw: true or false is wanted, not 'yes'"),
    ("lesions: [velm-band]", "lesions: []", "names no sites"),
    ("examination: [ask]", "examination: [ask, -ask]", "selects no finding"),
    ("[top-1]", "[top-1, top-1]", "names 'top-1' twice"),
    (
      "points: 2}\ncohort: {patients: 4", "points: 9000000}\ncohort: {patients: 1000",
      "means 9,000,000,000 runs of the model; at most a billion are taken"
    ),
    (
      "{kind: random, points: 2}\ncohort: {patients: 4",
      "{kind: saltelli, points: 4}\ncohort: {patients: 4, redraw: true",
      "the patients must be the same at all"
    ),
    (
      "age: {from: 3, to: 9}",
      "atlas.observation.territory-pain: {}\n  atlas.kinds.observation.territory-pain: {}",
      "is varied twice: also by the way to it"
    ),
    ("patients: 4", "cases: [nowhere.yaml]", "nowhere.yaml: there is no such file"),
    ("examination: [ask]", "examination: [asks]", "'asks' is no cost (ask, bedside, needle, scanner)"),
    ("top-1]", "top1]", "no output 'top1' of a cohort"),
    ("top-1]", "pressure.velm-band]", "no output 'pressure.velm-band' of a cohort"),
    ("top-1]", "relief.brannel]", "the atlas says nothing about needling"),
    ("age: {from: 3", "tension.brannel: {from: 0", "no factor 'tension.brannel' of a cohort"),
    ("age: {from: 3", "age: {from: 300", "from: 300 is outside 0…120"),
    (
      "age: {from: 3", "atlas.sites.velm-band.pein: {from: 3",
      "no number 'sites.velm-band.pein' of the atlas; did you mean"
    ),
    (
      "age: {from: 3, to: 9}", "atlas.nerves.segments.velm-high.mm: {}",
      "the atlas says nothing of the spread"
    ),
    ("age: {from: 3", "atlas.sites.velm-band.pain: {from: 3", "3 is outside 0…2"),
    ("age: {from: 3, to: 9}", "atlas.nothing.*: {}", "no number 'nothing.*' of the atlas"),
    ("id: bad", "id: bad\nlimb: {weeks: 3}", "a study is of one 'limb' or of a 'cohort', not of both"),
  ]) func faultsAreNamed(old: String, new: String, message: String) throws {
    let scratch = try Scratch()
    let study = """
      id: bad
      design: {kind: random, points: 2}
      cohort: {patients: 4, lesions: [velm-band], examination: [ask]}
      factors:
        age: {from: 3, to: 9}
      outputs: [top-1]
      """
    #expect(study.contains(old))
    try scratch.write("study.yaml", study.replacingOccurrences(of: old, with: new))
    let run = try Tool.run("sweep study.yaml -o r.csv \(limb)", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["study.yaml"])
  }

  // The second point has a stronger effect of the needle, written into a copy of the atlas by hand.
  @Test func reliefIsThatOfNeedle() throws {
    let scratch = try Scratch()
    let file = Tool.root + "/Models/cases/gemellus-51f-inferior.yaml"
    try scratch.write(
      "study.yaml",
      """
      id: relief
      design: {kind: grid}
      cohort: {cases: ['\(file)'], setting: physiotherapy}
      factors: {atlas.needling.effects.muscle-tension: {values: [0.045, 0.08]}}
      outputs: [relief.piriformis-lateral, needling-rank.piriformis-lateral, relief.piriformis, needling-rank.piriformis]
      """)
    let run = try Tool.run("sweep study.yaml -o r.csv", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    try FileManager.default.copyItem(
      atPath: Tool.root + "/Models/sciatic", toPath: scratch.path + "/edited")
    let path = scratch.path + "/edited/needling.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let edited = text.replacingOccurrences(
      of: "muscle-tension: {low: 0, typical: 0.045,", with: "muscle-tension: {low: 0, typical: 0.08,")
    #expect(edited != text)
    try edited.write(toFile: path, atomically: true, encoding: .utf8)
    let found = try rows(scratch.path + "/r.csv")
    #expect(found.count == 2)
    for (row, atlas) in zip(found, ["", "--atlas edited"]) {
      let needle = try Tool.run(
        "needle '\(file)' --setting physiotherapy --format json \(atlas)", in: scratch.path)
      let answer = try #require(
        try JSONSerialization.jsonObject(with: Data(needle.output.utf8)) as? [String: Any])
      let targets = try #require(answer["targets"] as? [[String: Any]])
      let place = try #require(targets.firstIndex { $0["id"] as? String == "piriformis-lateral" })
      #expect(row.number("needling-rank.piriformis-lateral") == Double(place + 1))
      let effects = try #require(targets[place]["effects"] as? [String: Double])
      let value = try #require(row.number("relief.piriformis-lateral"))
      #expect(value > 0 && abs(value - (1 - effects.values.reduce(1) { $0 * (1 - $1) })) < 1e-5)
      // A muscle stands for the best of its targets that may be needled.
      let best = try #require(
        targets.firstIndex { $0["muscle"] as? String == "piriformis" && $0["excluded"] == nil })
      #expect(row.number("needling-rank.piriformis") == Double(best + 1))
      #expect((row.number("relief.piriformis") ?? 0) >= value)
    }
    #expect(found[0].fields["relief.piriformis-lateral"] != found[1].fields["relief.piriformis-lateral"])
  }

  // Saddle and bladder not asked: no flag, and yet a cauda equina that 'needle' wants excluded.
  @Test func noReliefBesideALikelyCauda() throws {
    let scratch = try Scratch()
    try scratch.write(
      "likely.yaml",
      """
      id: likely
      patient: {age: 50, duration-weeks: 8}
      examination: focused
      findings:
        pain.lower-back: present
        pain.posterior-thigh: present
        pain.posterior-calf: present
        test.slr: positive
        reflex.achilles: absent
      """)
    try scratch.write(
      "study.yaml",
      """
      id: excluded-first
      design: {kind: grid}
      cohort: {cases: [likely.yaml], setting: uniform}
      factors: {atlas.needling.effects.muscle-tension: {values: [0.045, 0.08]}}
      outputs: [posterior.cauda-equina, relief.piriformis-lateral, needling-rank.piriformis-lateral]
      """)
    let run = try Tool.run("sweep study.yaml -o r.csv", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let found = try rows(scratch.path + "/r.csv")
    #expect(found.count == 2)
    for row in found {
      #expect(try #require(row.number("posterior.cauda-equina")) >= 0.15)
      #expect(
        row.fields["relief.piriformis-lateral"] == "" && row.fields["needling-rank.piriformis-lateral"] == "")
    }
  }
}
