/// The ids that cases and tools outside the project use, written out apart from the atlas.
enum Vocabulary {
  static func words(_ text: String) -> [String] { text.split { $0 == " " || $0 == "\n" }.map(String.init) }

  static let muscles = words(
    """
    quadratus-lumborum lumbar-multifidus erector-spinae lumbar-paraspinals iliopsoas gluteus-maximus
    gluteus-medius gluteus-minimus tensor-fasciae-latae piriformis superior-gemellus obturator-internus
    inferior-gemellus quadratus-femoris biceps-femoris-long biceps-femoris-short semitendinosus semimembranosus
    adductor-magnus adductor-longus quadriceps vastus-lateralis vastus-medialis rectus-femoris sartorius popliteus
    gastrocnemius-medial gastrocnemius-lateral soleus plantaris tibialis-anterior extensor-digitorum-longus
    extensor-hallucis-longus extensor-digitorum-brevis fibularis-longus fibularis-brevis fibularis-tertius
    tibialis-posterior flexor-digitorum-longus flexor-hallucis-longus abductor-hallucis abductor-digiti-minimi
    flexor-digitorum-brevis quadratus-plantae
    """)
  static let movements = words(
    """
    hip-flexion hip-extension hip-abduction hip-adduction hip-external-rotation knee-extension knee-flexion
    ankle-dorsiflexion ankle-plantarflexion ankle-inversion ankle-eversion great-toe-extension great-toe-flexion
    toe-extension toe-flexion hip-movements knee-movements ankle-movements
    """)
  static let muscleGroups = words(
    """
    gluteal-muscles hip-adductors hamstrings fibular-muscles deep-fibular-muscles superficial-fibular-muscles
    tibial-muscles medial-plantar-muscles lateral-plantar-muscles foot-intrinsics myotome-l2 myotome-l3 myotome-l4
    myotome-l5 myotome-s1 myotome-s2 lower-limb-muscles
    """)
  static let regions = words(
    """
    lower-back upper-buttock lower-buttock perineum lateral-hip groin anterior-thigh lateral-thigh medial-thigh
    posterior-thigh anterior-knee popliteal medial-leg anterolateral-leg posterior-calf posterolateral-leg
    medial-ankle lateral-ankle dorsal-foot first-web-space lateral-foot heel medial-sole lateral-sole great-toe
    lesser-toes third-web-space
    """)
  static let skinGroups = words(
    """
    buttock thigh leg lateral-leg below-knee foot sole toes lower-limb sciatic-territory femoral-territory
    superficial-fibular-territory deep-fibular-territory sural-territory tibial-territory dermatome-l1
    dermatome-l2 dermatome-l3 dermatome-l4 dermatome-l5 dermatome-s1 dermatome-s2 dermatome-s3
    """)
  static let reflexes = words("patellar medial-hamstring achilles")
  static let tests = words(
    """
    slr crossed-slr slump femoral-stretch bowstring kemp valsalva centralisation fair freiberg pace beatty
    seated-piriformis-stretch active-piriformis active-hamstring ischiofemoral-impingement long-stride
    dorsiflexion-eversion triple-compression superficial-fibular-provocation pelvic-compression mulder-click
    howship-romberg trendelenburg faber thigh-thrust hip-rotation-pain
    """)
  static let tinel = words(
    """
    gluteal-fold posterior-thigh popliteal-fossa posterior-calf fibular-neck superficial-fibular-exit
    anterior-ankle tarsal-tunnel medial-plantar-hallux adductor-canal inguinal-ligament iliac-crest
    """)
  static let tender = words(
    """
    lumbar-spine sacroiliac-joint long-posterior-sacroiliac-ligament iliac-crest greater-sciatic-notch
    deep-gluteal ischiofemoral-space ischial-tuberosity ischial-spine greater-trochanter posterior-thigh
    popliteal-fossa posterior-calf soleal-sling fibular-neck superficial-fibular-exit lateral-ankle
    anterior-to-medial-malleolus tarsal-tunnel medial-calcaneal-tubercle master-knot-of-henry medial-sole
    third-web-space adductor-canal inguinal-ligament
    """)
  static let mass = words("buttock groin posterior-thigh popliteal fibular-neck medial-ankle great-toe")
  static let limited = words("lumbar-motion hip-motion")
  static let sign = words("babinski pedal-pulses")
  static let onset = words("painless")
  static let studies = words(
    """
    sural-snap superficial-fibular-snap saphenous-snap medial-plantar-snap lateral-plantar-snap fibular-cmap
    fibular-neck-block tibial-cmap femoral-cmap medial-plantar-cmap lateral-plantar-cmap h-reflex f-wave
    """)
  static let worse = words(
    "sitting standing walking running flexion extension cough stairs night leg-crossing kneeling lying")
  static let better = words("sitting flexion standing lying walking")
  static let imaging = words(
    """
    disc-l3-l4 disc-l4-l5 disc-l5-s1 central-stenosis foraminal-stenosis spondylolisthesis hip-osteoarthritis
    hip-labral-tear calcaneal-spur
    """)
  static let flags = words(
    """
    saddle-anaesthesia bladder-bowel bilateral-deficit progressive-weakness fever weight-loss cancer-history
    major-trauma night-pain immunosuppressed anticoagulant bleeding-disorder pregnancy needle-phobia
    skin-infection child osteoporosis implant lymphoedema heart-valve
    """)
  static let history = words(
    """
    prolonged-sitting prolonged-squatting leg-crossing external-pressure weight-loss trauma hip-surgery
    knee-surgery lumbar-surgery gluteal-injection childbirth diabetes running anticoagulant cancer
    hereditary-pressure-palsy
    """)
  static let sites = words(
    """
    l3-foramen l4-disc-paracentral l4-foramen l5-disc-paracentral l5-lateral-recess l5-foramen
    s1-disc-paracentral s1-lateral-recess central-stenosis cauda-equina
    lumbosacral-trunk sacral-plexus lumbosacral-plexus
    superior-gluteal infrapiriform-foramen obturator-internus-gemelli gluteal-fibrous-band gluteal-sciatic
    quadratus-femoris proximal-hamstring mid-thigh-sciatic
    popliteal-fossa fibular-neck superficial-fibular-fascia deep-fibular-anterior-compartment soleal-sling
    sural-calf
    anterior-tarsal-tunnel tarsal-tunnel medial-plantar lateral-plantar lateral-plantar-first-branch
    medial-plantar-proper-digital interdigital medial-calcaneal
    femoral-pelvic femoral-inguinal saphenous-adductor-canal saphenous-distal lateral-femoral-cutaneous
    obturator-canal superior-cluneal middle-cluneal pudendal-canal posterior-femoral-cutaneous
    trigger-point-gluteus-minimus trigger-point-gluteus-medius trigger-point-gluteus-maximus
    trigger-point-tensor-fasciae-latae trigger-point-piriformis trigger-point-obturator-internus
    trigger-point-quadratus-lumborum trigger-point-semitendinosus trigger-point-vastus-lateralis
    trigger-point-gastrocnemius-medial trigger-point-soleus
    sacroiliac-joint facet-joint hip-joint greater-trochanteric-pain proximal-hamstring-tendinopathy
    sacral-stress-fracture plantar-fasciitis knee-joint polyneuropathy motor-neuron-disease
    central-nervous-system vascular-claudication unexplained
    """)
  static let settings = words(
    "primary-care physiotherapy spine-clinic posterior-hip-clinic emg-laboratory foot-drop uniform")

  /// Values per kind of finding.
  static let values: [String: [String]] = [
    "weak": words("0 1 2 3 4 5 1+ 2- 2+ 3- 3+ 4- 4+ 5- present normal"),
    "atrophy": words("present absent"), "mass": words("present absent"), "tender": words("present absent"),
    "trigger-point": words("present absent"), "limited": words("present absent"),
    "onset": words("present absent"), "pain": words("present absent"),
    "paraesthesia": words("present absent"), "sensory-loss": words("present absent"),
    "worse": words("present absent"), "better": words("present absent"), "imaging": words("present absent"),
    "flag": words("present absent"), "reflex": words("normal reduced absent brisk"),
    "test": words("positive negative"), "tinel": words("positive negative"),
    "emg": words("normal denervated"),
  ]

  /// Every finding id, by kind.
  static let findings: [(kind: String, targets: [String])] = [
    ("weak", muscles + movements + muscleGroups), ("atrophy", muscles), ("emg", muscles + muscleGroups),
    ("tender", tender + muscles), ("trigger-point", muscles), ("pain", regions + skinGroups),
    ("paraesthesia", regions + skinGroups), ("sensory-loss", regions + skinGroups), ("reflex", reflexes),
    ("test", tests), ("tinel", tinel), ("mass", mass), ("limited", limited), ("sign", sign),
    ("onset", onset), ("ncs", studies), ("worse", worse), ("better", better), ("imaging", imaging),
    ("flag", flags),
  ]
}
