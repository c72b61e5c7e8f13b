import Anatomy
import Foundation
import Localization

@main
struct Try {
  static func main() {
    do {
      let atlas = try Atlas(.builtIn())
      let reader = CaseReader(atlas)
      let files = try FileManager.default.contentsOfDirectory(atPath: "Models/cases").sorted()
      let cases = try files.map { try reader.read(file: "Models/cases/" + $0) }
      let verbose = CommandLine.arguments.contains("-v")
      var list: [(String, Ablation)] = [("all", [])]
      if CommandLine.arguments.contains("-a") { list += Ablation.names.map { ($0.name, $0.ablation) } }
      let pathways = atlas.pathways()
      if let i = CommandLine.arguments.firstIndex(of: "-e") {
        let localizer = Localizer(atlas)
        for c in cases where CommandLine.arguments[(i + 1)...].contains(where: { c.id.hasPrefix($0) }) {
          let a = localizer.locate(c, .init(setting: atlas.settings.position(of: "uniform")))
          var sites = Array(a.posterior.ranking.prefix(3))
          for t in c.confirmation!.sites where !sites.contains(t) { sites.append(t) }
          let ex = sites.compactMap { localizer.explanation(of: $0, in: a) }
          print("==", c.id, c.history.map { atlas.modifiers[$0].id }, "truth", c.confirmation!.sites.map { atlas.sites[$0].id }, "also", c.confirmation!.alsoAcceptable.map { atlas.sites[$0].id })
          print("".padding(toLength: 52, withPad: " ", startingAt: 0), ex.map { atlas.sites[$0.site].id.prefix(20).padding(toLength: 21, withPad: " ", startingAt: 0) }.joined())
          for (o, obs) in a.evidence.observations.enumerated() {
            var v = ""
            if case .recorded(let r, _) = obs.content { v = r.value }
            print((obs.label + " " + v).padding(toLength: 52, withPad: " ", startingAt: 0), ex.map { String(format: "%6.2f               ", $0.terms[o].log10) }.joined())
          }
          print("prior".padding(toLength: 52, withPad: " ", startingAt: 0), ex.map { String(format: "%6.2f               ", $0.prior) }.joined())
          print("rest".padding(toLength: 52, withPad: " ", startingAt: 0), ex.map { String(format: "%6.2f               ", $0.rest) }.joined())
          print("p".padding(toLength: 52, withPad: " ", startingAt: 0), ex.map { String(format: "%6.3f %@", a.posterior.sites[$0.site], (atlas.levels[$0.lesion.level].id + " " + (atlas.mode(of: $0.lesion)?.name ?? "")).padding(toLength: 14, withPad: " ", startingAt: 0)) }.joined())
        }
        return
      }
      for (name, ablation) in list {
        let t = Date()
        let localizer = Localizer(atlas, ablation: ablation)
        let scores = cases.compactMap { c -> CaseScore? in
          let a = localizer.locate(c, .init(setting: atlas.settings.position(of: "uniform")))
          return CaseScore(c, sites: a.posterior.sites, atlas, pathways)
        }
        if verbose { for (i, s) in scores.enumerated() where s.strictRank > 1 || s.probability < 0.3 {
          let truth = cases[i].confirmation!.sites.map { atlas.sites[$0].id }.joined(separator: "+")
          print("\(s.id) truth \(truth) rank \(s.strictRank)/\(s.lenientRank) p \((s.probability*1000).rounded()/1000) first \(atlas.sites[s.first].id) \((s.firstProbability*1000).rounded()/1000)") } }
        for (label, subset) in [("77", scores), (">=6", scores.filter { $0.findings >= 6 })] {
          let s = ScoreSummary(subset)!
          print(name, label, s.count, String(format: "strict %.3f/%.3f lenient %.3f/%.3f log %.3f brier %.3f cal %.3f (%.3f %.3f) %.1fs", s.strictTop1, s.strictTop3, s.lenientTop1, s.lenientTop3, s.meanLogScore, s.brier, s.calibrationError, s.calibrationByChance.mean, s.calibrationByChance.point90, Date().timeIntervalSince(t)))
        }
      }
    } catch { print(error) }
  }
}
