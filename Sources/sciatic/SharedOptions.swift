import Anatomy
import ArgumentParser
import BuiltInAtlas
import Localization
import Simulation

/// Options of every command that reads an atlas.
struct AtlasOption: ParsableArguments {
  @Option(help: ArgumentHelp("Read the atlas in a folder instead of the built-in one.", valueName: "dir"))
  var atlas: String?

  /// The atlas that was asked for.
  func load() throws(DataError) -> Atlas {
    if atlas == nil { return try .builtIn() }
    return try Atlas(try files())
  }

  /// An atlas, compiled; from what the build made of it, where it is the built-in one.
  func localizer(_ atlas: Atlas) -> Localizer {
    FindingTable.builtIn(atlas).map { Localizer(atlas, $0) } ?? Localizer(atlas)
  }

  /// The files of the atlas that was asked for.
  func files() throws(DataError) -> AtlasFiles {
    guard let atlas else { return .builtIn() }
    return try .folder(atlas)
  }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
