// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
  name: "sciatic",
  products: [
    .executable(name: "sciatic", targets: ["sciatic"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "Anatomy", targets: ["Anatomy"]),
    .library(name: "BuiltInAtlas", targets: ["BuiltInAtlas"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "Localization", targets: ["Localization"]),
    .library(name: "Needling", targets: ["Needling"]),
    .library(name: "Diagrams", targets: ["Diagrams"]),
    .library(name: "Studies", targets: ["Studies"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"]), .yum(["openblas-devel"])]),
    .target(name: "CModelData"),
    .target(name: "CNetCDF"),
    .target(name: "CKernels"),
    .target(name: "CBLAS"),
    .target(name: "LinearAlgebra", dependencies: ["CBLAS"], swiftSettings: strict),
    .target(
      name: "Anatomy",
      dependencies: ["CModelData", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict),
    .executableTarget(
      name: "snapshot-atlas", dependencies: ["Anatomy", "Simulation"], swiftSettings: strict),
    .plugin(name: "SnapshotAtlas", capability: .buildTool(), dependencies: ["snapshot-atlas"]),
    .target(
      name: "BuiltInAtlas", dependencies: ["Anatomy", "Simulation"], swiftSettings: strict,
      plugins: ["SnapshotAtlas"]),
    .target(
      name: "Simulation", dependencies: ["Anatomy", "LinearAlgebra", "CKernels"], swiftSettings: strict),
    .target(
      name: "Localization", dependencies: ["Anatomy", "Simulation", "LinearAlgebra", "CKernels"],
      swiftSettings: strict),
    .target(
      name: "Needling", dependencies: ["Anatomy", "Simulation", "Localization", "LinearAlgebra"],
      swiftSettings: strict),
    .target(
      name: "Diagrams", dependencies: ["Anatomy", "Simulation", "Localization", "Needling"],
      swiftSettings: strict),
    .target(
      name: "Studies",
      dependencies: ["Anatomy", "Simulation", "Localization", "Needling", "LinearAlgebra", "CNetCDF"],
      swiftSettings: strict),
    .executableTarget(
      name: "sciatic",
      dependencies: [
        "Anatomy", "Studies", "Diagrams", "Needling", "Localization", "Simulation", "LinearAlgebra",
        "BuiltInAtlas",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "COpenBLAS"], swiftSettings: strict),
    .testTarget(
      name: "AnatomyTests", dependencies: ["Anatomy", "BuiltInAtlas"], swiftSettings: strict),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "CKernels", "BuiltInAtlas"], swiftSettings: strict
    ),
    .testTarget(name: "LocalizationTests", dependencies: ["Localization"], swiftSettings: strict),
    .testTarget(
      name: "NeedlingTests", dependencies: ["Needling", "BuiltInAtlas"], swiftSettings: strict),
    .testTarget(
      name: "DiagramsTests", dependencies: ["Diagrams", "BuiltInAtlas"], swiftSettings: strict),
    .testTarget(
      name: "StudiesTests", dependencies: ["Studies", "BuiltInAtlas", "CNetCDF"], swiftSettings: strict),
    .testTarget(name: "CommandLineTests", dependencies: ["Anatomy", "sciatic"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x
)
