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
      "course", "mechanics",
    ]

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
      return CourseDiagram(atlas, patient, ProgressRecord(treatment, patient), style: style).scene()
    default:
      let posture = atlas.postures["slr"] ?? .straight(joints: atlas.joints.count)
      return MechanicsDiagram(drawing, posture: posture, name: "straight leg raise", style: style).scene()
    }
  }
}
