/// What a snapshot holds: values that write their parts one after the other, without names, and read them back in the
/// same order.
///
/// `Codable` would do the same without a line of ours, but took a third of the time from the start of the program to its
/// answer: the runtime makes its containers anew for each type that it first meets.
protocol Stored {
  /// Reads what ``write(to:)`` wrote.
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch)
  func write(to writer: inout SnapshotWriter)
}

/// Reads values off bytes.
struct SnapshotReader {
  /// The bytes end too soon or do not fit the types: they were written by another version.
  struct Mismatch: Error {}

  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  /// The next value.
  mutating func next<Value: Stored>() throws(Mismatch) -> Value { try Value(from: &self) }

  /// The next bytes as they lie.
  mutating func take(_ count: Int) throws(Mismatch) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - place else { throw Mismatch() }
    defer { place += count }
    return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
  }
}

/// Writes values as bytes: numbers little-endian, text as UTF-8 with its length before it, collections with their count,
/// dictionaries and sets in the order of their keys, so that equal values give equal bytes.
struct SnapshotWriter {
  private(set) var bytes: [UInt8] = []

  /// Writes values one after the other.
  mutating func put<each Value: Stored>(_ values: repeat each Value) {
    for value in repeat each values { value.write(to: &self) }
  }

  /// Writes bytes as they are.
  mutating func append(_ new: some Sequence<UInt8>) { bytes += new }
}

extension Bool: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self = try reader.take(1)[0] != 0
  }
  func write(to writer: inout SnapshotWriter) { writer.append([self ? 1 : 0]) }
}

extension Int: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init(Int32(littleEndian: try reader.take(4).loadUnaligned(as: Int32.self)))
  }
  func write(to writer: inout SnapshotWriter) {
    withUnsafeBytes(of: Int32(self).littleEndian) { writer.append($0) }
  }
}

extension Double: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init(bitPattern: UInt64(littleEndian: try reader.take(8).loadUnaligned(as: UInt64.self)))
  }
  func write(to writer: inout SnapshotWriter) {
    withUnsafeBytes(of: bitPattern.littleEndian) { writer.append($0) }
  }
}

extension String: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let count: Int = try reader.next()
    self.init(decoding: try reader.take(count), as: UTF8.self)
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(utf8.count)
    writer.append(utf8)
  }
}

extension Optional: Stored where Wrapped: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let isThere: Bool = try reader.next()
    self = isThere ? .some(try reader.next()) : nil
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(self != nil)
    if let self { writer.put(self) }
  }
}

extension Array: Stored where Element: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let count: Int = try reader.next()
    self.init()
    // A count that does not fit is found out by the elements that are missing.
    reserveCapacity(Swift.min(Swift.max(0, count), 1000))
    for _ in 0..<Swift.max(0, count) { append(try reader.next()) }
  }
  func write(to writer: inout SnapshotWriter) {
    writer.put(count)
    for element in self { writer.put(element) }
  }
}

extension Set: Stored where Element: Stored & Comparable {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init(try reader.next() as [Element])
  }
  func write(to writer: inout SnapshotWriter) { writer.put(sorted()) }
}

extension Dictionary: Stored where Key: Stored & Comparable, Value: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let keys: [Key] = try reader.next()
    self.init(minimumCapacity: keys.count)
    for key in keys { self[key] = try reader.next() as Value }
  }
  func write(to writer: inout SnapshotWriter) {
    let entries = sorted { $0.key < $1.key }
    writer.put(entries.map(\.key))
    for entry in entries { writer.put(entry.value) }
  }
}

extension ClosedRange: Stored where Bound: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    let (lower, upper): (Bound, Bound) = (try reader.next(), try reader.next())
    guard lower <= upper else { throw SnapshotReader.Mismatch() }
    self = lower...upper
  }
  func write(to writer: inout SnapshotWriter) { writer.put(lowerBound, upperBound) }
}

extension Register: Stored where Element: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    self.init(try reader.next() as [Element])
  }
  func write(to writer: inout SnapshotWriter) { writer.put(Array(self)) }
}

extension Stored where Self: RawRepresentable, RawValue: Stored {
  init(from reader: inout SnapshotReader) throws(SnapshotReader.Mismatch) {
    guard let value = Self(rawValue: try reader.next()) else { throw SnapshotReader.Mismatch() }
    self = value
  }
  func write(to writer: inout SnapshotWriter) { writer.put(rawValue) }
}
