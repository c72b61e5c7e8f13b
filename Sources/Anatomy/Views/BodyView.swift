/// A drawing of the limb from one side: outline, skin, bones, muscles, nerves and sites, in mm with y upwards.
///
/// Points are set by hand and are no measurements. Curves run through their points as centripetal Catmull-Rom splines.
public struct BodyView: Named {
  public let id: String
  /// As in "seen from behind".
  public let name: String
  /// Sign of x on the page for the right limb, +1 or −1.
  public let page: Double
  /// Whether it shows one half of the body, to be mirrored at x = 0.
  public let isMirrored: Bool
  public internal(set) var curves = Register<ViewCurve>()
  public internal(set) var outline: [ViewStretch] = []
  /// What is inked of the outline.
  public internal(set) var stroke: [ViewStretch] = []
  public internal(set) var regions: [ViewRegion] = []
  public internal(set) var details: [[ViewPoint]] = []
  public internal(set) var bones: [ViewBone] = []
  public internal(set) var muscles: [ViewMuscle] = []
  public internal(set) var routes: [ViewRoute] = []
  public internal(set) var sites: [ViewSite] = []
}

/// A point, and whether the curve has a corner there.
public struct ViewPoint: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var isCorner: Bool

  public init(x: Double, y: Double, isCorner: Bool = false) {
    self.x = x
    self.y = y
    self.isCorner = isCorner
  }
}

/// A named curve; other shapes are chains of its stretches.
public struct ViewCurve: Named {
  public let id: String
  public let points: [ViewPoint]
  /// Position of a node among the points.
  public let nodes: [String: Int]
  public let isClosed: Bool
}

/// A whole curve, or the stretch between two of its nodes.
public struct ViewStretch: Sendable {
  /// Position in ``BodyView/curves``.
  public let curve: Int
  /// Positions of the ends among the points of the curve; nil: all of it.
  public let ends: (from: Int, to: Int)?
  /// Whether it runs backwards along a closed curve.
  public let isBackward: Bool
}

/// A patch of skin.
public struct ViewRegion: Sendable {
  public let id: String
  /// Position in ``Atlas/regions``; nil for filler.
  public let region: Int?
  public let parts: [ViewStretch]
  /// A point inside.
  public let label: ViewPoint?
  /// Regions of the same surface, as positions in ``Atlas/regions``, where this one goes round an edge: it is shaded here if
  /// one of them is, unless none is on any surface.
  public let beside: [Int]
}

/// A bone, or a line or hole in one.
public struct ViewBone: Sendable {
  public let id: String
  public let points: [ViewPoint]
  public let isClosed: Bool
  public let isHole: Bool
}

/// How deep a muscle lies.
public enum ViewLayer: String, Sendable, CaseIterable, Comparable {
  case superficial, deep, deepest

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  public static func < (a: ViewLayer, b: ViewLayer) -> Bool { a.rank < b.rank }
}

/// A muscle, or what goes with one.
public struct ViewMuscle: Sendable {
  public let id: String
  public let name: String
  /// Position in ``Atlas/muscles``; nil for tendons and muscles that the atlas does not know.
  public let muscle: Int?
  /// The muscle that this is a head of, which has no shape of its own.
  public let whole: Int?
  public let layer: ViewLayer
  public let isTendon: Bool
  public let shapes: [[ViewPoint]]
  public let label: ViewPoint?

  /// The muscles that it shows, as positions in ``Atlas/muscles``.
  public var muscles: [Int] { [muscle, whole].compactMap { $0 } }
}

/// The course of a nerve.
public struct ViewRoute: Sendable {
  /// One run of the nerve.
  public struct Path: Sendable {
    public let points: [ViewPoint]
    /// Whether it lies under bone, fascia or muscle.
    public let isHidden: Bool
    /// mm; nil: that of the route.
    public let width: Double?
    /// Position in ``Atlas/roots`` where it is a root.
    public let root: Int?

    /// A run by itself.
    public init(points: [ViewPoint], isHidden: Bool, width: Double?, root: Int?) {
      self.points = points
      self.isHidden = isHidden
      self.width = width
      self.root = root
    }
  }

  public let id: String
  public let name: String
  /// The nerve of the atlas that it shows; nil for the bundle of roots.
  public let nerve: String?
  /// Nerves of a family share a colour.
  public let family: String
  public let width: Double
  public let paths: [Path]

  /// The same nerve with other runs.
  public func with(_ paths: [Path]) -> ViewRoute {
    ViewRoute(id: id, name: name, nerve: nerve, family: family, width: width, paths: paths)
  }
}

/// Where a site lies.
public struct ViewSite: Sendable {
  /// Position in ``Atlas/sites``.
  public let site: Int
  public let at: ViewPoint
}
