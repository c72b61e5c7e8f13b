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
    /// The site that would be named first, and P(site in the set).
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
  /// From normal to worst; their probabilities sum to 1.
  public let outcomes: [Outcome]
}

extension Localizer {
  /// The findings not yet examined that would tell most, by falling information.
  ///
  /// Information is the mutual information of the finding and the site (Shannon 1948; for the next test: Gorry & Barnett
  /// 1968), I = Σ P(site) Σ P(value | site) log2 (P(value | site) / P(value)), over single lesions, the unexplained
  /// among them, given what is known. The second finding of a cost is the one that adds most to the first, and so on, so
  /// that no test is named beside its double. Outcomes are then worked out in full, over sets of up to
  /// `options.maximumLesions`.
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
    let weights = singleLesionWeights(answer)
    let bits = concurrentMap(candidates.count, threads: options.threads) {
      self.information([weights], of: candidates[$0], answer)
    }
    let byBits = candidates.indices.filter { bits[$0] >= Self.leastInformation }
      .sorted { (bits[$1], candidates[$0]) < (bits[$0], candidates[$1]) }
    let best = Cost.allCases.flatMap { cost in
      let own = byBits.filter { atlas.findings[candidates[$0]].cost == cost }.prefix(
        max(count, Self.shortlist))
      return picks(Array(own), candidates, count: count, weights, answer, options)
    }
    return best.sorted { (bits[$1], candidates[$0]) < (bits[$0], candidates[$1]) }.map { n in
      NextFinding(
        finding: candidates[n], bits: bits[n], outcomes: outcomes(of: candidates[n], answer, options))
    }
  }

  /// How many findings of a cost are looked at again for what they add to those before them, and into how many outcomes
  /// of those the patients are parted at most.
  private static let shortlist = 40
  private static let mostTables = 64

  /// The first of a list, then in turn what adds most to those before; in the end what adds most to as many as could
  /// be told apart.
  private func picks(
    _ list: [Int], _ candidates: [Int], count: Int, _ weights: [[Double]], _ answer: Answer,
    _ options: Options
  ) -> [Int] {
    var tables = [weights]
    var result: [Int] = []
    var left = list
    while result.count < count, !left.isEmpty {
      let parts = tables
      let rest = left
      let added = concurrentMap(rest.count, threads: options.threads) {
        self.information(parts, of: candidates[rest[$0]], answer)
      }
      let order = added.indices.filter { added[$0] >= Self.leastInformation }
        .sorted { (added[$1], rest[$0]) < (added[$0], rest[$1]) }.map { rest[$0] }
      guard let best = order.first else { break }
      if tables.count * outcomeRecords(candidates[best]).count > Self.mostTables {
        return result + order.prefix(count - result.count)
      }
      result.append(best)
      left.removeAll { $0 == best }
      tables = split(tables, by: candidates[best], answer)
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
  private func singleLesionWeights(_ answer: Answer) -> [[Double]] {
    let logs = answer.contexts.map { entry in
      let base = log(entry.context.probability)
      let single = compiler.lesions.indices.map { j in
        entry.factors.reduce(base + logPrior(entry.prior, j)) { $0 + log($1.probability([j])) }
      }
      return single + [entry.factors.reduce(base + entry.prior.logScale[0]) { $0 + log($1.probability([])) }]
    }
    let largest = logs.joined().max() ?? 0
    let weights = logs.map { $0.map { exp($0 - largest) } }
    let total = weights.joined().reduce(0, +)
    return weights.map { $0.map { $0 / total } }
  }

  /// P(value | context, lesion) of a finding, per context, value and lesion, the unexplained last.
  private func valueProbabilities(_ f: Int, _ answer: Answer) -> [[[Double]]] {
    let records = outcomeRecords(f)
    return answer.contexts.map { entry in
      var rows = records.map { record -> [Double] in
        let factor = factor(record, answer, entry.context)
        return compiler.lesions.indices.map { factor.probability([$0]) } + [factor.probability([])]
      }
      // A slowed response may also be a reduced one: values of one finding count as exclusive.
      for j in 0...compiler.lesions.count {
        let total = rows.reduce(0) { $0 + $1[j] }
        for v in rows.indices { rows[v][j] /= total }
      }
      return rows
    }
  }

  /// Weights of contexts and lesions, apart for each value of a finding.
  private func split(_ tables: [[[Double]]], by f: Int, _ answer: Answer) -> [[[Double]]] {
    let values = valueProbabilities(f, answer)
    return tables.flatMap { table in
      outcomeRecords(f).indices.map { v in
        table.indices.map { c in zip(table[c], values[c][v]).map { $0 * $1 } }
      }
    }
  }

  /// Σ over tables of Σ P(value, site) log2 (P(value, site) / (P(site) P(value))): what a finding adds in each.
  private func information(_ tables: [[[Double]]], of f: Int, _ answer: Answer) -> Double {
    let values = valueProbabilities(f, answer)
    let count = outcomeRecords(f).count
    return tables.reduce(0) { sum, table in
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
      var overall = Array(repeating: 0.0, count: count)
      for place in joint.indices { overall[place % count] += joint[place] }
      return sum
        + atlas.sites.indices.reduce(0) { part, s in
          let own = joint[s * count..<(s + 1) * count]
          let site = own.reduce(0, +)
          return part
            + own.enumerated().reduce(0) { inner, pair in
              pair.element > 0
                ? inner + pair.element * log2(pair.element * all / (site * overall[pair.offset])) : inner
            }
        }
    }
  }

  private func outcomes(of f: Int, _ answer: Answer, _ options: Options) -> [NextFinding.Outcome] {
    let records = outcomeRecords(f)
    let results = records.map { record in
      marginals(of: answer, adding: { self.factor(record, answer, $0) }, silencing: f, options)
    }
    let largest = results.map(\.logEvidence).max() ?? 0
    let weights = results.map { exp($0.logEvidence - largest) }
    let total = weights.reduce(0, +)
    return records.indices.map { v in
      let first = results[v].ranking[0]
      let now = answer.posterior.sites
      let moved =
        now.indices.max { abs(results[v].sites[$0] - now[$0]) < abs(results[v].sites[$1] - now[$1]) } ?? first
      return NextFinding.Outcome(
        value: records[v].value, probability: weights[v] / total, firstSite: first,
        probabilityOfFirst: results[v].sites[first], movedSite: moved,
        probabilityOfMoved: results[v].sites[moved])
    }
  }

  /// What may be recorded of a finding: each whole grade, each value, and the first of those aside.
  private func outcomeRecords(_ f: Int) -> [RecordedFinding] {
    let scale = atlas.findings[f].scale
    let values = scale.isGrade ? Scale.wholeGrades : scale.values + scale.aside.prefix(1)
    return values.compactMap { value in
      scale.reading(of: value).map { RecordedFinding(finding: f, value: value, reading: $0) }
    }
  }

  /// The factor of a finding examined now, whatever the record is.
  private func factor(_ record: RecordedFinding, _ answer: Answer, _ context: PatientContext) -> Factor {
    var patient = answer.patient
    patient.examination = .focused
    let observation = Observation(
      content: .recorded(record, excluding: []), label: atlas.findings[record.finding].id)
    return compiler.factor(observation, context: context, patient: patient)
  }
}
