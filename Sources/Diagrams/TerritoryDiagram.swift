import Anatomy

/// Body maps of a territory: three columns for numbness, pain and weakness.
public struct TerritoryDiagram: Sendable {
  private let drawing: DrawingAtlas
  private let territories: [Territory]
  private let style: DrawingStyle
  private let isLeft: Bool
  private let parting: [String]
  private let age: Double
  private var theme: Theme { style.theme }
  private var atlas: Atlas { drawing.atlas }

  /// - Parameters:
  ///   - territories: one, or two to compare.
  ///   - parting: findings that part two, in words.
  ///   - age: in years, for which their chance findings hold.
  public init(
    _ drawing: DrawingAtlas, _ territories: [Territory], parting: [String] = [], age: Double = 50,
    isLeft: Bool = false, style: DrawingStyle = DrawingStyle()
  ) {
    self.drawing = drawing
    self.territories = territories
    self.parting = parting
    self.age = age
    self.isLeft = isLeft
    self.style = style
  }

  /// A difference in probability that is worth a mark.
  private static let difference = 0.25

  /// The page.
  public func scene() -> Scene {
    let isPair = territories.count > 1
    let title = territories.map(\.name).joined(separator: "  /  ")
    let subtitle =
      isPair
      ? "Outlined: skin and muscle where the two differ by a quarter or more"
        + (isSupply ? "" : "; maps without chance findings") : territories[0].summary
    let frame = PageFrame(
      style: style, title: title, subtitle: subtitle,
      source: PageFrame.source(ofFigures: atlas))
    let content = frame.content
    let label = style.size.label
    let noteHeight = label * (1 + 1.45 * Double(lines(within: content.width).count))
    // A single territory on a tall page takes two rows.
    let isTall = !isPair && style.size != .slide && columns.count > 2
    let groups =
      isPair
      ? territories.indices.map { (territory: $0, columns: columns) }
      : isTall
        ? [
          (territory: 0, columns: Array(columns.prefix(2))),
          (territory: 0, columns: Array(columns.dropFirst(2))),
        ]
        : [(territory: 0, columns: columns)]
    // Two stand side by side where the page is wide.
    let isBeside = isPair && style.size == .slide
    let rowHeight = (content.height - noteHeight) / (isBeside ? 1 : Double(groups.count))
    let half = (content.width - 6) / 2
    var elements: [Element] = []
    for (row, group) in groups.enumerated() {
      let top = content.minY + (isBeside ? 0 : rowHeight * Double(row))
      let left = content.minX + (isBeside ? (half + 6) * Double(row) : 0)
      let box = Box(
        minX: left, minY: top, maxX: isBeside ? left + half : content.maxX, maxY: top + rowHeight - 2)
      elements += self.row(
        territories[group.territory], row, group.columns, of: isTall ? 2 : columns.count, box,
        withFeet: !isTall)
    }
    if isTall {
      let left = content.centre.x
      let top = content.minY + rowHeight * Double(groups.count - 1)
      elements += feet(
        territories[0], Box(minX: left, minY: top, maxX: content.maxX, maxY: top + rowHeight - 2))
    }
    elements += notes(
      Box(minX: content.minX, minY: content.maxY - noteHeight, maxX: content.maxX, maxY: content.maxY))
    return frame.scene(description: description, elements)
  }

  private typealias Column = (
    id: String, name: String, colour: Colour, isMuscle: Bool, map: KeyPath<Territory, [Int: Double]>
  )

  private var isSupply: Bool { territories.allSatisfy(\.isSupply) }

  private var columns: [Column] {
    [
      ("numb", isSupply ? "skin supplied" : "goes numb", theme.numb, false, \.numb),
      ("pain", isSupply ? "felt as pain" : "hurts", theme.pain, false, \.pain),
      ("weak", isSupply ? "muscles supplied" : "weakens", theme.weak, true, \.weak),
    ].filter { column in territories.contains { $0[keyPath: column.4].contains { $0.value >= 0.02 } } }
  }

  /// The views of the foot, larger: a column each for skin, pain and muscles.
  private func feet(_ territory: Territory, _ box: Box) -> [Element] {
    let label = style.size.label
    let map = BodyMap(drawing: drawing, style: style, isLeft: isLeft, isBilateral: territory.isBilateral)
    let shown = columns.map { ($0, shading(territory, $0)) }
    let views = map.parts.filter { view in shown.contains { map.shows(view, $0.1) } }
    if views.isEmpty { return [] }
    let cell = (
      width: box.width / Double(shown.count), height: (box.height - label * 3.2) / Double(views.count)
    )
    var elements: [Element] = []
    for (n, (column, shading)) in shown.enumerated() {
      let x = box.minX + cell.width * Double(n)
      elements.append(
        .text(
          id: "feet-\(column.id)",
          TextLine(
            column.name, at: Point(x + cell.width / 2, box.minY + label), size: label, anchor: .middle,
            isBold: true,
            colour: theme.text(column.colour))))
      for (m, view) in views.enumerated() {
        let y = box.minY + label * 2.2 + cell.height * Double(m)
        elements += map.body(
          view,
          in: Box(
            minX: x + 1.5, minY: y, maxX: x + cell.width - 1.5, maxY: y + cell.height - label * 1.6), shading,
          panel: "feet-" + column.id)
      }
    }
    return elements
  }

  private func shading(_ territory: Territory, _ column: Column) -> Shading {
    var shading = Shading(colour: column.colour)
    if column.isMuscle {
      shading.muscles = territory[keyPath: column.map]
      shading.markedMuscles = marked(column.map)
    } else {
      shading.regions = territory[keyPath: column.map]
      shading.marked = marked(column.map)
    }
    return shading
  }

  private func row(
    _ territory: Territory, _ row: Int, _ columns: [Column], of count: Int, _ box: Box, withFeet: Bool
  ) -> [Element] {
    let label = style.size.label
    let map = BodyMap(drawing: drawing, style: style, isLeft: isLeft, isBilateral: territory.isBilateral)
    let width = box.width / Double(max(1, count))
    let suffix = territories.count > 1 ? "-\(row + 1)" : ""
    var elements: [Element] = []
    if territories.count > 1 {
      let wide = FontMetrics.width(territory.name, size: label * 1.1, isBold: true)
      elements.append(
        .text(
          id: "row\(suffix)",
          TextLine(
            territory.name, at: Point(box.minX, box.minY + label),
            size: label * 1.1 * min(1, box.width / wide), isBold: true, colour: theme.ink)))
    }
    let top = box.minY + (territories.count > 1 ? label * 1.6 : 0)
    for (n, column) in columns.enumerated() {
      let left = box.minX + width * Double(n)
      let inner = Box(minX: left + 1, minY: top + label * 3.2, maxX: left + width - 1, maxY: box.maxY)
      elements.append(
        .text(
          id: "column-\(column.id)\(suffix)",
          TextLine(
            column.name, at: Point(left + 1, top + label), size: label * 1.15, isBold: true,
            colour: theme.text(column.colour))))
      elements += map.scale(
        at: Point(left + 1, top + label * 2.5), column.colour, id: column.id + suffix, label: "0 to 100 %")
      elements.append(
        .group(
          id: "map-\(column.id)\(suffix)",
          map.elements(in: inner, shading(territory, column), panel: column.id + suffix, withFeet: withFeet)))
    }
    return elements
  }

  private func marked(_ map: KeyPath<Territory, [Int: Double]>) -> Set<Int> {
    guard territories.count > 1 else { return [] }
    let (a, b) = (territories[0][keyPath: map], territories[1][keyPath: map])
    return Set(
      Set(a.keys).union(b.keys).filter { abs((a[$0] ?? 0) - (b[$0] ?? 0)) >= Self.difference })
  }

  /// What is said under the maps, in lines of a width where they are ours to break.
  private func lines(within width: Double) -> [String] {
    if territories.count > 1 {
      if parting.isEmpty { return [] }
      // Two to a line, so that they stay readable.
      let pairs = stride(from: 0, to: parting.count, by: 2).map { n in
        parting[n..<min(n + 2, parting.count)].joined(separator: "; ")
      }
      let names = territories.map { atlas.midSentence($0.name) }.joined(separator: " against ")
      return ["What parts them best (at \(Int(age)) years, chance findings counted in), \(names):"] + pairs
    }
    let territory = territories[0]
    // Two lists have room for two lines each, more of them for one.
    let room = isSupply ? 2 : 1
    func line(_ head: String, _ map: [Int: Double], _ most: Int, _ name: (Int) -> String) -> [String] {
      let texts = (1...most * room).reversed().map { territory.top(map, $0, name) }
      guard let first = texts.first, !first.isEmpty else { return [] }
      // Rather fewer names than small ones.
      let wrapped = texts.lazy.map {
        FontMetrics.wrapped(head + $0, size: style.size.label, width: width)
      }
      return wrapped.first { $0.count <= room } ?? [head + texts[texts.count - 1]]
    }
    // A line of its own for muscles that no map shows.
    let drawn = Set(drawing.views.flatMap { $0.muscles.flatMap(\.muscles) })
    // What no movement tests is weak for a needle alone.
    func isTested(_ m: Int) -> Bool { atlas.movements.contains { $0.muscles.contains { $0.index == m } } }
    let region = { (r: Int) in atlas.midSentence(atlas.regions[r].name) }
    let muscle = { (m: Int) in atlas.midSentence(style.name(atlas.muscles[m])) }
    return
      line(isSupply ? "Skin: " : "Numb: ", territory.numb, 5, region)
      + line(isSupply ? "Pain: " : "Hurts: ", territory.pain, 5, region)
      + line(isSupply ? "Muscle: " : "Weak: ", territory.weak.filter { isTested($0.key) }, 6, muscle)
      + line(
        isSupply ? "Not drawn: " : "Weak, not drawn: ",
        territory.weak.filter { isTested($0.key) && !drawn.contains($0.key) }, 6, muscle)
  }

  private func notes(_ box: Box) -> [Element] {
    let size = style.size.label
    return lines(within: box.width).enumerated().map { n, text in
      let width = FontMetrics.width(text, size: size)
      return .text(
        id: "note-\(n)",
        TextLine(
          text, at: Point(box.minX, box.minY + size * (1.2 + 1.45 * Double(n))),
          size: min(size, size * box.width / max(1, width)), colour: theme.ink))
    }
  }

  private var description: String {
    "Body maps of \(territories.map(\.name).joined(separator: " and ")), front and back. "
      + lines(within: .infinity).joined(separator: ". ") + "."
  }
}
