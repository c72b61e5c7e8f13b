extension AtlasReader {
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
    if let reading = entry.optional("leak") { finding.leak = leak(reading) }
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
        finding.valueLeaks[aside] = leak(reading)
      }
      let asideBase = finding.valueLeaks[aside]?.probability(age: 50) ?? 0
      finding.asideLinks += links(entry.optional("links-" + aside), leak: asideBase)
    }
    if finding.scale.worst > 1, let worst = finding.scale.values.last,
      let reading = entry.optional("leak-" + worst)
    {
      finding.valueLeaks[worst] = leak(reading)
    }
    finding.isUninformative = entry.flag("uninformative")
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
          sites: sites, modes: entry.optional("modes").flatMap { modes($0, of: sites) },
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

  private func conditionalText(_ reading: Reading) -> ConditionalText? {
    reading.entry { entry in
      entry.required("when").flatMap { condition($0) }.map {
        ConditionalText(condition: $0, text: entry.text("text"))
      }
    }
  }

  mutating func readSafety() {
    // What concerns needling alone is read with the treatment.
    expect(
      "safety.yaml",
      keys: ["tiers", "ask", "spare", "outside", "precautions", "questions", "rates", "warnings", "practice"])
    var overruled: [Reading] = []
    atlas.tiers = (section("safety.yaml", "tiers")?.list() ?? []).compactMap { item in
      item.entry { entry in
        guard let tier: UrgencyTier = entry.choice("tier", "tier") else { return nil }
        guard let when = entry.required("when"), let condition = condition(when) else { return nil }
        let over = entry.optional("over")?.list() ?? []
        overruled += over
        return UrgencyRule(
          id: entry.text("id"), tier: tier, condition: condition, over: over.compactMap { $0.text() },
          sites: entry.optional("sites").map(sites) ?? [], text: entry.text("text"),
          naming: positions(entry.optional("names"), in: atlas.findings, what: "finding"),
          action: entry.text("action"),
          additions: (entry.optional("also")?.list() ?? []).compactMap(conditionalText),
          instead: entry.optional("instead")?.entry { other in
            InsteadAction(
              sites: other.required("sites").map(sites) ?? [], action: other.text("action"))
          }, undated: entry.optional("undated")?.text(),
          isForToday: entry.flag("today"),
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
    for item in asked {
      // A block is a question that only some are asked.
      guard item.scalar == nil else {
        if let finding = position(item, in: atlas.findings, what: "finding") {
          atlas.safetyQuestions.append(finding)
        }
        continue
      }
      let question = item.entry { entry -> ConditionalQuestion? in
        guard let finding = position(entry.required("finding"), in: atlas.findings, what: "finding"),
          let condition = entry.required("when").flatMap({ condition($0) })
        else { return nil }
        return ConditionalQuestion(finding: finding, condition: condition)
      }
      if let question { atlas.conditionalQuestions.append(question) }
    }
    atlas.spared = (documents["safety.yaml"]?.part("spare")?.list() ?? []).compactMap { item in
      item.entry { entry in
        guard let condition = entry.required("when").flatMap({ condition($0) }) else { return nil }
        return SparedTests(
          findings: positions(entry.required("findings"), in: atlas.findings, what: "finding"),
          condition: condition, text: entry.text("text"), provenance: entry.provenance())
      }
    }
  }
}
