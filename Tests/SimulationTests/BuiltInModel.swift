import Testing

@testable import Anatomy
@testable import Simulation

/// The built-in atlas with its tracts, read once.
enum BuiltIn {
  static let result = Result { () throws(DataError) in
    let atlas = try Atlas(AtlasFiles.builtIn())
    return (atlas: atlas, system: TractSystem(atlas))
  }
  static let lesions = Result { ForwardModel(try result.get().atlas) }

  static func atlas() throws -> Atlas { try result.get().atlas }
  static func system() throws -> TractSystem { try result.get().system }
  /// The model with one column per single lesion.
  static func allLesions() throws -> ForwardModel { try lesions.get() }

  /// The model with one column per lesion set, written as for ``Toy``; severe unless a level is named.
  static func model(_ sets: [[String]]) throws -> ForwardModel {
    let (atlas, system) = try result.get()
    return ForwardModel(
      atlas, system: system, columns: try sets.map { try $0.map { try Toy.lesion($0, atlas) } })
  }

  /// The usual plexus.
  static func usual() throws -> Int {
    try #require(try atlas().shifts.firstIndex { $0.steps == 0 || $0.share == 0 })
  }
}

/// What rounding leaves of nothing: weights are summed in two orders, so that a whole is 1 but for some 1e-16.
let crumb = 1e-12
