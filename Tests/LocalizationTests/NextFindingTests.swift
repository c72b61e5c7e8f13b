import Anatomy
import Foundation
@testable import Localization
import Testing

/// The next finding against answers to the case with each of its outcomes recorded.
@Suite struct NextFindingTests {
  private let localizer = Fixture.real
  private let known = "weak.ankle-dorsiflexion=3 sensory-loss.dorsal-foot=present test.slr=positive"

  private func record(_ id: String, _ value: String) throws -> RecordedFinding {
    let f = try localizer.atlas.finding(id)
    return RecordedFinding(
      finding: f, value: value, reading: try #require(localizer.atlas.findings[f].scale.reading(of: value)))
  }

  private func next(_ patient: PatientCase, lesions: Int, count: Int = 5) throws -> [NextFinding] {
    let options = try Fixture.options(localizer, "uniform", lesions: lesions)
    return localizer.next(after: localizer.locate(patient, options), count: count, options)
  }

  /// I = Σ P(v) Σ P(s | v) log2 (P(s | v) / P(s)) and P(v) = P(findings, v) / P(findings), each from the enumeration of
  /// single lesions with v recorded.
  @Test func informationIsWhatTheAnswersGain() throws {
    let patient = try Fixture.realCase(known)
    let options = try Fixture.options(localizer, "uniform", lesions: 1)
    let before = localizer.locate(patient, options).posterior
    let findings = try next(patient, lesions: 1).filter {
      localizer.atlas.findings[$0.finding].scale.aside.isEmpty
    }
    #expect(findings.count > 10)
    for next in findings {
      var bits = 0.0
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(localizer.atlas.findings[next.finding].id, outcome.value))
        let after = localizer.locate(examined, options).posterior
        let probability = exp(after.logEvidence - before.logEvidence)
        #expect(abs(probability - outcome.probability) < 1e-9)
        #expect(after.ranking[0] == outcome.firstSite)
        #expect(abs(after.sites[outcome.firstSite] - outcome.probabilityOfFirst) < 1e-9)
        bits +=
          probability
          * zip(after.sites, before.sites).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log2($1.0 / $1.1) : 0) }
      }
      #expect(abs(bits - next.bits) < 1e-9, "\(localizer.atlas.findings[next.finding].id)")
    }
  }

  /// Over pairs, too, an outcome is what the case with it recorded gives.
  @Test func outcomesHoldForSetsOfTwo() throws {
    let patient = try Fixture.realCase(known)
    let options = try Fixture.options(localizer, "uniform")
    for next in try next(patient, lesions: 2, count: 1) {
      #expect(abs(next.outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(localizer.atlas.findings[next.finding].id, outcome.value))
        let after = localizer.locate(examined, options).posterior
        #expect(after.ranking[0] == outcome.firstSite)
        #expect(abs(after.sites[outcome.firstSite] - outcome.probabilityOfFirst) < 1e-9)
      }
    }
  }

  @Test func firstOfACostTellsMostAndDoublesAreLeftOut() throws {
    let patient = try Fixture.realCase(
      "weak.ankle-dorsiflexion=3 weak.great-toe-extension=3 test.slr=positive")
    let atlas = localizer.atlas
    let all = try next(patient, lesions: 1, count: 400)
    let few = try next(patient, lesions: 1, count: 3)
    for cost in Cost.allCases {
      let own = all.filter { atlas.findings[$0.finding].cost == cost }
      let picked = few.filter { atlas.findings[$0.finding].cost == cost }
      #expect(picked.count <= 3 && picked.first?.finding == own.max { $0.bits < $1.bits }?.finding)
    }
    // The paraspinal muscles of a level lose the same fibres.
    let paraspinal = ["emg.lumbar-multifidus", "emg.erector-spinae", "emg.lumbar-paraspinals"]
    #expect(all.filter { paraspinal.contains(atlas.findings[$0.finding].id) }.count == 1)
  }

  @Test func whatIsKnownOrTooEarlyIsNotAskedAgain() throws {
    var patient = try Fixture.realCase(known)
    patient.durationWeeks = 1
    let atlas = localizer.atlas
    let ids = try next(patient, lesions: 1, count: 400).map { atlas.findings[$0.finding].id }
    #expect(!ids.isEmpty && Set(ids).count == ids.count)
    for id in ["weak.ankle-dorsiflexion", "weak.tibialis-anterior", "sensory-loss.dorsal-foot", "test.slr"] {
      #expect(!ids.contains(id), "\(id)")
    }
    #expect(!ids.contains { $0.hasPrefix("emg.") || $0 == "ncs.sural-snap" })
    #expect(ids.contains("ncs.fibular-neck-block"), "block shows from the first day")
    #expect(ids.contains("ncs.h-reflex"), "and so does a late response that fails")
    #expect(!ids.contains { id in atlas.safetyQuestions.contains { atlas.findings[$0].id == id } })
  }

  @Test func onlyWhatPeopleDoIsAskedFor() throws {
    let atlas = localizer.atlas
    func ids(_ more: String) throws -> Set<String> {
      let patient = try Fixture.realCase("pain.posterior-calf sensory-loss.lateral-foot " + more)
      return Set(try next(patient, lesions: 1, count: 400).map { atlas.findings[$0.finding].id })
    }
    #expect(try ids("").contains("test.bowstring"))
    #expect(
      try !ids("test.slr=negative").contains("test.bowstring"), "it goes on from a raised leg that hurts")
    let rare = atlas.findings.filter(\.isRarelyExamined).map(\.id)
    #expect(rare.contains("emg.inferior-gemellus"))
    #expect(try ids("").isDisjoint(with: rare))
    #expect(try !ids("ncs.tibial-cmap=normal").contains("ncs.medial-plantar-cmap"), "the same recording")
  }

  /// P(value) and bits by hand over single lesions: those of the answer with the finding normal less the finding's own
  /// factor, times what patients are drawn by.
  private func expected(
    _ patient: PatientCase, _ next: NextFinding, _ options: Localizer.Options
  ) throws -> (probabilities: [Double], bits: Double) {
    let (atlas, lesions) = (localizer.atlas, localizer.compiler.lesions)
    let id = atlas.findings[next.finding].id
    let scale = atlas.findings[next.finding].scale
    var examined = patient
    examined.findings.append(try record(id, next.outcomes[0].value))
    let answer = localizer.locate(examined, options)
    var joint: [String: [Double]] = [:]
    for entry in answer.contexts {
      let factors = entry.factors.filter { $0.label != id }
      let weights = (0...lesions.count).map { j in
        let isNone = j == lesions.count
        let prior = isNone ? entry.prior.logScale[0] : localizer.logPrior(entry.prior, j)
        let states = isNone ? 0..<0 : j..<j + 1
        return factors.reduce(entry.context.probability * exp(prior)) { $0 * $1.probability(states) }
      }
      for (value, column) in drawn(next.finding, entry.context, answer.patient) {
        let value = scale.isGrade ? String(value.prefix(1)) : value
        var row = joint[value] ?? Array(repeating: 0, count: atlas.sites.count)
        for j in weights.indices {
          row[j == lesions.count ? atlas.unexplained : lesions[j].site] += weights[j] * column[j]
        }
        joint[value] = row
      }
    }
    let total = joint.values.joined().reduce(0, +)
    // What is aside is one outcome.
    var rows = joint.filter { !scale.aside.contains($0.key) }.map { $0.value }
    rows.append(atlas.sites.indices.map { s in scale.aside.reduce(0.0) { $0 + (joint[$1]?[s] ?? 0) } })
    let sites = atlas.sites.indices.map { s in rows.reduce(0) { $0 + $1[s] } }
    var bits = 0.0
    for row in rows {
      let value = row.reduce(0, +)
      for (p, site) in zip(row, sites) where p > 0 { bits += p * log2(p * total / (value * site)) }
    }
    return (next.outcomes.map { (joint[$0.value] ?? []).reduce(0, +) / total }, bits / total)
  }

  /// The values by which patients are drawn, per single lesion, without one last.
  private func drawn(
    _ f: Int, _ context: PatientContext, _ patient: PatientCase
  ) -> [(value: String, column: [Double])] {
    let compiler = localizer.compiler
    let scale = localizer.atlas.findings[f].scale
    let traits = compiler.traits(of: f)
    let count = compiler.lesions.count + 1
    var beyond = [Array(repeating: 1.0, count: count)]
    for step in 1...max(1, scale.worst) where scale.worst > 0 {
      let chance = compiler.leak(f, step: step, context, patient)
      let caused = compiler.probabilities.exceedance(finding: f, step: step, shift: context.shift) + [0]
      beyond.append(caused.map { 1 - (1 - chance) * (1 - $0) })
    }
    beyond.append(Array(repeating: 0, count: count))
    let spared = scale.aside.isEmpty ? Array(repeating: 1, count: count) : compiler.asideSpared(f) + [1]
    let any = spared.map { 1 - $0 * (1 - (traits.aside ?? 0)) }
    let each = scale.aside.map { value in spared.map { 1 - $0 * (1 - traits.chance(of: value)) } }
    // A response that is lost can't be slow.
    let isLostLast = traits.isConduction && scale.worst > 0
    var result: [(value: String, column: [Double])] = []
    for (n, value) in scale.values.enumerated() {
      let isLost = isLostLast && n == scale.worst
      result.append(
        (value, any.indices.map { (beyond[n][$0] - beyond[n + 1][$0]) * (isLost ? 1 : 1 - any[$0]) }))
    }
    for (n, value) in scale.aside.enumerated() {
      let column = any.indices.map { j in
        let all = each.reduce(0) { $0 + $1[j] }
        return (isLostLast ? 1 - beyond[scale.worst][j] : 1) * any[j] * each[n][j] / all
      }
      result.append((value, column))
    }
    return result
  }

  /// The values by which this suite sums are those by which patients are drawn.
  @Test(arguments: [
    "ncs.fibular-cmap", "reflex.achilles", "weak.tibialis-anterior", "ncs.fibular-neck-block",
  ])
  func valuesAreThoseOfDrawnPatients(_ id: String) throws {
    let (atlas, compiler) = (localizer.atlas, localizer.compiler)
    let f = try atlas.finding(id)
    let patient = try Fixture.realCase(known)
    let context = try #require(atlas.contexts(for: patient).first)
    let columns = drawn(f, context, patient)
    let shares = compiler.asideShares(f)
    for lesion in stride(from: 0, to: compiler.lesions.count, by: 97) {
      let states = compiler.states(f, column: lesion, context, patient)
      #expect(states.map(\.value) == columns.map(\.value))
      for (state, own) in zip(states, columns) {
        #expect(abs(state.probability - own.column[lesion]) < 1e-12)
        if atlas.findings[f].scale.isGrade { continue }
        var p = compiler.outcome(try record(id, state.value), context: context, patient: patient)
          .probability([lesion])
        if let n = atlas.findings[f].scale.aside.firstIndex(of: state.value) { p *= shares[n][lesion] }
        #expect(abs(state.probability - p) < 1e-12, "\(id)=\(state.value)")
      }
    }
  }

  /// Each outcome is what `locate` says with it recorded, and P(value) and bits are summed by hand.
  private func check(
    _ patient: PatientCase, count: Int, _ costs: Set<Cost> = Set(Cost.allCases),
    _ wanted: (Finding) -> Bool = { _ in true },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Int {
    let atlas = localizer.atlas
    let options = Localizer.Options(maximumLesions: 1)
    let all = localizer.next(
      after: localizer.locate(patient, options), count: count, costs: costs, options)
    let findings = all.filter { wanted(atlas.findings[$0.finding]) }
    for next in findings {
      let id = atlas.findings[next.finding].id
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(id, outcome.value))
        let after = localizer.marginals(ofCompleted: examined.completed(atlas), options)
        #expect(
          after.ranking[0] == outcome.firstSite, "\(id)=\(outcome.value)", sourceLocation: sourceLocation)
        #expect(
          abs(after.sites[outcome.firstSite] - outcome.probabilityOfFirst) < 1e-9, "\(id)=\(outcome.value)",
          sourceLocation: sourceLocation)
      }
      let hand = try expected(patient, next, options)
      #expect(abs(hand.bits - next.bits) < 1e-9, "\(id)", sourceLocation: sourceLocation)
      for (p, outcome) in zip(hand.probabilities, next.outcomes) {
        #expect(abs(p - outcome.probability) < 1e-9, "\(id)=\(outcome.value)", sourceLocation: sourceLocation)
      }
    }
    return findings.count
  }

  /// In a published report the first positive of a kind makes what is left out of its family count.
  @Test(arguments: ["aapmr23-strawberry-48f", "hip-joint-56m-smith", "lfcn-21m-ulkar", "l5-root-16m-eroglu"])
  func outcomesInAReportAreWhatLocateSays(_ name: String) throws {
    let patient = try CaseReader(localizer.atlas).read(file: Fixture.root + "/Models/cases/\(name).yaml")
    #expect(patient.examination == .summary)
    #expect(try check(patient, count: 2) > 5)
  }

  /// Pain nearby makes weakness that is on record say less.
  @Test func painChangesWhatWeaknessSays() throws {
    var patient = try Fixture.realCase("pain.buttock test.slr=negative weak.tibialis-anterior=3")
    (patient.age, patient.sex, patient.side) = (46, "female", .left)
    #expect(try check(patient, count: 40, [.ask]) { $0.id == "pain.anterolateral-leg" } == 1)
  }

  /// A study beside one of its stretch, a second finding that is lost with age, and both values aside of a scale.
  @Test func studiesComeOutInWaysThatExcludeEachOther() throws {
    var patient = try Fixture.realCase(
      "weak.ankle-dorsiflexion=3 ncs.fibular-cmap=normal reflex.achilles=absent")
    (patient.age, patient.sex, patient.durationWeeks) = (70, "male", 8)
    #expect(try check(patient, count: 20, [.needle, .bedside]) { !$0.scale.aside.isEmpty } > 3)
  }

  /// Without a value aside that is read for more than it came out as, answers average to the one before.
  @Test func answersAverageToTheOneBefore() throws {
    let atlas = localizer.atlas
    var patient = try Fixture.realCase(known)
    (patient.age, patient.sex, patient.durationWeeks) = (46, "female", 8)
    let options = Localizer.Options(maximumLesions: 1)
    let before = localizer.locate(patient, options)
    let studies = localizer.next(after: before, count: 8, costs: [.needle], options).filter {
      !atlas.findings[$0.finding].scale.aside.isEmpty
    }
    #expect(studies.count > 3)
    for next in studies {
      let id = atlas.findings[next.finding].id
      let scale = atlas.findings[next.finding].scale
      #expect(next.outcomes.map(\.value) == scale.values + scale.aside)
      #expect(abs(next.outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
      var mean = Array(repeating: 0.0, count: atlas.sites.count)
      for outcome in next.outcomes {
        var examined = patient
        examined.findings.append(try record(id, outcome.value))
        let after = localizer.marginals(ofCompleted: examined.completed(atlas), options).sites
        for s in mean.indices { mean[s] += outcome.probability * after[s] }
      }
      let worst = zip(mean, before.posterior.sites).map { abs($0 - $1) }.max() ?? 1
      // `reduced` is recorded of a response that is not slow, and read as saying nothing of that.
      let isExact =
        scale.aside.count == 1
        && !(scale.worst > 1 && atlas.kinds[atlas.findings[next.finding].kind].measure == .conduction)
      #expect(worst < (isExact ? 1e-9 : 0.02), "\(id) \(worst)")
    }
  }
}
