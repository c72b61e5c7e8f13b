import Anatomy
import BuiltInAtlas
import Foundation
import LinearAlgebra
import Localization

/// The real atlas: one published case, in process and as a process of its own.
struct AtlasBenchmarks {
  private let peers: Peers

  init(_ peers: Peers) { self.peers = peers }

  func run() throws {
    let name = Networks.published
    let file = "\(Machine.root)/Models/cases/\(name).yaml"
    let atlas = try Atlas.builtIn()
    let localizer = Localizer(atlas)
    let patient = try CaseReader(atlas).read(file: file)
    let answer = localizer.locate(patient)
    let network = localizer.network(answer.contexts[0])
    let sums = SetSums(network, maximumSites: 2)
    let theirs = try peers.network(name, "enumerate-network")
    let marginals = network.sites.map { $0.reduce(0) { $0 + sums.states[$1] } }
    check("atlas, sets of two", marginals, atlas.sites.map { theirs[$0.id] ?? .nan }, within: 1e-9)
    let runs = Array(0..<15)
    let pairs = measure(runs, repetitions: 1) { _ in _ = SetSums(network, maximumSites: 2) }
    Table.row(
      "sets of 2, one network of the atlas", "atlas", pairs.median, peers.median("enumerate-network", name))
    func part(_ label: String, _ note: String = "", _ body: () throws -> Void) rethrows {
      let time = try measure(runs, repetitions: 1) { _ in try body() }
      Table.row(label, "atlas", time.median, nil, note)
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    try part("load the atlas from its snapshot") { _ = try Atlas.builtIn() }
    try part("the same from its YAML files") { _ = try Atlas(.builtIn()) }
    part("compile the model") { _ = Localizer(atlas) }
    try part("read the case") { _ = try CaseReader(atlas).read(file: file) }
    part("infer, sets of 2", "\(answer.contexts.count) latent states") { _ = localizer.locate(patient) }
    part("look-alike groups") { _ = localizer.groups(in: answer) }
    part("mass of the sets of 3", "all cores") { _ = localizer.shareLeftOut(answer, threads: cores) }
    part("infer, sets of 3", "all cores") {
      _ = localizer.locate(patient, Localizer.Options(maximumLesions: 3, threads: cores))
    }
    try process("sciatic locate, the whole process", ["locate", file])
    try process("sciatic locate --lesions 3, the whole process", ["locate", file, "--lesions", "3"])
    try process("sciatic --version, the whole process", ["--version"])
  }

  private func process(_ label: String, _ arguments: [String]) throws {
    let program = URL(fileURLWithPath: Machine.root + "/.build/release/sciatic")
    let time = try measure(Array(0..<15), repetitions: 1) { _ in
      let process = Process()
      process.executableURL = program
      process.arguments = arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus != 0 {
        print("\(label) failed")
        exit(1)
      }
    }
    Table.row(label, "atlas", time.median, nil)
  }
}
