import Anatomy

/// What every picture of an atlas is drawn with.
public struct DrawingStyle: Sendable {
  let theme: Theme
  public let size: PageSize
  /// Whether muscles and nerves bear their Latin names, where the atlas has them.
  public let isLatin: Bool

  public init(theme: Theme.Kind = .light, size: PageSize = .a4, isLatin: Bool = false) {
    self.theme = Theme(theme)
    self.size = size
    self.isLatin = isLatin
  }

  func name(_ muscle: Muscle) -> String { isLatin ? muscle.latin ?? muscle.name : muscle.name }
  func name(_ nerve: Nerve) -> String { isLatin ? nerve.latin ?? nerve.name : nerve.name }
}
