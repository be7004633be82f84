import Foundation
import Git
import Linting
import Testing

/// The search for manifests gives the same for a revision as for the disk. Files that git ignores are left out: of a
/// revision they are read, since somebody added them on purpose.
@Suite(.enabled(if: TemporaryRepository.isPossible)) struct `The search for manifests in a revision` {
  /// What a search finds, and what it leaves out and why.
  private func outcome(of tree: some FileTree, _ paths: [String], _ filter: FileFilter) throws -> [String] {
    let found = try tree.discover(paths, filter)
    let sources = found.sources.map { if case .file(let path) = $0 { path } else { "-" } }
    return sources + found.skipped.map { "\($0.path): \($0.reason)" }
      + found.problems.map { "\($0.path): \($0.problem)" }
      + found.spellings.map { "\($0.key): spelled \($0.value)" }.sorted()
  }

  private static let directories = [
    "k8s", "k8s/dev", "vendor", "k8s/vendor", ".hidden", "node_modules", "k8s/a/b", "ä b",
  ]
  private static let names = [
    "a.yaml", "b.yml", "c.json", "d.txt", "e.yaml.tpl", "modules.txt", ".meshlint.yaml", ".f.yaml", "dev",
  ]
  private static let patterns = ["a.yaml", "dev", "/k8s/a", "k8s/**/b", "*.json", "!a.yaml", "dev/", "b", "# no"]
  private static let targets = [
    "a.yaml", "dev", "../k8s", "k8s", "d.txt", "missing", "loop", "/etc/hostname", "/etc/apt",
  ]

  private static func fill(_ folder: TemporaryRepository, _ random: inout some RandomNumberGenerator) throws {
    for directory in directories + [""] where Bool.random(using: &random) {
      for name in names.shuffled(using: &random).prefix(4) {
        // A file may stand where another choice has a directory.
        try? folder.write("a: 1\n", to: directory.isEmpty ? name : "\(directory)/\(name)")
      }
      let lines = patterns.shuffled(using: &random).prefix(2).joined(separator: "\n")
      if Bool.random(using: &random) { try? folder.write(lines, to: "\(directory)/.meshlintignore") }
      for name in ["link.yaml", "loop", "other"] where Bool.random(using: &random) {
        guard let target = targets.randomElement(using: &random) else { continue }
        try? FileManager.default.createSymbolicLink(
          atPath: folder.url.appending(path: "\(directory)/\(name)").path, withDestinationPath: target)
      }
    }
    try folder.write("a: 1\n", to: "k8s/always.yaml")
  }

  @Test(arguments: 0..<40) func `gives what the same files on disk give`(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let folder = try TemporaryRepository()
    try Self.fill(folder, &random)
    let commit = try folder.commit()
    let top = folder.url.path
    var filter = FileFilter()
    filter.included = Bool.random(using: &random) ? [] : ["k8s", "*.yml"]
    filter.excluded = Bool.random(using: &random) ? [] : ["dev", "**/b/*.yaml"]
    filter.heedsIgnoreFiles = seed % 4 != 0
    var calls = [[top], ["\(top)/k8s"], ["\(top)/k8s/always.yaml", "\(top)/./k8s"]]
    calls += (Self.directories + ["k8s/link.yaml", "link.yaml", "d.txt", "other", "missing"]).map { ["\(top)/\($0)"] }
    for revision in [GitRevision.index, .commit(commit), .workingTree] {
      let named = Array(calls.joined())
      let tree = try await RevisionTree(revision, of: folder.repository, name: "it", named: named)
      for paths in calls {
        let expected = Result { try outcome(of: WorkingTree(), paths, filter) }
        let found = Result { try outcome(of: tree, paths, filter) }
        switch (expected, found) {
        case (.success(let expected), .success(let found)):
          #expect(Self.plain(found) == Self.plain(expected), "seed \(seed), \(revision), \(paths)")
        case (.failure, .failure): break
        default: Issue.record("seed \(seed), \(revision), \(paths): \(expected), but \(found)")
        }
      }
    }
  }

  /// Without why something cannot be read, which the disk words in its own way.
  private static func plain(_ outcome: [String]) -> [String] {
    outcome.map { line in line.firstRange(of: ": unreadable").map { String(line[..<$0.upperBound]) } ?? line }
  }
}

/// The generator SplitMix64, which gives the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
