import Anatomy
import ArgumentParser
import Diagrams
import Foundation
import Localization
import Simulation
import Needling

extension Draw {
  /// `sciatic draw case`.
  struct Patient: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "case",
      abstract: "A patient: findings on the body, the answer on the route, what a needle would change.",
      usage: "sciatic draw case [<case|finding> ...] --output <file> [<options>]")

    @OptionGroup var caseOptions: CaseOptions
    @OptionGroup var options: DrawOptions<PlainPicture>

    func run() throws {
      let drawing = try options.load()
      let work = try PatientWork(caseOptions, options.atlasOption, drawing.atlas)
      try options.write(
        CaseDiagram(drawing, work.answer, plan: work.plan, treatment: work.treatment, style: options.style)
          .scene())
    }
  }

  /// `sciatic draw course`.
  struct Course: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "course", abstract: "Predicted and recorded pain over the sessions of a case.",
      usage: "sciatic draw course <case> --output <file> [<options>]")

    @Argument(help: ArgumentHelp("A case file with sessions.", valueName: "case")) var file: String
    @OptionGroup var options: DrawOptions<PlainPicture>

    func run() throws {
      let atlas = try options.atlasOption.load()
      let treatment = try options.atlasOption.treatment(for: atlas)
      let patient = try CaseReader(atlas, treatment: treatment).read(file: file)
      let report = TrackReport(atlas, treatment, patient)
      if report.record.predicted.isEmpty {
        throw DataError(
          file: file, "holds no session with a pain score above 0, so that there is no course to draw")
      }
      try options.write(
        CourseDiagram(
          atlas, patient, report.record, basis: treatment.course.basis, urgent: report.urgent,
          stop: report.mustStop ? report.stop : nil, notes: report.mustStop ? [] : notes(report),
          style: options.style
        ).scene())
    }

    /// What `track` says beside its forecast.
    private func notes(_ report: TrackReport) -> [String] {
      let excluded = report.excluded.map { "\($0.id) is excluded for this patient: \($0.reason)" }
      return (report.before.map { [$0] } ?? []) + excluded
    }
  }

  /// `sciatic draw mechanics`.
  struct Mechanics: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "mechanics", abstract: "Strain, movement and added pressure along the nerve in a posture.",
      usage: "sciatic draw mechanics --output <file> [<options>]")

    @Option(
      help: ArgumentHelp(
        "A posture, with a number for the joint that it sets, or joint angles; else that of the first test.",
        valueName: "posture[:angle]"))
    var posture: String?
    @OptionGroup var options: DrawOptions<PlainPicture>

    func run() throws {
      let drawing = try options.load()
      let atlas = drawing.atlas
      if atlas.mechanics.cables.isEmpty {
        throw DataError(file: "command line", "this atlas has no mechanics to draw")
      }
      guard
        let posture = posture
          ?? atlas.findings.lazy.compactMap(\.posture).first.map({ atlas.postures[$0].id })
      else {
        throw DataError(file: "command line", "this atlas has no test to draw; --posture names a posture")
      }
      let taken = try ScenarioInput(atlas: atlas).posture(posture)
      let word = posture.split(separator: ":").first.map(String.init) ?? posture
      let name = atlas.postures[word].map { known in
        posture.contains(":") ? "\(known.name), \(posture.split(separator: ":")[1])°" : known.name
      }
      try options.write(
        MechanicsDiagram(drawing, posture: taken, name: name ?? posture, style: options.style).scene())
    }
  }
}

/// What pictures and reports of a patient need: the answer, and the plan where the atlas knows treatment.
struct PatientWork {
  let localizer: Localizer
  let answer: Answer
  let treatment: Treatment?
  let plan: TreatmentPlan?

  /// - Throws: ``DataError`` with the faults of case and atlas.
  init(_ caseOptions: CaseOptions, _ atlasOption: AtlasOption, _ atlas: Atlas) throws(DataError) {
    treatment = try atlasOption.files().hasTreatment ? atlasOption.treatment(for: atlas) : nil
    let patient = try caseOptions.read(atlas, treatment: treatment)
    localizer = atlasOption.localizer(atlas)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    answer = localizer.locate(patient, Localizer.Options(maximumLesions: 2, threads: cores))
    if let treatment {
      let gate = SafetyGate(atlas, treatment, patient)
      plan = TreatmentPlan(localizer, treatment, answer, gate, threads: cores)
    } else {
      plan = nil
    }
  }
}
