import Anatomy
import Foundation

/// Turns SVG into PNG and PDF with `rsvg-convert`, a program of librsvg.
public enum Raster {
  /// Kinds of file.
  public enum Format: String, Sendable { case png, pdf }

  /// Writes pictures to a file; several make the pages of a PDF.
  ///
  /// - Throws: ``DataError``: `rsvg-convert` is missing or fails, or the file cannot be written.
  public static func write(_ pages: [String], to file: String, _ format: Format, pixels: Int = 1600)
    throws(DataError)
  {
    guard let tool = SearchPath.program("rsvg-convert") else {
      throw DataError(
        file: file,
        ".\(format.rawValue) needs rsvg-convert: install librsvg2-bin (Debian) or librsvg, or write .svg instead"
      )
    }
    let folder = NSTemporaryDirectory() + "/sciatic-draw-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      var names: [String] = []
      for (n, page) in pages.enumerated() {
        names.append(folder + "/\(n).svg")
        try Data(page.utf8).write(to: URL(fileURLWithPath: names[n]))
      }
      let result = folder + "/result"
      let process = Process()
      process.executableURL = URL(fileURLWithPath: tool)
      process.arguments =
        ["--format", format.rawValue, "--output", result]
        + (format == .png ? ["--width", String(pixels), "--keep-aspect-ratio"] : []) + names
      let errors = folder + "/errors"
      _ = FileManager.default.createFile(atPath: errors, contents: nil)
      process.standardError = FileHandle(forWritingAtPath: errors) ?? .nullDevice
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0, let data = FileManager.default.contents(atPath: result) else {
        let said = String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
        let last = said.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
        throw DataError(file: file, "rsvg-convert ended with \(process.terminationStatus)\(last)")
      }
      try FileDraft.write(data, to: file)
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(file: file, "cannot be written; does its folder exist, and may you write there?")
    }
  }
}
