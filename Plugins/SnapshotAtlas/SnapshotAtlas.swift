import Foundation
import PackagePlugin

/// Runs `snapshot-atlas` over the files of the atlas and hands its output to the compiler.
@main
struct SnapshotAtlas: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "Models/sciatic")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).filter
    {
      $0.hasSuffix(".yaml")
    }
    let output = context.pluginWorkDirectoryURL.appending(path: "Snapshot.swift")
    return [
      .buildCommand(
        displayName: "Reading the atlas",
        executable: try context.tool(named: "snapshot-atlas").url,
        arguments: [folder.path(percentEncoded: false), output.path(percentEncoded: false)],
        inputFiles: names.sorted().map { folder.appending(path: $0) },
        outputFiles: [output])
    ]
  }
}
