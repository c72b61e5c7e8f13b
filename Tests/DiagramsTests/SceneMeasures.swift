@testable import Diagrams

extension Box {
  /// Whether they share more than a border.
  func overlaps(_ other: Box) -> Bool {
    minX < other.maxX && other.minX < maxX && minY < other.maxY && other.minY < maxY
  }

  /// Whether the other lies within, borders included.
  func contains(_ other: Box) -> Bool {
    minX <= other.minX && minY <= other.minY && maxX >= other.maxX && maxY >= other.maxY
  }
}

extension TextLine {
  /// The room that it takes.
  var box: Box {
    let width = FontMetrics.width(text, size: size, isBold: isBold)
    let left =
      switch anchor {
      case .start: at.x
      case .middle: at.x - width / 2
      case .end: at.x - width
      }
    return Box(
      minX: left, minY: at.y - FontMetrics.capHeight * size, maxX: left + width,
      maxY: at.y + FontMetrics.descent * size)
  }
}

extension Scene {
  /// Every line of text, with its id.
  var texts: [(id: String, line: TextLine)] {
    func collect(_ elements: [Element]) -> [(id: String, line: TextLine)] {
      var found: [(id: String, line: TextLine)] = []
      for element in elements {
        switch element {
        case .text(let id, let line): found.append((id, line))
        case .group(_, _, let inner): found += collect(inner)
        case .path, .circle, .box: break
        }
      }
      return found
    }
    return collect(elements)
  }
}
