import Anatomy
import Foundation

/// A report on a patient: the same content as a page for the browser and as pages of a PDF.
public struct Report: Sendable {
  /// A red flag.
  public struct Alert: Sendable {
    public let tier: UrgencyTier
    /// The word before it.
    public let heading: String
    public let text: String
    /// What to do; nil where a louder alert says it.
    public let action: String?

    public init(_ rule: UrgencyRule, action: String?) {
      tier = rule.tier
      heading = rule.heading
      text = rule.text
      self.action = action
    }

    /// What has to be excluded before all else, though no red flag says so.
    public init(excluding name: String, probability: String, action: String) {
      tier = .urgent
      heading = "EXCLUDE FIRST"
      text = "\(name), at \(probability), by what was found"
      self.action = action
    }
  }

  /// A bar with what speaks for and against it.
  public struct Bar: Sendable {
    public let name: String
    public let place: String
    /// 0…1.
    public let value: Double
    /// What speaks for it and against it; empty where nothing does.
    public let pros: String
    public let cons: String

    public init(name: String, place: String, value: Double, pros: String, cons: String) {
      self.name = name
      self.place = place
      self.value = value
      self.pros = pros
      self.cons = cons
    }
  }

  /// A part of the report.
  public enum Block: Sendable {
    case heading(String)
    case text(String)
    case list([String])
    case bars([Bar])
    case table(head: [String], rows: [[String]])
    case picture(Scene)
  }

  public let title: String
  public let subtitle: String
  public let alerts: [Alert]
  public let blocks: [Block]
  public let footer: String
  private let style: DrawingStyle

  public init(
    title: String, subtitle: String, alerts: [Alert], blocks: [Block], footer: String, style: DrawingStyle
  ) {
    self.title = title
    self.subtitle = subtitle
    self.alerts = alerts
    self.blocks = blocks
    self.footer = footer
    self.style = style
  }

  private var theme: Theme { style.theme }

  // MARK: browser

  /// A self-contained page that prints well.
  public func html() -> String {
    let alerts = self.alerts.map { alert in
      "<section class=\"alert \(alert.tier.rawValue)\" role=\"alert\"><h2>\(alert.heading): \(alert.text.escapedForXML)</h2>\(alert.action.map { "<p>\($0.escapedForXML)</p>" } ?? "")</section>"
    }.joined(separator: "\n")
    let body =
      "<header><h1>\(title.escapedForXML)</h1><p>\(subtitle.escapedForXML)</p></header>\n<main>\n\(alerts)\n"
      + blocks.enumerated().map { html($1, number: $0) }.joined(separator: "\n")
      + "\n</main>\n<footer>\(footer.escapedForXML)</footer>"
    return PageAssets.document(title: title, style: css, body: body)
  }

  private func html(_ block: Block, number: Int) -> String {
    switch block {
    case .heading(let text): return "<h2>\(text.escapedForXML)</h2>"
    case .text(let text): return "<p>\(text.escapedForXML)</p>"
    case .list(let items): return "<ul>" + items.map { "<li>\($0.escapedForXML)</li>" }.joined() + "</ul>"
    case .bars(let bars):
      return bars.map { bar in
        let percent = bar.value.wholePercent
        var text =
          "<div class=\"bar\"><h3><span>\(bar.name.escapedForXML)</span><span>\(percent.escapedForXML)</span></h3><div class=\"room\"><div style=\"width:\(String(format: "%.1f", bar.value * 100))%\"></div></div><p class=\"place\">\(bar.place.escapedForXML)</p>"
        if !bar.pros.isEmpty { text += "<p><b>for</b> \(bar.pros.escapedForXML)</p>" }
        if !bar.cons.isEmpty { text += "<p><b>against</b> \(bar.cons.escapedForXML)</p>" }
        return text + "</div>"
      }.joined(separator: "\n")
    case .table(let head, let rows):
      return "<div class=\"wide\"><table><thead><tr>"
        + head.map { "<th scope=\"col\">\($0.escapedForXML)</th>" }.joined()
        + "</tr></thead><tbody>"
        + rows.map { row in
          "<tr>"
            + zip(head, row).map { "<td data-head=\"\($0.escapedForXML)\">\($1.escapedForXML)</td>" }.joined()
            + "</tr>"
        }.joined()
        + "</tbody></table></div>"
    case .picture(let scene):
      return "<figure>" + SVGWriter(scene).element(id: "picture-\(number)") + "</figure>"
    }
  }

  private var css: String {
    """
    *{box-sizing:border-box}
    body{margin:0 auto;max-width:52rem;padding:0 1.2rem;font:16px/1.5 'Sciatic Sans',\(FontMetrics.family);color:\(theme.ink.hex);background:\(theme.page.hex)}
    h1{font-size:1.6rem;margin:1.4rem 0 .2rem}h2{font-size:1.15rem;margin:1.4rem 0 .4rem}h3{font-size:1rem;margin:.8rem 0 .2rem;display:flex;justify-content:space-between;gap:1rem}h3 span:last-child{white-space:nowrap}
    p{margin:.25rem 0}header p,.place,footer{color:\(theme.faintInk.hex)}
    .alert{border-left:.5rem solid;padding:.3rem 1rem;margin:1rem 0;background:\(theme.panel.hex)}.alert h2{margin:.3rem 0}
    .emergency{border-color:#c1121f}.urgent{border-color:#e08e0b}.caution{border-color:#1c7293}
    .room{background:\(theme.panel.hex);border-radius:.3rem;height:.7rem}.room div{background:\(theme.mark.hex);border-radius:.3rem;height:100%}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid \(theme.leader.hex)}
    figure{margin:1rem 0}svg{width:100%;height:auto;display:block}footer{font-size:.85rem;margin:2rem 0}
    @media screen and (max-width:40rem){figure{overflow-x:auto}figure svg{min-width:42rem}thead{display:none}tr{display:block;border-bottom:1px solid \(theme.leader.hex);padding:.4rem 0}td{display:flex;gap:.6rem;border:0;padding:.1rem 0}td:empty{display:none}td::before{content:attr(data-head);flex:0 0 6rem;color:\(theme.faintInk.hex)}td:first-child{font-weight:bold}td:first-child::before{font-weight:normal}}
    @media print{body{font-size:10.5pt;max-width:none}.bar,.alert,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}figure svg{max-height:170mm}}
    @page{size:A4;margin:14mm}
    """
  }

  // MARK: paper

  /// Pages of A4: text set line by line, pictures on pages of their own.
  public func pages() -> [Scene] {
    var setter = PageSetter(theme: theme, title: title, footer: footer)
    setter.heading(title, size: 6.2)
    setter.paragraph(subtitle, colour: theme.faintInk)
    for alert in alerts {
      setter.space(2)
      setter.paragraph(
        "\(alert.heading): \(alert.text)", isBold: true, colour: theme.text(Colour(0xC1121F)))
      if let action = alert.action { setter.paragraph(action, indent: 4) }
    }
    for block in blocks {
      switch block {
      case .heading(let text):
        setter.space(3)
        setter.heading(text, size: 4.2)
      case .text(let text): setter.paragraph(text)
      case .list(let items): for item in items { setter.paragraph("\u{2022}  " + item, indent: 3) }
      case .bars(let bars): for bar in bars { set(bar, &setter) }
      case .table(let head, let rows):
        for row in rows {
          let cells = zip(head, row).dropFirst().filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" }
          setter.paragraph(row.first ?? "", isBold: true)
          setter.paragraph(cells.joined(separator: "; "), indent: 4)
        }
      case .picture(let scene): setter.picture(scene)
      }
    }
    return setter.finish()
  }

  private func set(_ bar: Bar, _ setter: inout PageSetter) {
    setter.space(1.5)
    setter.bar(bar.value, label: "\(bar.value.wholePercent)  \(bar.name)")
    setter.paragraph(bar.place, indent: 4, colour: theme.faintInk)
    if !bar.pros.isEmpty { setter.paragraph("for: " + bar.pros, indent: 4) }
    if !bar.cons.isEmpty { setter.paragraph("against: " + bar.cons, indent: 4) }
  }
}
