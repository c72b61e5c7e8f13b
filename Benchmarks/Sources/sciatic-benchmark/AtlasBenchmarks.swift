import Anatomy
import BuiltInAtlas
import Foundation
import LinearAlgebra
import Localization
import Simulation

/// The real atlas: one published case, in process and as a process of its own.
struct AtlasBenchmarks {
  private let peers: Peers

  init(_ peers: Peers) { self.peers = peers }

  func run() throws {
    let name = Networks.published
    let file = "\(Machine.root)/Models/cases/\(name).yaml"
    let atlas = try Atlas.builtIn()
    guard let table = FindingTable.builtIn(atlas) else {
      print("the build's table is of another atlas")
      exit(1)
    }
    let localizer = Localizer(atlas, table)
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
    part("compile, from the build's table of findings") { _ = Localizer(atlas, table) }
    part("the same by running the model") { _ = Localizer(atlas) }
    try part("read the case") { _ = try CaseReader(atlas).read(file: file) }
    let options = Localizer.Options(threads: cores)
    part(
      "infer, sets of 2", "\(answer.contexts.count) latent states; all cores, nothing kept of earlier cases"
    ) {
      _ = Localizer(atlas, table).locate(patient, options)
    }
    part("look-alike groups and what parts them") {
      let groups = localizer.groups(in: answer)
      _ = localizer.separators(of: groups[0], in: answer)
    }
    part("mass of the sets of 3", "all cores") { _ = localizer.shareLeftOut(answer, threads: cores) }
    part("infer, sets of 3", "all cores") {
      _ = localizer.locate(patient, Localizer.Options(maximumLesions: 3, threads: cores))
    }
    try process("sciatic locate, the whole process", ["locate", file])
    try process("sciatic locate --lesions 3, the whole process", ["locate", file, "--lesions", "3"])
    try process("sciatic --version, the whole process", ["--version"])
  }

  private func process(_ label: String, _ arguments: [String]) throws {
    let runs = try (0..<15).map { _ in try Child(Machine.program, arguments).milliseconds }
    Table.row(label, "atlas", runs.sorted()[runs.count / 2], nil)
  }
}
