import Anatomy
import Simulation

extension Study.Factor {
  /// The unit of its values, as UDUNITS writes it.
  func unit(_ atlas: Atlas) -> String {
    switch what {
    case .quantity(let place):
      switch place {
      case .joint: "degree"
      case .weeks: "week"
      case .hold: "minute"
      case .imbalance(let habit): atlas.imbalances[habit].unit
      case .tension, .lesion, .inflammation, .gain: "1"
      }
    case .tunable(let tunable):
      switch tunable.place {
      case .provokingPressure: "mmHg"
      case .contactArea: "mm2"
      default: "1"
      }
    case .age: "year"
    case .number:
      name.split { ".-".contains($0) }.last.flatMap { Self.unitsOfKeys[String($0)] } ?? "1"
    default: "1"
    }
  }

  /// The words that keys of an atlas end in, where a number has a unit.
  private static let unitsOfKeys = [
    "mm": "mm", "mm2": "mm2", "mmHg": "mmHg", "kPa": "kPa", "MPa": "MPa", "N": "N", "rad": "radian",
    "minutes": "minute", "weeks": "week", "day": "day",
  ]
}
