import CKernels
import Foundation
import LinearAlgebra
import Testing

/// The vectorised slack law against the C library.
struct SoftplusTests {
  @Test func equalsTheLibrary() {
    var random = SplitMix64(seed: 11)
    var z = (0..<4000).map { _ in 80 * (random.uniform() - 0.5) }
    z += [
      0, -0.0, 1e-300, -1e-300, 700, -700, 1000, -1000, 36.7, -36.7, 0.34657359, -0.34657359, 1, -1, 1e-9,
      -1e-9,
    ]
    while z.count % 16 != 0 { z.append(0) }
    var value = z
    var slope = z
    kernel_softplus(z, z.count, &value, &slope)
    for (i, x) in z.enumerated() {
      let small = exp(-min(abs(x), 700))
      let soft = max(x, 0) + log1p(small)
      #expect(abs(value[i] - soft) <= 4e-16 * max(soft, 1e-300) * 4, "\(x)")
      let lean = (x >= 0 ? 1 : small) / (1 + small)
      #expect(abs(slope[i] - lean) <= 1.5e-15 * lean, "\(x)")
    }
  }
}
