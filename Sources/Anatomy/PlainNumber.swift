extension Double {
  /// Without a trailing .0.
  package var plain: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}

extension Int {
  /// With commas between thousands.
  package var grouped: String {
    var digits = String(self)
    var place = digits.count - 3
    while place > 0, self >= 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    return digits
  }
}
