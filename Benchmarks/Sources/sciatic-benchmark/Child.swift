import Foundation

/// A process that was run to its end, silently.
struct Child {
  let milliseconds: Double
  /// Peak of its memory.
  let megabytes: Int

  /// Runs a program; ends this one where it fails.
  init(_ program: URL, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
    }
    let words = ([program.path] + arguments).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var child = pid_t()
    var status: Int32 = 0
    var usage = rusage()
    let start = ContinuousClock.now
    if posix_spawn(&child, program.path, &actions, nil, words + [nil], environ) != 0
      || wait4(child, &status, 0, &usage) != child || status != 0
    {
      print("\(program.path) \(arguments.joined(separator: " ")) failed")
      exit(1)
    }
    milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
    megabytes = usage.ru_maxrss / 1024
  }
}
