import Anatomy
import Foundation
import Localization

/// The questions of an interview and what was answered.
struct Conversation {
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
    if patient.history.isEmpty, atlas.modifiers.contains(where: { $0.conditions == [.history] }) {
      print("'history' at any question lists what counts of the past; 'history WORD' adds.\n")
    }
    warn()
    choose()
    askPerson()
    warn()
    try keep(patient)
    choose()
    for f in patient.openSafetyQuestions(atlas) where !isOver && patient.record(of: f) == nil {
      if !mayAsk(f) { continue }
      ask(f)
      try keep(patient)
      choose()
    }
    while !isOver {
      // An answer may call for a question of safety that was not called for before.
      if let f = patient.openSafetyQuestions(atlas).first(where: { !skipped.contains($0) && mayAsk($0) }) {
        ask(f)
        try keep(patient)
        choose()
        continue
      }
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
      if let rule = answer.urgency(atlas).first(where: { $0.tier == .emergency }) {
        print(Output.wrapped("\(rule.heading), whatever else is asked: \(rule.text)", indent: "  "))
      }
      print(Output.wrapped("Now: \(leading.joined(separator: ", ")).", indent: "  "))
      ask(first.finding)
      try keep(patient)
      choose()
    }
  }

  private func mayAsk(_ f: Int) -> Bool {
    let cost = atlas.findings[f].cost
    return (cost == .ask || costs.contains(cost))
      && atlas.findings[f].only?.mayHold(age: patient.age, sex: patient.sex) ?? true
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
    while let (line, word) = nextReply(to: question) {
      // A terminal shows what was typed; a transcript should, too.
      if !isTerminal { print(line) }
      if word.isEmpty { return nil }
      if Self.stops.contains(word) {
        isOver = true
        return nil
      }
      if Self.isHistory(word) {
        addHistory(word)
        continue
      }
      if let value = read(word) { return value }
      print(
        Output.wrapped(
          "   '\(word)' is no answer to that\(wants.map { ": \($0) is wanted" } ?? ""). An empty line: not known; "
            + "stop: enough.", indent: "   "))
    }
    return nil
  }

  private static func isHistory(_ word: String) -> Bool { word == "history" || word.hasPrefix("history ") }

  /// Adds what a line tells of the history, or says what there is to tell.
  private mutating func addHistory(_ line: String) {
    let reader = CaseReader(atlas)
    let words = line.dropFirst("history".count).split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if words.isEmpty {
      let ids = atlas.modifiers.filter { $0.conditions == [.history] }.map(\.id)
      print(Output.wrapped("   \(ids.joined(separator: ", "))", indent: "   "))
    }
    for word in words {
      do throws(DataError) {
        let item = try reader.resolve("history item", word)
        if !patient.history.contains(item) { patient.history.append(item) }
        print("   History: \(atlas.modifiers[item].name).")
      } catch {
        let message = error.description.replacingOccurrences(of: "command line: ", with: "")
        print(Output.wrapped("   \(message)", indent: "   "))
      }
    }
    warn()
  }

  private let isTerminal = isatty(0) != 0
  private static let stops: Set = ["stop", "quit", "q"]

  /// The next line of the input, and the word that it comes to; nil at its end, which is that of the talk.
  private mutating func nextReply(to question: String) -> (line: String, word: String)? {
    print("\(question) > ", terminator: "")
    fflush(nil)
    guard let line = pending ?? readLine() else {
      print()
      isOver = true
      return nil
    }
    pending = nil
    return (line, line.trimmingCharacters(in: .whitespaces).lowercased())
  }

  /// After an emergency the next question is whether to put any more: it would else go under in them. Input that knows
  /// nothing of this question answers the next one, and so goes on.
  private mutating func choose() {
    if !mustChoose || isOver { return }
    mustChoose = false
    hasChosen = true
    while let (line, word) = nextReply(to: "Save and end now, or go on asking? end, on") {
      let ends = word == "end" || word == "e" || Self.stops.contains(word)
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
