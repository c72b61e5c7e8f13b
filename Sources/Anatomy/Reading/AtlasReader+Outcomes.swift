extension AtlasReader {
  /// Reads what goes with needling, site by site.
  func readRehabilitation(_ treatment: inout Treatment) {
    let file = "rehabilitation.yaml"
    expect(file, keys: ["programmes", "session"])
    var bySite: [Int: Int] = [:]
    var programmes: [Programme] = []
    for (id, reading) in section(file, "programmes")?.pairs() ?? [] {
      let programme = reading.entry { entry -> Programme? in
        for site in sites(entry.required("sites")) {
          if bySite.updateValue(programmes.count, forKey: site) != nil {
            entry.reading.fail("\(atlas.sites[site].id) has two programmes")
          }
        }
        guard let role: Programme.Role = entry.choice("role", "role") else { return nil }
        return Programme(
          id: id, role: role, referral: entry.text("refer"),
          manual: careLines(entry.optional("manual")),
          nerve: careLines(entry.optional("nerve")), stretch: careLines(entry.optional("stretch")),
          strength: careLines(entry.optional("strength")), advice: careLines(entry.optional("advice")),
          avoid: entry.texts("avoid"))
      }
      if let programme { programmes.append(programme) }
    }
    treatment.programmes = Register(programmes)
    treatment.programmeOfSite = bySite
    treatment.session = (section(file, "session")?.list() ?? []).compactMap { item in
      item.entry { entry in
        SessionStep(
          id: entry.text("id"), name: entry.text("name"), parts: entry.texts("what"),
          minutes: entry.number("minutes", in: 0...240))
      }
    }
  }

  /// Reads measures, the rule for review, the course and the trials it is fitted to.
  func readOutcomes(_ treatment: inout Treatment) {
    let file = "outcomes.yaml"
    expect(file, keys: ["measures", "schedule", "review", "course", "arms"])
    treatment.measures = Register(
      entities(file, "measures") { id, entry in
        OutcomeMeasure(
          id: id, name: entry.text("name"), least: entry.number("from", in: -100...1000),
          most: entry.number("to", in: -100...1000), isLowerBetter: entry.text("better") == "lower",
          meaningful: entry.optional("meaningful")?.number(in: 0...1000),
          sites: sites(entry.optional("sites")), provenance: entry.provenance())
      })
    treatment.schedule = (section(file, "schedule")?.list() ?? []).compactMap { item in
      item.entry { entry in
        MeasureSchedule(
          when: entry.text("when"),
          measures: positions(entry.required("measures"), in: treatment.measures, what: "measure"))
      }
    }
    _ = section(file, "review")?.entry { entry -> Bool in
      treatment.review.sessions = wholeValued(entry.required("sessions"), in: 1...50)
      treatment.review.points = valued(entry.required("points"), in: 0...10)
      treatment.review.share = valued(entry.required("share"))
      treatment.review.stop = valued(entry.required("stop"))
      treatment.review.source = entry.optional("points")?.part("source")?.scalar ?? ""
      treatment.review.again = entry.text("again")
      treatment.review.alarm = entry.text("alarm")
      return true
    }
    treatment.course = course(section(file, "course"))
    treatment.arms = entities(file, "arms") { arm($0, $1) }
  }

  private func course(_ reading: Reading?) -> CourseConstants {
    var course = CourseConstants()
    _ = reading?.entry { entry -> Bool in
      course.basis = entry.text("basis")
      course.caveat = entry.text("caveat")
      _ = entry.required("shares")?.entry { inner -> Bool in
        course.tension = inner.number("tension")
        course.inflammation = inner.number("inflammation")
        course.gain = inner.number("gain")
        log.trace?.whole(["tension", "inflammation", "gain"].map { inner.optional($0) })
        if abs(course.tension + course.inflammation + course.gain - 1) > 1e-6 {
          inner.reading.fail("shares do not sum to 1")
        }
        return true
      }
      course.careRate = valued(entry.required("care-per-day"))
      course.naturalRate = valued(entry.required("natural-per-day"))
      course.response = valued(entry.required("response"), in: 0.01...20)
      course.responseSpread = valued(entry.required("response-spread"), in: 0.01...3)
      course.careSpread = valued(entry.required("care-spread"), in: 0.01...3)
      course.error = valued(entry.required("error"), in: 0.05...5)
      course.interval = valued(entry.required("interval-days"), in: 0.5...60)
      course.sessions = wholeValued(entry.required("sessions"), in: 1...50)
      course.careTail = valued(entry.required("care-tail-days"), in: 0...365)
      course.silent = entry.optional("silent").flatMap { condition($0) }
      return true
    }
    return course
  }

  private func arm(_ id: String, _ entry: Entry) -> TrialArm {
    func days(_ key: String) -> [Double] {
      entry.optional(key)?.list().compactMap { $0.number(in: 0...5000) } ?? []
    }
    let left = (entry.required("left")?.list() ?? []).compactMap { item -> (day: Double, share: Double)? in
      let pair = item.list().compactMap { $0.number(in: 0...5000) }
      if pair.count == 2, pair[1] > 0, pair[1] <= 2 { return (pair[0], pair[1]) }
      item.fail("[day, share of the start that was left] is wanted")
      return nil
    }
    let n = entry.optional("n")?.number(in: 1...1e6) ?? 1
    return TrialArm(
      id: id, name: entry.text("name"), n: n, needled: days("needled"),
      careUntil: entry.number("care-until", in: 0...5000), left: left, provenance: entry.provenance())
  }
}
