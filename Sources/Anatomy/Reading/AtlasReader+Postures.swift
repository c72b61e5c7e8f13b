extension AtlasReader {
  mutating func readJoints() {
    expect("postures.yaml", keys: ["joints", "postures", "imbalances"])
    atlas.joints = Register(
      entities("postures.yaml", "joints") { id, entry in
        Joint(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          range: range(entry, within: -360...360))
      })
    atlas.imbalances = Register(
      (documents["postures.yaml"]?.pairs().first { $0.key == "imbalances" }?.value.pairs() ?? []).compactMap {
        id, reading in
        reading.entry { entry in
          PosturalImbalance(
            id: id, name: entry.text("name"), unit: entry.text("unit"),
            range: range(entry, within: -1000...1000),
            perUnit: angles(entry.required("per-unit")), provenance: entry.provenance())
        }
      })
  }

  /// Reads the postures; they name muscles, places on cables, and sites.
  mutating func readPostures() {
    atlas.postures = Register(
      entities("postures.yaml", "postures") { id, entry in
        Posture(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          angles: allAngles(entry.required("angles")), start: allAngles(entry.optional("from")),
          contractions: shares(
            entry.optional("contracts"), in: atlas.muscles, what: "muscle", sumsToOne: false),
          press: entry.optional("presses").flatMap { press($0) },
          variable: entry.optional("sets").flatMap { position($0, in: atlas.joints, what: "joint") },
          isOfOtherLeg: leg(entry),
          uncounted: sites(entry.optional("not-at")),
          provenance: entry.provenance())
      })
  }

  /// The angle of every joint, 0 where it is not named.
  private func allAngles(_ reading: Reading?) -> [Double] {
    var all = Array(repeating: 0.0, count: atlas.joints.count)
    for (joint, value) in reading?.pairs() ?? [] {
      guard let j = position(joint, at: value, in: atlas.joints, what: "joint"),
        let angle = value.number(in: atlas.joints[j].range)
      else { continue }
      all[j] = angle
    }
    return all
  }

  private func leg(_ entry: Entry) -> Bool {
    guard let reading = entry.optional("leg"), let word = reading.text() else { return false }
    if word != "other" { reading.fail("'leg' takes 'other' or nothing, not '\(word)'") }
    return word == "other"
  }

  private func press(_ reading: Reading) -> NervePress? {
    reading.entry { entry in
      guard let place = cablePlace(entry) else { return nil }
      return NervePress(
        place: place, pressure: entry.number("mmHg", in: 0...1000),
        offset: entry.number("bends-mm", in: 0...50))
    }
  }

  /// Numbers by joint.
  private func angles(_ reading: Reading?) -> [Share] {
    (reading?.pairs() ?? []).compactMap { joint, value in
      guard let j = position(joint, at: value, in: atlas.joints, what: "joint"), let number = value.number()
      else { return nil }
      return Share(j, number)
    }
  }

  private func range(_ entry: Entry, within limits: ClosedRange<Double>) -> ClosedRange<Double> {
    let from = entry.number("from", in: limits)
    let to = entry.number("to", in: limits)
    if from < to { return from...to }
    entry.reading.fail("'from' (\(from.short)) must lie below 'to' (\(to.short))")
    return limits
  }

  /// How a muscle's length follows the joints, from a block of terms keyed by joints.
  func lengthTerms(_ reading: Reading?) -> [LengthTerm] {
    (reading?.pairs() ?? []).compactMap { key, value in
      let joints = key.split(separator: " ").compactMap {
        position(String($0), at: value, in: atlas.joints, what: "joint")
      }
      guard !joints.isEmpty, let coefficient = value.number(in: -1000...1000) else { return nil }
      return LengthTerm(joints: joints, coefficient: coefficient)
    }
  }

  mutating func readArchitecture() {
    guard let section = documents["muscles.yaml"]?.pairs().first(where: { $0.key == "architecture" })?.value
    else { return }
    for (id, reading) in section.pairs() {
      guard let m = position(id, at: reading, in: atlas.muscles, what: "muscle") else { continue }
      _ = reading.entry { entry -> Bool in
        _ = entry.optional("residual-mm")
        var slack = 0.0
        var full = 1.0
        _ = entry.required("passive")?.entry { inner -> Bool in
          slack = inner.number("slack-strain", in: -0.5...1)
          full = inner.number("full-strain", in: 0.01...5)
          return true
        }
        atlas.muscles[m].architecture = MuscleArchitecture(
          peakForce: entry.number("peak-force-N", in: 0...1e5),
          length: entry.number("length-mm", in: 1...2000),
          fibre: entry.number("fibre-mm", in: 1...1000), terms: lengthTerms(entry.required("lengthens")),
          slackStrain: slack, fullStrain: full, provenance: entry.provenance())
        return true
      }
    }
  }
}
