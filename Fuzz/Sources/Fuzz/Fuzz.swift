import Anatomy
import Foundation

/// What libFuzzer calls with every input. `FUZZ_TARGET` names what reads it: `case`, `arguments`, or `atlas`, where the
/// first letter says which file of the atlas the rest replaces. `FUZZ_ATLAS` is a folder with the other files; without
/// it they are those built in.
///
/// - Returns: -1 for what no file may hold (the reader of files refuses it), so that it is not kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else { return -1 }
  switch Subject.shared.target {
  case .case: Subject.shared.readCase(text)
  case .arguments: Subject.shared.readArguments(text)
  case .atlas: Subject.shared.readAtlas(text)
  }
  return 0
}

/// What is fuzzed, and what must hold.
struct Subject: Sendable {
  enum Target: String { case `case`, arguments, atlas }

  let target: Target
  let files: AtlasFiles
  let atlas: Atlas
  let reader: CaseReader

  static let shared: Subject = {
    let environment = ProcessInfo.processInfo.environment
    guard let target = environment["FUZZ_TARGET"].flatMap(Target.init) else {
      fatalError("FUZZ_TARGET must be case, arguments or atlas")
    }
    do {
      let files = try environment["FUZZ_ATLAS"].map { try AtlasFiles.folder($0) } ?? .builtIn()
      let atlas = try Atlas(files)
      return Subject(target: target, files: files, atlas: atlas, reader: CaseReader(atlas))
    } catch {
      fatalError("the atlas to start from has faults: \(error)")
    }
  }()

  func readCase(_ text: String) {
    do throws(DataError) {
      let patient = try reader.read(text: text, file: "case.yaml")
      check(patient, atlas)
    } catch {
      check(error)
    }
  }

  func readArguments(_ text: String) {
    let words = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    do throws(DataError) {
      var patient = PatientCase()
      patient.findings = try reader.read(arguments: words)
      check(patient, atlas)
    } catch {
      check(error)
    }
    for word in words.prefix(4) {
      for what in ["setting", "history item", "site"] {
        do throws(DataError) { _ = try reader.resolve(what, word) } catch { check(error) }
      }
    }
  }

  func readAtlas(_ text: String) {
    guard let letter = text.utf8.first else { return }
    let name = AtlasFiles.names[Int(letter) % AtlasFiles.names.count]
    let changed = files.replacing(name, with: String(decoding: text.utf8.dropFirst(), as: UTF8.self))
    do throws(DataError) {
      let atlas = try Atlas(changed)
      _ = atlas.pathways()
      // Parses all files once more: not every time.
      let audit = text.utf8.count.isMultiple(of: 4) ? ProvenanceAudit(changed, atlas) : nil
      for issue in audit?.issues ?? [] { require(!issue.message.isEmpty, "no message") }
      // Whatever was accepted must do for reading a case that holds every finding there is.
      let reader = CaseReader(atlas)
      for finding in atlas.findings.prefix(40) {
        do throws(DataError) {
          var patient = PatientCase()
          patient.findings = try reader.read(arguments: [finding.id])
          check(patient, atlas)
        } catch {
          check(error)
        }
      }
    } catch {
      check(error)
    }
  }

  /// An accepted case: every position lies in its register, and completing it twice adds nothing.
  private func check(_ patient: PatientCase, _ atlas: Atlas) {
    let full = patient.completed(atlas)
    require(full.findings.starts(with: patient.findings), "completing lost a finding")
    for record in full.findings + full.otherSide {
      require(atlas.findings.indices.contains(record.finding), "a finding outside the atlas")
    }
    require(full.history.allSatisfy(atlas.modifiers.indices.contains), "a history item outside the atlas")
    require(patient.setting.map(atlas.settings.indices.contains) ?? true, "a setting outside the atlas")
    require(patient.age.map { (0...120).contains($0) } ?? true, "an age out of range")
    _ = full.urgency(atlas)
  }

  /// A refusal says what is wrong.
  private func check(_ error: DataError) {
    require(!error.issues.isEmpty, "an error without a fault")
    for issue in error.issues {
      require(!issue.message.isEmpty && !issue.file.isEmpty, "a fault without a message or a place")
      require(issue.line.map { $0 > 0 } ?? true, "line \(issue.line ?? 0)")
    }
  }

  private func require(_ holds: Bool, _ what: String) {
    if !holds { fatalError(what) }
  }
}
