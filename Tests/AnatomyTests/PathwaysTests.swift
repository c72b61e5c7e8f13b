import Testing

@testable import Anatomy

@Suite struct PathwaysTests {
  /// Two roots that join in a plexus, from which a trunk and a side branch leave; the trunk divides in two.
  private let segments = Register([
    segment("a", 10), segment("a-ramus", 20, [0]), segment("b", 15), segment("b-ramus", 25, [2]),
    segment("plexus", 30, [1, 3]), segment("trunk", 100, [4]), segment("left", 40, [5]),
    segment("right", 70, [5]), segment("side", 50, [4]), segment("dorsal", 5, [0]),
  ])
  private let roots = Register([root("A", [0, 1]), root("B", [2, 3])])

  private static func segment(_ id: String, _ length: Double, _ after: [Int] = []) -> Segment {
    Segment(
      id: id, name: id, nerve: "", after: after, length: length, lengthDeviation: nil,
      provenance: Provenance())
  }

  private static func root(_ id: String, _ stations: [Int]) -> Root {
    Root(
      id: id, name: id, aliases: [], stations: stations, ganglion: stations[0], referral: [],
      referralProvenance: Provenance())
  }

  @Test func routesRunFromTheCord() {
    let pathways = Pathways(segments: segments, roots: roots)
    #expect(pathways.route(root: 0, to: 6) == [0, 1, 4, 5, 6])
    #expect(pathways.route(root: 1, to: 8) == [2, 3, 4, 8])
    #expect(pathways.route(root: 0, to: 0) == [0])
    #expect(pathways.route(root: 0, to: 9) == [0, 9])
    #expect(pathways.route(root: 1, to: 9) == nil, "the dorsal branch of A is not reached from B")
    #expect(pathways.ambiguous.isEmpty)
  }

  /// Seventy forks, one after another, have more ways than a machine counts.
  @Test func aLadderOfForksIsAmbiguous() {
    var rungs = [Self.segment("s", 1)]
    for rung in 0..<70 {
      rungs += [Self.segment("l\(rung)", 1, [3 * rung]), Self.segment("r\(rung)", 1, [3 * rung])]
      rungs.append(Self.segment("s\(rung)", 1, [3 * rung + 1, 3 * rung + 2]))
    }
    let pathways = Pathways(segments: Register(rungs), roots: Register([Self.root("A", [0])]))
    // All but the start and the first two sides.
    #expect(pathways.ambiguous.map(\.segment) == Array(3..<rungs.count))
  }

  @Test func lengthsAreSums() {
    let pathways = Pathways(segments: segments, roots: roots)
    #expect(pathways.length(root: 0, to: 6) == 10 + 20 + 30 + 100 + 40)
    #expect(pathways.length(root: 1, to: 7) == 15 + 25 + 30 + 100 + 70)
    #expect(pathways.length(root: 1, to: 9) == 0)
  }

  @Test func distanceGoesThroughTheFork() {
    let pathways = Pathways(segments: segments, roots: roots)
    // 40 + 70, then 50 + 100 + 40 and 5 + 20.
    #expect(pathways.distance(6, 7) == 110)
    #expect(pathways.distance(5, 6) == 40, "along one nerve")
    #expect(pathways.distance(8, 6) == 190)
    #expect(pathways.distance(7, 7) == 0)
    #expect(pathways.distance(9, 3) == nil, "no root serves both")
    #expect(pathways.distance(9, 1) == 25)
  }

  @Test func twoWaysToOneSegmentAreNoticed() {
    var twoWays = segments
    twoWays.append(Self.segment("loop", 8, [6, 7]))
    let pathways = Pathways(segments: twoWays, roots: roots)
    #expect(pathways.ambiguous.map(\.root) == [0, 1])
    #expect(pathways.ambiguous.allSatisfy { $0.segment == 10 })
  }

  private func names(_ root: String, _ segment: String) throws -> [String]? {
    let atlas = try BuiltIn.atlas()
    let r = try #require(atlas.roots.position(of: root), "\(root)")
    let s = try #require(atlas.segments.position(of: segment), "\(segment)")
    return atlas.pathways().route(root: r, to: s)?.map { atlas.segments[$0].id }
  }

  @Test func l5ReachesTheFibularNeckByTheSciaticNerve() throws {
    let route = try #require(try names("L5", "fibular-neck"))
    let stations = [
      "l5-cauda", "l5-recess", "l5-foramen", "l5-ramus", "lumbosacral-trunk", "sacral-plexus",
      "infrapiriform-foramen", "sciatic-bifurcation", "fibular-neck",
    ]
    let places = stations.compactMap { route.firstIndex(of: $0) }
    #expect(places.count == stations.count, "all on the way: \(route)")
    #expect(places == places.sorted(), "in this order: \(route)")
  }

  @Test func theSuperiorGlutealNerveLeavesAbovePiriformis() throws {
    let route = try #require(try names("L5", "gluteus-medius-branches"))
    #expect(route.contains("suprapiriform-foramen"))
    #expect(!route.contains("infrapiriform-foramen"))
  }

  @Test func noRootAboveL4ReachesTheFibularNeck() throws {
    for root in ["L1", "L2", "L3"] { #expect(try names(root, "fibular-neck") == nil) }
    for root in ["L4", "L5", "S1", "S2"] { #expect(try names(root, "fibular-neck") != nil) }
    // And none below L4 reaches the femoral nerve.
    for root in ["L5", "S1", "S2"] { #expect(try names(root, "femoral-division") == nil) }
  }

  @Test func theSuralNerveHasTwoParents() throws {
    let atlas = try BuiltIn.atlas()
    let sural = try #require(atlas.nerves["sural"])
    #expect(sural.ends.count == 2)
    var shares: [String: Double] = [:]
    let s1 = try #require(atlas.roots.position(of: "S1"))
    for end in sural.ends {
      let route = try #require(atlas.pathways().route(root: s1, to: end.segment)).map {
        atlas.segments[$0].id
      }
      let throughFibula = route.contains("sural-communicating")
      #expect(route.contains("medial-sural") == !throughFibula)
      shares[throughFibula ? "fibular" : "tibial"] = end.share
    }
    #expect(abs((shares["tibial"] ?? 0) - 0.75) < 0.1)
    #expect(abs((shares["fibular"] ?? 0) - 0.25) < 0.1)
  }

  @Test func theBuiltInGraphHasOneWayEverywhere() throws {
    #expect(try BuiltIn.atlas().pathways().ambiguous.isEmpty)
  }

  @Test func lengthsAreThoseOfALeg() throws {
    // From the cord (L1/L2) to the toes is about 1.2 to 1.4 m in an adult of 170 cm; to the knee 0.6 to 0.8 m.
    let atlas = try BuiltIn.atlas()
    let pathways = atlas.pathways()
    let l5 = try #require(atlas.roots.position(of: "L5"))
    let toes = try #require(atlas.segments.position(of: "dorsal-toes"))
    let neck = try #require(atlas.segments.position(of: "fibular-neck"))
    #expect((1150...1450).contains(pathways.length(root: l5, to: toes)))
    #expect((600...850).contains(pathways.length(root: l5, to: neck)))
  }
}
