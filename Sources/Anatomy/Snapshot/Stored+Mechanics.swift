extension Mechanics: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    nerve = try reader.next()
    cables = try reader.next()
    springs = try reader.next()
    lengthenings = try reader.next()
    landmarks = try reader.next()
    muscle = try reader.next()
    dose = try reader.next()
    recovery = try reader.next()
    provocation = try reader.next()
    classes = try reader.next()
    sites = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      nerve, cables, springs, lengthenings, landmarks, muscle, dose, recovery, provocation, classes, sites)
  }
}

extension NerveElasticity: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    modulus = try reader.next()
    decay = try reader.next()
    area = try reader.next()
    prestrain = try reader.next()
    slackWidth = try reader.next()
    mesh = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(modulus, decay, area, prestrain, slackWidth, mesh)
  }
}

extension Cable: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), leaves: reader.next(), from: reader.next(), to: reader.next(),
      area: reader.next(), bed: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, leaves, from, to, area, bed, provenance)
  }
}

extension CurvePoint: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(x: reader.next(), y: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(x, y)
  }
}

extension BedStretch: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(from: reader.next(), to: reader.next(), stiffness: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(from, to, stiffness)
  }
}

extension CableSpring: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(place: reader.next(), stiffness: reader.next(), isBase: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(place, stiffness, isBase)
  }
}

extension BedLengthening: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(joint: reader.next(), cables: reader.next(), zone: reader.next(), lever: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(joint, cables, zone, lever)
  }
}

extension CableLandmark: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), name: reader.next(), place: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, place)
  }
}

extension MuscleConstants: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    stress = try reader.next()
    transmission = try reader.next()
    passiveShape = try reader.next()
    activeWidth = try reader.next()
    contracture = try reader.next()
    tone = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(stress, transmission, passiveShape, activeWidth, contracture, tone)
  }
}

extension LengthTerm: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(joints: reader.next(), coefficient: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(joints, coefficient)
  }
}

extension MuscleArchitecture: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      peakForce: reader.next(), length: reader.next(), fibre: reader.next(), terms: reader.next(),
      slackStrain: reader.next(), fullStrain: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(peakForce, length, fibre, terms, slackStrain, fullStrain, provenance)
  }
}

extension DoseResponse: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    threshold = try reader.next()
    dose = try reader.next()
    width = try reader.next()
    motor = try reader.next()
    pain = try reader.next()
    firing = try reader.next()
    firingWidth = try reader.next()
    firingFall = try reader.next()
    firingMost = try reader.next()
    usualInflammation = try reader.next()
    flowStrain = try reader.next()
    arrestStrain = try reader.next()
    strainBlock = try reader.next()
    strainWidth = try reader.next()
    strainMinutes = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      threshold, dose, width, motor, pain, firing, firingWidth, firingFall, firingMost, usualInflammation,
      flowStrain, arrestStrain, strainBlock, strainWidth, strainMinutes)
  }
}

extension RecoveryClass: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(pressure: reader.next(), days: reader.next(), block: reader.next(), name: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(pressure, days, block, name)
  }
}

extension ProvocationConstants: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init()
    pressure = try reader.next()
    strain = try reader.next()
    contact = try reader.next()
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(pressure, strain, contact)
  }
}

extension SiteClass: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), pressure: reader.next(), tether: reader.next(), mechanosensitivity: reader.next(),
      needsLesion: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, pressure, tether, mechanosensitivity, needsLesion, provenance)
  }
}

extension SharedPull: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(place: reader.next(), share: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(place, share)
  }
}

extension PosturePressure: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(joint: reader.next(), points: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(joint, points, provenance)
  }
}

extension SiteMechanics: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      kind: reader.next(), pulls: reader.next(), muscles: reader.next(), postures: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(kind, pulls, muscles, postures, provenance)
  }
}

extension Joint: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), name: reader.next(), aliases: reader.next(), range: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, range)
  }
}

extension CablePlace: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(cable: reader.next(), at: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(cable, at)
  }
}

extension NervePress: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(place: reader.next(), pressure: reader.next(), offset: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(place, pressure, offset)
  }
}

extension Posture: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), angles: reader.next(),
      start: reader.next(), contractions: reader.next(), press: reader.next(), variable: reader.next(),
      isOfOtherLeg: reader.next(), uncounted: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, name, aliases, angles, start, contractions, press, variable, isOfOtherLeg, uncounted, provenance)
  }
}

extension PosturalImbalance: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), unit: reader.next(), range: reader.next(),
      perUnit: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, unit, range, perUnit, provenance)
  }
}
