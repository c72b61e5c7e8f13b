import Anatomy
import ArgumentParser
import Foundation

extension AtlasCommand {
  /// `sciatic atlas show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show one entry with its route, numbers and sources.")

    @Argument(
      help:
        "An id: a site, muscle, nerve, root, skin region, finding, history item, posture, setting or source.")
    var id: String
    @Option(help: "Form of the answer.") var format = OutputFormat.text
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let files = try atlasOption.files()
      let atlas = try Atlas(files)
      let cards = AtlasCard(atlas, files)
      switch format {
      case .text: print(try cards.card(id))
      case .json: print(try AtlasShowJSON(atlas, files, try cards.meaning(id)).render())
      }
    }
  }
}

/// Describes one entry of an atlas for people.
struct AtlasCard {
  let atlas: Atlas
  private let files: AtlasFiles
  private let pathways: Pathways

  init(_ atlas: Atlas, _ files: AtlasFiles) {
    self.atlas = atlas
    self.files = files
    pathways = atlas.pathways()
  }

  /// What a word means.
  enum Meaning {
    /// Something, or several things, of this id.
    case id(String)
    case nerve(Int), site(Int), finding(Int)
  }

  /// The text about a word; where several kinds of things bear it as their id, about each.
  ///
  /// - Throws: ``DataError`` with the nearest ids.
  func card(_ word: String) throws(DataError) -> String {
    let text =
      switch try meaning(word) {
      case .id(let id): cards(id).joined(separator: "\n\n")
      case .nerve(let nerve): card(ofNerve: nerve)
      case .site(let site): card(ofSite: site)
      case .finding(let finding): card(ofFinding: finding)
      }
    return text.components(separatedBy: "\n")
      .map { $0.count > 80 ? Output.wrapped($0, indent: "  ") : $0 }.joined(separator: "\n")
  }

  /// What a word means: an id first, then a name of the clinic.
  ///
  /// - Throws: ``DataError`` with the nearest ids.
  func meaning(_ word: String) throws(DataError) -> Meaning {
    if isID(word) { return .id(word) }
    let index = NameIndex(atlas)
    if case .found(let nerve) = index.nerve(word) { return .nerve(nerve) }
    if case .found(let site) = index.site(word) { return .site(site) }
    if case .found(let finding) = index.finding(word) { return .finding(finding) }
    let matches = index.search(word)
    if let first = matches.first,
      matches.filter({ $0.what == first.what }).count == 1 || first.what == "muscle",
      first.id != word
    {
      return try meaning(first.id)
    }
    let known =
      atlas.muscles.ids + atlas.sites.ids + atlas.nerves.ids + atlas.regions.ids + atlas.findings.ids
    let near = matches.isEmpty ? Nearest.words(to: word, in: known) : matches.prefix(3).map(\.id)
    throw DataError(file: "command line", "the atlas has no '\(word)'", suggestions: near)
  }

  private func isID(_ word: String) -> Bool {
    atlas.muscles[word] != nil || atlas.sites[word] != nil || atlas.nerves[word] != nil
      || atlas.roots[word] != nil || atlas.regions[word] != nil || atlas.findings[word] != nil
      || atlas.postures[word] != nil || atlas.modifiers[word] != nil || atlas.citations[word] != nil
      || !files.records(word).isEmpty
  }

  /// The text about each thing of an id.
  private func cards(_ id: String) -> [String] {
    [
      atlas.muscles[id].map(card(of:)), atlas.sites.position(of: id).map(card(ofSite:)),
      atlas.nerves.position(of: id).map(card(ofNerve:)),
      atlas.roots.position(of: id).map(card(ofRoot:)), atlas.regions.position(of: id).map(card(ofRegion:)),
      atlas.findings.position(of: id).map(card(ofFinding:)),
      atlas.postures.position(of: id).map(card(ofPosture:)), atlas.modifiers[id].map(card(of:)),
      atlas.citations[id].map(card(of:)),
    ].compactMap { $0 } + files.records(id).map(narrow)
  }

  func shares(_ shares: [Share], _ name: (Int) -> String) -> String {
    shares.sorted { $0.value > $1.value }.map { "\(name($0.index)) \($0.value.percent)" }.joined(
      separator: ", ")
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

  func sources(_ provenance: Provenance, head: String = "") -> [String] {
    var lines = provenance.sources.compactMap { atlas.citations[$0] }.map {
      Output.wrapped("source: [\($0.id)] \($0.text)", head: head, indent: head + "  ")
    }
    if provenance.isEstimate { lines.append(head + "source: estimate") }
    if let why = provenance.why {
      lines.append(Output.wrapped("why: \(why)", head: head, indent: head + "  "))
    }
    return lines
  }

  /// Lines of a file, broken for people.
  private func narrow(_ record: AtlasFiles.Record) -> String {
    (["\(record.file), \(record.block)"] + record.text.split(separator: "\n").map(String.init))
      .map { Output.wrapped($0, indent: "      ") }.joined(separator: "\n")
  }

  private func card(of citation: Citation) -> String {
    [Output.wrapped(citation.text, indent: "  "), citation.url ?? "", "kind: \(citation.kind.rawValue)"]
      .filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private func card(of modifier: Modifier) -> String {
    let isTold = modifier.conditions == [.history]
    var lines = ["\(modifier.name.capitalizedFirst) (\(isTold ? "history" : "patient"): \(modifier.id))"]
    if !modifier.aliases.isEmpty {
      lines.append(Output.wrapped("also called: " + modifier.aliases.joined(separator: ", "), indent: "  "))
    }
    let flags = atlas.flagHistory.filter { $0.value == modifier.id }.keys.sorted()
    let holds = modifier.conditions.map(words).joined(separator: ", ")
    lines.append(
      Output.wrapped(
        "holds \(holds)" + (flags.isEmpty ? "" : " or \(flags.joined(separator: ", ")) is")
          + (isTold ? "; not asked says nothing" : ""), indent: "  "))
    if modifier.effects.isEmpty { return (lines + ["changes no odds by itself"]).joined(separator: "\n") }
    lines.append(
      Output.wrapped(
        "multiplies the prior odds of sites, in brackets about 95 % limits; all factors on a site together at most "
          + "\(atlas.modifierCap.plain)-fold either way:", indent: "  "))
    let limits = files.limits(ofModifier: modifier.id)
    for (number, effect) in modifier.effects.enumerated() {
      let limit = limits.indices.contains(number) ? limits[number] : nil
      let range = limit.map { " (\($0.lowerBound.plain) to \($0.upperBound.plain))" } ?? ""
      let sites = effect.sites.map { atlas.sites[$0].id }.joined(separator: ", ")
      lines.append(Output.wrapped("× \(effect.factor.plain)\(range): \(sites)", head: "  ", indent: "    "))
      let origin = effect.provenance
      let keys = origin.isEstimate ? "estimate" : origin.sources.map { "[\($0)]" }.joined(separator: " ")
      lines.append(
        Output.wrapped(
          ([keys] + [origin.why].compactMap { $0 }).joined(separator: ": "),
          head: "      ", indent: "        "))
    }
    return lines.joined(separator: "\n")
  }

  /// A condition, as what follows "holds".
  private func words(_ condition: Modifier.Condition) -> String {
    switch condition {
    case .ageFrom(let age): "from the age of \(age.plain)"
    case .ageBelow(let age): "below the age of \(age.plain)"
    case .weeksFrom(let weeks): "from \(weeks.plain) weeks after onset"
    case .weeksBelow(let weeks): "below \(weeks.plain) weeks after onset"
    case .sex(let sex): "for \(sex) patients"
    case .history: "when recorded"
    }
  }

  private func card(of muscle: Muscle) -> String {
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

  private func card(ofNerve n: Int) -> String {
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

  private func card(ofRoot r: Int) -> String {
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

  private func card(ofRegion r: Int) -> String {
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

  private func card(ofSite s: Int) -> String {
    let site = atlas.sites[s]
    var lines = ["\(site.name) (site: \(site.id))", site.place]
    if !site.aliases.isEmpty {
      lines.append(Output.wrapped("also called: " + site.aliases.joined(separator: ", "), indent: "  "))
    }
    if !site.modes.isEmpty {
      lines.append("catches:")
      for mode in site.modes {
        let share = mode.mismatch.map { "neighbouring root, weight \($0.plain)" } ?? mode.share.percent
        let places = mode.catches.map { caught in
          let parts =
            caught.channels.sorted { $0.key < $1.key }.map {
              "\(atlas.channels[$0.key].name) \($0.value.plain)"
            }
            + (caught.others > 0 ? ["everything else \(caught.others.plain)"] : [])
          return "\(atlas.segments[caught.segment].name): \(parts.joined(separator: ", "))"
        }
        lines.append(
          Output.wrapped(
            "  \(mode.name) (\(share))"
              + (mode.axonal == 1 ? "" : ", of the block \(mode.axonal.percent) loss of axons")
              + (mode.otherLeg.map { ", the other leg: \(site.modes[$0].name)" } ?? "")
              + (places.isEmpty ? "" : ": " + places.joined(separator: "; "))
              + (mode.muscular.map { ": muscle itself: " + shares($0.muscles) { atlas.muscles[$0].id } } ?? ""),
            indent: "    "))
      }
    }
    let severity = zip(atlas.levels, site.severity).map { "\($0.id) \($1.percent)" }
    if !site.isUnexplained {
      lines.append("severity: " + severity.joined(separator: ", ") + "; both sides \(site.bilateral.percent)")
    }
    lines += sources(site.provenance)
    if let alarm = site.alarm { lines += self.alarm(alarm, site) }
    lines += mechanics(ofSite: s)
    let signs = atlas.findings.flatMap { finding in
      finding.links.filter { $0.sites.contains(s) }.map { (finding.id, $0.likelihood, modes(of: $0)) }
    }.sorted { $0.1.probability > $1.1.probability }
    if !signs.isEmpty {
      lines.append("local signs, P(present | moderate lesion here), false positives left out:")
      for (id, likelihood, modes) in signs {
        let origin =
          likelihood.provenance.isEstimate
          ? "estimate" : likelihood.provenance.sources.joined(separator: ", ")
        let weight = likelihood.sampleSize.map { "n \($0.plain), " } ?? ""
        let row = "  \(id.column(38)) \(String(format: "%.2f", likelihood.probability))  "
        lines.append(
          Output.wrapped(
            weight + origin + (modes.map { "; \($0)" } ?? ""), head: row,
            indent: String(repeating: " ", count: row.count)))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// When a site is excluded first, and what is done.
  /// The modes of its site that a link speaks of, where not of all.
  private func modes(of link: LocalLink) -> String? {
    link.modes.flatMap { modes in
      link.sites.first.map { site in modes.map { atlas.sites[site].modes[$0].name }.joined(separator: "; ") }
    }
  }

  private func alarm(_ alarm: Alarm, _ site: Site) -> [String] {
    let weeks = alarm.weeksBelow.map { ", below \($0.plain) weeks after onset" } ?? ""
    let modes = (alarm.modes ?? []).map { site.modes[$0].name }.joined(separator: "; ")
    let head = "to be excluded first from \(alarm.from.percent) on\(weeks)"
    return [
      Output.wrapped(head + (modes.isEmpty ? "" : ", in the modes: " + modes), indent: "  "),
      Output.wrapped("  -> " + alarm.action, indent: "     "),
    ] + sources(alarm.provenance)
  }

  private func chances(_ head: String, _ leak: Leak) -> [String] {
    let rates = leak.byAge.map { point in
      (leak.byAge.count > 1 ? "age \(point.age.plain): " : "") + point.probability.percent
    }
    return [Output.wrapped(head + rates.joined(separator: ", "), indent: "  ")] + sources(leak.provenance)
  }

  /// How chance losses of long nerves come together.
  private func wear() -> [String] {
    let (share, odds) = (atlas.observation.wornShare, atlas.observation.wornOdds)
    let text =
      "comes together with other losses of worn nerves: \(share.percent) of people have them, at "
      + "\(String(format: "%g", odds)) times the odds of the others"
    return [Output.wrapped(text, indent: "  ")]
  }

  private func card(ofFinding f: Int) -> String {
    let finding = atlas.findings[f]
    let kind = atlas.kinds[finding.kind]
    var lines = [
      Output.wrapped("\(finding.name) (\(finding.id)), \(atlas.midSentence(kind.name))", indent: "  "),
      "values: \(finding.scale.accepted.joined(separator: ", ")); cost: \(finding.cost.rawValue)",
    ]
    if !finding.aliases.isEmpty {
      let names = finding.aliases.enumerated().filter { !finding.aliases[..<$0].contains($1) }.map(\.element)
      lines.append(Output.wrapped("also called: " + names.joined(separator: ", "), indent: "  "))
    }
    let leak = finding.leak ?? kind.leak
    if finding.scale.worst > 0 {
      lines += chances("without a lesion that causes it: ", leak)
      if let worst = finding.scale.values.last, let last = finding.valueLeaks[worst] {
        lines += chances("\(worst) without one: ", last)
      }
      if finding.wears { lines += wear() }
    }
    if !finding.scale.aside.isEmpty {
      let chances = finding.scale.aside.map { "\($0) \(atlas.chance(ofAside: $0, finding: f).percent)" }
      lines.append("by chance: " + chances.joined(separator: ", "))
    }
    if finding.target != .local { lines.append("follows from the graph (\(kind.measure.rawValue))") }
    lines += provocation(finding, f)
    for link in finding.links {
      let names =
        link.sites.map { atlas.sites[$0].id }.joined(separator: ", ")
        + (modes(of: link).map { " (\($0))" } ?? "")
      lines.append(
        Output.wrapped("\(names): \(String(format: "%.2f", link.likelihood.probability))", indent: "  "))
      lines += sources(link.likelihood.provenance, head: "  ")
    }
    return lines.joined(separator: "\n")
  }
}
