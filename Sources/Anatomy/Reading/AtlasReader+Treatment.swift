extension AtlasReader {
  /// Reads what the files say about treatment.
  ///
  /// - Throws: ``DataError`` with every fault found; also where a file is missing.
  static func readTreatment(
    _ files: AtlasFiles, for atlas: Atlas, trace: NumberTrace? = nil
  ) throws(DataError) -> Treatment {
    var reader = AtlasReader(files, wanting: AtlasFiles.treatmentNames + ["safety.yaml"])
    reader.log.trace = trace
    reader.atlas = atlas
    var treatment = Treatment()
    if reader.log.issues.isEmpty {
      reader.readNeedling(&treatment)
      reader.readTargets(&treatment)
      reader.readPrecautions(&treatment)
      reader.readRehabilitation(&treatment)
      reader.readOutcomes(&treatment)
      reader.readCards(&treatment)
    }
    if !reader.log.issues.isEmpty { throw DataError(ordered(reader.log.issues)) }
    return treatment
  }

  /// A quantity within bounds: `{low, typical, high}`, or one number under `value`.
  func spread(_ reading: Reading?, in range: ClosedRange<Double> = 0...1) -> Spread? {
    reading?.entry { entry in
      if let value = entry.optional("value")?.number(in: range) { return Spread(value) }
      _ = entry.optional("observed")
      return spread(entry, in: range)
    }
  }

  /// `low`, `typical` and `high` of a block; they may be alike.
  func spread(_ entry: Entry, in range: ClosedRange<Double> = 0...1) -> Spread {
    let numbers = ["low", "typical", "high"].map { entry.number($0, in: range) }
    entry.reading.expectRise(numbers, orEqual: true)
    return Spread(low: numbers[0], typical: numbers[1], high: numbers[2])
  }

  /// A number that stands with its source: `{value, source}`.
  func valued(_ reading: Reading?, in range: ClosedRange<Double> = 0...1) -> Double {
    spread(reading, in: range)?.typical ?? range.lowerBound
  }

  /// As ``valued(_:in:)``, of what is counted.
  func wholeValued(_ reading: Reading?, in range: ClosedRange<Double>) -> Int {
    let value = valued(reading, in: range)
    if value != value.rounded() { reading?.fail("\(value) is no whole number") }
    return Int(value)
  }

  /// A block of weights keyed by the words of a closed list; a missing word is a fault.
  func weights<Word: RawRepresentable & CaseIterable & Hashable>(_ reading: Reading?) -> [Word: Double]
  where Word.RawValue == String {
    var result: [Word: Double] = [:]
    _ = reading?.entry { entry -> Bool in
      for word in Word.allCases { result[word] = entry.number(word.rawValue) }
      return true
    }
    return result
  }

  private func readNeedling(_ treatment: inout Treatment) {
    let file = "needling.yaml"
    expect(
      file,
      keys: [
        "effects", "burden", "risk", "regions", "evidence", "candidacy", "remarks", "causes", "structures",
        "maps",
        "targets",
      ])
    if let effects = needleEffects(section(file, "effects")) { treatment.effects = effects }
    treatment.burden = burden(section(file, "burden"))
    _ = section(file, "risk")?.entry { entry -> Bool in
      treatment.harm = weights(entry.required("harm"))
      treatment.likelihood = weights(entry.required("likelihood"))
      return true
    }
    treatment.regions = Register(
      entities(file, "regions") { id, entry in
        NeedleRegion(
          id: id, name: entry.text("name"),
          skin: positions(entry.required("skin"), in: atlas.regions, what: "skin region"),
          beside: entry.texts("beside"))
      })
    treatment.evidence = entities(file, "evidence") { id, entry in
      guard let grade: EvidenceGrade = entry.choice("grade", "grade") else { return nil }
      return NeedleEvidence(
        id: id, sites: Set(sites(entry.required("sites"))),
        muscles: Set(positions(entry.optional("muscles"), in: atlas.muscles, what: "muscle")), grade: grade,
        text: entry.text("text"),
        provenance: entry.provenance())
    }
    treatment.candidacy = (section(file, "candidacy")?.list() ?? []).compactMap(candidacySign)
    treatment.remarks = (section(file, "remarks")?.list() ?? []).compactMap(findingRemark)
    treatment.causes = entities(file, "causes") { id, entry in
      NamedCause(
        id: id, name: entry.text("name"), sites: sites(entry.optional("sites")),
        imbalances: positions(entry.optional("imbalances"), in: atlas.imbalances, what: "habit of posture"),
        isInflammation: entry.flag("inflammation"))
    }
  }

  private func needleEffects(_ reading: Reading?) -> NeedleEffects? {
    reading?.entry { entry in
      var effects = NeedleEffects()
      func effect(_ key: String, in range: ClosedRange<Double> = 0...1) -> Spread {
        let reading = entry.required(key)
        for (name, value) in reading?.pairs() ?? [] where ["source", "observed"].contains(name) {
          effects.sources += value.list().compactMap(\.scalar).filter { $0 != "estimate" }
        }
        return spread(reading, in: range) ?? Spread(range.lowerBound)
      }
      effects.localTone = effect("local-tone")
      effects.muscleTension = effect("muscle-tension")
      effects.decayDays = effect("decay-days", in: 0.1...365)
      effects.inflammation = effect("inflammation")
      effects.gain = effect("gain")
      effects.mobility = effect("mobility")
      effects.care = effect("care")
      effects.exerciseShare = valued(entry.required("exercise-share"))
      effects.gainByKind = weights(entry.required("gain-by-kind"))
      _ = entry.required("gain-of-point")?.entry { inner -> Bool in
        effects.unexaminedPoint = inner.number("unexamined")
        effects.absentPoint = inner.number("absent")
        return true
      }
      return effects
    }
  }

  private func candidacySign(_ item: Reading) -> CandidacySign? {
    item.entry { entry in
      guard let origin: CandidacySign.Origin = entry.choice("origin", "origin"),
        let direction: CandidacySign.Direction = entry.choice("direction", "direction")
      else { return nil }
      return CandidacySign(
        id: entry.text("id"), origin: origin, direction: direction, text: entry.text("text"),
        condition: entry.optional("when").flatMap { condition($0) },
        correlation: entry.optional("correlation")?.number(in: -1...1), provenance: entry.provenance())
    }
  }

  private func findingRemark(_ item: Reading) -> FindingRemark? {
    item.entry { entry in
      guard let condition = entry.required("when").flatMap({ condition($0) }) else { return nil }
      return FindingRemark(
        condition: condition, text: entry.text("text"),
        sites: (entry.required("sites")?.pairs() ?? []).map { ($0.key, sites($0.value)) },
        provenance: entry.provenance())
    }
  }

  private func burden(_ reading: Reading?) -> BurdenWeights {
    var burden = BurdenWeights()
    _ = reading?.entry { entry -> Bool in
      burden.rest = valued(entry.required("rest"))
      burden.activity = valued(entry.required("activity"))
      burden.loss = valued(entry.required("loss"))
      burden.tissueInflammation = valued(entry.required("tissue-inflammation"))
      burden.postures = postureShares(entry.required("postures"))
      _ = entry.required("inflammation")?.entry { inner -> Bool in
        let levels = inner.required("levels")?.list().compactMap { $0.number(in: 0...1) } ?? []
        let shares = inner.required("shares")?.list().compactMap { $0.number(in: 0...1) } ?? []
        log.trace?.whole(inner.optional("shares")?.list() ?? [])
        if levels.count != shares.count || abs(shares.reduce(0, +) - 1) > 1e-6 {
          inner.reading.fail("a share for each level is wanted, summing to 1")
        }
        burden.inflammation = zip(levels, shares).map { ($0, $1) }
        return true
      }
      return true
    }
    return burden
  }

  private func postureShares(_ reading: Reading?) -> [Share] {
    var shares: [Share] = []
    for (id, value) in reading?.pairs() ?? [] where !log.annotations.contains(id) {
      if let p = position(id, at: value, in: atlas.postures, what: "posture"),
        let share = value.number(in: 0...1)
      {
        shares.append(Share(p, share))
      }
    }
    if abs(shares.reduce(0) { $0 + $1.value } - 1) > 1e-6 { reading?.fail("shares do not sum to 1") }
    log.trace?.whole((reading?.pairs() ?? []).map(\.value))
    return shares
  }

  private func readCards(_ treatment: inout Treatment) {
    expect("evidence.yaml", keys: ["cards"])
    treatment.cards = Register(
      entities("evidence.yaml", "cards") { id, entry in
        guard let grade: EvidenceGrade = entry.choice("grade", "grade") else { return nil }
        return EvidenceCard(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"), claimed: entry.text("claimed"),
          claimant: entry.text("by"), found: entry.text("found"), verdict: entry.text("verdict"),
          grade: grade, provenance: entry.provenance())
      })
  }
}

extension Treatment {
  /// Reads what an atlas says about treatment.
  ///
  /// - Throws: ``DataError`` with every fault found; also where the atlas has no such files.
  public init(_ files: AtlasFiles, _ atlas: Atlas) throws(DataError) {
    self = try AtlasReader.readTreatment(files, for: atlas)
  }
}
