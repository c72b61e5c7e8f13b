import Testing

@testable import Anatomy

@Suite struct VocabularyTests {
  @Test func everyFindingIsKnown() throws {
    let atlas = try BuiltIn.atlas()
    var count = 0
    for (kind, targets) in Vocabulary.findings {
      for target in targets {
        #expect(atlas.findings[kind + "." + target] != nil, "\(kind).\(target)")
        count += 1
      }
    }
    // The lists above hold this many ids; a line lost in copying would show here.
    #expect(count == 560)
  }

  @Test func everyMuscleRegionAndReflexIsKnown() throws {
    let atlas = try BuiltIn.atlas()
    for id in Vocabulary.muscles { #expect(atlas.muscles[id] != nil, "\(id)") }
    for id in Vocabulary.regions { #expect(atlas.regions[id] != nil, "\(id)") }
    for id in Vocabulary.skinGroups { #expect(atlas.skinGroups[id] != nil, "\(id)") }
    for id in Vocabulary.muscleGroups { #expect(atlas.muscleGroups[id] != nil, "\(id)") }
    for id in Vocabulary.reflexes { #expect(atlas.reflexes[id] != nil, "\(id)") }
    for id in Vocabulary.studies { #expect(atlas.studies[id] != nil, "\(id)") }
    for id in Vocabulary.movements {
      #expect(atlas.movements[id] != nil || atlas.muscleGroups[id] != nil, "\(id)")
    }
  }

  @Test func everySiteSettingAndHistoryItemIsKnown() throws {
    let atlas = try BuiltIn.atlas()
    for id in Vocabulary.sites { #expect(atlas.sites[id] != nil, "\(id)") }
    for id in Vocabulary.settings { #expect(atlas.settings[id] != nil, "\(id)") }
    for id in Vocabulary.history { #expect(atlas.modifiers[id]?.conditions == [.history], "\(id)") }
    #expect(atlas.defaultSetting == "physiotherapy")
    #expect(atlas.scoreSetting == "uniform")
    #expect(atlas.sites[atlas.unexplained].id == "unexplained")
  }

  @Test func idsAreLowerCaseASCIIWithHyphens() throws {
    let atlas = try BuiltIn.atlas()
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    let ids = atlas.findings.ids + atlas.sites.ids + atlas.muscles.ids + atlas.settings.ids
    for id in ids { #expect(id.allSatisfy(allowed.contains), "\(id)") }
  }

  @Test(arguments: Vocabulary.values.keys.sorted())
  func everyValueOfAKindIsAcceptedAndNoOther(kind: String) throws {
    let atlas = try BuiltIn.atlas()
    let known = try #require(Vocabulary.values[kind])
    let others = Set(
      Vocabulary.values.values.flatMap { $0 } + ["yes", "6", "-1", "Present", "", "slowed", "blocked"]
    ).subtracting(known)
    let targets = try #require(Vocabulary.findings.first { $0.kind == kind }).targets
    for target in targets where kind + "." + target != "sign.pedal-pulses" {
      let finding = try #require(atlas.findings[kind + "." + target])
      for value in known { #expect(finding.scale.reading(of: value) != nil, "\(finding.id)=\(value)") }
      for value in others { #expect(finding.scale.reading(of: value) == nil, "\(finding.id)=\(value)") }
    }
  }

  @Test func signsHaveTheirOwnValues() throws {
    let atlas = try BuiltIn.atlas()
    let pulses = try #require(atlas.findings["sign.pedal-pulses"])
    #expect(pulses.scale.values == ["normal", "reduced", "absent"])
    let babinski = try #require(atlas.findings["sign.babinski"])
    #expect(babinski.scale.values == ["absent", "present"])
  }

  // Each study lists what it can show; slowing and block are no amplitudes.
  @Test(arguments: [
    ("sural-snap", ["normal", "reduced", "absent"], ["slowed"]),
    ("fibular-cmap", ["normal", "reduced", "absent"], ["slowed", "blocked"]),
    ("fibular-neck-block", ["normal"], ["slowed", "blocked"]),
    ("h-reflex", ["normal", "reduced", "absent"], ["slowed"]),
    ("f-wave", ["normal", "absent"], ["slowed"]),
  ])
  func studiesListTheirValues(study: String, values: [String], aside: [String]) throws {
    let scale = try #require(try BuiltIn.atlas().findings["ncs." + study]).scale
    #expect(scale.values == values)
    #expect(scale.aside == aside)
    for value in aside { #expect(scale.reading(of: value) == .aside) }
    if !aside.contains("blocked") { #expect(scale.reading(of: "blocked") == nil) }
  }

  @Test func aCaseMayUseEveryFindingWithItsMildestAbnormalValue() throws {
    let reader = try BuiltIn.reader()
    let ids = Vocabulary.findings.flatMap { kind, targets in targets.map { kind + "." + $0 } }
    let records = try reader.read(arguments: ids)
    #expect(records.count == ids.count)
    #expect(records.allSatisfy { $0.isAbnormal })
  }
}
