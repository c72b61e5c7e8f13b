import Anatomy

/// P(finding | single lesion) for every finding, step and position of the plexus of one atlas, as text that is made
/// when the program is built: what ``FindingProbabilities`` says of it, to the last bit, without running the model.
///
/// A row is decoded when it is asked for. The text holds the digest of the atlas and a colon; how many different
/// probabilities there are, and these; where each row begins; then the rows, each the number of entries that are not 0 and,
/// for each of those, its column and which of the probabilities it is. Numbers are written in digits of six bits, the
/// lowest first; equal rows are written once.
public struct FindingTable: Sendable {
  private let text: StaticString
  private let layout: Layout
  /// Where the probabilities begin, and where the index of the rows does.
  private let values: Int
  private let index: Int

  /// Opens the text of an atlas; nil where it is of another.
  public init?(_ text: StaticString, _ atlas: Atlas) {
    let head = Array(atlas.digest.utf8) + [UInt8(ascii: ":")]
    guard text.utf8CodeUnitCount > head.count,
      UnsafeBufferPointer(start: text.utf8Start, count: head.count).elementsEqual(head)
    else { return nil }
    self.text = text
    layout = Layout(atlas)
    var next = head.count
    let count = Int(Self.digits(text, &next, Digits.number))
    values = next
    index = next + count * Digits.value
  }

  /// P(finding at or beyond `step` | lesion) per lesion.
  func exceedance(finding: Int, step: Int, shift: Int) -> [Double] {
    row(layout.exceedance(finding, step, shift))
  }

  /// The local signs of a group as a whole: what is left of it where all members are recorded on their own.
  func whole(finding: Int) -> [Double] { row(layout.whole(finding)) }

  /// P(the value aside of the scale | lesion) per lesion.
  func aside(finding: Int) -> [Double] { row(layout.aside(finding)) }

  private func row(_ number: Int) -> [Double] {
    var result = Array(repeating: 0.0, count: layout.columns)
    var next = index + number * Digits.place
    next = index + layout.rows * Digits.place + Int(Self.digits(text, &next, Digits.place))
    for _ in 0..<Self.digits(text, &next, Digits.column) {
      let column = Int(Self.digits(text, &next, Digits.column))
      var value = values + Int(Self.digits(text, &next, Digits.number)) * Digits.value
      result[column] = Double(bitPattern: Self.digits(text, &value, Digits.value))
    }
    return result
  }

  private static func digits(_ text: StaticString, _ next: inout Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for digit in 0..<count {
      value |= UInt64(text.utf8Start[next + digit] &- Digits.zero) << UInt64(6 * digit)
    }
    next += count
    return value
  }

  /// How many digits of six bits the numbers take.
  private enum Digits {
    static let place = 4
    static let column = 2
    static let number = 4
    static let value = 11
    /// The digit 0. The 64 from here on need no escape in a raw literal.
    static let zero = UInt8(ascii: "0")
  }

  /// The numbers of the rows.
  private struct Layout: Sendable {
    let columns: Int
    let rows: Int
    private let shifts: Int
    /// First row of each finding.
    private let first: [Int]
    /// Number of steps of each finding.
    private let steps: [Int]

    init(_ atlas: Atlas) {
      columns = atlas.lesions().count
      shifts = atlas.shifts.count
      steps = atlas.findings.map(\.scale.worst)
      var next = 0
      var first: [Int] = []
      for steps in steps {
        first.append(next)
        next += steps * shifts + 2
      }
      self.first = first
      rows = next
    }

    func exceedance(_ finding: Int, _ step: Int, _ shift: Int) -> Int {
      first[finding] + (step - 1) * shifts + shift
    }
    func whole(_ finding: Int) -> Int { first[finding] + steps[finding] * shifts }
    func aside(_ finding: Int) -> Int { first[finding] + steps[finding] * shifts + 1 }
  }

  /// The text for an atlas.
  public static func text(of atlas: Atlas) -> String {
    let probabilities = FindingProbabilities(ForwardModel(atlas))
    var values: [UInt8] = []
    var numbers: [UInt64: Int] = [:]
    var places: [UInt8] = []
    var rows: [UInt8] = []
    var known: [[UInt8]: Int] = [:]
    func write(_ value: UInt64, _ count: Int, to text: inout [UInt8]) {
      precondition(value >> UInt64(6 * count) == 0, "the digits of the table are too few for this atlas")
      for digit in 0..<count { text.append(Digits.zero + UInt8(value >> UInt64(6 * digit) & 63)) }
    }
    func add(_ row: [Double]) {
      let entries = row.enumerated().filter { $1.bitPattern != 0 }
      var text: [UInt8] = []
      write(UInt64(entries.count), Digits.column, to: &text)
      for (column, value) in entries {
        write(UInt64(column), Digits.column, to: &text)
        let number = numbers[value.bitPattern] ?? numbers.count
        if number == numbers.count {
          numbers[value.bitPattern] = number
          write(value.bitPattern, Digits.value, to: &values)
        }
        write(UInt64(number), Digits.number, to: &text)
      }
      let place = known[text] ?? rows.count
      if known[text] == nil {
        known[text] = place
        rows += text
      }
      write(UInt64(place), Digits.place, to: &places)
    }
    for (f, finding) in atlas.findings.enumerated() {
      for step in 0..<finding.scale.worst {
        for shift in atlas.shifts.indices {
          add(probabilities.exceedance(finding: f, step: step + 1, shift: shift))
        }
      }
      let members = atlas.members(of: finding) ?? []
      add(
        members.isEmpty
          ? [] : probabilities.exceedance(finding: f, step: 1, shift: 0, excluding: Set(members)))
      add(probabilities.asideProbability(finding: f))
    }
    var head = Array((atlas.digest + ":").utf8)
    write(UInt64(numbers.count), Digits.number, to: &head)
    return String(decoding: head + values + places + rows, as: UTF8.self)
  }
}

/// The single lesions of an atlas with their ``FindingTable``; the model itself is run where more is asked of it.
public struct StoredFindings: FindingModel {
  public let columns: [[Lesion]]
  private let atlas: Atlas
  private let table: FindingTable
  private let tracts: Lazy<TractSystem>
  private let model: Lazy<FindingProbabilities>

  public init(_ atlas: Atlas, _ table: FindingTable) {
    self.atlas = atlas
    self.table = table
    let columns = atlas.lesions().map { [$0] }
    let tracts = Lazy { TractSystem(atlas) }
    self.columns = columns
    self.tracts = tracts
    model = Lazy { FindingProbabilities(ForwardModel(atlas, system: tracts.value, columns: columns)) }
  }

  public var system: TractSystem { tracts.value }

  public func exceedance(
    finding f: Int, step: Int, shift: Int, excluding: Set<FindingMember>
  ) -> [Double] {
    if excluding.isEmpty { return table.exceedance(finding: f, step: step, shift: shift) }
    let finding = atlas.findings[f]
    let kind = atlas.kinds[finding.kind]
    var result = table.whole(finding: f)
    for member in atlas.members(of: finding) ?? [] where !excluding.contains(member) {
      guard let alone = atlas.finding(of: member, kind: kind), step <= atlas.findings[alone].scale.worst
      else {
        return model.value.exceedance(finding: f, step: step, shift: shift, excluding: excluding)
      }
      let p = table.exceedance(finding: alone, step: step, shift: shift)
      for j in result.indices { result[j] = max(result[j], p[j]) }
    }
    return result
  }

  public func asideProbability(finding: Int) -> [Double] { table.aside(finding: finding) }
}
