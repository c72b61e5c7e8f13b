import Anatomy
import Testing

@testable import Diagrams

/// What pictures say about the body, held to the atlas or to the textbook.
@Suite struct AnatomyOfPicturesTests {
  private let atlas = Pictures.atlas
  private let back = Pictures.drawing.views.first { $0.isMirrored && $0.page > 0 }

  private func route(_ view: String, _ highlight: RouteDiagram.Highlight? = nil) throws -> Scene {
    let view = try #require(Pictures.drawing.view(view))
    return RouteDiagram(Pictures.drawing, view: view, highlight: highlight).scene()
  }

  private func nerve(_ id: String) throws -> Int { try #require(atlas.nerves.position(of: id)) }
  private func muscle(_ id: String) throws -> Int { try #require(atlas.muscles.position(of: id)) }
  private func region(_ id: String) throws -> Int { try #require(atlas.regions.position(of: id)) }

  private func ids(_ elements: [Element]) -> [String] {
    elements.flatMap { element -> [String] in
      switch element {
      case .path(let id, _, _, _), .circle(let id, _, _, _, _), .box(let id, _, _, _, _), .text(let id, _):
        [id]
      case .group(let id, _, let inner): [id] + ids(inner)
      }
    }
  }

  @Test func aNerveLeavesItsNeighboursAlone() throws {
    let scene = try route("posterior", .nerve(nerve("sciatic")))
    let shown = ids(scene.elements)
    #expect(shown.contains("posterior-muscle-semitendinosus"))
    for muscle in ["gluteus-maximus", "obturator-internus", "quadratus-femoris"] {
      #expect(!shown.contains("posterior-muscle-\(muscle)"))
    }
    for nerve in ["pudendal", "inferior-gluteal", "posterior-femoral-cutaneous"] {
      #expect(!shown.contains("label-nerve-\(nerve)"))
    }
    #expect(shown.contains("label-nerve-tibial") && shown.contains("label-nerve-common-fibular"))
  }

  @Test func aRootPassesNoNeighboursPlace() throws {
    let root = try #require(atlas.roots.position(of: "L5"))
    let shown = ids(try route("posterior", .root(root)).elements)
    #expect(shown.contains("site-l5-foramen") && shown.contains("site-infrapiriform-foramen"))
    for site in [
      "l3-foramen", "l4-disc-paracentral", "l4-foramen", "s1-disc-paracentral", "s1-lateral-recess",
    ] {
      #expect(!shown.contains("site-\(site)"))
    }
  }

  @Test func branchesThatEndOnTheWayBelongToATerritory() throws {
    let sural = Territory(nerve: try nerve("sural"), atlas).numb
    for skin in ["lateral-foot", "lateral-ankle", "heel", "posterolateral-leg"] {
      #expect(sural[try region(skin)] != nil, "\(skin)")
    }
    // Two that end in one place are no branches of each other.
    let one = try nerve("ilioinguinal")
    let skin = Territory(nerve: one, atlas).numb
    for (r, region) in atlas.regions.enumerated() {
      let own = region.nerves.first { $0.index == one }?.value ?? 0
      #expect(abs((skin[r] ?? 0) - (own >= 0.1 ? own : 0)) < 1e-12)
    }
  }

  @Test func onlyTheTrunkOfTwoDivisionsIsDrawnAsTwo() throws {
    for view in Pictures.drawing.views {
      let shown = ids(RouteDiagram(Pictures.drawing, view: view).scene().elements)
      for route in view.routes {
        let isDouble = shown.contains("\(view.id)-nerve-\(route.id)-0-1")
        #expect(!isDouble || route.nerve == "sciatic", "\(route.id), \(view.id)")
      }
    }
    #expect(ids(try route("posterior").elements).contains("posterior-nerve-sciatic-0-1"))
  }

  @Test func everyRingOfANerveLiesOnADrawnLine() throws {
    for view in Pictures.drawing.views where view.isMirrored {
      let lines = view.routes.flatMap(\.paths).map { Spline.path($0.points).points() }
      for shown in view.sites where !atlas.sites[shown.site].modes.isEmpty {
        let at = Point(shown.at.x, shown.at.y)
        let near = lines.compactMap { DrawnTract.nearest(at, $0)?.distance }.min() ?? .infinity
        #expect(near < 8, "\(atlas.sites[shown.site].id), \(view.id): \(near) mm")
      }
    }
  }

  @Test func muscleWaysBeginWhereTheySay() throws {
    let drawing = Pictures.drawing
    for id in ["quadriceps", "iliopsoas", "soleus"] {
      #expect(drawing.viewsOfTracts(to: try muscle(id)).first?.isMirrored == true, "\(id)")
    }
    let foot = try muscle("abductor-hallucis")
    let view = try #require(drawing.viewsOfTracts(to: foot).first)
    let title = RouteDiagram(drawing, view: view, highlight: .muscle(foot)).scene().title
    #expect(title.hasPrefix("From the tibial nerve to"))
    // The muscle's first branches leave above the sling.
    let soleus = RouteDiagram(
      drawing, view: try #require(back), highlight: .muscle(try muscle("soleus"))
    )
    let sling = try #require(back?.sites.first { atlas.sites[$0.site].id == "soleal-sling" })
    for tract in soleus.drawnTracts { #expect((tract.drawn.points.map(\.y).min() ?? 0) > sling.at.y) }
  }

  @Test func stationsOfTheMapStandApart() {
    let scene = TransitMap(Pictures.drawing, system: Pictures.system).scene()
    var seen: [Point] = []
    func collect(_ elements: [Element]) {
      for element in elements {
        if case .circle(_, let centre, _, _, _) = element { seen.append(centre) }
        if case .group(_, _, let inner) = element { collect(inner) }
      }
    }
    collect(scene.elements.filter { if case .group("legend", _, _) = $0 { false } else { true } })
    for (n, one) in seen.enumerated() {
      for other in seen[(n + 1)...] { #expect(one.distance(to: other) > 0.5) }
    }
  }

  @Test func aWeakMuscleIsSeenThroughItsCover() throws {
    let (deep, cover) = (try muscle("piriformis"), try muscle("gluteus-maximus"))
    let map = BodyMap(drawing: Pictures.drawing, style: DrawingStyle(), isLeft: false)
    func order(_ p: Double) throws -> (deep: Int?, cover: Int?, outline: Int?) {
      var shading = Shading(colour: Colour(0x7A5195))
      shading.muscles = [deep: 0.9, cover: p]
      let box = Box(minX: 0, minY: 0, maxX: 80, maxY: 200)
      let shown = ids(map.body(try #require(back), in: box, shading, panel: "x"))
      func place(_ id: String) -> Int? { shown.firstIndex(of: id) }
      return (
        place("x-posterior-muscle-piriformis"), place("x-posterior-muscle-gluteus-maximus"),
        place("outline-x-posterior-muscle-piriformis")
      )
    }
    let pale = try order(0.2)
    #expect(try #require(pale.deep) > (try #require(pale.cover)))
    let full = try order(0.95)
    #expect(try #require(full.deep) < (try #require(full.cover)))
    #expect(try #require(full.outline) > (try #require(full.cover)))
  }

  @Test func familiesOfNervesKeepApart() {
    func distance(_ a: Colour, _ b: Colour) -> Double {
      let (r, g, b) = (a.red - b.red, a.green - b.green, a.blue - b.blue)
      return (r * r + g * g + b * b).squareRoot()
    }
    for kind in [Theme.Kind.light, .dark] {
      let theme = Theme(kind)
      let colours = Pictures.drawing.families.map { Pictures.drawing.colour(ofFamily: $0, theme) }
      for (n, one) in colours.enumerated() {
        #expect(distance(one, theme.mark) > 0.18, "\(Pictures.drawing.families[n]) and the mark, \(kind)")
        for (k, other) in colours.enumerated() where k > n {
          #expect(distance(one, other) > 0.14, "\(Pictures.drawing.families[n]), \(n) and \(k), \(kind)")
        }
      }
    }
    let print = Theme(.print)
    #expect(print.numb == print.pain && print.pain == print.weak)
  }

  @Test func theCourseTakesNoMoreRoomThanItNeeds() {
    #expect(Pictures.scene("course", DrawingStyle(size: .a4)).height < 0.75 * PageSize.a4.height)
    for size in PageSize.allCases {
      #expect(Pictures.scene("course", DrawingStyle(size: size)).height <= size.height + 1e-9)
    }
  }
}
