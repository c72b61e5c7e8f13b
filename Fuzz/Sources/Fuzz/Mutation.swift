import CLibFuzzer

/// Changes an input as a person would break a YAML file: bytes alone seldom leave anything that still parses. Half of
/// the calls go to the byte mutations of libFuzzer.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ limit: Int, _ seed: CUnsignedInt
) -> Int {
  var random = SplitMix(state: UInt64(seed))
  if Bool.random(using: &random) { return LLVMFuzzerMutate(data, size, limit) }
  // The first byte says which file of an atlas it is.
  let head = Subject.shared.target == .atlas ? 1 : 0
  var text = Array(UnsafeBufferPointer(start: data, count: size).dropFirst(head))
  for _ in 0..<Int.random(in: 1...3, using: &random) { StructuralMutation.change(&text, &random) }
  let kept = text.prefix(limit - min(head, size))
  for (index, byte) in kept.enumerated() { data[index + min(head, size)] = byte }
  return min(head, size) + kept.count
}

/// Mutations that know of lines, brackets, keys and values.
enum StructuralMutation: CaseIterable {
  case dropLine, repeatLine, swapLines, dropEntry, repeatEntry, dropBlock, swapBlocks, replaceValue,
    replaceWord

  /// Values that readers of numbers, names and lists may not expect.
  private static let oddities = [
    "", "0", "1", "-1", "1e308", "1e-320", "nan", "inf", "0x1p3", "true", "~", "{}", "[]", "[[]]", "{a: 1}",
    "[1, 2]",
    "\"\"", "''", "\"\\n\"", "é", "🦴", ".", "-", "a.b.c", ".*", "*", "<=", ">=", "5-", "|\n  a", "!!int 3",
    "&a b", "*a",
    "9223372036854775808", "00", "+1", "1_000", "1e",
  ].map { Array($0.utf8) }

  static func change(_ text: inout [UInt8], _ random: inout SplitMix) {
    switch Self.allCases.randomElement(using: &random) ?? .dropLine {
    case .dropLine: lines(of: text).randomElement(using: &random).map { text.removeSubrange($0) }
    case .repeatLine:
      if let line = lines(of: text).randomElement(using: &random) {
        text.insert(contentsOf: text[line], at: line.upperBound)
      }
    case .swapLines: swap(lines(of: text), in: &text, &random)
    case .dropEntry:
      if let line = lines(of: text).randomElement(using: &random) {
        let entry = entry(at: line, in: text)
        let key = text[line].firstIndex(of: UInt8(ascii: ":")).map {
          Array(text[line.lowerBound...$0]) + [32]
        }
        let value = Self.oddities.randomElement(using: &random) ?? []
        text.replaceSubrange(entry, with: (key ?? []) + value + [10])
      }
    case .repeatEntry:
      if let line = lines(of: text).randomElement(using: &random) {
        var copy = Array(text[entry(at: line, in: text)])
        if let word = words(of: copy).first { copy.insert(UInt8(ascii: "x"), at: word.upperBound) }
        text.insert(contentsOf: copy, at: line.lowerBound)
      }
    case .dropBlock:
      if let block = blocks(of: text).randomElement(using: &random) {
        text.replaceSubrange(block, with: oddities.randomElement(using: &random) ?? [])
      }
    case .swapBlocks: swap(blocks(of: text), in: &text, &random)
    case .replaceValue:
      if let value = values(of: text).randomElement(using: &random) {
        let other =
          Bool.random(using: &random)
          ? oddities.randomElement(using: &random)
          : words(of: text).randomElement(using: &random).map { Array(text[$0]) }
        text.replaceSubrange(value, with: other ?? [])
      }
    case .replaceWord:
      let words = words(of: text)
      if let word = words.randomElement(using: &random), let other = words.randomElement(using: &random) {
        text.replaceSubrange(word, with: Array(text[other]))
      }
    }
  }

  /// Exchanges two parts that do not overlap.
  private static func swap(_ parts: [Range<Int>], in text: inout [UInt8], _ random: inout SplitMix) {
    guard let a = parts.randomElement(using: &random), let b = parts.randomElement(using: &random),
      !a.overlaps(b)
    else { return }
    let (first, second) = a.lowerBound < b.lowerBound ? (a, b) : (b, a)
    let (head, tail) = (Array(text[first]), Array(text[second]))
    text.replaceSubrange(second, with: head)
    text.replaceSubrange(first, with: tail)
  }

  private static func lines(of text: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    for (index, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
      result.append(start..<index + 1)
      start = index + 1
    }
    return result
  }

  /// A line with the lines below it that are indented deeper.
  private static func entry(at line: Range<Int>, in text: [UInt8]) -> Range<Int> {
    func depth(_ line: Range<Int>) -> Int { text[line].prefix { $0 == UInt8(ascii: " ") }.count }
    var end = line.upperBound
    for next in lines(of: text) where next.lowerBound == end && depth(next) > depth(line) {
      end = next.upperBound
    }
    return line.lowerBound..<end
  }

  /// Ranges from a bracket to its partner.
  private static func blocks(of text: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var open: [Int] = []
    for (index, byte) in text.enumerated() {
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { open.append(index) }
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"), let start = open.popLast() {
        result.append(start..<index + 1)
      }
    }
    return result
  }

  /// What stands between `: ` and the end of the line, entry or block.
  private static func values(of text: [UInt8]) -> [Range<Int>] {
    let ends = Set(",}]\n".utf8)
    return text.indices.dropLast().filter {
      text[$0] == UInt8(ascii: ":") && text[$0 + 1] == UInt8(ascii: " ")
    }
    .map { colon in
      colon + 2..<(text[(colon + 2)...].firstIndex(where: ends.contains) ?? text.endIndex)
    }
  }

  private static func words(of text: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    for index in 0...text.count {
      let isWord = index < text.count && (text[index] > 127 || isPartOfWord(text[index]))
      if isWord, start == nil { start = index }
      if !isWord, let first = start {
        result.append(first..<index)
        start = nil
      }
    }
    return result
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    let letter = byte | 32
    return (97...122).contains(letter) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }
}

/// Steele, Lea and Flood 2014: a seed gives the same mutations on any machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
