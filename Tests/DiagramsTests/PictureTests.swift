import Anatomy
import Foundation
import FoundationXML
import Testing

@testable import Diagrams

/// Reads SVG back.
private final class SVGReader: NSObject, XMLParserDelegate {
  var ids: [String] = []
  var names: [String] = []

  func read(_ text: String) -> Bool {
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    return parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    names.append(name)
    if let id = attributes["id"] { ids.append(id) }
  }
}

@Suite struct PictureTests {
  static let all = Pictures.names.flatMap { name in
    PageSize.allCases.map { (name, $0) }
  }

  @Test(arguments: all)
  func noTextTouchesAnotherOrLeavesThePage(_ name: String, _ size: PageSize) {
    let scene = Pictures.scene(name, DrawingStyle(size: size))
    let page = Box(minX: 0, minY: 0, maxX: scene.width, maxY: scene.height)
    let texts = scene.texts
    #expect(texts.count > 4)
    for (n, text) in texts.enumerated() {
      #expect(page.contains(text.line.box), "\(text.id) leaves the page: \(text.line.text)")
      // A hair's breadth of the descent may lie over the next line's room.
      let box = text.line.box.inset(text.line.size * 0.04)
      for other in texts[(n + 1)...] where box.overlaps(other.line.box.inset(other.line.size * 0.04)) {
        Issue.record("\(text.id) '\(text.line.text)' lies over \(other.id) '\(other.line.text)'")
      }
    }
  }

  @Test(arguments: all)
  func svgIsValidWithUniqueIdsAndSpeaks(_ name: String, _ size: PageSize) {
    let text = SVGWriter(Pictures.scene(name, DrawingStyle(size: size))).render()
    let reader = SVGReader()
    #expect(reader.read(text))
    #expect(Set(reader.ids).count == reader.ids.count, "\(repeated(reader.ids))")
    #expect(reader.names.prefix(3) == ["svg", "title", "desc"])
    #expect(text.utf8.count < 600_000)
    #expect(text == SVGWriter(Pictures.scene(name, DrawingStyle(size: size))).render())
  }

  private func repeated(_ ids: [String]) -> [String] {
    var seen: Set<String> = []
    return ids.filter { !seen.insert($0).inserted }
  }

  @Test(arguments: Pictures.names, Theme.Kind.allCases)
  func textIsReadableInEveryTheme(_ name: String, _ theme: Theme.Kind) {
    let style = DrawingStyle(theme: theme)
    for text in Pictures.scene(name, style).texts {
      let contrast = text.line.colour.contrast(with: style.theme.page)
      #expect(contrast >= 4.5, "\(text.id) in \(theme): \(contrast)")
    }
  }

  @Test func printIsGrey() {
    let theme = Theme(.print)
    for n in 0..<12 {
      let colour = theme.colour(n)
      #expect(colour.red == colour.green && colour.green == colour.blue)
    }
  }

  /// Roots, their leaves and the view in which they are drawn whole.
  @Test(arguments: ["soleus", "gastrocnemius-medial", "biceps-femoris-long", "popliteus"])
  func aTractTouchesItsSitesInOrder(_ id: String) throws {
    let atlas = Pictures.atlas
    let view = try #require(Pictures.drawing.views.first { $0.isMirrored && $0.page > 0 })
    let m = try #require(atlas.muscles.position(of: id))
    let diagram = RouteDiagram(Pictures.drawing, view: view, highlight: .muscle(m))
    #expect(!diagram.tracts.isEmpty)
    for tract in diagram.tracts {
      let end = view.muscles.first { $0.muscle == m }?.label.map { Point($0.x, $0.y) }
      guard let drawn = DrawnTract(atlas, view, root: tract.root, segments: tract.segments, to: end) else {
        continue
      }
      // Sites are drawn beside the nerve, so that two near each other may change places by a finger's breadth.
      let along = drawn.points.indices.reduce(into: [Double]()) { sums, n in
        sums.append(n == 0 ? 0 : sums[n - 1] + drawn.points[n - 1].distance(to: drawn.points[n]))
      }
      var last = 0.0
      var touched = 0
      for segment in tract.segments {
        for shown in view.sites where atlas.sites[shown.site].anchor == segment {
          let at = Point(shown.at.x, shown.at.y)
          let near = try #require(DrawnTract.nearest(at, drawn.points))
          #expect(
            near.distance < 16,
            "\(atlas.sites[shown.site].id) lies \(near.distance) mm off the tract of \(id)")
          #expect(
            along[near.index] >= last - 15,
            "\(atlas.sites[shown.site].id) is passed out of order on the way to \(id)"
          )
          last = max(last, along[near.index])
          touched += 1
        }
      }
      #expect(touched >= 3)
      // It begins at the cord's side and ends at the muscle.
      #expect(end.map { drawn.points.last?.distance(to: $0) ?? 99 < 1 } ?? true)
      let longest =
        zip(drawn.points, drawn.points.dropFirst()).map { $0.distance(to: $1) }.dropLast().max() ?? 0
      #expect(longest < 45, "a leap of \(longest) mm on the way to \(id)")
    }
  }

  @Test func contrastIsThatOfTheStandard() {
    #expect(abs(Colour(0xFFFFFF).contrast(with: Colour(0x000000)) - 21) < 1e-9)
    // #777 on white: 4.48, as WCAG's own examples have it.
    #expect(abs(Colour(0x777777).contrast(with: Colour(0xFFFFFF)) - 4.48) < 0.01)
    let readable = Colour(0xE69F00).readable(on: Colour(0xFFFFFF), towards: Colour(0x000000))
    #expect(readable.contrast(with: Colour(0xFFFFFF)) >= 4.5)
  }

  @Test func widthsAreThoseOfTheFont() {
    // Advance widths of Arial in 2048ths, as published in its metrics: A 1366, i 455, space 569, bold A 1479.
    #expect(FontMetrics.width("A", size: 2048) == 1366)
    #expect(FontMetrics.width("i", size: 2048) == 455)
    #expect(FontMetrics.width(" ", size: 2048) == 569)
    #expect(FontMetrics.width("A", size: 2048, isBold: true) == 1479)
    #expect(FontMetrics.width("Ai ", size: 2048) == 1366 + 455 + 569)
  }

  @Test func aSplineGoesThroughItsPointsAndIsStraightBetweenCorners() {
    let points = [(0.0, 0.0), (10, 5), (20, 0), (40, 30)].map { ViewPoint(x: $0.0, y: $0.1) }
    let path = Spline.path(points)
    var ends: [Point] = []
    for command in path.commands {
      switch command {
      case .move(let p), .line(let p), .curve(_, _, let p): ends.append(p)
      case .close: break
      }
    }
    #expect(ends == points.map { Point($0.x, $0.y) })
    let corners = points.map { ViewPoint(x: $0.x, y: $0.y, isCorner: true) }
    #expect(Spline.path(corners) == Path(line: ends))
    // Equal steps give the uniform Catmull-Rom control points: p1 + (p2 - p0)/6.
    let even = Spline.path([(0.0, 0.0), (1, 0), (2, 0), (3, 0)].map { ViewPoint(x: $0.0, y: $0.1) })
    guard case .curve(let a, let b, _) = even.commands[2] else {
      Issue.record("no curve")
      return
    }
    #expect(abs(a.x - (1 + 2.0 / 6)) < 1e-12 && abs(b.x - (2 - 2.0 / 6)) < 1e-12)
  }

  @Test func skinTilesTheBodyWithoutGapOrOverlap() throws {
    for view in Pictures.drawing.views {
      let shapes = ViewShapes(view)
      let whole = area(shapes.path(view.outline, isClosed: true).points(steps: 24))
      let parts = view.regions.reduce(0) {
        $0 + area(shapes.path($1.parts, isClosed: true).points(steps: 24))
      }
      #expect(abs(parts / whole - 1) < 0.005, "\(view.id): \(parts) of \(whole)")
    }
  }

  private func area(_ points: [Point]) -> Double {
    abs(
      zip(points, points.dropFirst() + points.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
        / 2)
  }

  @Test func labelsKeepOrderAndDistanceAndMoveAsLittleAsTheyCan() {
    let column = LabelColumn(x: 0, side: .right, top: 0, bottom: 100, size: 2)
    func placed(_ heights: [Double]) -> [Double] {
      column.placed(
        heights.enumerated().map {
          LabelColumn.Label(id: "\($0)", text: "x", target: Point(0, $1), colour: Colour(0))
        }
      ).map(\.y)
    }
    let free = placed([10, 30, 60])
    #expect(free == [10, 30, 60])
    let crowded = placed([50, 50.5, 51, 20])
    #expect(crowded[0] == 20)
    for (a, b) in zip(crowded, crowded.dropFirst()) { #expect(b - a >= column.pitch - 1e-9) }
    // Three that touch stand around their mean.
    #expect(abs(crowded[2] - 50.5) < 1e-9)
    let many = placed((0..<80).map { Double($0) })
    #expect(many.count == Int(100 / column.pitch))
    #expect((many.last ?? 0) <= 100)
  }

  @Test func aLongLabelIsBrokenAndKeepsItsDistance() {
    var column = LabelColumn(x: 0, side: .right, top: 0, bottom: 60, size: 2)
    column.width = 20
    let labels = ["short", "a name of so many words that it wants lines", "another", "one more"].enumerated()
      .map {
        LabelColumn.Label(id: "\($0)", text: $1, target: Point(-10, 30), colour: Colour(0))
      }
    let lines = column.elements(labels, leader: Colour(0)).compactMap { element -> TextLine? in
      if case .text(_, let line) = element { return line }
      return nil
    }
    #expect(lines.count > labels.count)
    #expect(lines.map(\.text).joined(separator: " ").split(separator: " ").count == 14)
    for (n, one) in lines.enumerated() {
      #expect(one.box.width <= 20 && one.box.minY >= 0 && one.box.maxY <= 60)
      for other in lines[(n + 1)...] { #expect(!one.box.inset(0.1).overlaps(other.box.inset(0.1))) }
    }
  }

  @Test func aFullColumnShrinksBeforeItLeavesALabelOut() {
    let labels = (0..<50).map {
      LabelColumn.Label(id: "\($0)", text: "x", target: Point(0, 2 * Double($0)), colour: Colour(0))
    }
    var column = LabelColumn(x: 0, side: .right, top: 0, bottom: 110, size: 2)
    #expect(column.placed(labels).count == 41 && !column.hasRoom(for: labels))
    column.least = 0.8
    #expect(column.placed(labels).count == 50 && column.hasRoom(for: labels))
    #expect(column.fittingSize(labels) >= 1.6 && column.fittingSize(labels) < 2)
  }

  @Test func leadersDoNotCross() {
    #expect(LabelColumn.cross(Point(0, 0), Point(2, 2), Point(0, 2), Point(2, 0)))
    #expect(!LabelColumn.cross(Point(0, 0), Point(2, 0), Point(0, 1), Point(2, 1)))
    for view in Pictures.drawing.views {
      for size in PageSize.allCases {
        let scene = RouteDiagram(Pictures.drawing, view: view, style: DrawingStyle(size: size)).scene()
        let leaders = paths(scene.elements).filter { $0.id.hasPrefix("leader-") }.compactMap { path in
          let points = path.path.points()
          return points.count == 3 ? (path.id, points[1], points[2]) : nil
        }
        #expect(leaders.count > 4)
        for (n, one) in leaders.enumerated() {
          for other in leaders[(n + 1)...] where LabelColumn.cross(one.1, one.2, other.1, other.2) {
            Issue.record("\(one.0) crosses \(other.0), \(view.id), \(size)")
          }
        }
      }
    }
  }

  private func paths(_ elements: [Element]) -> [(id: String, path: Path)] {
    elements.flatMap { element -> [(id: String, path: Path)] in
      switch element {
      case .path(let id, let path, _, _): [(id, path)]
      case .group(_, _, let inner): paths(inner)
      case .circle, .box, .text: []
      }
    }
  }

  /// No name loses its end, none is left out, and all stand between the margins.
  @Test(arguments: ["english", "latin"], PageSize.allCases)
  func everyRingOfARouteIsNamedInFull(_ names: String, _ size: PageSize) {
    let atlas = Pictures.atlas
    for view in Pictures.drawing.views {
      let style = DrawingStyle(size: size, isLatin: names == "latin")
      let scene = RouteDiagram(Pictures.drawing, view: view, style: style).scene()
      var words: [String: String] = [:]
      for (id, line) in scene.texts where id.hasPrefix("label-") {
        #expect(!line.text.contains("\u{2026}"), "\(line.text), \(view.id)")
        #expect(line.box.minX >= 8.5 && line.box.maxX <= scene.width - 8.5, "\(line.text), \(view.id)")
        let whole = id.firstRange(of: "-line-").map { String(id[..<$0.lowerBound]) } ?? id
        words[whole, default: ""] += (words[whole] == nil ? "" : " ") + line.text
      }
      let shown = Set(words.values.map { $0.lowercased() })
      for ring in view.sites where !atlas.sites[ring.site].modes.isEmpty {
        let name = atlas.sites[ring.site].name
        let latin = atlas.nerves.first { $0.name.lowercased() == name.lowercased() }?.latin ?? name
        #expect(
          shown.contains(name.lowercased()) || names == "latin" && shown.contains(latin.lowercased()),
          "\(name), \(view.id), \(size)")
      }
    }
  }
}

extension Box {
  /// The box that is smaller by a distance on every side.
  fileprivate func inset(_ d: Double) -> Box {
    Box(minX: minX + d, minY: minY + d, maxX: maxX - d, maxY: maxY - d)
  }
}
