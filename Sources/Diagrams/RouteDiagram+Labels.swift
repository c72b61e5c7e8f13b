import Anatomy

/// Names beside the figure.
extension RouteDiagram {
  /// The figure with a column of labels on either side.
  struct Layout {
    let placement: ViewPlacement
    var left: LabelColumn
    var right: LabelColumn
  }

  /// Between the figure and a column, mm.
  private static let air = 9.0

  /// The figure stands where the names on either side have room: as high as the area where they leave it the width, and never
  /// so narrow that they take more than a third on either side.
  func layout(in area: Box) -> Layout {
    func columns(_ placement: ViewPlacement) -> Layout {
      func column(_ side: LabelColumn.Side) -> LabelColumn {
        let isLeft = side == .left
        let x = isLeft ? placement.frame.minX - Self.air : placement.frame.maxX + Self.air
        return LabelColumn(
          x: x, side: side, top: area.minY, bottom: area.maxY, size: style.size.label,
          width: isLeft ? x - area.minX : area.maxX - x, least: 0.8)
      }
      return Layout(placement: placement, left: column(.left), right: column(.right))
    }
    func placement(_ minX: Double, _ maxX: Double) -> ViewPlacement {
      ViewPlacement(
        view, in: Box(minX: minX, minY: area.minY + 2, maxX: maxX, maxY: area.maxY), isLeft: isLeft)
    }
    // A first figure in the middle says which names stand on which side.
    let third = area.width * 0.29
    let first = columns(placement(area.minX + third, area.maxX - third))
    let labels = self.labels(first)
    func need(_ labels: [LabelColumn.Label]) -> Double {
      labels.map { FontMetrics.width($0.text, size: style.size.label, isBold: $0.isBold) + 0.5 }.max() ?? 0
    }
    let whole = first.placement.frame
    let high = whole.width * (area.height - 2) / max(1e-6, whole.height)
    let most = area.width * 0.34
    let sides = (left: min(most, need(labels.left)), right: min(most, need(labels.right)))
    let free = area.width - 2 * Self.air - sides.left - sides.right
    let figure = min(high, max(free, area.width * 0.4))
    let room = area.width - 2 * Self.air - figure
    // What is left over goes to either side alike; where there is too little the wider side gives way.
    let spare = room - sides.left - sides.right
    let left =
      spare >= 0
      ? sides.left + spare / 2
      : sides.left <= room / 2 ? sides.left : max(room / 2, room - sides.right)
    var layout = columns(placement(area.minX + left + Self.air, area.minX + left + Self.air + figure))
    // One size of type for both sides.
    let final = self.labels(layout)
    let size = min(layout.left.fittingSize(final.left), layout.right.fittingSize(final.right))
    (layout.left.size, layout.right.size) = (size, size)
    (layout.left.least, layout.right.least) = (1, 1)
    return layout
  }

  func labels(_ layout: Layout) -> (left: [LabelColumn.Label], right: [LabelColumn.Label]) {
    let placement = layout.placement
    // Nerves with the sites, so that no leader crosses the other leg; muscles on the other side.
    var near = siteAndNerveLabels(placement)
    var others = muscleLabels(placement)
    // The limb stands on the right of a mirrored view or on the left of it: its sites are named on that side, and there is the
    // place of the muscles that are brought out on it, where there is room.
    if view.isMirrored {
      let column = placement.sign < 0 ? layout.left : layout.right
      if highlight != nil, column.hasRoom(for: near + others) { (near, others) = (near + others, []) }
      return placement.sign < 0 ? (near, others) : (others, near)
    }
    return sides(of: near + others, layout)
  }

  /// Labels of the sites and nerves that are shown.
  private func siteAndNerveLabels(_ placement: ViewPlacement) -> [LabelColumn.Label] {
    var labels = shownSites.map { shown -> LabelColumn.Label in
      let site = atlas.sites[shown.site]
      // Rings have their names before all else.
      return LabelColumn.Label(
        id: "site-\(site.id)", text: site.name, target: placement.page(shown.at), isBold: false,
        colour: theme.ink, weight: 4)
    }
    let ways = drawnTracts.map(\.drawn.points)
    let chosen = chosenNerves
    for route in view.routes where route.nerve != nil {
      if let chosen, !chosen.contains(route.nerve ?? "") { continue }
      guard let nerve = route.nerve.flatMap({ atlas.nerves[$0] }) else { continue }
      guard let middle = middle(route, placement, along: ways) else { continue }
      let name = route.id == nerve.id ? style.name(nerve) : route.name
      var label = LabelColumn.Label(
        id: "nerve-\(route.id)", text: name, target: middle, isBold: true,
        // A trunk of two divisions has the colours of both.
        colour: divisions(of: route).count == 2 ? theme.ink : theme.text(colour(route)), weight: 2)
      // A place that bears the name of its nerve is named once, at its ring.
      let words = [name, nerve.name].map { $0.lowercased() }
      if let same = labels.firstIndex(where: { words.contains($0.text.lowercased()) }) {
        label.weight = labels[same].weight
        label.target = labels[same].target
        labels.remove(at: same)
      }
      labels.append(label)
    }
    return labels
  }

  /// Labels of the muscles that are brought out; where none is, of those that the view shows.
  private func muscleLabels(_ placement: ViewPlacement) -> [LabelColumn.Label] {
    var labels: [LabelColumn.Label] = []
    let muscles = chosenMuscles
    for muscle in view.muscles {
      guard let label = muscle.label, !muscle.isTendon || muscle.muscle != nil else { continue }
      let isChosen = muscle.muscles.contains { muscles[$0] != nil }
      if highlight != nil, !isChosen { continue }
      if highlight == nil, muscle.layer == .superficial, view.isMirrored { continue }
      if highlight == nil, !view.isMirrored, muscle.layer != .deep { continue }
      labels.append(
        LabelColumn.Label(
          id: "muscle-\(muscle.id)", text: muscle.muscle.map { style.name(atlas.muscles[$0]) } ?? muscle.name,
          target: placement.page(label, other: view.isMirrored && !isChosen), colour: theme.faintInk,
          weight: isChosen ? 3 : 1))
    }
    return labels
  }

  /// The labels of a limb by itself, in the column that is nearer, or in the other where that has no room.
  private func sides(
    of all: [LabelColumn.Label], _ layout: Layout
  ) -> (left: [LabelColumn.Label], right: [LabelColumn.Label]) {
    let middle = layout.placement.frame.centre.x
    var sides = (left: all.filter { $0.target.x < middle }, right: all.filter { $0.target.x >= middle })
    func move(_ from: inout [LabelColumn.Label], _ column: LabelColumn, _ to: inout [LabelColumn.Label]) {
      func reach(_ label: LabelColumn.Label) -> Double { abs(label.target.x - column.x) }
      while !column.hasRoom(for: from), let n = from.indices.max(by: { reach(from[$0]) < reach(from[$1]) }) {
        to.append(from.remove(at: n))
      }
    }
    if !layout.left.hasRoom(for: sides.left) {
      move(&sides.left, layout.left, &sides.right)
    } else {
      move(&sides.right, layout.right, &sides.left)
    }
    return sides
  }

  /// A point half way along the longest drawn run of a nerve, its branches left aside; of a nerve of which fibres take a part,
  /// half way along that part, and nil where it is a mere beginning.
  private func middle(_ route: ViewRoute, _ placement: ViewPlacement, along ways: [[Point]]) -> Point? {
    func runs(_ route: ViewRoute) -> [[Point]] {
      let trunks = route.paths.filter { $0.width == nil }
      return (trunks.isEmpty ? route.paths : trunks).map { Spline.path($0.points).points() }
    }
    let whole = runs(route)
    var taken = whole
    if let beginning = beginning(of: route) { taken = runs(beginning) }
    if !ways.isEmpty {
      taken = taken.map { run in
        run.filter { point in
          ways.contains { (DrawnTract.nearest(point, $0)?.distance ?? .infinity) < 3 }
        }
      }
    }
    func total(_ runs: [[Point]]) -> Double { runs.reduce(0) { $0 + length($1) } }
    let longest = taken.max { length($0) < length($1) } ?? []
    if longest.isEmpty || total(taken) < total(whole) * Self.least { return nil }
    if !ways.isEmpty, let nerve = route.nerve, share(of: nerve) < Self.least { return nil }
    return half(longest).map { placement.page($0) }
  }

  /// The share of a nerve below which fibres have hardly entered it.
  private static let least = 0.08

  /// The share of a nerve's length along which what is brought out runs.
  private func share(of nerve: String) -> Double {
    guard let chosen = chosenSegments else { return 1 }
    let own = atlas.segments.indices.filter { atlas.segments[$0].nerve == nerve }
    func length(_ segments: [Int]) -> Double { segments.reduce(0) { $0 + atlas.segments[$1].length } }
    return length(own.filter(chosen.contains)) / max(1e-9, length(own))
  }

  /// The point half way along a line.
  private func half(_ points: [Point]) -> Point? {
    var left = length(points) / 2
    for (a, b) in zip(points, points.dropFirst()) {
      let step = a.distance(to: b)
      if step >= left, step > 0 { return a + (b - a) * (left / step) }
      left -= step
    }
    return points.last
  }

  private func length(_ points: [Point]) -> Double {
    zip(points, points.dropFirst()).reduce(0) { $0 + $1.0.distance(to: $1.1) }
  }
}
