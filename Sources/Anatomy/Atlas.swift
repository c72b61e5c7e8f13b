/// An anatomical model: everything `locate` knows about a limb, as read from one folder of YAML files.
public struct Atlas: Sendable {
  /// Short name, also the folder's.
  public internal(set) var name = ""
  public internal(set) var title = ""
  public internal(set) var version = ""
  /// ``AtlasFiles/digest`` of the files that it was read from.
  public internal(set) var digest = ""
  /// Setting that holds unless a case or the command line names another.
  public internal(set) var defaultSetting = ""
  /// Setting with which published cases are scored.
  public internal(set) var scoreSetting = ""
  /// Words of the clinic and the word used in ids.
  public internal(set) var wordSynonyms: [String: String] = [:]
  /// Words for values of findings, such as yes, with the values that they may stand for.
  public internal(set) var valueWords: [String: [String]] = [:]
  /// Words that keep their capital inside a sentence.
  public internal(set) var properNames: Set<String> = []
  /// Command lines shown in help texts.
  public internal(set) var examples: [String] = []
  /// Headings and items of the examination sheet that `new` writes.
  public internal(set) var sheet: [SheetSection] = []

  public internal(set) var channels = Register<Channel>()
  public internal(set) var segments = Register<Segment>()
  public internal(set) var nerves = Register<Nerve>()
  public internal(set) var roots = Register<Root>()
  /// Share of a lesion at the ganglion's station that reaches the fibres beyond the ganglion.
  public internal(set) var ganglionShare = 0.0
  public internal(set) var shifts = Register<PlexusShift>()
  /// The position of the plexus in which no root is moved, for what is not summed over all.
  public var usualShift: Int { shifts.firstIndex { $0.steps == 0 } ?? 0 }
  public internal(set) var variants = Register<Variant>()

  public internal(set) var muscles = Register<Muscle>()
  public internal(set) var movements = Register<Movement>()
  public internal(set) var muscleGroups = Register<MuscleGroup>()
  public internal(set) var regions = Register<SkinRegion>()
  public internal(set) var skinGroups = Register<SkinGroup>()
  public internal(set) var reflexes = Register<Reflex>()
  public internal(set) var studies = Register<ConductionStudy>()
  /// Regions whose pain limits the strength of a muscle or movement, by finding target id.
  public internal(set) var inhibitingPain: [String: [Int]] = [:]

  public internal(set) var levels = Register<SeverityLevel>()
  public internal(set) var sites = Register<Site>()
  public internal(set) var siteGroups: [String: [Int]] = [:]
  public internal(set) var modifiers = Register<Modifier>()
  /// Flags that stand for a history item: finding id → history id.
  public internal(set) var flagHistory: [String: String] = [:]
  public internal(set) var ageBands: [AgeBand] = []
  /// Share of patients per sex, where the sex is unknown.
  public internal(set) var sexShares: [SexShare] = []
  public internal(set) var settings = Register<ClinicSetting>()
  /// Largest factor, either way, that modifiers may give a site.
  public internal(set) var modifierCap = 1.0
  public internal(set) var affinities: [Affinity] = []

  public internal(set) var joints = Register<Joint>()
  public internal(set) var postures = Register<Posture>()
  public internal(set) var imbalances = Register<PosturalImbalance>()
  public internal(set) var mechanics = Mechanics()

  public internal(set) var kinds = Register<FindingKind>()
  public internal(set) var findings = Register<Finding>()
  public internal(set) var silence = SilenceModel(
    neverMentioned: 0, leftOut: 0, chancePositives: 1, salient: [], families: [:])
  /// Findings that set others: written finding → implied findings with values.
  public internal(set) var implications: [Implication] = []
  /// Findings that follow from the age: below this many years.
  public internal(set) var ageFlags: [AgeFlag] = []
  /// The finding that says that both legs are affected.
  public internal(set) var bothSidesFinding: Int?
  /// Global numbers of the observation model and their bounds for tuning.
  public internal(set) var tunables: [Tunable] = []
  /// Numbers of the mechanics of provocation tests, fitted to the published figures under `published`.
  public internal(set) var provocationTunables: [Tunable] = []
  public internal(set) var observation = ObservationConstants()

  public internal(set) var tiers: [UrgencyRule] = []
  /// Flags to ask every patient about, as positions in ``findings``.
  public internal(set) var safetyQuestions: [Int] = []
  /// What to ask beside them where a condition holds.
  public internal(set) var conditionalQuestions: [ConditionalQuestion] = []
  /// Tests that must not be done in some patients.
  public internal(set) var spared: [SparedTests] = []
  /// What red flags may stand for and no site of the atlas is, in words.
  public internal(set) var outside = ""
  public internal(set) var citations = Register<Citation>()

  /// The hypothesis that nothing in the model explains the complaint.
  public internal(set) var unexplained = 0
}

extension Atlas {
  /// A name as it stands inside a sentence: its first letter in lower case, unless the word is a proper name, an
  /// abbreviation or a root.
  public func midSentence(_ name: String) -> String {
    let word = name.prefix { $0.isLetter || $0.isNumber || $0 == "-" }
    guard let first = word.first, word.count > 1, !properNames.contains(String(word)),
      word.dropFirst().allSatisfy({ !$0.isUppercase && !$0.isNumber })
    else { return name }
    return first.lowercased() + name.dropFirst()
  }
}

/// A heading of the examination sheet and what is listed under it.
public struct SheetSection: Sendable {
  public let title: String
  /// Finding ids, in order.
  public let findings: [String]
}

/// A finding value that says the same as another.
public struct Implication: Sendable {
  public let finding: Int
  public let value: String
  public let implied: Int
  public let impliedValue: String
}
