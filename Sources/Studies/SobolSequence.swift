import Anatomy

/// Sobol' points in the unit cube, unscrambled, in Gray-code order from the origin on (Sobol' 1967; Antonov &
/// Saleev 1979), with the direction numbers of Joe & Kuo (2008, doi 10.1137/070709359).
///
/// Any point can be had by its index, so that the parts of a study need not know of each other.
public struct SobolSequence: Sendable {
  /// Bits of a coordinate, and so the logarithm of the number of points.
  static let bits = 52
  /// The most dimensions there are direction numbers for.
  static let maximumDimensions = 1024

  /// Number of coordinates of a point.
  public let dimensions: Int
  /// Direction numbers as fractions of 2^52: those of bit 0 of the index for all dimensions, then bit 1, …
  private let directions: [UInt64]

  /// - Returns: nil for fewer dimensions than one or more than ``maximumDimensions``.
  public init?(dimensions: Int) {
    guard 1...Self.maximumDimensions ~= dimensions else { return nil }
    self.dimensions = dimensions
    var columns = [(0..<Self.bits).map { UInt64(1) << UInt64(Self.bits - 1 - $0) }]
    let table = String(decoding: EmbeddedFile.bytes("designs/joe-kuo.txt"), as: UTF8.self)
    for line in table.split(separator: "\n") where !line.hasPrefix("#") && columns.count < dimensions {
      columns.append(Self.column(line.split(separator: " ").compactMap { UInt64($0) }))
    }
    guard columns.count == dimensions else { return nil }
    directions = (0..<Self.bits).flatMap { bit in columns.map { $0[bit] } }
  }

  /// Direction numbers of one dimension from its row: dimension, degree, inner coefficients, initial numbers.
  private static func column(_ row: [UInt64]) -> [UInt64] {
    let degree = Int(row[1])
    var numbers = row[3...].enumerated().map { $1 << UInt64(bits - 1 - $0) }
    for i in degree..<bits {
      var number = numbers[i - degree] ^ (numbers[i - degree] >> UInt64(degree))
      for k in 1..<degree where (row[2] >> UInt64(degree - 1 - k)) & 1 == 1 { number ^= numbers[i - k] }
      numbers.append(number)
    }
    return numbers
  }

  /// The point with an index from 0.
  public func point(_ index: Int) -> [Double] { bits(of: index).map { Double($0) * 0x1p-52 } }

  /// Points `first` to `first + count - 1`, one after the other: count × dimensions, row-major.
  public func points(from first: Int, count: Int) -> [Double] {
    guard count > 0 else { return [] }
    var bits = bits(of: first)
    return [Double](unsafeUninitializedCapacity: count * dimensions) { buffer, initialized in
      for i in 0..<count {
        if i > 0 { flip((first + i).trailingZeroBitCount, in: &bits) }
        let row = i * dimensions
        for j in 0..<dimensions { buffer[row + j] = Double(bits[j]) * 0x1p-52 }
      }
      initialized = count * dimensions
    }
  }

  /// The coordinates of a point in units of 2⁻⁵², by the Gray code of its index.
  private func bits(of index: Int) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: dimensions)
    var gray = UInt64(index) ^ (UInt64(index) >> 1)
    while gray != 0 {
      flip(gray.trailingZeroBitCount, in: &bits)
      gray &= gray - 1
    }
    return bits
  }

  private func flip(_ bit: Int, in bits: inout [UInt64]) {
    let row = bit * dimensions
    for j in 0..<dimensions { bits[j] ^= directions[row + j] }
  }
}
