import LinearAlgebra

/// Which points of the unit cube a study runs: one coordinate in [0, 1] for each factor, stretched later to the
/// factor's own range.
public enum DesignKind: Sendable, Equatable {
  /// Every combination of evenly spaced levels, so many for each factor, ends included; the last factor varies
  /// fastest.
  case grid(levels: [Int])
  /// Independent uniform points.
  case random(points: Int)
  /// One point in each of `points` slices of every factor (McKay, Beckman & Conover 1979).
  case latinHypercube(points: Int)
  /// Sobol' points, unscrambled.
  case sobol(points: Int)
  /// Rows A, A with each factor from B, (B with each factor from A,) B for each of `base` Sobol' points in twice
  /// the dimensions (Saltelli 2002, doi 10.1016/S0010-4655(02)00280-1).
  case saltelli(base: Int, secondOrder: Bool)
  /// Walks that move each factor once by half the range and a bit (Morris 1991,
  /// doi 10.1080/00401706.1991.10484804), on an even number of levels.
  case morris(trajectories: Int, levels: Int)
}

/// What makes a design impossible.
public enum DesignError: Error, Equatable {
  /// There is no factor, or a grid has not one number of levels for each.
  case noFactors
  /// A count is below its least sensible value, named.
  case tooFew(String, least: Int)
  /// Morris levels must be even.
  case oddLevels(Int)
  /// More Sobol' dimensions than there are direction numbers for.
  case tooManyDimensions(Int)
  /// More points than can be counted.
  case tooManyPoints
}

/// The points of a design, any of them by its index: the parts of a study need not know of each other, and a
/// run that was cut off goes on where it stood.
public struct Design: Sendable {
  /// How the points are laid.
  public let kind: DesignKind
  /// For each factor the group with which it moves in `saltelli` and `morris`; by default each is its own.
  public let groups: [Int]
  /// Start of the random numbers of `random`, `latinHypercube` and `morris`; 0 is one like any other.
  public let seed: UInt64
  /// Number of points.
  public let count: Int

  private let sequence: SobolSequence?
  /// Slice of each point for each factor: factors × points.
  private let slices: [[Int32]]

  /// Number of factors.
  public var factors: Int { groups.count }
  /// Number of groups.
  public var groupCount: Int { (groups.max() ?? -1) + 1 }
  /// How many points belong to one base point or walk; 1 for designs without such blocks.
  public var block: Int {
    switch kind {
    case .grid, .random, .latinHypercube, .sobol: 1
    case .saltelli(_, let secondOrder): (secondOrder ? 2 : 1) * groupCount + 2
    case .morris: groupCount + 1
    }
  }

  /// Lays a design.
  ///
  /// - Parameters:
  ///   - factors: How many factors there are.
  ///   - groups: For each factor its group, numbered from 0 without gaps; nil if each is its own.
  /// - Throws: ``DesignError``.
  public init(_ kind: DesignKind, factors: Int, groups: [Int]? = nil, seed: UInt64 = 0) throws(DesignError) {
    guard factors > 0, groups == nil || groups?.count == factors else { throw .noFactors }
    self.kind = kind
    self.seed = seed
    self.groups = groups ?? Array(0..<factors)
    let groupCount = (self.groups.max() ?? -1) + 1
    var sequence: SobolSequence?
    var slices: [[Int32]] = []
    switch kind {
    case .grid(let levels):
      guard levels.count == factors else { throw .noFactors }
      guard levels.allSatisfy({ $0 > 0 }) else { throw .tooFew("levels", least: 1) }
      count = try Self.product(levels)
    case .random(let points):
      guard points > 0 else { throw .tooFew("points", least: 1) }
      count = points
    case .latinHypercube(let points):
      guard points > 0 else { throw .tooFew("points", least: 1) }
      guard points < Int32.max else { throw .tooManyPoints }
      count = points
      slices = (0..<factors).map { factor in
        var random = SplitMix64(seed: seed, counters: [UInt64(factor)])
        return (0..<Int32(points)).shuffled(using: &random)
      }
    case .sobol(let points):
      guard points > 0 else { throw .tooFew("points", least: 1) }
      count = points
      sequence = SobolSequence(dimensions: factors)
      guard sequence != nil else { throw .tooManyDimensions(factors) }
    case .saltelli(let base, let secondOrder):
      guard base > 0 else { throw .tooFew("base points", least: 1) }
      count = try Self.product([base, (secondOrder ? 2 : 1) * groupCount + 2])
      sequence = SobolSequence(dimensions: 2 * factors)
      guard sequence != nil else { throw .tooManyDimensions(2 * factors) }
    case .morris(let trajectories, let levels):
      guard trajectories > 0 else { throw .tooFew("trajectories", least: 1) }
      guard levels > 1 else { throw .tooFew("levels", least: 2) }
      guard levels.isMultiple(of: 2) else { throw .oddLevels(levels) }
      count = try Self.product([trajectories, groupCount + 1])
    }
    self.sequence = sequence
    self.slices = slices
  }

  private static func product(_ counts: [Int]) throws(DesignError) -> Int {
    var product = 1
    for count in counts {
      let (next, overflow) = product.multipliedReportingOverflow(by: count)
      if overflow { throw .tooManyPoints }
      product = next
    }
    return product
  }

  /// What to know of a design that is laid as it was asked for and yet better otherwise; nil where nothing is.
  public var remark: String? {
    switch kind {
    case .sobol(let points), .saltelli(let points, _):
      // Sobol' points fill the cube evenly in powers of two alone (Owen 2020, arXiv 2008.08051).
      if points.nonzeroBitCount == 1 { return nil }
      var power = 1
      while power < points { power *= 2 }
      let next = power == 1 ? "1" : "\(power / 2) or \(power)"
      return
        "\(points) Sobol' points are no power of 2, so that they fill the ranges unevenly; \(next) would not"
    case .morris(let walks, _) where walks < 10:
      return
        "\(walks) walk\(walks == 1 ? "" : "s") screen coarsely: with fewer than 10 the order of factors is unsure"
    default: return nil
    }
  }

  /// The point with an index below ``count``, a coordinate for each factor.
  public func point(_ index: Int) -> [Double] { points(from: index, count: 1) }

  /// Points `first` to `first + count - 1`: count × factors, row-major.
  public func points(from first: Int, count: Int) -> [Double] {
    var points: [Double] = []
    points.reserveCapacity(count * factors)
    switch kind {
    case .grid(let levels):
      for index in first..<first + count {
        var rest = index
        var point = [Double](repeating: 0, count: factors)
        for factor in (0..<factors).reversed() {
          let level = rest % levels[factor]
          rest /= levels[factor]
          point[factor] = levels[factor] == 1 ? 0.5 : Double(level) / Double(levels[factor] - 1)
        }
        points += point
      }
    case .random:
      for index in first..<first + count {
        var random = SplitMix64(seed: seed, counters: [UInt64(index)])
        for _ in 0..<factors { points.append(random.uniform()) }
      }
    case .latinHypercube(let total):
      for index in first..<first + count {
        var random = SplitMix64(seed: seed, counters: [UInt64.max, UInt64(index)])
        for factor in 0..<factors {
          points.append((Double(slices[factor][index]) + random.uniform()) / Double(total))
        }
      }
    case .sobol: points = sequence?.points(from: first, count: count) ?? []
    case .saltelli: saltelli(from: first, count: count, into: &points)
    case .morris(_, let levels): morris(levels, from: first, count: count, into: &points)
    }
    return points
  }

  private func saltelli(from first: Int, count: Int, into points: inout [Double]) {
    guard let sequence, count > 0 else { return }
    let start = first / block
    let base = sequence.points(from: start, count: (first + count - 1) / block - start + 1)
    for index in first..<first + count {
      let row = (index / block - start) * 2 * factors
      let step = index % block
      // The group whose coordinates are crossed over, and from which half the others come.
      let isFromB = step == block - 1 || step > groupCount
      let crossed = step == 0 || step == block - 1 ? -1 : (step - 1) % groupCount
      for factor in 0..<factors {
        points.append(base[row + factor + (isFromB != (groups[factor] == crossed) ? factors : 0)])
      }
    }
  }

  private func morris(_ levels: Int, from first: Int, count: Int, into points: inout [Double]) {
    for index in first..<first + count {
      let walk = walk(index / block, levels: levels)
      let step = index % block
      for factor in 0..<factors {
        let hasMoved = walk.order[groups[factor]] < step
        points.append(walk.isUp[factor] == hasMoved ? walk.low[factor] + walk.step : walk.low[factor])
      }
    }
  }

  /// One walk of Morris: lower and upper value of each factor, which way it goes, and when its group moves.
  private func walk(_ index: Int, levels: Int) -> (low: [Double], isUp: [Bool], order: [Int], step: Double) {
    var random = SplitMix64(seed: seed, counters: [UInt64(index)])
    let low = (0..<factors).map { _ in
      Double(Int.random(in: 0..<levels / 2, using: &random)) / Double(levels - 1)
    }
    let isUp = (0..<factors).map { _ in random.next() >> 63 == 1 }
    let order = (0..<groupCount).shuffled(using: &random)
    return (low, isUp, order, Double(levels) / (2 * Double(levels - 1)))
  }
}
