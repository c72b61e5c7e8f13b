import Anatomy
import BuiltInAtlas
import Foundation
import Localization

/// Compiled networks that the peers solve.
enum Networks {
  /// A published case on the whole atlas.
  static let published = "gemellus-51f-inferior"

  /// Networks small enough for a general engine: one state each of a few sites, and what a patient shows.
  static let small: [(name: String, sites: [String], findings: String)] = [
    (
      "foot-drop", ["l5-disc-paracentral", "lumbosacral-trunk", "gluteal-sciatic", "fibular-neck"],
      "weak.tibialis-anterior=present weak.gluteus-medius=normal reflex.achilles=normal "
        + "sensory-loss.dorsal-foot=present sensory-loss.first-web-space=present pain.lower-back=present "
        + "tinel.fibular-neck=positive test.slr=negative"
    ),
    (
      "buttock",
      ["s1-disc-paracentral", "infrapiriform-foramen", "gluteal-fibrous-band", "trigger-point-piriformis"],
      "pain.buttock=present test.fair=positive test.slr=negative tender.deep-gluteal=present "
        + "reflex.achilles=normal worse.sitting=present sensory-loss.sole=absent"
    ),
    (
      "front-of-thigh",
      ["l3-disc-paracentral", "l4-disc-paracentral", "femoral-inguinal", "obturator-canal", "hip-joint"],
      "pain.anterior-thigh=present weak.quadriceps-femoris=present weak.adductor-longus=normal "
        + "pain.groin=present test.hip-rotation-pain=positive reflex.patellar=normal"
    ),
  ]

  static func write(to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let atlas = try Atlas.builtIn()
    let localizer = Localizer(atlas)
    let names = atlas.sites.map(\.id)
    let file = "\(Machine.root)/Models/cases/\(published).yaml"
    let answer = localizer.locate(try CaseReader(atlas).read(file: file))
    try localizer.network(answer.contexts[0]).json(names: names)
      .write(to: folder.appending(path: published + ".json"))
    for entry in small {
      var patient = PatientCase()
      patient.age = 50
      patient.sex = "female"
      patient.findings = try CaseReader(atlas).read(
        arguments: entry.findings.split(separator: " ").map(String.init))
      let network = localizer.network(localizer.locate(patient).contexts[0])
      let states = entry.sites.compactMap { id in
        atlas.sites.position(of: id).flatMap { network.sites[$0].dropFirst().first }
      }
      try cut(network, to: states).json(names: entry.sites)
        .write(to: folder.appending(path: entry.name + ".json"))
    }
  }

  /// The network of a few states, each of a site of its own, with independent sites and no affinities.
  private static func cut(_ network: CompiledNetwork, to states: [Int]) -> CompiledNetwork {
    func chosen(_ values: [Double]) -> [Double] { states.map { values[$0] } }
    return CompiledNetwork(
      sites: states.indices.map { $0..<$0 + 1 }, logWeights: chosen(network.logWeights),
      countPrior: .byNumber([0, 0, 0, 0]),
      factors: network.factors.map {
        Factor(
          label: $0.label, upper: chosen($0.upper), lower: $0.lower.map(chosen), upperLeak: $0.upperLeak,
          lowerLeak: $0.lowerLeak)
      })
  }
}
