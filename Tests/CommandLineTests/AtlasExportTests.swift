import Anatomy
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The atlas in the formats of other tools, against the atlas as it was read.
@Suite struct AtlasExportTests {
  private static let atlas = Result { () throws(DataError) in try Atlas(AtlasFiles.builtIn()) }

  private func export(_ format: String, _ more: String = "") throws -> String {
    let run = try Tool.run("atlas export --format \(format) \(more)")
    #expect(run.code == 0 && run.errors.isEmpty)
    return run.output
  }

  private func document(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func ids(_ document: [String: Any], _ key: String) throws -> [String] {
    try #require(document[key] as? [[String: Any]], "\(key)").compactMap { $0["id"] as? String }
  }

  /// Rows of a table, fields unquoted; written from RFC 4180 alone.
  private func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if isQuoted {
        if scalar == "\"" { isQuoted = false } else { field.unicodeScalars.append(scalar) }
      } else if scalar == "\"" {
        // A quote inside quotes is written twice.
        if previous == "\"" { field += "\"" }
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(field)
        field = ""
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
      previous = scalar
    }
    return rows
  }

  @Test func jsonHoldsEveryEntry() throws {
    let atlas = try Self.atlas.get()
    let document = try document(try export("json"))
    #expect(document["schema"] as? String == "sciatic.atlas/1")
    #expect(document["atlas"] as? String == atlas.name)
    #expect(try ids(document, "sites") == atlas.sites.ids)
    #expect(try ids(document, "muscles") == atlas.muscles.ids)
    #expect(try ids(document, "findings") == atlas.findings.ids)
    #expect(try ids(document, "segments") == atlas.segments.ids)
    #expect(try ids(document, "nerves") == atlas.nerves.ids)
    #expect(try ids(document, "roots") == atlas.roots.ids)
    #expect(try ids(document, "skin_regions") == atlas.regions.ids)
    #expect(try ids(document, "reflexes") == atlas.reflexes.ids)
    #expect(try ids(document, "studies") == atlas.studies.ids)
    #expect(try ids(document, "settings") == atlas.settings.ids)
    #expect(try ids(document, "history") == atlas.modifiers.ids)
    #expect(try ids(document, "variants") == atlas.variants.ids)
    #expect(try ids(document, "sources") == atlas.citations.ids)
  }

  @Test func sharesOfAWholeSumToOne() throws {
    let document = try document(try export("json"))
    for (list, key) in [("muscles", "roots"), ("skin_regions", "roots"), ("skin_regions", "nerves")] {
      for entry in try #require(document[list] as? [[String: Any]]) {
        let shares = try #require(entry[key] as? [String: Double])
        if shares.isEmpty { continue }
        #expect(abs(shares.values.reduce(0, +) - 1) < 1e-4, "\(entry["id"] ?? "")")
      }
    }
    for site in try #require(document["sites"] as? [[String: Any]]) {
      let levels = try #require(site["severity"] as? [String: Double])
      #expect(abs(levels.values.reduce(0, +) - 1) < 1e-4)
      let modes = try #require(site["modes"] as? [[String: Any]])
      let shares = modes.compactMap { $0["share"] as? Double }
      #expect(shares.isEmpty || abs(shares.reduce(0, +) - 1) < 0.01, "\(site["id"] ?? "")")
    }
  }

  /// The citations named anywhere are those listed, and what names none says why.
  @Test func everyOriginIsKnown() throws {
    let document = try document(try export("json"))
    let known = Set(try ids(document, "sources"))
    var count = 0
    func walk(_ value: Any) {
      if let list = value as? [Any] { list.forEach(walk) }
      guard let block = value as? [String: Any] else { return }
      for (key, value) in block {
        if key == "origin" || key.hasSuffix("_origin"), let origin = value as? [String: Any] {
          let sources = origin["sources"] as? [String]
          #expect(sources?.allSatisfy(known.contains) ?? false)
          count += 1
        } else {
          walk(value)
        }
      }
    }
    walk(document.filter { $0.key != "sources" })
    #expect(count > 1000)
  }

  @Test func tableHasAFieldForEachColumn() throws {
    let atlas = try Self.atlas.get()
    let text = try export("csv")
    let rows = rows(text)
    #expect(
      rows.first
        == ["from_kind", "from", "relation", "to_kind", "to", "value", "unit", "detail", "source", "why"])
    #expect(rows.allSatisfy { $0.count == 10 })
    #expect(text.hasSuffix("\r\n") && rows.count > 3000)
    // Weights of the roots per muscle, summed from the table, are those of a whole.
    var sums: [String: Double] = [:]
    for row in rows where row[0] == "root" && row[2] == "supplies" && row[3] == "muscle" {
      sums[row[4], default: 0] += try #require(Double(row[5]))
    }
    #expect(Set(sums.keys) == Set(atlas.muscles.filter { !$0.roots.isEmpty }.map(\.id)))
    #expect(sums.values.allSatisfy { abs($0 - 1) < 1e-4 })
    let links = rows.filter { $0[2] == "shows as" }
    #expect(links.count == atlas.findings.flatMap(\.links).reduce(0) { $0 + $1.sites.count })
    #expect(links.allSatisfy { atlas.sites[$0[1]] != nil && atlas.findings[$0[4]] != nil })
    let selectivities = rows.filter { $0[6] == "selectivity" }.compactMap { Double($0[5]) }
    #expect(selectivities.count > 500 && selectivities.allSatisfy { (0...1).contains($0) })
  }

  /// Collects what a GraphML file declares.
  private final class GraphReader: NSObject, XMLParserDelegate {
    var keys: Set<String> = []
    var usedKeys: Set<String> = []
    var nodes: [String] = []
    var edges: [(id: String, from: String, to: String)] = []
    var relations: [String] = []
    private var text: String?

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      switch name {
      case "key": keys.insert(attributes["id"] ?? "")
      case "node": nodes.append(attributes["id"] ?? "")
      case "edge":
        edges.append((attributes["id"] ?? "", attributes["source"] ?? "", attributes["target"] ?? ""))
      case "data":
        usedKeys.insert(attributes["key"] ?? "")
        text = attributes["key"] == "edge-relation" ? "" : nil
      default: break
      }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      if name == "data", let text { relations.append(text) }
      text = nil
    }
  }

  private func graph(_ text: String) throws -> GraphReader {
    let reader = GraphReader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    try #require(parser.parse(), "\(String(describing: parser.parserError)) line \(parser.lineNumber)")
    #expect(reader.usedKeys.isSubset(of: reader.keys))
    #expect(Set(reader.nodes).count == reader.nodes.count)
    #expect(Set(reader.edges.map(\.id)).count == reader.edges.count)
    #expect(reader.relations.count == reader.edges.count)
    let nodes = Set(reader.nodes)
    #expect(reader.edges.allSatisfy { nodes.contains($0.from) && nodes.contains($0.to) })
    return reader
  }

  /// Every segment, muscle and skin region lies on a way from some root.
  private func expectReached(_ graph: GraphReader) {
    var next: [String: [String]] = [:]
    for (edge, relation) in zip(graph.edges, graph.relations)
    where ["begins", "continues", "supplies"].contains(relation) && !edge.from.hasPrefix("site:") {
      if edge.from.hasPrefix("root:"), relation == "supplies" { continue }
      next[edge.from, default: []].append(edge.to)
    }
    var reached = Set(graph.nodes.filter { $0.hasPrefix("root:") })
    var queue = Array(reached)
    while let node = queue.popLast() {
      for other in next[node] ?? [] where reached.insert(other).inserted { queue.append(other) }
    }
    for node in graph.nodes
    where ["segment:", "muscle:", "region:"].contains(where: { node.hasPrefix($0) }) {
      #expect(reached.contains(node), "\(node)")
    }
  }

  @Test func graphIsWhole() throws {
    let atlas = try Self.atlas.get()
    let graph = try graph(try export("graphml"))
    let count =
      atlas.roots.count + atlas.segments.count + atlas.muscles.count + atlas.regions.count
      + atlas.reflexes.count + atlas.sites.count
    #expect(graph.nodes.count == count)
    expectReached(graph)
    let caught = Set(zip(graph.edges, graph.relations).filter { $0.1 == "catches" }.map(\.0.from))
    let catching = atlas.sites.filter { $0.modes.contains { !$0.catches.isEmpty } }.map { "site:" + $0.id }
    #expect(caught == Set(catching))
  }

  /// Statements of a drawing, checked by counting what must come in pairs outside quotes.
  private func drawing(_ text: String) -> (nodes: Set<String>, edges: [(String, String)]) {
    var depth = 0
    var lowest = 0
    var isQuoted = false
    var previous: Character = " "
    for character in text {
      if character == "\"", previous != "\\" { isQuoted.toggle() }
      if !isQuoted, "{[".contains(character) { depth += 1 }
      if !isQuoted, "}]".contains(character) { depth -= 1 }
      lowest = min(lowest, depth)
      previous = character
    }
    #expect(depth == 0 && lowest == 0 && !isQuoted)
    var nodes: Set<String> = []
    var edges: [(String, String)] = []
    for line in text.split(separator: "\n") {
      let ids = line.matches(of: /"((?:root|segment|muscle|skin|site):[^"]*)"/).map { String($0.1) }
      if line.contains("->") { edges += zip(ids, ids.dropFirst()) } else { nodes.formUnion(ids) }
    }
    return (nodes, edges)
  }

  @Test func drawingIsBalanced() throws {
    let atlas = try Self.atlas.get()
    let (nodes, edges) = drawing(try export("dot"))
    #expect(edges.allSatisfy { nodes.contains($0.0) && nodes.contains($0.1) })
    for segment in atlas.segments { #expect(nodes.contains("segment:" + segment.id)) }
    for root in atlas.roots { #expect(nodes.contains("root:" + root.id)) }
    for site in atlas.sites { #expect(nodes.contains("site:" + site.id) == (site.anchor != nil)) }
    #expect(
      edges.count { $0.0.hasPrefix("segment:") && $0.1.hasPrefix("segment:") }
        == atlas.segments.reduce(0) { $0 + $1.after.count })
  }

  @Test(arguments: ["json", "csv", "graphml", "dot"])
  func eachRunGivesTheSameBytes(_ format: String) throws {
    let scratch = try Scratch()
    let run = try Tool.run("atlas export --format \(format) -o a.out", in: scratch.path)
    #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty)
    let text = try String(contentsOfFile: scratch.path + "/a.out", encoding: .utf8)
    #expect(text == (try export(format)))
    #expect(text.utf8.last == 10)
  }

  @Test func aSecondAtlasIsExported() throws {
    let option = "--atlas \(Tool.limb)"
    let document = try document(try export("json", option))
    #expect(document["atlas"] as? String == "hoofed-limb")
    #expect(try ids(document, "muscles") == ["brannel", "toft", "gate-strap"])
    let sites = try #require(document["sites"] as? [[String: Any]])
    let band = try #require(sites.first { $0["id"] as? String == "velm-band" })
    let mode = try #require((band["modes"] as? [[String: Any]])?.first)
    let caught = try #require((mode["catches"] as? [[String: Any]])?.first)
    #expect(caught["selectivity"] as? [String: Double] == ["velm": 0.9, "velm-fine": 0.5])
    let rows = rows(try export("csv", option))
    #expect(rows.allSatisfy { $0.count == 10 })
    #expect(
      rows.contains(["root", "ka", "supplies", "muscle", "brannel", "0.75", "share", "", "quorl-book", ""]))
    // 0.8 of the front hide is the velm's, which ends in its fine strands.
    #expect(
      rows.contains {
        $0.prefix(8)
          == ["segment", "velm-low", "supplies", "region", "hide-front", "0.8", "share", "velm-fine"]
      })
    let graph = try graph(try export("graphml", option))
    #expect(graph.nodes.count == 2 + 8 + 3 + 3 + 1 + 9)
    expectReached(graph)
    let (nodes, edges) = drawing(try export("dot", option))
    #expect(edges.allSatisfy { nodes.contains($0.0) && nodes.contains($0.1) })
    #expect(nodes.contains("site:weave-crush"))
  }

  /// Marks that mean something to a format stay text in it.
  @Test func marksInNamesAreEscaped() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(atPath: Tool.limb, toPath: scratch.path + "/copy")
    let path = scratch.path + "/copy/sites.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\"Crushed weave\""))
    let name = "a \"b\" <c> & d\\\ne, f"
    try scratch.write(
      "copy/sites.yaml",
      text.replacingOccurrences(of: "\"Crushed weave\"", with: #""a \"b\" <c> & d\\\ne, f""#)
        .replacingOccurrences(of: "velm side", with: #"the \"velm\", left\nside"#))
    let option = "--atlas \(scratch.path)/copy"
    let sites = try #require(try document(try export("json", option))["sites"] as? [[String: Any]])
    #expect(sites.contains { $0["name"] as? String == name })
    let rows = rows(try export("csv", option))
    #expect(rows.allSatisfy { $0.count == 10 })
    #expect(rows.contains { $0[7].hasPrefix("the \"velm\", left\nside; ") })
    _ = try graph(try export("graphml", option))
    #expect(try export("dot", option).contains(#"\"b\" <c> & d\\"#))
  }

  @Test func aMissingFolderIsNamedAndNothingWritten() throws {
    let scratch = try Scratch()
    let run = try Tool.run("atlas export --format csv -o no/such/a.csv", in: scratch.path)
    #expect(run.code == 65 && run.output.isEmpty)
    #expect(
      run.errors == "no/such/a.csv: cannot be written; does its folder exist, and may you write there?\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test func aWrongUseIsAUsageError() throws {
    for line in ["atlas export --format xml", "atlas export", "atlas export json"] {
      let run = try Tool.run(line)
      #expect(run.code == 64 && run.output.isEmpty, "\(line)")
      #expect(run.errors.contains("json") && run.errors.contains("Usage: sciatic atlas export"))
    }
  }
}
