import Anatomy
import Diagrams

/// The links of an atlas as a table: a row a link, fields quoted as RFC 4180 has it.
struct AtlasCSV {
  private let links: [AtlasLink]

  init(_ atlas: Atlas) { links = AtlasLinks(atlas).all }

  /// The text of the file.
  func render() -> String {
    var rows = ["from_kind,from,relation,to_kind,to,value,unit,detail,source,why"]
    for link in links {
      let fields = [
        link.from.kind.rawValue, link.from.id, link.relation, link.to.kind.rawValue, link.to.id,
        link.value.map { $0.six.plain } ?? "", link.unit, link.detail, link.provenance?.names ?? "",
        link.provenance?.why ?? "",
      ]
      rows.append(fields.map(DelimitedText.field).joined(separator: ","))
    }
    return rows.joined(separator: "\r\n") + "\r\n"
  }
}

/// The graph of an atlas as GraphML: segments, roots, muscles, skin regions, reflexes and sites; edges run with the
/// fibres, those of a site to what it catches.
struct AtlasGraphML {
  private let atlas: Atlas

  init(_ atlas: Atlas) { self.atlas = atlas }

  private static let keys = [
    ("kind", "node", "string"), ("id", "node", "string"), ("name", "node", "string"),
    ("nerve", "node", "string"), ("family", "node", "string"), ("length_mm", "node", "double"),
    ("relation", "edge", "string"), ("value", "edge", "double"), ("unit", "edge", "string"),
    ("detail", "edge", "string"), ("source", "edge", "string"),
  ]

  /// The text of the file.
  func render() -> String {
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<graphml xmlns="http://graphml.graphdrawing.org/xmlns""#,
      #"  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#,
      #"  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns "#
        + #"http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">"#,
    ]
    for (name, kind, type) in Self.keys {
      let id = kind + "-" + name
      lines.append(#"  <key id="\#(id)" for="\#(kind)" attr.name="\#(name)" attr.type="\#(type)"/>"#)
    }
    lines.append(#"  <graph id="\#(atlas.name.escapedForXML)" edgedefault="directed">"#)
    lines += nodes
    let links = AtlasLinks(atlas)
    let shown = links.course + links.rootWeights + links.reflexArcs + links.places + links.meanCatches
    for (number, link) in shown.enumerated() { lines += edge(link, number) }
    return (lines + ["  </graph>", "</graphml>"]).joined(separator: "\n") + "\n"
  }

  private var nodes: [String] {
    var lines: [String] = []
    for x in atlas.roots { lines += node(.root, x.id, x.name) }
    for x in atlas.segments {
      lines += node(.segment, x.id, x.name, [("nerve", x.nerve), ("length_mm", x.length.plain)])
    }
    for x in atlas.muscles { lines += node(.muscle, x.id, x.name, [("nerve", x.nerve)]) }
    for x in atlas.regions { lines += node(.region, x.id, x.name) }
    for x in atlas.reflexes { lines += node(.reflex, x.id, x.name) }
    for x in atlas.sites { lines += node(.site, x.id, x.name, [("family", x.family)]) }
    return lines
  }

  private func node(
    _ kind: AtlasNode.Kind, _ id: String, _ name: String, _ more: [(String, String)] = []
  ) -> [String] {
    let data = [("kind", kind.rawValue), ("id", id), ("name", name)] + more
    let head = #"    <node id="\#(reference(AtlasNode(kind, id)))">"#
    return [head] + self.data("node", data) + ["    </node>"]
  }

  private func edge(_ link: AtlasLink, _ number: Int) -> [String] {
    let data = [
      ("relation", link.relation), ("value", link.value.map { $0.six.plain } ?? ""), ("unit", link.unit),
      ("detail", link.detail), ("source", link.provenance?.names ?? ""),
    ]
    let ends = #"source="\#(reference(link.from))" target="\#(reference(link.to))""#
    return [#"    <edge id="e\#(number)" \#(ends)>"#] + self.data("edge", data) + ["    </edge>"]
  }

  private func data(_ kind: String, _ pairs: [(String, String)]) -> [String] {
    pairs.filter { !$0.1.isEmpty }.map {
      #"      <data key="\#(kind)-\#($0.0)">\#($0.1.escapedForXML)</data>"#
    }
  }

  /// An id of one kind may be that of another too.
  private func reference(_ node: AtlasNode) -> String { (node.kind.rawValue + ":" + node.id).escapedForXML }
}

extension Provenance {
  /// Keys of the sources, or that there is none.
  fileprivate var names: String { isEstimate ? "estimate" : sources.joined(separator: " ") }
}
