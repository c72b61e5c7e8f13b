extension Atlas {
  /// The atlas with only the commonest mode of each site, or with every lesion at the middle level.
  public func reduced(toMainModes: Bool, toMiddleLevel: Bool) -> Atlas {
    if !toMainModes && !toMiddleLevel { return self }
    var atlas = self
    atlas.sites = Register(
      sites.map { site in
        var modes = site.modes
        if toMainModes, let main = modes.filter({ $0.mismatch == nil }).max(by: { $0.share < $1.share }) {
          modes = [
            LesionMode(
              name: main.name, share: 1, mismatch: nil, catches: main.catches, axonal: main.axonal,
              lengthDependence: main.lengthDependence, upstream: main.upstream,
              otherLeg: nil)
          ]
        }
        var severity = site.severity
        if toMiddleLevel { severity = levels.indices.map { $0 == levels.count / 2 ? 1 : 0 } }
        return Site(
          id: site.id, name: site.name, aliases: site.aliases, place: site.place, family: site.family,
          anchor: site.anchor, muscle: site.muscle, pain: site.pain,
          bilateral: site.bilateral, severity: severity, modes: modes, isUnexplained: site.isUnexplained,
          alarm: site.alarm, provenance: site.provenance)
      })
    return atlas
  }
}
