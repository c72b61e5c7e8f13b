import Anatomy

/// The entries of the document.
extension AtlasJSON {
  func segment(_ segment: Segment) -> [String: Value?] {
    [
      "name": .text(segment.name), "nerve": optional(segment.nerve),
      "after": ids(segment.after, atlas.segments),
      "from": .list(segment.after.map { .text(atlas.segments[$0].name) }), "to": .text(segment.name),
      "length_mm": number(segment.length), "length_sd_mm": segment.lengthDeviation.map { number($0) },
      "origin": origin(segment.provenance),
    ]
  }

  func nerve(_ nerve: Nerve) -> [String: Value?] {
    [
      "name": .text(nerve.name), "latin": nerve.latin.map { .text($0) }, "aliases": texts(nerve.aliases),
      "ends": .list(nerve.ends.map(end)), "roots": shares(nerve.roots, atlas.roots),
      "origin": origin(nerve.provenance),
    ]
  }

  func root(_ root: Root) -> [String: Value?] {
    [
      "name": .text(root.name), "aliases": texts(root.aliases),
      "stations": ids(root.stations, atlas.segments), "ganglion": .text(atlas.segments[root.ganglion].id),
      "refers_pain": shares(root.referral, atlas.regions),
      "refers_pain_origin": root.referral.isEmpty ? nil : origin(root.referralProvenance),
    ]
  }

  func muscle(_ muscle: Muscle) -> [String: Value?] {
    let segmental = muscle.segmental.map { part in
      Value(["root": .text(atlas.roots[part.root].id), "end": end(part.end)])
    }
    return [
      "name": .text(muscle.name), "latin": muscle.latin.map { .text($0) }, "aliases": texts(muscle.aliases),
      "nerve": optional(muscle.nerve), "leaves": .list(muscle.leaves.map(end)),
      "roots": shares(muscle.roots, atlas.roots), "segmental": segmental.isEmpty ? nil : .list(segmental),
      "pyramidal": number(muscle.pyramidal), "refers_pain": shares(muscle.refers, atlas.regions),
      "spread": muscle.spread.map { number($0) }, "origin": origin(muscle.provenance),
    ]
  }

  func region(_ region: SkinRegion) -> [String: Value?] {
    let nearer = region.nearerEnds.map { (atlas.nerves[$0.key].id, Value.text(atlas.segments[$0.value].id)) }
    return [
      "name": .text(region.name), "aliases": texts(region.aliases),
      "nerves": shares(region.nerves, atlas.nerves), "roots": shares(region.roots, atlas.roots),
      "nearer_ends": nearer.isEmpty ? nil : .object(Dictionary(nearer, uniquingKeysWith: { $1 })),
      "spread": region.spread.map { number($0) }, "origin": origin(region.provenance),
    ]
  }

  func study(_ study: ConductionStudy) -> [String: Value?] {
    var fields: [String: Value?] = [
      "name": .text(study.name), "aliases": texts(study.aliases), "values": texts(study.values),
      "spans": ids(study.spans, atlas.segments), "origin": origin(study.provenance),
    ]
    switch study.recording {
    case .sensory(let nerve):
      fields["records"] = .text("sensory")
      fields["nerve"] = .text(atlas.nerves[nerve].id)
    case .motor(let muscles):
      fields["records"] = .text("motor")
      fields["muscles"] = shares(muscles, atlas.muscles)
    case .late(let muscles):
      fields["records"] = .text("late")
      fields["muscles"] = shares(muscles, atlas.muscles)
    case .reflex(let muscles, let roots, let extraLength):
      fields["records"] = .text("reflex")
      fields["muscles"] = shares(muscles, atlas.muscles)
      fields["roots"] = shares(roots, atlas.roots)
      fields["extra_length_mm"] = number(extraLength)
    case .block: fields["records"] = .text("block")
    }
    return fields
  }

  func site(_ site: Site) -> [String: Value?] {
    let levels = zip(atlas.levels.ids, site.severity).map { ($0, number($1)) }
    return [
      "name": .text(site.name), "aliases": texts(site.aliases), "place": .text(site.place),
      "family": .text(site.family), "at": site.anchor.map { .text(atlas.segments[$0].id) },
      "muscle": site.muscle.map { .text(atlas.muscles[$0].id) },
      "pressing_muscles": atlas.pressing(on: site).isEmpty
        ? nil : ids(atlas.pressing(on: site).map(\.index), atlas.muscles),
      "pain": number(site.pain), "bilateral": number(site.bilateral),
      "severity": .object(Dictionary(levels, uniquingKeysWith: { $1 })),
      "modes": .list(site.modes.map { mode($0, of: site) }),
      "unexplained": site.isUnexplained ? .truth(true) : nil, "alarm": site.alarm.map { alarm($0, of: site) },
      "origin": origin(site.provenance),
    ]
  }

  private func alarm(_ alarm: Alarm, of site: Site) -> Value {
    Value([
      "from": number(alarm.from), "name": alarm.name.map { .text($0) },
      "modes": alarm.modes.flatMap { places in texts(places.map { site.modes[$0].name }) },
      "weeks_below": alarm.weeksBelow.map { number($0) }, "action": .text(alarm.action),
      "origin": origin(alarm.provenance),
    ])
  }

  private func mode(_ mode: LesionMode, of site: Site) -> Value {
    Value([
      "name": optional(mode.name), "share": mode.mismatch == nil ? number(mode.share) : nil,
      "mismatch_share": mode.mismatch.map { number($0) },
      "catches": .list(mode.catches.map(caught)), "axonal": mode.axonal == 1 ? nil : number(mode.axonal),
      "length_dependent": mode.lengthDependence.map {
        Value([
          "midpoint_mm": number($0.midpoint), "scale_mm": number($0.scale), "maximum": number($0.maximum),
        ])
      },
      "other_leg": mode.otherLeg.flatMap { optional(site.modes[$0].name) },
      "upstream": mode.upstream.map {
        Value(["motor": number($0.motor), "sensory": number($0.sensory)])
      },
      "muscular": mode.muscular.map {
        Value(["muscles": shares($0.muscles, atlas.muscles), "active": number($0.active)])
      },
    ])
  }

  /// The selectivity of every channel that runs through the segment, and of what else may run there.
  private func caught(_ caught: Catch) -> Value {
    let channels = bundles[caught.segment].map {
      (atlas.channels[$0].id, number(atlas.selectivity(of: caught, channel: $0)))
    }
    let fibres = FibreClass.allCases.filter { caught.fibres.isEmpty || caught.fibres.contains($0) }
    return Value([
      "segment": .text(atlas.segments[caught.segment].id),
      "selectivity": .object(Dictionary(channels, uniquingKeysWith: { $1 })),
      "selectivity_of_others": number(caught.others), "fibres": texts(fibres.map(\.rawValue)),
    ])
  }

  func kind(_ kind: FindingKind) -> [String: Value?] {
    [
      "name": .text(kind.name), "aliases": texts(kind.aliases), "measure": .text(kind.measure.rawValue),
      "values": texts(kind.scale.accepted), "targets": texts(kind.targets.map(\.rawValue)),
      "cost": .text(kind.cost.rawValue), "leak": leak(kind.leak),
      "aside_chance": kind.chanceOfAside.isEmpty
        ? nil : .object(kind.chanceOfAside.mapValues { number($0) }),
      "curves": .list(
        kind.anchors.map {
          Value([
            "step": .number(Double($0.step)), "threshold": number($0.curve.threshold),
            "exponent": number($0.curve.exponent), "maximum": number($0.curve.maximum),
          ])
        }),
    ]
  }

  func finding(_ finding: Finding) -> [String: Value?] {
    [
      "kind": .text(atlas.kinds[finding.kind].id), "name": .text(finding.name),
      "aliases": texts(finding.aliases), "accepts": texts(finding.scale.accepted),
      "target": target(of: finding), "cost": .text(finding.cost.rawValue),
      "ceiling": finding.ceiling.map { Value(likelihood($0)) }, "leak": finding.leak.map { leak($0) },
      "links": .list(finding.links.map(link)),
      "aside_leak": finding.scale.aside.lazy.compactMap { finding.valueLeaks[$0] }.first.map { leak($0) },
      "worst_leak": finding.scale.values.last.flatMap { finding.valueLeaks[$0] }.map { leak($0) },
      "wears": finding.wears ? .truth(true) : nil,
      "aside_links": finding.asideLinks.isEmpty ? nil : .list(finding.asideLinks.map(link)),
    ]
  }

  private func target(of finding: Finding) -> Value? {
    func target<T>(_ kind: TargetClass, _ position: Int, _ register: Register<T>) -> Value {
      Value(["class": .text(kind.rawValue), "id": .text(register[position].id)])
    }
    return switch finding.target {
    case .muscle(let i): target(.muscles, i, atlas.muscles)
    case .movement(let i): target(.movements, i, atlas.movements)
    case .muscleGroup(let i): target(.muscleGroups, i, atlas.muscleGroups)
    case .region(let i): target(.regions, i, atlas.regions)
    case .skinGroup(let i): target(.skinGroups, i, atlas.skinGroups)
    case .reflex(let i): target(.reflexes, i, atlas.reflexes)
    case .study(let i): target(.studies, i, atlas.studies)
    case .local: nil
    }
  }

  private func link(_ link: LocalLink) -> Value {
    var fields = likelihood(link.likelihood)
    fields["sites"] = ids(link.sites, atlas.sites)
    if let modes = link.modes, let site = link.sites.first {
      fields["modes"] = texts(modes.map { atlas.sites[site].modes[$0].name })
    }
    return Value(fields)
  }

  private func likelihood(_ likelihood: Likelihood) -> [String: Value?] {
    [
      "probability": number(likelihood.probability), "n": likelihood.sampleSize.map { number($0) },
      "origin": origin(likelihood.provenance),
    ]
  }

  private func leak(_ leak: Leak) -> Value {
    Value([
      "by_age": .list(
        leak.byAge.map { Value(["age": number($0.age), "probability": number($0.probability)]) }),
      "n": leak.sampleSize.map { number($0) }, "origin": origin(leak.provenance),
    ])
  }

  func setting(_ setting: ClinicSetting) -> [String: Value?] {
    let sites = zip(atlas.sites.ids, setting.shares).map { ($0, number($1)) }
    return [
      "name": .text(setting.name), "lesion_counts": .list(setting.lesionCounts.map { number($0) }),
      "root_mismatch": number(setting.rootMismatch),
      "shares": .object(Dictionary(sites, uniquingKeysWith: { $1 })), "origin": origin(setting.provenance),
    ]
  }

  func modifier(_ modifier: Modifier) -> [String: Value?] {
    var when: [String: Value?] = [:]
    for condition in modifier.conditions {
      switch condition {
      case .ageFrom(let age): when["age_from"] = number(age)
      case .ageBelow(let age): when["age_below"] = number(age)
      case .weeksFrom(let weeks): when["weeks_from"] = number(weeks)
      case .weeksBelow(let weeks): when["weeks_below"] = number(weeks)
      case .sex(let sex): when["sex"] = .text(sex)
      case .history: when["recorded"] = .truth(true)
      }
    }
    return [
      "name": .text(modifier.name), "aliases": texts(modifier.aliases), "when": Value(when),
      "effects": .list(
        modifier.effects.map { effect in
          var value = [
            "sites": ids(effect.sites, atlas.sites), "factor": number(effect.factor),
            "origin": origin(effect.provenance),
          ]
          if let modes = effect.modes, let site = effect.sites.first {
            value["modes"] = texts(modes.map { atlas.sites[site].modes[$0].name })
          }
          return Value(value)
        }),
    ]
  }
}
