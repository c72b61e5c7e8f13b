// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses the libraries ever builds it. Scripts/fuzz.sh adds the flags that
// instrument the libraries too.
let package = Package(
  name: "Fuzz",
  // A library, since libFuzzer brings `main`: the script links the two.
  products: [.library(name: "Fuzz", type: .static, targets: ["Fuzz"])],
  dependencies: [.package(name: "sciatic", path: "..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    .target(
      name: "Fuzz",
      dependencies: ["CLibFuzzer", .product(name: "Anatomy", package: "sciatic")],
      swiftSettings: [.treatAllWarnings(as: .error)]),
  ],
  swiftLanguageModes: [.v6]
)
