import ArgumentParser
import Diagrams

/// `sciatic report`: all about a patient, to hand on.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "A report on a patient to hand to a colleague, as a page or a PDF.",
    usage: "sciatic report [<case|finding> ...] --output <file> [<options>]")

  @OptionGroup var caseOptions: CaseOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("The file: .html or .pdf.", valueName: "file"))
  var output: String
  @Option(help: "light, dark or print.") var theme = Theme.Kind.light
  @OptionGroup var atlasOption: AtlasOption

  func validate() throws {
    try OptionCheck.ending(of: output, "-o", ["html", "pdf"])
  }

  func run() throws {
    let drawing = try DrawingAtlas(try atlasOption.load(), try atlasOption.files())
    let work = try PatientWork(caseOptions, atlasOption, drawing.atlas)
    let report = try ReportWriter(drawing, work, DrawingStyle(theme: theme)).report()
    if output.fileEnding == "html" {
      try Output.save(report.html(), to: output)
    } else {
      try Raster.write(report.pages().map { SVGWriter($0).render() }, to: output, .pdf)
    }
  }
}
