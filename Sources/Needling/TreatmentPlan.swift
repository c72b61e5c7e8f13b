import Anatomy
import Localization

/// Where needling is unlikely to help, and what then.
public struct Unlikely: Sendable {
  /// P(the complaint comes from causes that a needle does not reach).
  public let probability: Double
  /// The likeliest such site.
  public let site: Int
  /// What to do instead.
  public let programme: Programme
}

/// All that is answered about needling a patient.
public struct TreatmentPlan: Sendable {
  /// The localisation that all of it rests on.
  public let answer: Answer
  /// What forbids needling, or bounds it.
  public let gate: SafetyGate
  public let candidacy: Candidacy
  /// In the order asked for; empty where a red flag forbids it, or nothing was found to rank by.
  public let targets: [RankedTarget]
  /// Nil where a needle may well help.
  public let unlikely: Unlikely?
  /// What must be excluded before anything is needled, as it is likely enough and cannot wait.
  public let mustExclude: Exclusion?
  /// Care for the likeliest sites, each programme once, with the probability of its sites.
  public let programmes: [(programme: Programme, probability: Double)]
  /// Of other sites that are likely enough, what must be avoided holds as well.
  public let avoiding: [Programme]
  /// Of the care for the likeliest sites, where nothing is needled, what may be done until the patient was seen; empty under
  /// an emergency.
  public let meanwhile: [(programme: Programme, probability: Double)]
  /// Predicted course of the usual number of sessions with the best target, from pain 1; empty where there is none.
  public let course: [CoursePoint]

  /// Share of the probability above which a cause beyond the needle's reach is named.
  private static let beyondReach = 0.5
  /// A programme is shown from this share of the likeliest on.
  private static let worthAWord = 0.5
  /// What a programme forbids is told from this probability of its sites on.
  private static let worthACare = 0.15

  public init(
    _ localizer: Localizer, _ treatment: Treatment, _ answer: Answer, _ gate: SafetyGate,
    order: TargetOrder = .relief, seed: UInt64 = 0, threads: Int = 1
  ) {
    self.answer = answer
    let atlas = localizer.atlas
    var told = gate
    told.urgent = answer.urgency(atlas)
    self.gate = told
    candidacy = Candidacy(atlas, treatment, answer.patient)
    let sites = answer.posterior.ranking
    let byProgramme = Dictionary(grouping: sites.filter { treatment.programmeOfSite[$0] != nil }) {
      treatment.programmeOfSite[$0] ?? 0
    }.mapValues { localizer.probability(ofAny: $0, answer) }
    let beyond = Set(
      sites.filter { site in
        treatment.programme(of: site).map { [.doubtful, .none, .specialist].contains($0.role) } ?? false
      })
    mustExclude = answer.alarm(atlas)
    // Sets that hold no site within reach; the unexplained is one of them.
    let probability = answer.posterior.explanations.reduce(0) { sum, set in
      set.lesions.allSatisfy { beyond.contains($0.site) } ? sum + set.probability : sum
    }
    if !gate.forbidsTargets, mustExclude == nil, !answer.patient.findings.isEmpty,
      probability >= Self.beyondReach,
      let first = sites.first(where: beyond.contains),
      let programme = treatment.programme(of: first)
    {
      unlikely = Unlikely(probability: probability, site: first, programme: programme)
    } else {
      unlikely = nil
    }
    let sorted = byProgramme.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let most = sorted.first?.value ?? 0
    let likely = sorted.prefix(2).filter { $0.value >= Self.worthAWord * most }
      .map { (treatment.programmes[$0.key], $0.value) }
    avoiding = sorted.dropFirst(likely.count).filter { $0.value >= Self.worthACare }
      .map { treatment.programmes[$0.key] }
    if gate.forbidsTargets || mustExclude != nil || answer.patient.findings.isEmpty {
      targets = []
      programmes = []
      meanwhile =
        answer.patient.findings.isEmpty || gate.urgent.first?.tier == .emergency ? [] : likely
      course = []
      return
    }
    meanwhile = []
    programmes = likely
    let reliefs = ReliefEstimator(localizer, treatment).estimate(answer, seed: seed, threads: threads)
    let ranked = TargetRanking(treatment).order(reliefs, gate, by: order)
    let isHalted =
      !answer.patient.sessions.isEmpty
      && [.worse, .noChange].contains(ProgressRecord(treatment, answer.patient).verdict)
    targets = isHalted ? ranked.map { $0.excluded(Self.halt) } : ranked
    // Without a target there is no course to predict, nor one of pain where there is none.
    let isSilent = treatment.course.silent?.holds(in: answer.patient, atlas) ?? false
    course =
      targets.first { $0.exclusion == nil && !isSilent }.map {
        CourseModel(treatment).predict(
          sessions: treatment.course.sessions, relief: $0.relief.relief.needling)
      } ?? []
  }

  private static let halt = "by the sessions so far: examine anew first"

  /// Whether nothing is needled: a red flag, or a cause that must be excluded first.
  public var forbidsTargets: Bool { gate.forbidsTargets || mustExclude != nil }

  /// Relief by the needle below which a target is not worth one.
  private static let leastRelief = 0.01
  /// The same where the complaint comes from causes that a needle hardly reaches.
  private static let leastBeyondReach = 0.02
  public var leastRelief: Double { unlikely == nil ? Self.leastRelief : Self.leastBeyondReach }

  /// Whether a target promises something: enough, and, where it only dampens pain in general, for a cause that it was
  /// tried in.
  public func isWorthwhile(_ ranked: RankedTarget) -> Bool {
    let relief = ranked.relief.relief
    if relief.needling < leastRelief { return false }
    let isTried = ranked.evidence.map { $0.grade != .none } ?? false
    let isForTheFirst = ranked.relief.sites.first?.index == answer.posterior.ranking.first
    return !relief.isGainAlone || isTried && isForTheFirst
  }

  /// Targets that may be needled and are worth it, in their order.
  public var worthwhile: [RankedTarget] { targets.filter { $0.exclusion == nil && isWorthwhile($0) } }
}
