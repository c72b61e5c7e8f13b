import Testing

@testable import Anatomy
@testable import Simulation

/// A limb small enough to follow with a pencil.
///
///     R1 ─ cauda ─ foramen ─ ramus ─┐             ┌─ left  (channel deep: calf, most of toe; deep nerve)
///                    └ dorsal       ├ plexus ─ trunk
///     R2 ─ cauda ─ foramen ─ ramus ─┘    └ gluteal└─ right (channel skin: skin nerve)
///                    └ dorsal
enum Toy {
  static let texts: [(name: String, text: String)] = [
    (
      "atlas.yaml",
      """
      name: toy
      title: "A toy limb"
      version: "0"
      default-setting: uniform
      score-setting: uniform
      examples: []
      """
    ),
    (
      "nerves.yaml",
      """
      channels:
        whole: {name: "trunk fibres"}
        deep: {name: "deep fibres", within: whole}
        skin: {name: "skin fibres", within: whole}
        side: {name: "gluteal fibres"}
        dorsal: {name: "dorsal fibres"}
      segments:
        r1-cauda: {name: a, mm: 100}
        r1-foramen: {name: b, after: r1-cauda, mm: 20}
        r1-ramus: {name: c, after: r1-foramen, mm: 30}
        r1-dorsal: {name: d, after: r1-foramen, mm: 5}
        r2-cauda: {name: e, mm: 120}
        r2-foramen: {name: f, after: r2-cauda, mm: 20}
        r2-ramus: {name: g, after: r2-foramen, mm: 40}
        r2-dorsal: {name: h, after: r2-foramen, mm: 5}
        plexus: {name: i, after: [r1-ramus, r2-ramus], mm: 50}
        gluteal: {name: j, after: plexus, mm: 60}
        trunk: {name: k, after: plexus, mm: 300}
        left: {name: l, after: trunk, mm: 400}
        right: {name: m, after: trunk, mm: 350}
      nerves:
        skin-nerve: {name: "Skin nerve", ends: right, channel: skin, roots: {R1: 0.3, R2: 0.7}}
        deep-nerve: {name: "Deep nerve", ends: left, channel: deep, roots: {R1: 0.9, R2: 0.1}}
      """
    ),
    (
      "roots.yaml",
      """
      roots:
        R1: {name: "R1 root", stations: [r1-cauda, r1-foramen, r1-ramus], ganglion: r1-foramen}
        R2: {name: "R2 root", stations: [r2-cauda, r2-foramen, r2-ramus], ganglion: r2-foramen}
      ganglion: {share: 0.25}
      referral:
        R1: {sole: 0.6, top: 0.2}
        R2: {sole: 0.5}
      """
    ),
    (
      "muscles.yaml",
      """
      muscles:
        hip: {name: Hip, roots: {R1: 0.4, R2: 0.6}, leaves: [{at: gluteal, channel: side}]}
        calf: {name: Calf, roots: {R1: 0.25, R2: 0.75}, leaves: [{at: left, channel: deep}],
          refers: {regions: {sole: 0.7}}}
        toe: {name: Toe, roots: {R1: 0.8, R2: 0.2}, pyramidal: 0.5,
          leaves: [{at: trunk, channel: deep, share: 0.3}, {at: left, channel: deep, share: 0.7}]}
        back: {name: Back, any-of: {R1: r1-dorsal, R2: r2-dorsal}, channel: dorsal}
      movements:
        push: {name: Push, muscles: {calf: 0.6, toe: 0.4}}
      groups:
        leg-muscles: {name: "Leg muscles", muscles: [hip, calf, toe]}
      inhibition: {}
      """
    ),
    (
      "skin.yaml",
      """
      regions:
        sole: {name: Sole, nerves: {skin-nerve: 1}, roots: {R1: 0.3, R2: 0.7}}
        top: {name: Top, nerves: {skin-nerve: 0.4, deep-nerve: 0.6}, roots: {R1: 0.6, R2: 0.4}}
      groups:
        foot: {name: Foot, regions: [sole, top]}
      """
    ),
    (
      "reflexes.yaml",
      """
      reflexes:
        jerk: {name: Jerk, muscles: {calf: 1}, roots: {R1: 0.2, R2: 0.8}, extra-mm: 300}
      """
    ),
    (
      "conduction.yaml",
      """
      studies:
        skin-snap: {name: a, kind: sensory, nerve: skin-nerve, values: [normal, reduced, absent, slowed], spans: [trunk, right]}
        calf-cmap: {name: b, kind: motor, muscles: {calf: 1}, values: [normal, reduced, absent, blocked], spans: [trunk]}
        trunk-block: {name: c, kind: block, muscles: {calf: 0.5, hip: 0.5}, values: [normal, blocked], spans: [trunk]}
        f-wave: {name: d, kind: late, muscles: {calf: 0.5, toe: 0.5}, values: [normal, absent, slowed], spans: [r2-cauda, trunk],
          slowing: {value: 0.5}}
        h-wave: {name: e, kind: reflex, values: [normal, reduced, absent],
          reflex: {muscles: {calf: 1}, roots: {R1: 0.1, R2: 0.9}}}
      """
    ),
    (
      "variants.yaml",
      """
      shift: {states: {usual: {probability: 0.8}, prefixed: {probability: 0.2, steps: -1, share: 0.5}}}
      variants: {}
      """
    ),
    (
      "postures.yaml",
      """
      joints: {}
      postures: {}
      """
    ),
    (
      "mechanics.yaml",
      """
      nerve: {modulus-MPa: 1, decay-mm: 100, area-mm2: 10, prestrain: 0, slack-width: 0.01, mesh-mm: 5}
      cables: {}
      springs: []
      lengthening: []
      landmarks: {}
      muscle: {stress-kPa: 500, transmission: 0.06, passive-shape: 4, active-width: 0.45, contracture: 0, tone: 0}
      dose: {threshold-mmHg: 38, dose-mmHg-min: 600, width-mmHg: 4, motor-mmHg: 1, pain-mmHg: 12, firing-mmHg: 30,
        firing-width-mmHg: 3, firing-fall-mmHg: 8, firing-most: 0.9, usual-inflammation: 0.5, flow-strain: 0.08,
        arrest-strain: 0.16, strain-block: 0.12, strain-width: 0.01, strain-min: 100}
      recovery: []
      provocation: {pressure-mmHg: 12, pressure-exponent: 1, strain: 0.1, strain-exponent: 3, contact-mm2: 80}
      classes: {}
      sites: {}
      """
    ),
    (
      "sites.yaml",
      """
      levels:
        mild: {block: 0.2, irritability: 0.8, expression: 0.5}
        moderate: {block: 0.5, irritability: 0.6, expression: 1}
        severe: {block: 1, irritability: 0.4, expression: 1.2}
      courses:
        default: {mild: 0.5, moderate: 0.3, severe: 0.2}
      sites:
        root: {name: a, place: a, family: root, modes: [
          {name: one root, share: 0.7, catches: {r1-cauda: {all: 0.8}}},
          {name: two roots, share: 0.3, catches: {r1-cauda: {all: 0.5}, r2-cauda: {all: 0.4}}}]}
        ganglion: {name: b, place: b, family: root, modes: [{share: 1, catches: {r1-foramen: {all: 0.8}}}]}
        ramus: {name: c, place: c, family: root, modes: [{share: 1, catches: {r1-ramus: {all: 0.8}}}]}
        trunk: {name: d, place: d, family: trunk, pain: 0.5, modes: [{share: 1, catches: {trunk: {all: 0.9}}}]}
        division: {name: e, place: e, family: trunk,
          modes: [{share: 1, catches: {trunk: {whole: 0.2, deep: 0.7}}}]}
        left: {name: f, place: f, family: trunk, modes: [{share: 1, catches: {left: {all: 0.6}}}]}
        motor-cells: {name: g, place: g, family: none,
          modes: [{share: 1, catches: {r2-cauda: {all: 0.5, fibres: [motor]}}}]}
        polyneuropathy: {name: h, place: h, family: none,
          modes: [{share: 1, length-dependent: {mid-mm: 900, scale-mm: 50, max: 0.8}}]}
        brain: {name: i, place: i, family: none, modes: [{share: 1, upstream: {motor: 1, sensory: 0.25}}]}
        wasting: {name: n, place: n, family: none,
          modes: [{share: 1, muscular: {muscles: {calf: 0.8, back: 0.5}, active: 0.25}}]}
        knot: {name: j, place: j, family: none, muscle: calf}
        joint: {name: k, place: k, family: none}
        squeeze: {name: m, place: m, family: trunk,
          modes: [{share: 1, catches: {trunk: {all: 0.9}}, axonal: {value: 0.5}}]}
        unexplained: {name: l, place: l, family: none, unexplained: true}
      """
    ),
    (
      "history.yaml",
      "history: {}\npatient: {}\nflags: {}\nage-prior: {female: 0.5, bands: [{mid: 50, share: 1}]}\n"
    ),
    (
      "settings.yaml",
      """
      lesions: {"0": 0.02, "1": 0.98, "2": 0, "3": 0}
      cap: 30
      affinity: []
      settings:
        uniform: {name: uniform, flat: true, root-mismatch: 0}
      """
    ),
    (
      "kinds.yaml",
      """
      kinds:
        weak: {name: Weak, measure: strength, targets: [muscles, movements, muscle-groups], values: [grade],
          curves: [{step: 1, threshold: 0.25, exponent: 2}], leak: {p: 0.06}}
        emg: {name: EMG, measure: denervation, targets: [muscles], values: [normal, denervated],
          curves: [{step: 1, threshold: 0.5, exponent: 1, maximum: 0.8}], leak: {p: 0.03}}
        pain: {name: Pain, measure: pain, targets: [regions], values: [absent, present], leak: {p: 0.1}}
        tingling: {name: Tingling, measure: tingling, targets: [regions], values: [absent, present],
          curves: [{step: 1, threshold: 0.5, exponent: 1}], leak: {p: 0.05}}
        numb: {name: Numb, measure: sensation, targets: [regions, skin-groups], values: [absent, present],
          curves: [{step: 1, threshold: 0.5, exponent: 1}], leak: {p: 0.05}}
        reflex: {name: Reflex, measure: reflex, targets: [reflexes], values: [normal, reduced, absent], aside: [brisk],
          curves: [{step: 1, threshold: 0.5, exponent: 1}, {step: 2, threshold: 0.8, exponent: 1}], leak: {p: 0.05}}
        ncs: {name: NCS, measure: conduction, targets: [studies], values: [normal, reduced, absent],
          aside: [slowed, blocked],
          curves: [{step: 1, threshold: 0.5, exponent: 1}, {step: 2, threshold: 1, exponent: 1}], leak: {p: 0.05}}
        tender: {name: Tender, measure: local, targets: [muscles], values: [absent, present], leak: {p: 0.15},
          own-trigger-point: {p: 0.85}}
      silence: {never-mentioned: 0, left-out: 0, salient: [], families: {}}
      observation: {territory-pain: 0.5, focal-conduction: 0.6, local-ceiling: 0.9, bilateral-leak: 0.04, leak-power: 2, chance-slowing: 0.02}
      uninformative: []
      """
    ),
    (
      "findings.yaml",
      """
      groups: {}
      findings:
        numb.sole: {links: [{sites: [trunk, joint], p: 0.3}]}
        reflex.jerk: {links-brisk: [{sites: [brain], p: 0.7}], leak-brisk: {p: 0.02}}
        tender.knee: {name: knee, links: [{sites: [joint], p: 0.8}]}
        tender.toe: {links: [{sites: [trunk], p: 0.4}, {sites: [root], p: 0.1}, {sites: [root], modes: [two roots], p: 0.3}]}
      """
    ),
    ("safety.yaml", "tiers: []\nask: []\n"),
    ("sources.yaml", "{}\n"),
  ]

  static let model = Result { try ForwardModel(Atlas(AtlasFiles(files: texts, origin: "toy"))) }

  /// The model with one column per lesion set; a lesion is written `site`, `site:1` (mode) or `site/mild`.
  static func model(_ sets: [[String]]) throws -> ForwardModel {
    let whole = try model.get()
    return ForwardModel(
      whole.atlas, system: whole.system, columns: try sets.map { try $0.map { try lesion($0, whole.atlas) } })
  }

  static func lesion(_ text: String, _ atlas: Atlas) throws -> Lesion {
    let parts = text.split(separator: "/").map(String.init)
    let ways = parts[0].split(separator: ":").map(String.init)
    let site = try #require(atlas.sites.position(of: ways[0]), "no site \(ways[0])")
    let level = parts.count > 1 ? parts[1] : "severe"
    return Lesion(
      site: site, mode: ways.count > 1 ? Int(ways[1]) ?? 0 : 0,
      level: try #require(atlas.levels.position(of: level), "no level \(level)"))
  }
}

extension ForwardModel {
  /// Deficits of one column by the names of targets.
  func muscle(_ id: String, _ column: Int = 0, shift: Int = 0) throws -> Double {
    let m = try #require(atlas.muscles.position(of: id), "no muscle \(id)")
    guard let rows = system.segmentalRows[m] else { return deficits[shift].muscles[m, column] }
    return rows.map { deficits[shift].segmental[$0, column] }.max() ?? 0
  }

  func skin(_ id: String, _ column: Int = 0, shift: Int = 0) throws -> Double {
    deficits[shift].regions[try #require(atlas.regions.position(of: id), "no region \(id)"), column]
  }

  func reflex(_ id: String, _ column: Int = 0, shift: Int = 0) throws -> Double {
    deficits[shift].reflexes[try #require(atlas.reflexes.position(of: id), "no reflex \(id)"), column]
  }

  func study(_ id: String, _ column: Int = 0, shift: Int = 0) throws -> Double {
    deficits[shift].studies[try #require(atlas.studies.position(of: id), "no study \(id)"), column]
  }
}

/// Whether two numbers are the same but for rounding.
func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool { abs(a - b) < tolerance }
