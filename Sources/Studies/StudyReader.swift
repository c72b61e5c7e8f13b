import Anatomy
import Foundation
import Simulation

/// Reads a study from its file and says everything that is wrong with it at once.
public struct StudyReader {
  let atlas: Atlas
  let files: AtlasFiles
  private let readsCases: Bool
  /// The most points that a study may have.
  static let mostPoints = 10_000_000
  private static let mostRuns = 1e9

  /// - Parameters:
  ///   - files: of the atlas, for what only they hold.
  ///   - readsCases: whether the cases of a cohort are read; what a result says of its study can be read without.
  public init(_ atlas: Atlas, _ files: AtlasFiles, readsCases: Bool = true) {
    self.atlas = atlas
    self.files = files
    self.readsCases = readsCases
  }

  /// - Throws: ``DataError`` with every fault.
  public func read(file: String) throws(DataError) -> Study {
    try read(text: try TextFile.read(file), file: file)
  }

  /// Reads a study from text; `file` stands in messages, and paths in the text are seen from its folder.
  public func read(text: String, file: String) throws(DataError) -> Study {
    let log = IssueLog()
    var study = Reading.parse(text, file: file, log: log)?.entry { read($0, log) }
    if !log.issues.isEmpty {
      throw DataError(log.issues.sorted { ($0.line ?? 0, $0.message) < ($1.line ?? 0, $1.message) })
    }
    study?.text = text
    guard let study else { throw DataError(file: file, "is not a study: expected keys and values") }
    return study
  }

  /// The result of `body`; a fault goes to the log.
  @discardableResult func logged<T>(_ log: IssueLog, _ body: () throws(DataError) -> T) -> T? {
    do {
      return try body()
    } catch {
      log.issues += error.issues
      return nil
    }
  }

  /// What a word of the limb means; a fault goes to the log.
  @discardableResult func logged<T>(
    _ reading: Reading, _ log: IssueLog, _ body: (ScenarioInput) throws(DataError) -> T
  ) -> T? {
    logged(log) { () throws(DataError) in
      try body(ScenarioInput(atlas: atlas, file: reading.file, line: reading.line))
    }
  }

  private func read(_ entry: Entry, _ log: IssueLog) -> Study? {
    let id = entry.text("id")
    let question = entry.optional("question")?.text() ?? ""
    let seed = UInt64(Self.wholeNumber(entry.optional("seed"), in: 0...9e15) ?? 0)
    let age = entry.optional("age")?.number(in: 0...120) ?? 50
    var draft = StudyDraft()
    if let reading = entry.optional("cohort") {
      if let limb = entry.optional("limb") {
        limb.fail("a study is of one 'limb' or of a 'cohort', not of both")
      }
      guard let cohort = cohort(reading, &draft, seed: seed, readsCases: readsCases, log) else { return nil }
      draft.subject = .cohort(cohort)
    } else {
      draft.subject = .limb(limb(entry.optional("limb"), log))
    }
    for (name, reading) in entry.required("factors")?.pairs() ?? [] {
      readFactor(name, reading, &draft, log)
    }
    let outputs = (entry.required("outputs")?.list() ?? []).compactMap { output($0, &draft, log) }
    if let list = entry.optional("outputs") {
      if list.list().isEmpty { list.fail("names no outputs") }
      for (i, output) in outputs.enumerated() where outputs[..<i].contains(where: { $0.name == output.name })
      {
        list.fail("names '\(output.name)' twice")
      }
    }
    if let scored = outputs.first(where: { if case .score = $0.what { true } else { false } }) {
      for file in draft.unconfirmed {
        let message = "has no confirmed site, so that there is nothing to compare with for '\(scored.name)'"
        log.issues.append(DataIssue(file: file, message: message))
      }
    }
    refuseDoubles(draft, entry.reading, log)
    guard let subject = draft.subject, let reading = entry.required("design"),
      let design = design(reading, draft.factors, draft.levels, seed, log)
    else { return nil }
    if let cohort = draft.cohort {
      switch design.kind {
      case .saltelli, .morris:
        if cohort.redraws {
          reading.fail(
            "compares points one by one, so that the patients must be the same at all: no 'redraw'")
        }
      default: break
      }
      let runs = Double(design.count) * Double(cohort.count)
      if runs > Self.mostRuns {
        reading.fail("means \(Int(runs).grouped) runs of the model; at most a billion are taken")
      }
    }
    var study = Study(subject: subject, design: design)
    (study.id, study.question, study.seed, study.age) = (id, question, seed, age)
    (study.factors, study.outputs) = (draft.factors, outputs)
    (study.inputs, study.numbers, study.treatment) = (draft.inputs, draft.numbers, draft.treatment)
    refuseUnchanged(study, reading)
    return study
  }

  /// Refuses Saltelli's design where a factor of few values is the same in both samples at every base point, so that it
  /// would seem to have no effect: the first bits of Sobol' coordinates repeat from factor to factor.
  private func refuseUnchanged(_ study: Study, _ reading: Reading) {
    guard case .saltelli(let base, _) = study.design.kind, base <= 1 << 12 else { return }
    for (f, factor) in study.factors.enumerated() {
      switch factor.range {
      case .values(let values) where values.count > 1: break
      case .words(let words) where words.count > 1: break
      default: continue
      }
      let step = study.design.groups[f] + 1
      let isChanged = (0..<base).contains { point in
        let place = point * study.design.block
        return study.values(place)[f] != study.values(place + step)[f]
      }
      if !isChanged {
        reading.fail(
          "with \(base) points '\(factor.name)' is never changed between the samples that are compared; take \(base * 2) or more"
        )
      }
    }
  }

  private func limb(_ reading: Reading?, _ log: IssueLog) -> Scenario {
    var limb = Scenario(posture: .straight(joints: atlas.joints.count), shift: atlas.usualShift)
    guard let reading else { return limb }
    _ = reading.entry { entry -> Bool in
      for item in entry.optional("lesion")?.list() ?? [] {
        guard let text = item.text() else { continue }
        logged(item, log) { i throws(DataError) in try i.add(lesion: text, to: &limb) }
      }
      for item in entry.optional("tension")?.list() ?? [] {
        guard let text = item.text() else { continue }
        logged(item, log) { i throws(DataError) in try i.add(tension: text, to: &limb) }
      }
      for item in entry.optional("habit")?.list() ?? [] {
        guard let text = item.text() else { continue }
        logged(item, log) { i throws(DataError) in try i.add(habit: text, to: &limb) }
      }
      if let item = entry.optional("posture"), let text = item.text(),
        let posture = logged(item, log, { i throws(DataError) in try i.posture(text) })
      {
        limb.posture = posture
      }
      if let item = entry.optional("variant"), let shift = variant(item) { limb.shift = shift }
      limb.inflammation = entry.optional("inflammation")?.number(in: 0...1)
      limb.hold = entry.optional("hold")?.number(in: 0...10_000) ?? limb.hold
      limb.gain = entry.optional("gain")?.number(in: 0...5) ?? limb.gain
      limb.weeks = entry.optional("weeks")?.number(in: 0...5200) ?? limb.weeks
      return true
    }
    return limb
  }

  func variant(_ item: Reading) -> Int? {
    guard let word = item.text() else { return nil }
    if let position = atlas.shifts.position(of: word) { return position }
    item.fail(
      "no variant '\(word)' of the plexus", suggestions: atlas.shifts.ids)
    return nil
  }

  /// A count; a fault where it is no whole number.
  static func wholeNumber(_ reading: Reading?, in range: ClosedRange<Double>) -> Int? {
    guard let reading, let number = reading.number(in: range) else { return nil }
    if number != number.rounded() { reading.fail("expected a whole number, found \(number.plain)") }
    return Int(number)
  }

  private func design(
    _ reading: Reading, _ factors: [Study.Factor], _ levels: [Int], _ seed: UInt64, _ log: IssueLog
  ) -> Design? {
    guard !factors.isEmpty else {
      if log.issues.isEmpty { reading.fail("there are no factors to vary") }
      return nil
    }
    let kind = reading.entry { entry -> DesignKind? in
      guard let item = entry.required("kind"), let word = item.text() else { return nil }
      func count(_ key: String, least: Int) -> Int {
        guard let reading = entry.required(key), let number = reading.number() else { return 0 }
        if number == number.rounded(), (Double(least)...1e15).contains(number) { return Int(number) }
        reading.fail(
          "\(key): expected a whole number from \(least) to \(Self.mostPoints.grouped), found \(number.plain)"
        )
        return 0
      }
      switch word {
      case "grid":
        for (factor, levels) in zip(factors, levels) where levels == 0 && log.issues.isEmpty {
          item.fail("a grid wants 'levels' or 'values' for \(factor.name)")
        }
        return .grid(levels: levels)
      case "random": return .random(points: count("points", least: 1))
      case "latin-hypercube": return .latinHypercube(points: count("points", least: 1))
      case "sobol": return .sobol(points: count("points", least: 1))
      case "saltelli":
        let second = entry.flag("second-order")
        return .saltelli(base: count("points", least: 2), secondOrder: second)
      case "morris":
        let levels = Self.wholeNumber(entry.optional("levels"), in: 2...1000) ?? 4
        return .morris(trajectories: count("trajectories", least: 1), levels: levels)
      default:
        let kinds = ["grid", "random", "latin-hypercube", "sobol", "saltelli", "morris"]
        item.fail("no design '\(word)'", suggestions: Nearest.words(to: word, in: kinds))
        return nil
      }
    }
    guard let kind = kind ?? nil, log.issues.isEmpty else { return nil }
    let groups = Study.groups(of: factors)
    guard let groupCount = groupCount(groups, kind, factors, reading) else { return nil }
    // Too many points are refused before anything of their size is laid.
    if let points = Self.points(kind, groupCount), points > Double(Self.mostPoints) {
      let count = points < 1e15 ? Int(points).grouped : String(format: "%.1e", points)
      reading.fail("means \(count) points; at most 10 million are taken")
      return nil
    }
    do {
      return try Design(kind, factors: factors.count, groups: groups, seed: seed)
    } catch {
      switch error {
      case .noFactors: reading.fail("there are no factors to vary")
      case .tooFew(let what, let least): reading.fail("takes at least \(least) \(what)")
      case .oddLevels(let levels): reading.fail("levels of a Morris design must be even, not \(levels)")
      case .tooManyDimensions(let count):
        reading.fail("Sobol' points have up to \(SobolSequence.maximumDimensions) dimensions, not \(count)")
      case .tooManyPoints: reading.fail("means more points than can be counted")
      }
      return nil
    }
  }

  /// How many groups there are; nil where they make no sense, which is said.
  private func groupCount(
    _ groups: [Int], _ kind: DesignKind, _ factors: [Study.Factor], _ reading: Reading
  ) -> Int? {
    let named = Set(factors.compactMap(\.group))
    switch kind {
    case .saltelli, .morris: break
    default:
      if !named.isEmpty {
        reading.fail("groups of factors go with saltelli and morris; this design knows none")
        return nil
      }
    }
    if let clash = factors.first(where: { $0.group == nil && named.contains($0.name) }) {
      reading.fail("a group bears the name of the factor \(clash.name), which is not in it")
      return nil
    }
    return (groups.max() ?? -1) + 1
  }

  private static func points(_ kind: DesignKind, _ factors: Int) -> Double? {
    switch kind {
    case .grid(let levels): levels.reduce(1) { $0 * Double($1) }
    case .random(let points), .latinHypercube(let points), .sobol(let points): Double(points)
    case .saltelli(let base, let second): Double(base) * Double((second ? 2 : 1) * factors + 2)
    case .morris(let trajectories, _): Double(trajectories) * Double(factors + 1)
    }
  }
}

/// What is gathered while a study is read.
struct StudyDraft {
  var subject: Study.Subject?
  var factors: [Study.Factor] = []
  /// On how many levels a grid takes each factor; 0 where nothing is said.
  var levels: [Int] = []
  var inputs: [String] = []
  /// Files of cases without a confirmed site.
  var unconfirmed: [String] = []
  var numbers: AtlasNumbers?
  var treatment: Treatment?

  var cohort: Cohort? {
    if case .cohort(let cohort) = subject { cohort } else { nil }
  }
}
