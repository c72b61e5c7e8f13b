extension AtlasReader {
  /// Reads structures, referral maps and targets.
  func readTargets(_ treatment: inout Treatment) {
    let file = "needling.yaml"
    treatment.structures = Register(
      entities(file, "structures") { id, entry in
        guard let kind: Structure.Kind = entry.choice("kind", "kind of structure") else { return nil }
        return Structure(id: id, name: entry.text("name"), kind: kind)
      })
    treatment.maps = Register(
      entities(file, "maps") { id, entry in
        guard let muscle = position(entry.required("muscle"), in: atlas.muscles, what: "muscle") else {
          return nil
        }
        return ReferralMap(
          id: id, muscle: muscle, part: entry.text("part"),
          regions: shares(
            entry.required("regions"), in: atlas.regions, what: "skin region", sumsToOne: false),
          provenance: entry.provenance())
      })
    treatment.targets = Register(entities(file, "targets") { target($0, $1, treatment) })
  }

  private func target(_ id: String, _ entry: Entry, _ treatment: Treatment) -> NeedleTarget? {
    guard let kind: NeedleTarget.Kind = entry.choice("kind", "kind of target"),
      let guidance: NeedleTarget.Guidance = entry.choice("guidance", "guidance"),
      let region = position(entry.required("region"), in: treatment.regions, what: "region")
    else { return nil }
    let muscle = position(entry.optional("muscle"), in: atlas.muscles, what: "muscle")
    var name = entry.optional("name")?.text() ?? ""
    if let muscle {
      name = atlas.muscles[muscle].name
      if let part = entry.optional("part")?.text() { name += ", " + part }
    } else if name.isEmpty {
      entry.reading.fail("'muscle' or 'name' is missing")
    }
    return NeedleTarget(
      id: id, muscle: muscle, name: name, kind: kind, region: region,
      root: position(entry.optional("root"), in: atlas.roots, what: "root"),
      position: entry.text("position"), landmark: entry.text("landmark"),
      angle: entry.optional("angle")?.text() ?? "",
      needles: entry.optional("needle-mm")?.list().compactMap { $0.number(in: 5...150) } ?? [],
      depth: entry.optional("depth-mm").flatMap { depth($0) },
      risks: risks(entry.optional("at-risk"), treatment), guidance: guidance,
      isDeep: entry.requiredFlag("deep"), isCompressible: entry.requiredFlag("compressible"),
      reach: entry.optional("reach").map { valued($0) } ?? 1,
      near: shares(entry.optional("near"), in: atlas.sites, what: "site", sumsToOne: false),
      excludedBy: (entry.optional("excluded-by")?.pairs() ?? []).compactMap { id, value in
        position(id, at: value, in: atlas.findings, what: "finding").flatMap { flag in
          value.text().map { NeedleTarget.Bar(flag: flag, reason: $0) }
        }
      },
      questions: entry.texts("ask"),
      maps: positions(entry.optional("patterns"), in: treatment.maps, what: "referral map"),
      caution: entry.optional("caution")?.text() ?? "", cautionSources: entry.texts("caution-source"),
      provenance: entry.provenance())
  }

  private func depth(_ reading: Reading) -> NeedleTarget.Depth? {
    reading.entry { entry in
      NeedleTarget.Depth(
        range: spread(entry, in: 0...200), isVerified: !entry.provenance().sources.isEmpty)
    }
  }

  private func risks(_ reading: Reading?, _ treatment: Treatment) -> [NeedleTarget.Risk] {
    (reading?.pairs() ?? []).compactMap { id, value in
      let words = value.list()
      guard let structure = position(id, at: value, in: treatment.structures, what: "structure") else {
        return nil
      }
      guard words.count == 2 else {
        value.fail("\(id): [how bad, how likely] is wanted")
        return nil
      }
      guard let harm: NeedleTarget.Harm = Entry.choice(words[0], "degree of harm"),
        let likelihood: NeedleTarget.Likelihood = Entry.choice(words[1], "likelihood")
      else { return nil }
      return NeedleTarget.Risk(structure: structure, harm: harm, likelihood: likelihood)
    }
  }

  /// Reads precautions, rates and warnings from the safety file.
  func readPrecautions(_ treatment: inout Treatment) {
    let file = "safety.yaml"
    treatment.precautions = Register(entities(file, "precautions") { precaution($0, $1, treatment) })
    treatment.questions = section(file, "questions")?.list().compactMap { $0.text() } ?? []
    treatment.rates = entities(file, "rates") { id, entry in
      HarmRate(
        id: id, name: entry.text("name"),
        range: spread(entry),
        provenance: entry.provenance())
    }
    treatment.warnings = (section(file, "warnings")?.list() ?? []).compactMap { item in
      item.entry { entry in
        WarningSign(
          text: entry.text("text"), action: entry.text("action"),
          regions: positions(entry.optional("regions"), in: treatment.regions, what: "region"),
          grade: entry.choice("grade", "grade") ?? .custom, provenance: entry.provenance())
      }
    }
    treatment.practice = careLines(section(file, "practice"))
  }

  private func precaution(_ id: String, _ entry: Entry, _ treatment: Treatment) -> Precaution? {
    guard let condition = entry.required("when").flatMap({ condition($0) }),
      let flag = position(entry.required("flag"), in: atlas.findings, what: "finding")
    else { return nil }
    let scope: Precaution.Scope
    switch entry.text("scope") {
    case "all": scope = .all
    case "bleeding": scope = .bleeding
    case "regions":
      scope = .regions(positions(entry.required("regions"), in: treatment.regions, what: "region"))
    case "flagged":
      scope = .flaggedRegion(withNeighbours: entry.flag("neighbours"))
    case "beside":
      scope = .beside(positions(entry.required("structures"), in: treatment.structures, what: "structure"))
    case "deep":
      scope = .deep(positions(entry.optional("regions"), in: treatment.regions, what: "region"))
    case "guided":
      scope = .guided(positions(entry.required("structures"), in: treatment.structures, what: "structure"))
    case "load": scope = .load
    case "force": scope = .force
    case "notice": scope = .notice
    case let word:
      entry.optional("scope")?.fail(
        "no scope '\(word)'",
        suggestions: Nearest.words(
          to: word,
          in: [
            "all", "bleeding", "regions", "flagged", "beside", "deep", "guided", "load", "force", "notice",
          ]))
      return nil
    }
    var sex: String?
    var below: Double?
    _ = entry.optional("ask")?.entry { inner -> Bool in
      sex = self.sex(inner.optional("sex"))
      below = inner.optional("below")?.number(in: 0...120)
      return true
    }
    return Precaution(
      id: id, condition: condition, flag: flag, scope: scope,
      mayAccept: entry.flag("accept"), accepted: entry.optional("accepted")?.text(), askedSex: sex,
      askedBelow: below,
      wanted: entry.optional("wanted")?.text(), position: entry.optional("position")?.text(),
      text: entry.text("text"), provenance: entry.provenance())
  }

  /// Lines of care with their grades.
  func careLines(_ reading: Reading?) -> [CareLine] {
    (reading?.list() ?? []).compactMap { item in
      item.entry { entry in
        guard let grade: EvidenceGrade = entry.choice("grade", "grade") else { return nil }
        return CareLine(
          text: entry.text("text"), grade: grade, isForceful: entry.flag("forceful"),
          wantsNeedle: entry.flag("needle"),
          isForMeanwhile: entry.flag("meanwhile"),
          condition: entry.optional("when").flatMap { condition($0) },
          sites: entry.optional("sites").map(sites) ?? [],
          note: entry.optional("note")?.text(), provenance: entry.provenance())
      }
    }
  }
}
