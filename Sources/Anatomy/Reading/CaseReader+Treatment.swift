extension CaseReader {
  /// Reads what a case says about treatment.
  func readTreatment(_ entry: Entry, into patient: inout PatientCase) {
    patient.sessions = sessions(entry.optional("sessions"))
    patient.flagRegions = flagRegions(entry.optional("flag-region"))
    for (id, value) in entry.optional("candidacy")?.pairs() ?? [] {
      guard let word = value.text() else { continue }
      if let treatment, !treatment.candidacy.contains(where: { $0.id == id && $0.condition == nil }) {
        let known = treatment.candidacy.filter { $0.condition == nil }.map(\.id)
        value.fail(
          "'\(id)' is none of the questions of candidacy, \(known.joined(separator: ", "))",
          suggestions: Nearest.words(to: id, in: known))
      }
      switch word {
      case "yes", "true": patient.candidacy[id] = true
      case "no", "false": patient.candidacy[id] = false
      default: value.fail("\(id): yes or no is wanted, not '\(word)'")
      }
    }
  }

  private func sessions(_ reading: Reading?) -> [TreatmentSession] {
    var result: [TreatmentSession] = []
    for item in reading?.list() ?? [] {
      let session = item.entry { entry -> TreatmentSession? in
        var session = TreatmentSession()
        if let date = entry.optional("date"), let text = date.text() {
          session.date = CalendarDay(text)
          if session.date == nil { date.fail("'\(text)' is no date; write it as 2026-03-02") }
        }
        session.pain = entry.optional("pain")?.number(in: 0...10)
        for target in entry.optional("targets")?.list() ?? [] {
          guard let id = target.text() else { continue }
          do throws(DataError) {
            session.targets.append(try resolveTarget(id))
          } catch {
            for issue in error.issues { target.fail(issue.message, suggestions: issue.suggestions) }
          }
        }
        session.note = entry.optional("note")?.text()
        return session
      }
      guard let session else { continue }
      if let fault = Self.fault(of: session, after: result.last) { item.fail(fault) }
      result.append(session)
    }
    return result
  }

  /// What is wrong with a session that follows another; nil if nothing is.
  public static func fault(of session: TreatmentSession, after last: TreatmentSession?) -> String? {
    guard let last else { return nil }
    switch (last.date, session.date) {
    case (let before?, let date?):
      if date < before { return "the session of \(date) stands after that of \(before); dates must rise" }
      if date == before { return "there are two sessions of \(date)" }
      return nil
    case (nil, nil): return nil
    default: return "either every session has a date or none"
    }
  }

  /// The id of a target; a muscle stands for any of its targets and keeps its own id.
  ///
  /// - Throws: ``DataError`` with the nearest known ids; nothing is known of targets without a treatment.
  public func resolveTarget(_ word: String) throws(DataError) -> String {
    guard let treatment else { return word }
    if treatment.targets[word] != nil { return word }
    if let muscle = atlas.muscles.position(of: word),
      treatment.targets.contains(where: { $0.muscle == muscle })
    {
      return word
    }
    throw DataError(
      file: "command line", "no needling target '\(word)'",
      suggestions: Nearest.words(to: word, in: treatment.targets.ids))
  }

  /// A target, for messages.
  public var exampleTarget: String { treatment?.targets.first?.id ?? "none" }

  /// `flag-region: REGION`, a list, or a block of flags with their regions; the key "" stands for every flag.
  private func flagRegions(_ reading: Reading?) -> [String: [String]] {
    guard let reading else { return [:] }
    func words(_ reading: Reading) -> [String] {
      reading.list().compactMap { item in
        guard let word = item.text() else { return nil }
        if let treatment, treatment.regions(named: word, atlas) == nil {
          let known = treatment.regions.ids + atlas.regions.ids
          item.fail("no region '\(word)'", suggestions: Nearest.words(to: word, in: known))
        }
        return word
      }
    }
    if case .mapping = reading.node {
      var result: [String: [String]] = [:]
      let kinds = atlas.flagKinds
      let flags = atlas.findings.filter { kinds.contains($0.kind) }
      for (key, value) in reading.pairs() {
        if let flag = flags.first(where: { $0.id == key || $0.targetID == key }) {
          result[flag.id] = words(value)
        } else {
          value.fail("no flag '\(key)'", suggestions: Nearest.words(to: key, in: flags.map(\.targetID)))
        }
      }
      return result
    }
    return ["": words(reading)]
  }
}

extension Treatment {
  /// Regions of the body surface that a word names: one of ``regions``, a skin region (or what the clinic calls it) or a
  /// group of skin regions, with what lies between. Nil for an unknown word; a side in front (left-, right-) is passed
  /// over.
  public func regions(named word: String, _ atlas: Atlas) -> Set<Int>? {
    for side in ["left-", "right-"] where word.hasPrefix(side) {
      return regions(named: String(word.dropFirst(side.count)), atlas)
    }
    var found: Set<Int> = []
    if let region = regions.position(of: word) { found.insert(region) }
    var skin: Set<Int> = []
    skin.formUnion(
      atlas.regions.indices.filter {
        atlas.regions[$0].id == word || atlas.regions[$0].aliases.contains(word)
      })
    if let group = atlas.skinGroups[word] { skin.formUnion(group.regions) }
    for (r, region) in regions.enumerated() where !skin.isDisjoint(with: region.skin) { found.insert(r) }
    // What lies between regions that are meant is meant, too.
    if found.count > 1 {
      for (r, region) in regions.enumerated()
      where region.beside.count > 1
        && region.beside.allSatisfy({ regions.position(of: $0).map(found.contains) ?? false })
      {
        found.insert(r)
      }
    }
    return found.isEmpty ? nil : found
  }
}
