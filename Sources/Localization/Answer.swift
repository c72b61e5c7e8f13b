import Anatomy

/// The factors and the prior of one context.
public struct CompiledContext: Sendable {
  public let context: PatientContext
  public let factors: [Factor]
  public let prior: Prior
}

/// A case with its evidence and posterior.
public struct Answer: Sendable {
  /// The case, completed.
  public let patient: PatientCase
  public let setting: ClinicSetting
  public let evidence: Evidence
  public let contexts: [CompiledContext]
  public let posterior: Posterior
  /// Position of the likeliest context.
  var likeliestContext: Int? {
    posterior.contexts.indices.max { posterior.contexts[$0].probability < posterior.contexts[$1].probability }
  }
  /// Largest number of lesions in a set that was summed.
  public let maximumLesions: Int
}
