import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// What one more finding would tell about where the nerve is caught.
public struct NextFinding: Sendable {
  /// One way the examination may come out.
  public struct Outcome: Sendable {
    /// The value to record; for a graded finding the plain grade.
    public let value: String
    /// P(value | what is known).
    public let probability: Double
    /// The site that ``Localizer/locate(_:_:)`` names first with the value recorded, and P(site in the set).
    public let firstSite: Int
    public let probabilityOfFirst: Double
    /// The site whose probability this value moves most from where it stands, and P(site in the set) after it.
    public let movedSite: Int
    public let probabilityOfMoved: Double
  }

  /// Position in ``Atlas/findings``.
  public let finding: Int
  /// Expected information about the site of a single lesion, in bits.
  public let bits: Double
  /// From normal to worst, then what is aside of the scale; their probabilities sum to 1.
  public let outcomes: [Outcome]
}

extension Localizer {
  /// The findings not yet examined that would tell most, by falling information.
  ///
  /// Information is the mutual information of the finding and the site (Shannon 1948; for the next test: Gorry & Barnett
  /// 1968), I = Σ P(site) Σ P(value | site) log2 (P(value | site) / P(value)), over single lesions, the unexplained
  /// among them, given what is known. The second finding of a cost is the one that adds most to the first, and so on, so
  /// that no test is named beside its double.
  ///
  /// What is known is the record as it is read once the finding was found normal, without the finding: its silence on it
  /// has ended. That reading is held fixed for information and for P(value), whose values exclude each other, as patients are
  /// drawn. What comes first after a value is what ``locate(_:_:)`` says with it recorded, over sets of up to
  /// `options.maximumLesions`: there, a value may change how the rest of the record is read.
  ///
  /// Questions and bedside signs are those of the atlas's sheet, and local signs. Left out are findings whose muscle,
  /// skin or reflex the record speaks of already, groups, questions of safety, which come first anyway, tests that the
  /// patient must be spared, and studies that it is too early for.
  ///
  /// - Parameters:
  ///   - answer: what ``locate(_:_:)`` said.
  ///   - count: how many findings of each cost to return.
  ///   - costs: what a finding may cost.
  ///   - excluded: findings that cannot be had.
  public func next(
    after answer: Answer, count: Int, costs: Set<Cost> = Set(Cost.allCases),
    excluding excluded: Set<Int> = [],
    _ options: Options = Options()
  ) -> [NextFinding] {
    let candidates = candidates(after: answer, costs).filter { !excluded.contains($0) }
    let weights = singleLesionWeights(answer.contexts)
    let readings = concurrentMap(candidates.count, threads: options.threads) {
      self.heldReading(candidates[$0], answer, weights, options)
    }
    let byBits = candidates.indices.filter { readings[$0].bits >= Self.leastInformation }
      .sorted { (readings[$1].bits, candidates[$0]) < (readings[$0].bits, candidates[$1]) }
    let best = Cost.allCases.flatMap { cost in
      let own = byBits.filter { atlas.findings[candidates[$0]].cost == cost }.prefix(
        max(count, Self.shortlist))
      return picks(own.map { readings[$0] }, count: count, weights, answer, options)
    }
    return best.sorted { ($1.bits, $0.finding) < ($0.bits, $1.finding) }.map {
      NextFinding(finding: $0.finding, bits: $0.bits, outcomes: outcomes(of: $0, answer, options))
    }
  }

  /// A finding with the record as it is read once the finding was found normal.
  private struct HeldReading {
    let finding: Int
    let reading: NextReading
    /// What the weights of contexts and lesions are multiplied with where observations no longer count; nil: all do, or
    /// others are read in another way.
    let lift: [[Double]]?
    let bits: Double
  }

  private func heldReading(
    _ f: Int, _ answer: Answer, _ weights: [[Double]], _ options: Options
  ) -> HeldReading {
    let reading = NextReading(answer, adding: outcomeRecords(f)[0], atlas, useSilence: usesSilence)
    let observations = answer.evidence.observations
    guard atlas.contexts(for: reading.patient).count == answer.contexts.count,
      let kept = reading.places(in: observations, from: answer.patient, atlas)
    else {
      let compiled = compiled(reading, answer, options)
      let bits = information(
        [singleLesionWeights(compiled)], of: f, compiled.map(\.context), reading.patient)
      return HeldReading(finding: f, reading: reading, lift: nil, bits: bits)
    }
    let lift = kept.count < observations.count ? lift(keeping: kept, answer) : nil
    let bits = information(
      [Self.lifted(weights, by: lift)], of: f, answer.contexts.map(\.context), reading.patient)
    return HeldReading(finding: f, reading: reading, lift: lift, bits: bits)
  }

  /// One over the probability of the observations that no longer count, per context and lesion, without one last.
  private func lift(keeping kept: [Int], _ answer: Answer) -> [[Double]] {
    let gone = Set(answer.evidence.observations.indices).subtracting(kept).sorted()
    return answer.contexts.map { entry in
      (0...compiler.lesions.count).map { j in
        let p = gone.reduce(1) { $0 * entry.factors[$1].probability(j..<min(j + 1, compiler.lesions.count)) }
        return p > 0 ? 1 / p : 0
      }
    }
  }

  private static func lifted(_ table: [[Double]], by lift: [[Double]]?) -> [[Double]] {
    guard let lift else { return table }
    return zip(table, lift).map { zip($0, $1).map { $0 * $1 } }
  }

  /// The contexts with what the record says of other findings.
  private func compiled(_ reading: NextReading, _ answer: Answer, _ options: Options) -> [CompiledContext] {
    compiled(reading.patient, answer.setting, reading.evidence, options).map { entry in
      CompiledContext(
        context: entry.context, factors: reading.others.map { entry.factors[$0] }, prior: entry.prior)
    }
  }

  /// How many findings of a cost are looked at again for what they add to those before them, and into how many outcomes
  /// of those the patients are parted at most.
  private static let shortlist = 40
  private static let mostTables = 64

  /// The first of a list, then in turn what adds most to those before; in the end what adds most to as many as could
  /// be told apart.
  private func picks(
    _ list: [HeldReading], count: Int, _ weights: [[Double]], _ answer: Answer, _ options: Options
  ) -> [HeldReading] {
    guard count > 0, let first = list.first else { return [] }
    let contexts = answer.contexts.map(\.context)
    var tables = [weights]
    var result = [first]
    var left = Array(list.dropFirst())
    // The bits of the first are known.
    var order = [first] + left
    while let best = order.first {
      if result.count == count || left.isEmpty { break }
      if tables.count * outcomeRecords(best.finding).count > Self.mostTables {
        return result + order.dropFirst().prefix(count - result.count)
      }
      tables = split(
        tables.map { Self.lifted($0, by: best.lift) }, by: best.finding, contexts, answer.patient)
      let parts = tables
      let rest = left
      let added = concurrentMap(rest.count, threads: options.threads) { n in
        self.information(
          parts.map { Self.lifted($0, by: rest[n].lift) }, of: rest[n].finding, contexts, answer.patient)
      }
      order = rest.indices.filter { added[$0] >= Self.leastInformation }
        .sorted { (added[$1], rest[$0].finding) < (added[$0], rest[$1].finding) }.map { rest[$0] }
      guard let next = order.first else { break }
      result.append(next)
      left.removeAll { $0.finding == next.finding }
    }
    return result
  }

  /// Bits below which a finding is not worth the question.
  static let leastInformation = 0.005

  private func candidates(after answer: Answer, _ costs: Set<Cost>) -> [Int] {
    let patient = answer.patient
    let overlaps = Overlaps(patient, atlas)
    let safety = Set(
      atlas.safetyQuestions + patient.openSafetyQuestions(atlas) + atlas.ageFlags.map(\.finding)
        + patient.spared(atlas).flatMap(\.findings))
    let sheet = Set(atlas.sheet.flatMap(\.findings))
    // What a complete examination found normal without naming it is known.
    let normal = Set(
      answer.evidence.observations.flatMap { observation -> [Int] in
        if case .normalBlock(_, let findings) = observation.content { findings } else { [] }
      })
    return atlas.findings.indices.filter { f in
      let finding = atlas.findings[f]
      if finding.isRarelyExamined { return false }
      if let only = finding.only, !only.mayHold(age: patient.age, sex: patient.sex) { return false }
      if let first = finding.follows, patient.record(of: first).map({ !$0.isAbnormal }) ?? false {
        return false
      }
      switch finding.target {
      case .muscleGroup, .skinGroup: return false
      case .local: break
      default:
        let isStudy = finding.cost == .needle || finding.cost == .scanner
        if !isStudy, !sheet.contains(finding.id) { return false }
      }
      if let weeks = patient.durationWeeks, finding.scale.worst > 0,
        let from = atlas.normalCountsFrom(f), weeks < from
      {
        return false
      }
      return costs.contains(finding.cost) && !safety.contains(f) && !normal.contains(f)
        && !overlaps.isMentioned(f)
    }
  }

  /// P(context, lesion | findings) over single lesions, per context; last the unexplained.
  private func singleLesionWeights(_ contexts: [CompiledContext]) -> [[Double]] {
    let logs = contexts.map { entry in
      let base = log(entry.context.probability)
      let single = compiler.lesions.indices.map { j in
        entry.factors.reduce(base + logPrior(entry.prior, j)) { $0 + log($1.probability([j])) }
      }
      return single + [entry.factors.reduce(base + entry.prior.logScale[0]) { $0 + log($1.probability([])) }]
    }
    let largest = logs.joined().max() ?? 0
    return logs.map { $0.map { exp($0 - largest) } }
  }

  /// P(outcome | context, lesion) of a finding, per context, outcome and lesion, the unexplained last. Values aside of
  /// the scale are one outcome: chance alone tells them apart.
  private func outcomeProbabilities(
    _ f: Int, _ contexts: [PatientContext], _ patient: PatientCase
  ) -> [[[Double]]] {
    let records = outcomeRecords(f)
    let firstAside = records.firstIndex { $0.reading == .aside }
    return contexts.map { context in
      records.prefix(firstAside.map { $0 + 1 } ?? records.count).map { record in
        let factor = compiler.outcome(record, context: context, patient: patient)
        return compiler.lesions.indices.map { factor.probability([$0]) } + [factor.probability([])]
      }
    }
  }

  /// Weights of contexts and lesions, apart for each outcome of a finding.
  private func split(
    _ tables: [[[Double]]], by f: Int, _ contexts: [PatientContext], _ patient: PatientCase
  ) -> [[[Double]]] {
    let values = outcomeProbabilities(f, contexts, patient)
    return tables.flatMap { table in
      values[0].indices.map { v in
        table.indices.map { c in zip(table[c], values[c][v]).map { $0 * $1 } }
      }
    }
  }

  /// What a finding adds, as the mean over tables of Σ P(value, site) log2 (P(value, site) / (P(site) P(value))).
  private func information(
    _ tables: [[[Double]]], of f: Int, _ contexts: [PatientContext], _ patient: PatientCase
  ) -> Double {
    let values = outcomeProbabilities(f, contexts, patient)
    let count = values[0].count
    var (sum, total) = (0.0, 0.0)
    for table in tables {
      var joint = Array(repeating: 0.0, count: atlas.sites.count * count)
      for c in table.indices {
        for v in 0..<count {
          let row = values[c][v]
          for j in table[c].indices {
            let site = j < compiler.lesions.count ? compiler.lesions[j].site : atlas.unexplained
            joint[site * count + v] += table[c][j] * row[j]
          }
        }
      }
      let all = joint.reduce(0, +)
      total += all
      var overall = Array(repeating: 0.0, count: count)
      for place in joint.indices { overall[place % count] += joint[place] }
      for s in atlas.sites.indices {
        let own = joint[s * count..<(s + 1) * count]
        let site = own.reduce(0, +)
        for (v, p) in own.enumerated() where p > 0 { sum += p * log2(p * all / (site * overall[v])) }
      }
    }
    return total > 0 ? sum / total : 0
  }

  private func outcomes(of held: HeldReading, _ answer: Answer, _ options: Options) -> [NextFinding.Outcome] {
    let f = held.finding
    let records = outcomeRecords(f)
    let fixed = compiled(held.reading, answer, options)
    let shares = asideShares(f, fixed, held.reading.patient)
    // ln P(value, what is known), and what is said with it recorded.
    let results = records.map { record -> (logEvidence: Double, after: Marginals) in
      let reading = NextReading(answer, adding: record, atlas, useSilence: usesSilence)
      let recorded = compiled(reading.patient, answer.setting, reading.evidence, options)
      let after = marginals(recorded, options)
      // One sum serves for both where the value is read as it comes out and leaves the rest as it was.
      if compiler.isReadAsItComesOut(record), recorded.count == fixed.count,
        reading.isAlike(held.reading, atlas)
      {
        return (after.logEvidence, after)
      }
      let known = fixed.map { entry in
        CompiledContext(
          context: entry.context,
          factors: entry.factors + [
            compiler.outcome(record, context: entry.context, patient: held.reading.patient)
          ],
          prior: entry.prior)
      }
      let share = log(shares[record.value] ?? 1)
      return (marginals(known, options).logEvidence + share, after)
    }
    let largest = results.map(\.logEvidence).max() ?? 0
    let weights = results.map { exp($0.logEvidence - largest) }
    let total = weights.reduce(0, +)
    return records.indices.map { v in
      let sites = results[v].after.sites
      let first = results[v].after.ranking[0]
      let now = answer.posterior.sites
      let moved = now.indices.max { abs(sites[$0] - now[$0]) < abs(sites[$1] - now[$1]) } ?? first
      return NextFinding.Outcome(
        value: records[v].value, probability: weights[v] / total, firstSite: first,
        probabilityOfFirst: sites[first], movedSite: moved, probabilityOfMoved: sites[moved])
    }
  }

  /// The share of each value aside of a scale in all of them, over single lesions and none.
  private func asideShares(
    _ f: Int, _ contexts: [CompiledContext], _ patient: PatientCase
  ) -> [String: Double] {
    let aside = atlas.findings[f].scale.aside
    guard aside.count > 1 else { return [:] }
    let weights = singleLesionWeights(contexts)
    let values = outcomeProbabilities(f, contexts.map(\.context), patient)
    let shares = compiler.asideShares(f)
    let sums = shares.map { share in
      weights.indices.reduce(0) { sum, c in
        let row = values[c][values[c].count - 1]
        return sum + row.indices.reduce(0) { $0 + weights[c][$1] * row[$1] * share[$1] }
      }
    }
    let total = sums.reduce(0, +)
    return Dictionary(
      uniqueKeysWithValues: zip(aside, sums.map { total > 0 ? $0 / total : 1 / Double(aside.count) }))
  }

  /// What may be recorded of a finding: each whole grade, or each value, those aside last.
  private func outcomeRecords(_ f: Int) -> [RecordedFinding] {
    let scale = atlas.findings[f].scale
    let values = scale.isGrade ? Scale.wholeGrades : scale.values + scale.aside
    return values.compactMap { value in
      scale.reading(of: value).map { RecordedFinding(finding: f, value: value, reading: $0) }
    }
  }
}
