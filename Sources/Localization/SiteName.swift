import Anatomy

extension Answer {
  /// The name of a site; where its likeliest mode, given the findings, is that of a neighbouring root, with that mode, lest
  /// the root in the name be taken for the one that suffers.
  public func name(of site: Int, _ atlas: Atlas) -> String { atlas.sites[site].name + felt(at: site, atlas) }

  /// The same within a sentence.
  public func midSentenceName(of site: Int, _ atlas: Atlas) -> String {
    atlas.midSentence(atlas.sites[site].name) + felt(at: site, atlas)
  }

  /// Whether the name of a site says as what it shows.
  public func showsElsewhere(_ site: Int, _ atlas: Atlas) -> Bool { !felt(at: site, atlas).isEmpty }

  private func felt(at site: Int, _ atlas: Atlas) -> String {
    let masses = posterior.modes[site]
    let modes = atlas.sites[site].modes
    guard let likeliest = masses.indices.max(by: { masses[$0] < masses[$1] }),
      modes.indices.contains(likeliest), modes[likeliest].mismatch != nil
    else { return "" }
    return " (\(modes[likeliest].name))"
  }
}
