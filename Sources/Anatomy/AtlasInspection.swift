/// An atlas with everything that is wrong with its files, as far as that shows without running the model.
public struct AtlasInspection: Sendable {
  /// The atlas; nil where it cannot be read.
  public let atlas: Atlas?
  /// What it says about treatment; nil where it says nothing, or where that cannot be read.
  public let treatment: Treatment?
  /// Where its numbers come from.
  public let provenance: ProvenanceAudit
  /// Faults of reading, and names and parts of the graph that lead nowhere.
  public let faults: [DataIssue]
  /// Those, and numbers without a source, in the order of the files; files named as the user knows them.
  public let issues: [DataIssue]

  /// Reads all files, and goes on after a fault with what does not hang on it.
  public init(_ files: AtlasFiles) {
    var faults: [DataIssue] = []
    func read<T>(_ body: () throws(DataError) -> T) -> T? {
      do throws(DataError) {
        return try body()
      } catch {
        faults += error.issues
        return nil
      }
    }
    let atlas = read { () throws(DataError) in try Atlas(files) }
    var treatment: Treatment?
    if let atlas {
      if files.hasTreatment { treatment = read { () throws(DataError) in try Treatment(files, atlas) } }
      for view in files.viewIDs { _ = read { () throws(DataError) in try BodyView(view, files, atlas) } }
    }
    faults += GraphAudit(files, atlas).issues.map(files.located)
    (self.atlas, self.treatment) = (atlas, treatment)
    provenance = ProvenanceAudit(files, atlas?.citations ?? AtlasReader.citations(files))
    self.faults = AtlasReader.ordered(faults)
    issues = AtlasReader.ordered(faults + provenance.issues.map(files.located))
  }
}

extension AtlasReader {
  /// The list of sources alone; nil where it cannot be read.
  fileprivate static func citations(_ files: AtlasFiles) -> Register<Citation>? {
    var reader = AtlasReader(files, wanting: ["sources.yaml"])
    guard reader.documents["sources.yaml"] != nil else { return nil }
    reader.readSources()
    return reader.log.issues.isEmpty ? reader.atlas.citations : nil
  }
}
