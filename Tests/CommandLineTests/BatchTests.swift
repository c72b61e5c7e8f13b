import Foundation
import Testing

@Suite struct BatchCommandTests {
  private let limb = "--atlas \(Tool.limb)"

  private static let table = """
    id,age,sex,pain.heel,weak.tibialis-anterior
    a,40,female,1,
    b,50,male,,3

    """

  @Test func aTableBecomesATable() throws {
    let scratch = try Scratch()
    try scratch.write("in.csv", Self.table)
    let run = try Tool.run("batch in.csv -o out.csv --lesions 1", in: scratch.path)
    #expect(run.code == 0 && run.output.isEmpty, "\(run.errors)")
    let lines = try String(contentsOfFile: scratch.path + "/out.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    let locate = try Tool.run("locate pain.heel --age 40 --sex female --lesions 1 --format json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(locate.output.utf8)) as? [String: Any])
    let first = try #require((object["sites"] as? [[String: Any]])?.first)
    let fields = lines[1].split(separator: ",")
    #expect(String(fields[1]) == first["id"] as? String)
    #expect(Double(fields[2]) == first["probability"] as? Double)
  }

  /// What can't wait is told in every row that it is likely in, and in no other.
  @Test func whatMustBeExcludedFirstIsAColumn() throws {
    let scratch = try Scratch()
    try scratch.write(
      "in.csv",
      """
      id,side,duration-weeks,setting,reflex.achilles,sensory-loss.posterior-thigh,weak.ankle-plantarflexion,\
      weak.toe-flexion,weak.gluteus-maximus,flag.saddle-anaesthesia,flag.bladder-bowel,flag.bilateral-deficit
      silent,left,30,uniform,absent,present,3,3,4,,,
      denied,left,30,uniform,absent,present,3,3,4,absent,absent,absent
      flagged,left,30,uniform,absent,present,3,3,4,,present,

      """)
    let run = try Tool.run("batch in.csv -o out.csv", in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let text = try String(contentsOfFile: scratch.path + "/out.csv", encoding: .utf8)
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let column = try #require(rows[0].firstIndex(of: "exclude_first"))
    #expect(column == rows[0].count - 1, "added at the end, so that none moves")
    #expect(rows.dropFirst().map { $0[column] } == ["cauda-equina", "", "cauda-equina"])
    #expect(rows[3][8] == "emergency")
  }

  @Test func rowsWithoutAnIdAreNamedByLine() throws {
    let scratch = try Scratch()
    func ids() throws -> [String] {
      try String(contentsOfFile: scratch.path + "/out.csv", encoding: .utf8).split(separator: "\n")
        .dropFirst()
        .map { String($0.prefix { $0 != "," }) }
    }
    try scratch.write("in.csv", "id,age,pain.heel\na,40,1\n,50,1\n")
    let some = try Tool.run("batch in.csv -o out.csv --lesions 1", in: scratch.path)
    #expect(
      some.code == 0 && some.errors.contains("note: 1 row has no id and is named by line, such as row-2"))
    #expect(try ids() == ["a", "row-3"])
    try scratch.write("in.csv", "age,pain.heel,pain__heel\n40,1,\n50,,1\n")
    let none = try Tool.run("batch in.csv -o out.csv --lesions 1", in: scratch.path)
    #expect(none.code == 0 && none.errors.contains("note: 2 rows have no id and are named by line"))
    #expect(none.errors.contains("note: column 'pain__heel' says of a finding what an earlier one does;"))
    #expect(try ids() == ["row-2", "row-3"])
  }

  @Test func filesAndFoldersAreCasesToo() throws {
    let scratch = try Scratch()
    let run = try Tool.run("batch Models/needling -o \(scratch.path)/out.nc --lesions 1")
    #expect(run.code == 0, "\(run.errors)")
    let data = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/out.nc"))
    #expect(data.starts(with: [0x89, 0x48, 0x44, 0x46]))
  }

  @Test func aFaultyRowStopsBeforeAnythingIsWritten() throws {
    let scratch = try Scratch()
    try scratch.write("in.csv", Self.table + "c,50,male,2,3\n")
    let run = try Tool.run("batch in.csv -o out.csv", in: scratch.path)
    #expect(run.code == 65)
    #expect(run.errors == "in.csv:4: pain.heel: '2' is no value of pain.heel; it takes absent, present\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["in.csv"])
    let going = try Tool.run("batch in.csv -o out.csv --lesions 1 --keep-going", in: scratch.path)
    #expect(going.code == 0)
    #expect(going.errors.contains("left out: in.csv:4:"))
    let lines = try String(contentsOfFile: scratch.path + "/out.csv", encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
  }

  /// A column that may be a red flag is never passed over, and what is left out is counted.
  @Test func noRedFlagIsPassedOver() throws {
    let scratch = try Scratch()
    for (head, near) in [
      ("flag.saddle", "did you mean flag.saddle-anaesthesia"), ("flag__bladder", "flag.bladder-bowel"),
      ("red_flag_fevr", ""),
    ] {
      try scratch.write("in.csv", "id,pain.heel,hospital,\(head)\na,1,north,1\n")
      let run = try Tool.run("batch in.csv -o out.csv --ignore-unknown --keep-going", in: scratch.path)
      #expect(run.code == 65 && run.errors.contains("what may be a red flag is not passed over"), "\(head)")
      #expect(near.isEmpty || run.errors.contains(near), "\(run.errors)")
      #expect(!run.errors.contains("hospital"))
    }
    try scratch.write("in.csv", "id,hospital,pain.heel,flag.fever\na,x,1,unknown\nb,x,1,\nc,x,2,maybe\n")
    let run = try Tool.run(
      "batch in.csv -o out.csv --ignore-unknown --keep-going --lesions 1", in: scratch.path)
    #expect(run.code == 0 && run.errors.contains("left out: in.csv:2: flag.fever: 'unknown' is no value"))
    #expect(run.errors.contains("column 'hospital' was passed over"))
    #expect(run.errors.hasSuffix("out.csv: 1 case; 2 left out as faulty\n"), "\(run.errors)")
    // Another atlas calls them otherwise.
    try scratch.write("quorl.csv", "id,ache.hide-front,alarm.rim\na,1,1\n")
    let other = try Tool.run("batch quorl.csv -o out.csv --ignore-unknown \(limb)", in: scratch.path)
    #expect(other.code == 65 && other.errors.contains("alarm.rim-dead"), "\(other.errors)")
  }

  @Test func aCohortIsTheSameTwiceAndIsRead() throws {
    let scratch = try Scratch()
    for name in ["a.csv", "b.csv"] {
      #expect(try Tool.run("cohort --count 5 --seed 0 -o \(scratch.path)/\(name)").code == 0)
    }
    let texts = try ["a.csv", "b.csv"].map {
      try String(contentsOfFile: scratch.path + "/" + $0, encoding: .utf8)
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0].split(separator: "\n").count == 6)
    #expect(try Tool.run("batch a.csv -o out.csv --lesions 1", in: scratch.path).code == 0)
    #expect(try Tool.run("cohort --count 5 --seed 1 -o \(scratch.path)/c.csv").code == 0)
    #expect(try String(contentsOfFile: scratch.path + "/c.csv", encoding: .utf8) != texts[0])
  }

  @Test func aCohortIsTheSamePatientsInEveryForm() throws {
    let scratch = try Scratch()
    for form in ["a.csv", "a/"] {
      let run = try Tool.run(
        "cohort --count 40 --seed 3 --electrodiagnosis -o \(form) --threads 2 \(limb)", in: scratch.path)
      #expect(run.code == 0 && run.errors == "\(form): 40 patients, seed 3\n", "\(run.errors)")
    }
    for (cases, answers) in [("a.csv", "1.csv"), ("a", "2.csv")] {
      let run = try Tool.run("batch \(cases) -o \(answers) --lesions 1 \(limb)", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }
    let answers = try ["1.csv", "2.csv"].map {
      try String(contentsOfFile: scratch.path + "/" + $0, encoding: .utf8).split(separator: "\n").sorted()
    }
    #expect(answers[0].count == 41 && answers[0] == answers[1])
    let first = try String(contentsOfFile: scratch.path + "/a/simulated-3-0.yaml", encoding: .utf8)
    let row = try String(contentsOfFile: scratch.path + "/a.csv", encoding: .utf8).split(separator: "\n")[1]
    #expect(first.contains("confirmed: {site: \(row.split(separator: ",")[1]), by: simulation"))
  }

  @Test func aCohortHasTheSameBytesOnAnyNumberOfThreads() throws {
    let scratch = try Scratch()
    let texts = try [1, 3].map { threads in
      #expect(
        try Tool.run("cohort --count 300 -o \(threads).csv --threads \(threads) \(limb)", in: scratch.path)
          .code == 0
      )
      return try String(contentsOfFile: scratch.path + "/\(threads).csv", encoding: .utf8)
    }
    #expect(texts[0] == texts[1])
  }

  @Test func aFolderOfCasesIsNeverWrittenOver() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("cohort --count 2 -o a/ \(limb)", in: scratch.path).code == 0)
    let again = try Tool.run("cohort --count 2 -o a/ \(limb)", in: scratch.path)
    #expect(again.code == 65 && again.errors.hasPrefix("a/: is not empty"))
    let nowhere = try Tool.run("cohort --count 2 -o b/c/ \(limb)", in: scratch.path)
    #expect(nowhere.code == 65 && nowhere.errors.contains("does the folder above it exist"))
    let unnamed = try Tool.run("cohort --count 2 -o b \(limb)", in: scratch.path)
    #expect(unnamed.code == 64 && unnamed.errors.contains("must end in .csv, .nc, or /"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["a"])
  }

  /// A cohort says in which case mix it is answered, and the answer says so, too; the command line wins.
  @Test func aCohortIsAnsweredInItsOwnCaseMix() throws {
    let scratch = try Scratch()
    #expect(try Tool.run("cohort --count 30 -o c.csv", in: scratch.path).code == 0)
    #expect(try Tool.run("cohort --count 3 -o c/", in: scratch.path).code == 0)
    for (command, setting) in [
      ("batch c.csv", "uniform"), ("batch c", "uniform"),
      ("batch c.csv --setting physiotherapy", "physiotherapy"),
    ] {
      let run = try Tool.run(command + " --lesions 1 -o out.csv", in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
      let lines = try String(contentsOfFile: scratch.path + "/out.csv", encoding: .utf8).split(
        separator: "\n")
      #expect(lines[0].hasSuffix(",setting,exclude_first"))
      let settings = lines.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).dropLast().last
      }
      #expect(settings.allSatisfy { $0.map(String.init) == setting })
    }
  }

  @Test func aTableOfAnotherKindIsNamed() throws {
    for name in ["cases.nc", "cases.tsv"] {
      let run = try Tool.run("batch \(name) -o out.csv")
      #expect(run.code == 64 && run.errors.contains("one table that ends in .csv"))
    }
  }
}
