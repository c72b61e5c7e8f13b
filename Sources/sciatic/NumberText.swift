import Foundation

extension Double {
  /// A percentage for people: 62 %, 0.4 %, <0.1 %.
  var percent: String {
    let p = self * 100
    if p >= 99.5, p < 100 { return ">99 %" }
    if p >= 9.95 { return "\(Int(p.rounded())) %" }
    if p >= 0.95 { return String(format: "%.0f %%", p) }
    return p >= 0.1 ? String(format: "%.1f %%", p) : "<0.1 %"
  }

  /// Rounded to a whole number.
  var whole: String { String(format: "%.0f", self == 0 ? 0 : self) }

  /// One decimal.
  var one: String { String(format: "%.1f", self) }

  /// With a sign and one decimal.
  var signedOne: String { String(format: "%+.1f", self) }

  /// Two decimals.
  var two: String { String(format: "%.2f", self) }

  /// Three decimals.
  var three: String { String(format: "%.3f", self) }

  /// Rounded to six digits after the point.
  var six: Double { (self * 1e6).rounded() / 1e6 }

  /// A natural frequency: about 6 in 10.
  var frequency: String {
    if self >= 0.95 { return "nearly all" }
    // Tenths are too coarse for what is rarer than one in four.
    if self >= 0.275 { return "about \(Int((self * 10).rounded())) in 10" }
    if self >= 0.095 { return "about 1 in \(Int((1 / self).rounded()))" }
    if self >= 0.0095 { return "about \(Int((self * 100).rounded())) in 100" }
    return "fewer than 1 in 100"
  }
}

extension ClosedRange<Double> {
  /// Two percentages as one: 29-47 %.
  var percents: String {
    let (low, high) = (lowerBound.percent, upperBound.percent)
    return low == high ? low : "\(low.dropLast(2))-\(high)"
  }
}
