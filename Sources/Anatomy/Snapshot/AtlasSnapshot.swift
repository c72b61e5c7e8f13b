/// An atlas as bytes, made when the program is built, so that it need not be parsed and checked again at each start.
public enum AtlasSnapshot {
  /// The bytes of an atlas.
  ///
  /// - Throws: what a value throws that cannot be encoded.
  public static func bytes(of atlas: Atlas) throws -> [UInt8] { try SnapshotEncoder.bytes(of: atlas) }

  /// The atlas that bytes hold; nil where another version wrote them.
  public static func atlas(_ bytes: UnsafeRawBufferPointer) -> Atlas? {
    try? SnapshotDecoder.value(Atlas.self, from: bytes)
  }
}

extension Register: Codable where Element: Codable {
  public init(from decoder: any Decoder) throws { self.init(try [Element](from: decoder)) }

  public func encode(to encoder: any Encoder) throws { try Array(self).encode(to: encoder) }
}
