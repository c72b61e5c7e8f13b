/// A muscle, or a set of segmental muscles read as any of them.
public struct Muscle: Named {
  public let id: String
  public let name: String
  public let latin: String?
  public let aliases: [String]
  /// Display name or id of the nerve that supplies it.
  public let nerve: String
  /// Share of its motor fibres per root; empty for a segmental muscle.
  public let roots: [Share]
  /// Where its fibres leave the graph; shares sum to 1.
  public let leaves: [NerveEnd]
  /// For a segmental muscle: one target per root, each all of that root; the worst counts.
  public let segmental: [SegmentalEnd]
  /// How much of its strength an upper-motor-neuron lesion takes, 0…1.
  public let pyramidal: Double
  /// P(pain in a region | an active trigger point in this muscle), as positions in ``Atlas/regions``.
  public let refers: [Share]
  /// Dirichlet concentration of the root weights.
  public let spread: Double?
  /// Lengths and stiffness, where known.
  public internal(set) var architecture: MuscleArchitecture?
  public let provenance: Provenance
}

/// A movement as clinicians grade it: muscles weighted by their share of the work.
public struct Movement: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Positions in ``Atlas/muscles`` with shares that sum to 1.
  public let muscles: [Share]
  public let provenance: Provenance
}

/// A set of muscles or movements that is recorded as one observation.
public struct MuscleGroup: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Positions in ``Atlas/muscles``.
  public let muscles: [Int]
  /// Positions in ``Atlas/movements``.
  public let movements: [Int]
}

/// A region of skin.
public struct SkinRegion: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Share of each cutaneous nerve, as positions in ``Atlas/nerves``.
  public let nerves: [Share]
  /// Share of each root, as positions in ``Atlas/roots``.
  public let roots: [Share]
  /// Nearer ends for nerves whose fibres to this region leave early: nerve position → segment.
  public let nearerEnds: [Int: Int]
  /// Dirichlet concentration of the weights.
  public let spread: Double?
  public let provenance: Provenance
}

/// A set of skin regions that is recorded as one observation.
public struct SkinGroup: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Positions in ``Atlas/regions``.
  public let regions: [Int]
}

/// A reflex arc: both limbs run along the routes of its muscles.
public struct Reflex: Named {
  public let id: String
  public let name: String
  public let aliases: [String]
  /// Share of the response per muscle.
  public let muscles: [Share]
  /// Share of the arc per root.
  public let roots: [Share]
  /// Extra length in mm that makes the arc vulnerable to length-dependent disease (there and back).
  public let extraLength: Double
  public let provenance: Provenance
}

/// A nerve conduction study: what it records, and which stretches it crosses.
public struct ConductionStudy: Named {
  /// What the study measures.
  public enum Recording: Sendable {
    /// A sensory potential of a nerve: fibres beyond the ganglion only.
    case sensory(nerve: Int)
    /// A compound muscle action potential.
    case motor(muscles: [Share])
    /// Local block or slowing across its span; no amplitude of its own.
    case block(muscles: [Share])
    /// A late response through a reflex arc.
    case reflex(muscles: [Share], roots: [Share], extraLength: Double)
    /// A late response along motor fibres up to the cord and back.
    case late(muscles: [Share])
  }

  public let id: String
  public let name: String
  public let aliases: [String]
  public let recording: Recording
  /// Values it may take, best first; `slowed` and `blocked` belong to the conduction channel.
  public let values: [String]
  /// Segments whose focal demyelination it would show as slowing or block.
  public let spans: [Int]
  /// How much of the slowing at one place it shows: less where that is a short stretch of a long way.
  public let slowing: Double
  public let provenance: Provenance
}

/// Where the nerve of one root ends in a segmental muscle.
public struct SegmentalEnd: Sendable {
  public let root: Int
  public let end: NerveEnd
}
