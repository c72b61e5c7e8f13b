import Anatomy

/// What `atlas show` says about muscles, nerves, roots and skin, and the ways to them.
extension AtlasCard {
  func card(of muscle: Muscle) -> String {
    var lines = ["\(muscle.name) (muscle)", "nerve: \(atlas.nerves[muscle.nerve]?.name ?? muscle.nerve)"]
    if muscle.segmental.isEmpty {
      lines.append("roots: " + shares(muscle.roots) { atlas.roots[$0].id })
      lines += routes(muscle.roots, muscle.leaves)
    } else {
      lines.append(
        "segmental: " + muscle.segmental.map { atlas.roots[$0.root].id }.joined(separator: ", ")
          + "; the worst counts")
      lines += muscle.segmental.map { route($0.root, $0.end.segment) }
    }
    if !muscle.refers.isEmpty {
      lines.append(
        Output.wrapped(
          "trigger points refer pain to: " + shares(muscle.refers) { atlas.regions[$0].id }, indent: "  "))
    }
    return (lines + sources(muscle.provenance) + mechanics(of: muscle)).joined(separator: "\n")
  }

  func card(ofNerve n: Int) -> String {
    let nerve = atlas.nerves[n]
    var lines = ["\(nerve.name) (nerve)" + (nerve.latin.map { ", \($0)" } ?? "")]
    if !nerve.roots.isEmpty { lines.append("roots: " + shares(nerve.roots) { atlas.roots[$0].id }) }
    lines += routes(nerve.roots, nerve.ends)
    let regions = atlas.regions.filter { $0.nerves.contains { $0.index == n } }
    if !regions.isEmpty {
      lines.append(
        "skin: "
          + regions.map { region in
            "\(region.id) \((region.nerves.first { $0.index == n }?.value ?? 0).percent)"
          }.joined(separator: ", "))
    }
    let muscles = atlas.muscles.filter { $0.nerve == nerve.id }.map(\.id)
    if !muscles.isEmpty {
      lines.append(Output.wrapped("muscles: " + muscles.joined(separator: ", "), indent: "  "))
    }
    return (lines + sources(nerve.provenance)).joined(separator: "\n")
  }

  func card(ofRoot r: Int) -> String {
    let root = atlas.roots[r]
    var lines = ["\(root.name) (root: \(root.id))"]
    func add(_ head: String, _ words: [String]) {
      if !words.isEmpty { lines.append(Output.wrapped(head + words.joined(separator: ", "), indent: "  ")) }
    }
    add("also called: ", root.aliases)
    let names = root.stations.map { "\(atlas.segments[$0].name) \(atlas.segments[$0].length.plain)" }
    lines.append(Output.wrapped("way from cord (mm): " + names.joined(separator: " > "), indent: "  "))
    lines.append("ganglion at the end of: \(atlas.segments[root.ganglion].name)")
    /// What the root supplies, by its share.
    func supplied(_ parts: [(id: String, roots: [Share])]) -> [String] {
      parts.compactMap { part in part.roots.first { $0.index == r }.map { (part.id, $0.value) } }
        .filter { $0.1 > 0 }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map { "\($0.0) \($0.1.percent)" }
    }
    add("muscles, share of the root: ", supplied(atlas.muscles.map { ($0.id, $0.roots) }))
    add("skin: ", supplied(atlas.regions.map { ($0.id, $0.roots) }))
    add("reflexes: ", supplied(atlas.reflexes.map { ($0.id, $0.roots) }))
    let stations = Set(root.stations)
    let sites = atlas.sites.filter { site in
      site.modes.contains { mode in
        mode.mismatch == nil && mode.catches.contains { stations.contains($0.segment) }
      }
    }
    add("sites that catch it: ", sites.map(\.id))
    if !root.referral.isEmpty {
      add("pain, where it is irritated: ", [shares(root.referral) { atlas.regions[$0].id }])
      lines += sources(root.referralProvenance)
    }
    return lines.joined(separator: "\n")
  }

  func card(ofRegion r: Int) -> String {
    let region = atlas.regions[r]
    var lines = [
      "\(region.name) (skin)", "nerves: " + shares(region.nerves) { atlas.nerves[$0].name },
      "roots: " + shares(region.roots) { atlas.roots[$0].id },
    ]
    for share in region.nerves {
      lines += atlas.nerves[share.index].ends.prefix(1).flatMap { end in
        region.roots.max { $0.value < $1.value }.map {
          [route($0.index, region.nearerEnds[share.index] ?? end.segment)]
        } ?? []
      }
    }
    return (lines.filter { !$0.isEmpty } + sources(region.provenance)).joined(separator: "\n")
  }

  private func route(_ root: Int, _ segment: Int) -> String {
    guard let route = pathways.route(root: root, to: segment) else { return "" }
    let names = route.map { "\(atlas.segments[$0].name) \(atlas.segments[$0].length.plain)" }
    let text = names.joined(separator: " > ") + " = \(pathways.length(root: root, to: segment).plain) mm"
    return Output.wrapped("  \(atlas.roots[root].id): " + text, indent: "      ")
  }

  /// Sites of which some ordinary mode catches fibres of these channels on these segments.
  private func sites(on segments: Set<Int>, channels: Set<Int>) -> String {
    let names = atlas.sites.filter { site in
      site.modes.contains { mode in
        mode.mismatch == nil
          && mode.catches.contains { caught in
            segments.contains(caught.segment)
              && channels.contains { atlas.selectivity(of: caught, channel: $0) > 0 }
          }
      }
    }.map(\.id)
    return Output.wrapped("sites on the way: " + names.joined(separator: ", "), indent: "  ")
  }

  private func routes(_ roots: [Share], _ ends: [NerveEnd]) -> [String] {
    guard !ends.isEmpty, let main = roots.max(by: { $0.value < $1.value }) else { return [] }
    var lines = ["route from cord (mm), main root:"]
    for end in ends { lines.append(route(main.index, end.segment)) }
    let all = roots.flatMap { root in
      ends.flatMap { pathways.route(root: root.index, to: $0.segment) ?? [] }
    }
    return lines.filter { !$0.isEmpty } + [sites(on: Set(all), channels: Set(ends.map(\.channel)))]
  }
}
