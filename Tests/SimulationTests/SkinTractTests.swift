import Testing

@testable import Anatomy
@testable import Simulation

/// The raked tracts of the built-in atlas meet both margins that the tables state.
@Suite struct SkinTractTests {
  private struct Way: Hashable {
    let segment: Int
    let channel: Int
  }

  @Test func everyRowSumsToOne() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    for weights in system.weights {
      for r in atlas.regions.indices {
        #expect(close(weights.regions.row(r).reduce(0, +), 1), "\(atlas.regions[r].id)")
      }
      for r in atlas.reflexes.indices { #expect(close(weights.reflexes.row(r).reduce(0, +), 1)) }
      for m in atlas.muscles.indices where atlas.muscles[m].segmental.isEmpty {
        #expect(close(weights.muscles.row(m).reduce(0, +), 1), "\(atlas.muscles[m].id)")
      }
      for row in 0..<weights.segmental.rows { #expect(close(weights.segmental.row(row).reduce(0, +), 1)) }
    }
  }

  @Test func rootMarginsOfTheSkinAreMet() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    let weights = system.weights[try BuiltIn.usual()].regions
    for (r, region) in atlas.regions.enumerated() {
      for (root, entry) in atlas.roots.enumerated() {
        let stated = region.roots.first { $0.index == root }?.value ?? 0
        let sum = system.tracts.indices.filter { system.tracts[$0].root == root }.reduce(0) {
          $0 + weights[r, $1]
        }
        #expect(close(sum, stated, 1e-3), "\(region.id) \(entry.id): \(sum), stated \(stated)")
      }
    }
  }

  @Test func nerveMarginsOfTheSkinAreMet() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    let weights = system.weights[try BuiltIn.usual()].regions
    for (r, region) in atlas.regions.enumerated() {
      // Some nerves share an end, so the margin is that of the end and channel.
      var stated: [Way: Double] = [:]
      for share in region.nerves {
        for end in atlas.nerves[share.index].ends {
          let way = Way(segment: region.nearerEnds[share.index] ?? end.segment, channel: end.channel)
          stated[way, default: 0] += share.value * end.share
        }
      }
      var found: [Way: Double] = [:]
      for (t, tract) in system.tracts.enumerated() where weights[r, t] > 0 {
        found[Way(segment: tract.end, channel: tract.channel), default: 0] += weights[r, t]
      }
      #expect(Set(found.keys).isSubset(of: stated.keys), "\(region.id)")
      for (way, share) in stated {
        let sum = found[way] ?? 0
        #expect(
          close(sum, share, 1e-3), "\(region.id) \(atlas.segments[way.segment].id): \(sum), stated \(share)")
      }
    }
  }

  @Test func rootAndLeafMarginsOfMusclesAreMet() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    let weights = system.weights[try BuiltIn.usual()].muscles
    for (m, muscle) in atlas.muscles.enumerated() where muscle.segmental.isEmpty {
      for share in muscle.roots {
        let sum = system.tracts.indices.filter { system.tracts[$0].root == share.index }
          .reduce(0) { $0 + weights[m, $1] }
        #expect(close(sum, share.value, 1e-3), "\(muscle.id) \(atlas.roots[share.index].id)")
      }
      for leave in muscle.leaves {
        let sum = system.tracts.indices.filter {
          system.tracts[$0].end == leave.segment && system.tracts[$0].channel == leave.channel
        }.reduce(0) { $0 + weights[m, $1] }
        #expect(close(sum, leave.share, 1e-3), "\(muscle.id) \(atlas.segments[leave.segment].id)")
      }
    }
  }

  @Test func noFibreOfL1ToL3IsInTheSciaticNerve() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    let sciatic = try ["infrapiriform-foramen", "mid-thigh-sciatic", "sciatic-bifurcation"].map {
      try #require(atlas.segments.position(of: $0))
    }
    for (t, tract) in system.tracts.enumerated()
    where ["L1", "L2", "L3"].contains(atlas.roots[tract.root].id) {
      #expect(Set(system.routes[t]).isDisjoint(with: sciatic), "\(atlas.segments[tract.end].id)")
    }
    // And a lesion of the whole nerve there loses no L1 skin.
    let model = try BuiltIn.model([["gluteal-sciatic"]])
    for region in ["groin", "lateral-hip", "upper-buttock", "anterior-thigh", "medial-leg"] {
      #expect(try model.skin(region) < crumb, "\(region)")
    }
  }

  @Test func everyTractHasARoute() throws {
    let system = try BuiltIn.system()
    let atlas = try BuiltIn.atlas()
    for (t, tract) in system.tracts.enumerated() {
      let route = system.routes[t]
      #expect(route.last == tract.end)
      #expect(route.first == atlas.roots[tract.root].stations.first)
      #expect(close(system.lengths[t], route.reduce(0) { $0 + atlas.segments[$1].length }, 1e-9))
    }
  }
}
