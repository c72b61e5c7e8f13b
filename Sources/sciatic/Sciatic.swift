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
    let names = commands.compactMap { $0.configuration.commandName } + ["help"]
    if let word = arguments.first, !word.hasPrefix("-"), !names.contains(word) {
      let near = Nearest.words(to: word, in: names)
      let cases = FileManager.default.fileExists(atPath: word) ? ["locate \(word)"] : near
      let hint = cases.isEmpty ? "" : "; did you mean \(cases.joined(separator: ", "))?"
      throw ValidationError("no command '\(word)'\(hint)")
    }
    return try Sciatic.parseAsRoot()
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

  static var version: String { header.version }
}
