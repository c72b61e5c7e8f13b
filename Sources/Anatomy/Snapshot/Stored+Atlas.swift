extension Atlas: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    name = try reader.next()
    title = try reader.next()
    version = try reader.next()
    digest = try reader.next()
    defaultSetting = try reader.next()
    scoreSetting = try reader.next()
    wordSynonyms = try reader.next()
    valueWords = try reader.next()
    properNames = try reader.next()
    examples = try reader.next()
    sheet = try reader.next()
    channels = try reader.next()
    segments = try reader.next()
    nerves = try reader.next()
    roots = try reader.next()
    ganglionShare = try reader.next()
    shifts = try reader.next()
    variants = try reader.next()
    muscles = try reader.next()
    movements = try reader.next()
    muscleGroups = try reader.next()
    regions = try reader.next()
    skinGroups = try reader.next()
    reflexes = try reader.next()
    studies = try reader.next()
    inhibitingPain = try reader.next()
    levels = try reader.next()
    sites = try reader.next()
    siteGroups = try reader.next()
    modifiers = try reader.next()
    flagHistory = try reader.next()
    ageBands = try reader.next()
    sexShares = try reader.next()
    settings = try reader.next()
    modifierCap = try reader.next()
    affinities = try reader.next()
    joints = try reader.next()
    postures = try reader.next()
    imbalances = try reader.next()
    mechanics = try reader.next()
    kinds = try reader.next()
    findings = try reader.next()
    silence = try reader.next()
    implications = try reader.next()
    ageFlags = try reader.next()
    bothSidesFinding = try reader.next()
    tunables = try reader.next()
    provocationTunables = try reader.next()
    observation = try reader.next()
    tiers = try reader.next()
    safetyQuestions = try reader.next()
    conditionalQuestions = try reader.next()
    spared = try reader.next()
    outside = try reader.next()
    citations = try reader.next()
    unexplained = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      name, title, version, digest, defaultSetting, scoreSetting, wordSynonyms, valueWords, properNames,
      examples, sheet,
      channels, segments, nerves, roots, ganglionShare, shifts, variants, muscles, movements, muscleGroups,
      regions, skinGroups, reflexes, studies, inhibitingPain, levels, sites, siteGroups, modifiers,
      flagHistory, ageBands, sexShares, settings, modifierCap, affinities, joints, postures, imbalances,
      mechanics, kinds, findings, silence, implications, ageFlags, bothSidesFinding, tunables,
      provocationTunables, observation, tiers, safetyQuestions, conditionalQuestions, spared, outside,
      citations, unexplained)
  }
}

extension SheetSection: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(title: reader.next(), findings: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(title, findings)
  }
}

extension Implication: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      finding: reader.next(), value: reader.next(), implied: reader.next(), impliedValue: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(finding, value, implied, impliedValue)
  }
}

extension ObservationConstants: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    territoryPain = try reader.next()
    focalConduction = try reader.next()
    localCeiling = try reader.next()
    bilateralLeak = try reader.next()
    recordingError = try reader.next()
    leakPower = try reader.next()
    chanceSlowing = try reader.next()
    wornShare = try reader.next()
    wornOdds = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      territoryPain, focalConduction, localCeiling, bilateralLeak, recordingError, leakPower, chanceSlowing,
      wornShare, wornOdds)
  }
}
