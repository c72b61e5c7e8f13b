extension AtlasReader {
  mutating func readSources() {
    guard let document = documents["sources.yaml"] else { return }
    let citations = document.pairs().compactMap { id, reading in
      reading.entry { entry -> Citation? in
        let kind: Citation.Kind? = entry.choice("kind", "kind of source")
        return Citation(
          id: id, text: entry.text("citation"), url: entry.optional("url")?.text(),
          kind: kind ?? .study)
      }
    }
    atlas.citations = Register(citations)
  }

  mutating func readNerves() {
    expect("nerves.yaml", keys: ["channels", "segments", "nerves"])
    // Two passes, since an entry may name one that stands further down.
    let channelPairs = section("nerves.yaml", "channels")?.pairs() ?? []
    let channelNames = Register(channelPairs.map { Label(id: $0.key) })
    atlas.channels = Register(
      entities("nerves.yaml", "channels") { id, entry in
        Channel(
          id: id, name: entry.text("name"),
          parent: entry.optional("within").flatMap { parent(of: id, $0, in: channelNames) })
      })
    let segmentPairs = section("nerves.yaml", "segments")?.pairs() ?? []
    let segmentNames = Register(segmentPairs.map { Label(id: $0.key) })
    atlas.segments = Register(
      entities("nerves.yaml", "segments") { id, entry in
        Segment(
          id: id, name: entry.text("name"), nerve: entry.optional("nerve")?.text() ?? "",
          after: positions(entry.optional("after"), in: segmentNames, what: "segment"),
          length: entry.number("mm", in: 0...2000),
          lengthDeviation: entry.optional("sd")?.number(in: 0...500), provenance: entry.provenance())
      })
    // A faulty entry is left out, which shifts those behind it; it is reported, and the atlas is refused.
    if atlas.segments.count == segmentNames.count { checkCycles() }
    let rootPairs = section("roots.yaml", "roots")?.pairs() ?? []
    let rootNames = Register(rootPairs.map { Label(id: $0.key) })
    atlas.nerves = Register(
      entities("nerves.yaml", "nerves") { id, entry in
        return Nerve(
          id: id, name: entry.text("name"), latin: entry.optional("latin")?.text(),
          aliases: entry.texts("aliases"), ends: ends(of: entry),
          bundles: positions(entry.optional("bundles"), in: atlas.channels, what: "channel"),
          roots: shares(entry.optional("roots"), in: rootNames, what: "root", sumsToOne: true),
          provenance: entry.provenance())
      })
  }

  /// The wider channel of a channel, which stands before it, so that none lies within itself.
  private func parent(of id: String, _ reading: Reading, in channels: Register<Label>) -> Int? {
    guard let parent = position(reading, in: channels, what: "channel"), let own = channels.position(of: id)
    else {
      return nil
    }
    if parent < own { return parent }
    reading.fail("'\(id)' lies within '\(channels[parent].id)', which must stand before it")
    return nil
  }

  /// The ends of a nerve: `ends: segment` with `channel:`, or a list of ends with shares.
  private func ends(of entry: Entry) -> [NerveEnd] {
    guard let ends = entry.optional("ends") else {
      _ = entry.optional("channel")
      return []
    }
    if ends.scalar == nil { return nerveEnds(ends) }
    guard let segment = position(ends, in: atlas.segments, what: "segment"),
      let channel = position(entry.required("channel"), in: atlas.channels, what: "channel")
    else { return [] }
    return [NerveEnd(segment: segment, channel: channel, share: 1)]
  }

  /// A list of `{at, channel, share}` whose shares sum to 1.
  func nerveEnds(_ reading: Reading) -> [NerveEnd] {
    let ends = reading.list().compactMap { item in
      item.entry { entry -> NerveEnd? in
        let share = entry.number("share", default: 1)
        guard let segment = position(entry.required("at"), in: atlas.segments, what: "segment"),
          let channel = position(entry.required("channel"), in: atlas.channels, what: "channel")
        else { return nil }
        return NerveEnd(segment: segment, channel: channel, share: share)
      }
    }
    let sum = ends.reduce(0) { $0 + $1.share }
    if !ends.isEmpty, abs(sum - 1) > 5e-3 { reading.fail("shares sum to \(sum.short), not 1") }
    log.trace?.whole(reading.list().map { $0.part("share") })
    return ends
  }

  private func checkCycles() {
    for (s, segment) in atlas.segments.enumerated() {
      var seen: Set<Int> = []
      var stack = [s]
      while let next = stack.popLast() {
        for previous in atlas.segments[next].after {
          if previous == s {
            section("nerves.yaml", "segments")?.fail("segment '\(segment.id)' leads back to itself")
            return
          }
          if seen.insert(previous).inserted { stack.append(previous) }
        }
      }
    }
  }

  mutating func readRoots() {
    expect("roots.yaml", keys: ["roots", "ganglion", "referral"])
    guard let section = section("roots.yaml", "roots") else { return }
    let roots = section.pairs().compactMap { id, reading in
      reading.entry { entry -> Root? in
        let stations = positions(entry.required("stations"), in: atlas.segments, what: "segment")
        guard let ganglion = position(entry.required("ganglion"), in: atlas.segments, what: "segment")
        else { return nil }
        return Root(
          id: id, name: entry.text("name"), aliases: entry.texts("aliases"), stations: stations,
          ganglion: ganglion, referral: [], referralProvenance: Provenance())
      }
    }
    atlas.roots = Register(roots)
    _ = self.section("roots.yaml", "ganglion")?.entry { entry -> Bool in
      atlas.ganglionShare = entry.number("share")
      return true
    }
  }

  mutating func readReferral() {
    for (id, reading) in section("roots.yaml", "referral")?.pairs() ?? [] {
      guard let root = position(id, at: reading, in: atlas.roots, what: "root") else { continue }
      var shares: [Share] = []
      var provenance = Provenance()
      _ = reading.entry { entry -> Bool in
        provenance = entry.provenance()
        for region in atlas.regions.indices {
          if let value = entry.optional(atlas.regions[region].id)?.number(in: 0...1) {
            shares.append(Share(region, value))
          }
        }
        return true
      }
      atlas.roots[root].referral = shares
      atlas.roots[root].referralProvenance = provenance
    }
  }

  /// No root may reach a segment by two ways, and every root of a muscle must reach it.
  mutating func checkRoutes() {
    let pathways = atlas.pathways()
    for (root, segment) in pathways.ambiguous {
      section("nerves.yaml", "segments")?.fail(
        "two ways lead from root \(atlas.roots[root].id) to '\(atlas.segments[segment].id)'")
    }
    let muscles = section("muscles.yaml", "muscles")
    for muscle in atlas.muscles {
      for share in muscle.roots where share.value > 0 {
        for leave in muscle.leaves where pathways.route(root: share.index, to: leave.segment) == nil {
          if muscle.leaves.contains(where: { pathways.route(root: share.index, to: $0.segment) != nil }) {
            continue
          }
          muscles?.fail(
            "no way leads from root \(atlas.roots[share.index].id) to '\(atlas.segments[leave.segment].id)', "
              + "where \(muscle.id) is supplied")
        }
      }
    }
  }
}

/// An id that is known before its entity is read.
private struct Label: Named {
  let id: String
}
