import Testing

@testable import Anatomy

@Suite struct NameIndexTests {
  @Test(arguments: [
    ("Lasègue", "lasegue"), ("  Ankle   Jerk ", "ankle-jerk"), ("L5/S1 disc", "l5-s1-disc"),
    ("weak.TA", "weak.ta"), ("4+", "4+"), ("", ""), ("Größe", "grosse"),
  ])
  func wordsAreNormalised(word: String, normal: String) {
    #expect(NameIndex.normalised(word) == normal)
  }

  @Test func aNormalisedWordStaysAsItIs() {
    for word in ["Lasègue", "L5/S1 disc", "Musculus soleus", "weak.TA"] {
      let once = NameIndex.normalised(word)
      #expect(NameIndex.normalised(once) == once)
    }
  }

  @Test func everyIdNamesItself() throws {
    let atlas = try BuiltIn.atlas()
    let index = NameIndex(atlas)
    for (position, id) in atlas.findings.ids.enumerated() {
      guard case .found(position) = index.finding(id) else {
        Issue.record("\(id)")
        continue
      }
    }
    for (position, id) in atlas.sites.ids.enumerated() {
      guard case .found(position) = index.site(id) else {
        Issue.record("\(id)")
        continue
      }
    }
    for (position, id) in atlas.settings.ids.enumerated() {
      guard case .found(position) = index.setting(id) else {
        Issue.record("\(id)")
        continue
      }
    }
  }

  @Test func namesOfTheDisplayAreUnderstood() throws {
    let atlas = try BuiltIn.atlas()
    let index = NameIndex(atlas)
    for (position, site) in atlas.sites.enumerated() {
      guard case .found(position) = index.site(site.name) else {
        Issue.record("\(site.name)")
        continue
      }
    }
  }

  /// Whether the atlas writes its ids in capitals or not.
  @Test(arguments: ["ka", "Ka", "KA", "first-stem", "First stem"])
  func rootsHaveAllTheirNames(_ word: String) throws {
    let limb = try Atlas(.folder(BuiltIn.root.appending(path: "Tests/Fixtures/hoofed-limb").path))
    guard case .found(0) = NameIndex(limb).root(word) else {
      Issue.record("\(word)")
      return
    }
    let index = NameIndex(try BuiltIn.atlas())
    let fifth = try #require(try BuiltIn.atlas().roots.position(of: "L5"))
    for word in ["L5", "l5", "L5 root", "l5 nerve root"] {
      guard case .found(fifth) = index.root(word) else {
        Issue.record("\(word)")
        continue
      }
    }
  }

  @Test func searchFindsByEveryWord() throws {
    let index = NameIndex(try BuiltIn.atlas())
    #expect(index.search("ankle jerk").first.map { $0.id } == "reflex.achilles")
    #expect(index.search("peroneal").contains { $0.what == "nerve" && $0.id == "common-fibular" })
    let both = index.search("tibialis post")
    #expect(both.contains { $0.what == "muscle" && $0.id == "tibialis-posterior" })
    #expect(both.allSatisfy { $0.id != "tibialis-anterior" })
    #expect(index.search("xylophone").isEmpty)
  }
}
