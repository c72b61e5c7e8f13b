import Foundation
import Testing

@testable import Anatomy

/// One fault put into a file of the built-in atlas, and the message that names it.
struct AtlasFault: Sendable, CustomTestStringConvertible {
  let file: String
  let old: String
  let new: String
  let message: String

  var testDescription: String { "\(file): \(new)" }

  static let all = [
    AtlasFault(
      file: "muscles.yaml", old: "roots: {L4: 0.3, L5: 0.58, S1: 0.12}", new: "roots: {L4: 0.3, L55: 0.7}",
      message: "no root 'L55'; did you mean L5?"),
    AtlasFault(
      file: "muscles.yaml", old: "roots: {L4: 0.3, L5: 0.58, S1: 0.12}",
      new: "roots: {L4: 0.3, L5: 0.58, S1: 0.22}", message: "shares sum to 1.1, not 1"),
    AtlasFault(
      file: "muscles.yaml", old: "{at: ehl-branch, channel: fibular-deep, share: 1}",
      new: "{at: ehl-branch, channel: fibula-deep, share: 1}",
      message: "no channel 'fibula-deep'; did you mean fibular-deep, tibial-deep?"),
    AtlasFault(
      file: "muscles.yaml", old: "tibialis-anterior: 0.65,", new: "tibialis-anterior: 0.55,",
      message: "shares sum to 0.9, not 1"),
    AtlasFault(
      file: "reflexes.yaml", old: "extra-mm: 250", new: "extra-m: 250",
      message: "unknown key 'extra-m'; did you mean extra-mm?"),
    AtlasFault(
      file: "reflexes.yaml", old: "  achilles: {name: \"Achilles", new: "  patellar: {name: \"Achilles",
      message: "'patellar' stands twice in one block, on lines 6 and 12"),
    AtlasFault(
      file: "reflexes.yaml", old: "  medial-hamstring: {name", new: "\tmedial-hamstring: {name",
      message: "a tab where YAML wants spaces"),
    AtlasFault(
      file: "sites.yaml", old: "at: fibular-neck, course", new: "at: fibular-nek, course",
      message: "no segment 'fibular-nek'; did you mean fibular-neck?"),
    AtlasFault(
      file: "sites.yaml", old: "{soleal-sling: {tibial: 0.8}}", new: "{soleal-sling: {tibial: 1.4}}",
      message: "tibial: 1.4 is outside 0…1"),
    AtlasFault(
      file: "sites.yaml", old: "low-disc: [l5-disc-paracentral, s1-disc-paracentral]",
      new: "low-disc: [l5-disc-paracentral, s1-disk-paracentral]",
      message: "no site or group of sites 's1-disk-paracentral'; did you mean s1-disc-paracentral, "
        + "l4-disc-paracentral, l5-disc-paracentral?"),
    AtlasFault(
      file: "findings.yaml", old: "- {sites: [low-disc], sensitivity: 0.64,",
      new: "- {sites: [low-disk], sensitivity: 0.64,",
      message: "no site or group of sites 'low-disk'; did you mean low-disc?"),
    AtlasFault(
      file: "findings.yaml", old: "- {sites: [low-disc], sensitivity: 0.64,",
      new: "- {sites: [low-disc], sensitivity: 1.4,", message: "sensitivity: 1.4 is outside 0…1"),
    AtlasFault(
      file: "sources.yaml", old: "kind: textbook", new: "kind: textbok",
      message: "no kind of source 'textbok'; did you mean textbook?"),
    AtlasFault(
      file: "kinds.yaml", old: "measure: bulk", new: "measure: bulks",
      message: "no measure 'bulks'; did you mean bulk?"),
    AtlasFault(
      file: "kinds.yaml", old: "cost: ask", new: "cost: asc", message: "no cost 'asc'; did you mean ask?"),
    AtlasFault(
      file: "conduction.yaml", old: "\"Sural sensory potential\", kind: sensory",
      new: "\"Sural sensory potential\", kind: sensry",
      message: "no kind of study 'sensry'; did you mean sensory?"),
    AtlasFault(
      file: "history.yaml", old: "  running: {", new: "  running: {oddz: [], ",
      message: "unknown key 'oddz'; did you mean odds?"),
    AtlasFault(
      file: "settings.yaml", old: "    root-mismatch: 0.25", new: "    root-mismatch: often",
      message: "root-mismatch: expected a number, found 'often'"),
    AtlasFault(
      file: "mechanics.yaml", old: "leaves: sciatic, from: 430", new: "leaves: sciatc, from: 430",
      message: "no cable 'sciatc'; did you mean sciatic?"),
    AtlasFault(
      file: "mechanics.yaml", old: "class: muscular, cable: sciatic, at: 110",
      new: "class: musculr, cable: sciatic, at: 110", message: "no class 'musculr'; did you mean muscular?"),
    AtlasFault(
      file: "mechanics.yaml", old: "  superior-gluteal: {class", new: "  superior-glutael: {class",
      message: "no site 'superior-glutael'; did you mean superior-gluteal, superior-cluneal?"),
    AtlasFault(
      file: "postures.yaml", old: "angles: {lumbar-flexion: -20", new: "angles: {lumbar-flexion: -200",
      message: "lumbar-flexion: -200 is outside -35…70"),
    AtlasFault(
      file: "postures.yaml", old: "angles: {lumbar-flexion: -20", new: "angles: {lumber-flexion: -20",
      message: "no joint 'lumber-flexion'; did you mean lumbar-flexion?"),
    AtlasFault(
      file: "muscles.yaml", old: "lengthens: {hip-flexion: 57.7", new: "lengthens: {hip-flexon: 57.7",
      message: "no joint 'hip-flexon'; did you mean hip-flexion?"),
    AtlasFault(
      file: "findings.yaml", old: "    posture: fair", new: "    posture: fairs",
      message: "no posture 'fairs'; did you mean fair?"),
    AtlasFault(
      file: "safety.yaml", old: "when: flag.bladder-bowel", new: "when: flag.blader-bowel",
      message: "no finding 'flag.blader-bowel'; did you mean flag.bladder-bowel?"),
    AtlasFault(
      file: "sites.yaml", old: "other-leg: \"single nerves, tibial here\",\n        catches: {fibular-neck",
      new: "other-leg: \"single nerves, tibal here\",\n        catches: {fibular-neck",
      message:
        "no mode 'single nerves, tibal here'; did you mean single nerves, tibial here?"
    ),
    AtlasFault(
      file: "settings.yaml", old: "flattened: {settings: [primary-care,",
      new: "flattened: {settings: [primary-car,",
      message: "no earlier setting 'primary-car'; did you mean primary-care?"),
    AtlasFault(
      file: "settings.yaml", old: "flattened: {settings: [primary-care,",
      new: "flattened: {settings: [uniform,",
      message: "no earlier setting 'uniform'"),
  ]

  /// The built-in files with the edit.
  func applied(to files: AtlasFiles = BuiltIn.files) throws -> AtlasFiles {
    let text = try #require(files.files.first { $0.name == file }).text
    let range = try #require(text.range(of: old), "\(file) no longer holds '\(old)'")
    return files.replacing(file, text.replacingCharacters(in: range, with: new))
  }

  /// The line of the edit in the built-in file.
  func line() throws -> Int {
    let text = try #require(BuiltIn.files.files.first { $0.name == file }).text
    let range = try #require(text.range(of: old))
    return text[..<range.lowerBound].count { $0 == "\n" } + 1
  }
}

extension AtlasFiles {
  /// The files with another text for one of them.
  func replacing(_ file: String, _ text: String) -> AtlasFiles {
    AtlasFiles(files: files.map { $0.name == file ? (file, text) : $0 }, origin: origin)
  }
}

@Suite struct AtlasReaderTests {
  private func issues(of files: AtlasFiles) throws -> [DataIssue] {
    try #require(#expect(throws: DataError.self) { try Atlas(files) }).issues
  }

  @Test(arguments: AtlasFault.all)
  func aFaultIsNamedWithItsPlaceAndTheNearestChoice(fault: AtlasFault) throws {
    let expected = "\(fault.file):\(try fault.line()): \(fault.message)"
    let found = try issues(of: try fault.applied()).map(\.description)
    #expect(found.contains(expected), "\(found.prefix(6))")
  }

  // Where nothing else hangs on the faulty place, one edit is one message.
  @Test(arguments: [1, 4, 6, 7, 8, 10, 12, 13, 14])
  func aFaultOfItsOwnIsReportedOnce(index: Int) throws {
    let found = try issues(of: try AtlasFault.all[index].applied())
    #expect(found.count == 1, "\(found)")
  }

  @Test func faultsOfTwoFilesAreReportedAtOnce() throws {
    let first = AtlasFault.all[4]
    let second = AtlasFault.all[10]
    let found = try issues(of: try second.applied(to: try first.applied()))
    #expect(found.count == 2)
    #expect(Set(found.map(\.file)) == ["reflexes.yaml", "findings.yaml"])
    let error = DataError(found)
    #expect(error.description.split(separator: "\n").count == 2, "a line per fault")
  }

  @Test func twoFaultsInOneFileAreReportedAtOnce() throws {
    let found = try issues(of: try AtlasFault.all[7].applied(to: try AtlasFault.all[8].applied()))
    #expect(found.count == 2 && found.allSatisfy { $0.file == "sites.yaml" })
  }

  @Test func aCircleOfSegmentsIsRefused() throws {
    let fault = AtlasFault(
      file: "nerves.yaml", old: "after: [l5-cauda]", new: "after: [l5-ramus]", message: "")
    let found = try issues(of: try fault.applied())
    #expect(found.map(\.message) == ["segment 'l5-recess' leads back to itself"])
  }

  @Test func twoWaysToOneSegmentAreRefused() throws {
    let fault = AtlasFault(
      file: "nerves.yaml",
      old: "gluteus-maximus-entry: {name: \"Inferior gluteal nerve at gluteus maximus\", after: [",
      new: "gluteus-maximus-entry: {name: \"x\", after: [lumbar-plexus, ", message: "")
    let found = try issues(of: try fault.applied())
    #expect(found.map(\.message) == ["two ways lead from root L4 to 'gluteus-maximus-entry'"])
  }

  @Test func aMuscleThatNoWayReachesIsRefused() throws {
    // L2 never enters the sciatic nerve.
    let fault = AtlasFault(
      file: "muscles.yaml", old: "roots: {L5: 0.8, S1: 0.2}", new: "roots: {L2: 0.8, S1: 0.2}", message: "")
    let found = try issues(of: try fault.applied())
    #expect(
      found.map(\.message) == [
        "no way leads from root L2 to 'edb-entry', where extensor-digitorum-brevis is supplied"
      ])
  }

  @Test func anAtlasWithoutUnexplainedIsRefused() throws {
    let fault = AtlasFault(
      file: "sites.yaml", old: "unexplained: true", new: "unexplained: false", message: "")
    #expect(try issues(of: try fault.applied()).map(\.message) == ["one site must have 'unexplained: true'"])
  }

  @Test func anIdMustBeLowerCase() throws {
    let fault = AtlasFault(
      file: "sites.yaml", old: "  sural-ankle: {", new: "  Sural_Ankle: {", message: "")
    let found = try issues(of: try fault.applied())
    #expect(found.map(\.message).contains("'Sural_Ankle' is not an id: lower-case letters, digits, hyphens"))
  }

  @Test func anUnknownKindOfFindingIsNamed() throws {
    let fault = AtlasFault(file: "findings.yaml", old: "  test.slr:", new: "  tests.slr:", message: "")
    let found = try issues(of: try fault.applied())
    let line = try fault.line()
    #expect(
      found.contains { $0.description.hasPrefix("findings.yaml:\(line): 'tests.slr' is of no known kind") })
  }

  @Test func aMissingFileIsNamed() throws {
    let files = AtlasFiles(
      files: BuiltIn.files.files.filter { $0.name != "skin.yaml" }, origin: "/some/folder")
    let found = try issues(of: files)
    #expect(found.first?.description == "/some/folder/skin.yaml: is missing from the atlas")
  }

  @Test func everyMissingFileIsNamed() throws {
    let files = AtlasFiles(
      files: BuiltIn.files.files.filter { !["skin.yaml", "roots.yaml"].contains($0.name) }, origin: "built in"
    )
    let missing = try issues(of: files).filter { $0.message == "is missing from the atlas" }.map(\.file)
    #expect(Set(missing) == ["skin.yaml", "roots.yaml"])
  }

  // A file that cannot be parsed makes everything that refers to it unknown: those are no faults of their own.
  @Test func aBrokenFileHidesWhatFollowsFromIt() throws {
    let fault = AtlasFault(
      file: "nerves.yaml", old: "  # L2 root\n", new: "\tx: 1\n", message: "a tab where YAML wants spaces")
    let found = try issues(of: try fault.applied())
    #expect(found.first?.message == fault.message)
    #expect(found.count == 1)
  }

  @Test func aFaultyEntryDoesNotMakeItsOtherKeysUnknown() throws {
    let fault = AtlasFault(
      file: "safety.yaml", old: "tier: emergency", new: "tier: emergncy", message: "")
    let found = try issues(of: try fault.applied())
    #expect(
      found.first?.description
        == "safety.yaml:\(try fault.line()): no tier 'emergncy'; did you mean emergency?")
    #expect(found.count == 1)
  }

  @Test func faultsComeInTheOrderOfTheirLines() throws {
    let fault = AtlasFault(
      file: "sites.yaml", old: "  l3-foramen: {", new: "  L3-Foramen: {", message: "")
    let lines = try issues(of: try fault.applied()).filter { $0.file == "sites.yaml" }.compactMap(\.line)
    // The bad id itself, and the groups of sites, further up, that no longer find it.
    #expect(lines.contains(try fault.line()) && lines.count > 1)
    #expect(lines == lines.sorted())
  }

  /// A red flag whose condition can't hold would be silent for ever.
  @Test(arguments: [
    ("reflex.patellar=absent, weak", "reflex.patellar=abset, weak", "'abset' is no value of reflex.patellar"),
    ("[history.trauma, flag.major", "[history.truma, flag.major", "no history item 'truma'"),
    (
      "when: {all: [weak.*<=3, duration-weeks<6]}", "when: {all: [weak.*<=x, duration-weeks<6]}",
      "'weak.*<=x' compares no grade"
    ),
    ("{at-least: 2, of: [flag.cancer", "{at-least: 9, of: [flag.cancer", "wants 9 of 3 conditions"),
    (
      "over: [ischaemia, poor-pulses, compartment]", "over: [ischemia, poor-pulses, compartment]",
      "no red flag 'ischemia'"
    ),
    ("{id: ischaemia, tier", "{id: fever, tier", "the red flag 'fever' is there twice"),
    (
      "over: [fever, immunosuppressed]", "over: [fever-immunosuppressed]",
      "the red flag 'fever-immunosuppressed' silences itself"
    ),
  ]) func aRedFlagThatCannotFireIsAFault(old: String, new: String, message: String) throws {
    let found = try issues(
      of: try AtlasFault(file: "safety.yaml", old: old, new: new, message: message).applied())
    #expect(found.contains { $0.message.hasPrefix(message) }, "\(found.map(\.message))")
  }

  @Test func aChannelDoesNotLieWithinItself() throws {
    let fault = AtlasFault(
      file: "nerves.yaml", old: "  fibular: {name: \"fibular division\"}",
      new: "  fibular: {name: \"fibular division\", within: fibular-deep}", message: "")
    let found = try issues(of: try fault.applied())
    #expect(
      found.contains { $0.message == "'fibular' lies within 'fibular-deep', which must stand before it" })
  }
}
