import Anatomy
import Foundation

/// An atlas as JSON: schema `sciatic.atlas/1`. Fields may be added, never changed.
///
/// Shares are fractions of 1, lengths are in mm. `sources` are keys of the list of sources; an empty list marks an
/// estimate, with its reason under `why`.
struct AtlasJSON {
  let atlas: Atlas
  /// Channels of the fibres that run through each segment.
  let bundles: [[Int]]

  init(_ atlas: Atlas) {
    self.atlas = atlas
    bundles = atlas.channelsBySegment()
  }

  /// The text of the document.
  func render() throws -> String {
    try Value(document).jsonText() + "\n"
  }

  /// Every entry of an id, with the name of the list that holds it: of one list, or of all.
  func entries(_ id: String, of list: String? = nil) -> [Value] {
    document.sorted { $0.key < $1.key }.flatMap { name, value -> [Value] in
      guard list == nil || list == name, case .list(let items)? = value else { return [] }
      return items.compactMap { item in
        guard case .object(let fields) = item, case .text(id)? = fields["id"] else { return nil }
        return Value(["kind": .text(name), "id": .text(id), "entry": item])
      }
    }
  }

  /// A JSON value. In an object, keys with nothing to say are left out.
  enum Value: Encodable {
    case text(String)
    case number(Double)
    case truth(Bool)
    case list([Value])
    case object([String: Value])

    init(_ pairs: [String: Value?]) { self = .object(pairs.compactMapValues { $0 }) }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .truth(let value): try container.encode(value)
      case .list(let values): try container.encode(values)
      case .object(let pairs): try container.encode(pairs)
      }
    }
  }

  private var document: [String: Value?] {
    [
      "schema": .text("sciatic.atlas/1"), "atlas": .text(atlas.name), "title": .text(atlas.title),
      "version": .text(atlas.version), "digest": .text(atlas.digest),
      "default_setting": .text(atlas.defaultSetting),
      "channels": list(atlas.channels) { channel in
        ["name": .text(channel.name), "within": channel.parent.map { .text(atlas.channels[$0].id) }]
      },
      "segments": list(atlas.segments, segment), "nerves": list(atlas.nerves, nerve),
      "roots": list(atlas.roots, root),
      "plexus_shifts": list(atlas.shifts) {
        [
          "probability": number($0.probability), "steps": .number(Double($0.steps)),
          "share": number($0.share),
        ]
      },
      "variants": list(atlas.variants) { variant in
        [
          "name": .text(variant.name), "effect": optional(variant.effect),
          "types": .list(
            variant.types.map { Value(["name": .text($0.name), "probability": number($0.probability)]) }),
          "origin": origin(variant.provenance),
        ]
      },
      "muscles": list(atlas.muscles, muscle),
      "movements": list(atlas.movements) {
        [
          "name": .text($0.name), "aliases": texts($0.aliases), "muscles": shares($0.muscles, atlas.muscles),
          "origin": origin($0.provenance),
        ]
      },
      "muscle_groups": list(atlas.muscleGroups) {
        [
          "name": .text($0.name), "aliases": texts($0.aliases), "muscles": ids($0.muscles, atlas.muscles),
          "movements": ids($0.movements, atlas.movements),
        ]
      },
      "skin_regions": list(atlas.regions, region),
      "skin_groups": list(atlas.skinGroups) {
        ["name": .text($0.name), "aliases": texts($0.aliases), "regions": ids($0.regions, atlas.regions)]
      },
      "reflexes": list(atlas.reflexes) {
        [
          "name": .text($0.name), "aliases": texts($0.aliases), "muscles": shares($0.muscles, atlas.muscles),
          "roots": shares($0.roots, atlas.roots), "extra_length_mm": number($0.extraLength),
          "origin": origin($0.provenance),
        ]
      },
      "studies": list(atlas.studies, study),
      "levels": list(atlas.levels) {
        [
          "block": number($0.block), "irritability": number($0.irritability),
          "expression": number($0.expression),
        ]
      },
      "sites": list(atlas.sites, site), "kinds": list(atlas.kinds, kind),
      "findings": list(atlas.findings, finding), "settings": list(atlas.settings, setting),
      "history": list(atlas.modifiers, modifier),
      "affinities": .list(
        atlas.affinities.map {
          Value([
            "first": ids($0.first.sorted(), atlas.sites), "second": ids($0.second.sorted(), atlas.sites),
            "factor": number($0.factor), "origin": origin($0.provenance),
          ])
        }),
      "sources": list(atlas.citations) {
        ["citation": .text($0.text), "url": $0.url.map { .text($0) }, "kind": .text($0.kind.rawValue)]
      },
    ]
  }

  /// A list of entries, each with its id.
  private func list<T>(_ register: Register<T>, _ fields: (T) -> [String: Value?]) -> Value {
    .list(
      register.map { entry in
        var pairs = fields(entry)
        pairs["id"] = .text(entry.id)
        return Value(pairs)
      })
  }

  func number(_ value: Double) -> Value { .number(value.six) }

  func optional(_ text: String) -> Value? { text.isEmpty ? nil : .text(text) }

  func texts(_ texts: [String]) -> Value? { texts.isEmpty ? nil : .list(texts.map { .text($0) }) }

  func ids<T>(_ positions: [Int], _ register: Register<T>) -> Value {
    .list(positions.map { .text(register[$0].id) })
  }

  /// An object of shares by id.
  func shares<T>(_ shares: [Share], _ register: Register<T>) -> Value {
    .object(
      Dictionary(shares.map { (register[$0.index].id, number($0.value)) }, uniquingKeysWith: { $1 }))
  }

  func end(_ end: NerveEnd) -> Value {
    Value([
      "segment": .text(atlas.segments[end.segment].id), "channel": .text(atlas.channels[end.channel].id),
      "share": number(end.share),
    ])
  }

  /// Where numbers come from.
  func origin(_ provenance: Provenance) -> Value {
    Value([
      "sources": .list(provenance.sources.map { .text($0) }), "why": provenance.why.map { .text($0) },
    ])
  }
}
