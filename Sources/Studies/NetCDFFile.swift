import Anatomy
import CNetCDF
import Foundation

/// A NetCDF-4 file that is being written.
///
/// Everything goes into a file beside the one that is wanted, which takes its place when it is whole.
final class NetCDFFile {
  private let library: netcdf_library
  private let path: String
  private let draft: FileDraft
  private var file: Int32 = 0
  private var dimensions: [String: (id: Int32, length: Int)] = [:]
  private var variables: [String: (id: Int32, dimensions: [String])] = [:]
  private var isOpen = false
  /// Whether a call failed: on a full disk HDF5 crashes when such a file is closed.
  private var isBroken = false

  /// Kinds of values.
  enum Kind: Int32, Sendable {
    case int = 4
    case double = 6
    case string = 12
  }

  /// Begins a file.
  ///
  /// - Throws: ``DataError``: the library is missing, or the file cannot be written.
  init(_ path: String) throws(DataError) {
    library = try .found(for: path, orElse: "write .csv instead")
    self.path = path
    draft = try FileDraft(path)
    if draft.isStream { throw DataError(file: path, "is a device or a pipe; NetCDF needs a file") }
    try check(library.create(draft.place, Int32(netcdf_format4), &file))
    isOpen = true
  }

  deinit {
    if isOpen {
      if !isBroken { _ = library.close(file) }
      draft.discard()
    }
  }

  private func check(_ status: Int32) throws(DataError) {
    if status == 0 { return }
    isBroken = true
    throw DataError(file: path, "cannot be written as NetCDF: \(library.words(for: status))")
  }

  /// A dimension; `nil` as length: as long as what is written.
  func dimension(_ name: String, _ length: Int?) throws(DataError) {
    var id: Int32 = 0
    try check(library.def_dim(file, name, length ?? 0, &id))
    dimensions[name] = (id, length ?? 0)
  }

  /// A variable with its attributes.
  ///
  /// - Parameters:
  ///   - flags: what the values 0, 1, … stand for (CF 1.10, section 3.5).
  ///   - chunk: rows of the first dimension that are stored together, for one that grows.
  func variable(
    _ name: String, _ kind: Kind, over names: [String], attributes: [String: String], flags: [String] = [],
    chunk: Int? = nil
  ) throws(DataError) {
    var id: Int32 = 0
    let ids = names.compactMap { dimensions[$0]?.id }
    try check(library.def_var(file, name, kind.rawValue, Int32(ids.count), ids, &id))
    if let chunk, let first = names.first {
      let sizes = names.map { $0 == first ? chunk : max(1, dimensions[$0]?.length ?? 1) }
      try check(library.def_var_chunking(file, id, Int32(netcdf_chunked), sizes))
    }
    if kind != .string, !ids.isEmpty { try check(library.def_var_deflate(file, id, 1, 1, 4)) }
    variables[name] = (id, names)
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) { try attribute(key, value, of: id) }
    if flags.isEmpty { return }
    let values = flags.indices.map(Int32.init)
    try check(library.put_att_int(file, id, "flag_values", Int32(netcdf_int), flags.count, values))
    try attribute("flag_meanings", flags.map(Self.flagMeaning).joined(separator: " "), of: id)
  }

  /// A word as `flag_meanings` takes it: no blanks, letters, digits and `_-.+@` only.
  static func flagMeaning(_ text: String) -> String {
    let kept = text.unicodeScalars.map { scalar in
      let isKept =
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "_-.+@".unicodeScalars.contains(scalar)
      return isKept ? Character(scalar) : "_"
    }
    return kept.isEmpty ? "_" : String(kept)
  }

  private func attribute(_ name: String, _ text: String, of variable: Int32) throws(DataError) {
    try check(library.put_att_text(file, variable, name, text.utf8.count, text))
  }

  /// An attribute of the whole file.
  func attribute(_ name: String, _ text: String) throws(DataError) {
    try attribute(name, text, of: Int32(netcdf_global))
  }

  /// An attribute of the whole file that is a count or a seed.
  func attribute(_ name: String, _ number: UInt64) throws(DataError) {
    try check(library.put_att_ulonglong(file, Int32(netcdf_global), name, Int32(netcdf_uint64), 1, [number]))
  }

  /// The attributes that every result has: conventions, title, what made it, by which command, of which model.
  func describe(title: String, _ atlas: Atlas, history: String) throws(DataError) {
    try attribute("Conventions", "CF-1.10")
    try attribute("title", title)
    try attribute("source", atlas.origin)
    try attribute("history", history)
    try attribute("atlas", atlas.name)
    try attribute("atlas_version", atlas.version)
    try attribute("atlas_digest", atlas.digest)
    try attribute("comment", "For research and teaching; not a medical device.")
  }

  /// Ends the definitions.
  func begin() throws(DataError) { try check(library.enddef(file)) }

  /// Writes rows of a variable from one on; `values` runs along the last dimension first.
  func write(_ name: String, from start: Int = 0, rows: Int, _ values: [Double]) throws(DataError) {
    guard let (id, at, count) = try slab(name, start, rows, holding: values.count) else { return }
    try check(library.put_vara_double(file, id, at, count, values))
  }

  /// The same for whole numbers.
  func write(_ name: String, from start: Int = 0, rows: Int, _ values: [Int32]) throws(DataError) {
    guard let (id, at, count) = try slab(name, start, rows, holding: values.count) else { return }
    try check(library.put_vara_int(file, id, at, count, values))
  }

  /// The same for texts.
  func write(_ name: String, from start: Int = 0, rows: Int, _ values: [String]) throws(DataError) {
    guard let (id, at, count) = try slab(name, start, rows, holding: values.count) else { return }
    var texts: [UnsafePointer<CChar>?] = values.map { UnsafePointer(strdup($0)) }
    defer { for text in texts { free(UnsafeMutablePointer(mutating: text)) } }
    try check(library.put_vara_string(file, id, at, count, &texts))
  }

  private func slab(
    _ name: String, _ start: Int, _ rows: Int, holding values: Int
  ) throws(DataError) -> (Int32, [Int], [Int])? {
    guard let variable = variables[name], rows > 0 else { return nil }
    let rest = variable.dimensions.dropFirst().map { dimensions[$0]?.length ?? 1 }
    let wanted = rest.reduce(rows, *)
    // The library reads as many as it wants, whatever is there.
    if values != wanted {
      throw DataError(file: path, "\(values) values of '\(name)' where there should be \(wanted)")
    }
    return (variable.id, [start] + rest.map { _ in 0 }, [rows] + rest)
  }

  /// Closes the file and puts it where it belongs.
  func finish() throws(DataError) {
    isOpen = false
    do {
      try check(library.close(file))
    } catch {
      draft.discard()
      throw error
    }
    try draft.commit()
  }
}
