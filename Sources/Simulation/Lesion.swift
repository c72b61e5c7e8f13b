import Anatomy

/// One lesion of the model: a site, the way it catches the nerve, and how hard.
public struct Lesion: Sendable, Hashable {
  /// Position in ``Atlas/sites``.
  public var site: Int
  /// Position among the modes of the site; 0 for a site without modes.
  public var mode: Int
  /// Position in ``Atlas/levels``.
  public var level: Int
  /// What it does to the fibres, where that is not what the level says.
  public var severity: Severity?

  public init(site: Int, mode: Int, level: Int, severity: Severity? = nil) {
    self.site = site
    self.mode = mode
    self.level = level
    self.severity = severity
  }
}

/// How hard a lesion hits.
public struct Severity: Sendable, Hashable {
  /// Share of the caught sensory fibres that no longer conduct, 0…1.
  public var sensoryBlock: Double
  /// The same of motor fibres.
  public var motorBlock: Double
  /// How readily the caught fibres fire on their own, 0…1.
  public var irritability: Double
  /// How strongly local signs show, relative to a moderate lesion.
  public var expression: Double
}

extension Atlas {
  /// Every lesion of the model, site by site; ``unexplained`` has none.
  public func lesions() -> [Lesion] {
    var result: [Lesion] = []
    for (s, site) in sites.enumerated() where !site.isUnexplained {
      for mode in 0..<max(1, site.modes.count) {
        for level in levels.indices { result.append(Lesion(site: s, mode: mode, level: level)) }
      }
    }
    return result
  }

  /// How hard a lesion hits.
  public func severity(of lesion: Lesion) -> Severity {
    if let severity = lesion.severity { return severity }
    let level = levels[lesion.level]
    return Severity(
      sensoryBlock: level.block, motorBlock: level.motorBlock, irritability: level.irritability,
      expression: level.expression)
  }

  /// The mode of a lesion; nil for a site without modes.
  public func mode(of lesion: Lesion) -> LesionMode? {
    let modes = sites[lesion.site].modes
    return modes.indices.contains(lesion.mode) ? modes[lesion.mode] : nil
  }
}

extension Atlas {
  /// What the other leg has where a lesion strikes both: another mode of it, where the mode says so.
  public func otherLeg(of lesion: Lesion) -> Lesion {
    guard let mode = mode(of: lesion)?.otherLeg else { return lesion }
    var result = lesion
    result.mode = mode
    return result
  }
}
