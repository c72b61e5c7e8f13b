import Anatomy

/// Cables cut into two-node elements: a forest in which every parent precedes its children. Nodes are numbered by how many
/// elements part them from the cord, so that the solver, which must wait for each node before the next of its cable, works
/// on all cables at a time.
///
/// Element `i` joins node `i` with its parent; the first node of a cable from the cord has none.
public struct NerveMesh: Sendable {
  /// Node by node.
  public private(set) var parents: [Int32] = []
  /// Position in ``Mechanics/cables`` of each node.
  public private(set) var cables: [Int] = []
  /// mm along its cable of each node.
  public private(set) var positions: [Double] = []
  /// Length of the element above each node in mm.
  public let step: Double
  /// Axial stiffness of the element above each node in N; 0 for a root.
  public private(set) var axial: [Double] = []
  /// Stiffness of bed and springs at each node in N/mm.
  public private(set) var bed: [Double] = []
  /// Stiffness of the spring to the cord at each node in N/mm.
  public private(set) var base: [Double] = []
  /// Nodes of each cable, proximal first, with the node that it leaves from in front.
  public private(set) var nodes: [[Int]]
  private let mechanics: Mechanics

  /// Cuts the cables of an atlas.
  ///
  /// - Parameters:
  ///   - only: positions of the cables to take; all by default.
  ///   - step: length of an element in mm; the atlas's by default.
  public init(_ mechanics: Mechanics, only: Set<Int>? = nil, step: Double? = nil) {
    self.mechanics = mechanics
    self.step = step ?? mechanics.nerve.mesh
    nodes = Array(repeating: [], count: mechanics.cables.count)
    for (c, cable) in mechanics.cables.enumerated() where only?.contains(c) ?? true { add(cable, c) }
    bed = Array(repeating: 0, count: parents.count)
    base = bed
    for c in nodes.indices { layBed(c) }
    for spring in mechanics.springs {
      guard let node = node(nearest: spring.place) else { continue }
      let stiffness = spring.stiffness * mechanics.nerve.bedStiffness
      if spring.isBase { base[node] += stiffness } else { bed[node] += stiffness }
    }
    sortByDepth()
  }

  private mutating func sortByDepth() {
    var depths: [Int] = []
    for parent in parents { depths.append(parent < 0 ? 0 : depths[Int(parent)] + 1) }
    let order = parents.indices.sorted { (depths[$0], $0) < (depths[$1], $1) }
    var places = order
    for (place, node) in order.enumerated() { places[node] = place }
    parents = order.map { parents[$0] < 0 ? -1 : Int32(places[Int(parents[$0])]) }
    cables = order.map { cables[$0] }
    positions = order.map { positions[$0] }
    axial = order.map { axial[$0] }
    bed = order.map { bed[$0] }
    base = order.map { base[$0] }
    nodes = nodes.map { $0.map { places[$0] } }
  }

  private mutating func add(_ cable: Cable, _ c: Int) {
    let count = max(1, Int(((cable.to - cable.from) / step).rounded()))
    var last: Int?
    if let leaves = cable.leaves, let origin = node(nearest: CablePlace(cable: leaves, at: cable.from)) {
      nodes[c].append(origin)
      last = origin
    }
    for i in (last == nil ? 0 : 1)...count {
      let place = cable.from + Double(i) * step
      parents.append(Int32(last ?? -1))
      cables.append(c)
      positions.append(place)
      axial.append(last == nil ? 0 : mechanics.nerve.modulus * cable.area.value(at: place - step / 2))
      last = parents.count - 1
      nodes[c].append(parents.count - 1)
    }
  }

  /// Lumps the bed of a cable at its nodes: half an element on either side, with the stiffness and area at the node.
  private mutating func layBed(_ c: Int) {
    let cable = mechanics.cables[c]
    for (i, node) in nodes[c].enumerated() {
      let place = cable.from + Double(i) * step
      let sides = (i > 0 ? 1.0 : 0) + (i < nodes[c].count - 1 ? 1.0 : 0)
      let stretch = cable.bed.last {
        $0.from <= place && place < $0.to || place == $0.to && place == cable.to
      }
      let perimeter = (cable.area.value(at: place) / mechanics.nerve.area).squareRoot()
      bed[node] += (stretch?.stiffness ?? 1) * mechanics.nerve.bedStiffness * perimeter * step / 2 * sides
    }
  }

  /// Number of nodes.
  public var count: Int { parents.count }

  /// The node nearest to a place; nil where its cable is left out.
  func node(nearest place: CablePlace) -> Int? {
    let own = nodes[place.cable]
    guard !own.isEmpty else { return nil }
    let steps = ((place.at - mechanics.cables[place.cable].from) / step).rounded()
    return own[min(max(0, Int(steps)), own.count - 1)]
  }

  /// The node next to `node` along a cable, away from the cord.
  func next(after node: Int, on cable: Int) -> Int? {
    guard let i = nodes[cable].firstIndex(of: node), i + 1 < nodes[cable].count else { return nil }
    return nodes[cable][i + 1]
  }
}

extension NerveMesh {
  /// Length of nerve over which a finger bends it, in mm: two thumbs' breadths.
  static let fingerSpan = 40.0

  /// How far the bed moves along the path at each node, in mm, and the cord's shift at the roots.
  ///
  /// - Parameters:
  ///   - angles: of every joint, in degrees.
  ///   - press: a finger that pushes the nerve aside, which lengthens its path there.
  public func bedMovement(_ angles: [Double], press: NervePress? = nil) -> (bed: [Double], base: Double) {
    var growth = Array(repeating: 0.0, count: count)
    var shift = 0.0
    for lengthening in mechanics.lengthenings where angles[lengthening.joint] != 0 {
      let total = lengthening.lever * angles[lengthening.joint] * .pi / 180
      guard let zone = lengthening.zone else {
        shift += total
        continue
      }
      for cable in lengthening.cables {
        let inside = nodes[cable].filter {
          cables[$0] == cable && parents[$0] >= 0 && zone.contains(positions[$0] - step / 2)
        }
        // Shared evenly, so that the whole is right whatever the elements are.
        for node in inside { growth[node] += total / Double(inside.count) }
      }
    }
    if let press {
      let half = Self.fingerSpan / 2
      let longer = 2 * ((half * half + press.offset * press.offset).squareRoot() - half)
      let cable = press.place.cable
      for node in nodes[cable] where cables[node] == cable && parents[node] >= 0 {
        if abs(positions[node] - step / 2 - press.place.at) <= half {
          growth[node] += longer * step / Self.fingerSpan
        }
      }
    }
    for i in growth.indices where parents[i] >= 0 { growth[i] += growth[Int(parents[i])] }
    return (growth, shift)
  }
}

extension NerveMesh {
  /// Strain at a node along a cable: the mean of the elements on either side.
  func strain(_ state: NerveState, at node: Int, on cable: Int) -> Double {
    let above = parents[node] >= 0 ? state.strain[node] : nil
    let below = next(after: node, on: cable).map { state.strain[$0] }
    return ((above ?? below ?? 0) + (below ?? above ?? 0)) / 2
  }

  /// Mean strain about a node along a cable, over a gauge as long as those that strain is measured with.
  func localStrain(_ state: NerveState, at node: Int, on cable: Int) -> Double {
    let own = nodes[cable]
    guard let i = own.firstIndex(of: node) else { return 0 }
    let reach = max(1, Int((Self.gauge / step / 2).rounded()))
    let low = max(0, i - reach)
    let high = min(own.count - 1, i + reach)
    if low == high { return 0 }
    return (low + 1...high).reduce(0) { $0 + state.strain[own[$1]] } / Double(high - low)
  }

  /// Length in mm over which local strain is read.
  static let gauge = 30.0
}
