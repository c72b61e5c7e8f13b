import Anatomy
import Foundation
import Simulation

/// A question put to the model: what is varied, how, and what is looked at.
public struct Study: Sendable {
  public var id = ""
  /// The question in words.
  public var question = ""
  public var seed: UInt64 = 0
  /// The limb that is varied.
  public var limb: Scenario
  /// Age of the patient in years; chance findings depend on it.
  public var age = 50.0
  public var factors: [Factor] = []
  public var outputs: [Output] = []
  public var design: Design
  /// The file as it was read, which goes into the result.
  public var text = ""

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
      case atlas(Tunable)
      /// The posture, by the place of a value in this list.
      case postures([Posture])
      /// The variant of the plexus, by the place of a value in this list of positions.
      case variants([Int])
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
      case .uniform(let range): return range.lowerBound + u * (range.upperBound - range.lowerBound)
      case .logarithmic(let range):
        return exp(
          log(range.lowerBound) + u * (log(range.upperBound) - log(range.lowerBound)))
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
    }
  }

  /// Figures that a site has.
  public enum SiteFigure: String, CaseIterable, Sendable {
    case pressure, strain, excursion, irritability
    case restingPressure = "resting-pressure"
    case sensoryBlock = "sensory-block"
    case motorBlock = "motor-block"

    public var unit: String {
      switch self {
      case .pressure, .restingPressure: "mmHg"
      case .excursion: "mm"
      default: "1"
      }
    }

    public var meaning: String {
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
