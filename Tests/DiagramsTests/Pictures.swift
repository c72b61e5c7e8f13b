import Anatomy
import BuiltInAtlas
import Localization
import Needling
import Simulation

@testable import Diagrams

/// Every kind of picture of the built-in atlas, by name.
enum Pictures {
  static let atlas: Atlas = {
    do { return try .builtIn() } catch { preconditionFailure("\(error)") }
  }()
  static let drawing: DrawingAtlas = {
    do { return try DrawingAtlas(atlas, .builtIn()) } catch { preconditionFailure("\(error)") }
  }()
  static let treatment: Treatment = {
    do { return try Treatment(.builtIn(), atlas) } catch { preconditionFailure("\(error)") }
  }()
  static let system = TractSystem(atlas)
  static let localizer = Localizer(atlas)

  /// A patient with findings of every kind and some treatment.
  static let patient: PatientCase = {
    let text = """
      id: example
      patient: {age: 46, sex: female, side: left, duration-weeks: 12}
      findings: {pain.buttock: present, pain.posterior-thigh: present, sensory-loss.dorsal-foot: present, weak.ankle-dorsiflexion: 4,
        weak.tibialis-posterior: 5, test.fair: positive, trigger-point.piriformis: present, paraesthesia.lateral-foot: present}
      sessions: [{date: 2026-03-02, pain: 7}, {date: 2026-03-09, pain: 5}, {date: 2026-03-16, pain: 4.5}]

      """
    do { return try CaseReader(atlas, treatment: treatment).read(text: text, file: "example") } catch {
      preconditionFailure("\(error)")
    }
  }()
  static let answer = localizer.locate(patient)
  static let plan = TreatmentPlan(localizer, treatment, answer, SafetyGate(atlas, treatment, patient))

  static let names =
    drawing.views.map { "route-" + $0.id }
    + [
      "root", "nerve", "muscle", "map", "territory", "territory-nerve", "territory-root", "compare", "case",
      "course", "mechanics", "shares", "effects",
    ]

  /// More factors than are drawn, long and short names, a panel with nothing to draw.
  private static func sensitivity(_ kind: SensitivityDiagram.Kind, _ style: DrawingStyle) -> Scene {
    let scale = kind == .shares ? 1.0 : 180
    func row(_ n: Int, _ count: Int) -> SensitivityDiagram.Row {
      let value = scale * Double(count - n) / Double(count)
      func bar(_ value: Double) -> SensitivityDiagram.Bar {
        SensitivityDiagram.Bar(value: value, interval: value - 0.1 * scale...value + 0.1 * scale)
      }
      let name =
        n % 5 == 1 ? "atlas.a-number-with-a-name-that-is-as-long-as-they-ever-get-\(n)" : "weeks-\(n)"
      return SensitivityDiagram.Row(
        name: name, leading: bar(value), second: n == 2 ? nil : bar(value / 2 - 0.2 * scale))
    }
    func panel(_ count: Int, _ remark: String? = nil) -> SensitivityDiagram.Panel {
      SensitivityDiagram.Panel(
        id: "pressure.site-\(count)",
        title:
          "pressure in the posture: a passage with a name that needs more than one line on a page of any size, "
          + "as names of passages sometimes do",
        unit: "mmHg", rows: (0..<count).map { row($0, count) }, remark: remark)
    }
    return SensitivityDiagram(
      atlas,
      title:
        "Which of very many numbers decide how large the pressure is, and which of them can be left alone "
        + "when it is known how hard the muscle is, and in which posture the limb is held meanwhile?",
      subtitle: "example: 1,000 runs of the model", kind: kind,
      panels: [panel(23), panel(3), panel(0, "the same at every point")], style: style
    ).scene()
  }

  static func site(_ id: String) -> Int { atlas.sites.position(of: id) ?? 0 }

  static func scene(_ name: String, _ style: DrawingStyle) -> Scene {
    let back = drawing.views.first { $0.isMirrored && $0.page > 0 } ?? drawing.views[0]
    func route(_ view: BodyView, _ highlight: RouteDiagram.Highlight? = nil, isLeft: Bool = false) -> Scene {
      RouteDiagram(drawing, view: view, isLeft: isLeft, highlight: highlight, style: style).scene()
    }
    if let view = drawing.views.first(where: { "route-" + $0.id == name }) { return route(view) }
    switch name {
    case "root": return route(back, .root(atlas.roots.position(of: "S1") ?? 0), isLeft: true)
    case "nerve": return route(back, .nerve(atlas.nerves.position(of: "common-fibular") ?? 0))
    case "muscle": return route(back, .muscle(atlas.muscles.position(of: "soleus") ?? 0))
    case "shares", "effects": return sensitivity(name == "shares" ? .shares : .effects, style)
    case "map": return TransitMap(drawing, system: system, style: style).scene()
    case "territory":
      return TerritoryDiagram(
        drawing, [Territory(site: site("infrapiriform-foramen"), atlas, system: system)], style: style
      ).scene()
    case "territory-nerve":
      return TerritoryDiagram(
        drawing, [Territory(nerve: atlas.nerves.position(of: "tibial") ?? 0, atlas)], style: style
      ).scene()
    case "territory-root":
      return TerritoryDiagram(
        drawing, [Territory(root: atlas.roots.position(of: "L5") ?? 0, atlas)], style: style
      ).scene()
    case "compare":
      let pair = ["fibular-neck", "l5-disc-paracentral"].map {
        Territory(site: site($0), atlas, system: system)
      }
      return TerritoryDiagram(drawing, pair, parting: ["one 80 % against 10 %"], style: style).scene()
    case "case":
      return CaseDiagram(drawing, answer, plan: plan, treatment: treatment, style: style).scene()
    case "course":
      return CourseDiagram(
        atlas, patient, ProgressRecord(treatment, patient), basis: treatment.course.basis, style: style
      ).scene()
    default:
      let posture = atlas.postures["slr"] ?? .straight(joints: atlas.joints.count)
      return MechanicsDiagram(drawing, posture: posture, name: "straight leg raise", style: style).scene()
    }
  }
}
