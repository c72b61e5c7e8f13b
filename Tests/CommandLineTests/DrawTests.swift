import Foundation
import Testing

@Suite struct DrawTests {
  /// Every kind of picture, as typed.
  static let pictures = [
    "route", "route --view sole --side left --names latin --theme dark --size square",
    "route --root L5 --theme print",
    "route --to soleus --size slide", "route --nerve tibial", "map", "map --size slide",
    "territory fibular-neck",
    "territory S1", "compare tarsal-tunnel s1-disc-paracentral", "case Models/needling/li-63f.yaml",
    "course Models/needling/hosseini-43m.yaml", "mechanics --posture sitting",
  ]

  @Test(arguments: pictures)
  func aPictureIsTheSameTwice(_ line: String) throws {
    let scratch = try Scratch()
    for name in ["a.svg", "b.svg"] {
      let run = try Tool.run("draw \(line) -o \(scratch.path)/\(name)")
      #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
    }
    let files = try ["a.svg", "b.svg"].map {
      try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/" + $0))
    }
    #expect(files[0] == files[1])
    #expect(files[0].starts(with: Data("<?xml".utf8)))
  }

  @Test func rastersAreWritten() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("draw map -o \(scratch.path)/a.png").code == 0)
    #expect(try Tool.run("draw map -o \(scratch.path)/a.pdf").code == 0)
    let png = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/a.png"))
    let pdf = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/a.pdf"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(pdf.starts(with: Data("%PDF".utf8)))
    for (name, head) in [("a.dot", "digraph"), ("a.mmd", "---\ntitle:")] {
      #expect(try Tool.run("draw map -o \(scratch.path)/\(name)").code == 0)
      #expect(try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8).hasPrefix(head))
    }
  }

  @Test func pagesCarryAllTheyNeed() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("draw route -o \(scratch.path)/a.html").code == 0)
    #expect(try Tool.run("report Models/needling/jacobson-80f.yaml -o \(scratch.path)/b.html").code == 0)
    for name in ["a.html", "b.html"] {
      let text = try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8)
      #expect(text.contains("font/woff2;base64,"))
      // Addresses stand in no attribute that would load them.
      for match in text.matches(of: /(src|href)=["']?([^"' >]*)/) {
        #expect(!match.2.hasPrefix("http"), "\(match.0)")
      }
      #expect(text.matches(of: /url\((?!data:)/).isEmpty)
      #expect(text.contains("not a medical device"))
    }
    let report = try String(contentsOfFile: scratch.path + "/b.html", encoding: .utf8)
    #expect(report.contains(">sciatic report Models/needling/jacobson-80f.yaml"))
  }

  @Test func aReportPutsRedFlagsFirstAndNamesNoTargetThen() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "report flag.saddle-anaesthesia trigger-point.piriformis -o \(scratch.path)/a.html")
    #expect(run.code == 0)
    let text = try String(contentsOfFile: scratch.path + "/a.html", encoding: .utf8)
    let alert = try #require(text.range(of: "EMERGENCY"))
    let bars = try #require(text.range(of: "class=\"bar\""))
    #expect(alert.lowerBound < bars.lowerBound)
    #expect(text.contains("No needling now"))
    #expect(!text.contains("Piriformis, mid belly"))
  }

  @Test(arguments: [
    ("route --view postrior -o a.svg", 65, "did you mean posterior"),
    ("route --to soleu -o a.svg", 65, "did you mean soleus"),
    ("territory fibular-nek -o a.svg", 65, "did you mean fibular-neck"), ("map -o a.gif", 64, "must end in"),
    ("territory L5 -o a.html", 64, "must end in .svg, .png or .pdf."),
    ("mechanics --posture slr:900 -o a.svg", 65, "--posture"),
    ("course Models/cases/gemellus-51f-inferior.yaml -o a.svg", 65, "no session"),
    ("route --root L5 --to soleus -o a.svg", 64, "one of --root"),
    (
      "route --to erector-spinae -o a.svg", 65,
      "nor to lumbar-multifidus, lumbar-paraspinals; the ways to all"
    ),
    ("route --nerve sural-crural -o a.svg", 65, "--nerve sural draws"),
    ("route --root L1 -o a.svg", 65, "drawn are L2, L3"),
    ("route --to soleus --view sole -o a.svg", 65, "'sole' does not show the way to soleus"),
  ])
  func faultsAreNamedAndNothingIsWritten(_ line: String, _ code: Int32, _ words: String) throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "draw " + line.replacingOccurrences(of: "-o a", with: "-o \(scratch.path)/a"))
    #expect(run.code == code, "\(run.errors)")
    #expect(run.errors.contains(words), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test func withoutTheConverterTheMessageSaysWhatToInstall() throws {
    let scratch = try Scratch()
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: try #require(Tool.binary))
    process.arguments = ["draw", "map", "-o", scratch.path + "/a.png"]
    process.environment = ["PATH": "/nowhere"]
    process.standardError = errors
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 65)
    #expect(text.contains("librsvg2-bin"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/a.png"))
  }

  @Test func aConverterThatFailsIsNamedWithItsReason() throws {
    let scratch = try Scratch()
    try scratch.write("rsvg-convert", "#!/bin/sh\necho 'warming up' >&2\necho 'no more ink' >&2\nexit 3\n")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: scratch.path + "/rsvg-convert")
    let run = try Tool.run(
      "draw map -o a.png --atlas \(Tool.limb)", in: scratch.path, environment: ["PATH": scratch.path])
    #expect(run.code == 65)
    #expect(run.errors == "a.png: rsvg-convert ended with 3: no more ink\n")
  }

  /// What a report says of its making can be typed again.
  @Test func theCommandIsRecordedInQuotes() throws {
    let scratch = try Scratch()
    let run = try Tool.run(["report", "pain.buttock", "-o", "r$1;(b).html"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let page = try String(contentsOfFile: scratch.path + "/r$1;(b).html", encoding: .utf8)
    #expect(page.contains("sciatic report pain.buttock -o 'r$1;(b).html'"))
  }

  @Test(arguments: ["map", "route", "territory ka-pinch", "compare ka-pinch lo-pinch", "case"])
  func anotherAtlasDrawsToo(_ line: String) throws {
    let scratch = try Scratch()
    let run = try Tool.run("draw \(line) --atlas \(Tool.limb) -o \(scratch.path)/a.svg")
    #expect(run.code == 0, "\(run.errors)")
    let text = try String(contentsOfFile: scratch.path + "/a.svg", encoding: .utf8)
    #expect(text.contains("</svg>"))
  }
}
