/// Writes a `Codable` value as bytes in the order of its properties, without names: small, and fast to read back by
/// the same version of the types (``SnapshotDecoder``). Nothing else should read it.
///
/// Numbers are little-endian; text is UTF-8 with its length before it; an optional has a byte that says whether it
/// is there; an array has its count before it; dictionaries and sets are written in the order of their keys, so that
/// equal values give equal bytes.
struct SnapshotEncoder {
  /// The bytes of a value.
  static func bytes(of value: some Encodable) throws -> [UInt8] {
    let sink = Sink()
    try sink.write(value)
    return sink.bytes
  }

  /// Where all containers of one encoding write to.
  fileprivate final class Sink {
    var bytes: [UInt8] = []

    func write(_ value: UInt64) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    func write(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    func write(_ value: Bool) { bytes.append(value ? 1 : 0) }
    func write(_ value: Double) { write(value.bitPattern) }
    func write(_ value: Int) { write(UInt32(bitPattern: Int32(value))) }
    func write(_ value: String) {
      write(value.utf8.count)
      bytes += value.utf8
    }

    func write(_ value: some Encodable) throws {
      switch value {
      case let value as Double: write(value)
      case let value as Int: write(value)
      case let value as String: write(value)
      case let value as Bool: write(value)
      case let value as any KeyOrdered: try value.inKeyOrder().encode(to: Item(sink: self))
      default: try value.encode(to: Item(sink: self))
      }
    }
  }

  fileprivate struct Item: Encoder, SingleValueEncodingContainer {
    let sink: Sink
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      KeyedEncodingContainer(Keyed(sink: sink))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(sink) }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { sink.write(false) }
    func encode(_ value: some Encodable) throws { try sink.write(value) }
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: Sink
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { sink.write(false) }
    func encode(_ value: some Encodable, forKey key: Key) throws { try sink.write(value) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value) }
    func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws { try optional(value) }
    // The cases of an enumeration: the name of the case, then its values.
    func nestedContainer<Nested>(
      keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
      sink.write(key.stringValue)
      return KeyedEncodingContainer(Keyed<Nested>(sink: sink))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { Unkeyed(sink) }
    func superEncoder() -> any Encoder { Item(sink: sink) }
    func superEncoder(forKey key: Key) -> any Encoder { Item(sink: sink) }

    private func optional(_ value: (some Encodable)?) throws {
      sink.write(value != nil)
      if let value { try sink.write(value) }
    }
  }

  fileprivate struct Unkeyed: UnkeyedEncodingContainer {
    private let sink: Sink
    private let start: Int
    private(set) var count = 0
    var codingPath: [any CodingKey] { [] }

    init(_ sink: Sink) {
      self.sink = sink
      start = sink.bytes.count
      sink.write(0)
    }

    private mutating func grow() {
      count += 1
      withUnsafeBytes(of: UInt32(count).littleEndian) {
        sink.bytes.replaceSubrange(start..<start + 4, with: $0)
      }
    }

    mutating func encodeNil() {
      grow()
      sink.write(false)
    }
    mutating func encode(_ value: some Encodable) throws {
      grow()
      try sink.write(value)
    }
    mutating func nestedContainer<Key>(keyedBy keyType: Key.Type) -> KeyedEncodingContainer<Key> {
      grow()
      return KeyedEncodingContainer(Keyed(sink: sink))
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
      grow()
      return Unkeyed(sink)
    }
    mutating func superEncoder() -> any Encoder { Item(sink: sink) }
  }
}

/// A collection without an order of its own, written in the order of its keys.
protocol KeyOrdered {
  func inKeyOrder() -> any Encodable
  /// Reads what ``inKeyOrder()`` wrote.
  static func read(from decoder: any Decoder) throws -> Self
}

/// A key with its value.
private struct Pair<Key: Codable, Value: Codable>: Codable {
  let key: Key
  let value: Value
}

extension Dictionary: KeyOrdered where Key: Codable & Comparable, Value: Codable {
  func inKeyOrder() -> any Encodable { sorted { $0.key < $1.key }.map { Pair(key: $0.key, value: $0.value) } }

  static func read(from decoder: any Decoder) throws -> [Key: Value] {
    let pairs = try [Pair<Key, Value>](from: decoder)
    return Dictionary(pairs.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Set: KeyOrdered where Element: Codable & Comparable {
  func inKeyOrder() -> any Encodable { sorted() }

  static func read(from decoder: any Decoder) throws -> Set<Element> { Set(try [Element](from: decoder)) }
}
