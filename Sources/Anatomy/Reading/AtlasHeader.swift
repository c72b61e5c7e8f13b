/// The few facts of an atlas that help texts show, read without the rest.
public struct AtlasHeader: Sendable {
  public let version: String
  public let examples: [String]

  /// The header of the built-in atlas.
  public static func builtIn() -> AtlasHeader {
    let text = AtlasFiles.builtIn().files.first { $0.name == "atlas.yaml" }?.text ?? ""
    let pairs = Reading.parse(text, file: "atlas.yaml", log: IssueLog())?.pairs() ?? []
    func value(_ key: String) -> Reading? { pairs.first { $0.key == key }?.value }
    return AtlasHeader(
      version: value("version")?.scalar ?? "",
      examples: value("examples")?.list().compactMap(\.scalar) ?? [])
  }
}
