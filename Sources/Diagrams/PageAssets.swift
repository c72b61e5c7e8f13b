import Anatomy
import Foundation

/// What pages carry with them, so that they need no network.
enum PageAssets {
  /// The font as a style rule, in two weights.
  static func fontRule() -> String {
    [("sans-regular.woff2", "400"), ("sans-bold.woff2", "700")].map { name, weight in
      "@font-face{font-family:'Sciatic Sans';font-weight:\(weight);src:url(data:font/woff2;base64,\(base64("fonts/" + name))) format('woff2')}"
    }.joined(separator: "\n")
  }

  private static func base64(_ file: String) -> String {
    EmbeddedFile.bytes(file).base64EncodedString()
  }

  /// A document around a body.
  static func document(title: String, style: String, body: String, script: String = "") -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title.escapedForXML)</title>
    <style>
    \(fontRule())
    \(style)
    </style>
    </head>
    <body>
    \(body)
    \(script.isEmpty ? "" : "<script>\n\(script)\n</script>")
    </body>
    </html>

    """
  }
}
