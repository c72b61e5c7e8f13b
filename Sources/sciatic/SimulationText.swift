import Anatomy
import Simulation

/// The answer of `simulate` for people: 80 columns, readable without colour.
struct SimulationText {
  private let report: SimulationReport
  private let top: Int
  private let colour: Bool
  private var atlas: Atlas { report.atlas }

  init(_ report: SimulationReport, top: Int, colour: Bool) {
    self.report = report
    self.top = top
    self.colour = colour
  }

  func render() -> String {
    let parts =
      report.scan == nil ? [heading, sites, findings, nerve, footing] : [heading, curve, footing]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func bold(_ text: String) -> String { Output.styled(text, "1", colour: colour) }
  private func dim(_ text: String) -> String { Output.styled(text, "2", colour: colour) }

  private var heading: String {
    let scenario = report.scenario
    var words = [atlas.midSentence(scenario.posture.name)]
    for (joint, angle) in zip(atlas.joints, scenario.posture.angles) where angle != 0 {
      words.append("\(atlas.midSentence(joint.name)) \(angle.plain)°")
    }
    for share in scenario.posture.contractions {
      words.append("\(atlas.midSentence(atlas.muscles[share.index].name)) \(share.value.percent) active")
    }
    var lines = [
      bold("Simulated limb"),
      Output.wrapped("posture: " + words.joined(separator: ", "), head: "  ", indent: "    "),
    ]
    let tight = scenario.tension.sorted { $0.key < $1.key }.map {
      "\(atlas.midSentence(atlas.muscles[$0.key].name)) \($0.value.plain)"
    }
    if !tight.isEmpty {
      lines.append(
        Output.wrapped(
          "tension (0 slack, 1 hardest): " + tight.joined(separator: ", "), head: "  ", indent: "    "))
    }
    let habits = scenario.imbalances.map {
      "\(atlas.midSentence(atlas.imbalances[$0.index].name)) \($0.value.plain) \(atlas.imbalances[$0.index].unit)"
    }
    if !habits.isEmpty {
      lines.append(Output.wrapped("habits: " + habits.joined(separator: ", "), head: "  ", indent: "    "))
    }
    var rest = ["held \(scenario.hold.plain) min", "\(scenario.weeks.plain) weeks since onset"]
    if let inflammation = scenario.inflammation { rest.append("inflammation \(inflammation.plain)") }
    if scenario.gain != 1 { rest.append("central gain \(scenario.gain.plain)") }
    rest.append(atlas.shifts[scenario.shift].id + " plexus")
    lines.append("  " + rest.joined(separator: ", "))
    return lines.joined(separator: "\n")
  }

  /// Cause, pressure, block and irritability, site by site.
  private var sites: String {
    if report.outcome.sites.isEmpty { return "Nothing presses on the nerve." }
    var lines = [bold("From cause to nerve")]
    for outcome in report.outcome.sites {
      let site = atlas.sites[outcome.site]
      let cause = outcome.degree > 0 ? "severity \(outcome.degree.two)" : "no lesion: a tight muscle presses"
      lines.append(Output.wrapped("\(site.name) (\(cause))", head: "  ", indent: "    "))
      if outcome.isPressed { lines.append(pressure(outcome)) }
      if let strain = outcome.strain, let excursion = outcome.excursion {
        // A slack stretch shortens with its bed, which is no strain.
        let tension = strain < NervePoint.slack ? "slack" : "\((strain * 100).one) %"
        lines.append("    strain      \(tension), moved \(excursion.one) mm")
      }
      let d = outcome.dysfunction
      if site.modes.isEmpty { continue }
      lines.append(
        "    blocked     touch \(d.sensoryBlock.percent), motor \(d.motorBlock.percent), pain fibres \(d.painBlock.percent)"
      )
      lines.append("    firing      \(d.irritability.percent) of the caught fibres are irritable")
      if let recovery = outcome.recovery {
        lines.append(Output.wrapped(recovery, head: "    recovery    ", indent: "                "))
      }
    }
    return lines.joined(separator: "\n")
  }

  private func pressure(_ outcome: SiteOutcome) -> String {
    let pressure = outcome.pressure
    var sum = ""
    for (name, value) in pressure.parts where abs(value) >= 0.5 {
      sum += (sum.isEmpty ? " = " : value < 0 ? " - " : " + ") + "\(name) \(abs(value).whole)"
    }
    let standing = abs(pressure.total - outcome.resting) >= 0.5 ? "; standing \(outcome.resting.whole)" : ""
    let label = atlas.sites[outcome.site].modes.isEmpty ? "    in muscle   " : "    pressure    "
    return Output.wrapped(
      "\(pressure.total.whole) mmHg\(sum)\(standing)", head: label, indent: "                ")
  }

  /// What becomes likelier, kind by kind.
  private var findings: String {
    let changed = report.changed()
    if changed.isEmpty { return "No finding is likelier than in a limb without any of this." }
    var lines = [bold("What the patient would show".column(50) + "here".column(9) + "without it")]
    for (kind, changes) in changed {
      lines.append("  " + atlas.kinds[kind].name)
      for row in changes.prefix(top) {
        let name = atlas.findings[row.finding].name
        let words = Output.wrapped(
          name.prefix(1).uppercased() + name.dropFirst(), head: "    ", width: 49, indent: "      "
        ).components(separatedBy: "\n")
        lines.append(words[0].column(50) + row.abnormal.percent.column(9) + row.healthy.percent)
        lines += words.dropFirst()
      }
      if changes.count > top { lines.append(dim("    and \(changes.count - top) more")) }
    }
    return lines.joined(separator: "\n")
  }

  /// Strain and movement at the landmarks, as a small plot.
  private var nerve: String {
    let rows = atlas.mechanics.landmarks.compactMap { landmark -> (String, NervePoint)? in
      report.outcome.nerve.filter { $0.cable == landmark.place.cable }
        .min { abs($0.at - landmark.place.at) < abs($1.at - landmark.place.at) }.map { (landmark.name, $0) }
    }
    let most = rows.map { abs(max(NervePoint.slack, $0.1.strain)) }.max() ?? 0
    if most < 1e-4 { return "" }
    let width = 26.0
    var lines = [
      bold("Along the nerve, against standing straight".column(51) + "strain") + "   moved distally"
    ]
    for (name, point) in rows {
      let isSlack = point.strain < NervePoint.slack
      let length = Int((abs(max(NervePoint.slack, point.strain)) / most * width).rounded())
      let bar = String(repeating: point.strain < 0 ? "-" : "#", count: length)
      lines.append(
        "  " + name.column(20) + bar.column(26)
          + (isSlack ? "slack".leftPadded(10) : (point.strain * 100).signedOne.leftPadded(8) + " %")
          + point.excursion.signedOne.leftPadded(9) + " mm")
    }
    return lines.joined(separator: "\n")
  }

  private var curve: String {
    guard let scan = report.scan else { return "" }
    let points = report.curve
    let moving = report.moving(count: 4, onePerKind: true)
    let numbers = moving.indices.map { "[\($0 + 1)]".leftPadded(8) }.joined()
    let width = max(10, scan.name.count + 1)
    var lines = [
      bold(
        scan.name.column(width) + "mmHg".leftPadded(6) + "firing".leftPadded(8) + "blocked".leftPadded(9)
          + "  "
          + numbers)
    ]
    for point in points {
      let nerves = point.sites.filter { !atlas.sites[$0.site].modes.isEmpty }
      let site = nerves.max { $0.pressure.total < $1.pressure.total }
      lines.append(
        point.value.three.column(width) + (site?.pressure.total ?? 0).whole.leftPadded(6)
          + (site?.dysfunction.irritability ?? 0).percent.leftPadded(8)
          + (site?.dysfunction.sensoryBlock ?? 0).percent.leftPadded(9) + "  "
          + moving.map { point.abnormal[$0].percent.leftPadded(8) }.joined())
    }
    lines.append("")
    lines.append("Where the nerve is pressed hardest; of the findings, the chance to be abnormal:")
    for (i, f) in moving.enumerated() { lines.append("  [\(i + 1)] \(atlas.findings[f].id)") }
    return lines.joined(separator: "\n")
  }

  private var footing: String {
    dim(
      Output.wrapped(
        "Pressures and the link to findings are the model's assumptions, not measurements in a patient; "
          + "'sciatic atlas show' tells which. For research and teaching; not a medical device."))
  }
}
