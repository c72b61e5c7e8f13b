import Anatomy
import Foundation
import Simulation

/// Reads an atlas and writes it and the findings of its lesions as a Swift source: what the build embeds in the program.
@main
struct SnapshotAtlas {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { fail("usage: snapshot-atlas FOLDER FILE.swift") }
    do {
      let atlas = try Atlas(.folder(arguments[1]))
      let bytes = AtlasSnapshot.bytes(of: atlas)
      guard bytes.withUnsafeBytes({ AtlasSnapshot.atlas($0) }) != nil else {
        fail("the snapshot of \(arguments[1]) cannot be read back")
      }
      let source = """
        let snapshot: StaticString = "\(Data(bytes).base64EncodedString())"
        let findingTable: StaticString = #"\(FindingTable.text(of: atlas))"#
        let builtInHeader = BuiltInHeader(
          version: \(atlas.version.debugDescription), examples: \(atlas.examples.debugDescription))

        """
      try Data(source.utf8).write(to: URL(fileURLWithPath: arguments[2]), options: .atomic)
    } catch let error as DataError {
      fail(error.issues.map(\.description).joined(separator: "\n"))
    } catch {
      fail("\(arguments[2]): \(error)")
    }
  }

  private static func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(1)
  }
}
