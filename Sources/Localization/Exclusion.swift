import Anatomy

/// A site that is likely enough, and dangerous enough, to be excluded before anything else is done.
public struct Exclusion: Sendable {
  /// Position in ``Atlas/sites``.
  public let site: Int
  /// What the danger is called: the site, or the form of it that is meant.
  public let name: String
  /// P(the site, in one of the modes that are meant, is in the set).
  public let probability: Double
  /// What to do.
  public let action: String
}

extension Answer {
  /// The red flags of the patient, worst first, with what to do as the sites stand.
  public func urgency(_ atlas: Atlas) -> [UrgencyRule] { patient.urgency(atlas, posterior.sites) }

  /// The site that must be excluded first and of which no red flag speaks; of several the one that may wait least. Nil
  /// where there is none.
  public func alarm(_ atlas: Atlas) -> Exclusion? {
    atlas.alarm(posterior.sites, modes: posterior.modes, patient)
  }
}

extension Marginals {
  /// As ``Answer/alarm(_:)``, for a patient.
  public func alarm(_ atlas: Atlas, _ patient: PatientCase) -> Exclusion? {
    atlas.alarm(sites, modes: modes, patient)
  }
}

extension Atlas {
  /// Of those that reach the probability from which on they are excluded first, the one for which that is lowest, as it
  /// may wait least; of equals the likelier. A time that was not recorded is no reason to wait.
  fileprivate func alarm(_ probabilities: [Double], modes: [[Double]], _ patient: PatientCase) -> Exclusion? {
    let told = patient.urgency(self).flatMap(\.sites)
    return sites.indices.compactMap { s -> (from: Double, exclusion: Exclusion)? in
      guard let alarm = sites[s].alarm, !told.contains(s) else { return nil }
      if let weeks = patient.durationWeeks, let bound = alarm.weeksBelow, weeks >= bound { return nil }
      let p = alarm.modes?.reduce(0) { $0 + modes[s][$1] } ?? probabilities[s]
      if p < alarm.from { return nil }
      let name = alarm.name ?? sites[s].name
      return (alarm.from, Exclusion(site: s, name: name, probability: p, action: alarm.action))
    }.min { ($0.from, $1.exclusion.probability) < ($1.from, $0.exclusion.probability) }?.exclusion
  }
}
