extension Atlas {
  /// The atlas with only the commonest mode of each site, or with every lesion at the middle level.
  public func reduced(toMainModes: Bool, toMiddleLevel: Bool) -> Atlas {
    if !toMainModes && !toMiddleLevel { return self }
    var atlas = self
    /// The mode that is left of each site.
    var mains: [Int: Int] = [:]
    atlas.sites = Register(
      sites.enumerated().map { s, site in
        var modes = site.modes
        var alarm = site.alarm
        let ordinary = site.modes.indices.filter { site.modes[$0].mismatch == nil }
        if toMainModes, let place = ordinary.max(by: { site.modes[$0].share < site.modes[$1].share }) {
          let main = modes[place]
          mains[s] = place
          alarm = alarm.flatMap { $0.keeping(place) }
          modes = [
            LesionMode(
              name: main.name, share: 1, mismatch: nil, catches: main.catches, axonal: main.axonal,
              lengthDependence: main.lengthDependence, upstream: main.upstream,
              muscular: main.muscular, otherLeg: nil)
          ]
        }
        var severity = site.severity
        if toMiddleLevel { severity = levels.indices.map { $0 == levels.count / 2 ? 1 : 0 } }
        return Site(
          id: site.id, name: site.name, aliases: site.aliases, place: site.place, family: site.family,
          anchor: site.anchor, muscle: site.muscle, pain: site.pain,
          bilateral: site.bilateral, severity: severity, modes: modes, isUnexplained: site.isUnexplained,
          alarm: alarm, provenance: site.provenance)
      })
    atlas.findings = Register(
      findings.map { finding in
        var finding = finding
        finding.links = finding.links.compactMap { $0.keeping(mains) }
        finding.asideLinks = finding.asideLinks.compactMap { $0.keeping(mains) }
        return finding
      })
    if toMainModes {
      atlas.modifiers = Register(
        modifiers.map { modifier in
          Modifier(
            id: modifier.id, name: modifier.name, aliases: modifier.aliases, conditions: modifier.conditions,
            effects: modifier.effects.filter { $0.modes == nil })
        })
    }
    return atlas
  }
}

extension LocalLink {
  /// The link where only these modes of the sites are left; nil where it speaks of others.
  fileprivate func keeping(_ mains: [Int: Int]) -> LocalLink? {
    guard let modes, let site = sites.first, let main = mains[site] else { return self }
    return modes.contains(main) ? LocalLink(sites: sites, modes: nil, likelihood: likelihood) : nil
  }
}

extension Alarm {
  /// The alarm where only this mode of the site is left; nil where others are meant.
  fileprivate func keeping(_ mode: Int) -> Alarm? {
    if let modes, !modes.contains(mode) { return nil }
    return Alarm(
      from: from, name: name, modes: nil, weeksBelow: weeksBelow, action: action, provenance: provenance)
  }
}
