/// The version of this program; an atlas has one of its own.
public let programVersion = "0.1.0"

extension Atlas {
  /// What a result comes from: the program, and the atlas with its version where that is another.
  public var origin: String {
    "sciatic \(programVersion), atlas \(name)" + (version == programVersion ? "" : " \(version)")
  }
}
