import Anatomy
import ArgumentParser
import Simulation

/// `sciatic simulate`: from tension, posture and lesions to pressure, strain and findings.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract:
      "Tighten a muscle, take a posture, press on a site: what the nerve feels, what the patient shows.",
    discussion: """
      --lesion SITE[:severity], with severity 0…1 or a level; --tension MUSCLE=τ, with τ from 0 (slack) to 1 (hardest \
      contracture). 'sciatic atlas list postures' names the postures; joint angles also do: --posture JOINT=60,JOINT=90. \
      Pressures at most places were never measured: they follow from the model's assumptions, \
      which 'sciatic atlas show SITE' names.
      """)

  @Option(help: ArgumentHelp("A lesion; may be repeated.", valueName: "site[:severity]")) var lesion:
    [String] = []
  @Option(help: ArgumentHelp("Tension of a muscle; may be repeated.", valueName: "muscle=τ")) var tension:
    [String] =
      []
  @Option(help: ArgumentHelp("A posture, or joint angles.", valueName: "posture[:angle]")) var posture:
    String?
  @Option(
    help: ArgumentHelp(
      "A habit of posture and how much of it.", valueName: "habit=amount"))
  var habit: [String] = []
  @Option(parsing: .unconditional, help: "For how many minutes the posture is held.") var hold = 1.0
  @Option(parsing: .unconditional, help: "Inflammation about the nerve, 0…1.") var inflammation: Double?
  @Option(parsing: .unconditional, help: "Central gain: 1 usual, above 1 sensitised.") var gain = 1.0
  @Option(help: ArgumentHelp("Position of the plexus.", valueName: "variant")) var variant: String?
  @Option(parsing: .unconditional, help: "Weeks since onset.") var weeks = 12.0
  @Option(parsing: .unconditional, help: "Age in years; chance findings depend on it.") var age = 50.0
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Vary one quantity and print a curve.", valueName: "what=from:to:count"))
  var scan: String?
  @Option(help: "How many findings of each kind to print.") var top = 4
  @Option(help: ArgumentHelp("Write so many patients with this limb as case files.", valueName: "n"))
  var emitCase: Int?
  @Option(help: "Seed of the patients.") var seed: UInt64 = 0
  @Option(help: ArgumentHelp("Folder for the case files.", valueName: "dir")) var output = "."
  @Option(help: "text, json or csv.") var format = SimulationFormat.text
  @Option(help: ArgumentHelp("Also write the answer to a file (.json, .csv, .txt).", valueName: "file"))
  var save: [String] = []
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.top(top)
    if let emitCase, !(1...100_000).contains(emitCase) {
      throw ValidationError("--emit-case takes a number from 1 to 100000, not \(emitCase).")
    }
    if emitCase != nil, scan != nil || !save.isEmpty {
      throw ValidationError("--emit-case writes case files; it does not go with --scan or --save.")
    }
    for file in save { try OptionCheck.ending(of: file, "--save", ["json", "csv", "txt"]) }
  }

  func run() throws {
    let atlas = try atlasOption.load()
    let scenario = try scenario(atlas)
    let input = ScenarioInput(atlas: atlas)
    let scan = try self.scan.map { (text: String) throws(DataError) in try input.scan(text) }
    let report = SimulationReport(atlas, scenario, age: age, scan: scan)
    if let emitCase {
      return try SimulatedCases(report).write(emitCase, seed: seed, to: output)
    }
    for file in save {
      try Output.save(
        try text(report, SimulationFormat(rawValue: file.fileEnding) ?? .text, colour: false), to: file)
    }
    print(try text(report, format, colour: Output.usesColour), terminator: "")
  }

  private func text(_ report: SimulationReport, _ format: SimulationFormat, colour: Bool) throws -> String {
    switch format {
    case .text: SimulationText(report, top: top, colour: colour).render() + "\n"
    case .json: try SimulationJSON(report).render() + "\n"
    case .csv: SimulationCSV(report).render()
    }
  }

  private func scenario(_ atlas: Atlas) throws(DataError) -> Scenario {
    let input = ScenarioInput(atlas: atlas)
    var scenario = Scenario(posture: .straight(joints: atlas.joints.count), shift: atlas.usualShift)
    if let posture { scenario.posture = try input.posture(posture) }
    for text in lesion { try input.add(lesion: text, to: &scenario) }
    for text in tension { try input.add(tension: text, to: &scenario) }
    for text in habit { try input.add(habit: text, to: &scenario) }
    scenario.hold = try input.within(hold, 0...10_000, "--hold: minutes")
    if let inflammation { scenario.inflammation = try input.within(inflammation, 0...1, "--inflammation") }
    scenario.gain = try input.within(gain, 0...5, "--gain")
    scenario.weeks = try input.within(weeks, 0...5200, "--weeks")
    _ = try input.within(age, 0...120, "--age")
    if let variant {
      guard let position = atlas.shifts.position(of: variant) else {
        throw input.fault("no variant '\(variant)' of the plexus", atlas.shifts.ids)
      }
      scenario.shift = position
    }
    return scenario
  }
}

/// How a simulation is printed.
enum SimulationFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, csv
}
