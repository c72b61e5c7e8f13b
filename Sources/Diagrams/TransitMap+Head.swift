import Anatomy

/// The head of the map.
extension TransitMap {
  /// Roots at the top with their stations, running together into the trunk.
  func head(_ tree: NerveTree, _ content: Box, _ height: Double, _ layout: Layout) -> [Element] {
    let used = atlas.roots.indices.filter { r in tree.roots.contains { $0.contains(r) } }
    let width = layout.right - layout.left
    let spacing = min(15, width * 0.42 / Double(max(1, used.count)))
    var elements: [Element] = []
    var stations: [Element] = []
    var labels: [LabelColumn.Label] = []
    let top = content.minY + layout.size * 1.6
    let bottom = content.minY + height - layout.pitch
    let passages = self.passages(used)
    // Each place has a height of its own on its side, so that no ring touches another and no leader passes through one.
    let rows = Double(max(passages.left.count, passages.right.count))
    let low = top + (bottom - top) * min(0.8, max(0.66, rows * layout.size * 1.32 / (bottom - top)))
    for (n, r) in used.enumerated() {
      let x = layout.centre + (Double(n) - Double(used.count - 1) / 2) * spacing
      let end = layout.centre + offset(n, of: used.count, layout.strand)
      let path = Path([
        .move(Point(x, top)), .line(Point(x, low)),
        .curve(Point(x, bottom), Point(end, low), Point(end, layout.y(0))),
      ])
      elements.append(
        .path(
          id: "root-\(atlas.roots[r].id)", path,
          Paint(
            stroke: drawing.colour(ofRoot: r, theme), width: layout.strand * 1.6,
            dash: theme.dash(r, width: layout.strand * 1.6)),
          title: atlas.roots[r].name))
      elements.append(
        .text(
          id: "root-name-\(atlas.roots[r].id)",
          TextLine(
            atlas.roots[r].id, at: Point(x, top - layout.size * 0.5), size: layout.size * 1.15,
            anchor: .middle,
            isBold: true, colour: theme.text(drawing.colour(ofRoot: r, theme)))))
      for side in [passages.left, passages.right] {
        for (k, passage) in side.enumerated() where passage.root == n {
          let at = Point(x, top + (low - top) * (Double(k) + 0.5) / Double(side.count))
          let site = atlas.sites[passage.site]
          stations.append(station(passage.site, at, layout))
          labels.append(
            LabelColumn.Label(
              id: "site-\(site.id)", text: site.name, target: at, colour: theme.ink))
        }
      }
    }
    let reach = spacing * Double(used.count) / 2 + 4
    let columns = [
      LabelColumn(
        x: layout.centre - reach, side: .left, top: top - layout.size, bottom: bottom + 2, size: layout.size),
      LabelColumn(
        x: layout.centre + reach, side: .right, top: top - layout.size, bottom: bottom + 2, size: layout.size),
    ]
    // Leaders pass under the roots that they cross.
    return columns[0].elements(labels.filter { $0.target.x < layout.centre }, leader: theme.leader)
      + columns[1].elements(labels.filter { $0.target.x >= layout.centre }, leader: theme.leader)
      + elements + stations
  }

  /// Places on the roots, from above, by the side on which they are named; `root` counts those that are drawn.
  private func passages(_ used: [Int]) -> (left: [(root: Int, site: Int)], right: [(root: Int, site: Int)]) {
    var all: [(root: Int, site: Int, height: Double)] = []
    for (n, r) in used.enumerated() {
      let stops = atlas.roots[r].stations
      for (k, s) in stops.enumerated() {
        for (j, site) in sites(at: s).enumerated() {
          all.append((n, site, (Double(k) + 0.5 + 0.3 * Double(j)) / Double(stops.count)))
        }
      }
    }
    all.sort { ($0.height, $0.root) < ($1.height, $1.root) }
    let middle = Double(used.count - 1) / 2
    return (
      all.filter { Double($0.root) < middle }.map { ($0.root, $0.site) },
      all.filter { Double($0.root) >= middle }.map { ($0.root, $0.site) }
    )
  }
}
