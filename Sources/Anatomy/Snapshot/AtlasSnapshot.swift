/// An atlas as bytes, made when the program is built, so that it need not be parsed and checked again at each start.
public enum AtlasSnapshot {
  /// The bytes of an atlas.
  public static func bytes(of atlas: Atlas) -> [UInt8] {
    var writer = SnapshotWriter()
    writer.put(atlas)
    return writer.bytes
  }

  /// The atlas that bytes hold; nil where another version wrote them.
  public static func atlas(_ bytes: UnsafeRawBufferPointer) -> Atlas? {
    var reader = SnapshotReader(bytes)
    guard let atlas = try? reader.next() as Atlas, reader.isAtEnd else { return nil }
    return atlas
  }
}
