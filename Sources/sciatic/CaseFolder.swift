import Anatomy

/// Cases from folders and files.
enum CaseFolder {
  /// - Throws: ``DataError`` with the faults of all files.
  static func read(_ paths: [String], _ atlas: Atlas) throws(DataError) -> [PatientCase] {
    let reader = CaseReader(atlas)
    let files = CaseReader.files(in: paths)
    if files.isEmpty { throw DataError(file: paths.joined(separator: " "), "holds no case files") }
    var issues: [DataIssue] = []
    var cases: [PatientCase] = []
    for file in files {
      do { cases.append(try reader.read(file: file)) } catch { issues += error.issues }
    }
    if !issues.isEmpty { throw DataError(issues) }
    return cases
  }
}
