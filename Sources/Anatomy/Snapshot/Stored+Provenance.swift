extension Citation.Kind: Stored {}
extension UrgencyTier: Stored {}

extension Provenance: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(sources: reader.next(), why: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sources, why)
  }
}

extension Likelihood: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(probability: reader.next(), sampleSize: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(probability, sampleSize, provenance)
  }
}

extension Share: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(reader.next(), reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(index, value)
  }
}

extension Citation: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), text: reader.next(), url: reader.next(), kind: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, text, url, kind)
  }
}

extension UrgencyRule: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), tier: reader.next(), condition: reader.next(), over: reader.next(),
      sites: reader.next(), text: reader.next(), naming: reader.next(), action: reader.next(),
      additions: reader.next(), instead: reader.next(), undated: reader.next(), isForToday: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, tier, condition, over, sites, text, naming, action, additions, instead, undated, isForToday,
      provenance)
  }
}

extension ConditionalText: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(condition: reader.next(), text: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(condition, text)
  }
}

extension InsteadAction: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(sites: reader.next(), action: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sites, action)
  }
}

extension ConditionalQuestion: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(finding: reader.next(), condition: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(finding, condition)
  }
}

extension SparedTests: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      findings: reader.next(), condition: reader.next(), text: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(findings, condition, text, provenance)
  }
}

extension CaseCondition: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    switch try reader.next() as Int {
    case 0: self = try .finding(pattern: reader.next(), value: reader.next())
    case 1: self = try .gradeAtMost(pattern: reader.next(), grade: reader.next())
    case 2: self = try .history(reader.next())
    case 3: self = try .duration(below: reader.next(), weeks: reader.next(), orUnknown: reader.next())
    case 4: self = try .age(below: reader.next(), years: reader.next())
    case 5: self = try .side(reader.next())
    case 6: self = try .any(reader.next())
    case 7: self = try .all(reader.next())
    case 8: self = try .atLeast(reader.next(), reader.next())
    case 9: self = try .not(reader.next())
    case 10: self = try .bothLegs(reader.next())
    case 11: self = try .leg(pattern: reader.next(), isOther: reader.next())
    default: throw SnapshotReader.Mismatch()
    }
  }
  func write(to writer: inout SnapshotWriter) {
    switch self {
    case .finding(let pattern, let value): writer.put(0, pattern, value)
    case .gradeAtMost(let pattern, let grade): writer.put(1, pattern, grade)
    case .history(let value): writer.put(2, value)
    case .duration(let below, let weeks, let orUnknown): writer.put(3, below, weeks, orUnknown)
    case .age(let below, let years): writer.put(4, below, years)
    case .side(let value): writer.put(5, value)
    case .any(let value): writer.put(6, value)
    case .all(let value): writer.put(7, value)
    case .atLeast(let a, let b): writer.put(8, a, b)
    case .not(let value): writer.put(9, value)
    case .bothLegs(let value): writer.put(10, value)
    case .leg(let pattern, let isOther): writer.put(11, pattern, isOther)
    }
  }
}
