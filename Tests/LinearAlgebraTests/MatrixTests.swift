import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  private func random(_ rows: Int, _ columns: Int, _ generator: inout SplitMix64) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for i in matrix.elements.indices { matrix.elements[i] = generator.uniform() * 2 - 1 }
    return matrix
  }

  @Test func multiplicationEqualsThreeLoops() {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<60 {
      let (rows, inner, columns) = (
        Int.random(in: 1...17, using: &generator), Int.random(in: 1...23, using: &generator),
        Int.random(in: 1...19, using: &generator)
      )
      let a = random(rows, inner, &generator)
      let b = random(inner, columns, &generator)
      let fast = a.multiplied(by: b)
      let slow = product(a, b)
      #expect(fast.rows == rows && fast.columns == columns)
      let error = zip(fast.elements, slow.elements).map { abs($0 - $1) }.max() ?? .infinity
      #expect(error < 1e-12, "\(rows)×\(inner) · \(inner)×\(columns)")
    }
  }

  // An atlas without reflexes has a matrix without rows; BLAS itself refuses such sizes.
  @Test(arguments: [(0, 3, 2), (2, 0, 3), (2, 3, 0), (0, 0, 0)])
  func emptyShapesGiveZeros(rows: Int, inner: Int, columns: Int) {
    let a = Matrix(rows: rows, columns: inner, repeating: 1)
    let b = Matrix(rows: inner, columns: columns, repeating: 1)
    let product = a.multiplied(by: b)
    #expect(product == Matrix(rows: rows, columns: columns, repeating: 0))
    #expect(product.elements.count == rows * columns)
  }

  @Test func elementsLieRowAfterRow() {
    var matrix = Matrix(rows: 2, columns: 3)
    matrix[0, 2] = 5
    matrix[1, 0] = 7
    #expect(matrix.elements == [0, 0, 5, 7, 0, 0])
    #expect(Array(matrix.row(1)) == [7, 0, 0])
    #expect(matrix[0, 2] == 5 && matrix[1, 2] == 0)
  }

  @Test func aKnownProduct() {
    var a = Matrix(rows: 2, columns: 2)
    a.elements = [1, 2, 3, 4]
    var b = Matrix(rows: 2, columns: 3)
    b.elements = [5, 6, 7, 8, 9, 10]
    #expect(a.multiplied(by: b).elements == [21, 24, 27, 47, 54, 61])
  }
}
