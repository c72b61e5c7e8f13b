extension Channel: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), name: reader.next(), parent: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, parent)
  }
}

extension Segment: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), nerve: reader.next(), after: reader.next(),
      length: reader.next(), lengthDeviation: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, nerve, after, length, lengthDeviation, provenance)
  }
}

extension NerveEnd: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(segment: reader.next(), channel: reader.next(), share: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(segment, channel, share)
  }
}

extension Nerve: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), latin: reader.next(), aliases: reader.next(),
      ends: reader.next(), bundles: reader.next(), roots: reader.next(), provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, latin, aliases, ends, bundles, roots, provenance)
  }
}

extension Root: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), aliases: reader.next(), stations: reader.next(),
      ganglion: reader.next(), referral: reader.next(), referralProvenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, aliases, stations, ganglion, referral, referralProvenance)
  }
}

extension PlexusShift: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(id: reader.next(), probability: reader.next(), steps: reader.next(), share: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, probability, steps, share)
  }
}

extension Variant: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(
      id: reader.next(), name: reader.next(), types: reader.next(), effect: reader.next(),
      provenance: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(id, name, types, effect, provenance)
  }
}

extension VariantType: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    try self.init(name: reader.next(), probability: reader.next())
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(name, probability)
  }
}
