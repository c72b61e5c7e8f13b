import Foundation

extension AtlasReader {
  mutating func readSites() {
    expect("sites.yaml", keys: ["levels", "courses", "groups", "sites"])
    readLevels()
    let courses = readCourses()
    let sites = entities("sites.yaml", "sites") { id, entry in
      site(id, entry, courses: courses)
    }
    atlas.sites = Register(sites)
    if let position = atlas.sites.firstIndex(where: \.isUnexplained) {
      atlas.unexplained = position
    } else {
      section("sites.yaml", "sites")?.fail("one site must have 'unexplained: true'")
    }
    readSiteGroups("sites.yaml")
  }

  mutating func readSiteGroups(_ file: String) {
    guard let groups = documents[file]?.pairs().first(where: { $0.key == "groups" })?.value else { return }
    for (name, reading) in groups.pairs() { atlas.siteGroups[name] = sites(reading) }
  }

  private mutating func readLevels() {
    let ids = section("sites.yaml", "levels")?.pairs() ?? []
    for (position, (id, reading)) in ids.enumerated() {
      _ = reading.entry { entry -> Bool in
        let pressure = entry.optional("pressure-mmHg").map { value($0, in: 0...1000) }
        let pressed = pressure.map { atlas.mechanics.dose.dysfunction(pressure: $0) }
        let block =
          pressed?.sensoryBlock
          ?? tunable(entry.required("block"), "level.\(id).block", in: 0...1, .block(level: position)) ?? 0
        let irritability =
          pressed?.irritability
          ?? tunable(
            entry.required("irritability"), "level.\(id).irritability", in: 0...1,
            .irritability(level: position)) ?? 0
        let expression =
          tunable(
            entry.required("expression"), "level.\(id).expression", in: 0...2,
            .expression(level: position)) ?? 0
        atlas.levels.append(
          SeverityLevel(
            id: id, pressure: pressure, block: block, motorBlock: pressed?.motorBlock ?? block,
            irritability: irritability, expression: expression))
        return true
      }
    }
    if atlas.levels.isEmpty { section("sites.yaml", "levels")?.fail("no level of severity stands here") }
  }

  private func readCourses() -> Register<Course> {
    Register(
      entities("sites.yaml", "courses") { id, entry in
        return Course(id: id, shares: levelShares(entry))
      })
  }

  private func levelShares(_ entry: Entry) -> [Double] {
    let shares = atlas.levels.map { entry.number($0.id) }
    let sum = shares.reduce(0, +)
    if abs(sum - 1) > 5e-3 { entry.reading.fail("shares of the levels sum to \(sum.short), not 1") }
    log.trace?.whole(atlas.levels.map { entry.optional($0.id) })
    return sum > 0 ? shares.map { $0 / sum } : shares
  }

  private func site(_ id: String, _ entry: Entry, courses: Register<Course>) -> Site? {
    var severity = courses["default"]?.shares ?? []
    if let reading = entry.optional("course") {
      if reading.scalar != nil {
        if let course = position(reading, in: courses, what: "course") { severity = courses[course].shares }
      } else {
        severity =
          reading.entry { inner in
            return levelShares(inner)
          } ?? severity
      }
    }
    if severity.count != atlas.levels.count {
      entry.reading.fail("'\(id)' needs a course, as there is none called 'default'")
    }
    let listed = entry.optional("modes")?.list() ?? []
    let names = listed.map { $0.part("name")?.scalar ?? "" }
    let modes = listed.compactMap { mode($0, of: names) }
    for (n, name) in names.enumerated() where !name.isEmpty && names[..<n].contains(name) {
      listed[n].fail("two modes of '\(id)' are called '\(name)'")
    }
    let ordinary = modes.filter { $0.mismatch == nil }.reduce(0) { $0 + $1.share }
    if !modes.isEmpty, abs(ordinary - 1) > 5e-3 {
      entry.reading.fail("shares of the modes of '\(id)' sum to \(ordinary.short), not 1")
    }
    let mismatches = modes.compactMap(\.mismatch)
    if !mismatches.isEmpty, mismatches.reduce(0, +) <= 0 {
      entry.reading.fail("the weights under 'mismatch' of '\(id)' sum to 0, so no mode has a share")
    }
    log.trace?.whole(listed.map { $0.part("share") })
    return Site(
      id: id, name: entry.text("name"), aliases: entry.texts("aliases"), place: entry.text("place"),
      family: entry.text("family"),
      anchor: entry.optional("at").flatMap { position($0, in: atlas.segments, what: "segment") },
      muscle: entry.optional("muscle").flatMap { position($0, in: atlas.muscles, what: "muscle") },
      pain: entry.number("pain", in: 0...2, default: 1), bilateral: entry.number("bilateral", default: 0.05),
      severity: severity, modes: modes,
      isUnexplained: entry.flag("unexplained"),
      alarm: entry.optional("alarm")?.entry { alarm($0, of: names) }, provenance: entry.provenance())
  }

  private func alarm(_ entry: Entry, of names: [String]) -> Alarm {
    Alarm(
      from: entry.number("from", in: 0...1), name: entry.optional("name")?.text(),
      modes: entry.optional("modes").map { modes($0, named: names) },
      weeksBelow: entry.optional("weeks-below")?.number(in: 0...5200), action: entry.text("action"),
      provenance: entry.provenance())
  }

  /// Positions of modes by their names. No mode would never hold, and one that stands twice would count twice.
  func modes(_ reading: Reading, named names: [String]) -> [Int] {
    var places: [Int] = []
    for mode in reading.list() {
      guard let word = mode.text() else { continue }
      guard let place = names.firstIndex(of: word) else {
        mode.fail("no mode '\(word)'", suggestions: Nearest.words(to: word, in: names))
        continue
      }
      if places.contains(place) { mode.fail("mode '\(word)' stands twice") } else { places.append(place) }
    }
    if reading.list().isEmpty {
      reading.fail("what holds for no mode never holds; leave 'modes' out for all")
    }
    return places
  }

  /// The modes of which a link or a factor speaks, of the one site that it names.
  func modes(_ reading: Reading, of sites: [Int]) -> [Int]? {
    guard sites.count == 1, let site = sites.first else {
      reading.fail("'modes' are those of one site; this link names \(sites.count)")
      return nil
    }
    return modes(reading, named: atlas.sites[site].modes.map(\.name))
  }

  private func mode(_ reading: Reading, of names: [String]) -> LesionMode? {
    reading.entry { entry in
      let catches = (entry.optional("catches")?.pairs() ?? []).compactMap { id, value -> Catch? in
        guard let segment = position(id, at: value, in: atlas.segments, what: "segment") else { return nil }
        return caught(value, at: segment)
      }
      let mismatch = entry.optional("mismatch")?.number(in: 0...1)
      return LesionMode(
        name: entry.optional("name")?.text() ?? "", share: mismatch == nil ? entry.number("share") : 0,
        mismatch: mismatch, catches: catches,
        axonal: entry.optional("axonal")?.entry { $0.number("value", in: 0...1) } ?? 1,
        lengthDependence: entry.optional("length-dependent")?.entry { inner in
          LengthDependence(
            midpoint: inner.number("mid-mm", in: 0...3000), scale: inner.number("scale-mm", in: 1...2000),
            maximum: inner.number("max", in: 0...1))
        },
        upstream: entry.optional("upstream")?.entry { inner in
          UpstreamLoss(motor: inner.number("motor"), sensory: inner.number("sensory"))
        },
        muscular: entry.optional("muscular")?.entry { inner in
          MuscularLoss(
            muscles: (inner.required("muscles")?.pairs() ?? []).compactMap { id, value -> Share? in
              guard let muscle = position(id, at: value, in: atlas.muscles, what: "muscle") else {
                return nil
              }
              return Share(muscle, value.number(in: 0...1) ?? 0)
            }, active: inner.number("active", in: 0...1))
        },
        otherLeg: entry.optional("other-leg").flatMap { other in
          guard let word = other.text() else { return nil }
          if let place = names.firstIndex(of: word) { return place }
          other.fail("no mode '\(word)'", suggestions: Nearest.words(to: word, in: names))
          return nil
        })
    }
  }

  private func caught(_ reading: Reading, at segment: Int) -> Catch {
    var result = Catch(segment: segment, channels: [:], others: 0, fibres: [])
    for (id, value) in reading.pairs() {
      if id == "all" {
        result.others = value.number(in: 0...1) ?? 0
      } else if id == "fibres" {
        for fibre in value.list() {
          guard let name = fibre.text() else { continue }
          if let fibreClass = FibreClass(rawValue: name) {
            result.fibres.insert(fibreClass)
          } else {
            fibre.fail("no class of fibres '\(name)'")
          }
        }
      } else if let channel = position(id, at: value, in: atlas.channels, what: "channel") {
        result.channels[channel] = value.number(in: 0...1) ?? 0
      }
    }
    return result
  }

  mutating func readHistory() {
    expect("history.yaml", keys: ["history", "patient", "flags", "age-prior"])
    let flagged = Set(
      documents["history.yaml"]?.part("flags")?.pairs().compactMap { $0.value.scalar } ?? [])
    var modifiers = entities("history.yaml", "history") { id, entry in
      modifier(id, entry, conditions: [.history], flagged: flagged)
    }
    modifiers += entities("history.yaml", "patient") { id, entry in
      modifier(id, entry, conditions: conditions(entry))
    }
    atlas.modifiers = Register(modifiers)
    for (flag, value) in section("history.yaml", "flags")?.pairs() ?? [] {
      if let item = position(value, in: atlas.modifiers, what: "history item") {
        atlas.flagHistory[flag] = atlas.modifiers[item].id
      }
    }
    _ = section("history.yaml", "age-prior")?.entry { entry -> Bool in
      let female = entry.number("female")
      atlas.sexShares = [SexShare(sex: "female", share: female), SexShare(sex: "male", share: 1 - female)]
      guard let bands = entry.required("bands") else { return true }
      let listed = bands.list()
      atlas.ageBands = listed.compactMap { item in
        item.entry { band in
          let age = band.number("mid", in: 0...120)
          let first = band.number("from", in: 0...120, default: age)
          let last = band.number("to", in: 0...120, default: age)
          if !(first <= age && age <= last) {
            item.fail("'mid' \(age.short) does not lie between 'from' and 'to'")
            return nil
          }
          return AgeBand(age: age, share: band.number("share"), ages: first...last)
        }
      }
      let sum = atlas.ageBands.reduce(0) { $0 + $1.share }
      if abs(sum - 1) > 1e-6 { bands.fail("shares of the ages sum to \(sum.short), not 1") }
      log.trace?.whole(listed.map { $0.part("share") })
      return true
    }
  }

  private func conditions(_ entry: Entry) -> [Modifier.Condition] {
    guard let when = entry.required("when") else { return [] }
    return when.entry { inner in
      var result: [Modifier.Condition] = []
      if let age = inner.optional("age-from")?.number(in: 0...130) { result.append(.ageFrom(age)) }
      if let age = inner.optional("age-below")?.number(in: 0...130) { result.append(.ageBelow(age)) }
      if let weeks = inner.optional("weeks-from")?.number(in: 0...5200) { result.append(.weeksFrom(weeks)) }
      if let weeks = inner.optional("weeks-below")?.number(in: 0...5200) { result.append(.weeksBelow(weeks)) }
      if let sex = sex(inner.optional("sex")) { result.append(.sex(sex)) }
      if result.isEmpty { when.fail("'when' holds no condition, so it would hold for everyone") }
      return result
    } ?? []
  }

  /// A sex; one that no case can have is reported.
  func sex(_ reading: Reading?) -> String? {
    guard let reading, let word = reading.text() else { return nil }
    if !PatientCase.sexes.contains(word) {
      reading.fail("no sex '\(word)'", suggestions: Nearest.words(to: word, in: PatientCase.sexes))
    }
    return word
  }

  private func modifier(
    _ id: String, _ entry: Entry, conditions: [Modifier.Condition], flagged: Set<String> = []
  ) -> Modifier {
    let effects = (entry.optional("odds")?.list() ?? []).compactMap { item in
      item.entry { effect -> Modifier.Effect in
        let sites = sites(effect.required("sites"))
        let modes = effect.optional("modes").flatMap { reading -> [Int]? in
          // Who comes with a simulated lesion hangs on the person, and its mode must not.
          guard conditions == [.history], !flagged.contains(id) else {
            reading.fail("'modes' may hang on history alone that no flag stands for")
            return nil
          }
          return self.modes(reading, of: sites)
        }
        return Modifier.Effect(
          sites: sites, modes: modes, factor: effect.number("times", in: 0.01...100),
          provenance: effect.provenance())
      }
    }
    return Modifier(
      id: id, name: entry.optional("name")?.text() ?? id, aliases: entry.texts("aliases"),
      conditions: conditions,
      effects: effects)
  }

  mutating func readSettings() {
    expect("settings.yaml", keys: ["lesions", "cap", "affinity", "settings"])
    let common = section("settings.yaml", "lesions").map { lesionCounts($0) } ?? []
    if let cap = section("settings.yaml", "cap") {
      if cap.scalar != nil {
        atlas.modifierCap = cap.number(in: 1...1000) ?? 1
      } else {
        _ = cap.entry { entry -> Bool in
          atlas.modifierCap = entry.number("value", in: 1...1000)
          return true
        }
      }
    }
    atlas.affinities = (section("settings.yaml", "affinity")?.list() ?? []).compactMap { item in
      item.entry { entry in
        return Affinity(
          first: Set(sites(entry.required("a"))), second: Set(sites(entry.required("b"))),
          factor: entry.number("times", in: 0.01...100), provenance: entry.provenance())
      }
    }
    var settings: [ClinicSetting] = []
    _ = entities("settings.yaml", "settings") { id, entry in
      settings.append(
        ClinicSetting(
          id: id, name: entry.text("name"),
          lesionCounts: entry.optional("lesions").map { lesionCounts($0) } ?? common,
          rootMismatch: entry.number("root-mismatch"), shares: siteShares(entry, Register(settings)),
          provenance: entry.provenance()))
    }
    atlas.settings = Register(settings)
    if atlas.settings.isEmpty { section("settings.yaml", "settings")?.fail("no setting stands here") }
    for key in ["default-setting", "score-setting"] {
      let named = documents["atlas.yaml"]?.pairs().first { $0.key == key }?.value
      _ = position(named, in: atlas.settings, what: "setting")
    }
  }

  private func lesionCounts(_ reading: Reading) -> [Double] {
    reading.entry { entry in
      let counts = (0...3).map { entry.number(String($0)) }
      let sum = counts.reduce(0, +)
      if abs(sum - 1) > 5e-3 { reading.fail("probabilities sum to \(sum.short), not 1") }
      log.trace?.whole((0...3).map { entry.optional(String($0)) })
      return counts.map { $0 / max(sum, 1e-12) }
    } ?? [0.02, 0.98, 0, 0]
  }

  /// Share of each site: equal ones in a flat setting; those of the `earlier` settings named, flattened; else its
  /// entry, or the stated small share.
  private func siteShares(_ entry: Entry, _ earlier: Register<ClinicSetting>) -> [Double] {
    if atlas.sites.isEmpty { return [] }
    let count = Double(atlas.sites.count - 1)
    var result = Array(repeating: 1 / count, count: atlas.sites.count)
    if entry.flag("flat") {
      result[atlas.unexplained] = 0
      return result
    }
    if let flattened = entry.optional("flattened") {
      let mixes = flattened.entry { flattened in
        (
          of: positions(flattened.required("settings"), in: earlier, what: "earlier setting"),
          power: flattened.number("power", in: 0...1)
        )
      }
      guard let mixes, !mixes.of.isEmpty else {
        flattened.fail("no earlier setting to flatten")
        return result
      }
      return Self.flattened(mixes.of.map { earlier[$0].shares }, power: mixes.power)
    }
    let others = entry.number("others")
    result = Array(repeating: others, count: atlas.sites.count)
    log.trace?.whole((entry.optional("shares")?.pairs() ?? []).map(\.value))
    for share in shares(entry.required("shares"), in: atlas.sites, what: "site", sumsToOne: false) {
      result[share.index] = share.value
    }
    result[atlas.unexplained] = 0
    let sum = result.reduce(0, +)
    if abs(sum - 1) > 0.02 { entry.reading.fail("shares of the sites sum to \(sum.short), not 1") }
    return result.map { $0 / sum }
  }

  /// The mean of several case mixes, each share raised to `power` (0: all alike, 1: the mean itself), summing to one.
  private static func flattened(_ mixes: [[Double]], power: Double) -> [Double] {
    let weights = (mixes.first ?? []).indices.map { site in
      let mean = mixes.reduce(0) { $0 + $1[site] } / Double(mixes.count)
      return mean > 0 ? pow(mean, power) : 0
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

/// A named distribution over severity levels.
private struct Course: Named {
  let id: String
  let shares: [Double]
}
