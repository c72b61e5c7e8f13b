import Anatomy
import Foundation
import Testing

/// A case written out reads as the same case.
@Suite struct CaseTextTests {
  @Test(arguments: ["Models/cases", "Models/unseen", "Models/unseen-second", "Models/unseen-third"])
  func everyPublishedCaseComesBack(_ folder: String) throws {
    let atlas = try BuiltIn.atlas()
    let reader = CaseReader(atlas)
    let root = BuiltIn.root.appending(path: folder).path
    let names = try FileManager.default.contentsOfDirectory(atPath: root).filter { $0.hasSuffix(".yaml") }
    #expect(names.count >= 39)
    for name in names {
      let read = try reader.read(file: root + "/" + name)
      let again = try reader.read(text: read.text(atlas, comment: "a copy"), file: name)
      #expect(again.id == read.id && again.age == read.age && again.sex == read.sex, "\(name)")
      #expect(again.side == read.side && again.durationWeeks == read.durationWeeks, "\(name)")
      #expect(again.history == read.history && again.setting == read.setting, "\(name)")
      #expect(again.examination == read.examination && again.findings == read.findings, "\(name)")
      #expect(again.otherSide == read.otherSide, "\(name)")
      #expect(again.confirmation?.sites == read.confirmation?.sites, "\(name)")
      #expect(again.confirmation?.by == read.confirmation?.by, "\(name)")
      #expect(again.confirmation?.alsoAcceptable == read.confirmation?.alsoAcceptable, "\(name)")
    }
  }

  @Test func oddNamesAreQuoted() throws {
    let atlas = try BuiltIn.atlas()
    for id in ["a: b", "\"x\" \\ y", "- 1", "#7", "12", "{x", "ünder"] {
      var patient = PatientCase()
      patient.id = id
      let again = try CaseReader(atlas).read(text: patient.text(atlas, comment: "odd"), file: "odd.yaml")
      #expect(again.id == id)
    }
  }
}
