import Anatomy
import ArgumentParser
import BuiltInAtlas
@preconcurrency import Foundation
import LinearAlgebra

/// The command line.
struct Sciatic: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sciatic",
    abstract: "Where is the nerve caught, how sure is that, and what argues against it?",
    discussion: """
      \(HelpText.examples)
      For research and teaching; it is not a medical device. Nothing leaves this machine.
      """,
    version: HelpText.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Patient",
        subcommands: [
          Locate.self, Next.self, Interview.self, Needle.self, Track.self, ReportCommand.self, New.self,
        ]),
      CommandGroup(name: "Simulation and picture", subcommands: [Simulate.self, Draw.self]),
      CommandGroup(
        name: "Study",
        subcommands: [
          BatchCommand.self, Cohort.self, SweepCommand.self, MergeCommand.self, SensitivityCommand.self,
        ]),
      CommandGroup(
        name: "Model",
        subcommands: [Find.self, AtlasCommand.self, EvidenceCommand.self, Score.self, Tune.self]),
    ])
}

@main
enum Program {
  static func main() {
    // Parallelism is over rows and cases; one thread inside BLAS keeps the bits the same on any machine.
    setBLASThreads(1)
    do {
      var command = try command()
      try command.run()
      if fflush(stdout) != 0 || ferror(stdout) != 0 {
        throw DataError(file: "standard output", "cannot be written: is the disk full?")
      }
    } catch let error as DataError {
      fflush(nil)
      FileHandle.standardError.write(Data((error.description + "\n").utf8))
      // Without what libraries do at the end: HDF5 crashes over a file that the disk had no room for.
      _exit(65)
    } catch let error as UnknownCommand {
      FileHandle.standardError.write(Data((error.description + "\n").utf8))
      exit(64)
    } catch {
      let code = Sciatic.exitCode(for: error)
      if code != .failure { Sciatic.exit(withError: error) }
      FileHandle.standardError.write(Data("internal error: \(error)\n".utf8))
      exit(70)
    }
  }
}

extension Program {
  /// The command that the arguments ask for.
  ///
  /// One that is named first is parsed alone, since the parser of the root looks into all commands, and for requests of
  /// shell completions, longer than it takes to infer an answer. What it does not take as it stands, help and faults among
  /// it, is left to the root.
  private static func command() throws -> any ParsableCommand {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let commands = Sciatic.configuration.subcommands
    let named = commands.first { command in
      command.configuration.commandName == arguments.first && command.configuration.subcommands.isEmpty
    }
    if let named, let command = try? named.parseAsRoot(Array(arguments.dropFirst())),
      type(of: command) == named
    {
      return command
    }
    try checkNames(arguments)
    return try Sciatic.parseAsRoot()
  }

  /// Refuses a word that stands where a command should and is none, with the nearest that there are.
  private static func checkNames(_ arguments: [String]) throws {
    var command: any ParsableCommand.Type = Sciatic.self
    var path: [String] = []
    // `help` takes the names of commands, itself among them.
    let words = arguments.drop { $0 == "help" }
    for word in words {
      let commands = command.configuration.subcommands
      if commands.isEmpty || word.hasPrefix("-") { return }
      guard let next = commands.first(where: { $0.configuration.commandName == word }) else {
        throw UnknownCommand(word, in: command, path)
      }
      command = next
      path.append(word)
    }
  }
}

/// A word that stands where a command should, and is none.
private struct UnknownCommand: Error, CustomStringConvertible {
  let description: String

  /// - Parameters:
  ///   - parent: the command that has no such subcommand.
  ///   - path: the names that lead to it.
  init(_ word: String, in parent: any ParsableCommand.Type, _ path: [String]) {
    let names = parent.configuration.subcommands.compactMap { $0.configuration.commandName }
    let near = Nearest.words(to: word, in: path.isEmpty ? names + ["help"] : names)
    let head = path.map { $0 + " " }.joined()
    let isFile = path.isEmpty && FileManager.default.fileExists(atPath: word)
    let meant = isFile ? ["locate \(word)"] : near.map { head + $0 }
    // A few can be told; of all commands the help has the list.
    let others = path.isEmpty ? "" : "; it is one of \(names.joined(separator: ", "))"
    let hint = meant.isEmpty ? others : "; did you mean \(meant.joined(separator: ", "))?"
    description = """
      Error: no command '\(head)\(word)'\(hint)
      Usage: sciatic \(head)<subcommand>
        See 'sciatic \(head)--help' for more information.
      """
  }
}

/// Parts of the help texts that the atlas provides.
enum HelpText {
  private static let header = BuiltInHeader.standard

  /// Lines to try, each within 80 columns and fit to be pasted into a shell.
  static var examples: String {
    if header.examples.isEmpty { return "" }
    return "EXAMPLES:\n" + header.examples.map { shellLines("sciatic " + $0) }.joined(separator: "\n") + "\n"
  }

  private static func shellLines(_ command: String) -> String {
    Output.wrapped(command, head: "  ", width: 76, indent: "    ")
      .replacingOccurrences(of: "\n", with: " \\\n")
  }

  /// Program and atlas, which have versions of their own.
  static var version: String { "sciatic \(programVersion), built-in atlas \(header.version)" }
}
