extension AtlasFiles {
  /// Prefix of the files that draw the limb; an atlas may have any number of them.
  static let viewPrefix = "view-"

  /// Ids of the views that there are, the file names without prefix and ending.
  public var viewIDs: [String] {
    files.map(\.name).filter { $0.hasPrefix(Self.viewPrefix) && $0.hasSuffix(".yaml") }.map {
      String($0.dropFirst(Self.viewPrefix.count).dropLast(5))
    }
  }
}

extension BodyView {
  /// Reads a view of an atlas.
  ///
  /// - Throws: ``DataError`` with every fault found; also where there is no such view.
  public init(_ id: String, _ files: AtlasFiles, _ atlas: Atlas) throws(DataError) {
    let name = AtlasFiles.viewPrefix + id + ".yaml"
    guard files.viewIDs.contains(id) else {
      throw DataError(
        file: files.origin, "has no view '\(id)'", suggestions: Nearest.words(to: id, in: files.viewIDs))
    }
    var reader = ViewReader(AtlasReader(files, wanting: [name]), file: name, atlas: atlas)
    self = try reader.read(id)
  }
}

/// Reads one view.
private struct ViewReader {
  private var reader: AtlasReader
  private let file: String
  private let atlas: Atlas
  private var nodes: [String: ViewPoint] = [:]
  private var extras: [String: String] = [:]

  init(_ reader: AtlasReader, file: String, atlas: Atlas) {
    self.reader = reader
    self.reader.atlas = atlas
    self.file = file
    self.atlas = atlas
  }

  mutating func read(_ id: String) throws(DataError) -> BodyView {
    var view: BodyView?
    if reader.log.issues.isEmpty { view = reader.documents[file]?.entry { self.view(id, $0) } }
    if !reader.log.issues.isEmpty { throw DataError(AtlasReader.ordered(reader.log.issues)) }
    guard let view else { throw DataError(file: file, "is no view: expected keys and values") }
    return view
  }

  private mutating func view(_ id: String, _ entry: Entry) -> BodyView {
    var view = BodyView(
      id: id, name: entry.text("name"), page: page(entry),
      isMirrored: entry.flag("mirror"))
    for (name, value) in entry.optional("extras")?.pairs() ?? [] { extras[name] = value.text() ?? "" }
    for (name, value) in entry.required("nodes")?.pairs() ?? [] { nodes[name] = point(value) }
    view.curves = Register(
      (entry.required("curves")?.pairs() ?? []).compactMap { name, value in
        value.entry { curve(name, $0) }
      })
    _ = entry.required("outline")?.entry { outline -> Bool in
      view.outline = stretches(outline.required("parts"), view.curves)
      view.stroke = stretches(outline.required("stroke"), view.curves)
      if view.outline.isEmpty { outline.reading.fail("'parts' is empty: an outline encloses an area") }
      return true
    }
    view.regions = (entry.required("regions")?.pairs() ?? []).compactMap { name, value in
      value.entry { region(name, $0, view.curves) }
    }
    view.details = entry.optional("details")?.list().map { points($0) } ?? []
    view.bones = entry.optional("bones")?.list().compactMap { $0.entry { bone($0) } } ?? []
    view.muscles = (entry.optional("muscles")?.pairs() ?? []).compactMap { name, value in
      value.entry { muscle(name, at: value, $0) }
    }
    view.routes = (entry.optional("routes")?.pairs() ?? []).compactMap { name, value in
      value.entry { route(name, at: value, $0) }
    }
    view.sites = (entry.optional("sites")?.pairs() ?? []).compactMap { name, value in
      guard let site = reader.position(name, at: value, in: atlas.sites, what: "site") else { return nil }
      return value.entry { inner in
        _ = inner.optional("label")
        return inner.required("at").flatMap { point($0) }.map { ViewSite(site: site, at: $0) }
      }
    }
    return view
  }

  private func page(_ entry: Entry) -> Double {
    let value = entry.number("page", in: -1...1)
    if abs(value) != 1 { entry.optional("page")?.fail("page: 1 or -1 is wanted") }
    return value
  }

  /// `[x, y]`, `[x, y, c]` for a corner, or the name of a node.
  private func point(_ reading: Reading) -> ViewPoint? {
    if let name = reading.scalar {
      if let node = nodes[name] { return node }
      reading.fail("no node '\(name)'", suggestions: Nearest.words(to: name, in: nodes.keys.sorted()))
      return nil
    }
    let items = reading.list()
    let numbers = items.prefix(2).compactMap { $0.number(in: -5000...5000) }
    guard numbers.count == 2, items.count == 2 || (items.count == 3 && items[2].scalar == "c") else {
      reading.fail("a point is [x, y], [x, y, c] or a node")
      return nil
    }
    return ViewPoint(x: numbers[0], y: numbers[1], isCorner: items.count == 3)
  }

  private func points(_ reading: Reading?) -> [ViewPoint] { reading?.list().compactMap { point($0) } ?? [] }

  private func curve(_ id: String, _ entry: Entry) -> ViewCurve {
    let isStraight = entry.flag("straight")
    let corners = Set(entry.texts("corners"))
    var result: [ViewPoint] = []
    var named: [String: Int] = [:]
    for item in entry.required("points")?.list() ?? [] {
      guard var point = point(item) else { continue }
      if let name = item.scalar {
        named[name] = result.count
        point.isCorner = point.isCorner || corners.contains(name)
      }
      point.isCorner = point.isCorner || isStraight
      result.append(point)
    }
    if result.count < 2 { entry.reading.fail("a curve wants two points") }
    for (a, b) in zip(result, result.dropFirst()) where abs(a.x - b.x) < 1e-6 && abs(a.y - b.y) < 1e-6 {
      entry.reading.fail("two points of the curve lie at \(a.x.short), \(a.y.short)")
    }
    return ViewCurve(
      id: id, points: result, nodes: named, isClosed: entry.flag("closed"))
  }

  private func stretches(_ reading: Reading?, _ curves: Register<ViewCurve>) -> [ViewStretch] {
    (reading?.list() ?? []).compactMap { item in
      let words = item.list().compactMap { $0.text() }
      guard let first = words.first,
        let curve = reader.position(first, at: item, in: curves, what: "curve")
      else { return nil }
      if words.count == 1 { return ViewStretch(curve: curve, ends: nil, isBackward: false) }
      guard words.count >= 3, let from = curves[curve].nodes[words[1]], let to = curves[curve].nodes[words[2]]
      else {
        item.fail("a stretch is [curve] or [curve, from, to], with nodes of the curve")
        return nil
      }
      return ViewStretch(curve: curve, ends: (from, to), isBackward: words.count > 3 && words[3] == "back")
    }
  }

  private func region(_ id: String, _ entry: Entry, _ curves: Register<ViewCurve>) -> ViewRegion {
    let name = entry.optional("of")?.text() ?? id
    let position = atlas.regions.position(of: name)
    if position == nil, extras[name] == nil {
      entry.reading.fail(
        "no skin region '\(name)'", suggestions: Nearest.words(to: name, in: atlas.regions.ids))
    }
    _ = entry.optional("callout")
    return ViewRegion(
      id: id, region: position, parts: stretches(entry.required("parts"), curves),
      label: entry.optional("label").flatMap { point($0) }, beside: beside(entry))
  }

  /// Positions of the regions of the same surface that a region names.
  private func beside(_ entry: Entry) -> [Int] {
    (entry.optional("beside")?.list() ?? []).compactMap { item in
      guard let id = item.text() else { return nil }
      if let position = atlas.regions.position(of: id) { return position }
      item.fail("no skin region '\(id)'", suggestions: Nearest.words(to: id, in: atlas.regions.ids))
      return nil
    }
  }

  private func bone(_ entry: Entry) -> ViewBone {
    ViewBone(
      id: entry.text("id"), points: points(entry.required("points")),
      isClosed: entry.flag("closed", default: true), isHole: entry.flag("hole"))
  }

  private func muscle(_ id: String, at reading: Reading, _ entry: Entry) -> ViewMuscle? {
    let position = atlas.muscles.position(of: id)
    if position == nil, extras[id] == nil {
      reading.fail("no muscle '\(id)'", suggestions: Nearest.words(to: id, in: atlas.muscles.ids))
    }
    guard let layer: ViewLayer = entry.choice("layer", "layer") else { return nil }
    return ViewMuscle(
      id: id, name: position.map { atlas.muscles[$0].name } ?? extras[id] ?? id, muscle: position,
      whole: entry.optional("head-of").flatMap { reader.position($0, in: atlas.muscles, what: "muscle") },
      layer: layer, isTendon: entry.optional("tissue")?.text() == "tendon",
      shapes: entry.required("shapes")?.list().map { shape($0) } ?? [],
      label: entry.optional("label").flatMap { point($0) })
  }

  private func shape(_ reading: Reading) -> [ViewPoint] {
    let points = self.points(reading)
    if points.count < 3 { reading.fail("a shape wants three points") }
    return points
  }

  private func route(_ id: String, at reading: Reading, _ entry: Entry) -> ViewRoute? {
    let paths = (entry.required("paths")?.list() ?? []).compactMap { item in
      item.entry { inner -> ViewRoute.Path? in
        let line = inner.required("points")
        let points = self.points(line)
        if points.count < 2 { line?.fail("a path wants two points") }
        return ViewRoute.Path(
          points: points, isHidden: inner.flag("hidden"),
          width: inner.optional("width")?.number(in: 0.1...50),
          root: reader.position(inner.optional("root"), in: atlas.roots, what: "root"))
      }
    }
    let isRoots = paths.contains { $0.root != nil }
    let nerve = entry.optional("of")?.text() ?? id
    if !isRoots, atlas.nerves[nerve] == nil {
      reading.fail("no nerve '\(nerve)'", suggestions: Nearest.words(to: nerve, in: atlas.nerves.ids))
    }
    return ViewRoute(
      id: id, name: extras[id] ?? atlas.nerves[nerve]?.name ?? id, nerve: isRoots ? nil : nerve,
      family: entry.text("family"), width: entry.number("width", in: 0.1...50), paths: paths)
  }
}
