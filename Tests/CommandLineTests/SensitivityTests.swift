import Foundation
import Testing

/// `sciatic sensitivity`: from both kinds of file, of groups, and as a picture.
@Suite struct SensitivityCommandTests {
  private let limb = "--atlas \(Tool.limb)"

  private static let saltelli = """
    id: which
    question: "Which of these presses on the band?"
    design: {kind: saltelli, points: 32}
    factors:
      weeks: {from: 1, to: 2}
      tension.brannel: {from: 0, to: 1, group: load}
      lesion.velm-band: {from: 0, to: 0.5, group: load}
      posture: {values: [at-ease, "knob-bend=60,rim-tilt=20", "knob-up:80"]}
    outputs: [pressure.velm-band, finding.probe.knob-lift, strain.ka-pinch]
    """

  /// The study as result of both kinds.
  private func swept(_ text: String = Self.saltelli) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write("study.yaml", text)
    for name in ["a.csv", "a.nc"] {
      let run = try Tool.run("sweep study.yaml -o \(name) \(limb)", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    return scratch
  }

  private func read(_ scratch: Scratch, _ name: String) throws -> String {
    try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8)
  }

  @Test func bothKindsOfFileSayTheSame() throws {
    let scratch = try swept()
    let table = try Tool.run("sensitivity a.csv --save csv.csv \(limb)", in: scratch.path)
    let netCDF = try Tool.run("sensitivity a.nc --save nc.csv \(limb)", in: scratch.path)
    #expect(table.code == 0 && netCDF.code == 0, "\(table.errors)\(netCDF.errors)")
    #expect(table.output == netCDF.output && table.output.contains("  posture "))
    #expect(try read(scratch, "csv.csv") == read(scratch, "nc.csv"))
  }

  @Test func groupsAreSpokenOf() throws {
    let scratch = try swept()
    let run = try Tool.run(
      "sensitivity a.nc --save s.csv --output pressure.velm-band \(limb)", in: scratch.path)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.hasPrefix("  load ") || $0.hasPrefix("  tension.brannel ") }.count == 1)
    #expect(lines.last == "  load: tension.brannel, lesion.velm-band")
    // Both measures with what the resamples say, as in the table; without resamples neither.
    let table = try read(scratch, "s.csv").split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    for row in table {
      let (value, low, high) = (Double(row[3]) ?? 9, Double(row[4]) ?? 9, Double(row[5]) ?? 9)
      let cell = String(format: "%.3f [%.3f, %.3f]", value, low, high)
      let line = try #require(lines.first { $0.hasPrefix("  \(row[1]) ") })
      #expect(line.contains(cell), "\(row[1]), \(row[2]): \(cell) in \(line)")
    }
    for line in lines { #expect(line.count <= 80, "\(line)") }
    let bare = try Tool.run(
      "sensitivity a.nc --resamples 0 --output pressure.velm-band \(limb)", in: scratch.path)
    #expect(!bare.output.contains("["))
    // Weeks do not press: of the two that are left out, one does nothing.
    let top = try Tool.run("sensitivity a.nc --top 1 --output pressure.velm-band \(limb)", in: scratch.path)
    #expect(top.output.contains("  and 2 more (--top), 1 of them without any effect"), "\(top.output)")
    #expect(!top.output.contains("  weeks "))
    let names = try read(scratch, "s.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",")[1]
    }
    #expect(Set(names) == ["weeks", "load", "posture"] && names.count == 6)
    // 32 base points, each with one row a group and two more.
    let rows = try read(scratch, "a.csv").split(separator: "\n").filter { $0.first != "#" }
    #expect(rows.count == 1 + 32 * 5)
  }

  @Test(arguments: ["saltelli, points: 32", "morris, trajectories: 6"])
  func aPictureHasAPanelForEachOutput(design: String) throws {
    let scratch = try swept(
      Self.saltelli.replacingOccurrences(of: "saltelli, points: 32", with: design))
    let run = try Tool.run("sensitivity a.csv --picture p.svg \(limb)", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let picture = try read(scratch, "p.svg")
    for word in [
      "Which of these presses on the band?", "design; load: tension.brannel, lesion.velm-band<", ">load<",
      ">posture<",
      "pressure in the posture", "is not defined at point 0",
      ">pressure.velm-band; without any effect: 1 more<",
      ">finding.probe.knob-lift",
    ] { #expect(picture.contains(word), "\(word)") }
    let one = try Tool.run(
      "sensitivity a.csv --picture q.svg --output finding.probe.knob-lift --theme print \(limb)",
      in: scratch.path)
    #expect(one.code == 0)
    #expect(try !read(scratch, "q.svg").contains("pressure.velm-band"))
    let wrong = try Tool.run("sensitivity a.csv --picture q.gif \(limb)", in: scratch.path)
    #expect(wrong.code == 64 && wrong.errors.contains("must end in .svg, .png or .pdf"))
  }

  @Test func whatIsNoResultIsRefusedInOneLine() throws {
    let scratch = try swept()
    let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/a.nc"))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: scratch.path + "/cut.nc"))
    let text = try read(scratch, "a.csv")
    try scratch.write("cut.csv", String(text.dropLast(40)))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try scratch.write("short.csv", lines.dropLast(3).joined(separator: "\n") + "\n")
    let head = lines.prefix { $0.hasPrefix("#") }
    try scratch.write("head.csv", head.dropLast(2).joined(separator: "\n").dropLast(3) + "")
    try scratch.write("text.nc", "not a result")
    #expect(try Tool.run("cohort --count 3 -o \(scratch.path)/cohort.nc \(limb)").code == 0)
    for (file, message) in [
      ("cut.nc", "cannot be read as NetCDF: it is cut off, or something else"),
      ("text.nc", "cannot be read as NetCDF"),
      ("cohort.nc", "is not the .nc of a sweep"), ("cut.csv", "is cut short"),
      ("head.csv", "is cut short: it ends within its head"),
      ("short.csv", "holds 158 points of 160"), ("study.yaml", "is not the .csv of a sweep"),
      ("none.nc", "there is no such file"),
    ] {
      let run = try Tool.run("sensitivity \(file) \(limb)", in: scratch.path)
      #expect(run.code == 65 && run.output.isEmpty && run.errors.hasPrefix(file), "\(run.errors)")
      #expect(run.errors.contains(message) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
    let over = try Tool.run("sensitivity a.csv --save ./a.csv \(limb)", in: scratch.path)
    #expect(
      over.code == 65 && over.errors == "./a.csv: is the result that is read; --save names another file\n")
    #expect(try read(scratch, "a.csv") == text)
    for file in ["a.csv", "a.nc"] {
      let run = try Tool.run("sensitivity \(file)", in: scratch.path)
      #expect(run.code == 65 && run.errors.contains("was made with the atlas 'hoofed-limb"))
      #expect(run.errors.contains("', not 'sciatic'; name its folder by --atlas"))
    }
  }

  @Test func aTableOfAnotherDesignIsRefused() throws {
    let scratch = try Scratch()
    try scratch.write(
      "study.yaml",
      """
      id: own
      seed: 3
      design: {kind: morris, trajectories: 12}
      factors:
        weeks: {from: 1, to: 2}
        tension.brannel: {from: 0, to: 1}
        posture: {values: [at-ease, "knob-bend=60,rim-tilt=20"]}
      outputs: [pressure.velm-band]
      """)
    #expect(try Tool.run("sweep study.yaml -o a.csv \(limb)", in: scratch.path).code == 0)
    let text = try read(scratch, "a.csv")
    for line in [
      "#: seed: 3", "#: atlas: hoofed-limb", "#: atlas-digest: ", "#: unit: weeks week",
      "#: unit: pressure.velm-band mmHg",
    ] { #expect(text.contains("\n" + line), "\(line)") }
    #expect(try Tool.run("sensitivity a.csv \(limb)", in: scratch.path).code == 0)
    // As tools write that print fewer digits.
    let rounded = text.replacingOccurrences(of: "1.3333333333333333", with: "1.33333333")
    #expect(rounded != text)
    try scratch.write("rounded.csv", rounded)
    #expect(try Tool.run("sensitivity rounded.csv \(limb)", in: scratch.path).code == 0)
    let digest = try #require(text.split(separator: "\n").first { $0.hasPrefix("#: atlas-digest: ") })
    for (edited, message) in [
      (
        text.replacingOccurrences(of: "# seed: 3", with: "# seed: 4"),
        "was run with seed 3, and its study says seed 4"
      ),
      (
        text.replacingOccurrences(of: "# seed: 3", with: "# seed: 4").replacingOccurrences(
          of: "#: seed: 3\n", with: ""), "is not what the design of its study gives"
      ),
      (text.replacingOccurrences(of: "to: 2}", with: "to: 3}"), "'weeks' at point 0 is not what the design"),
      (text.replacingOccurrences(of: "[at-ease, ", with: "[\"knob-up:80\", "), "'posture' at point"),
      (
        text.replacingOccurrences(of: String(digest), with: "#: atlas-digest: 0123"),
        "was made with another state of the atlas"
      ),
    ] {
      #expect(edited != text)
      try scratch.write("edited.csv", edited)
      let run = try Tool.run("sensitivity edited.csv \(limb)", in: scratch.path)
      #expect(run.code == 65 && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  // The numbers of the atlas stand between 40 and 90 or so: by ratios the middle is not the mean of the ends.
  @Test func aShortNameGoesAsTheWayToTheNumber() throws {
    let scratch = try Scratch()
    func column(_ name: String) throws -> [String] {
      try scratch.write(
        "s.yaml",
        """
        id: names
        design: {kind: sobol, points: 8}
        factors: {\(name): {}}
        outputs: [finding.test.fair]
        limb: {posture: fair, tension: ["piriformis=0.5"]}
        """)
      let run = try Tool.run("sweep s.yaml -o r.csv", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      return try read(scratch, "r.csv").split(separator: "\n").filter { $0.first != "#" }.dropFirst().map(
        String.init)
    }
    for name in ["pressure-mmHg", "strain"] {
      #expect(try column("atlas.provocation.\(name)") == column("atlas.mechanics.provocation.\(name)"))
    }
  }

  /// Sobol' coordinates repeat their first bits, so that a factor of two values may be the same in both samples.
  @Test func aDesignThatNeverChangesAFactorIsRefused() throws {
    let scratch = try Scratch()
    func study(_ points: Int) -> String {
      """
      id: alias
      design: {kind: saltelli, points: \(points)}
      limb: {weeks: 12, posture: fair}
      factors:
        lesion.fibular-neck: {values: [0, 1]}
        inflammation: {from: 0, to: 1}
        gain: {from: 0.7, to: 1.5}
        hold: {from: 1, to: 10}
        tension.piriformis: {from: 0.3, to: 0.9}
      outputs: [finding.weak.tibialis-anterior]
      """
    }
    try scratch.write("few.yaml", study(16))
    try scratch.write("more.yaml", study(32))
    let few = try Tool.run("sweep few.yaml -o r.csv", in: scratch.path)
    #expect(
      few.code == 65
        && few.errors.contains("few.yaml:2: with 16 points 'lesion.fibular-neck' is never changed"))
    #expect(try Tool.run("sweep more.yaml -o r.csv", in: scratch.path).code == 0)
    let told = try Tool.run("sensitivity r.csv", in: scratch.path)
    #expect(told.output.contains("  lesion.fibular-neck"))
  }

  @Test func secondOrderIsPrintedAndKept() throws {
    let scratch = try Scratch()
    try scratch.write(
      "s.yaml",
      """
      id: pairs
      design: {kind: saltelli, points: 16, second-order: true}
      limb: {weeks: 12, lesion: ["fibular-neck:0.5"]}
      factors:
        inflammation: {from: 0, to: 1}
        gain: {from: 0.7, to: 1.5}
        hold: {from: 1, to: 10}
      outputs: [irritability.fibular-neck]
      """)
    #expect(try Tool.run("sweep s.yaml -o r.csv", in: scratch.path).code == 0)
    let run = try Tool.run("sensitivity r.csv --save t.csv", in: scratch.path)
    #expect(
      run.output.contains("Together only (second order)") && run.output.contains("inflammation with gain"))
    let rows = try String(contentsOfFile: scratch.path + "/t.csv", encoding: .utf8).split(separator: "\n")
    #expect(rows.count { $0.contains(",second,") } == 3)
    // A whole result is not gone on with: it may be of another study.
    let again = try Tool.run("sweep s.yaml -o r.csv --resume", in: scratch.path)
    #expect(again.code == 65 && again.errors.contains("no unfinished run beside it"))
  }
}
