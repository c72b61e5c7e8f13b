import Anatomy
import ArgumentParser
import Foundation
import Localization

/// `sciatic interview`: question after question, the most telling first.
struct Interview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interview", _superCommandName: "sciatic",
    abstract: "Ask question after question, the most telling first, and keep the case.",
    usage: "sciatic interview [<case|finding> ...] [<options>]",
    discussion: """
      Starts from what 'locate' takes, or from nothing. Red flags are asked first. Answer with a value, y or n; an \
      empty line leaves a finding unexamined; 'stop', or the end of the input, ends it, and the answer is printed. \
      The case is written after each answer. An emergency is told at once, with the choice to go on ('on') or to save \
      and end ('end'); input from a file that answers the next question instead goes on.
      """)

  @OptionGroup var caseOptions: CaseOptions
  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The case file to write.", valueName: "case.yaml")) var output = "patient.yaml"
  @Flag(help: "Replace a file that is there.") var force = false
  @Option(
    help: ArgumentHelp(
      "What a question may cost: ask, bedside, needle or scanner; may be repeated. Default: ask and bedside.",
      valueName: "cost"))
  var cost: [Cost] = []
  @OptionGroup var atlasOption: AtlasOption

  func run() throws {
    let atlas = try atlasOption.load()
    if let start = caseOptions.file, start.isSameFile(as: output) {
      throw DataError(
        file: output,
        "is the case that the interview starts from; -o names another file, so that nothing of it is lost")
    }
    if FileManager.default.fileExists(atPath: output), !force {
      throw DataError(file: output, "is there already; --force replaces it, -o names another file")
    }
    var patient = try caseOptions.read(atlas)
    if patient.id.isEmpty { patient.id = output.caseName }
    let localizer = atlasOption.localizer(atlas)
    let file = output
    // Kept from the start and after each answer: no question is put for a file that cannot be, no answer is lost.
    func keep(_ patient: PatientCase) throws(DataError) {
      try Output.save(patient.text(atlas, comment: "Written by an interview."), to: file)
    }
    try keep(patient)
    var talk = Conversation(localizer, patient, costs: cost.isEmpty ? [.ask, .bedside] : Set(cost))
    try talk.run(keep)
    let options = Localizer.Options(threads: ProcessInfo.processInfo.activeProcessorCount)
    patient = talk.patient
    patient.notices = CaseReader(atlas).oddities(patient)
    let answer = localizer.locate(patient, options)
    let report = LocateReport(localizer, answer, options)
    print("\n" + LocateText(report, top: 5, colour: Output.usesColour).render())
    print("\nWrote \(output). Again, or with more findings: sciatic locate \(output)")
  }
}

extension String {
  /// The last part of a path without its ending.
  fileprivate var caseName: String {
    URL(fileURLWithPath: self).deletingPathExtension().lastPathComponent
  }
}

/// The questions of an interview and what was answered.
private struct Conversation {
  private(set) var patient: PatientCase
  private let localizer: Localizer
  private let costs: Set<Cost>
  private let options: Localizer.Options
  private var skipped: Set<Int> = []
  private var number = 0
  private var flagged: Set<String> = []
  private var isOver = false
  /// Whether an emergency was told and nobody chose yet whether to go on.
  private var mustChoose = false
  /// Whether that was chosen before.
  private var hasChosen = false
  /// A line that was read and answers the next question.
  private var pending: String?

  private var atlas: Atlas { localizer.atlas }

  init(_ localizer: Localizer, _ patient: PatientCase, costs: Set<Cost>) {
    self.localizer = localizer
    self.patient = patient
    self.costs = costs
    options = Localizer.Options(threads: ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Asks until nothing is left that would tell, or until no more is answered; `keep` gets the case after each answer.
  mutating func run(_ keep: (PatientCase) throws(DataError) -> Void) throws(DataError) {
    warn()
    choose()
    askPerson()
    warn()
    try keep(patient)
    choose()
    for f in atlas.safetyQuestions where !isOver && patient.record(of: f) == nil {
      if let only = atlas.findings[f].only, !only.mayHold(age: patient.age, sex: patient.sex) { continue }
      ask(f)
      try keep(patient)
      choose()
    }
    while !isOver {
      let answer = localizer.locate(patient, options)
      let next = localizer.next(after: answer, count: 1, costs: costs, excluding: skipped, options)
      guard let first = next.first.map({ asked(in: answer, before: $0) }) else {
        print("\nNothing left to \(costs == [.ask] ? "ask" : "ask or test") that would tell.")
        return
      }
      let leading = answer.posterior.ranking.prefix(2).map {
        "\(answer.midSentenceName(of: $0, atlas)) \(answer.posterior.sites[$0].percent)"
      }
      print()
      if let rule = answer.patient.urgency(atlas).first(where: { $0.tier == .emergency }) {
        print(Output.wrapped("\(rule.heading), whatever else is asked: \(rule.text)", indent: "  "))
      }
      print(Output.wrapped("Now: \(leading.joined(separator: ", ")).", indent: "  "))
      ask(first.finding)
      try keep(patient)
      choose()
    }
  }

  /// A question costs the patient less than a test: one that tells half as much is put before it.
  private func asked(in answer: Answer, before best: NextFinding) -> NextFinding {
    if atlas.findings[best.finding].cost == .ask || !costs.contains(.ask) { return best }
    let question = localizer.next(after: answer, count: 1, costs: [.ask], excluding: skipped, options).first
    return question.flatMap { $0.bits >= best.bits / 2 ? $0 : nil } ?? best
  }

  private mutating func askPerson() {
    if patient.age == nil {
      patient.age = reply("Age in years", wants: "a number from 0 to 120") { Self.number($0, in: 0...120) }
    }
    if patient.sex == nil {
      patient.sex = reply("Sex: f or m") { word in
        CaseReader.choice(word, of: PatientCase.sexes)
      }
    }
    if patient.side == .unknown {
      let sides = BodySide.allCases.map(\.rawValue)
      patient.side =
        reply("Side: l, r or b (both)") { CaseReader.choice($0, of: sides).flatMap(BodySide.init) }
        ?? .unknown
    }
    if patient.durationWeeks == nil {
      patient.durationWeeks = reply("Weeks since it began", wants: "a number from 0 to 5200") {
        Self.number($0, in: 0...5200)
      }
    }
  }

  private static func number(_ word: String, in range: ClosedRange<Double>) -> Double? {
    Double(word).flatMap { range.contains($0) ? $0 : nil }
  }

  private mutating func ask(_ f: Int) {
    let finding = atlas.findings[f]
    let values =
      finding.scale.isGrade ? "5 to 0" : (finding.scale.values + finding.scale.aside).joined(separator: ", ")
    number += 1
    let atlas = atlas
    let title = Output.wrapped("\(number). \(atlas.title(of: f)) (\(finding.id))", indent: "   ")
    let record = reply("\(title)\n   \(values)") { word -> RecordedFinding? in
      let value =
        switch word {
        case "y", "yes", "+": finding.scale.bareValue
        case "n", "no", "-": finding.scale.values[0]
        default: atlas.value(word, of: f)
        }
      return finding.scale.reading(of: value).map { RecordedFinding(finding: f, value: value, reading: $0) }
    }
    if let record {
      patient.findings.append(record)
      warn()
    } else {
      skipped.insert(f)
    }
  }

  /// An answer that `read` understands; nil where none was given.
  private mutating func reply<T>(
    _ question: String, wants: String? = nil, _ read: (String) -> T?
  ) -> T? {
    if isOver { return nil }
    while true {
      print("\(question) > ", terminator: "")
      fflush(nil)
      guard let line = nextLine() else {
        print()
        isOver = true
        return nil
      }
      // A terminal shows what was typed; a transcript should, too.
      if !isTerminal { print(line) }
      let word = line.trimmingCharacters(in: .whitespaces).lowercased()
      if word.isEmpty { return nil }
      if ["stop", "quit", "q"].contains(word) {
        isOver = true
        return nil
      }
      if let value = read(word) { return value }
      print(
        "   '\(word)' is no answer to that\(wants.map { ": \($0) is wanted" } ?? ""). An empty line: not known; stop: enough."
      )
    }
  }

  private let isTerminal = isatty(0) != 0

  private mutating func nextLine() -> String? {
    defer { pending = nil }
    return pending ?? readLine()
  }

  /// After an emergency the next question is whether to put any more: it would else go under in them. Input that knows
  /// nothing of this question answers the next one, and so goes on.
  private mutating func choose() {
    if !mustChoose || isOver { return }
    mustChoose = false
    hasChosen = true
    while true {
      print("Save and end now, or go on asking? end, on > ", terminator: "")
      fflush(nil)
      guard let line = nextLine() else {
        print()
        isOver = true
        return
      }
      let word = line.trimmingCharacters(in: .whitespaces).lowercased()
      let ends = ["end", "e", "stop", "quit", "q"].contains(word)
      let goesOn = ["on", "o", "go on"].contains(word)
      if !isTerminal { print(ends || goesOn ? line : "on, as the next answer is given") }
      isOver = ends
      if ends || goesOn { return }
      if !isTerminal {
        pending = line
        return
      }
      print("   '\(word)' is no answer to that: end or on is wanted.")
    }
  }

  /// Prints red flags when they first fire.
  private mutating func warn() {
    let fresh = patient.completed(atlas).urgency(atlas).filter { flagged.insert($0.id).inserted }
    if fresh.isEmpty { return }
    print("\n" + PatientText(atlas, colour: Output.usesColour).urgency(fresh) + "\n")
    if !hasChosen { mustChoose = fresh.contains { $0.tier == .emergency } || mustChoose }
  }
}
