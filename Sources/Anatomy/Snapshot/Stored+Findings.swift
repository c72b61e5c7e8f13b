extension Measure: Stored {}
extension TargetClass: Stored {}
extension Cost: Stored {}

extension HillCurve: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(threshold: reader.next(), exponent: reader.next(), maximum: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(threshold, exponent, maximum)
  }
}

extension CurveAnchor: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(step: reader.next(), curve: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(step, curve)
  }
}

extension FindingKind: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), scale: reader.next(),
      measure: reader.next(), targets: reader.next(), phrases: reader.next(), words: reader.next(),
      cost: reader.next(),
      isBedsideSign: reader.next(), isReportedInFull: reader.next(), anchors: reader.next(),
      leak: reader.next(), leakWithPain: reader.next(), ownTriggerPoint: reader.next(),
      leakPower: reader.next(), localPower: reader.next(), leakOfBothLegs: reader.next(),
      chanceOfAside: reader.next(), normalCountsFrom: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, name, aliases, scale, measure, targets, phrases, words, cost, isBedsideSign, isReportedInFull,
      anchors,
      leak, leakWithPain, ownTriggerPoint, leakPower, localPower, leakOfBothLegs, chanceOfAside,
      normalCountsFrom)
  }
}

extension Leak.Rate: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(age: reader.next(), probability: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(age, probability)
  }
}

extension Leak: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(byAge: reader.next(), sampleSize: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(byAge, sampleSize, provenance)
  }
}

extension PersonRange: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let sex: String? = try reader.next()
    let (first, last): (Double, Double) = try (reader.next(), reader.next())
    guard first <= last else { throw SnapshotReader.Mismatch() }
    try self.init(sex: sex, ages: first..<last, provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sex, ages.lowerBound, ages.upperBound, provenance)
  }
}

extension LocalLink: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(sites: reader.next(), modes: reader.next(), likelihood: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sites, modes, likelihood)
  }
}

extension FindingTarget: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    switch try reader.next() as Int {
    case 0: self = try .muscle(reader.next())
    case 1: self = try .movement(reader.next())
    case 2: self = try .muscleGroup(reader.next())
    case 3: self = try .region(reader.next())
    case 4: self = try .skinGroup(reader.next())
    case 5: self = try .reflex(reader.next())
    case 6: self = try .study(reader.next())
    case 7: self = .local
    default: throw SnapshotReader.Mismatch()
    }
  }
  func write(to writer: inout SnapshotWriter) {
    switch self {
    case .muscle(let value): writer.put(0, value)
    case .movement(let value): writer.put(1, value)
    case .muscleGroup(let value): writer.put(2, value)
    case .region(let value): writer.put(3, value)
    case .skinGroup(let value): writer.put(4, value)
    case .reflex(let value): writer.put(5, value)
    case .study(let value): writer.put(6, value)
    case .local: writer.put(7)
    }
  }
}

extension Finding: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), kind: reader.next(), target: reader.next(), name: reader.next(),
      aliases: reader.next(), scale: reader.next(), cost: reader.next(), ceiling: reader.next(),
      leak: reader.next(), links: reader.next(), asideLinks: reader.next(), valueLeaks: reader.next(),
      posture: reader.next(), published: reader.next(), isUninformative: reader.next(), partOf: reader.next(),
      follows: reader.next(),
      isRarelyExamined: reader.next(), wears: reader.next(), only: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, kind, target, name, aliases, scale, cost, ceiling, leak, links, asideLinks, valueLeaks, posture,
      published, isUninformative, partOf, follows, isRarelyExamined, wears, only)
  }
}

extension SilenceModel: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      neverMentioned: reader.next(), leftOut: reader.next(), chancePositives: reader.next(),
      salient: reader.next(), families: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(neverMentioned, leftOut, chancePositives, salient, families)
  }
}

extension AgeFlag: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(finding: reader.next(), below: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(finding, below)
  }
}

extension Scale: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(values: reader.next(), aside: reader.next(), isGrade: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(values, aside, isGrade)
  }
}

extension Tunable.Place: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    switch try reader.next() as Int {
    case 0: self = try .block(level: reader.next())
    case 1: self = try .irritability(level: reader.next())
    case 2: self = try .expression(level: reader.next())
    case 3: self = try .leak(kind: reader.next())
    case 4: self = try .threshold(kind: reader.next(), anchor: reader.next())
    case 5: self = try .exponent(kind: reader.next(), anchor: reader.next())
    case 6: self = try .maximum(kind: reader.next(), anchor: reader.next())
    case 7: self = .chancePositives
    case 8: self = .provokingPressure
    case 9: self = .provokingPressureExponent
    case 10: self = .provokingStrain
    case 11: self = .provokingStrainExponent
    case 12: self = .contactArea
    case 13: self = try .tether(class: reader.next())
    case 14: self = try .mechanosensitivity(class: reader.next())
    case 15: self = .territoryPain
    case 16: self = .focalConduction
    case 17: self = .localCeiling
    case 18: self = .bilateralLeak
    case 19: self = .recordingError
    case 20: self = .leakPower
    case 21: self = .chanceSlowing
    case 22: self = .wornShare
    case 23: self = .wornOdds
    default: throw SnapshotReader.Mismatch()
    }
  }
  func write(to writer: inout SnapshotWriter) {
    switch self {
    case .block(let level): writer.put(0, level)
    case .irritability(let level): writer.put(1, level)
    case .expression(let level): writer.put(2, level)
    case .leak(let kind): writer.put(3, kind)
    case .threshold(let kind, let anchor): writer.put(4, kind, anchor)
    case .exponent(let kind, let anchor): writer.put(5, kind, anchor)
    case .maximum(let kind, let anchor): writer.put(6, kind, anchor)
    case .chancePositives: writer.put(7)
    case .provokingPressure: writer.put(8)
    case .provokingPressureExponent: writer.put(9)
    case .provokingStrain: writer.put(10)
    case .provokingStrainExponent: writer.put(11)
    case .contactArea: writer.put(12)
    case .tether(let kind): writer.put(13, kind)
    case .mechanosensitivity(let kind): writer.put(14, kind)
    case .territoryPain: writer.put(15)
    case .focalConduction: writer.put(16)
    case .localCeiling: writer.put(17)
    case .bilateralLeak: writer.put(18)
    case .recordingError: writer.put(19)
    case .leakPower: writer.put(20)
    case .chanceSlowing: writer.put(21)
    case .wornShare: writer.put(22)
    case .wornOdds: writer.put(23)
    }
  }
}

extension Tunable: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), value: reader.next(), expected: reader.next(), bounds: reader.next(),
      allowed: reader.next(), place: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, value, expected, bounds, allowed, place)
  }
}
