import Anatomy
import ArgumentParser

extension AtlasCommand {
  /// `sciatic atlas show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show one entry with its route, numbers and sources.")

    @Argument(
      help:
        "An id: a site, muscle, nerve, root, skin region, finding, history item, posture, setting or source.")
    var id: String
    @Option(help: "Form of the answer.") var format = OutputFormat.text
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let files = try atlasOption.files()
      let atlas = try Atlas(files)
      let cards = AtlasCard(atlas, files)
      switch format {
      case .text: print(try cards.card(id))
      case .json: print(try AtlasShowJSON(atlas, files, try cards.meaning(id)).render())
      }
    }
  }
}
