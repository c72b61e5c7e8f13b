import Anatomy

/// A site that is likely enough, and dangerous enough, to be excluded before anything else is done.
public struct Exclusion: Sendable {
  public let site: Int
  /// What the danger is called: the site, or the form of it that is meant.
  public let name: String
  /// P(the site, in one of the modes that are meant, is in the set).
  public let probability: Double
  /// What to do.
  public let action: String
}

extension Answer {
  /// The likeliest site that must be excluded first; nil where there is none.
  public func alarm(_ atlas: Atlas) -> Exclusion? {
    atlas.alarm(posterior.sites, modes: posterior.modes, weeks: patient.durationWeeks)
  }
}

extension Marginals {
  /// As ``Answer/alarm(_:)``, for a patient.
  public func alarm(_ atlas: Atlas, _ patient: PatientCase) -> Exclusion? {
    atlas.alarm(sites, modes: modes, weeks: patient.durationWeeks)
  }
}

extension Atlas {
  /// The likeliest of those that reach the probability from which on they are excluded first. A time that was not
  /// recorded is no reason to wait.
  fileprivate func alarm(_ probabilities: [Double], modes: [[Double]], weeks: Double?) -> Exclusion? {
    sites.indices.compactMap { s -> Exclusion? in
      guard let alarm = sites[s].alarm else { return nil }
      if let weeks, let bound = alarm.weeksBelow, weeks >= bound { return nil }
      let p = alarm.modes?.reduce(0) { $0 + modes[s][$1] } ?? probabilities[s]
      return p >= alarm.from
        ? Exclusion(site: s, name: alarm.name ?? sites[s].name, probability: p, action: alarm.action) : nil
    }.max { $0.probability < $1.probability }
  }
}
