import Anatomy

/// An atlas with its views: what pictures are made from.
public struct DrawingAtlas: Sendable {
  public let atlas: Atlas
  public let views: [BodyView]
  /// Families of nerves in order, over all views: their place is their colour.
  let families: [String]

  init(_ atlas: Atlas, views: [BodyView]) {
    self.atlas = atlas
    self.views = views
    var families: [String] = []
    for view in views {
      for route in view.routes where !families.contains(route.family) { families.append(route.family) }
    }
    self.families = families.sorted()
  }

  /// Reads every view of an atlas.
  ///
  /// - Throws: ``DataError`` with the faults of the files.
  public init(_ atlas: Atlas, _ files: AtlasFiles) throws(DataError) {
    var views: [BodyView] = []
    for id in files.viewIDs { views.append(try BodyView(id, files, atlas)) }
    self.init(atlas, views: views)
  }

  func colour(ofFamily family: String, _ theme: Theme) -> Colour {
    theme.familyColour(families.firstIndex(of: family) ?? 0)
  }

  func colour(ofRoot root: Int, _ theme: Theme) -> Colour { theme.colour(root) }

  /// The view with an id.
  public func view(_ id: String) -> BodyView? { views.first { $0.id == id } }
}
