import Foundation
import Testing

@testable import Anatomy

/// Atlases and cases that once trapped, hung or were accepted although nothing could be computed from them; most were
/// found by `make fuzz`.
@Suite struct HostileAtlasTests {
  private static let limb = Result { () throws(DataError) in
    try AtlasFiles.folder(BuiltIn.root.appending(path: "Tests/Fixtures/hoofed-limb").path)
  }

  /// An edit of a file of the small atlas, and what is said about it.
  struct Edit: Sendable, CustomTestStringConvertible {
    let file: String
    let old: String
    let new: String
    let says: String

    var testDescription: String { "\(file): \(new.prefix(40))" }
  }

  static let edits = [
    // The kinds after it were looked up one place too far.
    Edit(
      file: "kinds.yaml", old: "kinds:\n", new: "kinds:\n  first: 3\n",
      says: "expected keys and values, found '3'"),
    Edit(
      file: "kinds.yaml", old: "kinds:\n", new: "kinds:\n  ? !a needle\n  : {}\n",
      says: "'needle' stands twice in one block"),
    // So were the segments behind one that is no block.
    Edit(
      file: "nerves.yaml", old: "  ka-stem: {name: \"Ka stem\", mm: 30, nerve: ka, source: quorl-book}\n",
      new: "  ka-stem: 0\n  ka-root: 0\n", says: "expected keys and values, found '0'"),
    // Two findings with one id.
    Edit(
      file: "muscles.yaml", old: "  brannel-lift: {", new: "  brannel: {",
      says: "two targets have one id: 'feeble.brannel'"),
    Edit(
      file: "kinds.yaml", old: "values: [absent, present]", new: "values: []",
      says: "needs at least two values, normal first"),
    Edit(
      file: "kinds.yaml", old: "values: [absent, present]", new: "values: [present, present]",
      says: "needs at least two values, normal first"),
    Edit(
      file: "sites.yaml", old: "  default: {", new: "  usual: {",
      says: "'ka-pinch' needs a course, as there is none called 'default'"),
    Edit(
      file: "atlas.yaml", old: "default-setting: ", new: "default-setting: x",
      says: "no setting 'x"),
    // The answer was no number.
    Edit(
      file: "kinds.yaml", old: "leak: {p: 0.06", new: "leak: {p: 1",
      says: "what is always found without a cause is no finding: a leak is below 1"),
    // Shares of nothing are no numbers.
    Edit(
      file: "sites.yaml", old: "mismatch: 1", new: "mismatch: 0",
      says: "the weights under 'mismatch' of 'ka-pinch' sum to 0"),
    Edit(
      file: "history.yaml",
      old: "bands: [{from: 0, to: 10, mid: 5, share: 0.4}, "
        + "{from: 10, to: 40, mid: 20, share: 0.6}]",
      new: "bands: []", says: "shares of the ages sum to 0, not 1"),
    Edit(
      file: "history.yaml", old: "mid: 5, share: 0.4", new: "mid: 5, share: 0.3",
      says: "shares of the ages sum to 0.9, not 1"),
    // A word for yes was read as no.
    Edit(
      file: "kinds.yaml", old: "bedside: true", new: "bedside: yes",
      says: "bedside: true or false is wanted, not 'yes'"),
    Edit(
      file: "history.yaml", old: "modes: [\"all of it\"]", new: "modes: [\"all of them\"]",
      says: "no mode 'all of them'"),
    Edit(
      file: "history.yaml", old: "flags: {alarm.stung: stung}", new: "flags: {alarm.stung: fell-in-ditch}",
      says: "'modes' may hang on history alone that no flag stands for"),
    // A number that no integer holds was made one for the message.
    Edit(
      file: "mechanics.yaml", old: "area: [[60, 6], [370, 3]]", new: "area: [[60, 1e300], [370, 3]]",
      says: "1e+300 is outside"),
    // Ends the wrong way round made a range that traps.
    Edit(
      file: "mechanics.yaml", old: "from: -50, to: 500, area", new: "from: 500, to: -50, area",
      says: "is shorter than one element"),
    Edit(
      file: "mechanics.yaml", old: "area: [[60, 6], [370, 3]]", new: "area: []",
      says: "needs at least one point"),
    Edit(
      file: "mechanics.yaml", old: "area: [[60, 6], [370, 3]]", new: "area: [[60], 6]",
      says: "expected a pair"),
    Edit(
      file: "postures.yaml", old: "from: -20, to: 100", new: "from: 100, to: -20", says: "must lie below 'to'"
    ),
    Edit(
      file: "nerves.yaml", old: "channels:\n", new: "channels:\n  ? [a, b]\n  : {name: x}\n",
      says: "a key must be a word"),
  ]

  /// Conditions that never hold, or always do, and passed for a red flag or a modifier all the same.
  static let conditions =
    [
      ("side=lft", "no side 'lft'"), ("age>=nan", "'age>=nan' tells no cases apart"),
      ("age<0", "'age<0' tells no cases apart"), ("age>=500", "'age>=500' tells no cases apart"),
      ("{any: []}", "'any' lists no condition"), ("{all: []}", "'all' lists no condition"),
      ("{at-least: 1, of: []}", "'of' lists no condition"), ("{at-least: 1}", "'of' is missing"),
      ("duration-weeks<-3", "'duration-weeks<-3' tells no cases apart"),
      ("history.ewe", "'ewe' is of the person, not told"),
      ("{at-least: 1.5, of: [age<9, age>=20]}", "at-least: 1.5 is no whole number"),
      ("age<40|unknown", "only duration-weeks may be unknown"),
    ].map { Edit(file: "safety.yaml", old: "age<10", new: $0.0, says: $0.1) } + [
      Edit(
        file: "history.yaml", old: "when: {sex: female,", new: "when: {sex: femle,",
        says: "no sex 'femle'"),
      Edit(
        file: "history.yaml", old: "when: {age-from: 10}", new: "when: {}", says: "'when' holds no condition"),
      Edit(
        file: "atlas.yaml", old: "value: present", new: "value: presnt",
        says: "'presnt' is no value of dull.hide-rim; it takes absent, present"),
      Edit(
        file: "atlas.yaml", old: "as: present", new: "as: presnt",
        says: "'presnt' is no value of alarm.rim-dead"),
      Edit(
        file: "sites.yaml", old: "modes: [\"velm side\"]", new: "modes: []",
        says: "what holds for no mode never holds"),
      Edit(
        file: "sites.yaml", old: "modes: [\"velm side\"]", new: "modes: [velm side, velm side]",
        says: "mode 'velm side' stands twice"),
      Edit(
        file: "sites.yaml", old: "modes: [\"velm side\"]", new: "modes: [velm sde]",
        says: "no mode 'velm sde'"),
      Edit(
        file: "findings.yaml", old: "{sites: [velm-band], p: 0.75,",
        new: "{sites: [limb-sites], modes: [all], p: 0.75,",
        says: "'modes' are those of one site; this link names 2"),
      Edit(
        file: "findings.yaml", old: "{sites: [velm-band], p: 0.75,",
        new: "{sites: [velm-band], modes: [all], p: 0.75,", says: "no mode 'all'"),
      Edit(
        file: "safety.yaml", old: "old-sting, tier: caution,",
        new: "old-sting, tier: caution, sites: [velmband],",
        says: "no site or group of sites 'velmband'"),
      Edit(
        file: "sites.yaml", old: "upstream: {motor: 1, sensory: 0.4}",
        new: "muscular: {muscles: {branel: 0.5}, active: 0.4}", says: "no muscle 'branel'"),
      Edit(
        file: "sites.yaml", old: "upstream: {motor: 1, sensory: 0.4}",
        new: "muscular: {muscles: {brannel: 0.5}, active: 1.4}", says: "active: 1.4 is outside 0…1"),
    ]

  /// Numbers whose order is relied on: between ages out of order the rate was divided by less than nothing.
  static let orders = [
    Edit(
      file: "kinds.yaml", old: "{5: 0.03, 20: 0.1, 40: 0.3}", new: "{20: 0.1, 5: 0.03, 40: 0.3}",
      says: "by-age: the numbers must rise, but 5 follows 20"),
    Edit(
      file: "kinds.yaml", old: "{5: 0.03, 20: 0.1, 40: 0.3}", new: "{5: 0.03, inf: 0.1}",
      says: "expected an age in years, found 'inf'"),
    Edit(
      file: "kinds.yaml", old: "{step: 4, threshold: 0.5", new: "{step: 1, threshold: 0.5",
      says: "curves: the numbers must rise, but 1 follows 1"),
    Edit(
      file: "kinds.yaml", old: "{step: 4, threshold: 0.5", new: "{step: 4.5, threshold: 0.5",
      says: "step: 4.5 is no whole number"),
    Edit(
      file: "kinds.yaml", old: "{step: 11, threshold", new: "{step: 12, threshold",
      says: "step: 12 is outside 1…11"),
    Edit(
      file: "kinds.yaml", old: "bounds: [0.15, 0.4]", new: "bounds: [0.4, 0.15]",
      says: "bounds: the numbers must rise, but 0.15 follows 0.4"),
    Edit(
      file: "sites.yaml", old: "pressure-mmHg: 52,", new: "pressure-mmHg: 52, interval: [60, 40],",
      says: "interval: the numbers must rise, but 40 follows 60"),
  ]

  @Test func depthsThatFallAreRefused() throws {
    let files = BuiltIn.files
    let text = try #require(files.files.first { $0.name == "needling.yaml" }).text
    let depth = try #require(text.firstRange(of: "depth-mm: {low: "))
    let changed = files.replacing(
      "needling.yaml", with: text.replacingCharacters(in: depth, with: "depth-mm: {low: 1"))
    let error = try #require(
      #expect(throws: DataError.self) { try Treatment(changed, BuiltIn.atlas()) })
    #expect(
      error.issues.contains { $0.message.hasPrefix("depth-mm: the numbers must rise, but ") }, "\(error)")
  }

  @Test(arguments: edits + conditions + orders)
  func aFaultIsReportedInPlaceOfATrap(_ edit: Edit) throws {
    let files = try Self.limb.get()
    let text = try #require(files.files.first { $0.name == edit.file }).text
    try #require(text.contains(edit.old))
    let range = try #require(text.range(of: edit.old))
    let changed = files.replacing(edit.file, with: text.replacingCharacters(in: range, with: edit.new))
    let error = try #require(#expect(throws: DataError.self) { try Atlas(changed) })
    #expect(error.issues.contains { $0.message.contains(edit.says) }, "\(error)")
    // Shifted places trapped, or made loops where there are none.
    #expect(!error.issues.contains { $0.message.contains("leads back to itself") }, "\(error)")
  }

  /// Thirty lines that stand for a billion values.
  private var bomb: String {
    var lines = ["a0: &a0 [x, x]"]
    for level in 1...30 { lines.append("a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]") }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test(.timeLimit(.minutes(1)))
  func aliasesThatStandForTooMuchAreRefused() throws {
    let files = try Self.limb.get()
    for name in AtlasFiles.names {
      let text = try #require(files.files.first { $0.name == name }).text
      let error = try #require(
        #expect(throws: DataError.self) { try Atlas(files.replacing(name, with: text + bomb)) })
      #expect(error.issues.contains { $0.message == "its aliases stand for too much" }, "\(error)")
    }
    let error = try #require(#expect(throws: DataError.self) { try BuiltIn.patient(bomb) })
    #expect(error.description == "case.yaml: its aliases stand for too much")
  }

  @Test(.timeLimit(.minutes(1)), arguments: [("[", "]"), ("{a: ", "}"), ("{not: ", "}"), ("{any: [", "]}")])
  func deepNestingIsReadOrRefused(_ open: String, _ close: String) throws {
    for depth in [400, 900, 100_000] {
      let nested = String(repeating: open, count: depth) + "x" + String(repeating: close, count: depth)
      #expect(throws: DataError.self) { try BuiltIn.patient("findings: " + nested + "\n") }
      let safety = "tiers:\n  - {id: a, tier: urgent, text: a, action: b, when: \(nested)}\nask: []\n"
      let files = try Self.limb.get().replacing("safety.yaml", with: safety)
      #expect(throws: DataError.self) { try Atlas(files) }
    }
  }

  @Test func aFileOfANewNameIsAdded() throws {
    let files = AtlasFiles.builtIn().replacing("more.yaml", with: "a: b\n")
    #expect(files.files.last?.name == "more.yaml")
    #expect(files.files.count == AtlasFiles.builtIn().files.count + 1)
  }
}
