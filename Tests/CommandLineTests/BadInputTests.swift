import Foundation
import Testing

/// The wording of every error, as people see it: one clear message on standard error, nothing on standard output.
@Suite struct BadInputTests {
  /// A faulty input and what is said about it.
  struct Case: Sendable, CustomStringConvertible {
    let arguments: [String]
    var file: String?
    var text = ""
    var code: Int32 = 65
    /// Standard error, whole for faulty data; its first line for a wrong use of options.
    let message: String

    var description: String { ([file ?? ""] + arguments).joined(separator: " ") }

    init(
      _ arguments: String..., file: String? = nil, text: String = "", code: Int32 = 65, says message: String
    ) {
      self.arguments = arguments
      self.file = file
      self.text = text
      self.code = code
      self.message = message
    }

    /// A faulty case file, read by `locate`.
    static func file(_ name: String, _ text: String, says message: String) -> Case {
      Case("locate", name, file: name, text: text, says: "\(name)\(message)")
    }
  }

  static let files: [Case] = [
    .file(
      "unknown-id.yaml", "id: a\nfindings:\n  weak.tibialis-anteriro: 3\n",
      says:
        ":3: no finding 'weak.tibialis-anteriro'; did you mean weak.tibialis-anterior, weak.tibialis-posterior?"
    ),
    .file(
      "wrong-value.yaml", "id: a\nfindings:\n  reflex.achilles: 3\n",
      says: ":3: '3' is no value of reflex.achilles; it takes normal, reduced, absent, brisk"),
    .file(
      "misspelt-key.yaml", "id: a\nfindigns:\n  reflex.achilles: absent\n",
      says: ":2: unknown key 'findigns'; did you mean findings?"),
    .file("misspelt-age.yaml", "patient:\n  agee: 4\n", says: ":2: unknown key 'agee'; did you mean age?"),
    .file(
      "duplicate-key.yaml", "findings:\n  reflex.achilles: absent\n  reflex.achilles: normal\n",
      says: ":3: 'reflex.achilles' stands twice in one block, on lines 2 and 3"),
    .file(
      "two-values.yaml", "findings:\n  reflex.achilles: absent\n  ankle-jerk: normal\n",
      says: ":3: reflex.achilles is given as both absent and normal"),
    .file(
      "tabs.yaml", "id: a\nfindings:\n\treflex.achilles: absent\n", says: ":3: a tab where YAML wants spaces"),
    .file("empty.yaml", "", says: ": the file is empty"),
    .file("words.yaml", "just words\n", says: ":1: expected keys and values, found 'just words'"),
    .file("list.yaml", "- a\n- b\n", says: ":1: expected keys and values, found a list"),
    .file("finding-list.yaml", "findings: [test.slr]\n", says: ":1: expected keys and values, found a list"),
    .file(
      "block.yaml", "findings: {test.slr: {a: 1}}\n",
      says: ":1: 'test.slr' wants one value, found a block of keys"),
    .file(
      "unclosed.yaml", "findings: {test.slr: positive",
      says: ":1: not valid YAML: did not find expected ',' or '}'"),
    .file(
      "two-documents.yaml", "findings: {test.slr: positive}\n---\nfindings: {}\n",
      says: ":2: not valid YAML: but found another document"),
    .file("age.yaml", "patient:\n  age: -3\n", says: ":2: age: -3 is outside 0…120"),
    .file("age-word.yaml", "patient: {age: old}\n", says: ":1: age: expected a number, found 'old'"),
    .file("age-nan.yaml", "patient: {age: .nan}\n", says: ":1: age: expected a number, found '.nan'"),
    .file(
      "setting.yaml", "setting: jungle\n",
      says:
        ":1: no setting 'jungle'; did you mean primary-care, physiotherapy, spine-clinic, emg-laboratory, "
        + "posterior-hip-clinic, foot-drop, case-reports, uniform?"),
    .file("history.yaml", "history: [runing]\n", says: ":1: no history item 'runing'; did you mean running?"),
    .file(
      "side.yaml", "patient: {side: lefft}\n",
      says: ":1: 'lefft' is none of left, right, bilateral, unknown; did you mean left?"),
    .file("nul.yaml", "findings\0", says: ": holds bytes that are not text (UTF-8)"),
    .file(
      "several.yaml", "findings:\n  weak.tibialis-anteriro: 3\n  reflex.achilles: gone\n",
      says:
        ":2: no finding 'weak.tibialis-anteriro'; did you mean weak.tibialis-anterior, weak.tibialis-posterior?\n"
        + "several.yaml:3: 'gone' is no value of reflex.achilles; it takes normal, reduced, absent, brisk"),
  ]

  static let commandLines: [Case] = [
    Case("locate", "missing.yaml", says: "missing.yaml: there is no such file"),
    Case(
      "locate", "test.slr=positive", "test.slr=negative",
      says: "command line: test.slr is given as both positive and negative"),
    Case(
      "locate", "test.slr=maybe",
      says: "command line: 'maybe' is no value of test.slr; it takes negative, positive"),
    Case(
      "locate", "weak.tibialis-anteriro", "tset.slr",
      says: "command line: no finding 'weak.tibialis-anteriro'; did you mean weak.tibialis-anterior, "
        + "weak.tibialis-posterior?\ncommand line: no finding 'tset.slr'; did you mean test.slr, test.crossed-slr?"
    ),
    Case("locate", "--age=-3", says: "command line: --age -3 is outside 0…120"),
    Case("locate", "--age", "300", says: "command line: --age 300 is outside 0…120"),
    Case(
      "locate", "--setting", "unifrom", says: "command line: no setting 'unifrom'; did you mean uniform?"),
    Case(
      "locate", "--history", "diabetis",
      says: "command line: no history item 'diabetis'; did you mean diabetes?"),
    Case(
      "locate", "--side", "lefft",
      says: "command line: --side 'lefft' is none of left, right, bilateral, unknown; did you mean left?"),
    Case(
      "locate", "--sex", "woman",
      says: "command line: --sex 'woman' is none of female, male (or f, m)"),
    Case(
      "locate", "age=46y",
      says: "command line: 'age=46y' is of the person, not a finding; write --age 46"),
    Case(
      "locate", "sex=f", says: "command line: 'sex=f' is of the person, not a finding; write --sex f"),
    Case(
      "locate", "test.slr", "=", "positive",
      says: "command line: '=': no blanks around '=', as in test.slr=positive"),
    Case(
      "locate", "test.slr=", "positive",
      says: "command line: 'test.slr=': no blanks around '=', as in test.slr=positive"),
    Case(
      "draw", "route", "--view", "front", "-o", "x.svg",
      says: "command line: no view 'front'; it is one of posterior, anterior, lateral, medial, sole, dorsum"),
    Case("locate", "--top", "0", code: 64, says: "Error: --top takes a number from 1, not 0."),
    Case("locate", "--lesions", "7", code: 64, says: "Error: --lesions takes 1, 2 or 3, not 7."),
    Case(
      "locate", "--save", "x.pdf", code: 64,
      says: "Error: --save x.pdf: the name must end in .json, .csv or .txt."),
    Case("locate", "--bogus", code: 64, says: "Error: Unknown option '--bogus'"),
    Case("locate", "a.yaml", "b.yaml", code: 64, says: "Error: one case file at a time."),
    Case(
      "locate", "--format", "xml", code: 64,
      says:
        "Error: The value 'xml' is invalid for '--format <format>'. Please provide one of 'text' and 'json'."),
    Case("frobnicate", code: 64, says: "Error: no command 'frobnicate'"),
    Case("locat", "x.yaml", code: 64, says: "Error: no command 'locat'; did you mean locate?"),
    Case("draw", "cse", code: 64, says: "Error: no command 'draw cse'; did you mean draw case?"),
    Case("atlas", "lst", "sites", code: 64, says: "Error: no command 'atlas lst'; did you mean atlas list?"),
    Case("help", "draw", "mop", code: 64, says: "Error: no command 'draw mop'; did you mean draw map?"),
    Case(
      "atlas", "qqqq", code: 64,
      says: "Error: no command 'atlas qqqq'; it is one of check, list, show, export"),
    Case("tune", "--folds", "1", code: 64, says: "Error: --folds takes a number from 2 to 1000, not 1."),
    Case(
      "tune", "--folds", "9000000000000000000", code: 64,
      says: "Error: --folds takes a number from 2 to 1000, not 9000000000000000000."),
    Case(
      "score", "--simulated", "9000000000000000000", code: 64,
      says: "Error: --simulated takes a number from 0 to 100000, not 9000000000000000000."),
    Case("find", "leg", "--limit=-1", code: 64, says: "Error: --limit takes a number from 1, not -1."),
    Case(
      "find", "qqqqzz",
      says:
        "command line: nothing is called 'qqqqzz'; not in the model: tumour, infection and fracture of spine or hip, a clot in artery "
        + "or vein, an aneurysm, a bleed, a hernia, shingles, restless legs"),
    Case("atlas", "show", "qqqqzz", says: "command line: the atlas has no 'qqqqzz'"),
    Case(
      "atlas", "show", "tibialis-anteriro",
      says:
        "command line: the atlas has no 'tibialis-anteriro'; did you mean tibialis-anterior, tibialis-posterior, "
        + "emg.tibialis-anterior?"),
    Case("atlas", "check", "--atlas", "nowhere", says: "nowhere: is not a folder with an atlas"),
    Case("score", "nowhere", says: "nowhere: there is no such file"),
    Case("score", ".", says: ".: holds no case files"),
    Case(
      "new", "no/such/folder/a.yaml",
      says: "no/such/folder/a.yaml: cannot be written; does its folder exist, and may you write there?"),
  ]

  private func check(_ bad: Case) throws {
    let scratch = try Scratch()
    if let file = bad.file { try scratch.write(file, bad.text) }
    let run = try Tool.run(bad.arguments, in: scratch.path)
    #expect(run.code == bad.code)
    #expect(run.output.isEmpty)
    if bad.code == 65 {
      #expect(run.errors == bad.message + "\n")
    } else {
      #expect(run.errors.split(separator: "\n").first.map(String.init) == bad.message)
      #expect(run.errors.contains("Usage: sciatic"))
      let usage = run.errors.split(separator: "\n").filter { $0.hasPrefix("Usage: ") }
      #expect(usage.allSatisfy { $0.count <= 80 }, "\(usage)")
    }
    // Words for people: neither types of the program nor its traces.
    for word in ["DataError", "Optional(", "Swift.", "Fatal", "YamlError", "internal error"] {
      #expect(!run.errors.contains(word))
    }
  }

  @Test(arguments: files) func faultyFile(_ bad: Case) throws { try check(bad) }

  @Test(arguments: commandLines) func faultyCommandLine(_ bad: Case) throws { try check(bad) }

  @Test func folderInPlaceOfAFile() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/case.yaml", withIntermediateDirectories: true)
    let run = try Tool.run("locate case.yaml", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors == "case.yaml: is a folder; a file is wanted\n")
  }

  @Test func binaryJunk() throws {
    let scratch = try Scratch()
    let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 129) }
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/junk.yaml"))
    let run = try Tool.run("locate junk.yaml", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors == "junk.yaml: holds bytes that are not text (UTF-8)\n")
  }

  @Test func fiftyMegabytes() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/big.yaml"
    try scratch.write("big.yaml", "findings: {}\n")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 50 << 20)
    try handle.close()
    let run = try Tool.run("locate big.yaml", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors == "big.yaml: is too large: 52428800 bytes, at most 1000000 are read\n")
  }

  @Test func negativeAgeAfterASpace() throws {
    let run = try Tool.run("locate --age -3")
    #expect(run.code == 64 || run.code == 65)
    #expect(run.output.isEmpty)
    #expect(run.errors.contains("-3"))
  }

  @Test(arguments: ["no/such/folder/x.json", "no/such/folder/x.csv", "no/such/folder/x.txt"])
  func unwritableSave(_ file: String) throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "locate feeble.toft=3 --lesions 1 --atlas \(Tool.limb) --save \(file)", in: scratch.path)
    #expect(run.code == 65)
    #expect(run.errors == "\(file): cannot be written; does its folder exist, and may you write there?\n")
    #expect(run.output.isEmpty)
  }

  @Test func unknownPartOfTheModel() throws {
    let run = try Tool.run("score \(Tool.fixtures)/cases --atlas \(Tool.limb) --ablate modse")
    #expect(run.code == 65)
    #expect(run.errors == "command line: no part 'modse' to leave out; did you mean modes?\n")
    #expect(run.output.isEmpty)
  }

  @Test(arguments: ["score", "tune"])
  func casesWithoutATruthCannotBeScored(_ command: String) throws {
    let scratch = try Scratch()
    try scratch.write("open.yaml", "findings: {feeble.toft: 3}\n")
    let run = try Tool.run("\(command) open.yaml --atlas \(Tool.limb)", in: scratch.path)
    #expect(run.code == 65)
    #expect(run.errors == "open.yaml: holds no case with a confirmed site\n")
    #expect(run.output.isEmpty)
  }
}
