import Anatomy
import ArgumentParser
import Foundation

/// `sciatic track`: the course of treatment, predicted and recorded.
struct Track: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Compare the recorded course of treatment with the predicted one; add a session.",
    usage: "sciatic track <case> [<options>]",
    discussion: """
      Sessions live in the case file, as sessions: [{date: 2026-03-02, pain: 6, targets: [...], note: ...}]. Pain is 0 to \
      10, as told at the beginning of a session, before the needle. With --add a session is appended; the rest of the \
      file, comments too, stays as it is.
      """)

  @Argument(help: ArgumentHelp("A case file.", valueName: "case")) var file: String
  @Flag(help: "Append a session to the file.") var add = false
  @Option(help: ArgumentHelp("Day of the session to add.", valueName: "yyyy-mm-dd")) var date: String?
  @Option(parsing: .unconditional, help: "Pain 0...10 at the beginning of the session to add.")
  var pain: Double?
  @Option(parsing: .upToNextOption, help: ArgumentHelp("What was needled.", valueName: "id"))
  var targets: [String] = []
  @Option(help: "A remark on the session to add.") var note: String?
  @Option(
    help: ArgumentHelp(
      "The case mix in which a poor course is looked at again; else the case's own.", valueName: "id"))
  var setting: String?
  @Option(help: "Form of the answer.") var format = OutputFormat.text
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    if !add, date != nil || pain != nil || !targets.isEmpty || note != nil {
      throw ValidationError("--date, --pain, --targets and --note belong to a session that --add appends.")
    }
    if add, pain == nil { throw ValidationError("--add wants --pain, 0 to 10.") }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let treatment = try atlasOption.treatment(for: atlas)
    let reader = CaseReader(atlas, treatment: treatment)
    // A word that means nothing must not be told of after the session is written.
    let mix = try setting.map { word throws(DataError) in try reader.resolve("setting", word) }
    if add {
      let count = try FileLock.holding(file) { () throws(DataError) in
        let session = try session(reader, after: try reader.read(file: file).sessions.last)
        let text = try SessionWriter(reader).appending(session, to: try TextFile.read(file), file: file)
        try Output.save(text, to: file)
        return try reader.read(file: file).sessions.count
      }
      Output.remark("\(file): session \(count) added")
    }
    var patient = try reader.read(file: file)
    if let mix { patient.setting = mix }
    let report = TrackReport(atlas, treatment, patient)
    switch format {
    case .text: print(TrackText(report, colour: Output.usesColour).render())
    case .json: print(try TrackJSON(report).render())
    }
  }

  /// The session of the command line.
  private func session(
    _ reader: CaseReader, after last: TreatmentSession?
  ) throws(DataError) -> TreatmentSession {
    var session = TreatmentSession(pain: pain, note: note)
    if let pain, !(0...10).contains(pain) {
      throw DataError(file: "command line", "--pain \(pain.plain) is outside 0…10")
    }
    if let date {
      guard let day = CalendarDay(date) else {
        throw DataError(file: "command line", "--date '\(date)' is no date; write it as 2026-03-02")
      }
      if CalendarDay.today < day {
        throw DataError(file: "command line", "--date \(date) lies in the future")
      }
      session.date = day
    } else if last == nil || last?.date != nil {
      throw DataError(file: "command line", "--add wants --date, as 2026-03-02")
    }
    if let note,
      note.isEmpty || note.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
      throw DataError(
        file: "command line", "--note is empty or holds a control character; a note is one line of text")
    }
    let words = targets.flatMap { $0.split(separator: ",").map(String.init) }
    if !targets.isEmpty, words.isEmpty {
      throw DataError(
        file: "command line", "--targets names none; a target is an id such as \(reader.exampleTarget)")
    }
    for word in words {
      let id = try reader.resolveTarget(word)
      if !session.targets.contains(id) { session.targets.append(id) }
    }
    return session
  }
}
