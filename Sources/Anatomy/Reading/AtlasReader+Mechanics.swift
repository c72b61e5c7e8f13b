extension AtlasReader {
  /// Reads cables, bed, landmarks and constants; sites follow with ``readSiteMechanics()``.
  mutating func readMechanics() {
    expect(
      "mechanics.yaml",
      keys: [
        "nerve", "cables", "springs", "lengthening", "landmarks", "muscle", "dose", "recovery",
        "provocation", "classes", "sites",
      ])
    readNerve()
    readCables()
    readSprings()
    checkHolds()
    readLengthenings()
    atlas.mechanics.landmarks = Register(
      entities("mechanics.yaml", "landmarks") { id, entry in
        guard let place = cablePlace(entry) else { return nil }
        return CableLandmark(id: id, name: entry.text("name"), place: place)
      })
    readMuscleConstants()
    readDose()
    readProvocation()
  }

  /// A number, plain or as a block with its own source.
  func value(_ reading: Reading?, in range: ClosedRange<Double>) -> Double {
    guard let reading else { return range.contains(0) ? 0 : range.lowerBound }
    if reading.scalar != nil { return reading.number(in: range) ?? range.lowerBound }
    return reading.entry { $0.number("value", in: range) } ?? range.lowerBound
  }

  /// `cable` and `at` of a block.
  func cablePlace(_ entry: Entry) -> CablePlace? {
    guard let cable = position(entry.required("cable"), in: atlas.mechanics.cables, what: "cable") else {
      _ = entry.optional("at")
      return nil
    }
    let ends = atlas.mechanics.cables[cable]
    return CablePlace(
      cable: cable, at: entry.number("at", in: min(ends.from, ends.to)...max(ends.from, ends.to)))
  }

  private mutating func readNerve() {
    var nerve = NerveElasticity()
    _ = section("mechanics.yaml", "nerve")?.entry { entry -> Bool in
      nerve.modulus = value(entry.required("modulus-MPa"), in: 0.01...1000)
      nerve.decay = value(entry.required("decay-mm"), in: 1...10_000)
      nerve.area = value(entry.required("area-mm2"), in: 0.01...1000)
      nerve.prestrain = value(entry.required("prestrain"), in: -0.5...0.5)
      nerve.slackWidth = value(entry.required("slack-width"), in: 0.0001...1)
      nerve.mesh = value(entry.required("mesh-mm"), in: 0.5...50)
      return true
    }
    atlas.mechanics.nerve = nerve
  }

  private mutating func readCables() {
    let mesh = atlas.mechanics.nerve.mesh
    for (id, reading) in section("mechanics.yaml", "cables")?.pairs() ?? [] {
      let cable: Cable? = reading.entry { entry in
        let from = entry.number("from", in: -5000...5000)
        let to = entry.number("to", in: -5000...5000)
        let leaves = entry.optional("leaves").flatMap {
          position($0, in: atlas.mechanics.cables, what: "cable")
        }
        guard to - from >= mesh else {
          entry.reading.fail("'\(id)' is shorter than one element of \(mesh.short) mm")
          return nil
        }
        if let leaves,
          !(atlas.mechanics.cables[leaves].from...atlas.mechanics.cables[leaves].to).contains(from)
        {
          entry.reading.fail("'\(id)' leaves '\(atlas.mechanics.cables[leaves].id)' beyond its ends")
        }
        let area = curve(entry.required("area"), in: 0.01...1000)
        if area.isEmpty { entry.reading.fail("'\(id)' needs at least one point of its area") }
        let bed = (entry.optional("bed")?.list() ?? []).compactMap { item in
          item.entry { inner in
            BedStretch(
              from: inner.number("from", in: -5000...5000), to: inner.number("to", in: -5000...5000),
              stiffness: value(inner.required("stiffness"), in: 0...10_000))
          }
        }
        return Cable(
          id: id, name: entry.text("name"), leaves: leaves, from: from, to: to, area: area, bed: bed,
          provenance: entry.provenance())
      }
      if let cable { atlas.mechanics.cables.append(cable) }
    }
  }

  /// Points of a curve, `[[x, y], …]`, by rising x.
  func curve(_ reading: Reading?, in range: ClosedRange<Double>) -> [CurvePoint] {
    var points: [CurvePoint] = []
    for item in reading?.list() ?? [] {
      let pair = item.list().compactMap { $0.number() }
      guard pair.count == 2 else {
        item.fail("expected a pair of numbers, found \(item.excerpt)")
        continue
      }
      if !range.contains(pair[1]) {
        item.fail("\(pair[1].short) is outside \(range.lowerBound.short)…\(range.upperBound.short)")
      }
      if let last = points.last, pair[0] <= last.x { item.fail("points must stand by rising first number") }
      points.append(CurvePoint(x: pair[0], y: pair[1]))
    }
    return points
  }

  private mutating func readSprings() {
    for item in section("mechanics.yaml", "springs")?.list() ?? [] {
      let spring: CableSpring? = item.entry { entry in
        guard let place = cablePlace(entry) else { return nil }
        return CableSpring(
          place: place, stiffness: value(entry.required("mm"), in: 0...1e6),
          isBase: entry.flag("base"))
      }
      if let spring { atlas.mechanics.springs.append(spring) }
    }
  }

  /// Every cable from the cord must be held by a spring or by its bed, or nothing says where it is.
  private func checkHolds() {
    guard let section = documents["mechanics.yaml"]?.pairs().first(where: { $0.key == "cables" })?.value
    else {
      return
    }
    for (c, cable) in atlas.mechanics.cables.enumerated() where cable.leaves == nil {
      let isFloating = cable.bed.contains {
        $0.from <= cable.from && cable.to <= $0.to && $0.stiffness == 0
      }
      if isFloating, !atlas.mechanics.springs.contains(where: { $0.place.cable == c && $0.stiffness > 0 }) {
        section.fail("nothing holds '\(cable.id)': neither its bed nor a spring")
      }
    }
  }

  private mutating func readLengthenings() {
    for item in section("mechanics.yaml", "lengthening")?.list() ?? [] {
      let found: BedLengthening? = item.entry { entry in
        let movesBase = entry.optional("moves")?.text() == "base"
        let from = movesBase ? 0 : entry.number("from", in: -5000...5000)
        let to = movesBase ? 0 : entry.number("to", in: -5000...5000)
        if !movesBase, from >= to { entry.reading.fail("'from' must lie below 'to'") }
        guard let joint = position(entry.required("joint"), in: atlas.joints, what: "joint") else {
          return nil
        }
        return BedLengthening(
          joint: joint,
          cables: movesBase
            ? [] : positions(entry.required("cables"), in: atlas.mechanics.cables, what: "cable"),
          zone: movesBase || from >= to ? nil : from...to,
          lever: value(entry.required("mm-per-rad"), in: -500...500))
      }
      if let found { atlas.mechanics.lengthenings.append(found) }
    }
  }

  private mutating func readMuscleConstants() {
    var muscle = MuscleConstants()
    _ = section("mechanics.yaml", "muscle")?.entry { entry -> Bool in
      muscle.stress = value(entry.required("stress-kPa"), in: 1...5000)
      muscle.transmission = value(entry.required("transmission"), in: 0...1)
      muscle.passiveShape = value(entry.required("passive-shape"), in: 0.1...20)
      muscle.activeWidth = value(entry.required("active-width"), in: 0.01...5)
      muscle.contracture = value(entry.required("contracture"), in: 0...0.5)
      muscle.tone = value(entry.required("tone"), in: 0...1)
      return true
    }
    atlas.mechanics.muscle = muscle
  }

  private mutating func readDose() {
    var dose = DoseResponse()
    _ = section("mechanics.yaml", "dose")?.entry { entry -> Bool in
      func read(_ key: String, in range: ClosedRange<Double>) -> Double {
        value(entry.required(key), in: range)
      }
      dose.threshold = read("threshold-mmHg", in: 0...500)
      dose.dose = read("dose-mmHg-min", in: 0...100_000)
      dose.width = read("width-mmHg", in: 0.1...100)
      dose.motor = read("motor-mmHg", in: 0...200)
      dose.pain = read("pain-mmHg", in: 0...500)
      dose.firing = read("firing-mmHg", in: 0...500)
      dose.firingWidth = read("firing-width-mmHg", in: 0.1...100)
      dose.firingFall = read("firing-fall-mmHg", in: 0...200)
      dose.firingMost = read("firing-most", in: 0...1)
      dose.usualInflammation = read("usual-inflammation", in: 0...1)
      dose.flowStrain = read("flow-strain", in: 0...1)
      dose.arrestStrain = read("arrest-strain", in: 0...1)
      dose.strainBlock = read("strain-block", in: 0...1)
      dose.strainWidth = read("strain-width", in: 0.0001...1)
      dose.strainMinutes = read("strain-min", in: 0...10_000)
      return true
    }
    atlas.mechanics.dose = dose
    for item in section("mechanics.yaml", "recovery")?.list() ?? [] {
      let found: RecoveryClass? = item.entry { entry in
        RecoveryClass(
          pressure: entry.number("to-mmHg", in: 0...10_000),
          days: entry.optional("to-days")?.number(in: 0...100_000) ?? .infinity,
          block: entry.optional("to-block")?.number(in: 0...1) ?? 1, name: entry.text("name"))
      }
      if let found { atlas.mechanics.recovery.append(found) }
    }
  }

  private mutating func readProvocation() {
    let known = atlas.tunables.count
    defer { keepApart(from: known) }
    _ = section("mechanics.yaml", "provocation")?.entry { entry -> Bool in
      func read(_ key: String, _ place: Tunable.Place, in range: ClosedRange<Double>) {
        if let value = tunable(entry.required(key), "provocation." + key, in: range, place) {
          atlas[keyPath: place.path] = value
        }
      }
      read("pressure-mmHg", .provokingPressure, in: 0.1...500)
      read("pressure-exponent", .provokingPressureExponent, in: 0.1...20)
      read("strain", .provokingStrain, in: 0.001...1)
      read("strain-exponent", .provokingStrainExponent, in: 0.1...20)
      read("contact-mm2", .contactArea, in: 1...10_000)
      return true
    }
  }

  /// Takes the tunable numbers from a position on out of those that are fitted on cases.
  private mutating func keepApart(from first: Int) {
    atlas.provocationTunables += atlas.tunables[first...]
    atlas.tunables.removeSubrange(first...)
  }

  /// Reads what a lesion does mechanically at each site.
  mutating func readSiteMechanics() {
    let known = atlas.tunables.count
    defer { keepApart(from: known) }
    for (id, reading) in section("mechanics.yaml", "classes")?.pairs() ?? [] {
      let position = atlas.mechanics.classes.count
      let found: SiteClass? = reading.entry { entry in
        let tether =
          tunable(entry.required("tether"), "\(id).tether", in: 0...1000, .tether(class: position)) ?? 0
        let sensitivity =
          tunable(
            entry.required("mechanosensitive"), "\(id).mechanosensitive", in: 0...1,
            .mechanosensitivity(class: position)) ?? 0
        return SiteClass(
          id: id, pressure: value(entry.required("pressure"), in: 0...1000), tether: tether,
          mechanosensitivity: sensitivity, needsLesion: entry.flag("needs-lesion"),
          provenance: entry.provenance())
      }
      if let found { atlas.mechanics.classes.append(found) }
    }
    guard let section = section("mechanics.yaml", "sites") else { return }
    for (id, reading) in section.pairs() where !["source", "why", "note"].contains(id) {
      guard let s = position(id, at: reading, in: atlas.sites, what: "site") else { continue }
      atlas.mechanics.sites[s] = reading.entry { siteMechanics($0) }
    }
  }

  private func siteMechanics(_ entry: Entry) -> SiteMechanics? {
    var pulls: [SharedPull] = []
    let share = entry.number("share", in: 0...1, default: 1)
    if entry.optional("cable") != nil, let place = cablePlace(entry) {
      pulls.append(SharedPull(place: place, share: share))
    }
    let also: SharedPull? = entry.optional("also")?.entry { inner in
      guard let place = cablePlace(inner) else { return nil }
      return SharedPull(place: place, share: inner.number("share", in: 0...1, default: 1))
    }
    if let also { pulls.append(also) }
    let postures = (entry.optional("postures")?.pairs() ?? []).compactMap {
      joint, reading -> PosturePressure? in
      guard let j = position(joint, at: reading, in: atlas.joints, what: "joint") else { return nil }
      let isPlain: Bool = if case .sequence = reading.node { true } else { false }
      if isPlain {
        return PosturePressure(joint: j, points: curve(reading, in: -500...500), provenance: Provenance())
      }
      return reading.entry {
        PosturePressure(
          joint: j, points: curve($0.required("points"), in: -500...500), provenance: $0.provenance())
      }
    }
    let muscles = shares(entry.optional("muscles"), in: atlas.muscles, what: "muscle", sumsToOne: false)
    for share in muscles where atlas.muscles[share.index].architecture == nil {
      entry.reading.fail("muscle '\(atlas.muscles[share.index].id)' has no architecture in muscles.yaml")
    }
    guard let kind = position(entry.required("class"), in: atlas.mechanics.classes, what: "class") else {
      return nil
    }
    return SiteMechanics(
      kind: kind, pulls: pulls, muscles: muscles, postures: postures, provenance: entry.provenance())
  }
}
