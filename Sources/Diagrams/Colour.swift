import Foundation

/// A colour of sRGB, 0…1.
struct Colour: Sendable, Equatable {
  var red: Double
  var green: Double
  var blue: Double

  /// From 0xRRGGBB.
  init(_ hex: Int) {
    red = Double((hex >> 16) & 255) / 255
    green = Double((hex >> 8) & 255) / 255
    blue = Double(hex & 255) / 255
  }

  /// `#rrggbb`.
  var hex: String {
    func byte(_ value: Double) -> Int { Int((min(1, max(0, value)) * 255).rounded()) }
    return String(format: "#%02x%02x%02x", byte(red), byte(green), byte(blue))
  }

  /// Between this and another: 0 this, 1 the other.
  func mixed(with other: Colour, _ t: Double) -> Colour {
    var result = self
    result.red += (other.red - red) * t
    result.green += (other.green - green) * t
    result.blue += (other.blue - blue) * t
    return result
  }

  /// Relative luminance (WCAG 2.1).
  var luminance: Double {
    func linear(_ c: Double) -> Double { c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio with another colour (WCAG 2.1), 1…21.
  func contrast(with other: Colour) -> Double {
    let (a, b) = (luminance, other.luminance)
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// This colour moved towards an ink until it reads on a page: a contrast of at least 4.5.
  func readable(on page: Colour, towards ink: Colour) -> Colour {
    for step in 0...20 {
      let colour = mixed(with: ink, Double(step) / 20)
      if colour.contrast(with: page) >= 4.6 { return colour }
    }
    return ink
  }
}
