import Synchronization

/// Values made when they are first asked for, by key, from any thread.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let made = Mutex<[Key: Value]>([:])

  /// The value of a key; `make` may run twice where two threads ask at once, and one of the equal results is kept.
  func value(_ key: Key, make: () -> Value) -> Value {
    if let known = made.withLock({ $0[key] }) { return known }
    let new = make()
    return made.withLock { made in
      if let known = made[key] { return known }
      made[key] = new
      return new
    }
  }
}
