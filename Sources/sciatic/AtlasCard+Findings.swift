import Anatomy
import Foundation

/// What `atlas show` says about findings.
extension AtlasCard {
  private func chances(_ head: String, _ leak: Leak) -> [String] {
    let rates = leak.byAge.map { point in
      (leak.byAge.count > 1 ? "age \(point.age.plain): " : "") + point.probability.percent
    }
    return [Output.wrapped(head + rates.joined(separator: ", "), indent: "  ")] + sources(leak.provenance)
  }

  /// How chance losses of long nerves come together.
  private func wear() -> [String] {
    let (share, odds) = (atlas.observation.wornShare, atlas.observation.wornOdds)
    let text =
      "comes together with other losses of worn nerves: \(share.percent) of people have them, at "
      + "\(String(format: "%g", odds)) times the odds of the others"
    return [Output.wrapped(text, indent: "  ")]
  }

  func card(ofFinding f: Int) -> String {
    let finding = atlas.findings[f]
    let kind = atlas.kinds[finding.kind]
    var lines = [
      Output.wrapped("\(finding.name) (\(finding.id)), \(atlas.midSentence(kind.name))", indent: "  "),
      "values: \(finding.scale.accepted.joined(separator: ", ")); cost: \(finding.cost.rawValue)",
    ]
    if !finding.aliases.isEmpty {
      let names = finding.aliases.enumerated().filter { !finding.aliases[..<$0].contains($1) }.map(\.element)
      lines.append(Output.wrapped("also called: " + names.joined(separator: ", "), indent: "  "))
    }
    let leak = finding.leak ?? kind.leak
    if finding.scale.worst > 0 {
      lines += chances("without a lesion that causes it: ", leak)
      if let worst = finding.scale.values.last, let last = finding.valueLeaks[worst] {
        lines += chances("\(worst) without one: ", last)
      }
      if finding.wears { lines += wear() }
    }
    if !finding.scale.aside.isEmpty {
      let chances = finding.scale.aside.map { "\($0) \(atlas.chance(ofAside: $0, finding: f).percent)" }
      lines.append("by chance: " + chances.joined(separator: ", "))
    }
    if finding.target != .local { lines.append("follows from the graph (\(kind.measure.rawValue))") }
    lines += provocation(finding, f)
    for link in finding.links {
      let names =
        link.sites.map { atlas.sites[$0].id }.joined(separator: ", ")
        + (modes(of: link).map { " (\($0))" } ?? "")
      lines.append(
        Output.wrapped("\(names): \(link.likelihood.probability.two)", indent: "  "))
      lines += sources(link.likelihood.provenance, head: "  ")
    }
    return lines.joined(separator: "\n")
  }

  /// The modes of its site that a link speaks of, where not of all.
  func modes(of link: LocalLink) -> String? {
    link.modes.flatMap { modes in
      link.sites.first.map { site in modes.map { atlas.sites[site].modes[$0].name }.joined(separator: "; ") }
    }
  }
}
