import Anatomy

/// What `atlas show` says about sites, and about what moves their odds.
extension AtlasCard {
  func card(ofSite s: Int) -> String {
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
        let row = "  \(id.column(38)) \(likelihood.probability.two)  "
        lines.append(
          Output.wrapped(
            weight + origin + (modes.map { "; \($0)" } ?? ""), head: row,
            indent: String(repeating: " ", count: row.count)))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// When a site is excluded first, and what is done.
  private func alarm(_ alarm: Alarm, _ site: Site) -> [String] {
    let weeks = alarm.weeksBelow.map { ", below \($0.plain) weeks after onset" } ?? ""
    let modes = (alarm.modes ?? []).map { site.modes[$0].name }.joined(separator: "; ")
    let head = "to be excluded first from \(alarm.from.percent) on\(weeks)"
    return [
      Output.wrapped(head + (modes.isEmpty ? "" : ", in the modes: " + modes), indent: "  "),
      Output.wrapped("  -> " + alarm.action, indent: "     "),
    ] + sources(alarm.provenance)
  }

  func card(of modifier: Modifier) -> String {
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
      let sites = effect.sites.map { site in
        let modes = effect.modes.map { $0.map { "'\(atlas.sites[site].modes[$0].name)'" } }
        return (modes.map { $0.joined(separator: ", ") + " among the forms of " } ?? "")
          + atlas.sites[site].id
      }.joined(separator: ", ")
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
}
