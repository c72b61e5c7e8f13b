import Dispatch
import Synchronization

/// The results of `body` for 0..<count, computed on several threads and kept in order, so that what is summed
/// from them has the same bits on any number of threads.
///
/// - Parameter progress: called with the share done, from any thread.
public func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, progress: (@Sendable (Double) -> Void)? = nil,
  _ body: @Sendable (Int) -> Result
) -> [Result] {
  let done = Atomic(0)
  @Sendable func step(_ i: Int) -> Result {
    let result = body(i)
    if let progress {
      progress(Double(done.add(1, ordering: .relaxed).newValue) / Double(count))
    }
    return result
  }
  if threads <= 1 || count < 2 { return (0..<count).map { step($0) } }
  let next = Atomic(0)
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let buffer = buffer
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
      while true {
        let i = next.add(1, ordering: .relaxed).oldValue
        if i >= count { return }
        buffer.initializeElement(at: i, to: step(i))
      }
    }
    initialized = count
  }
}
