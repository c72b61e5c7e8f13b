import Foundation
import Testing

/// What stands beside the needle: whom to see, what to do and to leave, and in which words.
@Suite struct CareTests {
  private func text(_ line: String) throws -> String {
    let run = try Tool.run(line)
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    for line in run.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    return run.output
  }

  private func flat(_ line: String) throws -> String { try text(line).replacing(/\s+/, with: " ") }

  private static let hip =
    "pain.lower-buttock pain.posterior-thigh trigger-point.piriformis worse.sitting tender.greater-sciatic-notch "
    + "--age 70 --sex female --side right --history hip-surgery --setting posterior-hip-clinic"

  @Test func aFreshHipIsNeitherFlexedAndAdductedNorTestedSo() throws {
    let fresh = try flat("needle \(Self.hip) --weeks 4")
    for words in ["adducted", "other shoulder", " 1 Piriformis"] {
      #expect(!fresh.contains(words), "\(words)")
    }
    #expect(fresh.contains("infection risk to the prosthesis") && fresh.contains("by which approach"))
    let next = try flat("next \(Self.hip) --weeks 4 --top 40")
    #expect(!next.contains("bits Seated piriformis") && next.contains("Leave out: "))
    #expect(try flat("needle \(Self.hip) --weeks 30").contains("other shoulder"))
  }

  @Test func whereABoneMayBreakOnlyUnloadingIsNamed() throws {
    let runner = "pain.groin worse.running --history running --age 16 --sex female --side left --weeks 5"
    let needle = try flat("needle " + runner)
    #expect(needle.contains("Unload, and nothing else before that"))
    for words in ["surplus weight", "stretch: ", "strength: ", "Manual therapy"] {
      #expect(!needle.contains(words), "\(words)")
    }
    #expect(!(try flat("next \(runner) --top 40")).contains("hip-osteoarthritis"))
  }

  private static let palsy =
    "onset.painless weak.ankle-dorsiflexion=4- weak.ankle-eversion=4 sensory-loss.dorsal-foot tinel.fibular-neck "
    + "--history leg-crossing --age 24 --sex female --side left --weeks 8"

  @Test func aPalsyIsReferredAndNotNeedled() throws {
    let text = try flat("needle " + Self.palsy)
    #expect(!text.contains(" 1 Fibularis") && !text.contains("Pain expected to be left"))
    #expect(
      text.contains(
        "Refer, as strength, feeling or a reflex is lost - neurologist: conduction across the neck"))
    #expect(text.contains("None: what would be worth a needle is excluded, see below"))
    #expect(
      text.contains(
        "weak muscles of the fibular nerve: no needle beside that nerve: perineural-common-fibular, fibularis-longus"
      ))
  }

  @Test func whatMayBeDoneMeanwhileStandsUnderAnUrgentFlag() throws {
    let urgent = Self.palsy.replacing("4- ", with: "2 ").replacing("--weeks 8", with: "--weeks 3")
    let text = try flat("needle " + urgent)
    #expect(text.contains("No needling now") && text.contains("Until then - no crossed legs"))
    #expect(text.contains("Avoid: needling close to the neck"))
    let json = try Tool.run("needle \(urgent) --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["plan"] == nil && object["targets"] == nil && object["meanwhile"] is [String: Any])
    #expect(!(try flat("needle flag.saddle-anaesthesia " + urgent)).contains("Until then"))
    #expect(try flat("next " + urgent).contains("In short") == false)
  }

  @Test func whereNothingWasFoundNothingIsNeedled() throws {
    let text = try flat(
      "needle pain.leg test.slr=negative --examination complete --age 40 --sex female --side right --weeks 8")
    #expect(text.contains("Needling is unlikely to help") && text.contains("None is worth a needle"))
    #expect(!text.contains("lengthen that muscle at once") && !text.contains(" 1 Gluteus"))
  }

  private static let tarsal =
    "paraesthesia.sole pain.sole sensory-loss.medial-sole tender.tarsal-tunnel test.dorsiflexion-eversion=positive "
    + "worse.standing ncs.medial-plantar-snap=reduced --age 49 --sex female --side right"

  @Test func noFrictionOverAPositiveTinelPoint() throws {
    let positive = try flat("needle tinel.tarsal-tunnel=positive " + Self.tarsal)
    #expect(
      positive.contains("friction over a positive Tinel point") && !positive.contains("work on the flexor"))
    #expect(try flat("needle tinel.tarsal-tunnel=negative \(Self.tarsal)").contains("work on the flexor"))
  }

  @Test func exercisesHaveTheirKindAndMeasuresTheirWords() throws {
    let text = try flat("needle tinel.tarsal-tunnel=positive " + Self.tarsal)
    for words in [
      "nerve: tibial slider", "stretch: gastrocnemius and soleus", "strength: tibialis posterior",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(text.contains("(2 or more is a change)") && !text.contains("a change of 2"))
  }

  private static func disc(_ weeks: Int) -> String {
    "needle pain.lower-back pain.posterior-calf test.slr=positive reflex.achilles=reduced imaging.disc-l5-s1 --age 40 "
      + "--sex male --side left --weeks \(weeks)"
  }

  @Test func careGoesByTheRootAndTheTime() throws {
    let (early, late) = (try flat(Self.disc(2)), try flat(Self.disc(30)))
    for text in [early, late] {
      #expect(text.contains("sciatic slider in leg raise") && !text.contains("femoral slider"))
    }
    #expect(early.contains("break up sitting") && early.contains("most improve with time"))
    #expect(!late.contains("break up sitting") && !late.contains("most improve with time"))
    #expect(late.contains("graded trunk and leg loading") && !early.contains("graded trunk and leg loading"))
  }

  @Test func trochantericPainHasItsTrialsAndItsBan() throws {
    let text = try flat(
      "needle pain.lateral-hip tender.greater-trochanter worse.lying worse.stairs --age 58 --sex female --side right"
    )
    #expect(text.contains("no worse than cortisone injections") && text.contains("mellor-2018"))
    #expect(text.contains("stretching the hip across the body, into adduction"))
    #expect(!text.contains("lengthen the muscle"))
  }

  @Test func pulsesAndCalvesAreAskedForFirst() throws {
    let walker = "pain.posterior-calf worse.walking --sex male --side right --weeks 30"
    for command in ["next", "needle"] {
      let old = try flat("\(command) \(walker) --age 78")
      #expect(old.contains("pedal pulses") && old.contains("one calf swollen"))
    }
    #expect(!(try flat("next \(walker) --age 30 --cost scanner")).contains("pedal pulses"))
    let known = try flat("next \(walker) --age 78 sign.pedal-pulses=normal flag.swollen-calf=absent")
    #expect(!known.contains("one calf swollen") && !known.contains("whatever they tell of the site: pedal"))
  }

  @Test func whatIsSureWantsNoDearTest() throws {
    let text = try flat(
      "next paraesthesia.lateral-thigh pain.lateral-thigh sensory-loss.lateral-thigh reflex.patellar=normal "
        + "weak.knee-extension=normal tinel.inguinal-ligament=positive --age 48 --sex male --side right --weeks 16"
    )
    #expect(text.contains("On a scan no further test is needed: each would tell less than 0.05 bits"))
  }

  /// The outcome names what it moves where the first of two lesions stays first.
  @Test func ofTwoLesionsTheOneThatMovesIsNamed() throws {
    let text = try flat(
      "next pain.lower-back pain.posterior-thigh test.slr=positive imaging.disc-l4-l5 weak.ankle-dorsiflexion=4- "
        + "weak.ankle-eversion=4- weak.hip-abduction=4 weak.ankle-inversion=4 tinel.fibular-neck=positive "
        + "ncs.fibular-neck-block=blocked --history leg-crossing --history slimming --setting emg-laboratory "
        + "--age 54 --sex male --side left --weeks 20"
    )
    #expect(text.contains(/fibular neck >?99 %, L4\/5 disc, L5 root \d+ % \(now \d+ %\)/), "\(text)")
  }

  @Test(arguments: [
    "needle pain.buttock trigger-point.piriformis", "needle flag.saddle-anaesthesia pain.buttock",
    "locate pain.buttock trigger-point.piriformis", "locate flag.saddle-anaesthesia pain.buttock",
    "locate flag.night-pain pain.buttock --weeks 2", "locate weak.ankle-dorsiflexion=2 --weeks 2",
  ])
  func theAnswerEndsWithItself(line: String) throws {
    let output = try text(line)
    let last = try #require(output.components(separatedBy: "\n\n").last)
    let most = line.hasPrefix("needle") ? 3 : 4
    #expect(last.hasPrefix("In short: ") && last.split(separator: "\n").count <= most)
  }
}
