import Anatomy
import Foundation
import Localization

/// What stands above every answer about a patient: red flags, then who it is.
struct PatientText {
  private let atlas: Atlas
  private let colour: Bool

  init(_ atlas: Atlas, colour: Bool) {
    self.atlas = atlas
    self.colour = colour
  }

  /// Red flags, worst first; empty where none fired.
  func urgency(_ rules: [UrgencyRule]) -> String {
    flags(rules).map(\.text).joined(separator: "\n")
  }

  /// What keeps the figures of a list from being read against an alarm; nil where there is none.
  static func standing(_ rules: [UrgencyRule]) -> String? {
    rules.contains { $0.tier == .emergency }
      ? "The emergency above holds whatever its place in this list." : nil
  }

  /// What a name with another root behind it means, where one of these sites bears it.
  static func elsewhere(_ answer: Answer, _ sites: some Sequence<Int>, _ atlas: Atlas) -> String? {
    sites.contains { answer.showsElsewhere($0, atlas) }
      ? "Showing as: what was found is of the root in brackets, which a lesion at this place can catch instead of its own."
      : nil
  }

  /// The answer once more, in four lines at most: a long one ends far from its head. Empty where there is none.
  func inShort(_ answer: Answer) -> String {
    let isBlank = answer.evidence.observations.isEmpty
    let site = answer.posterior.ranking.prefix(isBlank ? 0 : 1).map {
      "first place \(answer.midSentenceName(of: $0, atlas)), \(answer.posterior.sites[$0].percent)."
    }
    let flag = answer.urgency(atlas).first
    var heads: [String] = []
    if let flag, flag.tier != .caution {
      let start = "\(flag.heading): \(flag.text)."
      heads = [
        start + " " + flag.firstStep(in: answer.patient), start, "\(flag.heading), see the first lines.",
      ]
    } else if let alarm = answer.alarm(atlas) {
      let start = "EXCLUDE FIRST: \(alarm.name), \(alarm.probability.percent)."
      heads = [start + " " + alarm.action.firstSentence, start]
    } else if let flag {
      heads = ["\(flag.heading): \(flag.text).", "\(flag.heading), see the first lines."]
    }
    let places = site.map { heads.isEmpty ? $0 : $0.capitalizedFirst }
    let texts = (heads.isEmpty ? [places] : heads.map { [$0] + places }).filter { !$0.isEmpty }.map {
      Output.wrapped("In short: " + $0.joined(separator: " "), indent: "  ")
    }
    return texts.first { $0.count { $0 == "\n" } < 4 } ?? texts.last ?? ""
  }

  private func flags(_ rules: [UrgencyRule]) -> [(tier: UrgencyTier, text: String)] {
    rules.advice.map { rule, action in
      let word = rule.heading
      let code =
        switch rule.tier {
        case .emergency: "1;31"
        case .urgent: "1;33"
        case .caution: "1;36"
        }
      let title = Output.styled("\(word): ", code, colour: colour)
      let lines = Output.wrapped("\(word): \(rule.text)", indent: "  ").dropFirst(word.count + 2)
      let advice = action.map { "\n" + Output.wrapped("  -> " + $0, indent: "     ") } ?? ""
      return (rule.tier, title + lines + advice)
    }
  }

  /// Red flags; unless one is an emergency, above mere cautions what the findings leave likely enough to be excluded
  /// first.
  func urgency(_ answer: Answer) -> String {
    let rules = answer.urgency(atlas)
    guard let first = answer.alarm(atlas), !rules.contains(where: { $0.tier == .emergency }) else {
      return urgency(rules)
    }
    let flags = flags(rules)
    let isLoud = flags.contains { $0.tier != .caution }
    let word = "EXCLUDE FIRST: "
    let isFlat = answer.setting.id == atlas.scoreSetting
    let head =
      "\(first.name), at \(first.probability.percent)"
      + (isFlat
        ? " if all places were equally common"
        : isLoud ? ", beside the flag above" : flags.isEmpty ? ", though no red flag says so" : "")
    let line =
      Output.styled(word, "1;33", colour: colour)
      + Output.wrapped(word + head, indent: "  ").dropFirst(word.count)
    let exclude = line + "\n" + Output.wrapped("  -> " + first.action, indent: "     ")
    let pressing = flags.filter { $0.tier != .caution }.map(\.text)
    let cautions = flags.filter { $0.tier == .caution }.map(\.text)
    return (pressing + [exclude] + cautions).joined(separator: "\n")
  }

  /// How the first site hangs on how common each is in the setting.
  func caseMix(_ uniform: (site: Int, probability: Double)?, head: String = "") -> String {
    guard let uniform else { return "" }
    let site = atlas.midSentence(atlas.sites[uniform.site].name)
    let first = "the first would be \(site), \(uniform.probability.percent)"
    return Output.wrapped(
      "If every site were equally common beforehand (uniform), "
        + (uniform.probability < 0.15 ? "no site would stand out (\(first))." : "\(first)."),
      head: head, indent: "  ")
  }

  /// One sentence about the patient and the record.
  func heading(_ patient: PatientCase, setting: ClinicSetting) -> String {
    var words: [String] = []
    let isChild = patient.age.map { $0 < 18 } ?? false
    let sex = patient.sex.map { $0 == "female" ? (isChild ? "girl" : "woman") : (isChild ? "boy" : "man") }
    if let age = patient.age {
      words.append("\(sex ?? "patient") of \(age.plain)")
    } else if let sex {
      words.append(sex)
    }
    switch patient.side {
    case .left, .right: words.append("\(patient.side.rawValue) side")
    case .bilateral: words.append("both sides")
    case .unknown: break
    }
    if let weeks = patient.durationWeeks { words.append("\(weeks.plain) week\(weeks == 1 ? "" : "s")") }
    words += patient.history.map { atlas.modifiers[$0].name }
    let who = words.isEmpty ? "" : ": " + words.joined(separator: ", ")
    let title = patient.id.isEmpty ? "Case" : patient.id
    let recorded = patient.findings.count
    return Output.wrapped(
      "\(title)\(who). \(recorded) finding\(recorded == 1 ? "" : "s"); setting: \(setting.name).",
      indent: "  ")
  }
}

extension UrgencyRule {
  /// What to do first, in this case, without what is asked before it.
  fileprivate func firstStep(in patient: PatientCase) -> String {
    guard patient.durationWeeks == nil, let undated else { return action.firstSentence }
    return String(action.dropFirst(undated.count + 1)).firstSentence
  }
}

extension String {
  /// Up to the first full stop that ends a sentence.
  fileprivate var firstSentence: String {
    range(of: ". ").map { String(self[..<$0.lowerBound]) + "." } ?? self
  }
}
