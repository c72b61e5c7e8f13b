import Anatomy
import Foundation
import Testing

/// Studies from their files: what a row says, faults, and runs that are cut off.
@Suite struct SweepTests {
  private let limb = "--atlas \(Tool.limb)"

  private static let grid = """
    id: bands
    design: {kind: grid}
    limb: {lesion: ["velm-band:0.5"], weeks: 8}
    factors:
      tension.brannel: {from: 0, to: 1, levels: 3}
      posture: {values: [standing, "knob-up:80"]}
    outputs: [pressure.velm-band, finding.probe.knob-lift, strain.ka-pinch]
    """

  private func study(_ text: String, _ scratch: Scratch) throws { try scratch.write("study.yaml", text) }

  private func read(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  private func postures() throws -> [String] {
    try Tool.run("atlas list postures \(limb)").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
  }

  @Test func rowsSayWhatSimulateSays() throws {
    let scratch = try Scratch()
    let standing = try #require(try postures().first)
    try study(Self.grid.replacingOccurrences(of: "standing", with: standing), scratch)
    let run = try Tool.run("sweep study.yaml -o a.csv \(limb)", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.errors.contains("bands: 6 runs of the model, about "))
    let all = try read(scratch.path + "/a.csv").split(separator: "\n")
    // The version of the program, and that of another atlas.
    #expect(all[0].hasPrefix("# sciatic \(programVersion), atlas hoofed-limb 7.3; "), "\(all[0])")
    let lines = all.filter { !$0.hasPrefix("#") }
    #expect(
      lines.first
        == "point,tension.brannel,posture,pressure.velm-band,finding.probe.knob-lift,strain.ka-pinch")
    #expect(lines.count == 7)
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/a.csv.part"))
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let single = try Tool.run(
        "simulate --lesion velm-band:0.5 --weeks 8 --tension brannel=\(fields[1]) --posture \(fields[2]) "
          + "--format csv \(limb)")
      #expect(single.code == 0, "\(single.errors)")
      let rows = single.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      let abnormal = rows.filter { $0[0] == "probe.knob-lift" && $0[1] != "negative" }
        .compactMap { Double($0[2]) }.reduce(0, +)
      let told = try #require(Double(fields[4]))
      #expect(abs(told - abnormal) < 1e-6, "\(line)")
      #expect(fields[5].isEmpty)
    }
    let pressures = lines.dropFirst().compactMap { Double($0.split(separator: ",")[3]) }
    #expect(pressures.count == 6 && pressures[4] > pressures[0])
  }

  @Test func aRunThatWasKilledGoesOnToTheSameBytes() throws {
    let scratch = try Scratch()
    try study(
      """
      id: long
      design: {kind: sobol, points: 3000}
      factors:
        tension.brannel: {from: 0, to: 1}
        lesion.ka-pinch: {from: 0, to: 1, mode: 0.2}
        weeks: {from: 0.1, to: 100, scale: log}
      outputs: [pressure.velm-band, motor-block.ka-pinch]
      """, scratch)
    let whole = try Tool.run("sweep study.yaml -o a.csv --threads 2 \(limb)", in: scratch.path)
    #expect(whole.code == 0, "\(whole.errors)")
    let part = scratch.path + "/b.csv.part"
    func size() -> Int {
      ((try? FileManager.default.attributesOfItem(atPath: part))?[.size] as? Int) ?? 0
    }
    var kills = 0
    for attempt in 0..<4 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try #require(Tool.binary))
      process.arguments =
        ["sweep", "study.yaml", "-o", "b.csv", "--threads", "1", "--atlas", Tool.limb]
        + (attempt > 0 ? ["--resume"] : [])
      process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
      process.standardError = FileHandle.nullDevice
      let before = size()
      try process.run()
      while process.isRunning, size() <= before { usleep(2000) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { kills += 1 }
    }
    #expect(kills > 0)
    // What a kill in the middle of a write leaves.
    if let handle = FileHandle(forWritingAtPath: part) {
      try handle.seekToEnd()
      try handle.write(contentsOf: Data([1, 2, 3]))
      try handle.close()
    }
    let refused = try Tool.run("sweep study.yaml -o b.csv \(limb)", in: scratch.path)
    #expect(
      refused.code == 65 && refused.errors.contains("holds an unfinished run: go on with it by --resume"))
    let resumed = try Tool.run("sweep study.yaml -o b.csv --resume --threads 2 \(limb)", in: scratch.path)
    #expect(resumed.code == 0 && resumed.errors.contains("runs are there already"))
    #expect(try read(scratch.path + "/a.csv") == read(scratch.path + "/b.csv"))
    #expect(!FileManager.default.fileExists(atPath: part))
  }

  @Test func aStudyIsNotItsOwnResult() throws {
    let scratch = try Scratch()
    let text = Self.grid.replacingOccurrences(of: "standing", with: try postures()[0])
    try scratch.write("study.csv", text)
    for command in ["sweep", "merge"] {
      let run = try Tool.run("\(command) study.csv -o ./study.csv \(limb)", in: scratch.path)
      #expect(run.code == 65 && run.errors == "./study.csv: is the study itself; -o names another file\n")
    }
    #expect(try read(scratch.path + "/study.csv") == text)
  }

  @Test func anotherStudyIsNotGoneOnWith() throws {
    let scratch = try Scratch()
    try scratch.write("a.csv.part", String(repeating: "not a run ", count: 10))
    try study(Self.grid.replacingOccurrences(of: "standing", with: try postures()[0]), scratch)
    let run = try Tool.run("sweep study.yaml -o a.csv --resume \(limb)", in: scratch.path)
    #expect(run.code == 65 && run.errors.contains("is of another study, atlas or version"))
    #expect(try read(scratch.path + "/a.csv.part").hasPrefix("not a run not a run"))
  }

  @Test(arguments: [
    ("tension.brannel: {from: 0, to: 1}", "tension.branel: {from: 0, to: 1}", ":5: no muscle 'branel'"),
    ("from: 0, to: 1", "from: 0.8, to: 0.2", "'from' 0.8 lies above 'to' 0.2"),
    ("from: 0, to: 1", "from: 0, to: 3", "3 is outside 0…1"),
    ("[pressure.velm-band]", "[]", "names no outputs"),
    ("[pressure.velm-band]", "[presure.velm-band]", "no output 'presure.velm-band'"),
    ("[pressure.velm-band]", "[pressure.velm-bnd]", "no site 'velm-bnd'; did you mean velm-band"),
    ("kind: random", "kind: randum", "no design 'randum'; did you mean random"),
    ("points: 20", "points: 1000000000000", "means 1,000,000,000,000 points"),
    ("points: 20", "points: 0", "points: expected a whole number from 1 to 10,000,000, found 0"),
    ("points: 20", "points: 2.5", "points: expected a whole number from 1 to 10,000,000, found 2.5"),
    ("from: 0, to: 1", "from: 0.5, to: 0.5", "'from' and 'to' are both 0.5, so that nothing varies"),
    ("{from: 0, to: 1}", "{values: []}", "'values' names none"),
    ("points: 20", "points: 20, pionts: 3", "unknown key 'pionts'"),
    ("tension.brannel: {from: 0, to: 1}", "sped: {from: 0, to: 1}", "'sped' cannot be varied"),
    ("tension.brannel: {from: 0, to: 1}", "atlas.leek: {from: 0, to: 1}", "no number 'leek' of the atlas"),
    ("{weeks: 8}", "{lesion: [ka-pinch, ka-pinch]}", "'ka-pinch' is named twice"),
    ("{weeks: 8}", "{lesion: [ka-pinch, lo-pinch, velm-band, torr-ring]}", "at most three lesions at once"),
    ("kind: random, points: 20", "kind: grid", "a grid wants 'levels' or 'values' for tension.brannel"),
  ]) func faultyStudiesAreRefusedBeforeAnythingRuns(old: String, new: String, message: String) throws {
    let scratch = try Scratch()
    let text = """
      id: faulty
      design: {kind: random, points: 20}
      limb: {weeks: 8}
      factors:
        tension.brannel: {from: 0, to: 1}
      outputs: [pressure.velm-band]
      """
    try study(text, scratch)
    #expect(try Tool.run("sweep study.yaml -o a.csv --dry-run \(limb)", in: scratch.path).code == 0)
    #expect(text.contains(old))
    try study(text.replacingOccurrences(of: old, with: new), scratch)
    let run = try Tool.run("sweep study.yaml -o a.csv \(limb)", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("study.yaml:") && run.errors.contains(message), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["study.yaml"])
  }

  @Test func aPostureComesBeforeTheAnglesOfItsJoints() throws {
    let scratch = try Scratch()
    let standing = try #require(try postures().first)
    let joint = "posture.rim-tilt: {values: [25]}"
    let posture = "posture: {values: [\(standing)]}"
    var results: [Substring] = []
    for factors in [[joint, posture], [posture, joint], [posture]] {
      try study(
        """
        id: order
        design: {kind: grid}
        limb: {lesion: ["velm-band:0.5"]}
        factors: {\(factors.joined(separator: ", "))}
        outputs: [pressure.velm-band]
        """, scratch)
      let run = try Tool.run("sweep study.yaml -o a.csv \(limb)", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      let last = try #require(try read(scratch.path + "/a.csv").split(separator: "\n").last)
      results.append(try #require(last.split(separator: ",").last))
    }
    #expect(results[0] == results[1] && results[1] != results[2])
  }

  @Test func sensitivityNamesWhatMatters() throws {
    let scratch = try Scratch()
    try study(
      """
      id: which
      seed: 0
      design: {kind: saltelli, points: 64}
      factors:
        weeks: {from: 1, to: 2}
        tension.brannel: {from: 0, to: 1}
      outputs: [pressure.velm-band, pressure.ka-pinch, strain.ka-pinch]
      """, scratch)
    #expect(try Tool.run("sweep study.yaml -o a.csv \(limb)", in: scratch.path).code == 0)
    let run = try Tool.run("sensitivity a.csv --save s.csv \(limb)", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("pressure.velm-band: pressure in the posture"))
    #expect(lines[2].hasPrefix("  tension.brannel  ") && lines[2].hasSuffix("████████████"))
    #expect(lines[3].hasPrefix("  weeks            0.000 [0.000, 0.000]"))
    #expect(run.output.contains("the same at every point"))
    #expect(run.output.contains("is not defined at point 0"))
    let table = try read(scratch.path + "/s.csv").split(separator: "\n")
    #expect(table.first == "output,factor,measure,value,low,high,resamples")
    // One factor decides everything: its share is the whole.
    let total = try #require(table.first { $0.hasPrefix("pressure.velm-band,tension.brannel,total,") })
    #expect(abs(try #require(Double(total.split(separator: ",")[3])) - 1) < 0.1)
    #expect(total.split(separator: ",").last?.split(separator: " ").count == 200)
    let wrong = try Tool.run("sensitivity a.csv --output pressure.velm \(limb)", in: scratch.path)
    #expect(wrong.code == 65 && wrong.errors.contains("has no output 'pressure.velm'"))
    try study(Self.grid.replacingOccurrences(of: "standing", with: try postures()[0]), scratch)
    _ = try Tool.run("sweep study.yaml -o g.csv \(limb)", in: scratch.path)
    let grid = try Tool.run("sensitivity g.csv \(limb)", in: scratch.path)
    #expect(grid.code == 65 && grid.errors.contains("it wants saltelli or morris"))
    let none = try Tool.run("sensitivity study.yaml \(limb)", in: scratch.path)
    #expect(none.code == 65 && none.errors.contains("is not the .csv of a sweep"))
  }
}
