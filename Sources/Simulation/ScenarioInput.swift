import Anatomy

/// Reads what people set in a simulated limb: on the command line, or in the file of a study.
///
/// What can't be read throws ``DataError`` with its place, what may be written there, and the nearest names.
public struct ScenarioInput {
  private let atlas: Atlas
  private let file: String
  private let line: Int?
  /// Stands before the name of an option in messages.
  private let mark: String

  /// Reads options of the command line.
  public init(atlas: Atlas) {
    self.atlas = atlas
    file = "command line"
    line = nil
    mark = "--"
  }

  /// Reads a line of a file.
  public init(atlas: Atlas, file: String, line: Int) {
    self.atlas = atlas
    self.file = file
    self.line = line
    mark = ""
  }

  /// What a number of the scenario is, for `--scan` and as a factor of a study.
  public enum Place: Sendable, Equatable {
    /// Tension of a muscle, degree of a lesion, angle of a joint, amount of a habit of posture: by position.
    case tension(Int)
    case lesion(Int)
    case joint(Int)
    case imbalance(Int)
    case inflammation, gain, weeks, hold
  }

  /// A quantity and the values that it takes.
  public struct Scan: Sendable {
    /// The quantity as it was written.
    public let name: String
    public let place: Place
    /// In the unit of the quantity.
    public let values: [Double]
  }

  /// A fault at this place.
  public func fault(_ message: String, _ suggestions: [String] = []) -> DataError {
    DataError(file: file, line: line, message, suggestions: suggestions)
  }

  /// `SITE` or `SITE:severity`, with a number 0…1 or the name of a level.
  func cause(_ text: String) throws(DataError) -> Scenario.Cause {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let site = try site(parts.first ?? "")
    let load = SiteLoad(atlas, site: site)
    let middle = atlas.levels[atlas.levels.count / 2]
    func degree(_ level: SeverityLevel) -> Double {
      load.degree(pressure: SiteLoad.pressure(of: level))
    }
    guard parts.count == 2 else { return Scenario.Cause(site: site, degree: degree(middle)) }
    if let level = atlas.levels[parts[1]] { return Scenario.Cause(site: site, degree: degree(level)) }
    guard let number = Double(parts[1]) else {
      throw fault(
        "\(mark)lesion \(text): the severity is a number 0…1 or one of \(atlas.levels.ids.joined(separator: ", "))",
        Nearest.words(to: parts[1], in: atlas.levels.ids, limit: 1))
    }
    return Scenario.Cause(
      site: site, degree: try within(number, 0...1, "\(mark)lesion \(text): the severity"))
  }

  /// Adds a lesion, written as for ``cause(_:)``; a site bears one, and there are three at most.
  public func add(lesion text: String, to scenario: inout Scenario) throws(DataError) {
    let cause = try cause(text)
    if scenario.causes.contains(where: { $0.site == cause.site }) {
      throw fault("\(mark)lesion \(text): '\(atlas.sites[cause.site].id)' is named twice")
    }
    if scenario.causes.count == 3 { throw fault("at most three lesions at once") }
    scenario.causes.append(cause)
  }

  /// Adds a tension written `MUSCLE=τ`; of each muscle one.
  public func add(tension text: String, to scenario: inout Scenario) throws(DataError) {
    let (muscle, value) = try tension(text)
    if scenario.tension.updateValue(value, forKey: muscle) != nil {
      throw fault("\(mark)tension \(text): '\(atlas.muscles[muscle].id)' is named twice")
    }
  }

  /// Adds a habit written `HABIT=amount`, each once.
  public func add(habit text: String, to scenario: inout Scenario) throws(DataError) {
    let habit = try habit(text)
    if scenario.imbalances.contains(where: { $0.index == habit.index }) {
      throw fault("\(mark)habit \(text): '\(atlas.imbalances[habit.index].id)' is named twice")
    }
    scenario.imbalances.append(habit)
  }

  /// A site that may bear a lesion; for the name of a muscle, the sites on which it presses are named.
  public func site(_ word: String) throws(DataError) -> Int {
    if case .found(let site) = NameIndex(atlas).site(word) {
      if site == atlas.unexplained { throw fault("'\(atlas.sites[site].id)' is no lesion") }
      return site
    }
    if let muscle = atlas.muscles.position(of: NameIndex.normalised(word)) {
      let pressed = atlas.mechanics.sites.keys.sorted().filter { site in
        atlas.sites[site].muscle == nil
          && atlas.mechanics.sites[site]?.muscles.contains { $0.index == muscle } == true
      }
      let most = pressed.sorted { gain(of: muscle, at: $0) > gain(of: muscle, at: $1) }
      throw fault("'\(word)' is a muscle, not a site", most.prefix(3).map { atlas.sites[$0].id })
    }
    return try CaseReader(atlas).resolve("site", word)
  }

  private func gain(of muscle: Int, at site: Int) -> Double {
    atlas.mechanics.sites[site]?.muscles.first { $0.index == muscle }?.value ?? 0
  }

  /// `MUSCLE=τ`.
  public func tension(_ text: String) throws(DataError) -> (Int, Double) {
    let (name, value) = try pair(text, "\(mark)tension", "MUSCLE=τ")
    return (try muscle(name), try within(value, 0...1, "\(mark)tension \(text): τ"))
  }

  /// A posture by name, with a number for the joint that it sets, or joint angles: `POSTURE:70`, `JOINT=60,JOINT=90`.
  public func posture(_ text: String) throws(DataError) -> Posture {
    if text.contains("=") { return try anglesOnly(text) }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let position = try find(parts.first ?? "", in: atlas.postures, "posture", "postures") {
      [$0.name] + $0.aliases
    }
    let posture = atlas.postures[position]
    guard parts.count == 2 else { return posture }
    guard let joint = posture.variable else {
      let able = atlas.postures.filter { $0.variable != nil }.map(\.id)
      throw fault(
        "posture '\(posture.id)' takes no number; those that do: \(able.joined(separator: ", "))")
    }
    return posture.with(try angle(parts[1], joint, text), at: joint)
  }

  private func anglesOnly(_ text: String) throws(DataError) -> Posture {
    var result = Posture.straight(joints: atlas.joints.count)
    var named: Set<Int> = []
    for part in text.split(separator: ",").map(String.init) {
      let words = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard words.count == 2 else { throw fault("\(mark)posture \(text): write joint=degrees") }
      let joint = try joint(words[0])
      if !named.insert(joint).inserted {
        throw fault("\(mark)posture \(text): '\(atlas.joints[joint].id)' is named twice")
      }
      result = result.with(try angle(words[1], joint, text), at: joint)
    }
    return result
  }

  private func angle(_ word: String, _ joint: Int, _ text: String) throws(DataError) -> Double {
    guard let number = Double(word) else {
      throw fault("\(mark)posture \(text): '\(word)' is no angle in degrees")
    }
    return try within(
      number, atlas.joints[joint].range, "\(mark)posture \(text): \(atlas.joints[joint].name) in degrees")
  }

  /// `HABIT=amount`.
  func habit(_ text: String) throws(DataError) -> Share {
    let (name, value) = try pair(text, "\(mark)habit", "HABIT=amount")
    let position = try find(name, in: atlas.imbalances, "habit of posture", "habits") { [$0.name] }
    let habit = atlas.imbalances[position]
    return Share(position, try within(value, habit.range, "\(mark)habit \(text): \(habit.unit)"))
  }

  /// `WHAT=from:to:count`.
  public func scan(_ text: String) throws(DataError) -> Scan {
    let words = text.split(separator: "=", maxSplits: 1).map(String.init)
    let numbers = words.count == 2 ? words[1].split(separator: ":").map(String.init) : []
    guard numbers.count == 3, let from = Double(numbers[0]), let to = Double(numbers[1]),
      let count = Int(numbers[2]), from.isFinite, to.isFinite
    else { throw fault("\(mark)scan \(text): write WHAT=from:to:count, as in inflammation=0:1:11") }
    guard (2...10_000).contains(count) else {
      throw fault("\(mark)scan \(text): 2 to 10000 points, not \(count)")
    }
    let (place, range) = try place(words[0])
    _ = try within(min(from, to), range, "\(mark)scan \(text): \(words[0])")
    _ = try within(max(from, to), range, "\(mark)scan \(text): \(words[0])")
    let step = (to - from) / Double(count - 1)
    return Scan(name: words[0], place: place, values: (0..<count).map { from + Double($0) * step })
  }

  /// A quantity by its name, such as `tension.MUSCLE`, and the range that it can take.
  public func place(_ name: String) throws(DataError) -> (Place, ClosedRange<Double>) {
    switch name {
    case "inflammation": return (.inflammation, 0...1)
    case "gain": return (.gain, 0...5)
    case "weeks": return (.weeks, 0...5200)
    case "hold": return (.hold, 0...10_000)
    default: break
    }
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    if parts.count == 2 {
      switch parts[0] {
      case "tension": return (.tension(try muscle(parts[1])), 0...1)
      case "lesion": return (.lesion(try site(parts[1])), 0...1)
      case "posture":
        let joint = try joint(parts[1])
        return (.joint(joint), atlas.joints[joint].range)
      case "habit":
        let position = try find(parts[1], in: atlas.imbalances, "habit of posture", "habits") { [$0.name] }
        return (.imbalance(position), atlas.imbalances[position].range)
      default: break
      }
    }
    let known = ["inflammation", "gain", "weeks", "hold", "tension.", "lesion.", "posture.", "habit."]
    throw fault(
      "'\(name)' cannot be varied; what can is inflammation, gain, weeks, hold, tension.MUSCLE, lesion.SITE, "
        + "posture.JOINT or habit.HABIT", Nearest.words(to: name, in: known, limit: 1))
  }

  private func muscle(_ name: String) throws(DataError) -> Int {
    let position = try find(name, in: atlas.muscles, "muscle", "muscles") {
      [$0.name, $0.latin ?? ""] + $0.aliases
    }
    if atlas.muscles[position].architecture == nil {
      throw fault("nothing is known of the tension of '\(atlas.muscles[position].id)' in this atlas")
    }
    return position
  }

  private func joint(_ name: String) throws(DataError) -> Int {
    try find(name, in: atlas.joints, "joint", "joints") { [$0.name] + $0.aliases }
  }

  private func find<T: Named>(
    _ word: String, in register: Register<T>, _ what: String, _ list: String, names: (T) -> [String]
  ) throws(DataError) -> Int {
    if let position = register.position(of: word) { return position }
    let plain = NameIndex.normalised(word)
    if let position = register.firstIndex(where: { names($0).contains { NameIndex.normalised($0) == plain } })
    {
      return position
    }
    let near = Nearest.words(to: plain, in: register.ids)
    let hint = near.isEmpty ? "; 'sciatic atlas list \(list)' names them" : ""
    throw fault("no \(what) '\(word)'\(hint)", near)
  }

  private func pair(_ text: String, _ option: String, _ form: String) throws(DataError) -> (String, Double) {
    let words = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard words.count == 2, let value = Double(words[1]) else {
      throw fault("\(option) \(text): write \(form)")
    }
    return (words[0], value)
  }

  /// The value, where it lies within the range; `what` names it in the message.
  public func within(_ value: Double, _ range: ClosedRange<Double>, _ what: String) throws(DataError)
    -> Double
  {
    if range.contains(value) { return value }
    throw fault(
      "\(what) must lie within \(range.lowerBound.plain)…\(range.upperBound.plain), not \(value.plain)")
  }
}

extension Scenario {
  /// The scenario with another value of one quantity.
  public func with(_ value: Double, at place: ScenarioInput.Place) -> Scenario {
    var result = self
    switch place {
    case .tension(let muscle): result.tension[muscle] = value
    case .lesion(let site):
      result.causes.removeAll { $0.site == site }
      result.causes.append(Cause(site: site, degree: value))
    case .joint(let joint): result.posture = posture.with(value, at: joint)
    case .imbalance(let habit):
      result.imbalances.removeAll { $0.index == habit }
      result.imbalances.append(Share(habit, value))
    case .inflammation: result.inflammation = value
    case .gain: result.gain = value
    case .weeks: result.weeks = value
    case .hold: result.hold = value
    }
    return result
  }
}
