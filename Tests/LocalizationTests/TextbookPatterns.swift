/// Complete examinations as textbooks of neurology and electrodiagnosis teach them, one a lesion: what is abnormal
/// (Preston & Shapiro, Electromyography and Neuromuscular Disorders; Dumitru, Electrodiagnostic Medicine; Stewart,
/// Focal Peripheral Neuropathies). Everything else of the sheet was examined and normal.
struct TextbookPattern: Sendable, CustomStringConvertible {
  let name: String
  /// Sites that are the right answer.
  let sites: [String]
  /// Abnormal findings, separated by spaces.
  let abnormal: String
  /// Further findings that were examined and normal.
  var normal = ""
  var isBilateral = false

  var description: String { name }

  /// The sheet: strength, sensation, reflexes, needle study and conduction of one leg.
  static let strength = [
    "hip-flexion", "knee-extension", "hip-adduction", "hip-abduction", "hip-extension", "knee-flexion",
    "ankle-dorsiflexion", "great-toe-extension", "ankle-inversion", "ankle-eversion", "ankle-plantarflexion",
    "toe-flexion",
  ].map { ("weak.\($0)", "5") }
  static let sensation = [
    "perineum", "posterior-thigh", "anterior-thigh", "lateral-thigh", "medial-thigh", "medial-leg",
    "anterolateral-leg", "posterior-calf", "dorsal-foot", "first-web-space", "lateral-foot", "heel",
    "medial-sole",
    "lateral-sole",
  ].map { ("sensory-loss.\($0)", "absent") }
  static let reflexes = ["patellar", "achilles"].map { ("reflex.\($0)", "normal") }
  static let needle = [
    "lumbar-paraspinals", "iliopsoas", "quadriceps", "adductor-longus", "gluteus-medius",
    "tensor-fasciae-latae",
    "gluteus-maximus", "semitendinosus", "biceps-femoris-short", "tibialis-anterior",
    "extensor-hallucis-longus",
    "fibularis-longus", "tibialis-posterior", "gastrocnemius-medial", "flexor-digitorum-longus",
    "abductor-hallucis",
  ].map { ("emg.\($0)", "normal") }
  static let conduction = [
    "sural-snap", "superficial-fibular-snap", "saphenous-snap", "medial-plantar-snap", "fibular-cmap",
    "fibular-neck-block", "tibial-cmap", "femoral-cmap", "h-reflex",
  ].map { ("ncs.\($0)", "normal") }

  /// All findings as on the command line.
  var arguments: [String] {
    let abnormal = self.abnormal.split(whereSeparator: \.isWhitespace).map(String.init)
    let named = Set(abnormal.map { $0.split(separator: "=")[0] })
    let sheet = Self.strength + Self.sensation + Self.reflexes + Self.needle + Self.conduction
    return abnormal + normal.split(separator: " ").map(String.init)
      + sheet.filter { !named.contains(Substring($0.0)) }.map { $0.0 + "=" + $0.1 }
  }

  static let all: [TextbookPattern] = [
    TextbookPattern(
      name: "L5 radiculopathy", sites: ["l5-disc-paracentral", "l5-lateral-recess", "l5-foramen"],
      abnormal: """
        pain.lower-back=present test.slr=positive weak.ankle-dorsiflexion=4 weak.great-toe-extension=3
        weak.ankle-inversion=4 weak.ankle-eversion=4 weak.hip-abduction=4 sensory-loss.dorsal-foot=present
        sensory-loss.first-web-space=present sensory-loss.anterolateral-leg=present emg.lumbar-paraspinals=denervated
        emg.gluteus-medius=denervated emg.tensor-fasciae-latae=denervated emg.semitendinosus=denervated
        emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated emg.fibularis-longus=denervated
        emg.tibialis-posterior=denervated emg.flexor-digitorum-longus=denervated
        """),
    TextbookPattern(
      name: "S1 radiculopathy", sites: ["s1-disc-paracentral", "s1-lateral-recess"],
      abnormal: """
        pain.lower-back=present test.slr=positive weak.ankle-plantarflexion=4 weak.hip-extension=4
        weak.knee-flexion=4 weak.toe-flexion=4 sensory-loss.lateral-foot=present sensory-loss.lateral-sole=present
        sensory-loss.posterior-calf=present reflex.achilles=absent emg.lumbar-paraspinals=denervated
        emg.gluteus-maximus=denervated emg.biceps-femoris-short=denervated emg.gastrocnemius-medial=denervated
        emg.abductor-hallucis=denervated ncs.h-reflex=absent
        """),
    TextbookPattern(
      name: "L4 radiculopathy", sites: ["l4-disc-paracentral", "l4-foramen"],
      abnormal: """
        pain.lower-back=present test.femoral-stretch=positive weak.knee-extension=4 weak.ankle-dorsiflexion=4
        weak.hip-adduction=4 sensory-loss.medial-leg=present reflex.patellar=reduced
        emg.lumbar-paraspinals=denervated emg.quadriceps=denervated emg.adductor-longus=denervated
        emg.tibialis-anterior=denervated
        """),
    TextbookPattern(
      name: "lumbosacral trunk", sites: ["lumbosacral-trunk"],
      abnormal: """
        weak.ankle-dorsiflexion=2 weak.great-toe-extension=2 weak.ankle-inversion=3 weak.ankle-eversion=3
        weak.hip-abduction=4 weak.knee-flexion=4 sensory-loss.dorsal-foot=present sensory-loss.first-web-space=present
        sensory-loss.anterolateral-leg=present emg.gluteus-medius=denervated emg.tensor-fasciae-latae=denervated
        emg.semitendinosus=denervated emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated
        emg.fibularis-longus=denervated emg.tibialis-posterior=denervated emg.flexor-digitorum-longus=denervated
        ncs.superficial-fibular-snap=reduced ncs.fibular-cmap=reduced
        """),
    TextbookPattern(
      name: "sciatic nerve at the buttock",
      sites: [
        "gluteal-sciatic", "infrapiriform-foramen", "obturator-internus-gemelli", "gluteal-fibrous-band",
      ],
      abnormal: """
        weak.knee-flexion=3 weak.ankle-dorsiflexion=1 weak.great-toe-extension=1 weak.ankle-inversion=2
        weak.ankle-eversion=1 weak.ankle-plantarflexion=3 weak.toe-flexion=3 sensory-loss.dorsal-foot=present
        sensory-loss.first-web-space=present sensory-loss.anterolateral-leg=present sensory-loss.lateral-foot=present
        sensory-loss.posterior-calf=present sensory-loss.heel=present sensory-loss.medial-sole=present
        sensory-loss.lateral-sole=present reflex.achilles=absent emg.semitendinosus=denervated
        emg.biceps-femoris-short=denervated emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated
        emg.fibularis-longus=denervated emg.tibialis-posterior=denervated emg.gastrocnemius-medial=denervated
        emg.flexor-digitorum-longus=denervated emg.abductor-hallucis=denervated ncs.sural-snap=absent
        ncs.superficial-fibular-snap=absent ncs.medial-plantar-snap=absent ncs.fibular-cmap=absent
        ncs.tibial-cmap=reduced ncs.h-reflex=absent
        """),
    TextbookPattern(
      // The same fibres run from the buttock to the branch of the short head: nothing here parts those places.
      name: "fibular division of the sciatic nerve",
      sites: [
        "gluteal-sciatic", "infrapiriform-foramen", "obturator-internus-gemelli", "gluteal-fibrous-band",
        "mid-thigh-sciatic",
      ],
      abnormal: """
        weak.ankle-dorsiflexion=1 weak.great-toe-extension=1 weak.ankle-eversion=1 sensory-loss.dorsal-foot=present
        sensory-loss.first-web-space=present sensory-loss.anterolateral-leg=present emg.biceps-femoris-short=denervated
        emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated emg.fibularis-longus=denervated
        ncs.superficial-fibular-snap=absent ncs.fibular-cmap=absent ncs.sural-snap=reduced
        """),
    TextbookPattern(
      name: "common fibular nerve at the neck", sites: ["fibular-neck"],
      abnormal: """
        tinel.fibular-neck=positive weak.ankle-dorsiflexion=2 weak.great-toe-extension=2 weak.ankle-eversion=2
        sensory-loss.dorsal-foot=present sensory-loss.first-web-space=present sensory-loss.anterolateral-leg=present
        emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated emg.fibularis-longus=denervated
        ncs.superficial-fibular-snap=absent ncs.fibular-cmap=reduced ncs.fibular-neck-block=blocked
        """),
    TextbookPattern(
      name: "deep fibular nerve", sites: ["deep-fibular-anterior-compartment"],
      abnormal: """
        weak.ankle-dorsiflexion=2 weak.great-toe-extension=2 sensory-loss.first-web-space=present
        emg.tibialis-anterior=denervated emg.extensor-hallucis-longus=denervated
        emg.extensor-digitorum-brevis=denervated ncs.fibular-cmap=reduced
        """, normal: "tinel.fibular-neck=negative"),
    TextbookPattern(
      name: "superficial fibular nerve", sites: ["superficial-fibular-fascia"],
      abnormal: """
        tinel.superficial-fibular-exit=positive sensory-loss.dorsal-foot=present
        ncs.superficial-fibular-snap=absent
        """),
    TextbookPattern(
      name: "tibial nerve at the popliteal fossa", sites: ["popliteal-fossa"],
      abnormal: """
        weak.ankle-plantarflexion=2 weak.ankle-inversion=4 weak.toe-flexion=2 sensory-loss.heel=present
        sensory-loss.medial-sole=present sensory-loss.lateral-sole=present sensory-loss.lateral-foot=present
        reflex.achilles=absent emg.gastrocnemius-medial=denervated emg.tibialis-posterior=denervated
        emg.flexor-digitorum-longus=denervated emg.abductor-hallucis=denervated ncs.sural-snap=reduced
        ncs.medial-plantar-snap=absent ncs.tibial-cmap=reduced ncs.h-reflex=absent
        """),
    TextbookPattern(
      name: "tarsal tunnel", sites: ["tarsal-tunnel"],
      abnormal: """
        tinel.tarsal-tunnel=positive test.dorsiflexion-eversion=positive sensory-loss.medial-sole=present
        sensory-loss.lateral-sole=present emg.abductor-hallucis=denervated emg.abductor-digiti-minimi=denervated
        ncs.medial-plantar-snap=absent ncs.lateral-plantar-snap=absent ncs.tibial-cmap=reduced
        """),
    TextbookPattern(
      name: "femoral nerve at the groin", sites: ["femoral-inguinal"],
      abnormal: """
        weak.knee-extension=2 sensory-loss.anterior-thigh=present sensory-loss.medial-leg=present
        reflex.patellar=absent emg.quadriceps=denervated ncs.saphenous-snap=absent ncs.femoral-cmap=reduced
        """),
    TextbookPattern(
      name: "meralgia", sites: ["lateral-femoral-cutaneous"],
      abnormal: "sensory-loss.lateral-thigh=present paraesthesia.lateral-thigh=present"),
    TextbookPattern(
      name: "saphenous nerve", sites: ["saphenous-adductor-canal", "saphenous-distal"],
      abnormal: "sensory-loss.medial-leg=present ncs.saphenous-snap=absent"),
    TextbookPattern(
      name: "obturator nerve", sites: ["obturator-canal"],
      abnormal: "weak.hip-adduction=3 sensory-loss.medial-thigh=present emg.adductor-longus=denervated",
      normal: "pain.lower-back=absent"),
    TextbookPattern(
      name: "polyneuropathy", sites: ["polyneuropathy"],
      abnormal: """
        weak.great-toe-extension=4 weak.toe-flexion=4 sensory-loss.dorsal-foot=present
        sensory-loss.first-web-space=present sensory-loss.lateral-foot=present sensory-loss.heel=present
        sensory-loss.medial-sole=present sensory-loss.lateral-sole=present reflex.achilles=absent
        emg.abductor-hallucis=denervated ncs.sural-snap=absent ncs.superficial-fibular-snap=absent
        ncs.medial-plantar-snap=absent ncs.fibular-cmap=reduced ncs.tibial-cmap=reduced ncs.h-reflex=absent
        """, isBilateral: true),
    TextbookPattern(
      name: "central foot drop", sites: ["central-nervous-system"],
      abnormal: """
        weak.hip-flexion=4 weak.knee-flexion=4 weak.ankle-dorsiflexion=3 weak.great-toe-extension=3
        reflex.patellar=brisk reflex.achilles=brisk sign.babinski=present
        """),
    TextbookPattern(
      name: "cauda equina", sites: ["cauda-equina"],
      abnormal: """
        flag.saddle-anaesthesia=present flag.bladder-bowel=present weak.ankle-plantarflexion=3 weak.toe-flexion=3
        weak.hip-extension=4 weak.knee-flexion=4 sensory-loss.perineum=present sensory-loss.posterior-thigh=present
        sensory-loss.lateral-foot=present sensory-loss.lateral-sole=present reflex.achilles=absent
        emg.lumbar-paraspinals=denervated emg.external-anal-sphincter=denervated emg.gluteus-maximus=denervated
        emg.gastrocnemius-medial=denervated emg.abductor-hallucis=denervated ncs.h-reflex=absent
        """, isBilateral: true),
    TextbookPattern(
      name: "superior gluteal nerve", sites: ["superior-gluteal"],
      abnormal: """
        test.trendelenburg=positive weak.hip-abduction=3 emg.gluteus-medius=denervated
        emg.tensor-fasciae-latae=denervated
        """),
    TextbookPattern(
      name: "sural nerve", sites: ["sural-calf", "sural-ankle"],
      abnormal: "sensory-loss.lateral-foot=present ncs.sural-snap=absent"),
  ]
}
