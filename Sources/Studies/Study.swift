import Anatomy
import Foundation
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
    /// Name in the file, such as `tension.MUSCLE`.
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
    /// Name in the file, such as `pressure.SITE`.
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
}
