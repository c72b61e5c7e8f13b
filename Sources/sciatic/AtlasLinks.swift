import Anatomy

/// What a link of an exported atlas connects.
struct AtlasNode: Hashable {
  /// Kinds of nodes, by the word that the exports use.
  enum Kind: String {
    case root, segment, nerve, muscle, movement, region, reflex, study, site, finding, channel, level, history
    case setting, group
  }

  let kind: Kind
  let id: String

  init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }
}

/// One statement of the atlas: something, how it relates to something else, how much, and who says so.
struct AtlasLink {
  let from: AtlasNode
  let relation: String
  let to: AtlasNode
  var value: Double?
  var unit = ""
  /// What the value holds for: a channel, a mode of a site, a nerve.
  var detail = ""
  var provenance: Provenance?
}

/// The links of an atlas in the order of its files. Those of the nerve run with the fibres, from the cord outwards.
struct AtlasLinks {
  private let atlas: Atlas
  /// Channels of the fibres that run through each segment.
  private let bundles: [[Int]]

  init(_ atlas: Atlas) {
    self.atlas = atlas
    bundles = atlas.channelsBySegment()
  }

  /// Every link.
  var all: [AtlasLink] { course + nerves + targets + sites + evidence + priors }

  /// The way of the fibres: from root to segment to segment to what they supply.
  var course: [AtlasLink] {
    var links: [AtlasLink] = []
    for root in atlas.roots {
      guard let first = root.stations.first else { continue }
      let segment = atlas.segments[first]
      links.append(
        AtlasLink(
          from: AtlasNode(.root, root.id), relation: "begins", to: node(segment: first),
          value: segment.length,
          unit: "mm", provenance: segment.provenance))
    }
    for (s, segment) in atlas.segments.enumerated() {
      for previous in segment.after {
        links.append(
          AtlasLink(
            from: node(segment: previous), relation: "continues", to: node(segment: s),
            value: segment.length, unit: "mm", provenance: segment.provenance))
      }
    }
    for muscle in atlas.muscles {
      for end in muscle.leaves + muscle.segmental.map(\.end) {
        links.append(supply(end, of: AtlasNode(.muscle, muscle.id), by: muscle.provenance))
      }
    }
    for region in atlas.regions {
      for nerve in region.nerves {
        for end in atlas.nerves[nerve.index].ends {
          let part = NerveEnd(
            segment: region.nearerEnds[nerve.index] ?? end.segment, channel: end.channel,
            share: end.share * nerve.value)
          links.append(supply(part, of: AtlasNode(.region, region.id), by: region.provenance))
        }
      }
    }
    return links
  }

  /// How much each root gives to a muscle, region or reflex.
  var rootWeights: [AtlasLink] {
    atlas.muscles.flatMap { rootWeights($0.roots, of: AtlasNode(.muscle, $0.id), by: $0.provenance) }
      + atlas.regions.flatMap { rootWeights($0.roots, of: AtlasNode(.region, $0.id), by: $0.provenance) }
      + atlas.reflexes.flatMap { rootWeights($0.roots, of: AtlasNode(.reflex, $0.id), by: $0.provenance) }
  }

  /// Which muscles carry a reflex.
  var reflexArcs: [AtlasLink] {
    atlas.reflexes.flatMap { reflex in
      reflex.muscles.map { share in
        AtlasLink(
          from: AtlasNode(.muscle, atlas.muscles[share.index].id), relation: "carries",
          to: AtlasNode(.reflex, reflex.id), value: share.value, unit: "share", provenance: reflex.provenance)
      }
    }
  }

  /// Where a site sits: on a segment, or in a muscle.
  var places: [AtlasLink] {
    atlas.sites.flatMap { site -> [AtlasLink] in
      let from = AtlasNode(.site, site.id)
      var links: [AtlasLink] = []
      if let anchor = site.anchor {
        links.append(AtlasLink(from: from, relation: "lies at", to: node(segment: anchor)))
      }
      if let muscle = site.muscle {
        links.append(AtlasLink(from: from, relation: "lies in", to: node(muscle: muscle)))
      }
      links += atlas.pressing(on: site).map {
        AtlasLink(
          from: from, relation: "is pressed by", to: node(muscle: $0.index), value: $0.value, unit: "share")
      }
      return links
    }
  }

  /// What each mode of a site catches, a link for each channel that runs through the segment.
  var catches: [AtlasLink] {
    atlas.sites.flatMap { site in
      site.modes.enumerated().flatMap { number, mode in
        mode.catches.flatMap { caught in
          bundles[caught.segment].map { channel in
            let words =
              [mode.name.isEmpty ? "mode \(number + 1)" : mode.name, atlas.channels[channel].id]
              + FibreClass.allCases.filter(caught.fibres.contains).map { $0.rawValue + " fibres" }
            return AtlasLink(
              from: AtlasNode(.site, site.id), relation: "catches", to: node(segment: caught.segment),
              value: atlas.selectivity(of: caught, channel: channel), unit: "selectivity",
              detail: words.joined(separator: "; "), provenance: site.provenance)
          }
        }
      }
    }
  }

  /// What a site catches of a segment on the whole: the mean over the channels there, modes by their shares.
  var meanCatches: [AtlasLink] {
    atlas.sites.flatMap { site -> [AtlasLink] in
      var sums: [Int: Double] = [:]
      for mode in site.modes {
        for caught in mode.catches {
          let channels = bundles[caught.segment]
          let sum = channels.reduce(0) { $0 + atlas.selectivity(of: caught, channel: $1) }
          sums[caught.segment, default: 0] += mode.share * sum / Double(max(1, channels.count))
        }
      }
      return sums.sorted { $0.key < $1.key }.map { segment, value in
        AtlasLink(
          from: AtlasNode(.site, site.id), relation: "catches", to: node(segment: segment), value: value,
          unit: "mean selectivity", provenance: site.provenance)
      }
    }
  }

  private func node(segment: Int) -> AtlasNode { AtlasNode(.segment, atlas.segments[segment].id) }

  private func node(muscle: Int) -> AtlasNode { AtlasNode(.muscle, atlas.muscles[muscle].id) }

  private func supply(_ end: NerveEnd, of target: AtlasNode, by provenance: Provenance) -> AtlasLink {
    AtlasLink(
      from: node(segment: end.segment), relation: "supplies", to: target, value: end.share, unit: "share",
      detail: atlas.channels[end.channel].id, provenance: provenance)
  }

  private func rootWeights(
    _ shares: [Share], of target: AtlasNode, by provenance: Provenance
  ) -> [AtlasLink] {
    shares.map {
      AtlasLink(
        from: AtlasNode(.root, atlas.roots[$0.index].id), relation: "supplies", to: target, value: $0.value,
        unit: "share", provenance: provenance)
    }
  }

  /// Named nerves, and bundles within bundles.
  private var nerves: [AtlasLink] {
    var links: [AtlasLink] = []
    for channel in atlas.channels {
      guard let parent = channel.parent else { continue }
      links.append(
        AtlasLink(
          from: AtlasNode(.channel, channel.id), relation: "lies within",
          to: AtlasNode(.channel, atlas.channels[parent].id)))
    }
    for (s, segment) in atlas.segments.enumerated() where atlas.nerves[segment.nerve] != nil {
      links.append(
        AtlasLink(
          from: node(segment: s), relation: "is part of", to: AtlasNode(.nerve, segment.nerve)))
    }
    for nerve in atlas.nerves {
      let target = AtlasNode(.nerve, nerve.id)
      links += rootWeights(nerve.roots, of: target, by: nerve.provenance)
      links += nerve.ends.map { end in
        AtlasLink(
          from: target, relation: "ends at", to: node(segment: end.segment), value: end.share, unit: "share",
          detail: atlas.channels[end.channel].id, provenance: nerve.provenance)
      }
    }
    for muscle in atlas.muscles where atlas.nerves[muscle.nerve] != nil {
      links.append(
        AtlasLink(
          from: AtlasNode(.nerve, muscle.nerve), relation: "supplies", to: AtlasNode(.muscle, muscle.id),
          provenance: muscle.provenance))
    }
    for region in atlas.regions {
      links += region.nerves.map { share in
        AtlasLink(
          from: AtlasNode(.nerve, atlas.nerves[share.index].id), relation: "supplies",
          to: AtlasNode(.region, region.id), value: share.value, unit: "share", provenance: region.provenance)
      }
    }
    return links
  }

  /// What roots, muscles and studies have to do with each other.
  private var targets: [AtlasLink] {
    var links = rootWeights + reflexArcs
    for root in atlas.roots {
      links += referral(root.referral, from: AtlasNode(.root, root.id), by: root.referralProvenance)
    }
    for muscle in atlas.muscles {
      links += referral(muscle.refers, from: AtlasNode(.muscle, muscle.id), by: nil)
    }
    for movement in atlas.movements {
      links += movement.muscles.map { share in
        AtlasLink(
          from: node(muscle: share.index), relation: "moves", to: AtlasNode(.movement, movement.id),
          value: share.value, unit: "share", provenance: movement.provenance)
      }
    }
    for study in atlas.studies {
      let from = AtlasNode(.study, study.id)
      var muscles: [Share] = []
      switch study.recording {
      case .sensory(let nerve):
        links.append(
          AtlasLink(
            from: from, relation: "records", to: AtlasNode(.nerve, atlas.nerves[nerve].id),
            provenance: study.provenance))
      case .motor(let shares), .late(let shares), .block(let shares): muscles = shares
      case .reflex(let shares, let roots, _):
        muscles = shares
        links += rootWeights(roots, of: from, by: study.provenance)
      }
      links += muscles.map { share in
        AtlasLink(
          from: from, relation: "records", to: node(muscle: share.index), value: share.value, unit: "share",
          provenance: study.provenance)
      }
      links += study.spans.map {
        AtlasLink(from: from, relation: "spans", to: node(segment: $0), provenance: study.provenance)
      }
    }
    return links
  }

  private func referral(_ shares: [Share], from: AtlasNode, by provenance: Provenance?) -> [AtlasLink] {
    shares.map { share in
      AtlasLink(
        from: from, relation: "refers pain to", to: AtlasNode(.region, atlas.regions[share.index].id),
        value: share.value, unit: "probability", provenance: provenance)
    }
  }

  private var sites: [AtlasLink] {
    places + catches
      + atlas.sites.flatMap { site in
        zip(atlas.levels, site.severity).map { level, share in
          AtlasLink(
            from: AtlasNode(.site, site.id), relation: "is as severe as", to: AtlasNode(.level, level.id),
            value: share, unit: "share", provenance: site.provenance)
        }
      }
  }

  /// Findings: what they are about, and the local signs.
  private var evidence: [AtlasLink] {
    atlas.findings.flatMap { finding -> [AtlasLink] in
      let node = AtlasNode(.finding, finding.id)
      var links: [AtlasLink] = []
      if let target = target(of: finding) {
        links.append(AtlasLink(from: node, relation: "is about", to: target))
      }
      for (relation, list) in [("shows as", finding.links), ("shows aside as", finding.asideLinks)] {
        for link in list {
          links += link.sites.map { site in
            AtlasLink(
              from: AtlasNode(.site, atlas.sites[site].id), relation: relation, to: node,
              value: link.likelihood.probability, unit: "probability",
              detail: (link.modes ?? []).map { atlas.sites[site].modes[$0].name }.joined(separator: "; "),
              provenance: link.likelihood.provenance)
          }
        }
      }
      return links
    }
  }

  private func target(of finding: Finding) -> AtlasNode? {
    switch finding.target {
    case .muscle(let i): AtlasNode(.muscle, atlas.muscles[i].id)
    case .movement(let i): AtlasNode(.movement, atlas.movements[i].id)
    case .muscleGroup(let i): AtlasNode(.group, atlas.muscleGroups[i].id)
    case .region(let i): AtlasNode(.region, atlas.regions[i].id)
    case .skinGroup(let i): AtlasNode(.group, atlas.skinGroups[i].id)
    case .reflex(let i): AtlasNode(.reflex, atlas.reflexes[i].id)
    case .study(let i): AtlasNode(.study, atlas.studies[i].id)
    case .local: nil
    }
  }

  /// How common sites are, and what makes them commoner.
  private var priors: [AtlasLink] {
    var links: [AtlasLink] = []
    for modifier in atlas.modifiers {
      for effect in modifier.effects {
        links += effect.sites.map { site in
          AtlasLink(
            from: AtlasNode(.history, modifier.id),
            relation: effect.modes == nil ? "changes the odds of" : "changes the forms of",
            to: AtlasNode(.site, atlas.sites[site].id), value: effect.factor, unit: "factor",
            provenance: effect.provenance)
        }
      }
    }
    for setting in atlas.settings {
      links += zip(atlas.sites, setting.shares).map { site, share in
        AtlasLink(
          from: AtlasNode(.setting, setting.id), relation: "sees", to: AtlasNode(.site, site.id),
          value: share, unit: "share", provenance: setting.provenance)
      }
    }
    return links
  }
}
