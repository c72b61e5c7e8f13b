import Anatomy
import ArgumentParser
import Diagrams
import Localization
import Simulation

extension Draw {
  /// `sciatic draw territory`.
  struct TerritoryMap: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "territory",
      abstract: "Skin that goes numb or hurts and muscles that weaken, of a site, nerve or root.",
      usage: "sciatic draw territory <id> --output <file> [<options>]")

    @Argument(help: ArgumentHelp("A site, a nerve or a root.", valueName: "id")) var subject: String
    @Option(help: "left or right.") var side = DrawnSide.right
    @OptionGroup var options: DrawOptions<PlainPicture>

    func run() throws {
      let drawing = try options.load()
      let territory = try Territory.named(subject, drawing.atlas)
      let diagram = TerritoryDiagram(
        drawing, [territory], isLeft: side == .left, style: options.style)
      try options.write(diagram.scene())
    }
  }

  /// `sciatic draw compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compare", abstract: "The territories of two sites, with what parts them.",
      usage: "sciatic draw compare <id> <id> --output <file> [<options>]")

    @Argument(help: ArgumentHelp("A site, a nerve or a root.", valueName: "id")) var first: String
    @Argument(help: ArgumentHelp("Another.", valueName: "id")) var second: String
    @Option(help: "left or right.") var side = DrawnSide.right
    @OptionGroup var options: DrawOptions<PlainPicture>

    /// Years; chance findings depend on it.
    private static let age = 50.0

    func run() throws {
      let drawing = try options.load()
      let atlas = drawing.atlas
      let pair = [try Territory.named(first, atlas), try Territory.named(second, atlas)]
      var parting: [String] = []
      if let a = atlas.sites.position(of: first), let b = atlas.sites.position(of: second) {
        parting = Localizer(atlas).parting(a, b, age: Self.age, limit: 8).map { entry in
          let percents = [entry.first, entry.second].map(\.wholePercent).joined(separator: " against ")
          return "\(atlas.midSentence(atlas.title(of: entry.finding))) \(percents)"
        }
      }
      let diagram = TerritoryDiagram(
        drawing, pair, parting: parting, age: Self.age, isLeft: side == .left, style: options.style)
      try options.write(diagram.scene())
    }
  }
}

extension Territory {
  /// The territory of a site, nerve or root.
  ///
  /// - Throws: ``DataError`` with the nearest ids.
  static func named(_ word: String, _ atlas: Atlas) throws(DataError) -> Territory {
    if let site = atlas.sites.position(of: word) {
      return Territory(site: site, atlas, system: TractSystem(atlas))
    }
    // Names of the clinic; for a muscle, the sites on which it presses are offered.
    let names = NameIndex(atlas)
    if case .found(let root) = names.root(word) { return Territory(root: root, atlas) }
    if case .found(let site) = names.site(word) {
      return Territory(site: site, atlas, system: TractSystem(atlas))
    }
    if case .found(let nerve) = names.nerve(word) { return Territory(nerve: nerve, atlas) }
    if atlas.muscles.position(of: NameIndex.normalised(word)) != nil {
      _ = try ScenarioInput(atlas: atlas).site(word)
    }
    let known = atlas.sites.ids + atlas.nerves.ids + atlas.roots.ids
    throw DataError(
      file: "command line", "no site, nerve or root '\(word)'",
      suggestions: Nearest.words(to: word, in: known))
  }
}

extension Draw {
  /// `sciatic draw map`.
  struct Map: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "map",
      abstract: "The schematic: roots as lines, sites as stations, muscles and skin as termini.",
      usage: "sciatic draw map --output <file> [<options>]")

    @OptionGroup var options: DrawOptions<MapPicture>

    func run() throws {
      let drawing = try options.load()
      switch options.output.fileEnding {
      case "dot": return try Output.save(AtlasDot(drawing.atlas).render(), to: options.output)
      case "mmd": return try Output.save(AtlasMermaid(drawing.atlas).render(), to: options.output)
      default: break
      }
      let map = TransitMap(drawing, system: TractSystem(drawing.atlas), style: options.style)
      try options.write(map.scene())
    }
  }
}
