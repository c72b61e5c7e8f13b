import Anatomy

extension StudyReader {
  /// An output by its name.
  func output(_ item: Reading, _ draft: inout StudyDraft, _ log: IssueLog) -> Study.Output? {
    guard let text = item.text() else { return nil }
    return draft.cohort == nil ? limbOutput(text, item) : cohortOutput(text, item, &draft, log)
  }

  /// Head and rest of `head.rest`.
  private func parts(_ text: String) -> (head: String, rest: String)? {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : nil
  }

  private func position<T>(_ id: String, _ register: Register<T>, _ what: String, _ item: Reading) -> Int? {
    if let position = register.position(of: id) { return position }
    item.fail("no \(what) '\(id)'", suggestions: Nearest.words(to: id, in: register.ids))
    return nil
  }

  private func limbOutput(_ text: String, _ item: Reading) -> Study.Output? {
    let heads = Study.SiteFigure.allCases.map(\.rawValue)
    if let (head, id) = parts(text) {
      if head == "finding" {
        return position(id, atlas.findings, "finding", item).map { f in
          Study.Output(
            name: text, what: .finding(f), unit: "1",
            meaning: "probability that it is not normal: \(atlas.title(of: f))")
        }
      }
      if let figure = Study.SiteFigure(rawValue: head) {
        return position(id, atlas.sites, "site", item).map { site in
          Study.Output(
            name: text, what: .site(figure, site), unit: figure.unit,
            meaning: "\(figure.meaning): \(atlas.sites[site].name)")
        }
      }
    }
    item.fail(
      "no output '\(text)'; write finding.FINDING, or one of \(heads.joined(separator: ", ")) with .SITE",
      suggestions: Nearest.words(to: parts(text)?.head ?? text, in: heads + ["finding"], limit: 1))
    return nil
  }

  private func cohortOutput(_ text: String, _ item: Reading, _ draft: inout StudyDraft, _ log: IssueLog)
    -> Study.Output?
  {
    if let figure = Study.ScoreFigure(rawValue: text) {
      return Study.Output(name: text, what: .score(figure), unit: "1", meaning: figure.meaning)
    }
    if let (head, id) = parts(text), head == "posterior" {
      if let members = atlas.siteGroups[id] {
        return Study.Output(
          name: text, what: .posterior(members), unit: "1",
          meaning: "expected number of lesions among the sites of \(id)")
      }
      return position(id, atlas.sites, "site", item).map { site in
        Study.Output(
          name: text, what: .posterior([site]), unit: "1", meaning: "probability of \(atlas.sites[site].name)"
        )
      }
    }
    if let (head, id) = parts(text), head == "relief" || head == "needling-rank" {
      guard let treatment = treatment(item, &draft, log) else { return nil }
      let muscle = atlas.muscles.position(of: id)
      let ofMuscle = treatment.targets.indices.filter {
        muscle != nil && treatment.targets[$0].muscle == muscle
      }
      let one = ofMuscle.isEmpty ? position(id, treatment.targets, "target", item).map { [$0] } : ofMuscle
      return one.map { target in
        let name = muscle.map { "best of \(atlas.muscles[$0].name)" } ?? treatment.targets[target[0]].name
        return head == "relief"
          ? Study.Output(
            name: text, what: .relief(target), unit: "1",
            meaning:
              "share of the burden that the needle alone is expected to take in a session at this target, without care beside it: \(name)"
          )
          : Study.Output(
            name: text, what: .needlingRank(target), unit: "1",
            meaning: "rank of this target by relief, 1 for first: \(name)")
      }
    }
    let scores = Study.ScoreFigure.allCases.map(\.rawValue)
    item.fail(
      "no output '\(text)' of a cohort; write posterior.SITE, relief.TARGET, needling-rank.TARGET, or one of "
        + scores.joined(separator: ", "),
      suggestions: Nearest.words(to: text, in: scores, limit: 1))
    return nil
  }

  private func treatment(_ item: Reading, _ draft: inout StudyDraft, _ log: IssueLog) -> Treatment? {
    if let treatment = draft.treatment { return treatment }
    guard files.hasTreatment else {
      item.fail("the atlas says nothing about needling")
      return nil
    }
    draft.treatment = logged(log) { () throws(DataError) in try Treatment(files, atlas) }
    return draft.treatment
  }
}
