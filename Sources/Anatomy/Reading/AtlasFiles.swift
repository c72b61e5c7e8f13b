import Foundation

/// The files of an atlas: compiled into the binary, or in a folder.
public struct AtlasFiles: Sendable {
  /// File names in the order in which they are read, for messages and for `atlas check`.
  public static let names = [
    "atlas", "nerves", "roots", "muscles", "skin", "reflexes", "conduction", "variants", "mechanics",
    "postures", "sites", "history",
    "settings", "kinds", "findings", "safety", "sources",
  ].map { $0 + ".yaml" }

  /// Files about treatment, which only its commands read; an atlas may do without them.
  static let treatmentNames = ["needling", "rehabilitation", "outcomes", "evidence"].map {
    $0 + ".yaml"
  }

  /// All names, in the order of reading.
  static let allNames = names + treatmentNames

  /// Name and text of each file.
  public let files: [(name: String, text: String)]
  /// Folder, or "built in".
  public let origin: String

  /// Whether there is anything about treatment.
  public var hasTreatment: Bool { files.contains { Self.treatmentNames.contains($0.name) } }

  /// The atlas compiled into the binary.
  public static func builtIn(_ folder: String = "sciatic") -> AtlasFiles {
    let names = EmbeddedFile.names.filter { $0.hasPrefix(folder + "/") }
    let files = names.map {
      (String($0.dropFirst(folder.count + 1)), String(decoding: EmbeddedFile.bytes($0), as: UTF8.self))
    }
    return AtlasFiles(files: files, origin: "built in")
  }

  /// The atlas in a folder.
  ///
  /// - Throws: ``DataError`` naming each file that is missing or is not text.
  public static func folder(_ path: String) throws(DataError) -> AtlasFiles {
    guard FileManager.default.isFolder(path) else {
      throw DataError(file: path, "is not a folder with an atlas")
    }
    var files: [(String, String)] = []
    var issues: [DataIssue] = []
    for name in allNames {
      let file = path + "/" + name
      if treatmentNames.contains(name), !FileManager.default.fileExists(atPath: file) { continue }
      do {
        files.append((name, try TextFile.read(file, limit: 20_000_000)))
      } catch {
        issues += error.issues
      }
    }
    let others = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in others.sorted() where name.hasPrefix(viewPrefix) && name.hasSuffix(".yaml") {
      do {
        files.append((name, try TextFile.read(path + "/" + name, limit: 20_000_000)))
      } catch {
        issues += error.issues
      }
    }
    if !issues.isEmpty { throw DataError(issues) }
    return AtlasFiles(files: files, origin: path)
  }
}

extension AtlasFiles {
  /// A fault with its file named as the user knows it.
  public func located(_ issue: DataIssue) -> DataIssue {
    if origin == "built in" { return issue }
    var result = issue
    result.file = origin + "/" + issue.file
    return result
  }

  /// A block of entries that have an id.
  private struct Block {
    let file, name: String
    /// Whether the exported atlas holds its entries.
    let isExported: Bool
  }

  /// Where entries stand that are best shown as they are written.
  private static let registers =
    [
      ("nerves", "channels"), ("nerves", "segments"), ("muscles", "movements"),
      ("muscles", "groups"), ("skin", "groups"), ("reflexes", "reflexes"), ("conduction", "studies"),
      ("variants", "variants"), ("sites", "levels"), ("settings", "settings"), ("kinds", "kinds"),
    ].map { Block(file: $0.0 + ".yaml", name: $0.1, isExported: true) }
    + [
      ("mechanics", "cables"), ("mechanics", "landmarks"), ("mechanics", "classes"), ("postures", "joints"),
      ("postures", "imbalances"), ("sites", "courses"), ("sites", "groups"), ("findings", "groups"),
      ("safety", "precautions"), ("needling", "regions"), ("needling", "structures"), ("needling", "maps"),
      ("needling", "targets"), ("rehabilitation", "programmes"), ("outcomes", "measures"),
      ("outcomes", "arms"), ("evidence", "cards"),
    ].map { Block(file: $0.0 + ".yaml", name: $0.1, isExported: false) }

  /// An entry as it is written.
  public struct Record: Sendable {
    public let file, block: String
    /// Its lines.
    public let text: String
  }

  /// Every entry with this id; none of what has a card of its own.
  public func records(_ id: String) -> [Record] { Self.registers.compactMap { record(id, $0) } }

  /// Every entry with this id that the exported atlas does not hold.
  public func written(_ id: String) -> [Record] {
    let postures = Block(file: "postures.yaml", name: "postures", isExported: false)
    return ([postures] + Self.registers.filter { !$0.isExported }).compactMap { record(id, $0) }
  }

  private func record(_ id: String, _ block: Block) -> Record? {
    let (file, block) = (block.file, block.name)
    guard let text = files.first(where: { $0.name == file })?.text, text.contains(id),
      let entry = entry(id, file, block)
    else { return nil }
    let lines = text.textLines[(entry.line - 1)...]
    let indent = lines.first?.prefix { $0 == " " }.count ?? 0
    let rest = lines.dropFirst().prefix { line in
      let depth = line.prefix { $0 == " " }.count
      return depth > indent && !line.isEmpty
    }
    return Record(file: file, block: block, text: (lines.prefix(1) + rest).joined(separator: "\n"))
  }

  /// The limits that are stated for the factors of a history item, in their order; nil where none are.
  public func limits(ofModifier id: String) -> [ClosedRange<Double>?] {
    let entry = entry(id, "history.yaml", "history") ?? entry(id, "history.yaml", "patient")
    return (entry?.part("odds")?.list() ?? []).map { effect in
      let ends = effect.part("interval")?.list().compactMap { $0.scalar.flatMap(Double.init) } ?? []
      return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
    }
  }

  private func entry(_ id: String, _ file: String, _ block: String) -> Reading? {
    files.first { $0.name == file }.flatMap { Reading.parse($0.text, file: file, log: IssueLog()) }?
      .part(block)?.pairs().first { $0.key == id }?.value
  }
}
