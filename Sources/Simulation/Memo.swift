import Synchronization

/// Values made when they are first asked for, by key, from any thread.
public final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let made = Mutex<[Key: Value]>([:])

  /// An empty store.
  public init() {}

  /// The value of a key; `make` may run twice where two threads ask at once, and one of the equal results is kept.
  public func value(_ key: Key, make: () -> Value) -> Value {
    if let known = made.withLock({ $0[key] }) { return known }
    let new = make()
    return made.withLock { made in
      if let known = made[key] { return known }
      made[key] = new
      return new
    }
  }
}
