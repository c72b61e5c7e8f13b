extension AtlasReader {
  mutating func readMuscles() {
    expect("muscles.yaml", keys: ["muscles", "architecture", "movements", "groups", "inhibition"])
    atlas.muscles = Register(
      entities("muscles.yaml", "muscles") { id, entry in
        let segmental = segmentalEnds(entry)
        let isSegmental = !segmental.isEmpty
        return Muscle(
          id: id, name: entry.text("name"), latin: entry.optional("latin")?.text(),
          aliases: entry.texts("aliases"), nerve: entry.optional("nerve")?.text() ?? "",
          roots: isSegmental
            ? [] : shares(entry.required("roots"), in: atlas.roots, what: "root", sumsToOne: true),
          leaves: isSegmental ? [] : entry.required("leaves").map { nerveEnds($0) } ?? [],
          segmental: segmental, pyramidal: pyramidal(entry), refers: refers(entry),
          spread: entry.optional("spread")?.number(in: 0...1000), architecture: nil,
          provenance: entry.provenance())
      })
    atlas.movements = Register(
      entities("muscles.yaml", "movements") { id, entry in
        Movement(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          muscles: shares(entry.required("muscles"), in: atlas.muscles, what: "muscle", sumsToOne: true),
          provenance: entry.provenance())
      })
    atlas.muscleGroups = Register(
      entities("muscles.yaml", "groups") { id, entry in
        MuscleGroup(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          muscles: positions(entry.optional("muscles"), in: atlas.muscles, what: "muscle"),
          movements: positions(entry.optional("movements"), in: atlas.movements, what: "movement"))
      })
    readInhibition()
    readArchitecture()
  }

  private func segmentalEnds(_ entry: Entry) -> [SegmentalEnd] {
    guard let anyOf = entry.optional("any-of"),
      let channel = position(entry.required("channel"), in: atlas.channels, what: "channel")
    else { return [] }
    return anyOf.pairs().compactMap { id, value in
      guard let root = position(id, at: value, in: atlas.roots, what: "root"),
        let segment = position(value, in: atlas.segments, what: "segment")
      else { return nil }
      return SegmentalEnd(root: root, end: NerveEnd(segment: segment, channel: channel, share: 1))
    }
  }

  private func pyramidal(_ entry: Entry) -> Double {
    guard let reading = entry.optional("pyramidal") else { return 0 }
    if reading.scalar != nil { return reading.number(in: 0...1) ?? 0 }
    return reading.entry { inner in
      return inner.number("value")
    } ?? 0
  }

  private func refers(_ entry: Entry) -> [Share] {
    entry.optional("refers")?.entry { inner in
      return shares(inner.required("regions"), in: atlas.regions, what: "skin region", sumsToOne: false)
    } ?? []
  }

  private mutating func readInhibition() {
    for (_, reading) in section("muscles.yaml", "inhibition")?.pairs() ?? [] {
      var targets: [String] = []
      var regions: [Int] = []
      _ = reading.entry { entry -> Bool in
        targets = positions(entry.optional("muscles"), in: atlas.muscles, what: "muscle").map {
          atlas.muscles[$0].id
        }
        targets += positions(entry.optional("movements"), in: atlas.movements, what: "movement").map {
          atlas.movements[$0].id
        }
        regions = positions(entry.required("pain"), in: atlas.regions, what: "skin region")
        return true
      }
      for target in targets { atlas.inhibitingPain[target, default: []] += regions }
    }
  }

  mutating func readSkin() {
    expect("skin.yaml", keys: ["regions", "groups"])
    atlas.regions = Register(
      entities("skin.yaml", "regions") { id, entry in
        var nearer: [Int: Int] = [:]
        for (nerve, value) in entry.optional("ends")?.pairs() ?? [] {
          if let n = position(nerve, at: value, in: atlas.nerves, what: "nerve"),
            let s = position(value, in: atlas.segments, what: "segment")
          {
            nearer[n] = s
          }
        }
        return SkinRegion(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          nerves: shares(entry.required("nerves"), in: atlas.nerves, what: "nerve", sumsToOne: true),
          roots: shares(entry.required("roots"), in: atlas.roots, what: "root", sumsToOne: true),
          nearerEnds: nearer, spread: entry.optional("spread")?.number(in: 0...1000),
          provenance: entry.provenance())
      })
    atlas.skinGroups = Register(
      entities("skin.yaml", "groups") { id, entry in
        SkinGroup(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          regions: positions(entry.required("regions"), in: atlas.regions, what: "skin region"))
      })
  }

  mutating func readReflexes() {
    expect("reflexes.yaml", keys: ["reflexes"])
    atlas.reflexes = Register(
      entities("reflexes.yaml", "reflexes") { id, entry in
        return Reflex(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"),
          muscles: shares(entry.required("muscles"), in: atlas.muscles, what: "muscle", sumsToOne: true),
          roots: shares(entry.required("roots"), in: atlas.roots, what: "root", sumsToOne: true),
          extraLength: extraLength(entry), provenance: entry.provenance())
      })
  }

  private func extraLength(_ entry: Entry) -> Double {
    guard let reading = entry.optional("extra-mm") else { return 0 }
    if reading.scalar != nil { return reading.number(in: 0...3000) ?? 0 }
    return reading.entry { inner in
      return inner.number("value", in: 0...3000)
    } ?? 0
  }

  mutating func readConduction() {
    expect("conduction.yaml", keys: ["studies"])
    atlas.studies = Register(
      entities("conduction.yaml", "studies") { id, entry in
        guard let recording = recording(entry) else { return nil }
        return ConductionStudy(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"), recording: recording,
          values: entry.texts("values"),
          spans: positions(entry.optional("spans"), in: atlas.segments, what: "segment"),
          slowing: slowing(entry), provenance: entry.provenance())
      })
  }

  private func slowing(_ entry: Entry) -> Double {
    entry.optional("slowing")?.entry { inner in
      return inner.number("value", in: 0...1)
    } ?? 1
  }

  private func recording(_ entry: Entry) -> ConductionStudy.Recording? {
    func muscles(_ entry: Entry) -> [Share] {
      shares(entry.required("muscles"), in: atlas.muscles, what: "muscle", sumsToOne: true)
    }
    let kind = entry.text("kind")
    switch kind {
    case "sensory":
      return position(entry.required("nerve"), in: atlas.nerves, what: "nerve").map { .sensory(nerve: $0) }
    case "motor": return .motor(muscles: muscles(entry))
    case "block":
      return .block(
        muscles: shares(entry.optional("muscles"), in: atlas.muscles, what: "muscle", sumsToOne: true))
    case "late": return .late(muscles: muscles(entry))
    case "reflex":
      return entry.required("reflex")?.entry { inner in
        let roots = shares(inner.required("roots"), in: atlas.roots, what: "root", sumsToOne: true)
        return .reflex(muscles: muscles(inner), roots: roots, extraLength: extraLength(inner))
      }
    default:
      entry.optional("kind")?.fail(
        "no kind of study '\(kind)'",
        suggestions: Nearest.words(to: kind, in: ["sensory", "motor", "block", "late", "reflex"]))
      return nil
    }
  }

  mutating func readVariants() {
    expect("variants.yaml", keys: ["shift", "variants"])
    _ = section("variants.yaml", "shift")?.entry { entry -> Bool in
      var states: [PlexusShift] = []
      for (id, reading) in entry.required("states")?.pairs() ?? [] {
        _ = reading.entry { inner -> Bool in
          states.append(
            PlexusShift(
              id: id, probability: inner.number("probability"),
              steps: inner.optional("steps") == nil ? 0 : inner.whole("steps", in: -2...2),
              share: inner.number("share", default: 0)))
          return true
        }
      }
      let sum = states.reduce(0) { $0 + $1.probability }
      if abs(sum - 1) > 1e-6 { entry.reading.fail("probabilities sum to \(sum.short), not 1") }
      log.trace?.whole((entry.optional("states")?.pairs() ?? []).map { $0.value.part("probability") })
      atlas.shifts = Register(states)
      return true
    }
    atlas.variants = Register(
      entities("variants.yaml", "variants") { id, entry in
        var types: [VariantType] = []
        if let probability = entry.optional("probability")?.number(in: 0...1) {
          types = [VariantType(name: "present", probability: probability)]
        }
        for (name, value) in entry.optional("types")?.pairs() ?? [] {
          if value.scalar != nil {
            if let number = value.number(in: 0...1) {
              types.append(VariantType(name: name, probability: number))
            }
          } else {
            _ = value.entry { inner -> Bool in
              _ = inner.optional("effect")
              _ = inner.optional("means")
              types.append(VariantType(name: name, probability: inner.number("probability")))
              return true
            }
          }
        }
        return Variant(
          id: id, name: entry.text("name"), types: types, effect: entry.optional("effect")?.text() ?? "",
          provenance: entry.provenance())
      })
  }
}
