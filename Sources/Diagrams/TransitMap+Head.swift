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
    let top = content.minY + layout.size * 1.6
    let bottom = content.minY + height - layout.pitch
    let passages = self.passages(used)
    // Each place has a height of its own on its side, so that no ring touches another and no leader passes through one.
    // Those that catch several lines lie across them, above all others.
    let wide = Double(passages.wide.count)
    let rows = wide + Double(max(passages.left.count, passages.right.count))
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
    }
    func x(_ n: Int) -> Double { layout.centre + (Double(n) - Double(used.count - 1) / 2) * spacing }
    var labels: (left: [LabelColumn.Label], right: [LabelColumn.Label]) = ([], [])
    func label(_ site: Int, _ at: Point) -> LabelColumn.Label {
      LabelColumn.Label(
        id: "site-\(atlas.sites[site].id)", text: atlas.sites[site].name, target: at, colour: theme.ink)
    }
    let start = top + (low - top) * wide / max(1, rows)
    for (k, passage) in passages.wide.enumerated() {
      let y = top + (start - top) * (Double(k) + 0.5) / wide
      let radius = ringRadius(layout)
      let bar = Box(
        minX: x(passage.lines.lowerBound) - radius, minY: y - radius,
        maxX: x(passage.lines.upperBound) + radius, maxY: y + radius)
      stations.append(
        .box(
          id: "station-\(atlas.sites[passage.site].id)", bar, radius: radius, ringPaint(layout),
          title: atlas.sites[passage.site].name))
      labels.right.append(label(passage.site, Point(bar.maxX, y)))
    }
    for (isLeft, side) in [(true, passages.left), (false, passages.right)] {
      for (k, passage) in side.enumerated() {
        let at = Point(x(passage.line), start + (low - start) * (Double(k) + 0.5) / Double(side.count))
        stations.append(station(passage.site, at, layout))
        if isLeft {
          labels.left.append(label(passage.site, at))
        } else {
          labels.right.append(label(passage.site, at))
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
    return columns[0].elements(labels.left, leader: theme.leader)
      + columns[1].elements(labels.right, leader: theme.leader)
      + elements + stations
  }

  /// Places on the roots, from above: those on one line by the side on which they are named, and those that lie across
  /// several; lines are counted among those that are drawn.
  func passages(
    _ used: [Int]
  ) -> (
    wide: [(lines: ClosedRange<Int>, site: Int)], left: [(line: Int, site: Int)],
    right: [(line: Int, site: Int)]
  ) {
    var all: [(line: Int, site: Int, height: Double)] = []
    for (n, r) in used.enumerated() {
      let stops = atlas.roots[r].stations
      for (k, s) in stops.enumerated() {
        for (j, site) in sites(at: s).enumerated() {
          all.append((n, site, (Double(k) + 0.5 + 0.3 * Double(j)) / Double(stops.count)))
        }
      }
    }
    all.sort { ($0.height, $0.line) < ($1.height, $1.line) }
    let middle = Double(used.count - 1) / 2
    let caught = all.map { lines(of: $0.site, used) }
    let wide = zip(all, caught).filter { $0.1.count > 1 }
    let narrow = zip(all, caught).filter { $0.1.count < 2 }.map { ($0.0.line, $0.0.site) }
    return (
      wide.map { ($0.1.lowerBound...($0.1.upperBound - 1), $0.0.site) },
      narrow.filter { Double($0.0) < middle }, narrow.filter { Double($0.0) >= middle }
    )
  }

  /// From the first to the last line on which a place commonly catches fibres.
  private func lines(of site: Int, _ used: [Int]) -> Range<Int> {
    let caught = used.indices.filter { n in
      let stations = atlas.roots[used[n]].stations
      let share = atlas.sites[site].modes.reduce(0) { sum, mode in
        let most =
          mode.catches.filter { stations.contains($0.segment) }
          .map { max($0.others, $0.channels.values.max() ?? 0) }.max() ?? 0
        return sum + (mode.mismatch == nil ? mode.share * most : 0)
      }
      return share >= 0.1
    }
    guard let first = caught.first, let last = caught.last else { return 0..<0 }
    return first..<(last + 1)
  }
}
