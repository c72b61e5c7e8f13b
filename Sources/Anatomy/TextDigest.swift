/// A short mark of texts, the same on every machine, by which it is seen whether they changed; no defence against anyone
/// who means to deceive.
public enum TextDigest {
  /// FNV-1a, 64 bits, with a zero byte after each text (Fowler, Noll & Vo, draft-eastlake-fnv).
  public static func value(_ texts: [String]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = hash &* 0x100_0000_01b3
    }
    return hash
  }
}

extension AtlasFiles {
  /// The mark of all files with their names, whatever their order: 16 hexadecimal digits.
  public var digest: String {
    let sorted = files.sorted { $0.name < $1.name }
    let hex = String(TextDigest.value(sorted.flatMap { [$0.name, $0.text] }), radix: 16)
    return String(repeating: "0", count: 16 - hex.count) + hex
  }
}
