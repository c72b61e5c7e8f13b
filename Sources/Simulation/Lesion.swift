import Anatomy

/// One lesion of the model: a site, the way it catches the nerve, and how hard.
public struct Lesion: Sendable, Hashable {
  /// Position in ``Atlas/sites``.
  public var site: Int
  /// Position among the modes of the site; 0 for a site without modes.
  public var mode: Int
  /// Position in ``Atlas/levels``.
  public var level: Int

  public init(site: Int, mode: Int, level: Int) {
    self.site = site
    self.mode = mode
    self.level = level
  }
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

  /// The mode of a lesion; nil for a site without modes.
  public func mode(of lesion: Lesion) -> LesionMode? {
    let modes = sites[lesion.site].modes
    return modes.indices.contains(lesion.mode) ? modes[lesion.mode] : nil
  }
}
