import Testing

@testable import Anatomy
@testable import Simulation

/// What is kept, and under which key.
@Suite struct MemoTests {
  @Test func theOldestMakesRoom() {
    let memo = Memo<Int, Int>(limit: 2)
    var made: [Int] = []
    func ask(_ key: Int) -> Int {
      memo.value(key) {
        made.append(key)
        return 10 * key
      }
    }
    #expect([1, 2, 1, 3, 3, 2, 1, 3, 2].map(ask) == [10, 20, 10, 30, 30, 20, 10, 30, 20])
    // 3 drops 1, 1 drops 2, 2 drops 3.
    #expect(made == [1, 2, 3, 1, 2])
  }

  /// A finger on one cable is not one on another, as far along and as deep.
  @Test func fingersOnTwoCablesAreTwoPostures() throws {
    let atlas = try BuiltIn.atlas()
    let cables = atlas.mechanics.cables
    let pairs = cables.indices.flatMap { a in cables.indices.filter { $0 > a }.map { (a, $0) } }
    let (first, second) = try #require(
      pairs.first { cables[$0].from + 20 < cables[$1].to && cables[$1].from + 20 < cables[$0].to })
    let at = max(cables[first].from, cables[second].from) + 15
    let joints = Array(repeating: 0.0, count: atlas.joints.count)
    func pressed(_ cable: Int) -> Posture {
      Posture(
        id: "finger", name: "finger", aliases: [], angles: joints, start: joints, contractions: [],
        press: NervePress(place: CablePlace(cable: cable, at: at), pressure: 100, offset: 10), variable: nil,
        isOfOtherLeg: false, uncounted: [], provenance: Provenance())
    }
    let shared = Provocation(atlas)
    _ = shared.probabilities(of: pressed(first))
    #expect(
      shared.probabilities(of: pressed(second)) == Provocation(atlas).probabilities(of: pressed(second)))
    #expect(shared.probabilities(of: pressed(first)) != shared.probabilities(of: pressed(second)))
  }
}
