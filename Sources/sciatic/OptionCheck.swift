import ArgumentParser
import Studies

/// Checks of options that several commands take, so that each is refused in the same words everywhere.
enum OptionCheck {
  /// - Throws: `ValidationError` unless so many lesions can be summed over at once.
  static func lesions(_ count: Int) throws {
    if !(1...3).contains(count) { throw ValidationError("--lesions takes 1, 2 or 3, not \(count).") }
  }

  /// - Throws: `ValidationError` where nothing would be printed.
  static func top(_ count: Int) throws {
    if count < 1 { throw ValidationError("--top takes a number from 1, not \(count).") }
  }

  /// - Throws: `ValidationError` unless the number is left open or can be run.
  static func threads(_ count: Int?) throws {
    if let count, !(1...1024).contains(count) {
      throw ValidationError("--threads takes 1 to 1024, not \(count).")
    }
  }

  /// - Throws: `ValidationError` unless the number is left open or a study can be cut into so many.
  static func shards(_ count: Int?) throws {
    if let count, !(1...Shard.most).contains(count) {
      throw ValidationError("--shards takes 1 to \(Shard.most), not \(count).")
    }
  }

  /// - Throws: `ValidationError` unless the file that an option names has one of these endings.
  static func ending(of file: String, _ option: String, _ endings: [String]) throws {
    if endings.contains(file.fileEnding) { return }
    let all = endings.map { "." + $0 }
    let words = all.count > 1 ? "\(all.dropLast().joined(separator: ", ")) or \(all[all.count - 1])" : all[0]
    throw ValidationError("\(option) \(file): the name must end in \(words).")
  }
}
