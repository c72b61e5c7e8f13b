import Anatomy

/// What stands around a picture of the route: title, legend, description.
extension RouteDiagram {
  /// Title of the page: the limb and the view, as in "seen from behind" or "of the sole", or what is brought out.
  var heading: String {
    let side = isLeft ? "left" : "right"
    let base = "\(atlas.title), \(side) limb, \(view.name)"
    switch highlight {
    case nil: return base
    case .root(let r): return "\(atlas.roots[r].id), \(side) limb, \(view.name)"
    case .nerve(let n): return "\(style.name(atlas.nerves[n])), \(side) limb, \(view.name)"
    case .muscle(let m):
      return
        "From \(origin) to \(atlas.midSentence(style.name(atlas.muscles[m]))), \(side) limb, \(view.name)"
    }
  }

  /// Where the drawn way to a muscle begins: at the cord, or at a nerve where the view shows no more of it.
  private var origin: String {
    let first = drawnTracts.first.flatMap { tract in view.routes.first { $0.id == tract.drawn.routes[0] } }
    guard let nerve = first?.nerve.flatMap({ atlas.nerves[$0] }) else { return "the cord" }
    return "the \(atlas.midSentence(style.name(nerve)))"
  }

  var subtitle: String {
    switch highlight {
    case nil:
      return
        "\(theme.kind == .print ? "Nerves" : "Nerves in colour by family"), deep courses dashed; places where a nerve may be caught as rings; superficial muscles removed"
    case .root(let r):
      let muscles = chosenMuscles.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map {
        "\(atlas.midSentence(style.name(atlas.muscles[$0.key]))) \($0.value.unbrokenPercent)"
      }
      if muscles.isEmpty { return "\(atlas.roots[r].id) supplies no muscle here" }
      // As many as the line holds, rather than in small print.
      let lines = (1...muscles.count).reversed().map {
        "Muscles that \(atlas.roots[r].id) supplies most: " + muscles.prefix($0).joined(separator: ", ")
      }
      let room = style.size.width - 18
      return lines.first { FontMetrics.width($0, size: style.size.label) <= room } ?? lines[lines.count - 1]
    case .nerve: return "The nerve and all that leaves it, with the muscles that it supplies"
    case .muscle(let m):
      let roots = atlas.muscles[m].roots.sorted { $0.value > $1.value }.map {
        "\(atlas.roots[$0.index].id) \($0.value.unbrokenPercent)"
      }
      return
        "Supplied by \(roots.joined(separator: ", ")); every passage on the way is a place where it may be caught"
    }
  }

  var legendItems: [(sample: Legend.Sample, text: String)] {
    var items: [(Legend.Sample, String)] = []
    if case .root(let r) = highlight {
      items.append(
        (.line(drawing.colour(ofRoot: r, theme), dash: []), "carries fibres of \(atlas.roots[r].id)"))
    } else if case .muscle = highlight {
      for tract in drawnTracts {
        items.append(
          (
            .line(drawing.colour(ofRoot: tract.root, theme), dash: theme.dash(tract.root)),
            atlas.roots[tract.root].id
          ))
      }
    } else if let bundle = view.routes.first(where: { $0.nerve == nil }) {
      var seen: Set<Int> = []
      for path in bundle.paths {
        guard let r = path.root, isBroughtOut(r), seen.insert(r).inserted else { continue }
        items.append((.line(drawing.colour(ofRoot: r, theme), dash: dash(path, width: 1)), atlas.roots[r].id))
      }
    }
    // Without one brought out, the line under the title says it.
    if highlight != nil, view.routes.contains(where: { $0.paths.contains(where: \.isHidden) }) {
      items.append((.line(theme.faintInk, dash: ViewPlacement.hidden(1)), "deep course"))
    }
    items.append((.text, theme.kind == .print ? "bold: nerve" : "bold: nerve, in its colour"))
    items.append((.dot(theme.mark), "may be caught here"))
    let chosen = chosenMuscles
    if view.muscles.contains(where: { $0.muscles.contains { chosen[$0] != nil } }) {
      items.append((.patch(theme.muscle), "muscle supplied"))
    }
    return items
  }

  /// What the picture shows, for those who cannot see it.
  var description: String {
    let sites = shownSites.map { atlas.sites[$0.site].name }.joined(separator: "; ")
    return "\(heading). \(subtitle). Sites from above: \(sites)."
  }
}
