import Anatomy
import LinearAlgebra

/// From lesions to deficits: one walk down the graph for every column and plexus shift at once.
///
/// Deficit of a target = Σ weight · (1 − survival) over its tracts. How much a lesion blocks and irritates, by its level or
/// by what pressure, tension and posture make of it, enters through ``Survival`` alone.
public struct ForwardModel: Sendable {
  public let atlas: Atlas
  let system: TractSystem
  /// The lesion sets that the columns stand for.
  public let columns: [[Lesion]]
  /// What the lesions of each column leave of the fibres.
  public let survival: Survival
  /// Deficits per plexus shift, each made when it is first asked for.
  let deficits: ByShift

  /// Deficits of all targets for one plexus shift; rows are targets, columns lesion sets; 0 whole, 1 lost.
  struct Deficits: Sendable {
    /// Motor fibres of muscles; nothing for segmental ones.
    var muscles: Matrix
    /// Motor fibres of segmental muscles, a row a root: ``TractSystem/segmentalRows``.
    var segmental: Matrix
    /// Axons of both, as a needle shows their loss.
    var muscleAxons: Matrix
    var segmentalAxons: Matrix
    /// Sensory fibres of skin regions.
    var regions: Matrix
    /// Irritated share of the sensory fibres of skin regions.
    var drive: Matrix
    /// The same, by lesions beyond the roots.
    var peripheralDrive: Matrix
    /// Arcs of reflexes, and fibres of conduction studies.
    var reflexes: Matrix
    var studies: Matrix
  }

  /// Deficits by position in ``Atlas/shifts``.
  struct ByShift: Sendable, RandomAccessCollection {
    let startIndex = 0
    let endIndex: Int
    fileprivate let make: @Sendable (Int) -> Deficits
    private let made = Memo<Int, Deficits>()

    fileprivate init(count: Int, make: @escaping @Sendable (Int) -> Deficits) {
      endIndex = count
      self.make = make
    }

    subscript(shift: Int) -> Deficits { made.value(shift) { make(shift) } }
  }

  /// Runs the model.
  ///
  /// - Parameters:
  ///   - system: the tracts of `atlas`, built once.
  ///   - columns: lesion sets; for inference, every single lesion.
  public init(_ atlas: Atlas, system: TractSystem, columns: [[Lesion]]) {
    self.atlas = atlas
    self.system = system
    self.columns = columns
    let survival = Survival(atlas, system, columns: columns)
    self.survival = survival
    let arcs: [Double: Matrix] = Dictionary(
      Set(atlas.reflexes.map(\.extraLength) + atlas.studies.compactMap(\.arcLength)).map {
        ($0, survival.arcs(extraLength: $0))
      }, uniquingKeysWith: { first, _ in first })
    deficits = ByShift(count: system.weights.count) { shift in
      let weights = system.weights[shift]
      return Deficits(
        muscles: Self.loss(weights.muscles, survival.motor),
        segmental: Self.loss(weights.segmental, survival.motor),
        muscleAxons: Self.loss(weights.muscles, survival.motorAxons),
        segmentalAxons: Self.loss(weights.segmental, survival.motorAxons),
        regions: Self.loss(weights.regions, survival.sensory),
        drive: Self.loss(weights.regions, survival.quiet),
        peripheralDrive: Self.loss(weights.regions, survival.peripheralQuiet),
        reflexes: Self.rows(
          atlas.reflexes.enumerated().map { i, reflex in
            Self.loss(weights.reflexes, row: i, arcs[reflex.extraLength] ?? survival.motor)
          }, columns.count),
        studies: Self.rows(
          atlas.studies.enumerated().map { i, study in
            let kept =
              switch study.recording {
              case .sensory: survival.distal
              case .reflex(_, _, let extra): arcs[extra] ?? survival.motor
              case .motor: survival.motorAxons
              case .late, .block: survival.motor
              }
            return Self.loss(weights.studies, row: i, kept)
          }, columns.count))
    }
  }

  /// Runs the model for every single lesion.
  public init(_ atlas: Atlas) {
    self.init(atlas, system: TractSystem(atlas), columns: atlas.lesions().map { [$0] })
  }

  private static func loss(_ weights: Matrix, _ survival: Matrix) -> Matrix {
    var result = Matrix(rows: weights.rows, columns: survival.columns)
    for i in 0..<weights.rows { add(weights.row(i), survival, to: &result, row: i) }
    return result
  }

  private static func loss(_ weights: Matrix, row: Int, _ survival: Matrix) -> [Double] {
    var result = Matrix(rows: 1, columns: survival.columns)
    add(weights.row(row), survival, to: &result, row: 0)
    return result.elements
  }

  /// Adds Σ weight · (1 − survival) of a target. A target has a handful of tracts among hundreds, so that a sum over
  /// those beats `dgemm` over all.
  private static func add(
    _ weights: ArraySlice<Double>, _ survival: Matrix, to result: inout Matrix, row: Int
  ) {
    let columns = survival.columns
    let first = row * columns
    result.elements.withUnsafeMutableBufferPointer { result in
      survival.elements.withUnsafeBufferPointer { survival in
        for (t, weight) in zip(0..., weights) where weight != 0 {
          for j in 0..<columns { result[first + j] += weight * (1 - survival[t * columns + j]) }
        }
      }
    }
  }

  private static func rows(_ rows: [[Double]], _ columns: Int) -> Matrix {
    var result = Matrix(rows: rows.count, columns: columns)
    result.elements = rows.flatMap { $0 }
    return result
  }
}

extension ConductionStudy {
  /// Extra length of the arc in mm, for a study of a reflex.
  var arcLength: Double? {
    if case .reflex(_, _, let extra) = recording { extra } else { nil }
  }
}
