/// One of n contiguous shares of the runs of a study, so that many machines can run it.
public struct Shard: Sendable, Equatable {
  /// From 1 to ``count``.
  public let number: Int
  public let count: Int

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// A shard as people write it, such as `2/3`; nil where that is none.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      (1...Self.most).contains(count), (1...count).contains(number)
    else { return nil }
    self.init(number: number, count: count)
  }

  /// The most shards that a study can be cut into.
  public static let most = 10_000

  /// All shards of a study that is cut into so many.
  public static func all(of count: Int) -> [Shard] { (0..<count).map { Shard(number: $0 + 1, count: count) } }

  /// The runs of this shard; shards differ by one run at most.
  public func runs(of total: Int) -> Range<Int> {
    total * (number - 1) / count..<total * number / count
  }

  /// The file that holds the rows until the result is written.
  public func checkpoint(of result: String) -> String {
    "\(result).\(number)-of-\(count).part"
  }
}
