extension FibreClass: Stored {}

extension SeverityLevel: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), pressure: reader.next(), block: reader.next(), motorBlock: reader.next(),
      irritability: reader.next(), expression: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, pressure, block, motorBlock, irritability, expression)
  }
}

extension Catch: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      segment: reader.next(), channels: reader.next(), others: reader.next(), fibres: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(segment, channels, others, fibres)
  }
}

extension LengthDependence: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(midpoint: reader.next(), scale: reader.next(), maximum: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(midpoint, scale, maximum)
  }
}

extension UpstreamLoss: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(motor: reader.next(), sensory: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(motor, sensory)
  }
}

extension MuscularLoss: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(muscles: reader.next(), active: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(muscles, active)
  }
}

extension LesionMode: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      name: reader.next(), share: reader.next(), mismatch: reader.next(), catches: reader.next(),
      axonal: reader.next(), lengthDependence: reader.next(), upstream: reader.next(),
      muscular: reader.next(), otherLeg: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(name, share, mismatch, catches, axonal, lengthDependence, upstream, muscular, otherLeg)
  }
}

extension Site: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), place: reader.next(),
      family: reader.next(), anchor: reader.next(), muscle: reader.next(), pain: reader.next(),
      bilateral: reader.next(), severity: reader.next(), modes: reader.next(), isUnexplained: reader.next(),
      alarm: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, name, aliases, place, family, anchor, muscle, pain, bilateral, severity, modes, isUnexplained,
      alarm, provenance)
  }
}

extension Alarm: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      from: reader.next(), name: reader.next(), modes: reader.next(), weeksBelow: reader.next(),
      action: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(from, name, modes, weeksBelow, action, provenance)
  }
}

extension Modifier.Condition: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    switch try reader.next() as Int {
    case 0: self = try .ageFrom(reader.next())
    case 1: self = try .ageBelow(reader.next())
    case 2: self = try .sex(reader.next())
    case 3: self = .history
    case 4: self = try .weeksFrom(reader.next())
    case 5: self = try .weeksBelow(reader.next())
    default: throw SnapshotReader.Mismatch()
    }
  }
  func write(to writer: inout SnapshotWriter) {
    switch self {
    case .ageFrom(let value): writer.put(0, value)
    case .ageBelow(let value): writer.put(1, value)
    case .sex(let value): writer.put(2, value)
    case .history: writer.put(3)
    case .weeksFrom(let value): writer.put(4, value)
    case .weeksBelow(let value): writer.put(5, value)
    }
  }
}

extension Modifier.Effect: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      sites: reader.next(), modes: reader.next(), factor: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sites, modes, factor, provenance)
  }
}

extension Modifier: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), conditions: reader.next(),
      effects: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, conditions, effects)
  }
}

extension AgeBand: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let (age, share): (Double, Double) = try (reader.next(), reader.next())
    let (first, last): (Double, Double) = try (reader.next(), reader.next())
    guard first <= last else { throw SnapshotReader.Mismatch() }
    self.init(age: age, share: share, ages: first...last)
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(age, share, ages.lowerBound, ages.upperBound)
  }
}

extension ClinicSetting: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), lesionCounts: reader.next(), rootMismatch: reader.next(),
      shares: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, lesionCounts, rootMismatch, shares, provenance)
  }
}

extension Affinity: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      first: reader.next(), second: reader.next(), factor: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(first, second, factor, provenance)
  }
}

extension SexShare: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(sex: reader.next(), share: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(sex, share)
  }
}
