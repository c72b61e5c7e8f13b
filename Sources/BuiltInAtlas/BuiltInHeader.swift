/// The few facts of the built-in atlas that help texts show, for use before it is loaded.
public struct BuiltInHeader: Sendable {
  public let version: String
  /// Command lines.
  public let examples: [String]

  /// What the build read.
  public static let standard = builtInHeader
}
