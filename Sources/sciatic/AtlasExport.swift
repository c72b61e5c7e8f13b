import Anatomy
import ArgumentParser

extension AtlasCommand {
  /// `sciatic atlas export`.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write the atlas for other tools: a spreadsheet, a graph library, a drawing.",
      discussion: """
        json: anatomy, findings, sites, priors and case mixes with their sources; schema sciatic.atlas/1.
        csv: a row a link, such as root to muscle or site to segment, with value, unit and source.
        graphml: the graph of segments, roots, muscles, skin, reflexes and sites, for networkx, Gephi or yEd.
        dot: a drawing of the nerves and the sites on them, for Graphviz: dot -Tsvg.
        """)

    /// How the atlas is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
      case json, csv, graphml, dot
    }

    @Option(help: "One of: json, csv, graphml, dot.") var format: Format
    @Option(
      name: [.customShort("o"), .long],
      help: ArgumentHelp("Write into a file instead of standard output.", valueName: "file"))
    var output: String?
    @OptionGroup var atlasOption: AtlasOption

    func run() throws {
      let text = try render(atlasOption.load())
      guard let output else { return print(text, terminator: "") }
      if output.isEmpty { throw DataError(file: "command line", "a name for the file is missing") }
      try Output.save(text, to: output)
    }

    private func render(_ atlas: Atlas) throws -> String {
      switch format {
      case .json: try AtlasJSON(atlas).render()
      case .csv: AtlasCSV(atlas).render()
      case .graphml: AtlasGraphML(atlas).render()
      case .dot: AtlasDot(atlas).render()
      }
    }
  }
}
