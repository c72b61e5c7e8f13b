import Anatomy
import Simulation

/// Parts of the model that are left out to measure what they are worth.
public struct Ablation: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  /// Local signs and named tests.
  public static let local = Ablation(rawValue: 1)
  /// What history and person do to the prior.
  public static let history = Ablation(rawValue: 2)
  /// What follows from the graph.
  static let topology = Ablation(rawValue: 4)
  /// What a report leaves unsaid.
  static let silence = Ablation(rawValue: 8)
  /// Modes of sites beyond the commonest.
  static let modes = Ablation(rawValue: 16)
  /// Severity levels beyond the middle one.
  public static let levels = Ablation(rawValue: 32)

  /// Names as on the command line.
  public static let names: [(name: String, ablation: Ablation)] = [
    ("local", .local), ("history", .history), ("topology", .topology), ("silence", .silence),
    ("modes", .modes), ("levels", .levels),
  ]

  var parts: FindingProbabilities.Parts {
    var parts: FindingProbabilities.Parts = [.topology, .local]
    if contains(.topology) { parts.remove(.topology) }
    if contains(.local) { parts.remove(.local) }
    return parts
  }

  func applied(to atlas: Atlas) -> Atlas {
    atlas.reduced(toMainModes: contains(.modes), toMiddleLevel: contains(.levels))
  }
}
