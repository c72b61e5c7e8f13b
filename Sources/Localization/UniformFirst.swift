import Anatomy

extension Localizer {
  /// The first site and P(site in the set | findings) if every site were equally common beforehand
  /// (``Atlas/scoreSetting``): how much of an answer is the case mix.
  ///
  /// - Parameter options: those of the answer.
  /// - Returns: nil where the answer takes all sites as equally common already.
  public func uniformFirst(
    of answer: Answer, _ options: Options = Options()
  ) -> (site: Int, probability: Double)? {
    guard let flat = atlas.settings.position(of: atlas.scoreSetting),
      atlas.settings[flat].id != answer.setting.id
    else { return nil }
    let marginals = marginals(of: answer, inSetting: flat, options)
    let first = marginals.ranking[0]
    return (first, marginals.sites[first])
  }
}
