import Foundation

/// What a lesion does to the fibres that it catches.
public struct Dysfunction: Sendable, Equatable {
  /// Share of thick sensory fibres that no longer conduct, 0…1.
  public var sensoryBlock: Double
  /// The same of motor fibres.
  public var motorBlock: Double
  /// The same of thin pain fibres.
  public var painBlock: Double
  /// How readily the caught fibres fire on their own, 0…1.
  public var irritability: Double
}

extension DoseResponse {
  /// What a pressure does to fibres.
  ///
  /// Block of a class = S((P − threshold − dose/t − class offset)/width), with the logistic function S: the dose
  /// (P − threshold)·t of Gelberman 1983 and Lundborg 1982 made smooth over fibres. Strain blocks by
  /// S((ε − ε½)/w) (Brown 1993), independently. Irritability = most · S((P − firing + fall·inflammation′)/width),
  /// where inflammation′ counts from the usual one; it never falls as pressure rises.
  ///
  /// - Parameters:
  ///   - pressure: mmHg.
  ///   - strain: total strain of the nerve, prestrain included.
  ///   - minutes: for how long; infinite for a chronic lesion.
  ///   - inflammation: 0…1; nil for the usual.
  public func dysfunction(
    pressure: Double, strain: Double = 0, minutes: Double = .infinity, inflammation: Double? = nil
  ) -> Dysfunction {
    let stretched = 1 - Self.logistic((strain - strainBlock) / strainWidth)
    let centre = threshold + (minutes > 0 ? dose / minutes : .infinity)
    func block(_ offset: Double) -> Double {
      1 - (1 - Self.logistic((pressure - centre - offset) / width)) * stretched
    }
    return Dysfunction(
      sensoryBlock: block(0), motorBlock: block(motor), painBlock: block(pain),
      irritability: irritability(pressure: pressure, inflammation: inflammation))
  }

  /// Irritability at a pressure in mmHg; see ``dysfunction(pressure:strain:minutes:inflammation:)``.
  func irritability(pressure: Double, inflammation: Double? = nil) -> Double {
    let fall = firingFall * ((inflammation ?? usualInflammation) - usualInflammation)
    return firingMost * Self.logistic((pressure - firing + fall) / firingWidth)
  }

  /// Share of blood flow left at a strain: half at ``flowStrain``, next to nothing at ``arrestStrain``.
  public func flow(strain: Double) -> Double {
    // Drawn atlases may put the one next to the other.
    1 - Self.logistic((strain - flowStrain) / (max(1e-3, arrestStrain - flowStrain) / 5))
  }

  /// 1 / (1 + e⁻ᶻ).
  static func logistic(_ z: Double) -> Double { z == -.infinity ? 0 : 1 / (1 + exp(-z)) }
}
