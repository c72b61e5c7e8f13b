import Foundation
import Testing

/// `sciatic interview` as a person meets it: answers on standard input, a case file in the end.
@Suite struct InterviewTests {
  @Test func answersBecomeACase() throws {
    let scratch = try Scratch()
    let answers =
      ["46", "f", "left", "8"] + Array(repeating: "n", count: 10) + [
        "y", "nonsense", "", "stop", "never read",
      ]
    let run = try Tool.run(
      "interview pain.buttock --setting uniform -o new.yaml", in: scratch.path,
      input: answers.joined(separator: "\n"))
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("'nonsense' is no answer to that."))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let text = try String(contentsOfFile: scratch.path + "/new.yaml", encoding: .utf8)
    #expect(text.contains("patient: {age: 46, sex: female, side: left, duration-weeks: 8}"))
    #expect(text.contains("  pain.buttock: present\n  flag.saddle-anaesthesia: absent\n"))
    // One question was answered beyond the ten of safety, one was passed over.
    let first = try #require(run.output.components(separatedBy: "11. ").dropFirst().first)
    let asked = try #require(first.firstMatch(of: /\(([a-z0-9.-]+)\)/)).1
    #expect(text.contains("  \(asked): "))
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("  ") }.count == 12)
    // The file is a case, and its answer is the one that was printed.
    let again = try Tool.run("locate new.yaml --top 5", in: scratch.path)
    #expect(again.code == 0 && again.errors.isEmpty)
    #expect(run.output.contains(again.output.trimmingCharacters(in: .newlines)))
  }

  @Test func mostTellingQuestionComesFirst() throws {
    let scratch = try Scratch()
    let known = "pain.buttock test.slr=negative --age 46 --sex female --side left --weeks 8 --cost bedside"
    let answers = Array(repeating: "", count: 10).joined(separator: "\n") + "\n"
    let run = try Tool.run("interview \(known) -o a.yaml", in: scratch.path, input: answers)
    let next = try Tool.run("next \(known) --top 1 --format json")
    let object = try JSONSerialization.jsonObject(with: Data(next.output.utf8)) as? [String: Any]
    let findings = try #require(object?["findings"] as? [[String: Any]])
    let id = try #require(findings.first?["finding"] as? String)
    let eleventh = try #require(run.output.components(separatedBy: "11. ").dropFirst().first)
    #expect(eleventh.split(separator: "\n")[0].contains("(\(id))"))
  }

  @Test func redFlagIsShownAtOnce() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "interview --age 40 --sex male --side left --weeks 8 -o a.yaml", in: scratch.path, input: "y\non\n")
    #expect(run.code == 0)
    let flag = try #require(run.output.range(of: "EMERGENCY, act now: "))
    let second = try #require(run.output.range(of: "2. "))
    #expect(flag.lowerBound < second.lowerBound)
  }

  private static let emergency = "interview --age 40 --sex male --side left --weeks 8 --force -o a.yaml"
  private static let choice = "Save and end now, or go on asking? end, on > "

  /// No question goes on as if nothing had been told: the end, of the interview or of the input, saves at once.
  @Test(arguments: ["y\nend\nn\n", "y\n"])
  func anEmergencyMayEndIt(_ input: String) throws {
    let scratch = try Scratch()
    let run = try Tool.run(Self.emergency, in: scratch.path, input: input)
    #expect(run.code == 0 && run.errors.isEmpty)
    let flag = try #require(run.output.range(of: "EMERGENCY, act now: "))
    let choice = try #require(run.output.range(of: Self.choice))
    #expect(flag.lowerBound < choice.lowerBound && !run.output.contains("\n2. "))
    let text = try String(contentsOfFile: scratch.path + "/a.yaml", encoding: .utf8)
    #expect(text.hasSuffix("findings:\n  flag.saddle-anaesthesia: present\n"))
    #expect(run.output.contains("Wrote a.yaml"))
  }

  /// Answers from a file that knows no such question stay with the questions that they were written for.
  @Test func anEmergencyLosesNoAnswerOfAScript() throws {
    let scratch = try Scratch()
    let rest = "n\nn\nn\nn\nn\nn\nn\nn\nn\nn\n"
    let texts = try ["y\n" + rest, "y\non\n" + rest].map { input in
      let run = try Tool.run(Self.emergency, in: scratch.path, input: input)
      #expect(run.code == 0 && run.output.components(separatedBy: Self.choice).count == 2)
      // What is asked beyond the flags is asked under a reminder.
      let eleventh = try #require(run.output.range(of: "\n11. "))
      let reminder = try #require(run.output.range(of: "EMERGENCY, act now, whatever else is asked: "))
      #expect(reminder.lowerBound < eleventh.lowerBound)
      return try String(contentsOfFile: scratch.path + "/a.yaml", encoding: .utf8)
    }
    #expect(texts[0] == texts[1] && texts[0].contains("  flag.bladder-bowel: absent\n"))
  }

  /// How soon a paresis must be seen depends on its onset, so that is asked before any flag.
  @Test func onsetOfAParesisIsAskedAndFires() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "interview weak.ankle-dorsiflexion=1 -o a.yaml", in: scratch.path, input: "50\nf\nl\n3\nn\n")
    #expect(run.code == 0)
    #expect(run.output.contains("CAUTION: ask: severe paresis (MRC 3 or less), onset not recorded"))
    #expect(run.output.contains("URGENT, days at most: severe recent paresis"))
    #expect(
      try String(contentsOfFile: scratch.path + "/a.yaml", encoding: .utf8).contains("duration-weeks: 3"))
  }

  @Test func endOfInputSaves() throws {
    let scratch = try Scratch()
    let run = try Tool.run("interview", in: scratch.path)
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(
      try String(contentsOfFile: scratch.path + "/patient.yaml", encoding: .utf8).contains("findings: {}"))
    let again = try Tool.run("interview", in: scratch.path)
    #expect(
      again.code == 65 && again.output.isEmpty && again.errors.contains("patient.yaml: is there already"))
    #expect(try Tool.run("interview --force", in: scratch.path).code == 0)
  }

  /// A file that cannot be written is told before the first question, not after the last answer.
  @Test func noQuestionForAFileThatCannotBe() throws {
    let scratch = try Scratch()
    let run = try Tool.run("interview -o none/a.yaml", in: scratch.path, input: "46\nf\nl\n8\ny\n")
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(run.errors.contains("none/a.yaml: cannot be written"))
  }

  /// History may be told at any question; the question is put again.
  @Test func historyIsTakenAtAnyQuestion() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "interview --sex female --side left --weeks 8 -o a.yaml", in: scratch.path,
      input: "history\nhistory tkr, nonsense\n46\nHistory diabetes\nn\n")
    #expect(run.code == 0 && run.output.contains("'history WORD' adds."))
    #expect(run.output.contains("no history item 'nonsense'"))
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let text = try String(contentsOfFile: scratch.path + "/a.yaml", encoding: .utf8)
    #expect(text.contains("history: [knee-surgery, diabetes]") && text.contains("age: 46"))
    #expect(text.contains("flag.saddle-anaesthesia: absent"))
  }

  @Test func anotherLimb() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "interview --atlas \(Tool.limb) -o a.yaml", in: scratch.path, input: "9\nm\nl\n\n\n\n\ny\nn\n")
    #expect(run.code == 0 && run.errors.isEmpty)
    #expect(run.output.contains("Now: "))
    #expect(try Tool.run("locate a.yaml --atlas \(Tool.limb)", in: scratch.path).code == 0)
  }
}
