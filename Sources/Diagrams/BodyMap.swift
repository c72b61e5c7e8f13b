import Anatomy

/// What is shaded on a body map, 0…1 per region of skin or muscle; regions that are missing stay plain.
struct Shading {
  var regions: [Int: Double] = [:]
  var muscles: [Int: Double] = [:]
  /// Regions and muscles that are outlined for difference.
  var marked: Set<Int> = []
  var markedMuscles: Set<Int> = []
  /// Regions and muscles that were examined and normal: outlined, not filled.
  var normal: Set<Int> = []
  var normalMuscles: Set<Int> = []
  var colour: Colour
}

/// Body views side by side in a box, shaded.
struct BodyMap {
  let drawing: DrawingAtlas
  let style: DrawingStyle
  let isLeft: Bool
  /// Whether both limbs are shaded alike.
  var isBilateral = false

  /// Front and back, and the views that show no whole body (the sole), small beneath.
  var bodies: [BodyView] {
    let whole = drawing.views.filter(\.isMirrored)
    return whole.isEmpty ? drawing.views : whole
  }

  /// Views of a part of the limb that show what is shaded; where none does, for skin those that add what no whole body shows.
  private func feet(_ shading: Shading) -> [BodyView] {
    let telling = parts.filter { shows($0, shading) }
    return telling.isEmpty && shading.muscles.isEmpty ? feet : telling
  }

  /// Views that add skin which no whole-body view shows, as few as will do.
  var feet: [BodyView] {
    var unseen = Set(drawing.atlas.regions.indices)
    func skin(_ view: BodyView) -> Set<Int> { Set(view.regions.compactMap(\.region)) }
    for view in bodies { unseen.subtract(skin(view)) }
    var chosen: [BodyView] = []
    var left = drawing.views.filter { view in !bodies.contains { $0.id == view.id } }
    while let best = left.max(by: {
      skin($0).intersection(unseen).count < skin($1).intersection(unseen).count
    }),
      !skin(best).isDisjoint(with: unseen)
    {
      chosen.append(best)
      unseen.subtract(skin(best))
      left.removeAll { $0.id == best.id }
    }
    return chosen
  }

  /// Views of a part of the limb, which may be drawn larger.
  var parts: [BodyView] {
    func height(_ view: BodyView) -> Double {
      Box(around: ViewShapes(view).path(view.outline, isClosed: true).points()).height
    }
    let whole = bodies.map(height).max() ?? 0
    return drawing.views.filter { !$0.isMirrored && height($0) < 0.5 * whole }
  }

  /// Whether a view shows anything that is shaded.
  func shows(_ view: BodyView, _ shading: Shading) -> Bool {
    view.regions.contains { $0.region.map { (shading.regions[$0] ?? 0) >= 0.02 } ?? false }
      || view.muscles.contains { $0.muscles.contains { (shading.muscles[$0] ?? 0) >= 0.02 } }
  }

  /// The map in a box: bodies in a row, feet in a strip under them where skin is shaded, unless they are drawn elsewhere.
  func elements(in box: Box, _ shading: Shading, panel: String, withFeet: Bool = true) -> [Element] {
    let feet = withFeet ? self.feet(shading) : []
    // Where bodies of the whole height leave the width, feet stand beside them, and larger.
    let beside = feet.isEmpty ? 0 : besideRoom(box)
    let strip = feet.isEmpty || beside > 0 ? 0 : box.height * 0.2
    let width = (box.width - beside) / Double(max(1, bodies.count))
    let captions = bodies.map { caption($0, width: width - 2) }
    let lines = captions.map(\.count).max() ?? 1
    let cells = bodies.indices.map { n in
      Box(
        minX: box.minX + width * Double(n) + 1, minY: box.minY, maxX: box.minX + width * Double(n + 1) - 1,
        maxY: box.maxY - strip - captionSize * (0.4 + 1.15 * Double(lines)))
    }
    let low =
      zip(bodies, cells).map { ViewPlacement($0, in: $1, isLeft: isLeft, alignsTop: true).frame.maxY }.max()
      ?? box.minY
    var elements: [Element] = []
    for (n, view) in bodies.enumerated() {
      elements += body(view, in: cells[n], shading, panel: panel, captionAt: low)
    }
    let below = low + captionSize * (0.6 + 1.15 * Double(lines))
    for (n, view) in feet.enumerated() {
      let share = Double(n) / Double(feet.count)
      let next = Double(n + 1) / Double(feet.count)
      let cell =
        beside > 0
        ? Box(
          minX: box.maxX - beside + 2, minY: box.minY + box.height * share, maxX: box.maxX - 1,
          maxY: box.minY + box.height * next - captionSize * 1.8)
        : Box(
          minX: box.minX + box.width * share + 1, minY: below + 0.5,
          maxX: box.minX + box.width * next - 1, maxY: max(below + 4, low + strip - style.size.label * 0.5))
      elements += body(view, in: cell, shading, panel: panel)
    }
    return elements
  }

  /// The width beside bodies of the whole height of a box that is left for feet, up to two fifths; 0 where it is too little.
  private func besideRoom(_ box: Box) -> Double {
    let tall = Box(minX: 0, minY: 0, maxX: 10 * box.height, maxY: box.height - captionSize * 1.8)
    let taken = bodies.reduce(0) { $0 + ViewPlacement($1, in: tall, isLeft: isLeft).frame.width + 3 }
    let room = min(box.width - taken, box.width * 0.4)
    return room >= box.width * 0.2 ? room : 0
  }

  private var captionSize: Double { style.size.label * 0.78 }

  /// What stands under a view, in as many lines as the width asks for.
  private func caption(_ view: BodyView, width: Double) -> [String] {
    if !view.isMirrored { return [view.name] }
    let limb = isBilateral ? "both limbs" : isLeft ? "left limb" : "right limb"
    let line = "\(view.name), \(limb)"
    return FontMetrics.width(line, size: captionSize) <= width ? [line] : ["\(view.name),", limb]
  }

  /// Whether what is shaded of a region that goes round an edge is its other surface.
  private func liesElsewhere(_ region: ViewRegion, _ shading: Shading) -> Bool {
    func isShaded(_ region: ViewRegion) -> Bool {
      region.beside.contains { (shading.regions[$0] ?? 0) >= 0.02 }
    }
    if region.beside.isEmpty || isShaded(region) { return false }
    return drawing.views.contains { $0.regions.contains { $0.region == region.region && isShaded($0) } }
  }

  /// One view in a box, shaded.
  ///
  /// - Parameter captionAt: the foot of the tallest of a row, under which all of them have their captions.
  func body(
    _ view: BodyView, in cell: Box, _ shading: Shading, panel: String, captionAt: Double? = nil
  ) -> [Element] {
    let theme = style.theme
    let placement = ViewPlacement(view, in: cell, isLeft: isLeft, panel: panel, alignsTop: true)
    var elements = placement.body(theme)
    let halves = isBilateral && view.isMirrored ? [false, true] : [false]
    for other in halves {
      elements += placement.regions(other: other) { region in
        guard let r = region.region, let p = shading.regions[r], p >= 0.02, !liesElsewhere(region, shading)
        else { return nil }
        return Paint(fill: tint(p, shading), stroke: tint(p, shading), width: 0.15)
      }
    }
    if !shading.muscles.isEmpty { elements += muscles(view, placement, shading, halves) }
    elements += placement.contours(theme)
    elements += outlines(
      view, placement, halves, of: shading.normal, as: "normal-",
      Paint(stroke: theme.faintInk, width: 0.2, dash: [0.7, 0.7]))
    elements += outlines(
      view, placement, halves, of: shading.marked, as: "marked-",
      Paint(stroke: theme.mark, width: min(0.6, placement.page(4))))
    let size = captionSize
    for (n, line) in caption(view, width: cell.width).enumerated() {
      let width = FontMetrics.width(line, size: size)
      elements.append(
        .text(
          id: placement.prefix + "caption" + (n == 0 ? "" : "-line-\(n + 1)"),
          TextLine(
            line,
            at: Point(
              placement.frame.centre.x, (captionAt ?? placement.frame.maxY) + size * 1.15 * Double(n + 1)),
            size: min(size, size * cell.width / max(1, width)), anchor: .middle, colour: theme.faintInk)))
    }
    return [.group(id: placement.prefix + "body", title: "\(panel), \(view.name)", elements)]
  }

  /// The bones, and on them the muscles in their shades; normal ones dashed.
  ///
  /// - Parameter halves: the limb, and the other one where both are shown.
  private func muscles(
    _ view: BodyView, _ placement: ViewPlacement, _ shading: Shading, _ halves: [Bool]
  ) -> [Element] {
    let theme = style.theme
    var elements = placement.bones(theme)
    if isBilateral, view.isMirrored { elements += placement.bones(theme, other: true) }
    let ordered = view.muscles.sorted { $1.layer < $0.layer }
    let shaded = ordered.compactMap { muscle -> (muscle: ViewMuscle, p: Double)? in
      let p = muscle.muscles.compactMap { shading.muscles[$0] }.max() ?? 0
      return p >= 0.02 ? (muscle, p) : nil
    }
    func draw(_ muscle: ViewMuscle, _ paint: Paint, _ p: Double) -> [Element] {
      halves.map { other in
        placement.muscle(
          muscle, paint, other: other, title: "\(muscle.name): \(p.wholePercent)")
      }
    }
    // What is fuller lies above what is paler, by quarters; within a quarter the deep lies below.
    func quarter(_ p: Double) -> Int { Int(p * 4) }
    for (muscle, p) in shaded.enumerated().sorted(by: {
      (quarter($0.element.p), $0.offset) < (quarter($1.element.p), $1.offset)
    }).map(\.element) {
      let edge = muscle.muscles.contains(where: shading.markedMuscles.contains)
      elements += draw(
        muscle,
        Paint(
          fill: tint(p, shading), stroke: edge ? theme.mark : theme.page,
          width: edge ? min(0.45, placement.page(3)) : 0.15), p)
    }
    // A deep one that is covered all the same shows through as an outline.
    for (muscle, p) in shaded where p >= 0.5 && muscle.layer != .superficial {
      elements += draw(
        muscle, Paint(stroke: theme.page, width: min(0.2, placement.page(2))), p
      ).map { $0.renamed("outline-") }
    }
    for muscle in ordered {
      guard muscle.muscles.contains(where: shading.normalMuscles.contains),
        !muscle.muscles.contains(where: { (shading.muscles[$0] ?? 0) >= 0.02 })
      else { continue }
      elements += halves.map { other in
        placement.muscle(
          muscle, Paint(stroke: theme.faintInk, width: 0.15, dash: [0.6, 0.6]), other: other,
          title: "\(muscle.name): normal"
        ).renamed("normal-")
      }
    }
    return elements
  }

  /// The borders of some regions, their ids behind a prefix.
  private func outlines(
    _ view: BodyView, _ placement: ViewPlacement, _ halves: [Bool], of chosen: Set<Int>, as prefix: String,
    _ paint: Paint
  ) -> [Element] {
    view.regions.filter { $0.region.map(chosen.contains) ?? false }.flatMap { region in
      halves.flatMap { other in
        placement.regions(other: other) { $0.id == region.id ? paint : nil }
      }.map { $0.renamed(prefix) }
    }
  }

  private func tint(_ p: Double, _ shading: Shading) -> Colour {
    style.theme.skin.mixed(with: shading.colour, min(1, 0.12 + 0.88 * p))
  }

  /// From light to full, with what the ends mean.
  func scale(at start: Point, _ colour: Colour, id: String, label: String) -> [Element] {
    let size = style.size.label * 0.85
    let steps = 8
    var elements: [Element] = []
    for n in 0..<steps {
      let box = Box(
        minX: start.x + Double(n) * 3, minY: start.y - 2.2, maxX: start.x + Double(n + 1) * 3, maxY: start.y)
      let p = Double(n + 1) / Double(steps)
      elements.append(
        .box(id: "\(id)-scale-\(n)", box, radius: 0, Paint(fill: tint(p, Shading(colour: colour)))))
    }
    elements.append(
      .text(
        id: "\(id)-scale-text",
        TextLine(
          label, at: Point(start.x + Double(steps) * 3 + 1.5, start.y - 0.3), size: size,
          colour: style.theme.ink)))
    return elements
  }
}
