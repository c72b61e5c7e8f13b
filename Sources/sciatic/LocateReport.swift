import Anatomy
import Foundation
import Localization
import Simulation

/// Everything that the answer of `locate` shows, in any format.
struct LocateReport {
  let localizer: Localizer
  let answer: Answer
  let urgent: [UrgencyRule]
  let groups: [LookAlikeGroup]
  /// First site under the flat setting, where another setting holds.
  let uniform: (site: Int, probability: Double)?
  /// Flags that were not asked about.
  let notAsked: [Int]
  let unexplained: [(observation: Int, log10: Double)]

  var atlas: Atlas { localizer.atlas }
  var posterior: Posterior { answer.posterior }

  /// Share of the probability in sets of three, where they were left out.
  var leftOut: Double? { share?.value }
  private let share: Lazy<Double>?
  /// The severity fit, where it was asked for.
  let fit: SeverityFit?
  /// Within what the probabilities lie in four of five atlases drawn from how sure their numbers are.
  struct Intervals {
    let sites: [ClosedRange<Double>]
    let draws, numbers: Int
  }
  /// Where they were asked for.
  let intervals: Intervals?
  /// What came first after each stage of the examination, where that was asked for; empty where no finding is recorded.
  let stages: [ExaminationStage]?

  init(
    _ localizer: Localizer, _ answer: Answer, _ options: Localizer.Options, fit: SeverityFit? = nil,
    intervals: Intervals? = nil, stages: [ExaminationStage]? = nil
  ) {
    self.fit = fit
    self.stages = stages
    self.intervals = intervals
    self.localizer = localizer
    self.answer = answer
    let atlas = localizer.atlas
    // The longest part of a report, and the last that is read.
    let isLeftOut = options.maximumLesions < 3 && answer.setting.lesionCounts[3] > 0
    share = isLeftOut ? Lazy { localizer.shareLeftOut(answer, threads: options.threads) } : nil
    share?.prefetch()
    urgent = answer.urgency(atlas)
    groups = answer.evidence.observations.isEmpty ? [] : localizer.groups(in: answer)
    unexplained = localizer.unexplained(in: answer)
    notAsked = answer.patient.openSafetyQuestions(atlas)
    uniform = localizer.uniformFirst(of: answer, options)
  }

  /// What to know about how the answer came about.
  var notices: [String] {
    var notices = answer.evidence.notices
    if answer.patient.findings.isEmpty {
      notices.append("no findings were given: this is the prior of the setting, not an answer")
    }
    let records = answer.patient.findings + answer.patient.otherSide
    if answer.patient.examination == .focused, records.count > 2, records.allSatisfy(\.isAbnormal),
      posterior.sites.max() ?? 1 < 0.5
    {
      notices.append(
        "only what was found is recorded; if the rest was asked about too, '--examination summary' (as a letter tells "
          + "it) or 'complete' (all the rest normal) says more")
    }
    if let leftOut {
      notices.append(
        "sets of \(answer.maximumLesions < 2 ? "two and three" : "three") lesions were left out; they hold "
          + "\(leftOut < 0.001 ? "" : "about ")\(leftOut.percent) of the probability for these findings"
          + (leftOut > 0.2 ? ", so try --lesions 3" : ""))
    }
    return notices
  }

  /// Whether nothing was recorded of the patient.
  var isBlank: Bool { answer.evidence.observations.isEmpty }

  /// What the ranking does not hold; nil where the atlas does not say.
  var beyond: String? {
    atlas.outside.isEmpty
      ? nil
      : "Not among these places: \(atlas.outside)"
        + (urgent.isEmpty ? "" : ". A warning above may stand for one of them")
  }

  /// A lesion in words: its mode, where the site has several, and its severity.
  func phrase(_ lesion: Lesion) -> String {
    let site = atlas.sites[lesion.site]
    let level = atlas.levels[lesion.level].id
    return site.modes.count > 1 ? "taken as: \(site.modes[lesion.mode].name), \(level)" : "taken as \(level)"
  }

  /// The site beside which a site is mostly thought to be struck; nil where it mostly stands alone.
  func companion(of site: Int) -> Int? {
    let posterior = answer.posterior
    let count = posterior.sites.count
    let shares = (0..<count).map { other in
      other == site ? 0 : posterior.pairs[min(site, other) * count + max(site, other)]
    }
    guard shares.reduce(0, +) > 0.5 * posterior.sites[site] else { return nil }
    return shares.indices.max { shares[$0] < shares[$1] }
  }

  /// The terms of an explanation in words, in the order of the case; what both legs show of one finding is one reason.
  func reasons(_ explanation: SiteExplanation) -> [(text: String, log10: Double)] {
    let observations = answer.evidence.observations
    var far: [Int: (record: RecordedFinding, log10: Double)] = [:]
    var paired: Set<Int> = []
    for term in explanation.terms {
      switch observations[term.observation].content {
      case .otherSide(let record): far[record.finding] = (record, term.log10)
      case .recorded(let record, _), .amplitude(let record): paired.insert(record.finding)
      default: break
      }
    }
    return explanation.terms.compactMap { term in
      let observation = observations[term.observation]
      switch observation.content {
      case .otherSide(let record) where paired.contains(record.finding): return nil
      case .recorded(let record, _), .amplitude(let record):
        guard let other = far[record.finding] else { return (phrase(record), term.log10) }
        let text =
          other.record.value == record.value
          ? "\(phrase(record)) in both legs"
          : "\(phrase(record)) (other leg: \(other.record.value))"
        return (text, term.log10 + other.log10)
      default: return (phrase(observation), term.log10)
      }
    }
  }

  /// A recorded observation in words.
  func phrase(_ observation: Observation) -> String {
    switch observation.content {
    case .recorded(let record, _), .amplitude(let record): return phrase(record)
    case .otherSide(let record): return "other leg: " + phrase(record)
    case .silent(let f, _): return "not mentioned: " + phrase(f, isAbnormal: true, value: "")
    case .normalBlock(let kind, _): return "nothing else found: \(atlas.midSentence(atlas.kinds[kind].name))"
    case .bothSides(stated: .some(let f)): return phrase(f, isAbnormal: true, value: "")
    case .oneSide, .bothSides, .reach: return observation.label
    }
  }

  /// A recorded finding in words.
  func phrase(_ record: RecordedFinding) -> String {
    let finding = atlas.findings[record.finding]
    let text = phrase(record.finding, isAbnormal: record.isAbnormal, value: record.value)
    let isGraded = finding.scale.isGrade && !["present", "normal"].contains(record.value)
    return isGraded ? "\(text) (\(record.value)/5)" : text
  }

  private func phrase(_ f: Int, isAbnormal: Bool, value: String) -> String {
    let finding = atlas.findings[f]
    let phrases = atlas.kinds[finding.kind].phrases
    let plain = isAbnormal ? "abnormal" : "normal"
    let local = finding.target == .local ? phrases["local-" + plain] : nil
    let template = phrases[value] ?? local ?? phrases[plain] ?? "{} \(value)"
    return template.replacingOccurrences(of: "{}", with: atlas.midSentence(finding.name))
  }
}
