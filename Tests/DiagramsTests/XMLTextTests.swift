@testable import Diagrams
import Foundation
import FoundationXML
import Testing

/// What is escaped, read back by a parser of XML.
@Suite struct XMLTextTests {
  @Test(arguments: [
    "", "plain", "a < b & c > d", #"the "sign""#, "&amp; stays as it was typed", "line\nbreak\ttab\rreturn",
    "décolleté, 腓骨, 🦵🏽", "a combining mark on a sign: <\u{301}",
  ])
  func isReadBackAsItWas(_ text: String) throws {
    let escaped = text.escapedForXML
    let root = try #require(XMLDocument(xmlString: "<a b=\"\(escaped)\">\(escaped)</a>").rootElement())
    #expect(root.attribute(forName: "b")?.stringValue == text)
    #expect(root.stringValue == text)
  }

  @Test func leavesOutWhatXMLCannotHold() {
    #expect("a\u{0}b\u{7}c\u{1F}d\u{FFFE}e\u{FFFF}f".escapedForXML == "abcdef")
  }
}
