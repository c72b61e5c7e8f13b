import Anatomy
import Localization

extension StudyReader {
  /// Who is studied, and how they are examined.
  func cohort(
    _ reading: Reading, _ draft: inout StudyDraft, seed: UInt64, readsCases: Bool, _ log: IssueLog
  ) -> Cohort? {
    var inputs: [String] = []
    var unconfirmed: [String] = []
    let cohort = reading.entry { entry -> Cohort? in
      let drawn =
        setting(entry.optional("drawn-from")) ?? atlas.settings.position(of: atlas.scoreSetting) ?? 0
      guard atlas.settings.indices.contains(drawn) else { return nil }
      let source = source(entry, atlas.settings[drawn], readsCases: readsCases, &inputs, &unconfirmed, log)
      // A fault of the source does not hide those of the rest.
      var cohort = Cohort(source: source ?? .cases([]), drawnFrom: atlas.settings[drawn])
      cohort.setting = setting(entry.optional("setting"))
      if cohort.setting == nil, case .simulated = cohort.source { cohort.setting = drawn }
      cohort.maximumLesions = Self.wholeNumber(entry.optional("maximum-lesions"), in: 1...3) ?? 2
      cohort.redraws = entry.flag("redraw")
      cohort.hasUltrasound = entry.flag("ultrasound")
      if entry.optional("cases") != nil {
        for key in ["redraw", "drawn-from", "lesions"] {
          entry.optional(key)?.fail("'\(key)' goes with 'patients' that are drawn, not with 'cases'")
        }
      }
      if let examination = entry.optional("examination") {
        if let other = entry.optional("protocols") {
          other.fail("'examination' says what is examined; 'protocols' are for a factor to choose from")
        }
        cohort.protocols = Register([ExaminationProtocol(id: "examination", findings: findings(examination))])
      } else {
        cohort.protocols = Register(
          (entry.optional("protocols")?.pairs() ?? []).map {
            ExaminationProtocol(id: $0.key, findings: findings($0.value))
          })
      }
      if case .simulated(let count, _) = cohort.source, readsCases, entry.optional("lesions") == nil,
        log.issues.isEmpty
      {
        let patients = CohortPatients(cohort, Localizer(atlas), seed: seed)
        cohort.source = .simulated(count: count, sites: patients.sites(count))
      }
      return cohort
    }
    draft.inputs += inputs
    draft.unconfirmed += unconfirmed
    return cohort ?? nil
  }

  private func setting(_ reading: Reading?) -> Int? {
    guard let reading, let id = reading.text() else { return nil }
    if let position = atlas.settings.position(of: id) { return position }
    reading.fail("no setting '\(id)'", suggestions: Nearest.words(to: id, in: atlas.settings.ids))
    return nil
  }

  private func source(
    _ entry: Entry, _ mix: ClinicSetting, readsCases: Bool, _ inputs: inout [String],
    _ unconfirmed: inout [String], _ log: IssueLog
  ) -> Cohort.Source? {
    if let list = entry.optional("cases") {
      if let other = entry.optional("patients") {
        other.fail("a cohort has 'cases', or 'patients' that are drawn, not both")
      }
      if !readsCases { return .cases([]) }
      return cases(list, &inputs, &unconfirmed, log)
    }
    guard let count = Self.wholeNumber(entry.required("patients"), in: 1...1_000_000) else { return nil }
    let known = PatientSimulator.sites(atlas, mix)
    guard let list = entry.optional("lesions") else { return .simulated(count: count, sites: known) }
    if list.list().isEmpty { list.fail("names no sites") }
    let sites = list.list().compactMap { item -> Int? in
      guard let id = item.text() else { return nil }
      if let site = atlas.sites.position(of: id), known.contains(site) { return site }
      item.fail(
        "no site '\(id)' in the setting \(mix.id)", suggestions: Nearest.words(to: id, in: atlas.sites.ids))
      return nil
    }
    return sites.isEmpty ? nil : .simulated(count: count, sites: sites)
  }

  /// Cases from files and folders, seen from the folder of the study.
  private func cases(
    _ list: Reading, _ inputs: inout [String], _ unconfirmed: inout [String], _ log: IssueLog
  )
    -> Cohort.Source?
  {
    let reader = CaseReader(atlas)
    let folder = list.file.lastIndex(of: "/").map { String(list.file[...$0]) } ?? ""
    let paths = list.list().compactMap { $0.text() }.map { $0.hasPrefix("/") ? $0 : folder + $0 }
    var patients: [PatientCase] = []
    var ids: Set<String> = []
    for file in CaseReader.files(in: paths) {
      let patient = logged(log) { () throws(DataError) in
        let text = try TextFile.read(file)
        inputs.append(text)
        return try reader.read(text: text, file: file)
      }
      guard let patient else { continue }
      if patient.confirmation == nil { unconfirmed.append(file) }
      if !ids.insert(patient.id).inserted {
        log.issues.append(DataIssue(file: file, message: "the case '\(patient.id)' is there twice"))
      }
      patients.append(patient)
    }
    if patients.isEmpty, log.issues.isEmpty { list.fail("holds no case") }
    return .cases(patients)
  }

  /// Findings by what it takes to learn them, by kind, or one by one; a word after a minus takes away again. Costs and
  /// kinds stand for what is on the examination sheet, and for every needle study and scan.
  private func findings(_ reading: Reading) -> Set<Int> {
    let usual = Set(PatientSimulator.sheet(atlas, withElectrodiagnosis: true)).union(
      atlas.findings.indices.filter { atlas.findings[$0].cost == .scanner })
    var result: Set<Int> = []
    for item in reading.list() {
      guard var word = item.text() else { continue }
      let isTakenAway = word.hasPrefix("-")
      if isTakenAway { word.removeFirst() }
      let meant: Set<Int>
      if let cost = Cost(rawValue: word) {
        meant = usual.filter { atlas.findings[$0].cost == cost }
      } else if let kind = atlas.kinds.position(of: word) {
        meant = usual.filter { atlas.findings[$0].kind == kind }
      } else if let finding = atlas.findings.position(of: word) {
        meant = [finding]
      } else {
        let known = Cost.allCases.map(\.rawValue) + atlas.kinds.ids + atlas.findings.ids
        item.fail(
          "'\(word)' is no cost (\(Cost.allCases.map(\.rawValue).joined(separator: ", "))), kind of finding or finding",
          suggestions: Nearest.words(to: word, in: known))
        continue
      }
      if isTakenAway { result.subtract(meant) } else { result.formUnion(meant) }
    }
    if result.isEmpty { reading.fail("selects no finding") }
    return result
  }
}
