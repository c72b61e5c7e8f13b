import Anatomy
import CNetCDF

extension netcdf_library {
  /// The library, found at run time.
  ///
  /// - Parameters:
  ///   - path: the file for which it is wanted.
  ///   - remedy: what can be done without it.
  /// - Throws: ``DataError`` where there is none.
  static func found(for path: String, orElse remedy: String) throws(DataError) -> Self {
    guard let found = netcdf_load() else {
      throw DataError(
        file: path, ".nc needs the NetCDF library: install libnetcdf19 (Debian) or netcdf, or \(remedy)")
    }
    return found.pointee
  }

  /// What the library says of a failure.
  func words(for status: Int32) -> String {
    strerror(status).map { String(cString: $0) } ?? "error \(status)"
  }
}
