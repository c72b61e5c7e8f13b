import Anatomy
import Foundation
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

  @Test(arguments: PageSize.allCases)
  func stationsOfTheMapDoNotTouch(_ size: PageSize) throws {
    let scene = TransitMap(Pictures.drawing, system: Pictures.system, style: DrawingStyle(size: size)).scene()
    var seen: [(id: String, at: Point, radius: Double)] = []
    var leaders: [(id: String, points: [Point])] = []
    func collect(_ elements: [Element]) {
      for element in elements {
        if case .circle(let id, let centre, let radius, let paint, _) = element {
          seen.append((id, centre, radius + paint.width / 2))
        }
        if case .path(let id, let path, _, _) = element, id.hasPrefix("leader-site-") {
          leaders.append((String(id.dropFirst("leader-site-".count)), path.points()))
        }
        if case .group(_, _, let inner) = element { collect(inner) }
      }
    }
    collect(scene.elements.filter { if case .group("legend", _, _) = $0 { false } else { true } })
    #expect(seen.count > 30 && leaders.count >= 8)
    for (n, one) in seen.enumerated() {
      for other in seen[(n + 1)...] {
        #expect(one.at.distance(to: other.at) > one.radius + other.radius, "\(one.id) and \(other.id)")
      }
    }
    // Nor does a leader pass through the ring of another.
    for leader in leaders {
      let steps = zip(leader.points, leader.points.dropFirst()).flatMap { a, b in
        (0...200).map { a + (b - a) * (Double($0) / 200) }
      }
      for ring in seen where ring.id != "station-\(leader.id)" {
        #expect(!steps.contains { $0.distance(to: ring.at) < ring.radius }, "\(leader.id) through \(ring.id)")
      }
    }
  }

  /// Places of the canal lie across the roots that they catch, others on their own.
  @Test(arguments: PageSize.allCases)
  func placesThatCatchSeveralRootsLieAcrossThem(_ size: PageSize) throws {
    let scene = TransitMap(Pictures.drawing, system: Pictures.system, style: DrawingStyle(size: size)).scene()
    let names = Dictionary(uniqueKeysWithValues: scene.texts.map { ($0.id, $0.line.at.x) })
    func flat(_ elements: [Element]) -> [Element] {
      elements.flatMap { element -> [Element] in
        if case .group(_, _, let inner) = element { return flat(inner) }
        return [element]
      }
    }
    var bars: [String: Box] = [:]
    for case .box(let id, let box, _, _, _) in flat(scene.elements) where id.hasPrefix("station-") {
      bars[id] = box
    }
    #expect(bars.count == 2)
    for (site, first, last) in [("central-stenosis", "L4", "S1"), ("cauda-equina", "L4", "S4")] {
      let bar = try #require(bars["station-" + site])
      let caught = atlas.roots.map(\.id).filter { root in
        names["root-name-" + root].map { (bar.minX...bar.maxX).contains($0) } ?? false
      }
      #expect(caught.first == first && caught.last == last, "\(caught)")
    }
  }

  /// A nerve of the plexus that runs beside the trunk is no branch of it.
  @Test(arguments: PageSize.allCases)
  func aNeighbourOfTheTrunkHasItsOwnLineFromThePlexus(_ size: PageSize) throws {
    let tree = NerveTree(atlas, system: Pictures.system)
    let trunk = try #require(tree.tops.first)
    #expect(
      tree.companions.map { atlas.segments[$0.branch.segments[0]].nerve } == ["posterior-femoral-cutaneous"])
    let companion = try #require(tree.companions.first)
    #expect(atlas.segments[trunk.segments[companion.places.lowerBound]].nerve == "sciatic")
    // S3 is hers beside the trunk.
    let third = try #require(atlas.roots.position(of: "S3"))
    #expect(tree.roots[companion.branch.segments[0]].contains(third))
    let scene = TransitMap(Pictures.drawing, system: Pictures.system, style: DrawingStyle(size: size)).scene()
    let own = ids(scene.elements).filter { $0.hasPrefix("line-beside-") }
    #expect(own.count == tree.roots[companion.branch.segments[0]].count)
  }

  @Test func theCanalIsDrawnNarrowWhereItMostOftenIs() throws {
    let view = try #require(back)
    func place(_ id: String) throws -> ViewPoint {
      try #require(view.sites.first { atlas.sites[$0.site].id == id }).at
    }
    // At the height of the L4/5 disc, in the middle; a level is 36.
    let canal = try place("central-stenosis")
    #expect(abs(canal.y - (try place("l5-disc-paracentral")).y) < 9 && abs(canal.x) < 3)
  }

  @Test(arguments: PageSize.allCases)
  func chartsOfMechanicsNameTheJoints(_ size: PageSize) {
    let scene = Pictures.scene("mechanics", DrawingStyle(size: size))
    #expect(scene.title.hasPrefix("Straight leg raise: "))
    for chart in ["strain", "movement"] {
      let names = scene.texts.filter { $0.id.hasPrefix(chart + "-place-name-") }.map(\.line.text)
      for name in ["below piriformis", "knee crease", "ankle"] { #expect(names.contains(name), "\(names)") }
    }
    #expect(scene.texts.contains { $0.line.text.contains("from the foramen; below 0: towards the cord") })
  }

  /// What no body map can show stands in words.
  @Test(arguments: PageSize.allCases)
  func aCaseNamesTestsAndTriggerPoints(_ size: PageSize) {
    let texts = Pictures.scene("case", DrawingStyle(size: size)).texts.filter { $0.id.hasPrefix("other-") }
    let words = texts.map(\.line.text).joined(separator: " ")
    #expect(words.contains("abnormal: FAIR test") && words.contains("trigger point: piriformis"), "\(words)")
    #expect(!words.contains("dorsal foot"))
  }

  @Test func dashesAreExplainedWhereOneThingIsBroughtOut() {
    for name in ["root", "nerve", "muscle"] {
      #expect(
        Pictures.scene(name, DrawingStyle()).texts.contains { $0.line.text == "deep course" }, "\(name)")
    }
  }

  /// What leaves a nerve at its beginning does not run down it: the lowest root takes no part in the trunk of the limb.
  @Test func aRootBringsOutNoNerveBeyondWhereItLeaves() throws {
    let lowest = try #require(atlas.roots.position(of: "S4"))
    let diagram = RouteDiagram(Pictures.drawing, view: try #require(back), highlight: .root(lowest))
    let shown = ids(diagram.scene().elements)
    #expect(shown.contains("label-nerve-pudendal") && !shown.contains("label-nerve-sciatic"))
    let trunk = try #require(back?.routes.first { $0.id == "sciatic" })
    let beginning = try #require(diagram.beginning(of: trunk))
    #expect((beginning.paths.flatMap(\.points).map(\.y).min() ?? 0) > 900)
    // A root that goes all the way brings out all of it.
    let first = try #require(atlas.roots.position(of: "S1"))
    let whole = RouteDiagram(Pictures.drawing, view: try #require(back), highlight: .root(first))
    #expect(whole.beginning(of: trunk) == nil)
    #expect(ids(whole.scene().elements).contains("label-nerve-sciatic"))
  }

  /// A way that leaves a nerve at once does not name it far below.
  @Test func aWayNamesTheNervesThatItFollows() throws {
    func shown(_ id: String) throws -> [String] {
      ids(try route("posterior", .muscle(try muscle(id))).elements)
    }
    #expect(try !shown("obturator-internus").contains("label-nerve-sciatic"))
    #expect(try shown("soleus").contains("label-nerve-sciatic"))
    // Its muscle stands on the same side as its nerves.
    let scene = try route("posterior", .muscle(try muscle("soleus")))
    let label = try #require(scene.texts.first { $0.id == "label-muscle-soleus" })
    #expect(label.line.at.x > scene.width / 2)
  }

  @Test func aNerveThatNoViewDrawsIsNotSaidToBeShown() throws {
    let branch = try nerve("sural-crural")
    for view in Pictures.drawing.views {
      #expect(!RouteDiagram(Pictures.drawing, view: view, highlight: .nerve(branch)).showsHighlight)
    }
    #expect(Pictures.drawing.drawnNerves(before: branch) == ["sural"])
  }

  /// Only what has a ramus of its own at every level has no way in any view.
  @Test func theWayToAlmostEveryMuscleIsDrawn() {
    let undrawn = atlas.muscles.indices.filter { Pictures.drawing.viewsOfTracts(to: $0).isEmpty }
    #expect(
      undrawn.map { atlas.muscles[$0].id } == ["lumbar-multifidus", "erector-spinae", "lumbar-paraspinals"])
  }

  @Test func everyPlaceOnANerveHasARingInSomeView() {
    let drawn = Set(Pictures.drawing.views.flatMap(\.sites).map(\.site))
    // What strikes nerves everywhere has no place.
    for (s, site) in atlas.sites.enumerated() where site.anchor != nil && !site.modes.isEmpty {
      #expect(drawn.contains(s), "\(site.id)")
    }
  }

  /// Examined and normal on both sides is outlined on both sides.
  @Test func bothSidesAreOutlinedWhereBothWereExamined() throws {
    let (m, r) = (try muscle("soleus"), try region("posterior-thigh"))
    for isBilateral in [false, true] {
      let map = BodyMap(
        drawing: Pictures.drawing, style: DrawingStyle(), isLeft: false, isBilateral: isBilateral)
      var shading = Shading(colour: Colour(0))
      shading.normal = [r]
      shading.normalMuscles = [m]
      shading.muscles = [-1: 0]
      let box = Box(minX: 0, minY: 0, maxX: 80, maxY: 200)
      let shown = ids(map.body(try #require(back), in: box, shading, panel: "x"))
      #expect(shown.contains("normal-x-posterior-muscle-soleus"))
      #expect(shown.contains("normal-x-posterior-muscle-soleus-other") == isBilateral)
      #expect(shown.contains("normal-x-posterior-region-posterior-thigh"))
      #expect(shown.contains("normal-x-posterior-region-posterior-thigh-other") == isBilateral)
    }
  }

  /// On a slide the route is no ornament: it takes most of the height that the page has for it.
  @Test func theRouteOfACaseIsLargeOnASlide() throws {
    let scene = Pictures.scene("case", DrawingStyle(size: .slide))
    var outline: Box?
    func collect(_ elements: [Element]) {
      for element in elements {
        if case .path(let id, let path, _, _) = element, id.hasPrefix("answer-"), id.hasSuffix("-outline") {
          outline = Box(around: path.points())
        }
        if case .group(_, _, let inner) = element { collect(inner) }
      }
    }
    collect(scene.elements)
    #expect(try #require(outline).height > 0.6 * scene.height)
  }

  /// Bodies side by side have their captions at one height and in one size.
  @Test(arguments: ["case", "compare", "territory"], PageSize.allCases)
  func captionsOfARowAreAlike(_ name: String, _ size: PageSize) {
    let captions = Pictures.scene(name, DrawingStyle(size: size)).texts.filter {
      $0.id.hasSuffix("anterior-caption") || $0.id.hasSuffix("posterior-caption")
    }
    #expect(captions.count > 3)
    #expect(Set(captions.map { ($0.line.size * 1000).rounded() }).count == 1)
    let pairs = Dictionary(grouping: captions) {
      $0.id.replacingOccurrences(of: "anterior", with: "").replacingOccurrences(of: "posterior", with: "")
    }
    for (id, pair) in pairs { #expect(Set(pair.map { ($0.line.at.y * 1000).rounded() }).count == 1, "\(id)") }
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
