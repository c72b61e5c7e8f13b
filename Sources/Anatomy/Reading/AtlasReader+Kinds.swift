/// The header of an atlas, its kinds of finding and what chance does to them.
extension AtlasReader {
  mutating func readHeader() {
    let file = "atlas.yaml"
    guard let document = documents[file] else { return }
    _ = document.entry { entry -> Bool in
      atlas.name = entry.text("name")
      atlas.title = entry.text("title")
      atlas.version = entry.text("version")
      atlas.defaultSetting = entry.text("default-setting")
      atlas.scoreSetting = entry.text("score-setting")
      atlas.examples = entry.texts("examples")
      atlas.properNames = Set(entry.texts("proper-names"))
      for (word, value) in entry.optional("words")?.pairs() ?? [] {
        if let text = value.text() { atlas.wordSynonyms[word] = text }
      }
      for (word, value) in entry.optional("value-words")?.pairs() ?? [] {
        atlas.valueWords[word] = value.list().compactMap { $0.text() }
      }
      _ = entry.optional("both-sides")
      _ = entry.optional("age-flags")
      _ = entry.optional("sheet")
      _ = entry.optional("implications")
      return true
    }
  }

  mutating func readKinds() {
    expect(
      "kinds.yaml",
      keys: [
        "kinds", "silence", "observation", "worn", "uninformative", "part-of", "follows", "rarely-examined",
      ])
    for (id, reading) in section("kinds.yaml", "kinds")?.pairs() ?? [] {
      _ = reading.entry { entry -> Bool in
        // A faulty kind takes no place; the faults are reported, and the rest is read on.
        let position = atlas.kinds.count
        atlas.kinds.append(kind(id, entry))
        guard atlas.kinds.position(of: id) == position else { return false }
        readCurves(entry, kind: position)
        atlas.kinds[position].leak = leak(entry.required("leak")) { tuned in
          self.register(tuned, "\(id).leak", .leak(kind: position))
        }
        return true
      }
    }
    _ = section("kinds.yaml", "observation")?.entry { entry -> Bool in
      func read(
        _ key: String, _ place: Tunable.Place, in range: ClosedRange<Double> = 0...1, isRequired: Bool = true
      ) {
        let reading = isRequired ? entry.required(key) : entry.optional(key)
        atlas[keyPath: place.path] = tunable(reading, "observation." + key, in: range, place) ?? 0
      }
      read("territory-pain", .territoryPain)
      read("focal-conduction", .focalConduction)
      read("local-ceiling", .localCeiling)
      read("bilateral-leak", .bilateralLeak)
      read("recording-error", .recordingError, isRequired: false)
      read("leak-power", .leakPower, in: 0...20)
      read("chance-slowing", .chanceSlowing)
      return true
    }
    guard let worn = documents["kinds.yaml"]?.pairs().first(where: { $0.key == "worn" })?.value else {
      return
    }
    _ = worn.entry { entry -> Bool in
      atlas.observation.wornShare = tunable(entry.required("share"), "worn.share", in: 0...1, .wornShare) ?? 0
      atlas.observation.wornOdds = tunable(entry.required("odds"), "worn.odds", in: 1...1000, .wornOdds) ?? 1
      _ = entry.required("findings")
      return true
    }
  }

  private func kind(_ id: String, _ entry: Entry) -> FindingKind {
    let measure: Measure? = entry.choice("measure", "measure")
    let targets = (entry.optional("targets")?.list() ?? []).compactMap { item -> TargetClass? in
      Entry.choice(item, "class of targets")
    }
    let values = entry.texts("values")
    var phrases: [String: String] = [:]
    for (value, reading) in entry.optional("phrases")?.pairs() ?? [] { phrases[value] = reading.text() }
    var words: [String: String] = [:]
    for (word, reading) in entry.optional("words")?.pairs() ?? [] { words[word] = reading.text() }
    var chanceOfAside: [String: Double] = [:]
    for value in entry.texts("aside") {
      chanceOfAside[value] = entry.optional("chance-" + value)?.entry { $0.number("value", in: 0...1) }
    }
    return FindingKind(
      id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
      scale: values == ["grade"] ? .strength : Scale(values: values, aside: entry.texts("aside")),
      measure: measure ?? .local, targets: targets, phrases: phrases, words: words,
      cost: cost(entry) ?? .bedside, isBedsideSign: entry.flag("bedside"),
      isReportedInFull: entry.flag("reported-in-full"),
      anchors: [], leak: Leak(byAge: [], sampleSize: nil, provenance: Provenance()),
      leakWithPain: entry.optional("leak-with-pain").flatMap { likelihood($0) },
      ownTriggerPoint: entry.optional("own-trigger-point").flatMap { likelihood($0) },
      leakPower: entry.optional("leak-power")?.entry { $0.number("value", in: 0...20) },
      localPower: entry.optional("local-power")?.entry { $0.number("value", in: 0...20) },
      leakOfBothLegs: entry.optional("leak-of-both-legs")?.entry { $0.number("value", in: 0...1) },
      chanceOfAside: chanceOfAside,
      normalCountsFrom: entry.optional("normal-counts-from")?.entry { $0.number("weeks", in: 0...52) })
  }

  func cost(_ entry: Entry) -> Cost? {
    entry.optional("cost").flatMap { Entry.choice($0, "cost") }
  }

  private mutating func readCurves(_ entry: Entry, kind: Int) {
    let id = atlas.kinds[kind].id
    let curves = entry.optional("curves")
    for (index, item) in (curves?.list() ?? []).enumerated() {
      _ = item.entry { inner -> Bool in
        let step = inner.whole("step", in: 1...max(1, atlas.kinds[kind].scale.worst))
        let threshold =
          tunable(
            inner.required("threshold"), "\(id).threshold-\(step)", in: 0.01...2,
            .threshold(kind: kind, anchor: index)) ?? 1
        let exponent =
          tunable(
            inner.required("exponent"), "\(id).exponent-\(step)", in: 0.5...20,
            .exponent(kind: kind, anchor: index)) ?? 1
        let maximum =
          tunable(
            inner.optional("maximum"), "\(id).maximum-\(step)", in: 0...1.5,
            .maximum(kind: kind, anchor: index)) ?? 1
        let curve = HillCurve(threshold: threshold, exponent: exponent, maximum: maximum)
        atlas.kinds[kind].anchors.append(CurveAnchor(step: step, curve: curve))
        return true
      }
    }
    curves?.expectRise(atlas.kinds[kind].anchors.map { Double($0.step) })
  }

  /// Adds a number to those that tuning may change.
  private mutating func register(
    _ tuned: Bounded, _ id: String, _ place: Tunable.Place
  ) {
    atlas.tunables.append(
      Tunable(
        id: id, value: tuned.value, expected: tuned.expected, bounds: tuned.bounds, allowed: 0...1,
        place: place))
  }

  /// A number with what was expected of it and its bounds.
  struct Bounded {
    var value: Double
    var expected: Double
    var bounds: ClosedRange<Double>
  }

  /// A leak: `{p, n, …}` or `{by-age: {age: p}, …}`; bounds make it tunable.
  func leak(
    _ reading: Reading?, tune: (Bounded) -> Void = { _ in }
  ) -> Leak {
    var result = Leak(byAge: [Leak.Rate(age: 0, probability: 0)], sampleSize: nil, provenance: Provenance())
    _ = reading?.entry { entry -> Bool in
      if let byAge = entry.optional("by-age") {
        result.byAge = byAge.pairs().compactMap { key, value in
          guard let age = Double(key), age.isFinite else {
            value.fail("expected an age in years, found '\(key)'")
            return nil
          }
          return value.number(in: 0...1).map { Leak.Rate(age: age, probability: $0) }
        }
        byAge.expectRise(result.byAge.map(\.age))
        if result.byAge.isEmpty { result.byAge = [Leak.Rate(age: 0, probability: 0)] }
      } else {
        result.byAge = [Leak.Rate(age: 0, probability: entry.number("p"))]
        let expected = entry.optional("expected")?.number(in: 0...1)
        let bounds = entry.optional("bounds")?.list().compactMap { $0.number(in: 0...1) } ?? []
        if bounds.count == 2, bounds[0] < bounds[1] {
          let p = result.byAge[0].probability
          tune(Bounded(value: p, expected: expected ?? p, bounds: bounds[0]...bounds[1]))
        }
      }
      if result.byAge.contains(where: { $0.probability >= 1 }) {
        reading?.fail("what is always found without a cause is no finding: a leak is below 1")
      }
      result.sampleSize = entry.optional("n")?.number(in: 0...1e6)
      result.provenance = entry.provenance()
      return true
    }
    return result
  }

  func likelihood(_ reading: Reading) -> Likelihood? {
    reading.entry { entry in
      let sampleSize = entry.optional("n")?.number(in: 0...1e6)
      return Likelihood(
        probability: entry.number("p"), sampleSize: sampleSize, provenance: entry.provenance())
    }
  }
}
