import Anatomy
import Localization
import Simulation

/// The answer of `simulate` as a table: a row a finding, or a row a point of a scan.
struct SimulationCSV {
  private let report: SimulationReport

  init(_ report: SimulationReport) { self.report = report }

  func render() -> String {
    let atlas = report.atlas
    guard let scan = report.scan else {
      let rows = atlas.findings.indices.flatMap { f in
        report.findings.states(f).map { "\(atlas.findings[f].id),\($0.value),\($0.probability.six)" }
      }
      return (["finding,value,probability"] + rows).joined(separator: "\n") + "\n"
    }
    let points = report.curve
    let moving = report.moving(count: 40, onePerKind: false)
    let sites = Array(Set(points.flatMap { $0.sites.map(\.site) })).sorted()
    var head = [scan.name]
    for site in sites {
      head += ["mmHg", "irritability", "sensory_block", "motor_block"].map { "\(atlas.sites[site].id).\($0)" }
    }
    head += moving.map { atlas.findings[$0].id }
    let rows = points.map { point in
      var row = [point.value.six.plain]
      for site in sites {
        let found = point.sites.first { $0.site == site }
        row += [
          found?.pressure.total ?? 0, found?.dysfunction.irritability ?? 0,
          found?.dysfunction.sensoryBlock ?? 0,
          found?.dysfunction.motorBlock ?? 0,
        ].map { $0.six.plain }
      }
      return (row + moving.map { point.abnormal[$0].six.plain }).joined(separator: ",")
    }
    return ([head.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }
}
