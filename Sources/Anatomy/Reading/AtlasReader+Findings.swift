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
        atlas.kinds[position].leak = leak(entry.required("leak"), id: id + ".leak") { tuned in
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
      cost: cost(entry) ?? .bedside, isBedsideSign: entry.optional("bedside")?.text() == "true",
      isReportedInFull: entry.optional("reported-in-full")?.text() == "true",
      anchors: [], leak: Leak(byAge: [], sampleSize: nil, provenance: Provenance()),
      leakWithPain: entry.optional("leak-with-pain").flatMap { likelihood($0) },
      ownTriggerPoint: entry.optional("own-trigger-point").flatMap { likelihood($0) },
      leakPower: entry.optional("leak-power")?.entry { $0.number("value", in: 0...20) },
      localPower: entry.optional("local-power")?.entry { $0.number("value", in: 0...20) },
      leakOfBothLegs: entry.optional("leak-of-both-legs")?.entry { $0.number("value", in: 0...1) },
      chanceOfAside: chanceOfAside,
      normalCountsFrom: entry.optional("normal-counts-from")?.entry { $0.number("weeks", in: 0...52) })
  }

  private func cost(_ entry: Entry) -> Cost? {
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
  private struct Bounded {
    var value: Double
    var expected: Double
    var bounds: ClosedRange<Double>
  }

  /// A leak: `{p, n, …}` or `{by-age: {age: p}, …}`; bounds make it tunable.
  private func leak(
    _ reading: Reading?, id: String, tune: (Bounded) -> Void = { _ in }
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

  private func likelihood(_ reading: Reading) -> Likelihood? {
    reading.entry { entry in
      let sampleSize = entry.optional("n")?.number(in: 0...1e6)
      return Likelihood(
        probability: entry.number("p"), sampleSize: sampleSize, provenance: entry.provenance())
    }
  }

  mutating func readFindings() {
    expect("findings.yaml", keys: ["groups", "findings"])
    readSiteGroups("findings.yaml")
    var findings = derivedFindings()
    var places: [String: Int] = [:]
    for (place, finding) in findings.enumerated() {
      if places.updateValue(place, forKey: finding.id) != nil {
        section("kinds.yaml", "kinds")?.fail("two targets have one id: '\(finding.id)'")
      }
    }
    for (id, reading) in section("findings.yaml", "findings")?.pairs() ?? [] {
      guard let dot = id.firstIndex(of: "."), let kind = atlas.kinds.position(of: String(id[..<dot])) else {
        let kind = String(id.prefix { $0 != "." })
        reading.fail(
          "'\(id)' is of no known kind", suggestions: Nearest.words(to: kind, in: atlas.kinds.ids, limit: 1))
        continue
      }
      _ = reading.entry { entry -> Bool in
        if let place = places[id] {
          findings[place] = merged(findings[place], entry)
        } else {
          places[id] = findings.count
          findings.append(localFinding(id, kind: kind, entry))
        }
        return true
      }
    }
    checkScales(of: findings)
    atlas.findings = Register(findings)
    let listed = Dictionary(
      (documents["kinds.yaml"]?.pairs() ?? []).map { ($0.key, $0.value) },
      uniquingKeysWith: { first, _ in first })
    for f in positions(listed["uninformative"], in: atlas.findings, what: "finding") {
      atlas.findings[f].isUninformative = true
    }
    for f in positions(listed["rarely-examined"], in: atlas.findings, what: "finding") {
      atlas.findings[f].isRarelyExamined = true
    }
    let worn = listed["worn"]?.pairs().first { $0.key == "findings" }?.value
    for f in positions(worn, in: atlas.findings, what: "finding") { atlas.findings[f].wears = true }
    for (f, whole) in relations(listed["part-of"]) { atlas.findings[f].partOf = whole }
    for (f, first) in relations(listed["follows"]) { atlas.findings[f].follows = first }
    for (flag, _) in atlas.flagHistory where atlas.findings[flag] == nil {
      let place = documents["history.yaml"]?.pairs().first { $0.key == "flags" }?.value.pairs()
      place?.first { $0.key == flag }?.value.fail(
        "no finding '\(flag)'", suggestions: Nearest.words(to: flag, in: atlas.findings.ids))
    }
    readImplications()
  }

  /// Pairs of findings, as `finding: other finding`.
  private func relations(_ reading: Reading?) -> [(Int, Int)] {
    (reading?.pairs() ?? []).compactMap { id, value in
      guard let other = position(value, in: atlas.findings, what: "finding") else { return nil }
      if let f = atlas.findings.position(of: id), f != other { return (f, other) }
      value.fail("no finding '\(id)'", suggestions: Nearest.words(to: id, in: atlas.findings.ids))
      return nil
    }
  }

  /// Every finding must be able to be normal and to be something else.
  private func checkScales(of findings: [Finding]) {
    for finding in findings where !finding.scale.isGrade {
      let values = finding.scale.values + finding.scale.aside
      if finding.scale.values.isEmpty || Set(values).count < 2 {
        section("kinds.yaml", "kinds")?.fail("\(finding.id) needs at least two values, normal first")
      }
    }
  }

  /// The findings that follow from kinds and targets.
  private func derivedFindings() -> [Finding] {
    var result: [Finding] = []
    for (k, kind) in atlas.kinds.enumerated() {
      func add(_ id: String, _ name: String, _ aliases: [String], _ target: FindingTarget, _ scale: Scale) {
        result.append(
          Finding(
            id: kind.id + "." + id, kind: k, target: target, name: name, aliases: aliases, scale: scale,
            cost: kind.cost, ceiling: nil, leak: nil, links: [], asideLinks: [], valueLeaks: [:],
            posture: nil, published: [], isUninformative: false))
      }
      for target in kind.targets {
        switch target {
        case .muscles:
          for (i, x) in atlas.muscles.enumerated() { add(x.id, x.name, x.aliases, .muscle(i), kind.scale) }
        case .movements:
          for (i, x) in atlas.movements.enumerated() {
            add(x.id, x.name, x.aliases, .movement(i), kind.scale)
          }
        case .muscleGroups:
          for (i, x) in atlas.muscleGroups.enumerated() {
            add(x.id, x.name, x.aliases, .muscleGroup(i), kind.scale)
          }
        case .regions:
          for (i, x) in atlas.regions.enumerated() { add(x.id, x.name, x.aliases, .region(i), kind.scale) }
        case .skinGroups:
          for (i, x) in atlas.skinGroups.enumerated() {
            add(x.id, x.name, x.aliases, .skinGroup(i), kind.scale)
          }
        case .reflexes:
          for (i, x) in atlas.reflexes.enumerated() { add(x.id, x.name, x.aliases, .reflex(i), kind.scale) }
        case .studies:
          for (i, x) in atlas.studies.enumerated() {
            let aside = x.values.filter { kind.scale.aside.contains($0) }
            let scale = Scale(values: x.values.filter { !aside.contains($0) }, aside: aside)
            add(x.id, x.name, x.aliases, .study(i), scale)
          }
        }
      }
    }
    return result
  }

  private func merged(_ finding: Finding, _ entry: Entry) -> Finding {
    var result = finding
    let aliases = finding.aliases + entry.texts("aliases")
    result = Finding(
      id: finding.id, kind: finding.kind, target: finding.target,
      name: entry.optional("name")?.text() ?? finding.name, aliases: aliases, scale: finding.scale,
      cost: cost(entry) ?? finding.cost, ceiling: nil, leak: finding.leak, links: [], asideLinks: [],
      valueLeaks: [:], posture: nil, published: [], isUninformative: false)
    readEvidence(of: &result, entry)
    return result
  }

  private func localFinding(_ id: String, kind: Int, _ entry: Entry) -> Finding {
    let values = entry.texts("values")
    let scale = values.isEmpty ? atlas.kinds[kind].scale : Scale(values: values)
    var result = Finding(
      id: id, kind: kind, target: .local, name: entry.text("name"), aliases: entry.texts("aliases"),
      scale: scale, cost: cost(entry) ?? atlas.kinds[kind].cost, ceiling: nil, leak: nil, links: [],
      asideLinks: [],
      valueLeaks: [:], posture: nil, published: [], isUninformative: false)
    readEvidence(of: &result, entry)
    return result
  }

  private func readEvidence(of finding: inout Finding, _ entry: Entry) {
    finding.ceiling = entry.optional("ceiling").flatMap { likelihood($0) }
    if let reading = entry.optional("leak") { finding.leak = leak(reading, id: finding.id) }
    let base = (finding.leak ?? atlas.kinds[finding.kind].leak).probability(age: 50)
    finding.links = links(entry.optional("links"), leak: base)
    finding.published = links(entry.optional("published"), leak: base)
    if let reading = entry.optional("posture") {
      finding.posture = position(reading, in: atlas.postures, what: "posture")
      for link in finding.links {
        for site in link.sites where atlas.mechanics.sites[site] != nil {
          reading.fail(
            "mechanics says what '\(atlas.sites[site].id)' does here; its figure belongs under 'published'")
        }
      }
    }
    for aside in atlas.kinds[finding.kind].scale.aside {
      if let reading = entry.optional("leak-" + aside) {
        finding.valueLeaks[aside] = leak(reading, id: finding.id)
      }
      let asideBase = finding.valueLeaks[aside]?.probability(age: 50) ?? 0
      finding.asideLinks += links(entry.optional("links-" + aside), leak: asideBase)
    }
    if finding.scale.worst > 1, let worst = finding.scale.values.last,
      let reading = entry.optional("leak-" + worst)
    {
      finding.valueLeaks[worst] = leak(reading, id: finding.id)
    }
    finding.isUninformative = entry.optional("uninformative") != nil
    finding.only = entry.optional("only")?.entry { persons($0) } ?? nil
  }

  /// Who can have a finding: `{sex: …, age-from: …, age-below: …, source: …, why: …}`.
  private func persons(_ entry: Entry) -> PersonRange? {
    let sex = entry.optional("sex")?.text()
    if let sex, !atlas.sexShares.contains(where: { $0.sex == sex }) {
      entry.optional("sex")?.fail(
        "no sex '\(sex)'", suggestions: Nearest.words(to: sex, in: atlas.sexShares.map(\.sex)))
    }
    let first = entry.optional("age-from")?.number(in: 0...130) ?? 0
    let last = entry.optional("age-below")?.number(in: 0...130) ?? 131
    guard first < last else {
      entry.reading.fail("'age-from' \(first.short) does not lie below 'age-below' \(last.short)")
      return nil
    }
    let provenance = entry.provenance()
    if provenance.sources.isEmpty, provenance.why == nil {
      entry.reading.fail("'only' needs a source, or a reason ('why')")
    }
    return PersonRange(sex: sex, ages: first..<last, provenance: provenance)
  }

  /// Links with `p` (leak not included) or `sensitivity` (leak included, divided out here).
  private func links(_ reading: Reading?, leak: Double) -> [LocalLink] {
    (reading?.list() ?? []).compactMap { item in
      item.entry { entry in
        let sites = sites(entry.required("sites"))
        let sampleSize = entry.optional("n")?.number(in: 0...1e6)
        var probability = 0.0
        if let reading = entry.optional("sensitivity") {
          probability = max(0, ((reading.number(in: 0...1) ?? 0) - leak) / max(1e-9, 1 - leak))
        } else {
          probability = entry.number("p")
        }
        return LocalLink(
          sites: sites,
          likelihood: Likelihood(
            probability: probability, sampleSize: sampleSize, provenance: entry.provenance()))
      }
    }
  }

  /// A value under a key, one of those that a finding takes.
  private func value(_ key: String, of finding: Int, _ entry: Entry) -> String {
    let value = entry.text(key)
    let scale = atlas.findings[finding].scale
    if scale.reading(of: value) == nil {
      entry.optional(key)?.fail(
        "'\(value)' is no value of \(atlas.findings[finding].id); it takes \(scale.accepted.joined(separator: ", "))",
        suggestions: Nearest.words(to: value, in: scale.accepted, limit: 1))
    }
    return value
  }

  private mutating func readImplications() {
    guard let document = documents["atlas.yaml"] else { return }
    let pairs = document.pairs()
    if let both = pairs.first(where: { $0.key == "both-sides" })?.value {
      atlas.bothSidesFinding = position(both, in: atlas.findings, what: "finding")
    }
    for item in pairs.first(where: { $0.key == "age-flags" })?.value.list() ?? [] {
      _ = item.entry { entry -> Bool in
        if let finding = position(entry.required("finding"), in: atlas.findings, what: "finding") {
          atlas.ageFlags.append(AgeFlag(finding: finding, below: entry.number("below", in: 0...120)))
        }
        return true
      }
    }
    for item in pairs.first(where: { $0.key == "implications" })?.value.list() ?? [] {
      _ = item.entry { entry -> Bool in
        guard let finding = position(entry.required("finding"), in: atlas.findings, what: "finding"),
          let implied = position(entry.required("implies"), in: atlas.findings, what: "finding")
        else { return false }
        atlas.implications.append(
          Implication(
            finding: finding, value: value("value", of: finding, entry), implied: implied,
            impliedValue: value("as", of: implied, entry)))
        return true
      }
    }
    for item in pairs.first(where: { $0.key == "sheet" })?.value.list() ?? [] {
      _ = item.entry { entry -> Bool in
        let findings = positions(entry.required("findings"), in: atlas.findings, what: "finding")
        atlas.sheet.append(
          SheetSection(title: entry.text("title"), findings: findings.map { atlas.findings[$0].id }))
        return true
      }
    }
  }

  mutating func readSilence() {
    _ = section("kinds.yaml", "silence")?.entry { entry -> Bool in
      let neverMentioned = entry.number("never-mentioned")
      let leftOut = entry.number("left-out")
      let chance = tunable(
        entry.optional("chance-positives"), "silence.chance-positives", in: 0...1, .chancePositives)
      let salient = positions(entry.required("salient"), in: atlas.findings, what: "finding")
      var families: [Int: [Int]] = [:]
      for (kind, value) in entry.required("families")?.pairs() ?? [] {
        if let k = position(kind, at: value, in: atlas.kinds, what: "kind of finding") {
          families[k] = positions(value, in: atlas.findings, what: "finding")
        }
      }
      atlas.silence = SilenceModel(
        neverMentioned: neverMentioned, leftOut: leftOut, chancePositives: chance ?? 1, salient: salient,
        families: families)
      return true
    }
  }

  mutating func readSafety() {
    // What concerns needling alone is read with the treatment.
    expect(
      "safety.yaml",
      keys: ["tiers", "ask", "outside", "precautions", "questions", "rates", "warnings", "practice"])
    var overruled: [Reading] = []
    atlas.tiers = (section("safety.yaml", "tiers")?.list() ?? []).compactMap { item in
      item.entry { entry in
        guard let tier: UrgencyTier = entry.choice("tier", "tier") else { return nil }
        guard let when = entry.required("when"), let condition = condition(when) else { return nil }
        let over = entry.optional("over")?.list() ?? []
        overruled += over
        return UrgencyRule(
          id: entry.text("id"), tier: tier, condition: condition, over: over.compactMap { $0.text() },
          text: entry.text("text"), action: entry.text("action"), undated: entry.optional("undated")?.text(),
          isForToday: entry.optional("today")?.text() == "true",
          provenance: entry.provenance())
      }
    }
    let rules = atlas.tiers.map(\.id)
    for (n, id) in rules.enumerated() where rules[..<n].contains(id) {
      section("safety.yaml", "tiers")?.fail("the red flag '\(id)' is there twice")
    }
    for rule in atlas.tiers where rule.over.contains(rule.id) {
      section("safety.yaml", "tiers")?.fail("the red flag '\(rule.id)' silences itself")
    }
    for item in overruled {
      guard let id = item.text(), !rules.contains(id) else { continue }
      item.fail("no red flag '\(id)'", suggestions: Nearest.words(to: id, in: rules))
    }
    atlas.outside = documents["safety.yaml"]?.part("outside")?.text() ?? ""
    let asked = section("safety.yaml", "ask")?.list() ?? []
    atlas.safetyQuestions = asked.compactMap { position($0, in: atlas.findings, what: "finding") }
  }
}
