/// The colours of a picture. Families of nerves and roots keep theirs in every picture of an atlas.
public struct Theme: Sendable {
  /// Light and dark screens, and print in greys.
  public enum Kind: String, Sendable, CaseIterable { case light, dark, print }

  let kind: Kind
  let page: Colour
  let ink: Colour
  let faintInk: Colour
  let skin: Colour
  let outline: Colour
  let bone: Colour
  let boneLine: Colour
  let muscle: Colour
  let tendon: Colour
  let leader: Colour
  let panel: Colour
  /// Marks a site.
  let mark: Colour
  /// Numbness, pain and weakness on a body map.
  let numb: Colour
  let pain: Colour
  let weak: Colour
  private let palette: [Colour]
  private let families: [Colour]

  /// Okabe & Ito's palette for colour-blind readers, and darker and lighter kin.
  private static let colours = [
    0xD55E00, 0x0072B2, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x7A5195, 0x8A6D3B, 0x2F6F6F, 0xA33B3B,
    0x5B7F1F,
  ].map(Colour.init)

  /// Darker kin for nerves, so that no nerve is taken for a root.
  private static let nerveColours = [
    0x1B4965, 0x8C2F39, 0x3A7D44, 0x6A4C93, 0xA65E2E, 0x1A936F, 0x934B80, 0x4F6D2A, 0x276FBF, 0x8F7A00,
    0x2D6A6A,
  ].map(Colour.init)

  /// The same on a dark page, where paler kin would look alike.
  private static let darkNerveColours = [
    0x6FA8FF, 0xFF8A80, 0x63C76A, 0xB9A2FF, 0xE0A15A, 0x2FD6C3, 0xF08CD8, 0x9EAF8A, 0x88B0DC, 0xE8DC55,
    0x4FB0C6,
  ].map(Colour.init)

  init(_ kind: Kind) {
    self.kind = kind
    switch kind {
    case .light:
      page = Colour(0xFFFFFF)
      ink = Colour(0x1F2933)
      faintInk = Colour(0x52606D)
      skin = Colour(0xF6ECE3)
      outline = Colour(0x6B7785)
      bone = Colour(0xFCF8EA)
      boneLine = Colour(0xC9BFA8)
      muscle = Colour(0xD9988B)
      tendon = Colour(0xE9DCC3)
      leader = Colour(0x52606D)
      panel = Colour(0xF5F7FA)
      mark = Colour(0xB3123A)
      numb = Colour(0x0072B2)
      pain = Colour(0xD55E00)
      weak = Colour(0x7A5195)
      palette = Self.colours
      families = Self.nerveColours
    case .dark:
      page = Colour(0x12171D)
      ink = Colour(0xF2F4F7)
      faintInk = Colour(0xB4BFCA)
      skin = Colour(0x3A332E)
      outline = Colour(0x8C97A3)
      bone = Colour(0x544D44)
      boneLine = Colour(0x7C7263)
      muscle = Colour(0x8A554C)
      tendon = Colour(0x6A6152)
      leader = Colour(0x6B7785)
      panel = Colour(0x1C232B)
      mark = Colour(0xFF3B6B)
      numb = Colour(0x56B4E9)
      pain = Colour(0xF0883E)
      weak = Colour(0xB48EDD)
      palette = Self.colours.map { $0.mixed(with: Colour(0xFFFFFF), 0.25) }
      families = Self.darkNerveColours
    case .print:
      page = Colour(0xFFFFFF)
      ink = Colour(0x000000)
      faintInk = Colour(0x404040)
      skin = Colour(0xF4F4F4)
      outline = Colour(0x555555)
      bone = Colour(0xFFFFFF)
      boneLine = Colour(0xB5B5B5)
      muscle = Colour(0xBDBDBD)
      tendon = Colour(0xE2E2E2)
      leader = Colour(0x888888)
      panel = Colour(0xF2F2F2)
      mark = Colour(0x000000)
      // One ramp of grey, so that the same percentage looks the same.
      numb = Colour(0x2B2B2B)
      pain = numb
      weak = numb
      palette = [
        0x111111, 0x3A3A3A, 0x5E5E5E, 0x7E7E7E, 0x2A2A2A, 0x6A6A6A, 0x4A4A4A, 0x8A8A8A, 0x1A1A1A, 0x555555,
        0x757575,
      ].map(
        Colour.init)
      families = palette
    }
  }

  /// The colour of the n-th family or root.
  func colour(_ n: Int) -> Colour { palette[n % palette.count] }

  /// The colour of the n-th family of nerves.
  func familyColour(_ n: Int) -> Colour { families[n % families.count] }

  /// Dashes of a line of some width, mm, that tell the n-th from its neighbours where colour cannot: in print.
  func dash(_ n: Int, width: Double = 1) -> [Double] {
    let patterns: [[Double]] = [
      [], [3, 1], [1, 1], [4, 1, 1, 1], [2, 2], [0.4, 1.2], [5, 1.6], [3, 1, 0.4, 1], [1.6, 0.8],
    ]
    let pattern = patterns[n % patterns.count]
    return kind == .print ? pattern.map { $0 * width } : []
  }

  /// A colour that text can have on the page.
  func text(_ colour: Colour) -> Colour { colour.readable(on: page, towards: ink) }
}
