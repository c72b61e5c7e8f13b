import Foundation
import Testing

/// Runs the built binary as people do.
enum Tool {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let fixtures = root + "/Tests/Fixtures"
  static let limb = fixtures + "/hoofed-limb"

  /// The binary lies beside the bundle of the tests, wherever they were built.
  static let binary: String? = {
    var folders: [String] = []
    for bundle in Bundle.allBundles + [Bundle.main] {
      var folder = bundle.bundleURL
      for _ in 0..<4 {
        folders.append(folder.path)
        folder.deleteLastPathComponent()
      }
    }
    folders.append(root + "/.build/debug")
    return folders.map { $0 + "/sciatic" }.first { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        && FileManager.default.isExecutableFile(atPath: path)
    }
  }()

  /// What a run printed and how it ended.
  struct Run {
    let code: Int32
    let output: String
    let errors: String
  }

  /// Runs the binary with both outputs into files, so that no pipe can fill up.
  static func run(
    _ arguments: [String], in folder: String = root, environment: [String: String] = [:], input: String? = nil
  ) throws -> Run {
    let scratch = try Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(binary, "no binary: build the package first"))
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    let files = ["out", "err"].map { scratch.path + "/" + $0 }
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    if let input {
      try scratch.write("in", input)
      process.standardInput = FileHandle(forReadingAtPath: scratch.path + "/in")
    }
    let handles = try files.map { try #require(FileHandle(forWritingAtPath: $0)) }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    let texts = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
    return Run(code: process.terminationStatus, output: texts[0], errors: texts[1])
  }

  /// Runs a command line as typed; words with spaces stand in single quotes.
  static func run(
    _ line: String, in folder: String = root, environment: [String: String] = [:], input: String? = nil
  ) throws -> Run {
    var words: [String] = []
    for (index, part) in line.components(separatedBy: "'").enumerated() {
      if index % 2 == 1 { words.append(part) } else { words += part.split(separator: " ").map(String.init) }
    }
    return try run(words, in: folder, environment: environment, input: input)
  }
}

/// A folder that goes away with its last user.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/sciatic-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }
}
