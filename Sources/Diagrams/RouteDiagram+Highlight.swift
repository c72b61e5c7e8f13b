import Anatomy

/// What a picture of the route brings out.
extension RouteDiagram {
  /// How many nerves and muscles of what is brought out the view shows.
  public var shownCount: Int {
    let nerves = chosenNerves ?? []
    let muscles = chosenMuscles
    return Set(view.routes.compactMap(\.nerve)).intersection(nerves).count
      + Set(view.muscles.flatMap(\.muscles)).filter { muscles[$0] != nil }.count
  }

  /// Whether the view shows anything of what is brought out.
  public var showsHighlight: Bool {
    switch highlight {
    case nil, .muscle: return true
    case .root(let root): return view.routes.contains { $0.paths.contains { $0.root == root } }
    case .nerve(let n): return view.routes.contains { $0.nerve == atlas.nerves[n].id }
    }
  }

  /// The highlighted tracts: root, and its way to each end.
  var tracts: [(root: Int, segments: [Int])] {
    switch highlight {
    case .muscle(let m):
      let muscle = atlas.muscles[m]
      // Of several nerves to a muscle the one that the view shows.
      let drawn = Set(view.routes.compactMap(\.nerve))
      func rank(_ leaf: NerveEnd) -> Double {
        leaf.share + (drawn.contains(atlas.segments[leaf.segment].nerve) ? 1 : 0)
      }
      return muscle.roots.filter { $0.value >= 0.1 }.compactMap { share in
        muscle.leaves.sorted { rank($0) > rank($1) }.lazy.compactMap { leaf in
          pathways.route(root: share.index, to: leaf.segment).map { (share.index, $0) }
        }.first
      }
    default: return []
    }
  }

  /// Segments that are brought out; nil: all.
  var chosenSegments: Set<Int>? {
    switch highlight {
    case nil: return nil
    case .muscle: return Set(tracts.flatMap(\.segments))
    case .root(let root):
      return Set(
        atlas.segments.indices.filter { pathways.route(root: root, to: $0) != nil && carries(root, $0) })
    case .nerve(let n):
      let ends = atlas.muscles.flatMap(\.leaves) + atlas.nerves.flatMap(\.ends)
      return Set(ends.flatMap { atlas.course(of: $0, in: atlas.nerves[n], pathways) })
    }
  }

  /// Nerves of the atlas that are brought out, by id; nil: all.
  var chosenNerves: Set<String>? {
    guard let segments = chosenSegments else { return nil }
    let nerves = Set(segments.map { atlas.segments[$0].nerve })
    if case .nerve(let n) = highlight { return nerves.union([atlas.nerves[n].id]) }
    return nerves
  }

  /// Whether fibres of a root leave at or beyond a segment.
  private func carries(_ root: Int, _ segment: Int) -> Bool {
    func passes(_ end: Int) -> Bool { pathways.route(root: root, to: end)?.contains(segment) ?? false }
    return atlas.muscles.contains { muscle in
      muscle.roots.contains { $0.index == root && $0.value >= 0.1 }
        && muscle.leaves.contains { passes($0.segment) }
    }
      || atlas.nerves.contains { nerve in
        nerve.roots.contains { $0.index == root && $0.value >= 0.1 }
          && nerve.ends.contains { passes($0.segment) }
      }
  }

  /// Muscles that are brought out, with a weight 0…1.
  var chosenMuscles: [Int: Double] {
    switch highlight {
    case nil: return [:]
    case .muscle(let m): return [m: 1]
    case .root(let root):
      return atlas.muscles.enumerated().reduce(into: [:]) { result, entry in
        if let share = entry.1.roots.first(where: { $0.index == root })?.value, share >= 0.1 {
          result[entry.0] = share
        }
      }
    case .nerve(let n):
      let nerve = atlas.nerves[n]
      return atlas.muscles.enumerated().reduce(into: [:]) { result, entry in
        if entry.1.leaves.contains(where: { !atlas.course(of: $0, in: nerve, pathways).isEmpty }) {
          result[entry.0] = 1
        }
      }
    }
  }

  /// Whether a root belongs to the nerve that is brought out; any, where none is.
  func isBroughtOut(_ root: Int) -> Bool {
    guard case .nerve(let n) = highlight else { return true }
    return atlas.nerves[n].roots.contains { $0.index == root && $0.value > 0 }
  }

  /// The ways to a muscle as far as the view draws them, root by root.
  var drawnTracts: [(root: Int, drawn: DrawnTract)] {
    guard case .muscle(let m) = highlight else { return [] }
    return tracts.compactMap { tract in
      DrawnTract(atlas, view, root: tract.root, segments: tract.segments, to: view.target(m)).map {
        (tract.root, $0)
      }
    }
  }

  /// Sites that are shown: all, or those on what is brought out.
  var shownSites: [ViewSite] {
    view.sites.filter { shown in
      let site = atlas.sites[shown.site]
      guard let chosen = chosenSegments else { return !site.modes.isEmpty }
      // Of what is brought out count the places on the way itself, and those that commonly catch it there.
      if let anchor = site.anchor, chosen.contains(anchor) { return true }
      return site.modes.contains { mode in
        mode.mismatch == nil && mode.share >= 0.35 && mode.catches.contains { chosen.contains($0.segment) }
      }
    }
  }
}
