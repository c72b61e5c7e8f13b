import ArgumentParser

/// `sciatic atlas`: what is in the model, and who says so.
struct AtlasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "atlas",
    abstract: "Look into the model: check it, list it, show one entry with its sources, export it.",
    subcommands: [Check.self, List.self, Show.self, Export.self])
}
