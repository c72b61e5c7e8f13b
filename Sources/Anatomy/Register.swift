/// Anything the atlas knows by an id.
public protocol Named: Sendable {
  /// Lower-case ASCII with hyphens; never changes once published.
  var id: String { get }
}

/// An ordered collection of named entities with look-up by id. Positions are stable and serve as indices elsewhere.
public struct Register<Element: Named>: Sendable, RandomAccessCollection {
  private var elements: [Element] = []
  private var positions: [String: Int] = [:]

  /// An empty register.
  public init() {}

  /// A register of `elements`; of several with one id the first counts.
  public init(_ elements: [Element]) {
    for element in elements { append(element) }
  }

  /// Adds an element unless its id is already there.
  public mutating func append(_ element: Element) {
    if positions[element.id] == nil {
      positions[element.id] = elements.count
      elements.append(element)
    }
  }

  /// The position of the element with this id.
  public func position(of id: String) -> Int? { positions[id] }

  /// The element with this id.
  public subscript(id: String) -> Element? { positions[id].map { elements[$0] } }

  /// The element at a position.
  public subscript(position: Int) -> Element {
    get { elements[position] }
    set {
      precondition(newValue.id == elements[position].id, "an id never changes")
      elements[position] = newValue
    }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { elements.count }

  /// All ids in order.
  public var ids: [String] { elements.map(\.id) }
}
