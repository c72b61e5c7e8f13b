/// Where a number comes from: citations, or an estimate with its reason.
public struct Provenance: Sendable, Equatable {
  /// Keys of `sources.yaml`; empty for an estimate.
  public var sources: [String] = []
  /// The reason for an estimate, or a remark on the choice.
  public var why: String?

  /// Whether the number is an estimate rather than a cited figure.
  public var isEstimate: Bool { sources.isEmpty }
}

/// A probability with the weight of its evidence.
public struct Likelihood: Sendable, Equatable {
  /// The probability, 0…1.
  public var probability: Double
  /// Equivalent sample size of its Beta distribution (observations, or judgement expressed as such).
  public var sampleSize: Double?
  /// Where it comes from.
  public var provenance = Provenance()
}

/// A part of a whole: the position of something in its register, and its share.
public struct Share: Sendable, Equatable {
  /// Position in the register that the context names.
  public var index: Int
  /// Fraction of the whole, 0…1.
  public var value: Double

  public init(_ index: Int, _ value: Double) {
    self.index = index
    self.value = value
  }
}

/// One published work that the atlas cites.
public struct Citation: Named {
  /// What a source tells: a measurement, or a textbook's description.
  public enum Kind: String, Sendable, CaseIterable {
    case study, review, textbook, standard
  }

  public let id: String
  /// Authors, title, place and year.
  public let text: String
  /// Where it can be read.
  public let url: String?
  /// Whether it measured or describes.
  public let kind: Kind
}
