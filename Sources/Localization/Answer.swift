import Anatomy

/// The factors and the prior of one context.
public struct CompiledContext: Sendable {
  /// The latent state of the patient.
  public let context: PatientContext
  /// One an observation, in the order of ``Evidence/observations``.
  public let factors: [Factor]
  /// Over the lesions, given history and person.
  public let prior: Prior
}

/// A case with its evidence and posterior.
public struct Answer: Sendable {
  /// The case, completed.
  public let patient: PatientCase
  /// The case mix that the prior is of.
  public let setting: ClinicSetting
  public let evidence: Evidence
  /// What was summed over, in the order of ``Posterior/contexts``.
  public let contexts: [CompiledContext]
  public let posterior: Posterior
  /// Position of the likeliest context.
  var likeliestContext: Int {
    let all = posterior.contexts
    return all.indices.max { all[$0].probability < all[$1].probability } ?? 0
  }
  /// Largest number of lesions in a set that was summed.
  public let maximumLesions: Int
}
