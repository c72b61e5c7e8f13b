import Anatomy
import Foundation
import Studies
import Testing

@Suite struct CheckpointTests {
  private let path = NSTemporaryDirectory() + "/sciatic-checkpoint-" + UUID().uuidString

  private func rows(_ range: Range<Int>) -> [Double] { range.flatMap { [Double($0), -Double($0), .nan] } }

  private func size() throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
  }

  @Test func rowsAreThereWhenItIsOpenedAgain() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      let first = try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: false)
      #expect(first.rows == 0)
      try first.append(rows(0..<5))
      try first.append(rows(5..<9))
    }
    // What a kill leaves of the tenth row.
    let whole = try size()
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(repeating: 1, count: 23))
    try handle.close()
    let again = try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true)
    #expect(again.rows == 9)
    #expect(try again.read(from: 4, count: 3).map(\.bitPattern) == rows(4..<7).map(\.bitPattern))
    try again.append(rows(9..<11))
    #expect(try size() == whole + 2 * (3 + 1) * 8)
    #expect(try again.read(from: 8, count: 3).map(\.bitPattern) == rows(8..<11).map(\.bitPattern))
  }

  @Test func anotherRunIsRefusedAndLeftAlone() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    do { try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: false).append(rows(0..<2)) }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(throws: DataError.self) {
      try Checkpoint(path, runs: 100..<120, columns: 3, digest: 8, resumes: true)
    }
    #expect(throws: DataError.self) {
      try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: false)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aRunThatWasKilledBeforeItsFirstRowBegins() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    for length in [0, 5] {
      try Data(repeating: 9, count: length).write(to: URL(fileURLWithPath: path))
      let run = try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true)
      #expect(run.rows == 0)
      try run.append(rows(0..<1))
      #expect(try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true).rows == 1)
    }
  }

  @Test func twoRunsOfTheSamePointsDoNotDisturbEachOther() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    func open() throws -> Checkpoint {
      try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true)
    }
    let first = try open()
    try first.append(rows(0..<8))
    let second = try open()
    try first.append(rows(8..<16))
    try second.append(rows(8..<12))
    try first.append(rows(16..<20))
    for step in [12..<16, 16..<20] { try second.append(rows(step)) }
    let whole = try Checkpoint(reading: path, runs: 100..<120, columns: 3, digest: 7)
    #expect(whole.isComplete && first.isComplete && second.isComplete)
    #expect(try whole.read(from: 0, count: 20).map(\.bitPattern) == rows(0..<20).map(\.bitPattern))
    #expect(throws: DataError.self) {
      try Checkpoint(reading: path, runs: 80..<100, columns: 3, digest: 7)
    }
    #expect(throws: DataError.self) {
      try Checkpoint(reading: path + "-not", runs: 100..<120, columns: 3, digest: 7)
    }
  }

  @Test func damageIsNamedAndWhatAKillLeavesIsNot() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    do { try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: false).append(rows(0..<9)) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // Every byte of the rows but the last, and none of it goes unseen.
    let last = whole.count - 32
    for byte in stride(from: 32, to: last, by: 5) {
      var damaged = whole
      damaged[byte] ^= 64
      try damaged.write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: DataError.self) {
        try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true)
      }
      let row = (byte - 32) / 32 + 1
      #expect(error?.description.contains("is damaged: row \(row) of 9 does not match its checksum") ?? false)
    }
    var torn = whole
    torn.replaceSubrange(last..<whole.count, with: Data(count: 32))
    try torn.write(to: URL(fileURLWithPath: path))
    let again = try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: true)
    #expect(again.rows == 8)
    try again.append(rows(8..<9))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
    // Rows that changed places.
    var swapped = whole
    swapped.replaceSubrange(32..<64, with: whole[64..<96])
    swapped.replaceSubrange(64..<96, with: whole[32..<64])
    try swapped.write(to: URL(fileURLWithPath: path))
    #expect(throws: DataError.self) { try Checkpoint(reading: path, runs: 100..<120, columns: 3, digest: 7) }
  }

  @Test func oneRunAtATimeHasTheFile() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    func open(resumes: Bool = true) throws -> Checkpoint {
      try Checkpoint(path, runs: 100..<120, columns: 3, digest: 7, resumes: resumes, isAlone: true)
    }
    do {
      let first = try open(resumes: false)
      try first.append(rows(0..<2))
      for resumes in [true, false] {
        let error = #expect(throws: DataError.self) { try open(resumes: resumes) }
        #expect(error?.description.contains("is being written by another run") ?? false)
      }
      try first.append(rows(2..<4))
    }
    #expect(try open().rows == 4)
  }
}
