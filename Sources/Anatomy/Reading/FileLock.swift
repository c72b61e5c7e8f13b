import Foundation

/// Keeps others that ask in the same way from changing a file between reading and writing it.
public enum FileLock {
  /// Runs `body` while this process alone holds the file at a path; waits for others. A file that is not there is left
  /// to `body`.
  ///
  /// - Throws: what `body` throws.
  public static func holding<Result>(
    _ path: String, _ body: () throws(DataError) -> Result
  ) throws(DataError) -> Result {
    while true {
      let descriptor = open(path, O_RDONLY)
      if descriptor < 0 { return try body() }
      defer { close(descriptor) }
      // A signal may interrupt the wait.
      while flock(descriptor, LOCK_EX) != 0 {
        if errno != EINTR { return try body() }
      }
      var held = stat()
      var named = stat()
      // Whoever held it before may have put another file in its place.
      if fstat(descriptor, &held) != 0 || stat(path, &named) != 0 || held.st_ino == named.st_ino {
        return try body()
      }
    }
  }
}
