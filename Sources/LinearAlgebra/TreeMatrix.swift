/// A symmetric positive definite matrix whose off-diagonal elements follow a tree: node `i` meets only its parent and
/// its children. Nodes are numbered so that every parent precedes its children, so that elimination from the last
/// node to the first makes no fill (Hines 1984); on a plain chain it is the tridiagonal algorithm.
public struct TreeMatrix: Sendable {
  /// Parent of each node; −1 for a root.
  public let parents: [Int32]
  /// Diagonal.
  public var diagonal: [Double]
  /// Element (i, parent of i); 0 for a root.
  public var offDiagonal: [Double]

  /// - Precondition: all three have one element per node, and every parent precedes its children.
  public init(parents: [Int32], diagonal: [Double], offDiagonal: [Double]) {
    precondition(
      parents.count == diagonal.count && parents.count == offDiagonal.count, "one element per node")
    precondition(zip(parents, 0...).allSatisfy { $0 < $1 }, "parents precede their children")
    self.parents = parents
    self.diagonal = diagonal
    self.offDiagonal = offDiagonal
  }

  /// A matrix on a tree that is known to be one; see ``init(parents:diagonal:offDiagonal:)``.
  public init(uncheckedParents parents: [Int32], diagonal: [Double], offDiagonal: [Double]) {
    self.parents = parents
    self.diagonal = diagonal
    self.offDiagonal = offDiagonal
  }

  /// The factor L of A = Lᵀ D L, from which systems are solved in O(n).
  public func factored() -> Factor {
    var pivots = diagonal
    var ratios = offDiagonal
    for i in stride(from: pivots.count - 1, through: 0, by: -1) where parents[i] >= 0 {
      let p = Int(parents[i])
      ratios[i] = offDiagonal[i] / pivots[i]
      pivots[p] -= ratios[i] * offDiagonal[i]
    }
    return Factor(parents: parents, pivots: pivots, ratios: ratios)
  }

  /// A tree matrix after elimination.
  public struct Factor: Sendable {
    let parents: [Int32]
    let pivots: [Double]
    let ratios: [Double]

    /// Solves A x = b.
    ///
    /// - Precondition: `b` has one element per node.
    public func solve(_ b: [Double]) -> [Double] {
      precondition(b.count == pivots.count, "one element per node")
      var x = b
      for i in stride(from: x.count - 1, through: 0, by: -1) where parents[i] >= 0 {
        x[Int(parents[i])] -= ratios[i] * x[i]
      }
      for i in x.indices {
        x[i] /= pivots[i]
        if parents[i] >= 0 { x[i] -= ratios[i] * x[Int(parents[i])] }
      }
      return x
    }
  }
}
