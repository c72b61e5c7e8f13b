import LinearAlgebra

/// What a step of each factor does to an output along the walks of a Morris design, per range of the factor
/// (Morris 1991, doi 10.1080/00401706.1991.10484804; Campolongo, Cariboni & Saltelli 2007,
/// doi 10.1016/j.envsoft.2006.10.004).
public struct MorrisMeasures: Sendable, Equatable {
  /// One factor or group.
  public struct Measure: Sendable, Equatable {
    /// μ: mean effect; nil for a group, whose factors go different ways.
    public let mean: Double?
    /// μ*: mean of the effect's size, the measure to rank by. Its interval is Student's over the walks; a single walk
    /// has none.
    public let meanSize: Estimate
    /// σ: standard deviation of the effect, large where it depends on the other factors; nil for a group and for
    /// a single walk.
    public let deviation: Double?
  }

  /// For each group its measures.
  public let groups: [Measure]

  /// The measures of one output.
  ///
  /// - Parameters: as for ``SobolIndices``; walks are resampled as wholes.
  /// - Throws: ``SensitivityError`` if the design is no Morris design or the outputs do not fit it.
  public init(
    _ outputs: [Double], of design: Design, resamples: Int = 100, seed: UInt64 = 0
  ) throws(SensitivityError) {
    guard case .morris(_, let levels) = design.kind else { throw .wrongDesign }
    try checkOutputs(outputs, count: design.count)
    self.init(
      outputs, points: design.points(from: 0, count: design.count), groups: design.groups,
      step: Double(levels) / (2 * Double(levels - 1)), resamples: resamples, seed: seed)
  }

  /// The measures from points that were laid elsewhere: count × factors, row-major, walk after walk.
  init(
    _ outputs: [Double], points: [Double], groups: [Int], step: Double, resamples: Int, seed: UInt64
  ) {
    let factors = groups.count
    let count = (groups.max() ?? -1) + 1
    let members = (0..<count).map { group in groups.indices.filter { groups[$0] == group } }
    let walks = outputs.count / (count + 1)
    var effects = Matrix(rows: walks, columns: count)
    for walk in 0..<walks {
      for after in walk * (count + 1) + 1..<(walk + 1) * (count + 1) {
        for (group, ofGroup) in members.enumerated() {
          let change = points[after * factors + ofGroup[0]] - points[(after - 1) * factors + ofGroup[0]]
          if change == 0 { continue }
          let effect = (outputs[after] - outputs[after - 1]) / step
          effects[walk, group] = change > 0 ? effect : -effect
        }
      }
    }

    var sizes = effects
    for i in sizes.elements.indices { sizes.elements[i] = abs(sizes.elements[i]) }
    // One walk says nothing of how much another would differ.
    let resamples = walks > 1 ? resamples : 0
    let resampled = bootstrapCounts(walks, resamples: resamples, seed: seed).multiplied(by: sizes)
    let n = Double(walks)
    self.groups = (0..<count).map { group in
      let column = (0..<walks).map { effects[$0, group] }
      let mean = column.reduce(0, +) / n
      let squares = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let isSingle = members[group].count == 1
      let size = column.reduce(0) { $0 + abs($1) } / n
      let spread = column.reduce(0) { $0 + (abs($1) - size) * (abs($1) - size) }
      return Measure(
        mean: isSingle ? mean : nil,
        meanSize: Estimate(
          value: size, resamples: (0..<resamples).map { resampled[$0, group] / n },
          error: resamples > 0
            ? Estimate.MeanError(
              value: (spread / (n * (n - 1))).squareRoot(), degreesOfFreedom: walks - 1, least: 0) : nil),
        deviation: isSingle && walks > 1 ? (squares / (n - 1)).squareRoot() : nil)
    }
  }
}
