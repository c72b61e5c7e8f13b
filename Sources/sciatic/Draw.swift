import Anatomy
import ArgumentParser
import Diagrams
import Foundation

/// `sciatic draw`: pictures.
struct Draw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draw", abstract: "Draw the pathway, territories, patients and courses.",
    subcommands: [
      Route.self, Map.self, TerritoryMap.self, Compare.self, Patient.self, Mechanics.self, Course.self,
    ])
}

/// The formats of a kind of picture beside .svg, .png and .pdf.
protocol PictureFormats {
  static var others: [String] { get }
  /// What they are, for the help.
  static var help: String { get }
}

/// Pictures alone.
enum PlainPicture: PictureFormats {
  static var others: [String] { [] }
  static var help: String { "The file: .svg, .png or .pdf." }
}

/// Pictures, or a page to explore.
enum RoutePicture: PictureFormats {
  static var others: [String] { ["html"] }
  static var help: String { "The file: .svg, .png or .pdf; .html is a page to explore." }
}

/// Pictures, or the graph as text.
enum MapPicture: PictureFormats {
  static var others: [String] { ["dot", "mmd"] }
  static var help: String {
    "The file: .svg, .png or .pdf; .dot (Graphviz) or .mmd (Mermaid) is the graph as text."
  }
}

/// Names on pictures.
enum PictureNames: String, ExpressibleByArgument, CaseIterable { case english, latin }

/// Options of every picture.
struct DrawOptions<Formats: PictureFormats>: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("\(Formats.help)", valueName: "file"))
  var output: String
  @Option(help: "a4, slide or square.") var size = PageSize.a4
  @Option(help: "light, dark or print.") var theme = Theme.Kind.light
  @Option(help: "english or latin, of nerves and muscles; places and skin stay English.")
  var names = PictureNames.english
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    let able = ["svg", "png", "pdf"] + Formats.others
    if !able.contains(output.fileEnding) {
      let words = able.map { "." + $0 }
      throw ValidationError(
        "-o \(output): the name must end in \(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])."
      )
    }
  }

  var style: DrawingStyle { DrawingStyle(theme: theme, size: size, isLatin: names == .latin) }

  /// The atlas with its views.
  func load() throws(DataError) -> DrawingAtlas {
    try DrawingAtlas(try atlasOption.load(), try atlasOption.files())
  }

  /// Writes a picture, its format by the ending of the file.
  func write(_ scene: Scene) throws(DataError) {
    try Picture.write(scene, to: output, pixels: size == .a4 ? 1654 : 1920)
  }
}

extension PageSize: ExpressibleByArgument {}
extension Theme.Kind: ExpressibleByArgument {}

extension DrawingAtlas {
  /// The view of a name.
  ///
  /// - Throws: ``DataError``: there is none of that name, or none at all.
  func view(named name: String?) throws(DataError) -> BodyView {
    guard let first = views.first else {
      throw DataError(file: "command line", "this atlas has no views of the body; 'draw map' needs none")
    }
    guard let name else { return views.first { $0.isMirrored && $0.page > 0 } ?? first }
    if let view = view(name) { return view }
    let near = Nearest.words(to: name, in: views.map(\.id))
    let all = near.isEmpty ? "; it is one of \(views.map(\.id).joined(separator: ", "))" : ""
    throw DataError(file: "command line", "no view '\(name)'\(all)", suggestions: near)
  }
}

/// The leg that is drawn.
enum DrawnSide: String, ExpressibleByArgument, CaseIterable {
  case left, right
}

extension Draw {
  /// `sciatic draw route`.
  struct Route: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "route",
      abstract: "The nerve from the cord to its ends over the body, with muscles, passages and sites named.",
      usage: "sciatic draw route --output <file> [<options>]")

    @Option(
      help: ArgumentHelp(
        "posterior, anterior, lateral, medial, sole, dorsum; else that which shows most of what is asked for.",
        valueName: "id"))
    var view: String?
    @Option(help: "left or right.") var side = DrawnSide.right
    @Option(help: ArgumentHelp("Bring out one root.", valueName: "root")) var root: String?
    @Option(help: ArgumentHelp("Bring out one nerve.", valueName: "id")) var nerve: String?
    @Option(help: ArgumentHelp("Bring out the way from the cord to a muscle.", valueName: "muscle"))
    var to: String?
    @OptionGroup var options: DrawOptions<RoutePicture>

    func validate() throws {
      if [root, nerve, to].compactMap({ $0 }).count > 1 {
        throw ValidationError("one of --root, --nerve and --to at a time.")
      }
    }

    func run() throws {
      let drawing = try options.load()
      if options.output.fileEnding == "html" {
        if root != nil || nerve != nil || to != nil || view != nil {
          throw DataError(
            file: options.output,
            "on a page the reader chooses what is brought out; leave out --view, --root, --nerve and --to")
        }
        let page = InteractivePage(drawing, isLeft: side == .left, style: options.style)
        return try Output.save(try page.render(), to: options.output)
      }
      let highlight = try highlight(drawing.atlas)
      let diagram = RouteDiagram(
        drawing, view: try shown(drawing, highlight), isLeft: side == .left, highlight: highlight,
        style: options.style)
      try options.write(diagram.scene())
    }

    /// The view that was asked for; else the first that shows what is brought out, a muscle with its tracts.
    private func shown(
      _ drawing: DrawingAtlas, _ highlight: RouteDiagram.Highlight?
    ) throws(DataError) -> BodyView {
      guard let highlight else { return try drawing.view(named: view) }
      let able: [BodyView]
      var what = ""
      switch highlight {
      case .muscle(let m):
        able = drawing.viewsOfTracts(to: m)
        what = "the way to \(drawing.atlas.muscles[m].id)"
      case .nerve, .root:
        let first = try drawing.view(named: nil)
        able = ([first] + drawing.views.filter { $0.id != first.id }).filter {
          RouteDiagram(drawing, view: $0, highlight: highlight).showsHighlight
        }
        if case .nerve(let n) = highlight { what = drawing.atlas.nerves[n].id }
        if case .root(let r) = highlight { what = drawing.atlas.roots[r].id }
      }
      if view == nil, let first = able.first {
        if case .muscle = highlight { return first }
        // The view that shows most of it; of equals the usual one.
        func count(_ view: BodyView) -> Int {
          RouteDiagram(drawing, view: view, highlight: highlight).shownCount
        }
        return able.reduce(first) { count($1) > count($0) ? $1 : $0 }
      }
      let chosen = try drawing.view(named: view)
      if able.contains(where: { $0.id == chosen.id }) { return chosen }
      if able.isEmpty { throw undrawn(drawing, highlight) }
      throw DataError(
        file: "command line", "view '\(chosen.id)' does not show \(what)", suggestions: able.map(\.id))
    }

    /// That no view draws what is asked for, with what else is not drawn or what is, whichever is the shorter list.
    private func undrawn(_ drawing: DrawingAtlas, _ highlight: RouteDiagram.Highlight) -> DataError {
      let atlas = drawing.atlas
      switch highlight {
      case .muscle(let m):
        let others = atlas.muscles.indices.filter {
          $0 != m && drawing.viewsOfTracts(to: $0).isEmpty
        }.map { atlas.muscles[$0].id }
        let rest = others.isEmpty ? "" : ", nor to \(others.joined(separator: ", "))"
        return DataError(
          file: "command line",
          "no view draws the way to \(atlas.muscles[m].id)\(rest); the ways to all other muscles are drawn")
      case .nerve(let n):
        let nerve = atlas.nerves[n]
        let parents = drawing.drawnNerves(before: n)
        let rest =
          parents.isEmpty
          ? "" : "; it leaves or continues what --nerve \(parents.joined(separator: " or ")) draws"
        return DataError(file: "command line", "no view draws \(nerve.id) by itself\(rest)")
      case .root(let r):
        let drawn = atlas.roots.indices.filter { root in
          drawing.views.contains {
            RouteDiagram(drawing, view: $0, highlight: .root(root)).showsHighlight
          }
        }.map { atlas.roots[$0].id }
        return DataError(
          file: "command line",
          "no view draws \(atlas.roots[r].id); drawn are \(drawn.joined(separator: ", "))")
      }
    }

    private func highlight(_ atlas: Atlas) throws(DataError) -> RouteDiagram.Highlight? {
      let names = NameIndex(atlas)
      func found(_ word: String, _ match: NameIndex.Match<Int>, _ what: String) throws(DataError) -> Int {
        switch match {
        case .found(let position): return position
        case .ambiguous(let ids), .unknown(let ids):
          throw DataError(file: "command line", "no \(what) '\(word)'", suggestions: ids)
        }
      }
      if let root { return .root(try found(root, names.root(root), "root")) }
      if let nerve { return .nerve(try found(nerve, names.nerve(nerve), "nerve")) }
      if let to { return .muscle(try found(to, names.muscle(to), "muscle")) }
      return nil
    }
  }
}
