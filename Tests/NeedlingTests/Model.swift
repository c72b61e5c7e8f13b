import Anatomy
import BuiltInAtlas
import Localization
import Needling

/// The built-in model, made once for all tests.
enum Model {
  static let atlas: Atlas = {
    do { return try .builtIn() } catch { preconditionFailure("\(error)") }
  }()
  static let treatment: Treatment = {
    do { return try Treatment(.builtIn(), atlas) } catch { preconditionFailure("\(error)") }
  }()
  static let localizer = Localizer(atlas)
}
