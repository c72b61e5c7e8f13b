extension Double {
  /// A probability for a picture: whole per cent, and never quite none or all of it where it is not.
  package var wholePercent: String {
    if self > 0, self < 0.01 { return "<1 %" }
    return self < 1 && self >= 0.995 ? ">99 %" : "\(Int((self * 100).rounded())) %"
  }

  /// The same, where no line may end before the sign.
  var unbrokenPercent: String { wholePercent.replacing(" ", with: "\u{a0}") }
}
