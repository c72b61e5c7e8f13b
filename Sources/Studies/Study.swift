import Anatomy
import Foundation
import Localization
import Simulation

/// A question put to the model: what is varied, how, and what is looked at.
public struct Study: Sendable {
  public var id = ""
  /// The question in words.
  public var question = ""
  /// All that is drawn follows from it.
  public var seed: UInt64 = 0
  public var subject: Subject
  /// Age of a simulated limb's owner in years; chance findings depend on it.
  public var age = 50.0
  /// What is varied.
  public var factors: [Factor] = []
  /// What is kept of every run.
  public var outputs: [Output] = []
  /// Which values are run together.
  public var design: Design
  /// The file as it was read, which goes into the result.
  public var text = ""
  /// Texts beside the file that the result depends on: those of the cases.
  public var inputs: [String] = []
  /// The numbers of the atlas, where a factor varies them.
  public var numbers: AtlasNumbers?
  /// What the atlas says of treatment, where an output wants it.
  public var treatment: Treatment?

  /// What is studied.
  public enum Subject: Sendable {
    /// One simulated limb.
    case limb(Scenario)
    /// Patients who are located.
    case cohort(Cohort)
  }

  /// Something that is varied.
  public struct Factor: Sendable {
    /// Name in the file, such as `tension.piriformis`.
    public let name: String
    public let what: What
    public let range: Range
    /// The group with which it moves in a Saltelli or Morris design.
    public var group: String? = nil

    public enum What: Sendable {
      /// A number of the limb.
      case quantity(ScenarioInput.Place)
      /// A tunable number of the atlas.
      case tunable(Tunable)
      /// A number of the atlas, by its position in ``Study/numbers``.
      case number(Int)
      /// The posture, by the place of a value in this list.
      case postures([Posture])
      /// The variant of the plexus, by the place of a value in this list of positions.
      case variants([Int])
      /// Age of the patient in years.
      case age
      /// One of these sexes.
      case sexes([String])
      /// An item of the history, absent or present.
      case history(Int, [Bool])
      /// The case mix in which patients are answered, by position.
      case settings([Int])
      /// The protocol of examination, by position.
      case examinations([Int])
    }

    /// How a coordinate in [0, 1] becomes a value.
    public enum Range: Sendable {
      case uniform(ClosedRange<Double>)
      /// Uniform in the logarithm; bounds above 0.
      case logarithmic(ClosedRange<Double>)
      /// Rising to the likeliest value and falling beyond it.
      case triangular(ClosedRange<Double>, mode: Double)
      /// One of a few values.
      case values([Double])
      /// One of a few words.
      case words([String])
    }

    /// The value at a coordinate; for words their place in the list.
    public func value(at u: Double) -> Double {
      func place(_ count: Int) -> Int { min(Int(u * Double(count)), count - 1) }
      switch range {
      case .uniform(let range):
        return min(range.upperBound, range.lowerBound + u * (range.upperBound - range.lowerBound))
      case .logarithmic(let range):
        // Rounding must not lead out of the range.
        return min(
          range.upperBound,
          max(
            range.lowerBound,
            exp(log(range.lowerBound) + u * (log(range.upperBound) - log(range.lowerBound)))))
      case .triangular(let range, let mode):
        let width = range.upperBound - range.lowerBound
        let left = mode - range.lowerBound
        if width <= 0 { return mode }
        return u * width < left
          ? range.lowerBound + (u * width * left).squareRoot()
          : range.upperBound - ((1 - u) * width * (range.upperBound - mode)).squareRoot()
      case .values(let values): return values[place(values.count)]
      case .words(let words): return Double(place(words.count))
      }
    }
  }

  /// A figure that is kept of every run.
  public struct Output: Sendable {
    /// Name in the file, such as `pressure.piriformis`.
    public let name: String
    public let what: What
    public let unit: String
    /// What it is, in words.
    public let meaning: String

    public enum What: Sendable {
      case site(SiteFigure, Int)
      /// P(finding is not normal).
      case finding(Int)
      /// P(site in the set of lesions), summed over these sites.
      case posterior([Int])
      case score(ScoreFigure)
      /// Expected relief by needling a target, and its rank among those that may be needled; not defined where the patient
      /// must be sent on. Of several targets, which a muscle may have, the best.
      case relief([Int]), needlingRank([Int])
    }
  }

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
