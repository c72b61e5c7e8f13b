import Testing

@testable import Anatomy

/// A case, and the red flags that it must raise: all of them, in order.
struct UrgencyExample: Sendable, CustomTestStringConvertible {
  let text: String
  let ids: [String]
  let tier: UrgencyTier?
  var testDescription: String { text.split(separator: "\n").joined(separator: "; ") }

  init(_ text: String, _ tier: UrgencyTier?, _ ids: [String]) {
    (self.text, self.tier, self.ids) = (text, tier, ids)
  }

  private static func flags(_ names: String...) -> String {
    "findings: {" + names.map { "flag.\($0): present" }.joined(separator: ", ") + "}\n"
  }

  /// Toes numb on both sides, one great toe weak.
  private static func numbFeet(_ weeks: String, _ flags: String, _ history: String) -> String {
    "patient: {side: right, duration-weeks: \(weeks)}\nhistory: \(history)\n"
      + "findings: {sensory-loss.toes: present, weak.great-toe-extension: 4, \(flags)}\n"
      + "other-side: {sensory-loss.toes: present, weak.great-toe-extension: 5}\n"
  }

  private static let muscular =
    "weak.hip-flexion: 4, weak.knee-extension: 4+, weak.ankle-dorsiflexion: 5, weak.ankle-plantarflexion: 5, "
    + "reflex.achilles: normal, reflex.patellar: normal, sensory-loss.lower-limb: absent"
  private static let discsClear =
    "pain.posterior-thigh: present, imaging.disc-l4-l5: absent, imaging.disc-l5-s1: absent"

  static let all: [UrgencyExample] = [
    // Emergency
    .init(flags("saddle-anaesthesia"), .emergency, ["saddle-numbness"]),
    .init("findings: {sensory-loss.perineum: present}\n", .emergency, ["saddle-numbness"]),
    .init(flags("bladder-bowel"), .emergency, ["sphincter"]),
    .init(flags("bilateral-deficit"), .emergency, ["new-deficit-both-legs"]),
    .init(
      "patient: {duration-weeks: 3}\n" + flags("bilateral-deficit"), .emergency, ["new-deficit-both-legs"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 8}\nfindings: {weak.ehl: 4-}\n", .emergency,
      ["new-weakness-both-sides"]),
    .init(flags("fever", "immunosuppressed"), .emergency, ["fever-immunosuppressed"]),
    .init(
      "history: [cancer]\nfindings: {sign.babinski: present}\n", .emergency,
      ["cancer-cord"]),
    .init(
      "history: [cancer]\nfindings: {flag.cancer-history: absent}\n", .caution, ["malignancy-one-sign"]),
    .init(
      "patient: {duration-weeks: 1}\nfindings: {sign.pedal-pulses: absent, worse.walking: present, paraesthesia.foot: present}\n",
      .emergency, ["acute-ischaemia"]),
    .init(
      "patient: {duration-weeks: 0.1}\nfindings: {sign.pedal-pulses: absent, pain.posterior-calf: present}\n",
      .emergency, ["acute-ischaemia"]),
    .init("findings: {paraesthesia.perineum: present}\n", .emergency, ["saddle-numbness"]),
    .init(
      "findings: {weak.external-anal-sphincter: present}\n", .emergency,
      ["sphincter-lax", "weakness-ungraded"]
    ),
    .init(
      "patient: {side: left, duration-weeks: 1}\nfindings: {weak.ehl: 4}\nother-side: {sensory-loss.sole: present}\n",
      .emergency, ["new-weakness-both-sides"]),
    .init(
      "patient: {side: left, duration-weeks: 1}\nother-side: {weak.ehl: 4, sensory-loss.sole: present}\n",
      nil, []),
    .init(
      "patient: {side: left, duration-weeks: 1}\nfindings: {weak.ehl: 4, reflex.patellar: absent}\nother-side: {reflex.patellar: absent}\n",
      .emergency, ["reflexes-both-legs-new"]),
    // Urgent
    .init(flags("progressive-weakness"), .urgent, ["progressive-weakness"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .urgent,
      ["recent-severe-weakness"]),
    .init(
      "patient: {side: bilateral}\nfindings: {weak.ehl: 4}\n", .urgent, ["weakness-both-sides-undated"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 12}\nfindings: {weak.ehl: 4}\n", .urgent,
      ["weakness-both-sides-old"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1}\nfindings: {sensory-loss.sole: present}\n", .urgent,
      ["numbness-both-sides"]),
    .init(
      "patient: {duration-weeks: 30}\n" + flags("bilateral-deficit"), .urgent, ["chronic-deficit-both-legs"]),
    .init(flags("fever"), .urgent, ["fever"]),
    .init(flags("cancer-history", "night-pain"), .urgent, ["malignancy-two-signs"]),
    .init(
      "history: [cancer, weight-loss]\nfindings: {pain.buttock: present}\n", .urgent, ["malignancy-two-signs"]
    ),
    .init(flags("major-trauma"), .urgent, ["recent-major-trauma"]),
    .init("patient: {duration-weeks: 1}\n" + flags("major-trauma"), .urgent, ["recent-major-trauma"]),
    .init(
      "patient: {duration-weeks: 20}\n" + flags("major-trauma", "osteoporosis"), .urgent,
      ["trauma-osteoporosis"]),
    .init("history: [trauma]\n" + flags("osteoporosis"), .urgent, ["trauma-osteoporosis"]),
    .init(
      "findings: {reflex.patellar: brisk, sign.babinski: present}\n", .urgent, ["upper-motor-neuron"]),
    .init(
      "findings: {sign.pedal-pulses: absent, worse.walking: present}\n", .urgent, ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {sign.pedal-pulses: absent, worse.walking: present, sensory-loss.foot: present}\n",
      .urgent, ["ischaemia"]),
    .init("findings: {sign.clonus: present, sign.babinski: present}\n", .urgent, ["upper-motor-neuron"]),
    .init("findings: {sign.clonus: present, reflex.achilles: brisk}\n", .urgent, ["upper-motor-neuron"]),
    .init(
      "patient: {duration-weeks: 3}\nfindings: {weak.ankle-dorsiflexion: present}\n", .urgent,
      ["foot-drop-ungraded"]),
    .init(
      "patient: {duration-weeks: 1}\nhistory: [anticoagulant]\nfindings: {pain.lower-back: present, weak.ehl: 4}\n",
      .urgent, ["bleed"]),
    .init("findings: {sign.babinski: present, weak.ehl: 4}\n", .urgent, ["upper-motor-neuron"]),
    .init("findings: {sign.pedal-pulses: absent, sensory-loss.foot: present}\n", .urgent, ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 1}\nfindings: {sign.pedal-pulses: reduced, sensory-loss.foot: present}\n",
      .urgent,
      ["ischaemia"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {sensory-loss.sole: present}\n", .urgent,
      ["chronic-deficit-both-legs"]),
    // Caution
    .init(
      "patient: {duration-weeks: 8}\nfindings: {weak.ankle-dorsiflexion: present}\n", .caution,
      ["severe-weakness-old"]),
    .init("findings: {sign.pedal-pulses: reduced, worse.walking: present}\n", .caution, ["poor-pulses"]),
    .init("findings: {sign.pedal-pulses: absent}\n", .caution, ["poor-pulses"]),
    .init("findings: {sign.pedal-pulses: absent, worse.walking: absent}\n", .caution, ["poor-pulses"]),
    .init("findings: {weak.ankle-dorsiflexion: present}\n", .caution, ["weakness-ungraded"]),
    .init(
      "patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: present, weak.ehl: 2}\n", .urgent,
      ["recent-severe-weakness"]),
    .init(
      "history: [anticoagulant]\nfindings: {pain.groin: present, weak.knee-extension: 4}\n", .urgent,
      ["bleed-on-nerve"]),
    .init("history: [anticoagulant]\nfindings: {pain.groin: present}\n", nil, []),
    .init(flags("swollen-calf"), .urgent, ["swollen-calf"]),
    .init(flags("night-pain"), .caution, ["malignancy-one-sign"]),
    .init("history: [cancer]\n", .caution, ["malignancy-one-sign"]),
    .init("patient: {duration-weeks: 10}\n" + flags("major-trauma"), .caution, ["old-major-trauma"]),
    .init(flags("immunosuppressed"), .caution, ["immunosuppressed"]),
    .init("findings: {weak.ankle-dorsiflexion: 2}\n", .caution, ["severe-weakness-undated"]),
    .init("history: [cancer]\npatient: {duration-weeks: 4}\n", .caution, ["malignancy-one-sign-lasting"]),
    .init("findings: {sign.babinski: present}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init("findings: {reflex.achilles: brisk}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init(
      "patient: {side: bilateral}\nfindings: {pain.leg: present}\n", .caution, ["both-legs-hurt"]),
    .init("patient: {side: left}\nfindings: {pain.posterior-calf: present}\n", nil, []),
    .init("history: [knee-surgery]\nfindings: {tender.soleus: present}\n", .caution, ["clot-possible"]),
    .init("patient: {age: 82, duration-weeks: 1}\nhistory: [trauma]\n", .caution, ["fall-at-age"]),
    .init("patient: {age: 64, duration-weeks: 1}\nhistory: [trauma]\n", nil, []),
    .init(
      "patient: {duration-weeks: 20}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .caution,
      ["severe-weakness-old"]),
    .init("findings: {emg.external-anal-sphincter: denervated}\n", .emergency, ["sphincter-lax"]),
    .init(
      "patient: {duration-weeks: 40}\nfindings: {emg.external-anal-sphincter: denervated, sensory-loss.perineum: present, flag.bladder-bowel: absent}\n",
      .emergency, ["saddle-numbness", "sphincter-lax"]),
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {emg.external-anal-sphincter: denervated, flag.bladder-bowel: absent}\n",
      .urgent, ["perineum-old"]),
    .init(
      "patient: {side: left, duration-weeks: 3}\nfindings: {emg.external-anal-sphincter: denervated, flag.bladder-bowel: absent}\n",
      .emergency, ["sphincter-lax"]),
    .init(
      "patient: {side: left, duration-weeks: 30}\nhistory: []\nfindings: {paraesthesia.perineum: present, flag.bladder-bowel: absent}\n",
      .urgent, ["perineum-old"]),
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {sensory-loss.perineum: present, flag.bladder-bowel: absent}\n",
      .emergency, ["saddle-numbness"]),
    .init(
      "patient: {side: left, duration-weeks: 14}\nfindings: {flag.cancer-history: present, pain.lower-buttock: present, weak.gluteus-medius: 4}\n",
      .urgent, ["cancer-plexus"]),
    .init(
      "patient: {side: left, duration-weeks: 60}\nfindings: {flag.cancer-history: present, pain.lower-buttock: present, weak.gluteus-medius: 4}\n",
      .caution, ["malignancy-one-sign-lasting"]),
    .init(
      "patient: {duration-weeks: 0.1}\nfindings: {weak.hip-flexion: 3, sign.babinski: present}\n", .emergency,
      ["stroke-or-cord", "recent-severe-weakness"]),
    .init(
      "patient: {duration-weeks: 0.02}\nfindings: {onset.painless: present, weak.hip-flexion: 2, weak.ankle-dorsiflexion: 2}\n",
      .emergency, ["stroke-or-cord", "recent-severe-weakness"]),
    .init(
      "patient: {duration-weeks: 0.1}\nhistory: [trauma]\nfindings: {pain.anterolateral-leg: present, weak.ehl: 4}\n",
      .emergency, ["compartment"]),
    .init(
      "patient: {duration-weeks: 0.1}\nhistory: [external-pressure]\nfindings: {pain.buttock: present, weak.ankle-dorsiflexion: 3}\n",
      .emergency, ["compartment"]),
    .init(
      "patient: {duration-weeks: 0.3}\nfindings: {sign.pedal-pulses: absent, pain.heel: present}\n",
      .emergency,
      ["acute-ischaemia"]),
    .init(
      "patient: {duration-weeks: 1}\nhistory: [cancer]\nfindings: {pain.lower-back: present, weak.knee-extension: 4}\n",
      .urgent, ["cancer-deficit"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 3}\nhistory: [cancer]\nfindings: {pain.lower-back: present, pain.posterior-thigh: present}\n",
      .urgent, ["cancer-deficit", "both-legs-hurt"]),
    .init(
      "patient: {duration-weeks: 30}\nhistory: [cancer]\nfindings: {pain.lower-back: present, weak.ehl: 4}\n",
      .caution,
      ["malignancy-one-sign-lasting"]),
    .init(
      "patient: {age: 11, duration-weeks: 6}\nfindings: {flag.night-pain: present, pain.posterior-thigh: present}\n",
      .urgent, ["child-night-pain"]),
    .init(
      "patient: {age: 12}\nfindings: {pain.groin: present, pain.anterior-knee: present}\n", .urgent,
      ["child-hip"]),
    .init("patient: {age: 12}\nfindings: {pain.anterior-knee: present}\n", .caution, ["child-knee"]),
    .init("patient: {age: 40}\nfindings: {pain.anterior-knee: present}\n", nil, []),
    .init(
      "patient: {age: 40, side: right, duration-weeks: 1}\nfindings: {reflex.achilles: absent, pain.posterior-thigh: present}\n"
        + "other-side: {reflex.achilles: absent, pain.posterior-thigh: present}\n",
      .urgent, ["sciatica-both-sides-jerks"]),
    .init(
      "patient: {side: right, duration-weeks: 20}\nfindings: {reflex.patellar: brisk, weak.hip-flexion: 4}\n"
        + "other-side: {reflex.patellar: brisk}\n",
      .urgent, ["upper-motor-neuron"]),
    .init(
      "patient: {side: right}\nfindings: {reflex.patellar: brisk, sign.babinski: absent}\nother-side: {reflex.patellar: brisk}\n",
      nil, []),
    .init(
      "patient: {duration-weeks: 26}\nfindings: {weak.ankle-dorsiflexion: 3, sign.fasciculations: present}\n",
      .urgent,
      ["motor-neuron"]),
    .init(
      "patient: {duration-weeks: 26}\nfindings: {weak.ehl: 4, sign.fasciculations: present, sensory-loss.dorsal-foot: present}\n",
      nil, []),
    .init(
      "patient: {duration-weeks: 0.5}\nhistory: [anticoagulant]\nfindings: {pain.buttock: present, weak.ankle-dorsiflexion: 4}\n",
      .urgent, ["bleed"]),
    .init(
      "history: [anticoagulant]\nfindings: {pain.lower-back: present, weak.ankle-dorsiflexion: 4}\n",
      .caution,
      ["bleed-undated"]),
    .init(
      "history: [anticoagulant]\nfindings: {mass.groin: present}\n", .urgent, ["bleed-on-nerve", "lump"]),
    .init("findings: {mass.popliteal: present}\n", .caution, ["lump"]),
    .init(
      "patient: {duration-weeks: 8}\nfindings: {sign.pedal-pulses: absent, pain.foot: present}\n", .urgent,
      ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 8}\nfindings: {sign.pedal-pulses: absent, pain.posterior-calf: present}\n",
      .caution,
      ["poor-pulses"]),
    .init(
      "patient: {duration-weeks: 0.3}\nfindings: {sign.pedal-pulses: absent, pain.posterior-thigh: present}\n",
      .urgent,
      ["ischaemia"]),
    .init("patient: {age: 79}\nfindings: {test.howship-romberg: positive}\n", .urgent, ["obturator-hernia"]),
    .init("patient: {age: 50}\nfindings: {test.howship-romberg: positive}\n", .caution, ["hernia-possible"]),
    .init("findings: {test.howship-romberg: positive}\n", .caution, ["hernia-possible"]),
    .init(
      "patient: {duration-weeks: 60}\nfindings: {paraesthesia.perineum: present, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent}\n",
      .caution, ["saddle-tingling"]),
    .init(
      "patient: {duration-weeks: 2}\nhistory: [hip-surgery]\nfindings: {weak.ankle-dorsiflexion: 4}\n",
      .caution,
      ["after-operation"]),
    .init(
      "patient: {duration-weeks: 1}\nhistory: [hip-surgery]\nfindings: {weak.ankle-dorsiflexion: 4}\n",
      .urgent, ["after-operation-weak"]),
    .init(
      "patient: {duration-weeks: 1}\nhistory: [lumbar-surgery]\nfindings: {weak.ankle-dorsiflexion: 4}\n",
      .caution, ["after-operation"]),
    .init(
      "patient: {age: 9, duration-weeks: 10}\nfindings: {weak.ankle-dorsiflexion: 4}\n", .caution,
      ["child-deficit"]),
    .init("patient: {age: 17, duration-weeks: 10}\nfindings: {weak.ankle-dorsiflexion: 4}\n", nil, []),
    .init(
      "patient: {age: 70, duration-weeks: 0.1}\nfindings: {pain.lower-back: present, pain.groin: present}\n",
      .caution, ["aneurysm"]),
    .init(
      "patient: {age: 70, duration-weeks: 2}\nfindings: {pain.lower-back: present, pain.groin: present}\n",
      nil, []),
    .init(
      "patient: {duration-weeks: 200}\nhistory: [hip-surgery]\nfindings: {weak.ankle-dorsiflexion: 4}\n", nil,
      []),
    .init(
      "patient: {age: 58, duration-weeks: 1}\nhistory: [trauma, immunosuppressed]\n", .caution,
      ["fall-at-age", "immunosuppressed"]),
    .init(
      "patient: {age: 66, duration-weeks: 30}\nhistory: [trauma, osteoporosis]\nfindings: {pain.dorsal-foot: present}\n",
      nil, []),
    .init(
      "patient: {side: left, duration-weeks: 1}\nhistory: [childbirth]\nfindings: {weak.knee-extension: 2}\n",
      .urgent, ["pressure-palsy"]),
    .init(
      "patient: {side: left, duration-weeks: 1}\nhistory: [childbirth]\nfindings: {weak.knee-extension: 2, pain.lower-back: present}\n",
      .urgent, ["recent-severe-weakness"]),
    // Muscle leaves feet, jerks, touch and bladder alone; with one of them unknown or changed it stays an emergency.
    .init(
      "patient: {side: bilateral, duration-weeks: 10}\nfindings: {\(muscular), flag.bladder-bowel: absent}\n",
      .urgent, ["muscle-disease"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 10}\nfindings: {\(muscular)}\n", .emergency,
      ["new-weakness-both-sides"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 10}\nfindings: {\(muscular), flag.bladder-bowel: absent, sign.babinski: present}\n",
      .emergency, ["new-weakness-both-sides", "upper-motor-neuron"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {\(muscular), flag.bladder-bowel: absent}\n",
      .urgent, ["muscle-disease"]),
    .init(
      "patient: {side: right, duration-weeks: 60}\nfindings: {\(discsClear), reflex.achilles: reduced, weak.ankle-dorsiflexion: 4}\n",
      .caution, ["mass-on-nerve"]),
    .init(
      "patient: {side: right, duration-weeks: 60}\nfindings: {\(discsClear), reflex.achilles: normal, weak.ankle-dorsiflexion: 4}\n",
      nil, []),
    .init(
      "patient: {side: right}\nhistory: [endometriosis]\nfindings: {pain.buttock: present, paraesthesia.sole: present}\n",
      .caution, ["mass-on-nerve"]),
    .init("history: [slimming]\n", nil, []),
    .init(
      "history: [knee-surgery]\nfindings: {trigger-point.soleus: present}\n", .caution, ["clot-possible"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 6}\nhistory: [running]\nfindings: {pain.posterior-calf: present}\n",
      nil, []),
    .init(
      "patient: {side: bilateral, duration-weeks: 6}\nfindings: {pain.posterior-calf: present, pain.buttock: present}\n",
      .caution, ["both-legs-hurt"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 4}\nfindings: {weak.knee-extension: 4+, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent, reflex.patellar: normal, sensory-loss.dorsal-foot: absent}\n",
      .caution, ["weakness-both-sides-mild"]),
    // What was not recorded as normal does not lower the tier, nor does a grade below 4.
    .init(
      "patient: {side: bilateral, duration-weeks: 4}\nfindings: {weak.knee-extension: 4+, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent, reflex.patellar: normal}\n",
      .emergency, ["new-weakness-both-sides"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 4}\nfindings: {weak.knee-extension: 4-, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent, reflex.patellar: normal, sensory-loss.dorsal-foot: absent}\n",
      .emergency, ["new-weakness-both-sides"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 200}\nfindings: {weak.knee-extension: 4, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent}\n",
      .caution, ["weakness-both-sides-slight-old"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 200}\nfindings: {weak.knee-extension: 4-, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent}\n",
      .urgent, ["weakness-both-sides-old"]),
    // Two-sided weakness, undated: severe counts as new.
    .init(
      "patient: {side: bilateral}\nfindings: {weak.ankle-dorsiflexion: 2}\n", .emergency,
      ["new-weakness-both-sides"]),
    // Numb feet on both sides and weakness on one.
    .init(
      numbFeet(
        "5", "flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent",
        "[diabetes]"),
      .caution, ["numb-feet-known"]),
    .init(
      numbFeet(
        "5", "flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent",
        "[]"),
      .urgent, ["weak-here-numb-there"]),
    .init(numbFeet("5", "flag.fever: absent", "[diabetes]"), .urgent, ["weak-here-numb-there"]),
    .init(numbFeet("5", "flag.fever: absent", "[]"), .emergency, ["new-weakness-both-sides"]),
    .init(
      numbFeet(
        "5", "flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: present",
        "[diabetes]"),
      .emergency, ["new-deficit-both-legs", "weak-here-numb-there"]),
    // Numbness and lost jerks.
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 40}\nfindings: {sensory-loss.dermatome-s1: present, reflex.achilles: absent}\n",
      .emergency, ["numbness-and-jerks-new"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 70}\nfindings: {sensory-loss.dermatome-s1: present, reflex.achilles: absent}\n",
      .urgent, ["numbness-both-sides"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 70}\nfindings: {sensory-loss.dermatome-s2: present, reflex.achilles: absent}\n",
      .emergency, ["numbness-and-jerks-new"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 35}\nfindings: {paraesthesia.foot: present, reflex.achilles: absent, reflex.patellar: absent}\n",
      .emergency, ["reflexes-both-legs-new"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 2, age: 30}\nfindings: {paraesthesia.foot: present, reflex.achilles: absent, reflex.patellar: reduced, weak.ehl: 4}\n"
        + "other-side: {weak.ehl: 5}\n",
      .emergency, ["reflexes-both-legs-new"]),
    // Undated, and severe on one side alone.
    .init(
      "patient: {side: right}\nfindings: {weak.ankle-dorsiflexion: 2}\nother-side: {weak.ankle-dorsiflexion: 4}\n",
      .urgent, ["weakness-both-sides-undated"]),
    .init(
      "patient: {age: 83, duration-weeks: 2}\nhistory: [osteoporosis, trauma]\nfindings: {pain.groin: present, test.hip-rotation-pain: negative}\n",
      .urgent, ["trauma-osteoporosis"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 75}\nfindings: {paraesthesia.foot: present, reflex.achilles: absent, reflex.patellar: absent}\n",
      .urgent, ["jerks-and-tingling-new"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 1, age: 75}\nfindings: {paraesthesia.foot: present, reflex.achilles: absent}\n",
      nil, []),
    .init(
      "patient: {side: left, duration-weeks: 2, age: 45}\nfindings: {weak.ankle-dorsiflexion: 4}\nother-side: {reflex.achilles: absent}\n",
      .urgent, ["weak-here-jerk-there"]),
    .init(
      "patient: {side: left, duration-weeks: 2, age: 65}\nfindings: {weak.ankle-dorsiflexion: 4}\nother-side: {reflex.achilles: absent}\n",
      nil, []),
    // The worse sign does not lower the tier, nor does another place on the other leg.
    .init(
      "patient: {age: 40, side: right, duration-weeks: 1}\nfindings: {reflex.achilles: reduced, pain.posterior-thigh: present}\n"
        + "other-side: {reflex.achilles: absent, pain.posterior-calf: present}\n",
      .urgent, ["sciatica-both-sides-jerks"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 2}\nfindings: {pain.posterior-calf: present, test.slr: positive}\n",
      .caution, ["both-legs-hurt"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {sensory-loss.below-knee: present}\n",
      .urgent,
      ["chronic-deficit-both-legs"]),
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {sensory-loss.heel: present}\nother-side: {sensory-loss.lateral-sole: present}\n",
      .urgent, ["chronic-deficit-both-legs"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 30}\nfindings: {sensory-loss.lateral-thigh: present}\n",
      nil, []),
    // The cord, not the cauda.
    .init(
      "patient: {duration-weeks: 40}\nfindings: {flag.bladder-bowel: present, sign.babinski: present, reflex.patellar: brisk}\n",
      .emergency, ["cord-and-bladder"]),
    .init(
      "patient: {side: left}\nfindings: {flag.bladder-bowel: present, reflex.patellar: brisk}\n", .emergency,
      ["sphincter", "one-upper-motor-neuron-sign"]),
    // The hip that broke comes before the weakness.
    .init(
      "patient: {age: 88, duration-weeks: 1}\nhistory: [trauma]\nfindings: {test.hip-rotation-pain: positive, weak.hip-flexion: 3}\n",
      .urgent, ["hip-fracture", "recent-severe-weakness"]),
    .init(
      "patient: {age: 60, duration-weeks: 1}\nhistory: [trauma]\nfindings: {pain.groin: present}\n", nil, []),
    .init(
      "patient: {age: 84, duration-weeks: 4}\nhistory: [osteoporosis]\nfindings: {tender.sacroiliac-joint: present, worse.walking: present}\n",
      .caution, ["insufficiency-fracture"]),
    // Pain that was not asked for does not silence a bleed; pain that was denied does.
    .init(
      "patient: {duration-weeks: 0.4}\nhistory: [anticoagulant]\nfindings: {weak.knee-extension: 3}\n",
      .urgent,
      ["bleed-on-nerve"]),
    .init(
      "patient: {duration-weeks: 0.4}\nhistory: [anticoagulant]\nfindings: {weak.knee-extension: 4, onset.painless: present}\n",
      nil, []),
    .init(
      "patient: {duration-weeks: 60}\nfindings: {sign.pedal-pulses: absent, pain.posterior-calf: present, worse.stairs: present}\n",
      .urgent, ["ischaemia"]),
    .init(
      "patient: {duration-weeks: 20}\nfindings: {weak.ankle-dorsiflexion: 2, emg.tibialis-anterior: denervated}\n",
      .caution, ["severe-weakness-studied"]),
    // Bladder and saddle denied, yet the perineum is numb.
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {sensory-loss.perineum: present, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent}\n",
      .emergency, ["saddle-numbness"]),
    .init(
      "patient: {side: bilateral, duration-weeks: 4}\nfindings: {weak.knee-extension: 4, sensory-loss.anterior-thigh: present, flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent, flag.bilateral-deficit: absent}\n",
      .emergency, ["new-weakness-both-sides"]),
    .init(
      "patient: {age: 80, duration-weeks: 1}\nhistory: [osteoporosis]\nfindings: {pain.groin: present}\n",
      .caution,
      ["insufficiency-fracture"]),
    .init(
      "patient: {age: 30, duration-weeks: 3}\nhistory: [running]\nfindings: {pain.groin: present}\n",
      .caution,
      ["stress-fracture"]),
    .init(
      "patient: {age: 15, duration-weeks: 6}\nhistory: [running]\nfindings: {tender.sacroiliac-joint: present, worse.running: present}\n",
      .caution, ["sacral-stress-fracture"]),
    .init(
      "patient: {age: 15}\nhistory: [running]\nfindings: {pain.upper-buttock: present, worse.running: present}\n",
      .caution,
      ["sacral-stress-fracture"]),
    .init(
      "patient: {age: 15, duration-weeks: 6}\nhistory: [running]\nfindings: {tender.sacroiliac-joint: present, worse.sitting: present}\n",
      nil, []),
    .init(
      "patient: {age: 15, duration-weeks: 6}\nfindings: {tender.sacroiliac-joint: present, worse.running: present}\n",
      nil, []),
    .init(
      "patient: {age: 40, duration-weeks: 26}\nhistory: [running]\nfindings: {tender.sacroiliac-joint: present, worse.running: present}\n",
      nil, []),
    .init(
      "patient: {age: 30, duration-weeks: 8}\nfindings: {flag.pregnancy: present, pain.posterior-calf: present}\n",
      .caution, ["clot-possible"]),
    .init(
      "patient: {age: 30, duration-weeks: 40}\nfindings: {flag.pregnancy: present, pain.posterior-calf: present}\n",
      nil, []),
    .init(
      "patient: {age: 30, duration-weeks: 8}\nhistory: [knee-surgery]\nfindings: {pain.posterior-calf: present}\n",
      nil, []),
    // One fracture, one warning.
    .init(
      "patient: {age: 60, duration-weeks: 3}\nhistory: [running, osteoporosis]\nfindings: {pain.groin: present}\n",
      .caution,
      ["insufficiency-fracture"]),
    .init(
      "patient: {age: 60, duration-weeks: 3}\nhistory: [trauma, running, osteoporosis]\nfindings: {pain.groin: present}\n",
      .urgent, ["hip-fracture"]),
    // None: the trigger is missing, negative, or only half there
    .init("id: x\n", nil, []),
    .init("findings: {flag.saddle-anaesthesia: absent, flag.bladder-bowel: absent}\n", nil, []),
    .init("findings: {flag.fever: absent, flag.night-pain: absent, flag.major-trauma: absent}\n", nil, []),
    .init(
      "patient: {duration-weeks: 6}\nfindings: {weak.ankle-dorsiflexion: 3}\n", .caution,
      ["severe-weakness-old"]),
    .init("patient: {duration-weeks: 2}\nfindings: {weak.ankle-dorsiflexion: 4-}\n", nil, []),
    .init(
      "patient: {side: left, duration-weeks: 30}\nfindings: {weak.ehl: 3}\n", .caution,
      ["severe-weakness-old"]),
    .init("patient: {side: bilateral, duration-weeks: 3}\nfindings: {weak.ehl: 5}\n", nil, []),
    .init("findings: {reflex.patellar: brisk}\n", .caution, ["one-upper-motor-neuron-sign"]),
    .init(
      "findings: {sign.babinski: present, reflex.patellar: normal}\n", .caution,
      ["one-upper-motor-neuron-sign"]),
    .init("findings: {sign.pedal-pulses: reduced}\n", nil, []),
    .init("findings: {weak.ankle-dorsiflexion: 4}\n", nil, []),
    .init("patient: {duration-weeks: 8}\nfindings: {weak.ankle-eversion: present}\n", nil, []),
    .init("history: [trauma]\n", nil, []),
    .init("findings: {flag.osteoporosis: present, flag.anticoagulant: present}\n", nil, []),
    .init("findings: {sensory-loss.perineum: absent, pain.perineum: present}\n", nil, []),
  ]
}
