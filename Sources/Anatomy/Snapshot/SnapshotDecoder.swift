/// Reads what ``SnapshotEncoder`` wrote.
struct SnapshotDecoder {
  /// The bytes end too soon or do not fit the types: they were written by another version.
  struct Mismatch: Error {}

  /// The value that the bytes hold.
  ///
  /// - Throws: ``Mismatch``.
  static func value<T: Decodable>(_ type: T.Type, from bytes: UnsafeRawBufferPointer) throws(Mismatch) -> T {
    let source = Source(bytes)
    guard let value = try? source.read(type), source.isAtEnd else { throw Mismatch() }
    return value
  }

  /// What all containers of one decoding read from.
  fileprivate final class Source {
    private let bytes: UnsafeRawBufferPointer
    private var next = 0
    /// Types whose values are written in the order of their keys, looked up once each.
    private var ordered: [ObjectIdentifier: (any KeyOrdered.Type)?] = [:]

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    var isAtEnd: Bool { next == bytes.count }

    private func take(_ count: Int) throws -> Int {
      guard count >= 0, count <= bytes.count - next else { throw Mismatch() }
      defer { next += count }
      return next
    }

    func bool() throws -> Bool { bytes[try take(1)] != 0 }
    func int() throws -> Int {
      Int(
        Int32(
          bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(4), as: UInt32.self)))
      )
    }
    func double() throws -> Double {
      Double(
        bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(8), as: UInt64.self)))
    }
    func string() throws -> String {
      let count = try int()
      let start = try take(count)
      return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), as: UTF8.self)
    }

    func read<T: Decodable>(_ type: T.Type) throws -> T {
      if type == Double.self, let value = try double() as? T { return value }
      if type == Int.self, let value = try int() as? T { return value }
      if type == String.self, let value = try string() as? T { return value }
      if type == Bool.self, let value = try bool() as? T { return value }
      if let ordered = orderedType(type) {
        guard let value = try ordered.read(from: Item(source: self)) as? T else { throw Mismatch() }
        return value
      }
      return try T(from: Item(source: self))
    }

    private func orderedType<T>(_ type: T.Type) -> (any KeyOrdered.Type)? {
      if let known = ordered[ObjectIdentifier(type)] { return known }
      // Asking each type for its conformance is slow where it has none.
      let name = _typeName(type, qualified: true)
      let mayBe = name.hasPrefix("Swift.Dictionary<") || name.hasPrefix("Swift.Set<")
      let found = mayBe ? type as? any KeyOrdered.Type : nil
      ordered[ObjectIdentifier(type)] = .some(found)
      return found
    }
  }

  fileprivate struct Item: Decoder, SingleValueDecodingContainer {
    let source: Source
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
      KeyedDecodingContainer(Keyed(source: source))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
      Unkeyed(source: source, total: try source.int())
    }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { (try? source.bool()) != true }
    func decode(_ type: Double.Type) throws -> Double { try source.double() }
    func decode(_ type: Int.Type) throws -> Int { try source.int() }
    func decode(_ type: String.Type) throws -> String { try source.string() }
    func decode(_ type: Bool.Type) throws -> Bool { try source.bool() }
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try source.read(type) }
  }

  fileprivate struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let source: Source
    var codingPath: [any CodingKey] { [] }
    // Asked for by enumerations only: the case that was written.
    var allKeys: [Key] { (try? source.string()).flatMap { Key(stringValue: $0) }.map { [$0] } ?? [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { !(try source.bool()) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try source.double() }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try source.int() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try source.string() }
    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try source.bool() }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try source.read(type) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
      try source.bool() ? source.double() : nil
    }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
      try source.bool() ? source.int() : nil
    }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
      try source.bool() ? source.string() : nil
    }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
      try source.bool() ? source.bool() : nil
    }
    func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
      try source.bool() ? source.read(type) : nil
    }
    func nestedContainer<Nested>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
      KeyedDecodingContainer(Keyed<Nested>(source: source))
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      Unkeyed(source: source, total: try source.int())
    }
    func superDecoder() -> any Decoder { Item(source: source) }
    func superDecoder(forKey key: Key) -> any Decoder { Item(source: source) }
  }

  fileprivate struct Unkeyed: UnkeyedDecodingContainer {
    let source: Source
    let total: Int
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { total }
    var isAtEnd: Bool { currentIndex >= total }

    init(source: Source, total: Int) {
      self.source = source
      self.total = total
    }

    mutating func decodeNil() throws -> Bool { false }
    mutating func decode(_ type: Double.Type) throws -> Double {
      currentIndex += 1
      return try source.double()
    }
    mutating func decode(_ type: Int.Type) throws -> Int {
      currentIndex += 1
      return try source.int()
    }
    mutating func decode(_ type: String.Type) throws -> String {
      currentIndex += 1
      return try source.string()
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      currentIndex += 1
      return try source.read(type)
    }
    mutating func nestedContainer<Key>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
      currentIndex += 1
      return KeyedDecodingContainer(Keyed(source: source))
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      currentIndex += 1
      return Unkeyed(source: source, total: try source.int())
    }
    mutating func superDecoder() throws -> any Decoder { Item(source: source) }
  }
}
