import Anatomy
import Foundation
import Simulation

/// What `atlas show` says about tension, posture and pressure.
extension AtlasCard {
  /// A posture with its angles and what it provokes.
  func card(ofPosture p: Int) -> String {
    let posture = atlas.postures[p]
    var lines = ["\(posture.name) (posture: \(posture.id))"]
    if posture.isOfOtherLeg { lines.append("of the other leg; this one stays straight") }
    lines.append(Output.wrapped("angles: " + angles(posture.angles), indent: "  "))
    if posture.start.contains(where: { $0 != 0 }) { lines.append("taken up from: " + angles(posture.start)) }
    if let joint = posture.variable {
      lines.append(
        "a number after the name sets \(atlas.midSentence(atlas.joints[joint].name)), as in \(posture.id):30")
    }
    if !posture.contractions.isEmpty {
      lines.append(
        Output.wrapped("contracts: " + shares(posture.contractions) { atlas.muscles[$0].id }, indent: "  "))
    }
    if let press = posture.press {
      lines.append(
        "a finger presses with \(press.pressure.plain) mmHg and pushes the nerve \(press.offset.plain) mm aside"
      )
    }
    if !posture.uncounted.isEmpty {
      let sites = posture.uncounted.map { atlas.sites[$0].id }
      lines.append(
        Output.wrapped("does not count pain from: " + sites.joined(separator: ", "), indent: "  "))
    }
    let tests = atlas.findings.filter { $0.posture == p }.map(\.id)
    if !tests.isEmpty { lines.append("test: " + tests.joined(separator: ", ")) }
    return (lines + (posture.angles.allSatisfy { $0 == 0 } ? [] : sources(posture.provenance))).joined(
      separator: "\n")
  }

  private func angles(_ angles: [Double]) -> String {
    let named = zip(atlas.joints, angles).filter { $0.1 != 0 }.map {
      "\(atlas.midSentence($0.name)) \($1.plain)°"
    }
    return named.isEmpty ? "all straight" : named.joined(separator: ", ")
  }

  /// How a muscle is built and how it lengthens.
  func mechanics(of muscle: Muscle) -> [String] {
    guard let architecture = muscle.architecture else { return [] }
    var lines = [
      "length \(architecture.length.plain) mm, fibres \(architecture.fibre.plain) mm, largest force "
        + "\(architecture.peakForce.plain) N"
    ]
    let stretched = atlas.postures.map { ($0, architecture.lengthening($0.angles)) }.filter { abs($0.1) >= 5 }
    if !stretched.isEmpty {
      lines.append(
        Output.wrapped(
          "longer (mm) in: "
            + stretched.map { "\($0.0.id) \(String(format: "%+.0f", $0.1))" }.joined(separator: ", "),
          indent: "  "))
    }
    let presses = atlas.mechanics.sites.keys.sorted().filter { s in
      atlas.mechanics.sites[s]?.muscles.contains { atlas.muscles[$0.index].id == muscle.id } == true
    }
    if !presses.isEmpty {
      lines.append(
        Output.wrapped(
          "presses on: " + presses.map { atlas.sites[$0].id }.joined(separator: ", "), indent: "  "))
    }
    let constants = atlas.mechanics.muscle
    lines.append(
      Output.wrapped(
        "assumed alike for every muscle: the hardest contracture shortens fibres by \(constants.contracture.percent) and keeps "
          + "\(constants.tone.percent) of full stress; \(constants.transmission.percent) of stress is pressure inside the muscle",
        indent: "  "))
    return lines + sources(architecture.provenance)
  }

  /// What presses at a site, and what of it is assumed.
  func mechanics(ofSite s: Int) -> [String] {
    guard let mechanics = atlas.mechanics.sites[s] else { return [] }
    let kind = atlas.mechanics.classes[mechanics.kind]
    var lines = [
      "mechanics (class \(kind.id)): structure \(kind.pressure.plain) mmHg at full severity, tether "
        + "\(kind.tether.plain) N/mm, answers stretch \(kind.mechanosensitivity.percent)"
    ]
    for pull in mechanics.pulls {
      lines.append(
        "  lies at \(pull.place.at.plain) mm of the \(atlas.mechanics.cables[pull.place.cable].name)")
    }
    if !mechanics.muscles.isEmpty {
      lines.append(
        "  share of a muscle's pressure that arrives: " + shares(mechanics.muscles) { atlas.muscles[$0].id })
    }
    for posture in mechanics.postures {
      let points = posture.points.map { "\($0.x.plain)°: \($0.y >= 0 ? "+" : "")\($0.y.plain)" }
      lines.append(
        "  \(atlas.midSentence(atlas.joints[posture.joint].name)) adds mmHg, "
          + points.joined(separator: ", "))
      if !posture.provenance.isEstimate {
        lines.append("    source: " + posture.provenance.sources.joined(separator: ", "))
      }
    }
    let load = SiteLoad(atlas, site: s)
    let levels = atlas.levels.compactMap { level in
      level.pressure.map { "\(level.id) \($0.plain) mmHg = severity \(load.degree(pressure: $0).two)" }
    }
    if !levels.isEmpty { lines.append("  levels at rest: " + levels.joined(separator: ", ")) }
    let assumed = mechanics.provenance.isEstimate ? "assumed, not measured" : "sourced"
    lines.append("  these numbers are \(assumed): \(kind.provenance.why ?? "")")
    return lines.map { Output.wrapped($0, indent: "    ") }
  }

  /// How a test follows from mechanics, with the published figures that it was fitted to.
  func provocation(_ finding: Finding, _ f: Int) -> [String] {
    guard let posture = finding.posture else { return [] }
    let rows = ProvocationFit(atlas).rows().filter { $0.finding == f }
    var lines = [
      Output.wrapped(
        "follows from mechanics: posture '\(atlas.postures[posture].id)' > strain and pressure at the site > P(positive). "
          + "Its constants were fitted to the published or judged sensitivities below, all tests together: a fit, no "
          + "validation.", indent: "  "),
      "  model  publ.  sites",
    ]
    for row in rows {
      let names = row.sites.map { atlas.sites[$0].id }.joined(separator: ", ")
      let origin =
        row.published.provenance.isEstimate
        ? "estimate" : row.published.provenance.sources.joined(separator: ", ")
      lines.append(
        Output.wrapped(
          "\(names) (\(origin))", head: "  \(row.model.two)   \(row.published.probability.two)   ",
          indent: "                 "))
    }
    return lines
  }
}
