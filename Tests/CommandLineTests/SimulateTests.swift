import Anatomy
import Foundation
import Testing

/// `simulate` as people and programs see it.
@Suite struct SimulateTests {
  private func document(_ line: String) throws -> [String: Any] {
    let run = try Tool.run(line)
    #expect(run.code == 0 && run.errors.isEmpty, "\(line): \(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  private func sites(_ answer: [String: Any]) throws -> [String: Double] {
    let list = try #require(answer["sites"] as? [[String: Any]])
    return Dictionary(
      list.compactMap { site in
        (site["id"] as? String).flatMap { id in (site["pressure_mmHg"] as? Double).map { (id, $0) } }
      }, uniquingKeysWith: { first, _ in first })
  }

  @Test func jsonHasEveryFieldOfTheSchema() throws {
    let answer = try document(
      "simulate --lesion l5-disc-paracentral:severe --posture slr:70 --tension piriformis=0.4 --format json")
    #expect(answer["schema"] as? String == "sciatic.simulate/1")
    let lesions = try #require(answer["lesions"] as? [[String: Any]])
    #expect(lesions.count == 1 && lesions[0]["site"] as? String == "l5-disc-paracentral")
    #expect((answer["tension"] as? [String: Double])?["piriformis"] == 0.4)
    let posture = try #require(answer["posture"] as? [String: Any])
    #expect((posture["angles_deg"] as? [String: Double])?["hip-flexion"] == 70)
    #expect(abs((try sites(answer)["l5-disc-paracentral"] ?? 0) - 49.4) < 0.1)
    let nerve = try #require(answer["nerve"] as? [[String: Any]])
    #expect(nerve.count > 475)
    for key in ["mm", "strain", "excursion_mm"] { #expect(nerve[0][key] is Double) }
    let findings = try #require(answer["findings"] as? [[String: Any]])
    for finding in findings {
      let states = try #require(finding["states"] as? [String: Double])
      #expect(abs(states.values.reduce(0, +) - 1) < 1e-4, "\(finding["finding"] ?? "")")
      #expect(states.values.allSatisfy { $0 >= -1e-9 })
    }
  }

  @Test func textFitsTheTerminalAndSaysWhatIsAssumed() throws {
    for line in [
      "simulate --lesion infrapiriform-foramen --posture fair",
      "simulate --tension piriformis=0.9 --habit pelvic-tilt=10",
      "simulate", "simulate --scan tension.piriformis=0:1:5",
      "simulate --posture squatting --lesion fibular-neck:0.7 --hold 60",
    ] {
      let run = try Tool.run(line)
      #expect(run.code == 0 && run.errors.isEmpty)
      for row in run.output.split(separator: "\n") { #expect(row.count <= 80, "\(row)") }
      #expect(run.output.contains("not a medical device") || run.output.contains("not a\nmedical device"))
    }
    #expect(try Tool.run("simulate").output.contains("Nothing presses on the nerve."))
  }

  @Test func tighteningAMuscleRaisesThePressureItMakes() throws {
    let run = try Tool.run("simulate --scan tension.piriformis=0:1:11 --format csv")
    let rows = run.output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.count == 12)
    let column = try #require(rows[0].firstIndex(of: "infrapiriform-foramen.mmHg"))
    let pressures = rows.dropFirst().compactMap { Double($0[column]) }
    #expect(pressures.count == 11 && pressures == pressures.sorted() && (pressures.last ?? 0) > 40)
  }

  @Test func emittedCasesAreReadByLocate() throws {
    let scratch = try Scratch()
    let line = "simulate --lesion fibular-neck:severe --emit-case 3 --seed 5 --output \(scratch.path)"
    #expect(try Tool.run(line).code == 0)
    let first = scratch.path + "/simulated-5-1.yaml"
    let text = try String(contentsOfFile: first, encoding: .utf8)
    #expect(try Tool.run(line).code == 0)
    #expect(try String(contentsOfFile: first, encoding: .utf8) == text)
    let answer = try document("locate \(first) --setting uniform --format json")
    let ranked = try #require(answer["sites"] as? [[String: Any]])
    #expect(ranked.prefix(3).contains { $0["id"] as? String == "fibular-neck" })
  }

  @Test func emittedCasesAreNeverWrittenOver() throws {
    let scratch = try Scratch()
    let line = "--emit-case 2 --seed 3 --output \(scratch.path)"
    #expect(try Tool.run("simulate --lesion soleal-sling " + line).code == 0)
    let other = try Tool.run("simulate --lesion tarsal-tunnel " + line)
    #expect(other.code == 65 && other.errors.contains("simulated-3-1.yaml: is there already and differs"))
    #expect(try Tool.run("simulate --emit-case 2 --scan gain=0:1:3").code == 64)
    // Whatever it holds.
    let path = scratch.path + "/simulated-4-1.yaml"
    try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
    let bytes = try Tool.run("simulate --lesion soleal-sling --emit-case 1 --seed 4 --output \(scratch.path)")
    #expect(bytes.code == 65 && bytes.errors.contains("simulated-4-1.yaml: is there already and differs"))
  }

  @Test func aFolderForCasesIsMade() throws {
    let scratch = try Scratch()
    let run = try Tool.run("simulate --lesion soleal-sling --emit-case 2 --output new/", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/new").sorted()
        == ["simulated-0-1.yaml", "simulated-0-2.yaml"])
    let deep = try Tool.run("simulate --lesion soleal-sling --emit-case 2 --output a/b", in: scratch.path)
    #expect(deep.code == 65 && deep.errors.contains("a/b: cannot be made; does the folder above it exist"))
  }

  @Test func tightMusclesAloneAreTheTruthOfTheirCases() throws {
    let scratch = try Scratch()
    #expect(
      try Tool.run("simulate --tension piriformis=0.9 --emit-case 1 --output \(scratch.path)").code == 0)
    let text = try String(contentsOfFile: scratch.path + "/simulated-0-1.yaml", encoding: .utf8)
    #expect(text.contains("confirmed: {site: infrapiriform-foramen, by: simulation, also-present: []}"))
  }

  @Test func manyTightMusclesAreAnswered() throws {
    let muscles = [
      "piriformis", "obturator-internus", "quadratus-femoris", "semimembranosus", "soleus",
      "fibularis-longus",
      "tibialis-anterior", "extensor-digitorum-longus", "flexor-hallucis-longus", "iliopsoas", "sartorius",
      "gluteus-medius", "gluteus-minimus",
    ]
    let run = try Tool.run("simulate --top 1 " + muscles.map { "--tension \($0)=1" }.joined(separator: " "))
    #expect(run.code == 0)
    for row in run.output.split(separator: "\n") { #expect(row.count <= 80, "\(row)") }
  }

  @Test func savesWhatItPrints() throws {
    let scratch = try Scratch()
    let line =
      "simulate --lesion soleal-sling --format json --save \(scratch.path)/a.json --save \(scratch.path)/a.csv"
    let run = try Tool.run(line)
    #expect(try String(contentsOfFile: scratch.path + "/a.json", encoding: .utf8) == run.output)
    let table = try String(contentsOfFile: scratch.path + "/a.csv", encoding: .utf8)
    #expect(table.hasPrefix("finding,value,probability\n"))
  }

  @Test func theOtherLimbRunsThroughIt() throws {
    let limb = "--atlas \(Tool.limb)"
    let run = try Tool.run(
      "simulate --lesion ka-pinch:middling --posture knob-up:80 --tension brannel=0.8 \(limb)")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("Pinch at the Ka gate") && run.output.contains("Band on the velm"))
    #expect(try Tool.run("simulate --scan habit.slant=-10:10:3 --lesion velm-band \(limb)").code == 0)
    #expect(try Tool.run("atlas list postures \(limb)").output.contains("other-knob-up"))
    for id in ["knob-up", "velm-poke", "velm-band", "brannel", "probe.knob-lift"] {
      #expect(try Tool.run("atlas show \(id) \(limb)").code == 0)
    }
  }

  @Test(arguments: [
    ("--tension piriformis=7", "--tension piriformis=7: τ must lie within 0…1, not 7"),
    ("--tension piriformsi=0.5", "no muscle 'piriformsi'; did you mean piriformis?"),
    ("--tension plantaris=0.5", "nothing is known of the tension of 'plantaris' in this atlas"),
    ("--posture lotus", "no posture 'lotus'; 'sciatic atlas list postures' names them"),
    ("--posture hip=400", "--posture hip=400: hip flexion in degrees must lie within -30…135, not 400"),
    ("--posture hip=60,hip=70", "--posture hip=60,hip=70: 'hip-flexion' is named twice"),
    ("--posture slr:400", "--posture slr:400: hip flexion in degrees must lie within -30…135, not 400"),
    (
      "--posture fair:20",
      "posture 'fair' takes no number; those that do: slump, slr, crossed-slr, femoral-stretch"
    ),
    (
      "--lesion piriformis",
      "'piriformis' is a muscle, not a site; did you mean infrapiriform-foramen, superior-gluteal, gluteal-fibrous-band?"
    ), ("--scan lesion.unexplained=0:1:3", "'unexplained' is no lesion"),
    ("--lesion nowhere", "no site 'nowhere'; 'sciatic find WORD' looks names up"),
    ("--lesion fibular-nek", "no site 'fibular-nek'; did you mean fibular-neck?"),
    ("--lesion fibular-neck:3", "--lesion fibular-neck:3: the severity must lie within 0…1, not 3"),
    (
      "--lesion fibular-neck:sever",
      "--lesion fibular-neck:sever: the severity is a number 0…1 or one of mild, moderate, severe; did you mean severe?"
    ),
    ("--lesion fibular-neck --lesion fibular-neck", "--lesion fibular-neck: 'fibular-neck' is named twice"),
    (
      "--tension piriformis=0.2 --tension piriformis=0.3",
      "--tension piriformis=0.3: 'piriformis' is named twice"
    ),
    ("--habit lordosis=10 --habit lordosis=10", "--habit lordosis=10: 'lordosis' is named twice"),
    ("--lesion unexplained", "'unexplained' is no lesion"),
    ("--posture slr:", "--posture slr:: '' is no angle in degrees"),
    (
      "--lesion fibular-neck:",
      "--lesion fibular-neck:: the severity is a number 0…1 or one of mild, moderate, severe"
    ),
    ("--inflammation 2", "--inflammation must lie within 0…1, not 2"),
    ("--weeks -1", "--weeks must lie within 0…5200, not -1"),
    ("--variant sideways", "no variant 'sideways' of the plexus; did you mean prefixed, usual, postfixed?"),
    ("--habit lordosis=90", "--habit lordosis=90: degree must lie within -30…30, not 90"),
    (
      "--scan tension.piriformis=0:1",
      "--scan tension.piriformis=0:1: write WHAT=from:to:count, as in inflammation=0:1:11"
    ),
    (
      "--scan tension.piriformis=0:3:4",
      "--scan tension.piriformis=0:3:4: tension.piriformis must lie within 0…1, not 3"
    ),
  ])
  func badInputIsRefusedInOneLine(arguments: String, message: String) throws {
    let run = try Tool.run("simulate " + arguments)
    #expect(run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors == "command line: " + message + "\n")
  }
}
