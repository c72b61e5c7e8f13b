// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "sciatic-benchmarks",
  dependencies: [.package(name: "sciatic", path: "..")],
  targets: [
    .executableTarget(
      name: "sciatic-benchmark",
      dependencies: [
        .product(name: "Localization", package: "sciatic"),
        .product(name: "Simulation", package: "sciatic"),
        .product(name: "Studies", package: "sciatic"),
        .product(name: "LinearAlgebra", package: "sciatic"),
        .product(name: "Anatomy", package: "sciatic"),
        .product(name: "BuiltInAtlas", package: "sciatic"),
      ],
      swiftSettings: [.treatAllWarnings(as: .error)])
  ],
  swiftLanguageModes: [.v6]
)
