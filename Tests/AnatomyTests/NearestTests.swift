import Testing

@testable import Anatomy

@Suite struct NearestTests {
  // Counted by hand; a swap of neighbours is one edit, not two.
  @Test(arguments: [
    ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "ab", 1), ("abc", "xabc", 1), ("abc", "acb", 1),
    ("abcd", "badc", 2), ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("ca", "abc", 3),
  ])
  func editsAreCounted(a: String, b: String, edits: Int) {
    #expect(Nearest.distance(Array(a.utf8), Array(b.utf8)) == edits)
    #expect(Nearest.distance(Array(b.utf8), Array(a.utf8)) == edits)
  }

  @Test func aSwapFindsItsWord() {
    #expect(Nearest.words(to: "solues", in: ["soleus", "sartorius", "piriformis"]) == ["soleus"])
  }

  @Test func theNearestComesFirst() {
    let known = ["toe-flexion", "hip-flexion", "knee-flexion", "hip-extension"]
    #expect(Nearest.words(to: "hip-flexon", in: known).first == "hip-flexion")
  }

  @Test func aPartOfAnIdFindsIt() {
    let known = ["fibularis-longus", "gluteus-medius", "peroneus"]
    #expect(Nearest.words(to: "longus", in: known) == ["fibularis-longus"])
    #expect(Nearest.words(to: "medius glut", in: known) == ["gluteus-medius"])
  }

  @Test func nothingNearGivesNothing() {
    #expect(Nearest.words(to: "xylophone", in: ["soleus", "heel"]).isEmpty)
    #expect(Nearest.words(to: "soleus", in: [String]()).isEmpty)
  }

  @Test func equallyNearWordsComeInAlphabeticalOrder() {
    #expect(Nearest.words(to: "l6", in: ["l5", "l4", "l3", "l2"]) == ["l2", "l3", "l4"])
    #expect(Nearest.words(to: "l6", in: ["l5", "l4", "l3", "l2"], limit: 1) == ["l2"])
  }

  @Test func capitalsDoNotCount() {
    #expect(Nearest.words(to: "SOLEUS", in: ["soleus"]) == ["soleus"])
  }
}
