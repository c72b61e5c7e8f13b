import Anatomy
import Localization
import Needling

/// The answer of `needle` as JSON: schema `sciatic.needle/1`. Fields may be added, never changed.
struct NeedleJSON {
  private let report: NeedleReport
  private var treatment: Treatment { report.treatment }
  private var atlas: Atlas { report.atlas }

  init(_ report: NeedleReport) { self.report = report }

  private struct Document: Encodable {
    var schema = "sciatic.needle/1"
    var atlas: [String: String]
    var setting: String
    var order: String
    var urgent: [UrgentJSON]
    var sites: [Site]
    var remarks: [String]
    /// Oddities of the case, such as what one finding says and another denies.
    var notices: [String]
    var causes: [String: Double]
    var untried: [String]
    var unlikely: Unlikely?
    var must_exclude: Unlikely?
    var exclude_first: ExcludeFirstJSON?
    /// What comes before any needle; absent where no caution stands above.
    var before_needle: String?
    /// What the sessions of the case say against going on; absent where they don't.
    var so_far: String?
    var candidacy: [Sign]
    var precautions: [Precaution]
    var not_asked: [String]
    var wanted: [String]
    /// Absent where a red flag forbids them.
    var targets: [Target]?
    var plan: Plan?
    /// What may be done until the patient was seen; absent where targets are named.
    var meanwhile: Meanwhile?
  }
  private struct Meanwhile: Encodable {
    var advice: [Line]
    var avoid: [String]
  }
  private struct Site: Encodable {
    var id: String
    var probability: Double
  }
  /// A part of the relief, under both names: `probability` came first, and what is written stays readable.
  private struct Part: Encodable {
    var id: String
    var probability, share: Double
  }
  private struct Unlikely: Encodable {
    var probability: Double
    var site, refer: String
  }
  private struct Sign: Encodable { var id, origin, direction, text, reply: String }
  private struct Precaution: Encodable {
    var id, text: String
    var accepted: Bool
  }
  private struct Target: Encodable {
    var id: String
    var muscle: String?
    var name, approach, region, guidance: String
    /// Whether the needle itself changes enough to be worth it.
    var worthwhile: Bool
    /// Whether its trigger point was not looked for.
    var palpate_first: Bool
    var relief, relief_needling_only: Double
    var interval, interval_needling_only: [Double]
    var effects: Effects
    var sites: [Part]
    var evidence: Evidence?
    var risk, balance: Double
    var risks: [Risk]
    var position, landmark: String
    var needle_mm: [Double]
    var depth_mm: Depth?
    var caution: String?
    var caution_sources: [String]?
    var excluded: String?
  }
  private struct Effects: Encodable { var release, inflammation, gain, mobility: Double }
  private struct Evidence: Encodable {
    var grade, text: String
    var sources: [String]
  }
  private struct Risk: Encodable { var structure, kind, harm, likelihood: String }
  private struct Depth: Encodable {
    var low, typical, high: Double
    var verified: Bool
  }
  private struct Plan: Encodable {
    var programmes: [Programme]
    /// Whom to see on account of what is weak, numb or without its reflex.
    var refer_for_deficit: [String]
    /// What must be avoided for other sites that are likely enough.
    var also_avoid: [String]
    var measures: [Schedule]
    var course: [Point]
    var review_after_sessions: Int
    var warning_signs: [String]
    var session: [Step]
  }
  private struct Programme: Encodable {
    var id, role, refer: String
    var probability: Double
    var manual, nerve, stretch, strength, advice: [Line]
    var avoid: [String]
  }
  private struct Line: Encodable {
    var text, grade: String
    var sources: [String]
  }
  private struct Schedule: Encodable {
    var when: String
    var measures: [String]
  }
  private struct Point: Encodable {
    var sessions: Int
    var day, left: Double
    var interval: [Double]
  }
  private struct Step: Encodable {
    var id, name: String
    var parts: [String]
    var minutes: Double
  }

  /// The text of the document.
  func render() throws -> String {
    try document.jsonText()
  }

  private var document: Document {
    let plan = report.plan
    let posterior = plan.answer.posterior
    return Document(
      atlas: atlas.identity, setting: plan.answer.setting.id,
      order: report.order.rawValue,
      urgent: UrgentJSON.list(plan.gate.urgent),
      sites: posterior.ranking.map { Site(id: atlas.sites[$0].id, probability: posterior.sites[$0].six) },
      remarks: report.remarks.map(\.text), notices: plan.answer.patient.notices,
      causes: Dictionary(
        report.causes.likely.map { ($0.name, $0.probability.six) }, uniquingKeysWith: { first, _ in first }),
      untried: report.untried.map { atlas.sites[$0].id },
      unlikely: plan.unlikely.map(cause), must_exclude: plan.mustExclude.map(exclusion),
      exclude_first: ExcludeFirstJSON(plan.answer, atlas),
      before_needle: report.before, so_far: plan.forbidsTargets ? nil : report.soFar,
      candidacy: plan.candidacy.signs.map {
        Sign(
          id: $0.sign.id, origin: $0.sign.origin.rawValue, direction: $0.sign.direction.rawValue,
          text: $0.sign.text, reply: $0.reply.rawValue)
      },
      precautions: plan.gate.precautions.map { Precaution(id: $0.id, text: $0.text, accepted: false) }
        + plan.gate.accepted.map { Precaution(id: $0.id, text: $0.text, accepted: true) },
      not_asked: plan.gate.notAsked.map { atlas.findings[$0].id }, wanted: plan.gate.wanted,
      targets: plan.forbidsTargets ? nil : plan.targets.map(target),
      plan: plan.forbidsTargets ? nil : self.plan,
      meanwhile: plan.meanwhile.isEmpty
        ? nil : Meanwhile(advice: report.meanwhile.map(line), avoid: report.bans))
  }

  private func cause(_ cause: Needling.Unlikely) -> Unlikely {
    Unlikely(
      probability: cause.probability.six, site: atlas.sites[cause.site].id, refer: cause.programme.referral)
  }

  private func exclusion(_ first: Exclusion) -> Unlikely {
    Unlikely(
      probability: first.probability.six, site: atlas.sites[first.site].id,
      refer: treatment.programme(of: first.site)?.referral ?? first.action)
  }

  private func target(_ ranked: RankedTarget) -> Target {
    let target = treatment.targets[ranked.relief.target]
    let relief = ranked.relief.relief
    return Target(
      id: target.id, muscle: target.muscle.map { atlas.muscles[$0].id }, name: target.name,
      approach: target.kind.rawValue, region: treatment.regions[target.region].id,
      guidance: report.gate.guidance(for: target).rawValue,
      worthwhile: ranked.exclusion == nil && report.plan.isWorthwhile(ranked),
      palpate_first: ranked.isUnpalpated,
      relief: ranked.relief.total.six,
      relief_needling_only: relief.needling.six, interval: pair(ranked.relief.interval),
      interval_needling_only: pair(ranked.relief.needlingInterval),
      effects: Effects(
        release: relief.release.six, inflammation: relief.inflammation.six, gain: relief.gain.six,
        mobility: relief.mobility.six),
      sites: ranked.relief.sites.prefix(5).map {
        Part(id: atlas.sites[$0.index].id, probability: $0.value.six, share: $0.value.six)
      },
      evidence: ranked.evidence.map {
        Evidence(grade: $0.grade.rawValue, text: $0.text, sources: $0.provenance.sources)
      },
      risk: ranked.risk.six, balance: ranked.balance.six,
      risks: target.risks.map {
        let structure = treatment.structures[$0.structure]
        return Risk(
          structure: structure.id, kind: structure.kind.rawValue, harm: $0.harm.rawValue,
          likelihood: $0.likelihood.rawValue)
      },
      position: report.gate.position(for: target), landmark: target.landmark, needle_mm: target.needles,
      depth_mm: target.depth.map {
        Depth(
          low: $0.range.low, typical: $0.range.typical, high: $0.range.high, verified: $0.isVerified)
      },
      caution: target.caution.isEmpty ? nil : target.caution,
      caution_sources: target.cautionSources.isEmpty ? nil : target.cautionSources, excluded: ranked.exclusion
    )
  }

  private func pair(_ range: ClosedRange<Double>) -> [Double] {
    [range.lowerBound.six, range.upperBound.six]
  }

  private var plan: Plan {
    Plan(
      programmes: report.plan.programmes.map { entry in
        let programme = entry.programme
        return Programme(
          id: programme.id, role: programme.role.rawValue, refer: programme.referral,
          probability: entry.probability.six, manual: lines(programme.manual, entry.probability),
          nerve: lines(programme.nerve, entry.probability),
          stretch: lines(programme.stretch, entry.probability),
          strength: lines(programme.strength, entry.probability),
          advice: lines(programme.advice, entry.probability), avoid: programme.avoid)
      }, refer_for_deficit: report.referralsForDeficit, also_avoid: report.plan.avoiding.flatMap(\.avoid),
      measures: treatment.schedule.map {
        Schedule(when: $0.when, measures: $0.measures.map { treatment.measures[$0].id })
      },
      course: report.plan.course.map {
        Point(sessions: $0.sessions, day: $0.day, left: $0.expected.six, interval: pair($0.interval))
      },
      review_after_sessions: treatment.review.sessions,
      warning_signs: report.warnings(report.worthwhile).map { "\($0.text): \($0.action)" },
      session: treatment.session.map {
        Step(id: $0.id, name: $0.name, parts: $0.parts, minutes: $0.minutes)
      })
  }

  private func lines(_ lines: [CareLine], _ probability: Double) -> [Line] {
    report.lines(lines, of: probability).map(line)
  }

  private func line(_ line: CareLine) -> Line {
    Line(text: line.text, grade: line.grade.rawValue, sources: line.provenance.sources)
  }
}
