/// Finds the known words that a mistyped one most resembles.
public enum Nearest {
  /// The closest words, best first: those within a third of the length in edits, then those that contain all
  /// parts; where there are none, those of which a part begins with the same four letters.
  public static func words(to word: String, in known: some Sequence<String>, limit: Int = 3) -> [String] {
    let target = Array(word.lowercased().utf8)
    let parts = word.lowercased().split { "-. _".contains($0) }.filter { $0.count > 2 }
    var scored: [(score: Int, word: String)] = []
    let bound = target.count < 4 ? 1 : max(2, target.count / 3)
    for candidate in known {
      let bytes = Array(candidate.lowercased().utf8)
      var score = Int.max
      if abs(bytes.count - target.count) <= bound {
        let edits = distance(target, bytes)
        if edits <= bound { score = edits }
      }
      if score == Int.max, !parts.isEmpty, parts.allSatisfy({ candidate.contains($0) }) {
        score = bound + 1 + abs(bytes.count - target.count)
      }
      if score < Int.max { scored.append((score, candidate)) }
    }
    if scored.isEmpty {
      let stems = parts.filter { $0.count > 3 }.map { String($0.prefix(4)) }
      scored = known.compactMap { candidate in
        let isNear = candidate.split { "-. _".contains($0) }.contains { part in
          stems.contains { part.hasPrefix($0) }
        }
        return isNear ? (abs(candidate.utf8.count - target.count), candidate) : nil
      }
    }
    return scored.sorted { ($0.score, $0.word) < ($1.score, $1.word) }.prefix(limit).map(\.word)
  }

  /// Number of insertions, deletions, replacements and swaps of neighbours between two words (Damerau 1964).
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    var current = last
    for i in 1...a.count {
      current[0] = i
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          current[j] = min(current[j], beforeLast[j - 2] + 1)
        }
      }
      (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[b.count]
  }
}
