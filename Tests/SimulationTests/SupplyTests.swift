import Testing

@testable import Anatomy
@testable import Simulation

/// No lesion touches what it does not supply: followed for every lesion and muscle by walking the graph backwards,
/// apart from tracts and survival.
@Suite struct SupplyTests {
  /// Every segment on any way from the cord to `segment`, whichever root.
  private func upstream(_ segment: Int, _ atlas: Atlas) -> Set<Int> {
    var found: Set<Int> = []
    var stack = [segment]
    while let next = stack.popLast() {
      if found.insert(next).inserted { stack += atlas.segments[next].after }
    }
    return found
  }

  @Test func musclesWeakenOnlyFromLesionsOnTheirWay() throws {
    let model = try BuiltIn.allLesions()
    let atlas = model.atlas
    let shift = try BuiltIn.usual()
    var checked = 0
    for (m, muscle) in atlas.muscles.enumerated() where muscle.segmental.isEmpty {
      let way = muscle.leaves.reduce(into: Set<Int>()) { $0.formUnion(upstream($1.segment, atlas)) }
      for (j, lesions) in model.columns.enumerated() {
        let mode = try #require(lesions.first.map { atlas.mode(of: $0) })
        guard mode?.lengthDependence == nil else { continue }
        let hits = mode?.catches.contains { way.contains($0.segment) } ?? false
        if !hits {
          #expect(
            model.deficits[shift].muscles[m, j] < crumb, "\(muscle.id), \(atlas.sites[lesions[0].site].id)")
          checked += 1
        }
      }
    }
    #expect(checked > 5000)
  }

  @Test func skinIsNumbOnlyFromLesionsOnTheWayOfItsNerves() throws {
    let model = try BuiltIn.allLesions()
    let atlas = model.atlas
    let shift = try BuiltIn.usual()
    for (r, region) in atlas.regions.enumerated() {
      var way: Set<Int> = []
      for share in region.nerves {
        for end in atlas.nerves[share.index].ends {
          way.formUnion(upstream(region.nearerEnds[share.index] ?? end.segment, atlas))
        }
      }
      for (j, lesions) in model.columns.enumerated() {
        let mode = atlas.mode(of: lesions[0])
        guard mode?.lengthDependence == nil, !(mode?.catches.contains { way.contains($0.segment) } ?? false)
        else { continue }
        #expect(
          model.deficits[shift].regions[r, j] < crumb, "\(region.id), \(atlas.sites[lesions[0].site].id)")
      }
    }
  }

  // The same, for pairs that every clinician knows, at every mode and level of the site.
  @Test(arguments: [
    ("fibular-neck", "gastrocnemius-medial"), ("fibular-neck", "tibialis-posterior"),
    ("femoral-pelvic", "adductor-longus"), ("femoral-inguinal", "adductor-longus"),
    ("obturator-canal", "quadriceps"), ("tarsal-tunnel", "gastrocnemius-medial"),
    ("superior-gluteal", "gluteus-maximus"), ("mid-thigh-sciatic", "semitendinosus"),
    ("mid-thigh-sciatic", "gluteus-maximus"), ("s1-disc-paracentral", "quadriceps"),
    ("lateral-femoral-cutaneous", "quadriceps"), ("hip-joint", "iliopsoas"),
    ("trigger-point-gluteus-minimus", "gluteus-minimus"), ("plantar-fasciitis", "abductor-hallucis"),
  ])
  func aSiteNeverWeakens(site: String, muscle: String) throws {
    let model = try BuiltIn.allLesions()
    let position = try #require(model.atlas.sites.position(of: site))
    let columns = model.columns.indices.filter { model.columns[$0][0].site == position }
    #expect(!columns.isEmpty)
    let fold = try #require(model.atlas.segments.position(of: "gluteal-fold"))
    for column in columns {
      // The fold, where the hamstrings are still to come, is a mode of its own at mid-thigh.
      let mode = model.atlas.mode(of: model.columns[column][0])
      if site == "mid-thigh-sciatic", muscle == "semitendinosus",
        mode?.catches.contains(where: { $0.segment == fold }) ?? false
      {
        continue
      }
      #expect(try model.muscle(muscle, column, shift: try BuiltIn.usual()) < crumb, "column \(column)")
    }
  }

  @Test func worseLevelsLoseMore() throws {
    let model = try BuiltIn.allLesions()
    let shift = try BuiltIn.usual()
    let levels = model.atlas.levels.count
    #expect(zip(model.atlas.levels, model.atlas.levels.dropFirst()).allSatisfy { $0.block < $1.block })
    for first in stride(from: 0, to: model.columns.count, by: levels) {
      for matrix in [
        model.deficits[shift].muscles, model.deficits[shift].regions, model.deficits[shift].studies,
      ] {
        for row in 0..<matrix.rows {
          let values = (first..<first + levels).map { matrix[row, $0] }
          #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
        }
      }
    }
  }

  @Test func deficitsAreShares() throws {
    let model = try BuiltIn.allLesions()
    for deficits in model.deficits {
      for matrix in [
        deficits.muscles, deficits.segmental, deficits.regions, deficits.drive, deficits.peripheralDrive,
        deficits.reflexes, deficits.studies,
      ] {
        #expect(matrix.elements.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-9 })
      }
    }
  }
}
