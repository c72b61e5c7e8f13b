import Anatomy

/// What the findings up to a stage of the examination say.
public struct ExaminationStage: Sendable {
  /// The dearest findings that are known by then.
  public let cost: Cost
  /// P(site in the set | what is known by then) of the three likeliest sites, the likeliest first.
  public let first: [(site: Int, probability: Double)]

  init(cost: Cost, sites: [Double]) {
    self.cost = cost
    first = sites.byFallingValue.prefix(3).map { ($0, sites[$0]) }
  }
}

extension Localizer {
  /// What came first after what was told, examined, measured and scanned, a stage for each cost that the findings of the
  /// case have; none where it has no findings.
  ///
  /// The last stage is the answer itself. Before it, what is missing was not examined yet, whatever the case says of its
  /// examination.
  ///
  /// - Parameters:
  ///   - patient: the case of the answer as it was given: what completes it must not be known before its stage.
  ///   - options: those of the answer.
  public func stages(
    of patient: PatientCase, _ answer: Answer, _ options: Options = Options()
  ) -> [ExaminationStage] {
    let recorded = Set(patient.findings.map { atlas.findings[$0.finding].cost })
    let costs = Cost.allCases.filter(recorded.contains)
    return costs.enumerated().map { position, cost in
      if position == costs.count - 1 { return ExaminationStage(cost: cost, sites: answer.posterior.sites) }
      let known = costs[...position]
      var part = patient
      part.findings.removeAll { !known.contains(atlas.findings[$0.finding].cost) }
      part.otherSide.removeAll { !known.contains(atlas.findings[$0.finding].cost) }
      part.examination = .focused
      return ExaminationStage(
        cost: cost, sites: marginals(ofCompleted: part.completed(atlas), options).sites)
    }
  }
}
