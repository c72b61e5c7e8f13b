import Anatomy

/// What `atlas show` says about a word, as JSON: schema `sciatic.atlas-show/1`. Fields may be added, never changed.
///
/// `entry` is as in the list `kind` of `sciatic atlas export --format json`; what that does not hold comes as it is
/// written in its file, under `yaml`.
struct AtlasShowJSON {
  private let atlas: Atlas
  private let files: AtlasFiles
  private let meaning: AtlasCard.Meaning

  init(_ atlas: Atlas, _ files: AtlasFiles, _ meaning: AtlasCard.Meaning) {
    (self.atlas, self.files, self.meaning) = (atlas, files, meaning)
  }

  func render() throws -> String {
    let document: [String: AtlasJSON.Value?] = [
      "schema": .text("sciatic.atlas-show/1"),
      "atlas": .object(atlas.identity.mapValues { .text($0) }),
      "entries": .list(entries),
    ]
    return try AtlasJSON.Value(document).jsonText()
  }

  private var entries: [AtlasJSON.Value] {
    let json = AtlasJSON(atlas)
    switch meaning {
    case .nerve(let nerve): return json.entries(atlas.nerves[nerve].id, of: "nerves")
    case .site(let site): return json.entries(atlas.sites[site].id, of: "sites")
    case .finding(let finding): return json.entries(atlas.findings[finding].id, of: "findings")
    case .id(let id):
      return json.entries(id)
        + files.written(id).map { record in
          AtlasJSON.Value([
            "kind": .text(record.block), "id": .text(id), "file": .text(record.file),
            "yaml": .text(record.text),
          ])
        }
    }
  }
}
