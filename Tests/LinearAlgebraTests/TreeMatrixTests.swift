import COpenBLAS
import Testing

@testable import LinearAlgebra

/// Elimination along a tree against LAPACK.
struct TreeMatrixTests {
  /// A random tree, diagonally dominant and so positive definite.
  private func random(_ n: Int, seed: UInt64, chain: Bool = false) -> (TreeMatrix, [Double]) {
    var random = SplitMix64(seed: seed)
    var parents: [Int32] = [-1]
    var diagonal = Array(repeating: 0.1, count: n)
    var off = Array(repeating: 0.0, count: n)
    for i in 1..<n {
      let parent = chain ? i - 1 : Int(random.uniform() * Double(i))
      parents.append(Int32(parent))
      off[i] = -random.uniform() - 0.01
      diagonal[i] -= off[i]
      diagonal[parent] -= off[i]
    }
    return (
      TreeMatrix(parents: parents, diagonal: diagonal, offDiagonal: off),
      (0..<n).map { _ in random.uniform() - 0.5 }
    )
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>) func equalsDenseCholesky(seed: UInt64) {
    let n = 3 + Int(seed) * 7
    let (tree, b) = random(n, seed: seed)
    var dense = Array(repeating: 0.0, count: n * n)
    for i in 0..<n {
      dense[i * n + i] = tree.diagonal[i]
      if tree.parents[i] >= 0 {
        dense[i * n + Int(tree.parents[i])] = tree.offDiagonal[i]
        dense[Int(tree.parents[i]) * n + i] = tree.offDiagonal[i]
      }
    }
    var x = b
    var size = Int32(n)
    var one: Int32 = 1
    var rows = Int32(n)
    var info: Int32 = -1
    dposv_("L", &size, &one, &dense, &rows, &x, &size, &info)
    #expect(info == 0)
    let own = tree.factored().solve(b)
    #expect(zip(own, x).allSatisfy { abs($0 - $1) < 1e-10 * max(1, abs($1)) })
  }

  @Test func chainEqualsBandedCholesky() {
    let n = 475
    let (tree, b) = random(n, seed: 5, chain: true)
    // Lower band storage: the diagonal and the element below it, column by column.
    var band = Array(repeating: 0.0, count: 2 * n)
    for i in 0..<n {
      band[2 * i] = tree.diagonal[i]
      if i + 1 < n { band[2 * i + 1] = tree.offDiagonal[i + 1] }
    }
    var x = b
    var size = Int32(n)
    var one: Int32 = 1
    var two: Int32 = 2
    var info: Int32 = -1
    dpbsv_("L", &size, &one, &one, &band, &two, &x, &size, &info)
    #expect(info == 0)
    let own = tree.factored().solve(b)
    #expect(zip(own, x).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($1)) })
  }

  @Test func forestsFallApart() {
    let tree = TreeMatrix(parents: [-1, 0, -1], diagonal: [2, 3, 4], offDiagonal: [0, -1, 0])
    let x = tree.factored().solve([1, 2, 8])
    #expect(abs(x[0] - 1) < 1e-15 && abs(x[1] - 1) < 1e-15 && abs(x[2] - 2) < 1e-15)
  }
}
