import Anatomy
import Foundation
import Localization
import Studies
import Testing

/// Atlases drawn from how sure their numbers are.
@Suite struct AtlasEnsembleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .path
  private let files: AtlasFiles
  private let atlas: Atlas
  private let patient: PatientCase

  init() throws {
    files = try AtlasFiles.folder(Self.root + "/Fixtures/hoofed-limb")
    atlas = try Atlas(files)
    patient = try CaseReader(atlas).read(file: Self.root + "/Fixtures/cases/ditch-ka.yaml").completed(atlas)
  }

  /// Four in five of the full answers of the drawn atlases, counted by hand.
  @Test func intervalsHoldFourOfFiveAnswers() throws {
    let ensemble = try AtlasEnsemble(files, seed: 7)
    let options = Localizer.Options(maximumLesions: 2, threads: 2)
    let found = ensemble.intervals(ofCompleted: patient, count: 41, options)
    #expect(found.draws == 41)
    let answers = try (0..<41).map {
      Localizer(try ensemble.atlas($0)).locate(patient, options).posterior.sites
    }
    for site in atlas.sites.indices {
      let inside = answers.count { found.sites[site].contains($0[site]) }
      #expect((33...35).contains(inside), "\(atlas.sites[site].id): \(inside) of 41")
    }
    #expect(found.sites.contains { $0.upperBound - $0.lowerBound > 0.01 }, "numbers matter")
  }

  @Test func drawsDoNotDependOnThreads() throws {
    let ensemble = try AtlasEnsemble(files, seed: 1)
    func run(_ threads: Int) -> [ClosedRange<Double>] {
      ensemble.intervals(
        ofCompleted: patient, count: 12, Localizer.Options(maximumLesions: 1, threads: threads)
      ).sites
    }
    #expect(run(1) == run(2))
    let other = try AtlasEnsemble(files, seed: 2)
    #expect(
      other.intervals(ofCompleted: patient, count: 12, Localizer.Options(maximumLesions: 1)).sites != run(1))
  }

  /// What says nothing of its spread, or was fitted, stays where it is; the rest keeps within what it says.
  @Test func numbersStayWithinWhatTheySay() throws {
    let numbers = try AtlasNumbers(files).numbers
    let ensemble = try AtlasEnsemble(files)
    let spread = numbers.filter { $0.range != nil && !$0.isFitted && !$0.isOfTreatment }
    #expect(ensemble.size == spread.count && ensemble.size > 100)
    let drawn = try (0..<30).map { try ensemble.atlas($0).sites.map(\.bilateral) }
    for (s, site) in atlas.sites.enumerated() {
      guard let number = numbers["sites.\(site.id).bilateral"], let range = number.range else { continue }
      #expect(drawn.count { range.contains($0[s]) } >= 25, "about 95 of 100 within")
      #expect((6...24).contains(drawn.count { $0[s] < number.value }), "half below")
      #expect(Set(drawn.map { $0[s] }).count > 1)
    }
  }
}
