import Anatomy
import Foundation

/// The nerves of an atlas as a drawing for Graphviz: roots at the top, a box a landmark in the colour of its nerve, what
/// is supplied there below it, and the sites, dashed, on the landmark where they sit.
struct AtlasDot {
  private let atlas: Atlas

  init(_ atlas: Atlas) { self.atlas = atlas }

  /// The text of the file.
  func render() -> String {
    var lines = [
      "digraph \(atlas.name.dot) {",
      "  graph [rankdir=TB, ranksep=0.35, nodesep=0.12, newrank=true, labelloc=t, fontsize=28, "
        + "fontname=\"Helvetica\", label=\((atlas.title + ", version " + atlas.version).dot)];",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=12, margin=\"0.08,0.04\"];",
      "  edge [fontname=\"Helvetica\", arrowsize=0.6, penwidth=1.6, color=\"#555555\"];",
    ]
    lines += roots
    lines += segments
    lines += leaves(of: "muscle", atlas.muscles.map { ($0.name, $0.leaves + $0.segmental.map(\.end)) })
    lines += leaves(of: "skin", atlas.regions.map { ($0.name, ends(of: $0)) })
    lines += sites
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private var roots: [String] {
    var lines = ["  subgraph roots {", "    rank=source;"]
    for root in atlas.roots {
      lines.append(
        "    \("root:".dot(root.id)) [label=\(root.name.dot), shape=ellipse, fontsize=16, fillcolor=\"#ffe9a8\"];"
      )
    }
    // Invisible edges keep the roots in their order.
    let chain = atlas.roots.map { "root:".dot($0.id) }.joined(separator: " -> ")
    if atlas.roots.count > 1 { lines.append("    \(chain) [style=invis];") }
    lines.append("  }")
    for root in atlas.roots {
      if let first = root.stations.first {
        lines.append("  \("root:".dot(root.id)) -> \("segment:".dot(atlas.segments[first].id));")
      }
    }
    return lines
  }

  private var segments: [String] {
    var colours: [String: Int] = [:]
    var lines: [String] = []
    for segment in atlas.segments {
      let number = colours[segment.nerve] ?? colours.count
      colours[segment.nerve] = number
      // Turns of the golden ratio keep the hues of neighbours apart.
      let hue = (Double(number) * 0.618034).truncatingRemainder(dividingBy: 1)
      let fill = String(format: "%.3f 0.22 0.97", hue)
      lines.append(
        "  \("segment:".dot(segment.id)) [label=\(segment.name.folded(18).dot), fillcolor=\"\(fill)\"];")
      for previous in segment.after {
        lines.append("  \("segment:".dot(atlas.segments[previous].id)) -> \("segment:".dot(segment.id));")
      }
    }
    return lines
  }

  /// The usual ends of the fibres to a skin region; nearer ones where they leave early.
  private func ends(of region: SkinRegion) -> [NerveEnd] {
    region.nerves.flatMap { share in
      atlas.nerves[share.index].ends.map { end in
        NerveEnd(
          segment: region.nearerEnds[share.index] ?? end.segment, channel: end.channel, share: end.share)
      }
    }
  }

  /// One box below each landmark with everything of a kind that is supplied there.
  private func leaves(of kind: String, _ targets: [(name: String, ends: [NerveEnd])]) -> [String] {
    var names: [Int: [String]] = [:]
    for target in targets {
      for segment in Set(target.ends.map(\.segment)) { names[segment, default: []].append(target.name) }
    }
    let look = kind == "muscle" ? "fillcolor=\"#f7d7d2\"" : "fillcolor=\"#fdf3e3\", color=\"#c9a873\""
    return names.sorted { $0.key < $1.key }.flatMap { segment, names in
      let id = atlas.segments[segment].id
      let label = names.map { $0.folded(24) }.joined(separator: "\n").dot
      return [
        "  \("\(kind):".dot(id)) [label=\(label), style=filled, fontsize=11, \(look)];",
        "  \("segment:".dot(id)) -> \("\(kind):".dot(id)) [arrowhead=none, style=dotted];",
      ]
    }
  }

  private var sites: [String] {
    atlas.sites.flatMap { site -> [String] in
      guard let anchor = site.anchor else { return [] }
      let node = "site:".dot(site.id)
      return [
        "  \(node) [label=\(site.name.folded(24).dot), shape=box, style=\"filled,bold\", color=\"#b3261e\", "
          + "fontcolor=\"#7a1710\", fillcolor=white, fontsize=11];",
        "  \(node) -> \("segment:".dot(atlas.segments[anchor].id)) [color=\"#b3261e\", style=dashed];",
      ]
    }
  }
}

extension String {
  /// Quoted for Graphviz; line breaks become its own.
  fileprivate var dot: String {
    "\""
      + replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\\n") + "\""
  }

  /// A quoted id with a prefix that keeps kinds apart.
  fileprivate func dot(_ id: String) -> String { (self + id).dot }

  /// Broken at spaces into lines of a width.
  fileprivate func folded(_ width: Int) -> String { Output.wrapped(self, width: width) }
}
