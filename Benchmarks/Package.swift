// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Leaves the Swift runtime out of a C program. SwiftPM links it otherwise, and `libyaml-events` would need 2 ms and
/// 3.5 MiB more than bare libyaml does.
let withoutSwift: [LinkerSetting] = [.unsafeFlags(["-enable-experimental-feature", "Embedded"])]

let package = Package(
  name: "meshlint-benchmarks",
  targets: [
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),

    // What is read.
    .executableTarget(name: "corpus", swiftSettings: settings),

    // What it is compared with, and what measures both.
    .executableTarget(name: "libyaml-events", dependencies: ["CLibYAML"], linkerSettings: withoutSwift),
    .executableTarget(name: "measure", linkerSettings: withoutSwift),
  ]
)
