import Anatomy
import Diagrams

/// Pictures in files.
enum Picture {
  /// Writes a picture, its format by the ending of the file.
  ///
  /// - Parameter pixels: width of a .png.
  /// - Throws: ``DataError`` naming the file.
  static func write(_ scene: Scene, to file: String, pixels: Int = 1654) throws(DataError) {
    let text = SVGWriter(scene).render()
    switch file.fileEnding {
    case "png": try Raster.write([text], to: file, .png, pixels: pixels)
    case "pdf": try Raster.write([text], to: file, .pdf)
    case "svg": try Output.save(text, to: file)
    default:
      throw DataError(
        file: file, "this picture cannot be written as .\(file.fileEnding); write .svg, .png or .pdf")
    }
  }
}
