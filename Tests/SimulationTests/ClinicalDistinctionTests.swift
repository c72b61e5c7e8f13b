import Testing

@testable import Anatomy
@testable import Simulation

/// What tells neighbouring lesions apart at the bedside and in the EMG laboratory, as orderings of deficits.
/// Textbook facts throughout (Preston & Shapiro; Katirji; Stewart); severe lesions, the usual plexus.
@Suite struct ClinicalDistinctionTests {
  /// One column per site, addressed by the site's name.
  private struct Limb {
    let model: ForwardModel
    let sites: [String]
    let shift: Int

    init(_ sites: String...) throws {
      self.sites = sites
      model = try BuiltIn.model(sites.map { [$0] })
      shift = try BuiltIn.usual()
    }

    private func column(_ site: String) throws -> Int {
      try #require(sites.firstIndex(of: site), "\(site) is not among the columns")
    }

    func muscle(_ id: String, _ site: String) throws -> Double {
      try model.muscle(id, try column(site), shift: shift)
    }

    func skin(_ id: String, _ site: String) throws -> Double {
      try model.skin(id, try column(site), shift: shift)
    }

    func reflex(_ id: String, _ site: String) throws -> Double {
      try model.reflex(id, try column(site), shift: shift)
    }

    func study(_ id: String, _ site: String) throws -> Double {
      try model.study(id, try column(site), shift: shift)
    }
  }

  // MARK: Foot drop: L5 root, lumbosacral trunk, sciatic nerve, fibular neck

  private let root = "l5-disc-paracentral"
  private let trunk = "lumbosacral-trunk"
  private let sciatic = "gluteal-sciatic"
  private let fibularDivision = "gluteal-sciatic:2"
  private let neck = "fibular-neck"

  private func footDrop() throws -> Limb { try Limb(root, trunk, sciatic, fibularDivision, neck) }

  @Test func allFourDropTheFoot() throws {
    let limb = try footDrop()
    for site in limb.sites { #expect(try limb.muscle("tibialis-anterior", site) > 0.4, "\(site)") }
  }

  @Test func tibialisPosteriorSeparatesTheNeckFromEverythingAbove() throws {
    // Inversion in plantar flexion is tibial, but L5: weak in root and trunk lesions, strong at the neck.
    let limb = try footDrop()
    for site in [root, trunk, sciatic] {
      #expect(try limb.muscle("tibialis-posterior", site) > 0.5, "\(site)")
    }
    #expect(try limb.muscle("tibialis-posterior", neck) < crumb)
    // The fibular division alone hardly touches it.
    #expect(try limb.muscle("tibialis-posterior", fibularDivision) < 0.25)
  }

  @Test func gluteusMediusSeparatesRootAndTrunkFromTheNerve() throws {
    // The superior gluteal nerve leaves above piriformis: a sciatic lesion in the buttock spares abduction.
    let limb = try footDrop()
    #expect(try limb.muscle("gluteus-medius", root) > 0.35)
    #expect(try limb.muscle("gluteus-medius", trunk) > 0.35)
    for site in [sciatic, fibularDivision, neck] { #expect(try limb.muscle("gluteus-medius", site) < crumb) }
  }

  @Test func theShortHeadOfBicepsSeparatesTheSciaticNerveFromTheNeck() throws {
    // The only muscle of the fibular division above the knee.
    let limb = try footDrop()
    #expect(try limb.muscle("biceps-femoris-short", sciatic) > 0.8)
    #expect(try limb.muscle("biceps-femoris-short", fibularDivision) > 0.8)
    #expect(try limb.muscle("biceps-femoris-short", neck) < crumb)
    // It is an S1 muscle: normal in 13 of 13 proven L5 lesions (Tsao 2003).
    #expect(try limb.muscle("biceps-femoris-short", root) < 0.2)
  }

  @Test func paraspinalsSeparateTheRootFromEverythingBelow() throws {
    // The dorsal ramus leaves at the foramen.
    let limb = try footDrop()
    #expect(try limb.muscle("lumbar-paraspinals", root) > 0.7)
    for site in [trunk, sciatic, fibularDivision, neck] {
      #expect(try limb.muscle("lumbar-paraspinals", site) < crumb, "\(site)")
    }
  }

  @Test func theSuperficialFibularPotentialSurvivesARootLesion() throws {
    // A lesion above the ganglion leaves the sensory fibre alive however numb the skin.
    let limb = try footDrop()
    #expect(try limb.study("superficial-fibular-snap", root) < crumb)
    #expect(try limb.skin("dorsal-foot", root) > 0.5)
    for site in [trunk, sciatic, fibularDivision, neck] {
      #expect(try limb.study("superficial-fibular-snap", site) > 0.5, "\(site)")
    }
  }

  @Test func theSuralPotentialSurvivesARootAndANeckLesion() throws {
    // Sural fibres are S1 and leave the common fibular nerve above the neck.
    let limb = try footDrop()
    #expect(try limb.study("sural-snap", root) < crumb)
    #expect(try limb.study("sural-snap", neck) < crumb)
    #expect(try limb.study("sural-snap", trunk) < 0.2)
    #expect(try limb.study("sural-snap", sciatic) > 0.6)
    // The communicating branch makes it fall a little when the fibular division alone is caught.
    let division = try limb.study("sural-snap", fibularDivision)
    let whole = try limb.study("sural-snap", sciatic)
    #expect(division > 0.1 && division < whole)
  }

  @Test func aForaminalLesionLiesBetweenRootAndTrunk() throws {
    // The L5 ganglion lies in the foramen, so that its potential falls in part.
    let limb = try Limb(root, "l5-foramen", trunk)
    let potential = try limb.sites.map { try limb.study("superficial-fibular-snap", $0) }
    #expect(potential[0] < crumb && potential[1] > 0.1 && potential[1] < potential[2])
    #expect(try limb.muscle("lumbar-paraspinals", "l5-foramen") > 0.7, "the dorsal ramus leaves beyond")
  }

  @Test func theAchillesReflexSurvivesAFootDropOfL5AndOfTheNeck() throws {
    let limb = try footDrop()
    #expect(try limb.reflex("achilles", root) < 0.15)
    #expect(try limb.reflex("achilles", neck) < crumb)
    #expect(try limb.reflex("achilles", sciatic) > 0.8)
    // The medial hamstring reflex is that of L5.
    #expect(try limb.reflex("medial-hamstring", root) > 0.5)
    #expect(try limb.reflex("medial-hamstring", neck) < crumb)
  }

  // MARK: Weak calf: S1 root or tibial nerve

  @Test func s1RootAndTibialNerve() throws {
    let (s1, tibial) = ("s1-disc-paracentral", "popliteal-fossa")
    let limb = try Limb(s1, tibial)
    for site in [s1, tibial] {
      #expect(try limb.muscle("gastrocnemius-medial", site) > 0.4, "\(site)")
      #expect(try limb.reflex("achilles", site) > 0.5, "\(site)")
    }
    // Gluteus maximus and the hamstrings are supplied above the knee.
    for muscle in ["gluteus-maximus", "biceps-femoris-long", "biceps-femoris-short"] {
      #expect(try limb.muscle(muscle, s1) > 0.4, "\(muscle)")
      #expect(try limb.muscle(muscle, tibial) < crumb, "\(muscle)")
    }
    // Sensory potentials of sole and outer foot fall in the nerve lesion only; feeling is lost in both.
    for study in ["medial-plantar-snap", "lateral-plantar-snap"] {
      #expect(try limb.study(study, s1) < crumb && limb.study(study, tibial) > 0.5, "\(study)")
    }
    #expect(try limb.study("sural-snap", s1) < crumb && limb.study("sural-snap", tibial) > 0.1)
    #expect(try limb.skin("lateral-foot", s1) > 0.5)
    // Tibialis posterior is tibial, but no S1 muscle.
    #expect(try limb.muscle("tibialis-posterior", tibial) > 0.7)
    #expect(try limb.muscle("tibialis-posterior", s1) < 0.2)
    // Fibular muscles never weaken from a tibial lesion.
    #expect(try limb.muscle("fibularis-longus", tibial) < crumb)
  }

  @Test func theTarsalTunnelSparesTheCalf() throws {
    let limb = try Limb("tarsal-tunnel", "soleal-sling", "popliteal-fossa")
    #expect(try limb.muscle("abductor-hallucis", "tarsal-tunnel") > 0.7)
    for muscle in ["gastrocnemius-medial", "soleus", "tibialis-posterior", "flexor-hallucis-longus"] {
      #expect(try limb.muscle(muscle, "tarsal-tunnel") < crumb, "\(muscle)")
    }
    // Under the sling gastrocnemius and the sural nerve have left, the deep flexors have not.
    #expect(try limb.muscle("gastrocnemius-medial", "soleal-sling") < crumb)
    #expect(try limb.study("sural-snap", "soleal-sling") < crumb)
    #expect(try limb.muscle("flexor-hallucis-longus", "soleal-sling") > 0.5)
    #expect(try limb.skin("medial-sole", "soleal-sling") > 0.5)
  }

  // MARK: Weak knee extension: L4 root, femoral nerve; numb inner leg: saphenous nerve

  @Test func l4RootFemoralAndSaphenousNerve() throws {
    let (l4, femoral, saphenous) = ("l4-disc-paracentral", "femoral-inguinal", "saphenous-adductor-canal")
    let limb = try Limb(l4, femoral, saphenous, "femoral-pelvic", "obturator-canal")
    // All three numb the inner leg.
    for site in [l4, femoral, saphenous] { #expect(try limb.skin("medial-leg", site) > 0.5, "\(site)") }
    // Quadriceps and knee jerk: root and nerve, not the saphenous nerve.
    #expect(try limb.muscle("quadriceps", l4) > 0.25 && limb.muscle("quadriceps", femoral) > 0.8)
    #expect(try limb.muscle("quadriceps", saphenous) < crumb && limb.reflex("patellar", saphenous) < crumb)
    #expect(try limb.reflex("patellar", femoral) > limb.reflex("patellar", l4))
    // Adductors (obturator) and tibialis anterior (fibular) tell the root from the nerve.
    for muscle in ["adductor-longus", "tibialis-anterior"] {
      #expect(try limb.muscle(muscle, l4) > 0.2, "\(muscle)")
      for site in [femoral, "femoral-pelvic", saphenous] {
        #expect(try limb.muscle(muscle, site) < crumb, "\(muscle) \(site)")
      }
    }
    // The saphenous potential is lost beyond the ganglion only.
    #expect(try limb.study("saphenous-snap", l4) < crumb)
    #expect(try limb.study("saphenous-snap", femoral) > 0.8 && limb.study("saphenous-snap", saphenous) > 0.8)
    // Iliacus leaves in the pelvis: hip flexion suffers from a pelvic lesion, not at the groin.
    #expect(try limb.muscle("iliopsoas", "femoral-pelvic") > 0.3)
    #expect(try limb.muscle("iliopsoas", femoral) < crumb)
    // The obturator nerve alone.
    #expect(try limb.muscle("adductor-longus", "obturator-canal") > 0.8)
    #expect(try limb.muscle("quadriceps", "obturator-canal") < crumb)
  }

  // MARK: Branches of the fibular nerve

  @Test func deepAndCommonFibularNerve() throws {
    let deep = "deep-fibular-anterior-compartment"
    let limb = try Limb(neck, deep, "superficial-fibular-fascia", "anterior-tarsal-tunnel", "fibular-neck:1")
    // Eversion and the dorsum of the foot belong to the superficial nerve.
    #expect(try limb.muscle("fibularis-longus", neck) > 0.7 && limb.muscle("fibularis-longus", deep) < crumb)
    #expect(try limb.study("superficial-fibular-snap", deep) < crumb)
    #expect(try limb.skin("dorsal-foot", neck) > 0.5 && limb.skin("dorsal-foot", deep) < 0.1)
    // Both numb the first web and stop the toe extensors; the branch to tibialis anterior leaves in part above.
    for site in [neck, deep] {
      #expect(try limb.skin("first-web-space", site) > 0.5, "\(site)")
      #expect(try limb.muscle("extensor-hallucis-longus", site) > 0.7, "\(site)")
    }
    #expect(try limb.muscle("tibialis-anterior", deep) < limb.muscle("tibialis-anterior", neck))
    // Deep fascicles alone at the neck: dorsiflexors worse than evertors.
    #expect(
      try limb.muscle("tibialis-anterior", "fibular-neck:1") > 2
        * limb.muscle("fibularis-longus", "fibular-neck:1"))
    // At the fascial exit only skin is left, at the ankle extensor digitorum brevis and the web.
    let fascia = "superficial-fibular-fascia"
    #expect(try limb.skin("dorsal-foot", fascia) > 0.6 && limb.muscle("fibularis-longus", fascia) < crumb)
    #expect(try limb.muscle("extensor-digitorum-brevis", "anterior-tarsal-tunnel") > 0.8)
    #expect(try limb.muscle("extensor-hallucis-longus", "anterior-tarsal-tunnel") < crumb)
  }

  // MARK: Back of the thigh

  @Test func posteriorCutaneousAndSciaticNerveAtTheIschium() throws {
    let (skinNerve, ischium) = ("posterior-femoral-cutaneous", "proximal-hamstring")
    let limb = try Limb(skinNerve, ischium, sciatic)
    #expect(try limb.skin("posterior-thigh", skinNerve) > 0.7)
    #expect(try limb.skin("posterior-thigh", ischium) > 0.2)
    // The skin nerve moves nothing and reaches no foot.
    for muscle in limb.model.atlas.muscles.ids {
      #expect(try limb.muscle(muscle, skinNerve) < crumb, "\(muscle)")
    }
    for region in ["dorsal-foot", "lateral-foot", "medial-sole", "anterolateral-leg"] {
      #expect(try limb.skin(region, skinNerve) < crumb, "\(region)")
      #expect(try limb.skin(region, ischium) > 0.2, "\(region)")
    }
    #expect(try limb.muscle("gastrocnemius-medial", ischium) > 0.4)
    // Below piriformis gluteus maximus has its nerve already.
    #expect(
      try limb.muscle("gluteus-maximus", ischium) < crumb && limb.muscle("gluteus-maximus", sciatic) < crumb)
  }

  @Test func theSacralPlexusTakesTheGlutealNervesWithIt() throws {
    let limb = try Limb("sacral-plexus", sciatic)
    for muscle in ["gluteus-maximus", "gluteus-medius"] {
      #expect(
        try limb.muscle(muscle, "sacral-plexus") > 0.5 && limb.muscle(muscle, sciatic) < crumb, "\(muscle)")
    }
    #expect(try limb.study("sural-snap", "sacral-plexus") > 0.5)
    #expect(try limb.muscle("lumbar-paraspinals", "sacral-plexus") < crumb)
    #expect(try limb.muscle("quadriceps", "sacral-plexus") < crumb)
  }

  /// Hips and thighs weak, jerks, skin and studies whole (Dalakas, NEJM 2015;372:1734); the kind with inclusion bodies
  /// takes quadriceps and shin instead (Badrising 2005).
  @Test func diseaseOfMuscleSparesNerveAndFeet() throws {
    let limb = try Limb("myopathy", "femoral-pelvic")
    let atlas = limb.model.atlas
    let findings = FindingProbabilities(limb.model)
    func weak(_ muscle: String) throws -> Double {
      let finding = try #require(atlas.findings.position(of: "weak." + muscle))
      return try #require(findings.deficit(of: finding, shift: limb.shift))[0]
    }
    for muscle in ["iliopsoas", "gluteus-maximus", "gluteus-medius", "quadriceps", "adductor-longus"] {
      #expect(try weak(muscle) > 0.5 && limb.muscle(muscle, "myopathy") < crumb, "\(muscle)")
    }
    for muscle in ["tibialis-anterior", "soleus", "extensor-hallucis-longus", "flexor-hallucis-longus"] {
      #expect(try weak(muscle) < 0.2, "\(muscle)")
    }
    #expect(
      try limb.reflex("patellar", "myopathy") < crumb && limb.reflex("patellar", "femoral-pelvic") > 0.5)
    #expect(
      try limb.study("femoral-cmap", "myopathy") < crumb && limb.skin("anterior-thigh", "myopathy") < crumb)
    let muscular = atlas.sites[try #require(atlas.sites.position(of: "myopathy"))].modes
    let quadriceps = try #require(atlas.muscles.position(of: "quadriceps"))
    let hip = try #require(atlas.muscles.position(of: "gluteus-medius"))
    func loss(_ mode: Int, _ muscle: Int) -> Double {
      muscular[mode].muscular?.muscles.first { $0.index == muscle }?.value ?? 0
    }
    #expect(loss(2, quadriceps) > 2 * loss(2, hip) && loss(0, hip) > loss(0, quadriceps))
  }

  @Test func motorNeuronDiseaseSparesSkinAndPotentials() throws {
    let limb = try Limb("motor-neuron-disease", "polyneuropathy")
    #expect(try limb.muscle("tibialis-anterior", "motor-neuron-disease") > 0.5)
    for region in limb.model.atlas.regions.ids {
      #expect(try limb.skin(region, "motor-neuron-disease") < crumb, "\(region)")
    }
    #expect(try limb.study("sural-snap", "motor-neuron-disease") < crumb)
    // A length-dependent neuropathy climbs from the toes: feet before calves before thighs.
    let skin = try ["great-toe", "posterior-calf", "anterior-thigh"].map {
      try limb.skin($0, "polyneuropathy")
    }
    #expect(skin[0] > skin[1] && skin[1] > skin[2] && skin[2] < 0.02)
    #expect(try limb.reflex("achilles", "polyneuropathy") > limb.reflex("patellar", "polyneuropathy"))
  }
}
