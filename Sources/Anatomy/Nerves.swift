/// A bundle of fascicles that travels together; a lesion's selectivity is stated per channel.
public struct Channel: Named {
  public let id: String
  /// Display name.
  public let name: String
  /// The wider bundle that this one lies within, as a position in ``Atlas/channels``.
  public let parent: Int?
}

/// A stretch of nerve, named by the landmark at its distal end.
public struct Segment: Named {
  public let id: String
  /// Name of the landmark.
  public let name: String
  /// Id of the nerve or root that it belongs to.
  public let nerve: String
  /// The segments it continues, as positions in ``Atlas/segments``; empty where it begins at the cord.
  public let after: [Int]
  /// Length in mm for an adult of 170 cm.
  public let length: Double
  /// Standard deviation of the length in mm, where measured.
  public let lengthDeviation: Double?
  /// Source of the length.
  public let provenance: Provenance
}

/// Where a share of the fibres of a nerve or muscle leaves the graph.
public struct NerveEnd: Sendable, Equatable {
  /// The last segment of the route.
  public var segment: Int
  /// The channel in which the fibres travel.
  public var channel: Int
  /// Share of the fibres, 0…1.
  public var share: Double

  public init(segment: Int, channel: Int, share: Double) {
    self.segment = segment
    self.channel = channel
    self.share = share
  }
}

/// A named nerve.
public struct Nerve: Named {
  public let id: String
  public let name: String
  /// Latin name, where certain.
  public let latin: String?
  public let aliases: [String]
  /// Where its sensory fibres end; empty for a nerve that is only named.
  public let ends: [NerveEnd]
  /// The channels that are the nerve's own, where others run beside it in its segments; empty: all.
  public let bundles: [Int]
  /// Share of each root, where stated; positions in ``Atlas/roots``.
  public let roots: [Share]
  public let provenance: Provenance
}

/// A spinal nerve root.
public struct Root: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Its own segments from the cord to its ventral ramus.
  public let stations: [Int]
  /// The segment at whose end the dorsal root ganglion lies.
  public let ganglion: Int
  /// P(pain in a region | this root irritated), as positions in ``Atlas/regions``.
  public internal(set) var referral: [Share]
  /// Source of the referral pattern.
  public internal(set) var referralProvenance: Provenance
}

/// The latent position of the plexus: roots may supply what their neighbour usually supplies.
public struct PlexusShift: Named {
  public let id: String
  /// Share of limbs.
  public let probability: Double
  /// How many roots the supply moves: −1 towards the head, +1 towards the tail.
  public let steps: Int
  /// Share of every root weight that moves.
  public let share: Double
}

/// An anatomical variant that is recorded for reference.
public struct Variant: Named {
  public let id: String
  public let name: String
  /// Probability by type; a simple variant has the one type `present`.
  public let types: [VariantType]
  public let effect: String
  public let provenance: Provenance
}

/// One form of a variant with its prevalence.
public struct VariantType: Sendable {
  public let name: String
  public let probability: Double
}
