import Dispatch
import Foundation
import Synchronization

/// What goes away when the program is interrupted: files and folders that are not whole yet.
public enum Interruption {
  private static let drafts = Mutex<Set<String>>([])
  /// From the keyboard, from another program, from a terminal that closes.
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  /// Wait for the signals that end a program; made with the first draft and not touched again. A signal that was passed
  /// over before, as in a background job, still is.
  nonisolated(unsafe) private static let signals: [any DispatchSourceSignal] = numbers.compactMap { number in
    // Before the source is made, which else never hears of it.
    let before = signal(number, SIG_IGN)
    if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { return nil }
    let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInitiated))
    source.setEventHandler {
      // A folder may be written to meanwhile.
      for place in drafts.withLock({ $0 }) {
        for _ in 0..<20 where (try? FileManager.default.removeItem(atPath: place)) == nil {}
      }
      // Ends as it would have ended, so that a shell sees the interruption.
      signal(number, SIG_DFL)
      var own = sigset_t()
      sigemptyset(&own)
      sigaddset(&own, number)
      pthread_sigmask(SIG_UNBLOCK, &own, nil)
      kill(getpid(), number)
    }
    let listens = DispatchSemaphore(value: 0)
    source.setRegistrationHandler { listens.signal() }
    source.resume()
    _ = listens.wait(timeout: .now() + 5)
    return source
  }

  /// Takes away a file or folder if the program is interrupted from now on.
  public static func takesAway(_ place: String) {
    _ = signals
    _ = drafts.withLock { $0.insert(place) }
  }

  /// Lets it stay.
  public static func leaves(_ place: String) {
    _ = drafts.withLock { $0.remove(place) }
  }
}
