import Anatomy
import Foundation
import Localization

@main
struct Try {
  static func main() {
    do {
      let t0 = Date()
      let atlas = try Atlas(.builtIn())
      let t1 = Date()
      let localizer = Localizer(atlas)
      let t2 = Date()
      print("load", t1.timeIntervalSince(t0), "compile", t2.timeIntervalSince(t1), atlas.findings.count, localizer.compiler.lesions.count)
      let reader = CaseReader(atlas)
      let patient = try reader.read(file: CommandLine.arguments[1])
      let t3 = Date()
      let answer = localizer.locate(patient, .init(setting: atlas.settings.position(of: "uniform"), maximumLesions: Int(CommandLine.arguments[2])!))
      print("locate", Date().timeIntervalSince(t3))
      for s in answer.posterior.ranking.prefix(10) { print(atlas.sites[s].id, answer.posterior.sites[s]) }
      print(answer.posterior.lesionCounts)
      for e in answer.posterior.explanations.prefix(5) { print(e.lesions.map { atlas.sites[$0.site].id + ":" + atlas.levels[$0.level].id }, e.probability) }
      print(answer.evidence.observations.map(\.label), answer.evidence.notices)
    } catch { print(error) }
  }
}
