import Synchronization

/// Values made when they are first asked for, by key, from any thread.
public final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Store: Sendable {
    var made: [Key: Value] = [:]
    /// The keys in the order in which their values were made, where that matters; the oldest stands at `oldest`.
    var order: [Key] = []
    var oldest = 0
  }

  private let store = Mutex(Store())
  private let limit: Int?

  /// An empty store.
  ///
  /// - Parameter limit: how many values are kept, from 1; the oldest makes room and is made anew when asked for again.
  ///   All by default.
  public init(limit: Int? = nil) { self.limit = limit }

  /// The value of a key; `make` may run twice where two threads ask at once, and one of the equal results is kept.
  public func value(_ key: Key, make: () -> Value) -> Value {
    if let known = store.withLock({ $0.made[key] }) { return known }
    let new = make()
    return store.withLock { store in
      if let known = store.made[key] { return known }
      store.made[key] = new
      guard let limit else { return new }
      if store.order.count < limit {
        store.order.append(key)
      } else {
        store.made[store.order[store.oldest]] = nil
        store.order[store.oldest] = key
        store.oldest = (store.oldest + 1) % limit
      }
      return new
    }
  }
}
