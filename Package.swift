// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "meshlint",
  products: [.executable(name: "meshlint", targets: ["meshlint"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Without its traits it needs no Foundation. SystemPackage is in its interface.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
  ],
  targets: [
    // The stages, in the order in which data flows through them.
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    // Only its headers are used at build time; see its shim.h.
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .target(name: "YAMLTree", dependencies: ["CLibYAML"], swiftSettings: settings + [.strictMemorySafety()]),
    .target(name: "HCL", swiftSettings: settings),
    .target(name: "StructuralSchema", dependencies: ["YAMLTree", "Diagnostics"], swiftSettings: settings),
    .target(
      name: "MeshModel", dependencies: ["StructuralSchema", "YAMLTree", "HCL", "Diagnostics"], swiftSettings: settings),
    .target(
      name: "MeshResolver", dependencies: ["MeshModel", "Certificates", "Diagnostics"], swiftSettings: settings),
    .target(
      name: "MeshRules",
      dependencies: ["MeshResolver", "MeshModel", "StructuralSchema", "Certificates", "Diagnostics", "RuleCatalogue"],
      swiftSettings: settings),
    .target(
      name: "Linting",
      dependencies: ["MeshRules", "MeshResolver", "MeshModel", "YAMLTree", "Git", "Diagnostics", "RuleCatalogue"],
      swiftSettings: settings),
    .target(name: "Reporting", dependencies: ["Diagnostics", "RuleCatalogue"], swiftSettings: settings),
    .target(
      name: "Inspection", dependencies: ["MeshResolver", "MeshModel", "Diagnostics", "Reporting"],
      swiftSettings: settings),
    .executableTarget(
      name: "meshlint",
      dependencies: [
        "Linting", "Inspection", "MeshResolver", "MeshModel", "Reporting", "Git", "RuleCatalogue", "Diagnostics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // Beside the stages.
    .target(name: "Diagnostics", swiftSettings: settings),
    .target(name: "Certificates", dependencies: ["COpenSSL"], swiftSettings: settings + [.strictMemorySafety()]),
    .target(
      name: "Git",
      dependencies: [
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ], swiftSettings: settings),
    .target(
      name: "RuleCatalogue", dependencies: ["Diagnostics"], path: "rules", swiftSettings: settings,
      plugins: ["EmbedRuleCatalogue"]),

    // Build tooling.
    .executableTarget(name: "rulecat", swiftSettings: settings),
    .plugin(name: "EmbedRuleCatalogue", capability: .buildTool(), dependencies: ["rulecat"]),

    // Tests.
    .target(name: "TestCertificates", path: "Tests/TestCertificates", swiftSettings: settings),
    .testTarget(
      name: "CertificatesTests", dependencies: ["Certificates", "TestCertificates"], swiftSettings: settings),
    .testTarget(name: "YAMLTreeTests", dependencies: ["YAMLTree"], swiftSettings: settings),
    .testTarget(name: "HCLTests", dependencies: ["HCL"], swiftSettings: settings),
    .testTarget(
      name: "StructuralSchemaTests", dependencies: ["StructuralSchema", "YAMLTree"], swiftSettings: settings),
    .testTarget(
      name: "MeshResolverTests",
      dependencies: [
        "Linting", "MeshResolver", "MeshModel", "Certificates", "YAMLTree", "Diagnostics", "TestCertificates",
      ],
      exclude: ["Meshes"],
      swiftSettings: settings),
    .testTarget(
      name: "MeshRulesTests",
      dependencies: [
        "Linting", "MeshRules", "MeshResolver", "MeshModel", "YAMLTree", "Reporting", "RuleCatalogue", "Diagnostics",
        "TestCertificates",
      ],
      exclude: ["Fixtures"], swiftSettings: settings),
    .testTarget(name: "GitTests", dependencies: ["Git", "Linting", "Diagnostics"], swiftSettings: settings),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "RuleCatalogue", "Diagnostics"], swiftSettings: settings),
    .testTarget(
      name: "LintingTests", dependencies: ["Linting", "MeshModel", "Diagnostics"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests", dependencies: ["meshlint", "Reporting", "Diagnostics", "TestCertificates"],
      swiftSettings: settings),
  ]
)
