import Anatomy
import BuiltInAtlas
import CNetCDF
import Foundation
import Localization
import Testing

@testable import Studies

@Suite struct NetCDFTests {
  @Test func flagMeaningsHaveNoBlanks() {
    #expect(NetCDFFile.flagMeaning("slr:60") == "slr_60")
    #expect(NetCDFFile.flagMeaning("hip=60, knee=90") == "hip_60__knee_90")
    #expect(NetCDFFile.flagMeaning("leg-crossing") == "leg-crossing")
    #expect(NetCDFFile.flagMeaning("") == "_")
  }

  @Test func theBuiltInAtlasHasTheDigestOfItsFiles() throws {
    let atlas = try Atlas.builtIn()
    #expect(atlas.digest.count == 16 && atlas.digest == AtlasFiles.builtIn().digest)
    #expect(
      AtlasFiles.builtIn().replacing("atlas.yaml", with: "name: other").digest != atlas.digest)
  }

  @Test func textDigestIsThatOfFowlerNollAndVo() {
    // "" and "a" of the published test vectors, here with the zero byte that ends each text undone.
    let prime: UInt64 = 0x100_0000_01b3
    #expect(TextDigest.value([""]) == 0xcbf2_9ce4_8422_2325 &* prime)
    #expect(TextDigest.value(["a"]) == 0xaf63_dc4c_8601_ec8c &* prime)
    #expect(TextDigest.value(["a", "b"]) != TextDigest.value(["ab"]))
  }

  @Test func patientsAreReadBackAsTheyWereDrawn() throws {
    let path = NSTemporaryDirectory() + "/sciatic-cohort-\(UUID().uuidString).nc"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let atlas = try Atlas(.folder(StudyReference.fixtures + "/hoofed-limb"))
    let findings = PatientSimulator.sheet(atlas, withElectrodiagnosis: true)
    let cohort = SimulatedCohort(
      PatientSimulator(Localizer(atlas), setting: atlas.settings[0], findings: findings), count: 300, seed: 0)
    try cohort.run(
      PatientNetCDF(path, atlas, findings: findings, seed: 0, setting: atlas.settings[0].id, history: ""),
      threads: 2)
    let library = try #require(netcdf_load()).pointee
    var (file, variable): (Int32, Int32) = (0, 0)
    #expect(library.open(path, 0, &file) == 0)
    defer { _ = library.close(file) }
    var values = Array(repeating: 0.0, count: 300 * findings.count)
    #expect(library.inq_varid(file, "value", &variable) == 0)
    #expect(library.get_vara_double(file, variable, [0, 0], [300, findings.count], &values) == 0)
    for index in [0, 1, 127, 128, 299] {
      let patient = cohort.patient(index)
      for (j, finding) in findings.enumerated() {
        let value = try #require(patient.record(of: finding)).value
        let scale = atlas.findings[finding].scale
        #expect((scale.values + scale.aside)[Int(values[index * findings.count + j])] == value)
      }
    }
    #expect(try NetCDFReader(path).text("atlas_digest") == atlas.digest)
  }
}
