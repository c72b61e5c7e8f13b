extension Muscle: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), latin: reader.next(), aliases: reader.next(),
      nerve: reader.next(), roots: reader.next(), leaves: reader.next(), segmental: reader.next(),
      pyramidal: reader.next(), refers: reader.next(), spread: reader.next(), architecture: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(
      id, name, latin, aliases, nerve, roots, leaves, segmental, pyramidal, refers, spread, architecture,
      provenance)
  }
}

extension Movement: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), muscles: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, muscles, provenance)
  }
}

extension MuscleGroup: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), muscles: reader.next(),
      movements: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, muscles, movements)
  }
}

extension SkinRegion: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), nerves: reader.next(),
      roots: reader.next(), nearerEnds: reader.next(), spread: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, nerves, roots, nearerEnds, spread, provenance)
  }
}

extension SkinGroup: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), name: reader.next(), aliases: reader.next(), regions: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, regions)
  }
}

extension Reflex: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), muscles: reader.next(),
      roots: reader.next(), extraLength: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, muscles, roots, extraLength, provenance)
  }
}

extension ConductionStudy.Recording: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    switch try reader.next() as Int {
    case 0: self = try .sensory(nerve: reader.next())
    case 1: self = try .motor(muscles: reader.next())
    case 2: self = try .block(muscles: reader.next())
    case 3: self = try .reflex(muscles: reader.next(), roots: reader.next(), extraLength: reader.next())
    case 4: self = try .late(muscles: reader.next())
    default: throw SnapshotReader.Mismatch()
    }
  }
  func write(to writer: inout SnapshotWriter) {
    switch self {
    case .sensory(let nerve): writer.put(0, nerve)
    case .motor(let muscles): writer.put(1, muscles)
    case .block(let muscles): writer.put(2, muscles)
    case .reflex(let muscles, let roots, let extraLength): writer.put(3, muscles, roots, extraLength)
    case .late(let muscles): writer.put(4, muscles)
    }
  }
}

extension ConductionStudy: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), recording: reader.next(),
      values: reader.next(), spans: reader.next(), slowing: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, recording, values, spans, slowing, provenance)
  }
}

extension SegmentalEnd: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(root: reader.next(), end: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(root, end)
  }
}
