import Anatomy
import CKernels
import LinearAlgebra

/// A spring that holds the nerve to its bed at a lesion.
public struct Tether: Sendable, Equatable {
  /// Node of the mesh that it holds.
  public var node: Int
  /// N/mm.
  public var stiffness: Double
}

/// How nerve tension follows strain.
public enum TensionLaw: Sendable {
  /// N = EA ε.
  case linear
  /// N = EA δ ln(1 + exp((ε + ε₀)/δ)): nothing in slack, EA (ε + ε₀) when taut.
  case slack
}

/// Displacement and strain of a nerve in one posture.
public struct NerveState: Sendable {
  /// Displacement along the path per node in mm.
  public let displacement: [Double]
  /// Displacement of the bed per node in mm.
  public let bed: [Double]
  /// Strain of the element above each node, against the anatomical posture; 0 for a root.
  public let strain: [Double]
  /// Tension of the element above each node in N.
  public let tension: [Double]
  /// Newton steps that it took.
  public let steps: Int
  /// The tangent matrix, for small changes about this state.
  let tangent: TreeMatrix

  /// Movement of the nerve against its bed at a node, in mm; positive away from the cord.
  func excursion(_ node: Int) -> Double { displacement[node] - bed[node] }
}

/// Equilibrium of elastic cables on a shear bed that the joints move.
///
/// Minimises Σ h ψ(ε) + ½ Σ k (u − W)² + ½ Σ K (u − base)², strictly convex, so that one solution exists and the order
/// of movements does not matter. Newton's method with backtracking on the residual, from the solution of the linear
/// law; every step is one elimination in O(n) (Hines 1984).
public struct NerveSolver: Sendable {
  public let mesh: NerveMesh
  private let prestrain: Double
  private let slackWidth: Double
  /// Axial stiffness of the stiffest element in N.
  private let stiffest: Double
  /// Norm of the residual, relative to the stiffest element, at which a solution is taken: 1e-9 N for a nerve.
  private static let tolerance = 1e-11
  private static let mostSteps = 100

  public init(_ mechanics: Mechanics, mesh: NerveMesh) {
    self.mesh = mesh
    prestrain = mechanics.nerve.prestrain
    slackWidth = mechanics.nerve.slackWidth
    stiffest = mesh.axial.max() ?? 1
  }

  /// The state in a posture.
  ///
  /// - Parameters:
  ///   - angles: of every joint, in degrees.
  ///   - tethers: springs at lesions.
  ///   - press: a finger that pushes the nerve aside.
  ///   - pull: further shift of the cord in mm, as by the other leg.
  public func solve(
    angles: [Double], press: NervePress? = nil, tethers: [Tether] = [], pull: Double = 0,
    law: TensionLaw = .slack
  ) -> NerveState {
    let (bed, base) = mesh.bedMovement(angles, press: press)
    return solve(bed: bed, base: base + pull, tethers: tethers, law: law)
  }

  /// The state in a posture of this leg or of the other.
  ///
  /// The legs share the cord, and its end moves by the sum of what both do to it, as it must in a linear system: the
  /// other leg's pull reaches this leg's roots as a movement of their upper end.
  public func solve(_ posture: Posture, tethers: [Tether] = []) -> NerveState {
    if !posture.isOfOtherLeg { return solve(angles: posture.angles, press: posture.press, tethers: tethers) }
    let pull = pull(of: solve(angles: posture.angles), from: solve(angles: posture.start))
    return solve(angles: posture.start, tethers: tethers, pull: pull)
  }

  /// The shift of the cord's springs, in mm, that moves its end as far as the other leg moves it. All cables from the
  /// cord shift with the first of them.
  private func pull(of other: NerveState, from rest: NerveState) -> Double {
    guard let root = mesh.base.firstIndex(where: { $0 > 0 }) else { return 0 }
    let moved = other.displacement[root] - rest.displacement[root]
    return moved / (mesh.base[root] * rest.answers(at: [root])[0])
  }

  /// The state for a given movement of bed and cord, both in mm.
  public func solve(
    bed: [Double], base: Double, tethers: [Tether] = [], law: TensionLaw = .slack
  ) -> NerveState {
    var held = mesh.bed
    for tether in tethers { held[tether.node] += tether.stiffness }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: Newton.room(mesh.count)) { room in
      guard let start = room.baseAddress, mesh.count > 0 else {
        return NerveState(
          displacement: [], bed: [], strain: [], tension: [], steps: 0,
          tangent: TreeMatrix(parents: [], diagonal: [], offDiagonal: []))
      }
      return mesh.parents.withUnsafeBufferPointer { parents in
        var work = Newton(start, parents, mesh: mesh, held: held, bed: bed, base: base)
        work.startLinear()
        var steps = 1
        if case .slack = law {
          work.evaluate(prestrain: prestrain, width: slackWidth)
          let enough = Self.tolerance * max(1, stiffest)
          while work.norm > enough, steps < Self.mostSteps {
            work.step(prestrain: prestrain, width: slackWidth)
            steps += 1
          }
        }
        return work.state(parents: mesh.parents, bed: bed, steps: steps)
      }
    }
  }
}

/// The arrays of one solve, and Newton's method on them: slices of one piece of scratch memory, each padded to whole
/// vectors of the kernel. Plain pointers, since checks of bounds and of unique arrays would take as long as the sums.
private struct Newton {
  /// Norm of the residual in N.
  private(set) var norm = Double.infinity
  private let count: Int
  private let step: Double
  private let base: Double
  private let parents: UnsafeBufferPointer<Int32>
  /// Springs to the bed per node in N/mm, tethers included; to the cord; axial stiffness; movement of the bed.
  private let held, cord, axial, bed: UnsafeMutablePointer<Double>
  private var u, trial: UnsafeMutablePointer<Double>
  private let strain, tension, tangent, residual, pivots, ratios, move, scaled: UnsafeMutablePointer<Double>
  /// One over each pivot.
  private let inverses: UnsafeMutablePointer<Double>

  private static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// Doubles that a solve needs.
  static func room(_ count: Int) -> Int { 15 * padded(count) }

  init(
    _ start: UnsafeMutablePointer<Double>, _ parents: UnsafeBufferPointer<Int32>, mesh: NerveMesh,
    held: [Double], bed: [Double], base: Double
  ) {
    count = mesh.count
    step = mesh.step
    self.base = base
    self.parents = parents
    let length = Self.padded(mesh.count)
    func slice(_ i: Int, _ values: [Double]? = nil) -> UnsafeMutablePointer<Double> {
      let slice = start + i * length
      if let values { slice.update(from: values, count: mesh.count) }
      return slice
    }
    self.held = slice(0, held)
    cord = slice(1, mesh.base)
    axial = slice(2, mesh.axial)
    self.bed = slice(3, bed)
    u = slice(4, bed)
    trial = slice(5)
    strain = slice(6)
    tension = slice(7)
    tangent = slice(8)
    residual = slice(9)
    pivots = slice(10)
    ratios = slice(11)
    move = slice(12)
    scaled = slice(13)
    inverses = slice(14)
    // The kernel reads whole vectors of these.
    for i in mesh.count..<length { scaled[i] = 0 }
  }

  /// The solution under the linear law: near enough to the other for full steps from there on.
  mutating func startLinear() {
    stretch(u)
    for i in 0..<count {
      tangent[i] = axial[i]
      tension[i] = axial[i] * strain[i]
    }
    norm = collect(u)
    solveTangent()
    for i in 0..<count { u[i] -= move[i] }
    stretch(u)
    for i in 0..<count { tension[i] = axial[i] * strain[i] }
  }

  /// Forces under the slack law at the present displacement.
  mutating func evaluate(prestrain: Double, width: Double) {
    pull(u, prestrain: prestrain, width: width)
    norm = collect(u)
  }

  /// One Newton step, shortened until the residual falls.
  mutating func step(prestrain: Double, width: Double) {
    solveTangent()
    let before = norm
    var length = 1.0
    repeat {
      for i in 0..<count { trial[i] = u[i] - length * move[i] }
      pull(trial, prestrain: prestrain, width: width)
      norm = collect(trial)
      length /= 2
    } while norm >= before && length > 1e-6
    swap(&u, &trial)
  }

  func state(parents: [Int32], bed: [Double], steps: Int) -> NerveState {
    assemble()
    let perLength = 1 / step
    func array(_ slice: UnsafeMutablePointer<Double>) -> [Double] {
      Array(UnsafeBufferPointer(start: slice, count: count))
    }
    for i in 0..<count { ratios[i] = parents[i] < 0 ? 0 : -tangent[i] * perLength }
    return NerveState(
      displacement: array(u), bed: bed, strain: array(strain), tension: array(tension), steps: steps,
      tangent: TreeMatrix(uncheckedParents: parents, diagonal: array(pivots), offDiagonal: array(ratios)))
  }

  /// Strain of every element.
  private func stretch(_ u: UnsafeMutablePointer<Double>) {
    let perLength = 1 / step
    for i in 0..<count {
      let parent = Int(parents[i])
      strain[i] = parent < 0 ? 0 : (u[i] - u[parent]) * perLength
    }
  }

  /// Tension and tangent stiffness of every element under the slack law.
  private func pull(_ u: UnsafeMutablePointer<Double>, prestrain: Double, width: Double) {
    stretch(u)
    for i in 0..<count { scaled[i] = (strain[i] + prestrain) / width }
    kernel_softplus(scaled, count, tension, tangent)
    for i in 0..<count {
      tension[i] *= axial[i] * width
      tangent[i] *= axial[i]
    }
  }

  /// The force that is left over at every node; returns its norm.
  private func collect(_ u: UnsafeMutablePointer<Double>) -> Double {
    for i in 0..<count { residual[i] = held[i] * (u[i] - bed[i]) + cord[i] * (u[i] - base) }
    for i in 0..<count {
      let parent = Int(parents[i])
      if parent < 0 { continue }
      residual[i] += tension[i]
      residual[parent] -= tension[i]
    }
    var sum = 0.0
    for i in 0..<count { sum += residual[i] * residual[i] }
    return sum.squareRoot()
  }

  /// The diagonal of the tangent matrix in `pivots`.
  private func assemble() {
    let perLength = 1 / step
    for i in 0..<count { pivots[i] = held[i] + cord[i] }
    for i in 0..<count where parents[i] >= 0 {
      let stiffness = tangent[i] * perLength
      pivots[i] += stiffness
      pivots[Int(parents[i])] += stiffness
    }
  }

  /// The Newton step in `move`: elimination from the last node to the first, the right-hand side along with the matrix,
  /// so that one waits for the division of the other; then back to the last. Overwrites the residual.
  private func solveTangent() {
    assemble()
    let perLength = 1 / step
    for i in 0..<count { scaled[i] = tangent[i] * perLength }
    for i in stride(from: count - 1, through: 0, by: -1) {
      let inverse = 1 / pivots[i]
      inverses[i] = inverse
      if parents[i] < 0 { continue }
      let parent = Int(parents[i])
      let ratio = scaled[i] * inverse
      ratios[i] = ratio
      pivots[parent] -= scaled[i] * scaled[i] * inverse
      residual[parent] += ratio * residual[i]
    }
    for i in 0..<count {
      let own = residual[i] * inverses[i]
      move[i] = parents[i] < 0 ? own : own + ratios[i] * move[Int(parents[i])]
    }
  }
}

extension NerveState {
  /// How far a node moves, in mm, for a pull of 1 N there, one number a node of `nodes`.
  public func answers(at nodes: [Int]) -> [Double] {
    let factor = tangent.factored()
    return nodes.map { node in
      var load = Array(repeating: 0.0, count: displacement.count)
      load[node] = 1
      return factor.solve(load)[node]
    }
  }
}
