import Foundation
import Yams

/// A number of the atlas, by the way to it.
public struct AtlasNumber: Named, Sendable {
  /// File and keys, such as `sites.SITE.bilateral`; the entries of a list are counted from 1.
  public let id: String
  public let value: Double
  /// What the reader takes.
  public let allowed: ClosedRange<Double>
  /// Where it may well lie, by what the atlas says of its spread; nil where nothing is said and none can be assumed.
  public let range: ClosedRange<Double>?
  /// Line in its file.
  public let line: Int
  /// Whether it is said of treatment, which locating and simulating do not read.
  public let isOfTreatment: Bool
  /// Whether it was fitted, within bounds that the literature leaves open.
  public let isFitted: Bool
}

/// Every number that the atlas reads from its files, and the atlas with other values for some of them.
///
/// Values are put into the text of the files, which are then read as any atlas is: what can be written in an atlas can
/// be varied, and nothing else. Numbers that are parts of one whole stay so: those that are not varied give way in
/// proportion.
public struct AtlasNumbers: Sendable {
  public let numbers: Register<AtlasNumber>

  private let files: AtlasFiles
  /// Position in ``files`` of the file of each number, and where in ``pieces`` of that file it stands.
  private let slots: [(file: Int, piece: Int)]
  /// The text of each file, cut at its numbers: text, number, text …
  private let pieces: [[String]]
  /// The parts of each whole that some number belongs to, and the whole of each number.
  private let wholes: [[Int]]
  private let wholeOf: [Int: Int]

  /// - Throws: ``DataError`` with the faults of the atlas.
  public init(_ files: AtlasFiles) throws(DataError) {
    let trace = NumberTrace()
    let atlas = try AtlasReader.read(files, trace: trace)
    let located = Set(trace.allowed.keys)
    if files.hasTreatment { _ = try AtlasReader.readTreatment(files, for: atlas, trace: trace) }
    self.files = files
    let prefix = files.origin == "built in" ? "" : files.origin + "/"
    var numbers: [AtlasNumber] = []
    var slots: [(Int, Int)] = []
    var pieces: [[String]] = []
    var position: [NumberTrace.Place: Int] = [:]
    for (f, file) in files.files.enumerated() {
      var found: [Found] = []
      let base = file.name.hasSuffix(".yaml") ? String(file.name.dropLast(5)) : file.name
      if AtlasFiles.allNames.contains(file.name),
        let document = Reading.parse(file.text, file: prefix + file.name, log: IssueLog())
      {
        Self.collect(document.node, [base], nil, document.file, trace, located, into: &found)
      }
      found.sort { $0.place < $1.place }
      for item in found {
        position[item.place] = numbers.count
        slots.append((f, 2 * (slots.count { $0.0 == f }) + 1))
        numbers.append(item.number)
      }
      pieces.append(Self.cut(file.text, at: found))
    }
    self.slots = slots
    self.pieces = pieces
    self.numbers = Register(numbers)
    var wholes: [[Int]] = []
    var wholeOf: [Int: Int] = [:]
    for places in trace.wholes {
      let parts = places.compactMap { position[$0] }
      if parts.isEmpty || wholeOf[parts[0]] != nil { continue }
      for part in parts { wholeOf[part] = wholes.count }
      wholes.append(parts)
    }
    self.wholes = wholes
    self.wholeOf = wholeOf
  }

  /// The numbers at or under a way that ends in `*`, or the one of that id; `*` alone leaves treatment out.
  public func matching(_ pattern: String) -> [Int] {
    guard pattern.hasSuffix("*") else { return numbers.position(of: pattern).map { [$0] } ?? [] }
    let head = pattern.dropLast()
    if head.isEmpty { return numbers.indices.filter { !numbers[$0].isOfTreatment } }
    return numbers.indices.filter { numbers[$0].id.hasPrefix(head) }
  }

  /// The atlas with other values for some numbers, by position.
  ///
  /// - Throws: ``DataError`` where the atlas cannot take them.
  public func atlas(with values: [(number: Int, value: Double)]) throws(DataError) -> Atlas {
    try Atlas(files(with: values))
  }

  /// The files with other values for some numbers, by position.
  public func files(with values: [(number: Int, value: Double)]) -> AtlasFiles {
    var pieces = pieces
    var changed: Set<Int> = []
    for (number, value) in completed(values) {
      let slot = slots[number]
      pieces[slot.file][slot.piece] = "\(value)"
      changed.insert(slot.file)
    }
    var files = files
    for file in changed.sorted() {
      files = files.replacing(files.files[file].name, with: pieces[file].joined())
    }
    return files
  }

  /// The values, and those of the other parts of every whole that is touched.
  private func completed(_ values: [(number: Int, value: Double)]) -> [Int: Double] {
    var result = Dictionary(values.map { ($0.number, $0.value) }, uniquingKeysWith: { _, last in last })
    for whole in Set(values.compactMap { wholeOf[$0.number] }).sorted() {
      let parts = wholes[whole]
      let varied = parts.filter { result[$0] != nil }
      let others = parts.filter { result[$0] == nil }
      let taken = varied.reduce(0) { $0 + (result[$1] ?? 0) }
      let left = others.reduce(0) { $0 + numbers[$1].value }
      let total = taken + left > 0 ? varied.reduce(left) { $0 + numbers[$1].value } : 0
      if left > 0, taken < total {
        for part in others { result[part] = numbers[part].value * (total - taken) / left }
      } else if taken > 0 {
        for part in varied { result[part] = (result[part] ?? 0) * total / taken }
        for part in others { result[part] = 0 }
      }
    }
    return result
  }

  private struct Found {
    let place: NumberTrace.Place
    let length: Int
    let number: AtlasNumber
  }

  /// Keys whose numbers say how sure others are, or count.
  private static let asides: Set<String> = [
    "n", "interval", "bounds", "sd", "spread", "expected", "step", "steps", "observed",
    // Stands for many sites at once.
    "others",
  ]

  /// Collects the numbers under a node.
  ///
  /// - Parameters:
  ///   - way: file and keys so far.
  ///   - spread: the block that says how sure the numbers here are.
  ///   - located: where the numbers stand that are read without treatment.
  private static func collect(
    _ node: Node, _ way: [String], _ spread: Node.Mapping?, _ file: String, _ trace: NumberTrace,
    _ located: Set<NumberTrace.Place>, into found: inout [Found]
  ) {
    switch node {
    case .mapping(let mapping):
      let keys = Set(mapping.compactMap(\.key.string))
      let isSpread = keys.isSuperset(of: ["low", "typical", "high"])
      let says = isSpread || !keys.isDisjoint(with: ["n", "interval", "bounds", "sd", "spread"])
      for (key, value) in mapping {
        guard let name = key.string, !asides.contains(name) else { continue }
        if isSpread, ["low", "high"].contains(name) { continue }
        let isFirst = way.count == 1 && name == way[0]
        let isValue = name == "value" || isSpread && name == "typical"
        collect(
          value, isFirst || isValue ? way : way + [name], says ? mapping : spread, file, trace, located,
          into: &found)
      }
    case .sequence(let sequence):
      for (i, value) in sequence.enumerated() {
        collect(value, way + ["\(i + 1)"], spread, file, trace, located, into: &found)
      }
    case .scalar(let scalar):
      guard let place = NumberTrace.place(node, file), let allowed = trace.allowed[place],
        let value = Double(scalar.string), value.isFinite, scalar.style == .plain || scalar.style == .any
      else { return }
      let range = NumberSpread(spread)?.range(value) ?? NumberSpread.assumed(value)
      found.append(
        Found(
          place: place, length: scalar.string.unicodeScalars.count,
          number: AtlasNumber(
            id: way.joined(separator: "."), value: value, allowed: allowed,
            range: range.flatMap { $0.overlaps(allowed) ? $0.clamped(to: allowed) : nil }, line: place.line,
            isOfTreatment: !located.contains(place),
            isFitted: spread?.contains { $0.key.string == "bounds" } ?? false)))
    case .alias: break
    }
  }

  private static func cut(_ text: String, at found: [Found]) -> [String] {
    var starts: [String.UnicodeScalarView.Index] = [text.unicodeScalars.startIndex]
    for index in text.unicodeScalars.indices where text.unicodeScalars[index] == "\n" {
      starts.append(text.unicodeScalars.index(after: index))
    }
    var pieces: [String] = []
    var last = text.unicodeScalars.startIndex
    for item in found {
      let start = text.unicodeScalars.index(starts[item.place.line - 1], offsetBy: item.place.column - 1)
      let end = text.unicodeScalars.index(start, offsetBy: item.length)
      pieces.append(String(text.unicodeScalars[last..<start]))
      pieces.append(String(text.unicodeScalars[start..<end]))
      last = end
    }
    pieces.append(String(text.unicodeScalars[last...]))
    return pieces
  }
}

/// What a block says of the spread of its numbers.
private struct NumberSpread {
  private var limits: ClosedRange<Double>?
  private var deviation: Double?
  private var sampleSize: Double?

  init?(_ block: Node.Mapping?) {
    guard let block else { return nil }
    func value(_ key: String) -> Node? { block.first { $0.key.string == key }?.value }
    for key in ["interval", "bounds"] where limits == nil {
      let ends = value(key)?.sequence?.compactMap { $0.scalar.flatMap { Double($0.string) } } ?? []
      if ends.count == 2, ends[0] < ends[1] { limits = ends[0]...ends[1] }
    }
    let ends = ["low", "high"].compactMap { value($0)?.scalar.flatMap { Double($0.string) } }
    if limits == nil, ends.count == 2, ends[0] < ends[1] { limits = ends[0]...ends[1] }
    deviation = value("sd")?.scalar.flatMap { Double($0.string) }
    sampleSize = (value("n") ?? value("spread"))?.scalar.flatMap { Double($0.string) }
  }

  /// About 95 % of where a number may lie: its own limits; or two standard deviations; or, for a share with the weight of
  /// n observations, two standard errors of its log odds, 1/(n p + ½) + 1/(n (1 − p) + ½) squared (Haldane 1956,
  /// doi 10.1111/j.1469-1809.1955.tb01285.x: the halves keep a rare thing seen by few within bounds).
  func range(_ value: Double) -> ClosedRange<Double>? {
    if let limits, limits.contains(value) { return limits }
    if let deviation { return value - 2 * deviation...value + 2 * deviation }
    guard let n = sampleSize, n > 0, value > 0, value < 1 else { return nil }
    let error = (1 / (n * value + 0.5) + 1 / (n * (1 - value) + 0.5)).squareRoot()
    return Self.odds(value, times: exp(2 * error))
  }

  /// Where nothing is said: half to twice the odds of a share; nothing for other numbers.
  static func assumed(_ value: Double) -> ClosedRange<Double>? {
    value > 0 && value < 1 ? odds(value, times: 2) : nil
  }

  private static func odds(_ value: Double, times factor: Double) -> ClosedRange<Double> {
    let odds = value / (1 - value)
    return odds / factor / (1 + odds / factor)...odds * factor / (1 + odds * factor)
  }
}
