import Anatomy
import Foundation
import LinearAlgebra
import Simulation

/// Everything that is compiled once per atlas and then answers many cases.
public struct Localizer: Sendable {
  /// The atlas, less what the ablation leaves out.
  public let atlas: Atlas
  /// Makes the factors of observations.
  let compiler: EvidenceCompiler
  /// The tracts of the atlas.
  public var system: TractSystem { compiler.system }
  /// What is left out, for measuring its worth.
  public let ablation: Ablation
  private let affinities: SiteAffinities
  private let layout: StateLayout
  /// Shares of the lesions by the mismatch of roots in a setting.
  private let logShares = Memo<Double, [Double]>()

  /// How a case is answered.
  public struct Options: Sendable {
    /// Position in ``Atlas/settings``; nil: the case's own, else the atlas's default.
    public var setting: Int?
    /// Largest number of lesions in a set, 1…3.
    public var maximumLesions = 2
    /// Threads for the enumeration; the bits of the result do not depend on it.
    public var threads = 1
    /// Called now and then with the share of the work done, from any thread.
    public var progress: (@Sendable (Double) -> Void)?

    public init(setting: Int? = nil, maximumLesions: Int = 2, threads: Int = 1) {
      self.setting = setting
      self.maximumLesions = maximumLesions
      self.threads = threads
    }
  }

  /// Compiles an atlas: one forward run per site, mode and level.
  public init(_ atlas: Atlas, ablation: Ablation = []) {
    let reduced = ablation.applied(to: atlas)
    self.init(
      reduced, FindingProbabilities(ForwardModel(reduced), parts: ablation.parts), ablation: ablation)
  }

  /// Takes what the findings of single lesions are from a table of the same atlas.
  public init(_ atlas: Atlas, _ table: FindingTable) { self.init(atlas, StoredFindings(atlas, table)) }

  private init(_ reduced: Atlas, _ probabilities: any FindingModel, ablation: Ablation = []) {
    atlas = reduced
    self.ablation = ablation
    compiler = EvidenceCompiler(reduced, probabilities)
    affinities = SiteAffinities(reduced)
    let lesions = compiler.lesions
    var sites: [Range<Int>] = []
    var next = 0
    for site in reduced.sites.indices {
      let end = lesions[next...].firstIndex { $0.site != site } ?? lesions.count
      sites.append(next..<end)
      next = end
    }
    layout = StateLayout(sites)
  }

  /// The setting that holds for a case.
  public func setting(for patient: PatientCase, _ options: Options) -> ClinicSetting {
    let fallback = atlas.settings.position(of: atlas.defaultSetting) ?? 0
    return atlas.settings[options.setting ?? patient.setting ?? fallback]
  }

  /// The evidence of a case and its posterior.
  public func locate(_ patient: PatientCase, _ options: Options = Options()) -> Answer {
    let completed = patient.completed(atlas)
    let setting = setting(for: completed, options)
    let evidence = evidence(completed)
    return answer(
      completed, setting, evidence, compiled(completed, setting, evidence, options), options)
  }

  /// What ``locate(_:_:)`` says of the sites, with the same bits, in a fraction of the time.
  ///
  /// - Parameter completed: the case, completed (``PatientCase/completed(_:)``).
  public func marginals(ofCompleted completed: PatientCase, _ options: Options = Options()) -> Marginals {
    let compiled = compiled(completed, setting(for: completed, options), evidence(completed), options)
    return marginals(compiled, options)
  }

  private func evidence(_ completed: PatientCase) -> Evidence {
    Evidence(completed, atlas, useSilence: usesSilence)
  }

  /// Whether what a published report leaves out counts.
  var usesSilence: Bool { !ablation.contains(.silence) }

  func compiled(
    _ patient: PatientCase, _ setting: ClinicSetting, _ evidence: Evidence, _ options: Options
  ) -> [CompiledContext] {
    let contexts = atlas.contexts(for: patient)
    let factors = compiler.factors(
      evidence.observations, contexts: contexts, patient: patient, threads: options.threads)
    return zip(zip(contexts, factors), priors(setting, patient, contexts)).map {
      CompiledContext(context: $0.0, factors: $0.1, prior: $1)
    }
  }

  /// What the same case says of the sites in another setting; what was compiled for the first serves again.
  public func marginals(
    of answer: Answer, inSetting position: Int, _ options: Options = Options()
  ) -> Marginals {
    let priors = priors(atlas.settings[position], answer.patient, answer.contexts.map(\.context))
    let compiled = zip(answer.contexts, priors).map {
      CompiledContext(context: $0.context, factors: $0.factors, prior: $1)
    }
    return marginals(compiled, options)
  }

  /// What compiled contexts say of the sites.
  func marginals(_ compiled: [CompiledContext], _ options: Options) -> Marginals {
    marginals(compiled.map(\.context), sums(compiled, options, labels: nil))
  }

  /// The prior in each context; those of the same person are made once.
  private func priors(
    _ setting: ClinicSetting, _ patient: PatientCase, _ contexts: [PatientContext]
  ) -> [Prior] {
    let logShares = logShares.value(setting.rootMismatch) {
      Prior.logShares(atlas, setting, compiler.lesions)
    }
    var made: [(age: Double, sex: String, prior: Prior)] = []
    return contexts.map { context in
      if let known = made.first(where: { $0.age == context.age && $0.sex == context.sex }) {
        return known.prior
      }
      let prior = Prior(
        atlas, affinities, setting: setting, lesions: compiler.lesions, logShares: logShares,
        patient: patient, context: context,
        useModifiers: !ablation.contains(.history))
      made.append((context.age, context.sex, prior))
      return prior
    }
  }

  private func answer(
    _ patient: PatientCase, _ setting: ClinicSetting, _ evidence: Evidence, _ compiled: [CompiledContext],
    _ options: Options
  ) -> Answer {
    Answer(
      patient: patient, setting: setting, evidence: evidence, contexts: compiled,
      posterior: posterior(compiled.map(\.context), sums(compiled, options, labels: labels)),
      maximumLesions: options.maximumLesions)
  }

  private func sums(
    _ compiled: [CompiledContext], _ options: Options, labels: [Int]?
  ) -> [Enumeration.Sums] {
    // Small sums run side by side, each on one thread; large ones one after the other, each on all threads.
    let isLarge = options.maximumLesions > 2
    return concurrentMap(compiled.count, threads: isLarge ? 1 : options.threads) { position in
      Enumeration(network(compiled[position]), maximumLesions: options.maximumLesions, labels: labels)
        .sums(threads: isLarge ? options.threads : 1) { done in
          options.progress?((Double(position) + done) / Double(compiled.count))
        }
    }
  }

  /// P(more lesions than were listed, up to three | findings), over all sets of up to three: measured in the likeliest
  /// latent states, those that hold half of the probability, three at most. The others are taken to be alike.
  public func shareLeftOut(_ answer: Answer, threads: Int = 1) -> Double {
    let byProbability = answer.contexts.indices.sorted {
      (answer.posterior.contexts[$1].probability, $0) < (answer.posterior.contexts[$0].probability, $1)
    }
    var more = LogSumExp()
    var listed = LogSumExp()
    var covered = 0.0
    for position in byProbability.prefix(3) where covered < 0.5 {
      let entry = answer.contexts[position]
      let weight = log(entry.context.probability)
      let totals = Enumeration(network(entry), maximumLesions: 3).logTotals(threads: threads)
      for n in 0...3 {
        if n <= answer.maximumLesions {
          listed.add(totals[n] + weight)
        } else {
          more.add(totals[n] + weight)
        }
      }
      covered += answer.posterior.contexts[position].probability
    }
    return 1 / (1 + exp(listed.logarithm - more.logarithm))
  }

  /// The inference problem of one context.
  public func network(_ entry: CompiledContext) -> CompiledNetwork {
    let logSites = entry.prior.siteWeights.map { log($0) }
    let logWeights = zip(layout.siteOfState, entry.prior.logShares).map { logSites[$0] + $1 }
    return CompiledNetwork(
      layout, logWeights: logWeights, countPrior: .byNumber(entry.prior.logScale),
      affinities: entry.prior.affinities, factors: entry.factors)
  }

  /// Site and level of each lesion as one number, so that sets are summed over modes.
  private var labels: [Int] { compiler.lesions.map { $0.site * atlas.levels.count + $0.level } }

  private func marginals(_ contexts: [PatientContext], _ sums: [Enumeration.Sums]) -> Marginals {
    var total = LogSumExp()
    var counts = Array(repeating: LogSumExp(), count: 4)
    var masses = Array(repeating: LogSumExp(), count: compiler.lesions.count)
    var byContext = Array(repeating: LogSumExp(), count: contexts.count)
    for (c, sum) in sums.enumerated() {
      let weight = log(contexts[c].probability)
      for n in 0...3 {
        counts[n].add(sum.byCount[n] + weight)
        byContext[c].add(sum.byCount[n] + weight)
      }
      for v in masses.indices { masses[v].add(sum.byState[v] + weight) }
      total.add(byContext[c])
    }
    let evidence = total.logarithm
    var sites = Array(repeating: 0.0, count: atlas.sites.count)
    var severities = Array(repeating: Array(repeating: 0.0, count: atlas.levels.count), count: sites.count)
    var modes = atlas.sites.map { Array(repeating: 0.0, count: max(1, $0.modes.count)) }
    for (v, lesion) in compiler.lesions.enumerated() {
      let p = exp(masses[v].logarithm - evidence)
      sites[lesion.site] += p
      severities[lesion.site][lesion.level] += p
      modes[lesion.site][lesion.mode] += p
    }
    for s in severities.indices where sites[s] > 0 {
      severities[s] = severities[s].map { $0 / sites[s] }
    }
    sites[atlas.unexplained] = exp(counts[0].logarithm - evidence)
    return Marginals(
      sites: sites, lesionCounts: counts.map { exp($0.logarithm - evidence) }, severities: severities,
      modes: modes, contexts: byContext.map { exp($0.logarithm - evidence) }, logEvidence: evidence)
  }

  private func posterior(_ contexts: [PatientContext], _ sums: [Enumeration.Sums]) -> Posterior {
    let marginals = marginals(contexts, sums)
    let evidence = marginals.logEvidence
    var sets: [SetKey: LogSumExp] = [:]
    var pairs = Array(repeating: LogSumExp(), count: atlas.sites.count * atlas.sites.count)
    for (c, sum) in sums.enumerated() {
      let weight = log(contexts[c].probability)
      for p in pairs.indices { pairs[p].add(sum.byPair[p] + weight) }
      for (key, value) in sum.sets { sets[key, default: LogSumExp()].add(value + weight) }
    }
    var explanations = [
      Posterior.Explanation(lesions: [], probability: marginals.sites[atlas.unexplained])
    ]
    for (key, value) in sets {
      let p = exp(value.logarithm - evidence)
      if p < 1e-4 { continue }
      explanations.append(
        Posterior.Explanation(
          lesions: key.members.map { ($0 / atlas.levels.count, $0 % atlas.levels.count) }, probability: p))
    }
    // Sets that the model holds equal differ by rounding alone; their order must not hang on it.
    explanations.sort {
      let (a, b) = (($0.probability * 1e12).rounded(), ($1.probability * 1e12).rounded())
      if a != b { return a > b }
      let lesions = ($0.lesions.map { [$0.site, $0.level] }, $1.lesions.map { [$0.site, $0.level] })
      return lesions.0.joined().lexicographicallyPrecedes(lesions.1.joined())
    }
    return Posterior(
      sites: marginals.sites, lesionCounts: marginals.lesionCounts,
      pairs: pairs.map { exp($0.logarithm - evidence) }, severities: marginals.severities,
      modes: marginals.modes, explanations: explanations,
      contexts: zip(contexts, marginals.contexts).map { ($0, $1) }, logEvidence: evidence)
  }
}
