import Localization
import Simulation

extension Study {
  /// Figures that compare an answer with the truth.
  public enum ScoreFigure: String, CaseIterable, Sendable {
    case truthProbability = "truth.probability"
    case truthRank = "truth.rank"
    case lenientRank = "truth.lenient-rank"
    case top1 = "top-1"
    case top3 = "top-3"
    case lenientTop1 = "lenient-top-1"
    case lenientTop3 = "lenient-top-3"
    case logScore = "log-score"
    case brier

    var meaning: String {
      switch self {
      case .truthProbability: "probability of the true site"
      case .truthRank: "rank of the true site, 1 for first"
      case .lenientRank: "rank of the true site or one that is acceptable"
      case .top1: "whether the true site is first"
      case .top3: "whether the true site is among the first three"
      case .lenientTop1: "whether the true site or one that is acceptable is first"
      case .lenientTop3: "whether the true site or one that is acceptable is among the first three"
      case .logScore: "natural logarithm of the probability of the true site, at least that of 0.0001"
      case .brier: "Brier score over all sites"
      }
    }

    func value(_ score: CaseScore) -> Double {
      switch self {
      case .truthProbability: score.probability
      case .truthRank: Double(score.strictRank)
      case .lenientRank: Double(score.lenientRank)
      case .top1: score.strictRank == 1 ? 1 : 0
      case .top3: score.strictRank <= 3 ? 1 : 0
      case .lenientTop1: score.lenientRank == 1 ? 1 : 0
      case .lenientTop3: score.lenientRank <= 3 ? 1 : 0
      case .logScore: score.logScore
      case .brier: score.brier
      }
    }
  }

  /// Figures that a site has.
  public enum SiteFigure: String, CaseIterable, Sendable {
    case pressure, strain, excursion, irritability
    case restingPressure = "resting-pressure"
    case sensoryBlock = "sensory-block"
    case motorBlock = "motor-block"

    /// For output; `1` for a share.
    var unit: String {
      switch self {
      case .pressure, .restingPressure: "mmHg"
      case .excursion: "mm"
      default: "1"
      }
    }

    var meaning: String {
      switch self {
      case .pressure: "pressure in the posture"
      case .restingPressure: "pressure standing straight"
      case .strain: "strain of the nerve, prestrain included"
      case .excursion: "movement of the nerve against its bed since standing straight"
      case .irritability: "irritability of the nerve, 0 to 1"
      case .sensoryBlock: "share of sensory fibres blocked"
      case .motorBlock: "share of motor fibres blocked"
      }
    }

    /// Its value at a site that bears a lesion or pressure; nil off the cables.
    func value(_ site: SiteOutcome) -> Double? {
      switch self {
      case .pressure: site.pressure.total
      case .restingPressure: site.resting
      case .strain: site.strain
      case .excursion: site.excursion
      case .irritability: site.dysfunction.irritability
      case .sensoryBlock: site.dysfunction.sensoryBlock
      case .motorBlock: site.dysfunction.motorBlock
      }
    }

    /// Its value where nothing presses: none for what only the site itself knows.
    var atPeace: Double { self == .strain || self == .excursion ? .nan : 0 }
  }
}
