/// What the active-set loop needs from a factorization of the chosen columns.
protocol ChosenColumns {
  /// Writes Aᵀ (b − A x) for all columns.
  func gradient(_ set: ActiveSet, _ count: Int)
  /// Adds a column at position `count`.
  func append(_ column: Int, _ set: ActiveSet, _ count: Int) -> Admission
  /// Takes out the column at a position.
  func remove(_ position: Int, of count: Int)
  /// Writes the unconstrained solution on the chosen columns.
  func solve(_ count: Int, into z: UnsafeMutablePointer<Double>)
}

/// Whether a column may join the chosen ones.
enum Admission {
  case joined
  /// It adds no direction: barred until something else has changed.
  case dependent
  /// It is so nearly dependent that this factorization cannot tell; a more exact one must.
  case doubtful
}

/// How the loop ended.
enum LawsonHansonOutcome {
  case solved(chosen: Int, iterations: Int)
  case doubtful
  case exhausted(iterations: Int)
}

/// The vectors of the loop, in borrowed memory, each as long as A has columns.
struct ActiveSet {
  let columns: Int
  /// The feasible solution, by column.
  let x: UnsafeMutablePointer<Double>
  /// The unconstrained solution, by position among the chosen columns.
  let z: UnsafeMutablePointer<Double>
  /// The gradient, by column.
  let w: UnsafeMutablePointer<Double>
  /// The gradient that rounding alone can make, by column.
  let tolerance: UnsafeMutablePointer<Double>
  /// The chosen columns in the order of the factor.
  let chosen: UnsafeMutablePointer<Int>
  /// By column: `free`, `taken` or `barred`.
  let status: UnsafeMutablePointer<Int>

  static let free = 0
  static let taken = 1
  static let barred = 2

  /// Nothing chosen, x = 0.
  func reset() {
    x.update(repeating: 0, count: columns)
    status.update(repeating: ActiveSet.free, count: columns)
  }

  /// The free column along which the residual falls most steeply, if any does beyond rounding.
  @inline(__always)
  var steepest: Int? {
    var best = -1
    var slope = 0.0
    for j in 0..<columns where status[j] == ActiveSet.free && w[j] > tolerance[j] && w[j] > slope {
      (best, slope) = (j, w[j])
    }
    return best < 0 ? nil : best
  }
}

/// The active-set loop of Lawson & Hanson (1974), chapter 23, over any factorization of the chosen columns.
func lawsonHanson(
  _ factor: some ChosenColumns, _ set: ActiveSet, limit: Int
) -> LawsonHansonOutcome {
  let (x, z, chosen, status) = (set.x, set.z, set.chosen, set.status)
  var (count, iterations, barred) = (0, 0, false)
  set.reset()
  factor.gradient(set, 0)
  while let column = set.steepest {
    iterations += 1
    if iterations > limit { return .exhausted(iterations: limit) }
    var admitted = false
    switch factor.append(column, set, count) {
    case .doubtful: return .doubtful
    case .dependent: break
    case .joined:
      factor.solve(count + 1, into: z)
      admitted = z[count] > 0
      if !admitted { factor.remove(count, of: count + 1) }
    }
    // A slope that is positive by rounding only gives a step that is not: such a column would come back for ever.
    if !admitted {
      status[column] = ActiveSet.barred
      barred = true
      continue
    }
    if barred {
      for j in 0..<set.columns where status[j] == ActiveSet.barred { status[j] = ActiveSet.free }
      barred = false
    }
    chosen[count] = column
    status[column] = ActiveSet.taken
    count += 1

    // Go towards the unconstrained solution until the first component reaches 0, drop it, and solve again.
    while true {
      var (step, first) = (Double.infinity, -1)
      for i in 0..<count where z[i] <= 0 {
        let reach = x[chosen[i]] / (x[chosen[i]] - z[i])
        if first < 0 || reach < step { (step, first) = (reach, i) }
      }
      if first < 0 { break }
      iterations += 1
      if iterations > limit { return .exhausted(iterations: limit) }
      for i in 0..<count { x[chosen[i]] += step * (z[i] - x[chosen[i]]) }
      x[chosen[first]] = 0
      for i in (0..<count).reversed() where x[chosen[i]] <= 0 {
        let out = chosen[i]
        (x[out], status[out]) = (0, ActiveSet.free)
        factor.remove(i, of: count)
        for next in i + 1..<max(count, i + 1) { chosen[next - 1] = chosen[next] }
        count -= 1
      }
      factor.solve(count, into: z)
    }
    for i in 0..<count { x[chosen[i]] = z[i] }
    factor.gradient(set, count)
  }
  return .solved(chosen: count, iterations: iterations)
}
