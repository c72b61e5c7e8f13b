import Anatomy
import Foundation

/// The nerves of an atlas as a Mermaid flow chart: landmarks from the roots on, with what leaves there and the sites.
struct AtlasMermaid {
  private let atlas: Atlas

  init(_ atlas: Atlas) { self.atlas = atlas }

  /// The text of the file.
  func render() -> String {
    var lines = ["---", "title: \(atlas.title), version \(atlas.version)", "---", "flowchart TB"]
    for root in atlas.roots {
      lines.append("  \(id("root", root.id))([\"\(quoted(root.name))\"])")
      if let first = root.stations.first { lines.append("  \(id("root", root.id)) --> \(segment(first))") }
    }
    for (s, part) in atlas.segments.enumerated() {
      lines.append("  \(segment(s))[\"\(quoted(part.name))\"]")
      for before in part.after { lines.append("  \(segment(before)) --> \(segment(s))") }
    }
    for muscle in atlas.muscles where !muscle.leaves.isEmpty {
      lines.append("  \(id("muscle", muscle.id))([\"\(quoted(muscle.name))\"])")
      for leaf in muscle.leaves { lines.append("  \(segment(leaf.segment)) --> \(id("muscle", muscle.id))") }
    }
    for site in atlas.sites {
      guard let anchor = site.anchor else { continue }
      lines.append("  \(id("site", site.id)){{\"\(quoted(site.name))\"}}")
      lines.append("  \(id("site", site.id)) -.- \(segment(anchor))")
    }
    lines.append("  classDef site stroke:#b3123a,stroke-width:2px")
    let sites = atlas.sites.filter { $0.anchor != nil }.map { id("site", $0.id) }
    if !sites.isEmpty { lines.append("  class \(sites.joined(separator: ",")) site") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func segment(_ s: Int) -> String { id("segment", atlas.segments[s].id) }
  private func id(_ kind: String, _ id: String) -> String {
    "\(kind)_\(id.replacingOccurrences(of: "-", with: "_"))"
  }
  private func quoted(_ text: String) -> String { text.replacingOccurrences(of: "\"", with: "#quot;") }
}
