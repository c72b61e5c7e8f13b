/// Sizes of page.
public enum PageSize: String, Sendable, CaseIterable {
  case a4, slide, square

  /// mm.
  public var width: Double { self == .a4 ? 210 : self == .slide ? 320 : 200 }
  var height: Double { self == .a4 ? 297 : self == .slide ? 180 : 200 }
  /// Size of a label in mm: 8 points on paper, larger where it is looked at from afar.
  public var label: Double { self == .a4 ? 2.75 : self == .slide ? 3.4 : 2.6 }
}
