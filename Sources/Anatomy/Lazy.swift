import Dispatch
import Synchronization

/// A value made when it is first asked for, from any thread.
public final class Lazy<Value: Sendable>: Sendable {
  private let make: @Sendable () -> Value
  private let made = Mutex<Value?>(nil)

  /// - Parameter make: run once, by the first who asks; others wait for it.
  public init(_ make: @escaping @Sendable () -> Value) { self.make = make }

  public var value: Value {
    made.withLock { made in
      if let made { return made }
      let new = make()
      made = new
      return new
    }
  }

  /// Begins to make the value on another thread; who asks before it is there waits for it.
  public func prefetch() { DispatchQueue.global().async { _ = self.value } }
}
