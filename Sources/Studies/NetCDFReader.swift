import Anatomy
import CNetCDF
import Foundation

/// A NetCDF file that is read.
final class NetCDFReader {
  private let library: netcdf_library
  private let path: String
  private var file: Int32 = -1
  /// Values of one variable that are read at most: 8 GB.
  private static let most = 1_000_000_000

  /// Opens a file.
  ///
  /// - Throws: ``DataError``: the library or the file is missing, or the file is not whole.
  init(_ path: String) throws(DataError) {
    library = try .found(for: path, orElse: "take a .csv instead")
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      throw DataError(file: path, "there is no such file")
    }
    let status = library.open(path, 0, &file)
    if status != 0 {
      file = -1
      throw DataError(
        file: path,
        "cannot be read as NetCDF: it is cut off, or something else (\(library.words(for: status)))")
    }
  }

  deinit { if file >= 0 { _ = library.close(file) } }

  /// An attribute of the whole file that is text; nil where there is none.
  func text(_ name: String) -> String? {
    var length = 0
    guard library.inq_attlen(file, Int32(netcdf_global), name, &length) == 0 else { return nil }
    var bytes = [CChar](repeating: 0, count: length)
    guard library.get_att_text(file, Int32(netcdf_global), name, &bytes) == 0 else { return nil }
    return String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Length of a dimension; nil where there is none.
  func length(_ dimension: String) -> Int? {
    var (id, length): (Int32, Int) = (0, 0)
    let isThere = library.inq_dimid(file, dimension, &id) == 0 && library.inq_dimlen(file, id, &length) == 0
    return isThere ? length : nil
  }

  /// The values of a variable over dimensions of these lengths, the last running fastest.
  ///
  /// - Throws: ``DataError``: there is no such variable, it has other dimensions, or its values cannot be read.
  func values(_ name: String, shape: [Int]) throws(DataError) -> [Double] {
    var variable: Int32 = 0
    guard library.inq_varid(file, name, &variable) == 0 else {
      throw DataError(file: path, "has no variable '\(name)', which its study names")
    }
    var rank: Int32 = 0
    let (count, isTooMuch) = shape.reduce((1, false)) { product, length in
      let (result, overflow) = product.0.multipliedReportingOverflow(by: length)
      return (result, product.1 || overflow)
    }
    guard library.inq_varndims(file, variable, &rank) == 0, Int(rank) == shape.count, !isTooMuch,
      count <= Self.most
    else { throw DataError(file: path, "'\(name)' has not the dimensions that its study gives it") }
    var values = [Double](repeating: .nan, count: count)
    let status = library.get_vara_double(file, variable, shape.map { _ in 0 }, shape, &values)
    if status != 0 { throw DataError(file: path, "'\(name)' cannot be read: \(library.words(for: status))") }
    return values
  }
}
