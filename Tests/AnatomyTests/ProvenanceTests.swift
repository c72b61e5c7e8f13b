import Foundation
import Testing

@testable import Anatomy

@Suite struct ProvenanceTests {
  @Test func everyNumberOfTheBuiltInAtlasHasASource() throws {
    let audit = ProvenanceAudit(BuiltIn.files, try BuiltIn.atlas())
    #expect(audit.issues.isEmpty, "\(audit.issues.prefix(10).map(\.description))")
    for area in [ProvenanceAudit.Area.anatomy, .findingLinks, .priors] {
      #expect((audit.counts[area]?.values.reduce(0, +) ?? 0) > 100, "\(area)")
    }
  }

  // The same rules, read straight from the text: no parser in between.
  @Test func noReasonStandsMoreThanFiveTimes() {
    var counts: [String: Int] = [:]
    for (_, text) in BuiltIn.files.files {
      for match in text.matches(of: /why:\s+"([^"]*)"/) { counts[String(match.1), default: 0] += 1 }
    }
    #expect(counts.count > 500)
    for (reason, count) in counts where count > 5 { Issue.record("\(count) times: \(reason)") }
  }

  @Test func everyCitedKeyExistsAndEveryKeyIsCited() throws {
    let known = Set(try BuiltIn.atlas().citations.ids)
    var cited: Set<String> = []
    for (name, text) in BuiltIn.files.files where name != "sources.yaml" {
      for match in text.matches(of: /(?:source|observed):\s+(?:\[([^\]]*)\]|([a-z0-9-]+))/) {
        let list = String(match.1 ?? match.2 ?? "")
        cited.formUnion(list.split { ", \n".contains($0) }.map(String.init))
      }
    }
    for (name, text) in BuiltIn.files.files where name != "sources.yaml" {
      for match in text.matches(of: /(?:why|note):\s+"((?:[^"\\]|\\.)*)"/) {
        for key in match.1.matches(of: /\b[a-z][a-z0-9-]*-(?:19|20)[0-9]{2}[a-z]?\b(?!-)/) {
          cited.insert(String(key.0))
        }
      }
    }
    cited.remove("estimate")
    #expect(cited.subtracting(known).isEmpty)
    #expect(known.subtracting(cited).isEmpty)
  }

  @Test func everySourceSaysWhereItCanBeFound() throws {
    for citation in try BuiltIn.atlas().citations {
      #expect(citation.text.count > 20, "\(citation.id)")
      if citation.kind == .study || citation.kind == .review {
        #expect(citation.url?.hasPrefix("http") == true, "\(citation.id)")
      }
    }
  }

  private func issues(_ file: String, _ old: String, _ new: String) throws -> [String] {
    let files = try AtlasFault(file: file, old: old, new: new, message: "").applied()
    return ProvenanceAudit(files, try BuiltIn.atlas()).issues.map(\.message)
  }

  @Test func aNumberWithoutASourceIsFound() throws {
    let found = try issues("roots.yaml", "n: 10, source: estimate,\n    why:", "n: 10,\n    why:")
    #expect(found.contains("share 0.33 has no source"))
  }

  @Test func anUnknownSourceInAReasonIsFound() throws {
    let found = try issues("history.yaml", "(goulding-2010)", "(goulding-2011)")
    #expect(found.contains("no source 'goulding-2011'"))
    #expect(found.contains("nothing cites 'goulding-2010'"))
  }

  @Test func anUnknownSourceIsFound() throws {
    let found = try issues("muscles.yaml", "source: bogduk-1982}", "source: bogduk-1892}")
    #expect(found == ["no source 'bogduk-1892'"])
  }

  @Test func anEstimateWithoutAReasonIsFound() throws {
    let text = "a: {value: 0.4, source: estimate}\n"
    let audit = ProvenanceAudit(AtlasFiles(files: [("kinds.yaml", text)], origin: "x"), try BuiltIn.atlas())
    #expect(audit.issues.first?.description == "kinds.yaml:1: an estimate without a 'why'")
  }

  @Test func aReasonUsedTooOftenIsFound() throws {
    let lines = (1...6).map { "a\($0): {value: 0.\($0), source: estimate, why: \"the same\"}\n" }
    let atlas = try BuiltIn.atlas()
    func messages(_ count: Int) -> [String] {
      let text = lines.prefix(count).joined()
      return ProvenanceAudit(AtlasFiles(files: [("kinds.yaml", text)], origin: "x"), atlas).issues
        .map(\.message).filter { $0.hasPrefix("one reason") }
    }
    #expect(messages(5).isEmpty)
    #expect(messages(6) == ["one reason stands 6 times: 'the same'"])
  }

  @Test func numbersAreCountedByTheirEvidence() throws {
    let atlas = try BuiltIn.atlas()
    let study = try #require(atlas.citations.first { $0.kind == .study }).id
    let book = try #require(atlas.citations.first { $0.kind == .textbook }).id
    let text = """
      a: {x: 0.1, y: 0.2, n: 30, source: \(study)}
      b: {x: 0.3, inner: {y: 0.4}, source: \(book)}
      c: {x: 0.5, source: [\(book), \(study)]}
      d: {x: 0.6, interval: [0.5, 0.7], source: estimate, why: "so"}
      """
    let files = AtlasFiles(files: [("nerves.yaml", text)], origin: "x")
    // Sample sizes and intervals are not counted; the better of two sources counts.
    #expect(
      ProvenanceAudit(files, atlas).counts == [.anatomy: [.measured: 3, .textbook: 2, .estimate: 1]])
  }
}
