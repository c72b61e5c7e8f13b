extension AtlasFiles {
  /// The same files, one of them with another text; a file of a new name is added.
  public func replacing(_ name: String, with text: String) -> AtlasFiles {
    var files = files
    if let place = files.firstIndex(where: { $0.name == name }) {
      files[place].text = text
    } else {
      files.append((name, text))
    }
    return AtlasFiles(files: files, origin: origin)
  }
}
