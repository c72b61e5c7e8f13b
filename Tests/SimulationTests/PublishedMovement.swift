import Foundation

@testable import Anatomy
@testable import Simulation

/// Published strain and excursion, and the output of an independent implementation of the same equations.
struct MovementRow {
  let id, set, source, cable: String
  let at: Double
  let from, to: [Double]
  let isStrain: Bool
  let measured: Double
  let tolerance: Double?
  let reference: Double?

  static func all() throws -> [MovementRow] {
    try fixture("rows.csv").map(row)
  }

  private static func row(_ fields: [String]) throws -> MovementRow {
    MovementRow(
      id: fields[0], set: fields[1], source: fields[2], cable: fields[3], at: number(fields[4]),
      from: try angles(fields[5]), to: try angles(fields[6]), isStrain: fields[7] == "strain",
      measured: number(fields[8]),
      tolerance: Double(fields[9]), reference: Double(fields[10]))
  }

  /// The ankle row of 2008 is a mean over four positions of hip and knee.
  static let meanOfFour = "alshami08_strain"

  static func fixture(_ name: String) -> [[String]] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/mechanics/" + name)
    guard let text = try? String(contentsOf: path, encoding: .utf8) else {
      fatalError("there is no fixture \(path.path)")
    }
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  static func number(_ text: String) -> Double { Double(text) ?? .nan }

  /// `joint:angle joint:angle` as angles of all joints.
  static func angles(_ text: String) throws -> [Double] {
    let joints = try BuiltIn.atlas().joints
    var result = Array(repeating: 0.0, count: joints.count)
    for part in text.split(separator: " ") {
      let pair = part.split(separator: ":").map(String.init)
      if let joint = joints.position(of: pair[0]) { result[joint] = number(pair[1]) }
    }
    return result
  }
}

/// The chain of the reference: one leg, without the femoral cable.
struct ReferenceLeg {
  let atlas: Atlas
  let solver: NerveSolver

  init(step: Double? = nil) throws {
    atlas = try BuiltIn.atlas()
    let mechanics = atlas.mechanics
    let cables = ["sciatic", "fibular", "sural"].compactMap { mechanics.cables.position(of: $0) }
    solver = NerveSolver(mechanics, mesh: NerveMesh(mechanics, only: Set(cables), step: step))
  }

  /// Change of excursion (mm) and strain (per cent) at a place between two postures.
  func change(
    _ cable: String, _ at: Double, from: [Double], to: [Double], law: TensionLaw = .slack
  ) -> (excursion: Double, strain: Double) {
    guard let c = atlas.mechanics.cables.position(of: cable),
      let node = solver.mesh.node(nearest: CablePlace(cable: c, at: at))
    else { return (.nan, .nan) }
    let a = solver.solve(angles: from, law: law)
    let b = solver.solve(angles: to, law: law)
    return (
      b.excursion(node) - a.excursion(node),
      100 * (solver.mesh.strain(b, at: node, on: c) - solver.mesh.strain(a, at: node, on: c))
    )
  }

  func value(_ row: MovementRow, law: TensionLaw = .slack) throws -> Double {
    let change = self.change(row.cable, row.at, from: row.from, to: row.to, law: law)
    if row.id == MovementRow.meanOfFour {
      var sum = 0.0
      for posture in ["", "hip-flexion:60", "knee-flexion:60", "hip-flexion:60 knee-flexion:60"] {
        sum +=
          try self.change(
            row.cable, row.at, from: MovementRow.angles(posture + " dorsiflexion:-20"),
            to: MovementRow.angles(posture + " dorsiflexion:15"), law: law
          ).strain
      }
      return sum / 4
    }
    return row.isStrain ? change.strain : change.excursion
  }
}
