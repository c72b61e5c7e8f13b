import Anatomy
import Simulation

/// What lesions do to an observation: the columns of its factor.
extension EvidenceCompiler {
  /// What the columns of an observation depend on.
  enum Observed: Hashable {
    case steps(finding: Int, ClosedRange<Int>, aside: Bool, shift: Int)
    case aside(finding: Int, shift: Int)
    case sides(isBilateral: Bool)
    case silent(finding: Int, weight: Double, shift: Int)
    case exclusive(finding: Int, ClosedRange<Int>, shift: Int)
  }

  /// For each lesion alone, what it makes of an observation.
  func columns(
    of content: Observation.Content, _ reporting: Reporting, _ context: PatientContext
  ) -> FactorColumns {
    let shift = context.shift
    switch content {
    case .recorded(let record, let excluding):
      // A leg that no lesion reaches shows chance findings only.
      if record.finding == atlas.bothSidesFinding, context.isBilateral == false { return untouched(record) }
      return recorded(record, excluding, shift)
    case .amplitude(let record): return recorded(record, [], countsAside: false, shift)
    case .otherSide(let record):
      if context.isBilateral == false { return untouched(record) }
      let columns = recorded(record, [], shift)
      return otherLeg.map(columns.picked) ?? columns
    case .oneSide: return sides(false)
    case .bothSides(let stated):
      // Chance is alike for each lesion of a set, so that it belongs to the columns.
      return eachOnBothSides(stated, chance: bothByChance(stated, reporting, context), shift)
    case .reach(let isStated):
      let isBilateral = context.isBilateral ?? false
      return isBilateral && isStated ? FactorColumns(upper: ones, lower: nil) : sides(isBilateral)
    case .silent(let f, let weight):
      return made.value(.silent(finding: f, weight: weight, shift: shift)) {
        let p = probabilities.exceedance(finding: f, step: 1, shift: shift)
        return FactorColumns(upper: p.map { 1 - weight * $0 }, lower: nil)
      }
    case .normalBlock(_, let findings):
      var most = Array(repeating: 0.0, count: lesions.count)
      for f in findings {
        let p = exceedance(finding: f, shift: shift)
        for j in most.indices { most[j] = max(most[j], p[j]) }
      }
      return FactorColumns(upper: most.map { 1 - $0 }, lower: nil)
    }
  }

  private func sides(_ isBilateral: Bool) -> FactorColumns {
    made.value(.sides(isBilateral: isBilateral)) {
      let spared = bilateral.map { 1 - $0 }
      return isBilateral
        ? FactorColumns(upper: ones, lower: spared) : FactorColumns(upper: spared, lower: nil)
    }
  }

  /// The columns of a complaint of which everything is found on both sides: each lesion of a set must strike both, since
  /// one of a single leg would add nothing to what both have alike. Without a lesion, chance.
  private func eachOnBothSides(_ stated: Int?, chance: Double, _ shift: Int) -> FactorColumns {
    let struck = stated.map { exceedance(finding: $0, shift: shift) } ?? bilateral
    return FactorColumns(
      upper: struck.map { 1 - (1 - $0) * (1 - chance) }, lower: Array(repeating: 0, count: lesions.count))
  }

  /// The columns of a finding where no lesion can cause it.
  private func untouched(_ record: RecordedFinding) -> FactorColumns {
    guard case .steps(let steps) = record.reading, steps.lowerBound == 0 else {
      return FactorColumns(upper: ones, lower: ones)
    }
    return FactorColumns(upper: ones, lower: nil)
  }

  /// P(both sides | column).
  private var bilateral: [Double] {
    probabilities.columns.map { column in
      1 - column.reduce(1) { $0 * (1 - atlas.sites[$1.site].bilateral) }
    }
  }

  private var ones: [Double] { Array(repeating: 1, count: lesions.count) }

  private func recorded(
    _ record: RecordedFinding, _ excluding: Set<FindingMember>, countsAside: Bool = true, _ shift: Int
  ) -> FactorColumns {
    let f = record.finding
    let traits = traits(of: f)
    guard case .steps(let steps) = record.reading else {
      return made.value(.aside(finding: f, shift: shift)) {
        let there = traits.isConduction && traits.worst > 0 ? present(f, shift: shift) : ones
        return FactorColumns(
          upper: there, lower: traits.aside == nil ? there : zip(there, asideSpared(f)).map { $0 * $1 })
      }
    }
    let span = traits.counted(steps)
    func make() -> FactorColumns {
      func below(_ step: Int) -> [Double] {
        probabilities.exceedance(finding: f, step: step, shift: shift, excluding: excluding).map { 1 - $0 }
      }
      var upper = span.upperBound >= traits.worst ? ones : below(span.upperBound + 1)
      var lower = span.lowerBound == 0 ? nil : below(span.lowerBound)
      if countsAside, traits.excludesAside(span) {
        let spared = asideSpared(f)
        for j in upper.indices {
          upper[j] *= spared[j]
          lower?[j] *= spared[j]
        }
      }
      return FactorColumns(upper: upper, lower: lower)
    }
    if !excluding.isEmpty { return make() }
    return made.value(.steps(finding: f, span, aside: countsAside, shift: shift), make: make)
  }

  /// The columns of steps on the scale of a study whose response is neither slowed nor blocked.
  func exclusive(_ finding: Int, _ steps: ClosedRange<Int>, _ columns: FactorColumns, _ shift: Int)
    -> FactorColumns
  {
    made.value(.exclusive(finding: finding, steps, shift: shift)) {
      let spared = asideSpared(finding)
      return FactorColumns(
        upper: zip(columns.upper, spared).map { $0 * $1 },
        lower: columns.lower.map { zip($0, spared).map { $0 * $1 } })
    }
  }

  /// P(there is a response at all | column): one that is lost can't be slow.
  private func present(_ f: Int, shift: Int) -> [Double] {
    let worst = traits(of: f).worst
    return probabilities.exceedance(finding: f, step: worst, shift: shift, excluding: []).map { 1 - $0 }
  }

  func asideSpared(_ f: Int) -> [Double] {
    knownSpared.value(f) { probabilities.asideProbability(finding: f).map { 1 - $0 } }
  }
}
