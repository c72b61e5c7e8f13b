import Anatomy
import Foundation
import LinearAlgebra

/// What is left of every tract under each of a list of lesion sets (columns).
///
/// Lesions in series on one route multiply: survival = Π (1 − block · selectivity). Nothing here knows what a
/// tract supplies; which muscles, skin and reflexes suffer follows from the weights of ``TractSystem``.
public struct Survival: Sendable {
  /// Motor fibres that still conduct; tracts × columns.
  public let motor: Matrix
  /// Motor fibres whose axons live, as a needle and an amplitude beyond the lesion show them.
  public let motorAxons: Matrix
  /// Sensory fibres that still conduct up to the cord.
  public let sensory: Matrix
  /// Sensory fibres whose axons live beyond the ganglion, as a sensory potential shows them.
  public let distal: Matrix
  /// Sensory fibres that are not irritated.
  public let quiet: Matrix
  /// Sensory fibres that are not irritated beyond the roots.
  public let peripheralQuiet: Matrix
  /// Irritation of each root by lesions at its own stations; roots × columns.
  public let rootDrive: Matrix
  /// Loss above the motor neuron and in the sensory path, per column.
  public let upstreamMotor: [Double]
  public let upstreamSensory: [Double]
  /// What is left of the fibres of muscles themselves, and what a needle finds quiet of them; muscles × columns.
  public let muscleFibres: Matrix
  public let quietMuscleFibres: Matrix
  /// What each column loses the more, the longer the fibre.
  private let lengthTerms: [(column: Int, dependence: LengthDependence, severity: Severity)]
  private let lengths: [Double]

  /// Runs every lesion set once over the graph.
  public init(_ atlas: Atlas, _ system: TractSystem, columns: [[Lesion]]) {
    let n = system.tracts.count
    var motor = Matrix(rows: n, columns: columns.count, repeating: 1)
    var motorAxons = motor
    var sensory = motor
    var distal = motor
    var quiet = motor
    var peripheral = motor
    var rootQuiet = Matrix(rows: atlas.roots.count, columns: columns.count, repeating: 1)
    var upstreamMotor = Array(repeating: 0.0, count: columns.count)
    var upstreamSensory = upstreamMotor
    var muscleFibres = Matrix(rows: atlas.muscles.count, columns: columns.count, repeating: 1)
    var quietMuscleFibres = muscleFibres
    var lengthTerms: [(Int, LengthDependence, Severity)] = []
    var tractsThrough: [[(tract: Int, place: Int)]] = Array(repeating: [], count: atlas.segments.count)
    for (t, route) in system.routes.enumerated() {
      for (place, segment) in route.enumerated() { tractsThrough[segment].append((t, place)) }
    }
    let ganglionPlace = system.tracts.indices.map { t in
      system.routes[t].firstIndex(of: atlas.roots[system.tracts[t].root].ganglion) ?? -1
    }
    let rootOfStation = Self.rootOfStation(atlas)

    for (j, lesions) in columns.enumerated() {
      for lesion in lesions {
        guard let mode = atlas.mode(of: lesion) else { continue }
        let level = atlas.severity(of: lesion)
        for caught in mode.catches {
          let hitsMotor = caught.fibres.isEmpty || caught.fibres.contains(.motor)
          let hitsSensory = caught.fibres.isEmpty || caught.fibres.contains(.sensory)
          if hitsSensory, let root = rootOfStation[caught.segment] {
            rootQuiet[root, j] *=
              1 - level.irritability * max(caught.others, caught.channels.values.max() ?? 0)
          }
          for (t, place) in tractsThrough[caught.segment] {
            let c = atlas.selectivity(of: caught, channel: system.tracts[t].channel)
            if c == 0 { continue }
            if hitsMotor {
              motor[t, j] *= 1 - level.motorBlock * c
              motorAxons[t, j] *= 1 - level.motorBlock * c * mode.axonal
            }
            guard hitsSensory else { continue }
            sensory[t, j] *= 1 - level.sensoryBlock * c
            quiet[t, j] *= 1 - level.irritability * c
            if place > ganglionPlace[t] {
              distal[t, j] *= 1 - level.sensoryBlock * c * mode.axonal
              if rootOfStation[caught.segment] == nil { peripheral[t, j] *= 1 - level.irritability * c }
            } else if place == ganglionPlace[t] {
              distal[t, j] *= 1 - level.sensoryBlock * c * mode.axonal * atlas.ganglionShare
            }
          }
        }
        if let upstream = mode.upstream {
          upstreamMotor[j] = 1 - (1 - upstreamMotor[j]) * (1 - upstream.motor * level.motorBlock)
          upstreamSensory[j] = 1 - (1 - upstreamSensory[j]) * (1 - upstream.sensory * level.sensoryBlock)
        }
        for share in mode.muscular?.muscles ?? [] {
          let loss = level.motorBlock * share.value
          muscleFibres[share.index, j] *= 1 - loss
          quietMuscleFibres[share.index, j] *= 1 - loss * (mode.muscular?.active ?? 0)
        }
        if let dependence = mode.lengthDependence {
          lengthTerms.append((j, dependence, level))
          for t in 0..<n {
            let share = dependence.share(length: system.lengths[t])
            let kept = 1 - level.sensoryBlock * share
            motor[t, j] *= 1 - level.motorBlock * share
            motorAxons[t, j] *= 1 - level.motorBlock * share
            sensory[t, j] *= kept
            distal[t, j] *= kept
            quiet[t, j] *= 1 - level.irritability * share
            peripheral[t, j] *= 1 - level.irritability * share
          }
        }
      }
    }
    for i in rootQuiet.elements.indices { rootQuiet.elements[i] = 1 - rootQuiet.elements[i] }
    self.motor = motor
    self.motorAxons = motorAxons
    self.sensory = sensory
    self.distal = distal
    self.quiet = quiet
    peripheralQuiet = peripheral
    rootDrive = rootQuiet
    self.upstreamMotor = upstreamMotor
    self.upstreamSensory = upstreamSensory
    self.muscleFibres = muscleFibres
    self.quietMuscleFibres = quietMuscleFibres
    self.lengthTerms = lengthTerms
    lengths = system.lengths
  }

  private static func rootOfStation(_ atlas: Atlas) -> [Int: Int] {
    var result: [Int: Int] = [:]
    for (r, root) in atlas.roots.enumerated() {
      for station in root.stations { result[station] = r }
    }
    return result
  }

  /// Share of reflex arcs that survive per tract and column: both limbs must conduct. Length-dependent disease
  /// acts over the length of the tract plus `extraLength` mm.
  public func arcs(extraLength: Double) -> Matrix {
    var result = motor
    for i in result.elements.indices { result.elements[i] *= sensory.elements[i] }
    if extraLength == 0 { return result }
    for (j, dependence, severity) in lengthTerms {
      for t in lengths.indices {
        let near = dependence.share(length: lengths[t])
        let far = dependence.share(length: lengths[t] + extraLength)
        for block in [severity.motorBlock, severity.sensoryBlock] {
          let left = 1 - block * near
          // Where nothing is left of the tract, nothing is left beyond it.
          if left > 0 { result[t, j] *= (1 - block * far) / left }
        }
      }
    }
    return result
  }
}

extension LengthDependence {
  /// Share of the level's block that a fibre of this length in mm suffers (logistic).
  public func share(length: Double) -> Double {
    maximum / (1 + exp(-(length - midpoint) / scale))
  }
}
