import Anatomy
import BuiltInAtlas
import Foundation
import Simulation

/// One posture of the nerve, beside Newton's method on SciPy's banded solver.
struct CableBenchmarks {
  private let peers: Peers

  init(_ peers: Peers) { self.peers = peers }

  /// Postures that are solved: stretched, slack behind the bent knee, and all at once.
  private static let postures = ["slr", "sitting", "slump", "fair", "squatting"]

  /// One leg without the cables that no reference has: 475 nodes.
  private static func solver(_ atlas: Atlas) -> NerveSolver {
    let reference = Set(
      ["sciatic", "fibular", "sural"].compactMap { atlas.mechanics.cables.position(of: $0) })
    return NerveSolver(atlas.mechanics, mesh: NerveMesh(atlas.mechanics, only: reference))
  }

  /// Writes the mesh and what moves it.
  static func write(to folder: URL) throws {
    let atlas = try Atlas.builtIn()
    let mesh = solver(atlas).mesh
    let cases = postures.compactMap { atlas.postures[$0] }.map { mesh.bedMovement($0.angles) }
    let document = Document(
      parents: mesh.parents.map(Int.init), axial: mesh.axial, bed: mesh.bed, base: mesh.base, step: mesh.step,
      prestrain: atlas.mechanics.nerve.prestrain, slack_width: atlas.mechanics.nerve.slackWidth,
      movements: cases.map { Document.Movement(bed: $0.bed, base: $0.base) })
    try JSONEncoder().encode(document).write(to: folder.appending(path: "cables.leg"))
  }

  private struct Document: Encodable {
    struct Movement: Encodable {
      var bed: [Double]
      var base: Double
    }
    var parents: [Int]
    var axial, bed, base: [Double]
    var step, prestrain, slack_width: Double
    var movements: [Movement]
  }

  func run() throws {
    let atlas = try Atlas.builtIn()
    let solver = Self.solver(atlas)
    let movements = Self.postures.compactMap { atlas.postures[$0] }.map { solver.mesh.bedMovement($0.angles) }
    let theirs = try peers.answers("cable-newton", "leg")
    for (movement, answer) in zip(movements, theirs) {
      let state = solver.solve(bed: movement.bed, base: movement.base)
      check("cables", state.displacement, answer, within: 1e-7)
    }
    let time = measure(movements, repetitions: 200) { _ = solver.solve(bed: $0.bed, base: $0.base) }
    let steps = movements.map { solver.solve(bed: $0.bed, base: $0.base).steps }
    Table.row(
      "one posture, \(solver.mesh.count) nodes", "leg", time.median, peers.median("cable-newton", "leg"),
      "Newton steps \(steps.map(String.init).joined(separator: " "))")
    let linear = measure(movements, repetitions: 200) {
      _ = solver.solve(bed: $0.bed, base: $0.base, law: .linear)
    }
    Table.row("one linear solve", "leg", linear.median, peers.median("cable-banded", "leg"))
    let provocation = measure([0, 1, 2], repetitions: 3) { _ in _ = Provocation(atlas) }
    Table.row("degrees of all sites and levels", "atlas", provocation.median, nil)
    let built = Provocation(atlas)
    let tests = atlas.findings.compactMap(\.posture).map { atlas.postures[$0] }
    let all = measure(tests, repetitions: 5) { _ = built.probabilities(of: $0) }
    Table.row("one test at all sites and levels", "atlas", all.median, nil)
  }
}
