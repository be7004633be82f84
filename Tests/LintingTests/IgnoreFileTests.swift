import Foundation
import Linting
import Testing

@Suite struct `Ignore files` {
  /// Which manifests are found, relative to the folder, after these files are written.
  private static func found(
    _ files: [String: String], at paths: [String] = [""], _ filter: FileFilter = FileFilter()
  ) throws -> [String] {
    let folder = try Tree(files)
    return try folder.discover(paths, filter).paths
  }

  @Test(arguments: [
    ("build/\n", ["build/a.yaml", "k8s/build/a.yaml", "k8s/build.yaml"], ["k8s/build.yaml"]),
    ("/build\n", ["build/a.yaml", "k8s/build/a.yaml"], ["k8s/build/a.yaml"]),
    ("*.gen.yaml\n!keep.gen.yaml\n", ["a.gen.yaml", "k8s/keep.gen.yaml"], ["k8s/keep.gen.yaml"]),
    ("k8s/*\n!k8s/base/\n", ["k8s/a.yaml", "k8s/base/a.yaml", "k8s/dev/a.yaml"], ["k8s/base/a.yaml"]),
    ("k8s/\n!k8s/a.yaml\n", ["k8s/a.yaml", "b.yaml"], ["b.yaml"]),
    ("**/dev/**\n", ["dev/a.yaml", "k8s/dev/x/a.yaml", "dev.yaml"], ["dev.yaml"]),
    ("k8s/**/a.yaml\n", ["k8s/a.yaml", "k8s/x/y/a.yaml", "a.yaml"], ["a.yaml"]),
    ("a\\ \nb.yaml  \n\\#c.yaml\n# d.yaml\n", ["b.yaml", "#c.yaml", "d.yaml"], ["d.yaml"]),
    (
      "[ab].yaml\n[!c-z].yml\n[[:digit:]].json\n", ["a.yaml", "d.yaml", "b.yml", "d.yml", "1.json"],
      ["d.yaml", "d.yml"]
    ),
    ("\u{FEFF}a.yaml\r\nb.yaml\r\n", ["a.yaml", "b.yaml", "c.yaml"], ["c.yaml"]),
  ]) func `are read as git reads them`(lines: String, files: [String], expected: [String]) throws {
    let tree = Dictionary(uniqueKeysWithValues: files.map { ($0, "") }).merging([".git/HEAD": ""]) { $1 }
    #expect(try Self.found(tree.merging([".gitignore": lines]) { $1 }) == expected)
    #expect(try Self.found(tree.merging([".meshlintignore": lines]) { $1 }) == expected)
    var unheeding = FileFilter()
    unheeding.heedsIgnoreFiles = false
    #expect(try Self.found(tree.merging([".gitignore": lines]) { $1 }, unheeding) == files.sorted())
  }

  @Test func `hold below their directory, and the inner ones beat the outer ones`() throws {
    let files = [
      ".git/HEAD": "", ".git/info/exclude": "c.yaml\nd.yaml\n", ".gitignore": "a.yaml\n!d.yaml\n",
      "k8s/.gitignore": "!a.yaml\n/b.yaml\n", "a.yaml": "", "b.yaml": "", "c.yaml": "", "d.yaml": "", "k8s/a.yaml": "",
      "k8s/b.yaml": "", "k8s/x/b.yaml": "",
    ]
    #expect(try Self.found(files) == ["b.yaml", "d.yaml", "k8s/a.yaml", "k8s/x/b.yaml"])
    #expect(try Self.found(files, at: ["k8s/x", "k8s"]) == ["k8s/a.yaml", "k8s/x/b.yaml"])
  }

  @Test func `of meshlint beat those of git, and need no repository`() throws {
    let files = [
      ".gitignore": "rendered/\n", ".meshlintignore": "!rendered/\nb.yaml\n", "k8s/.gitignore": "!b.yaml\n",
      "rendered/a.yaml": "", "rendered/b.yaml": "", "k8s/b.yaml": "", "k8s/c.yaml": "",
    ]
    #expect(try Self.found(files) == ["k8s/c.yaml", "rendered/a.yaml"])
    #expect(try Self.found(files.merging([".git/HEAD": ""]) { $1 }) == ["k8s/c.yaml", "rendered/a.yaml"])
    #expect(try Self.found([".gitignore": "a.yaml\n", "a.yaml": ""]) == ["a.yaml"], "no repository")
  }

  @Test func `do not touch what the call names`() throws {
    let files = [
      ".git/HEAD": "", ".gitignore": "build\n*.gen.yaml\n", "build/out/a.yaml": "", "build/out/b.gen.yaml": "",
      "build/out/.gitignore": "c.yaml\n", "build/out/c.yaml": "", "k8s/d.gen.yaml": "",
    ]
    #expect(try Self.found(files, at: ["build/out"]) == ["build/out/a.yaml", "build/out/b.gen.yaml"])
    #expect(try Self.found(files, at: ["k8s/d.gen.yaml"]) == ["k8s/d.gen.yaml"])
    #expect(try Self.found(files) == [])
  }

  @Test func `of a repository end where another one begins`() throws {
    let files = [
      ".git/HEAD": "", ".gitignore": "a.yaml\n", "module/.git": "gitdir: ../.git/modules/module\n",
      ".git/modules/module/info/exclude": "b.yaml\n", "module/a.yaml": "", "module/b.yaml": "",
      "work/.git": "gitdir: ../.git/worktrees/work\n", ".git/worktrees/work/commondir": "../..\n",
      ".git/info/exclude": "c.yaml\n", "work/c.yaml": "", "work/a.yaml": "",
    ]
    #expect(try Self.found(files) == ["module/a.yaml", "work/a.yaml"])
    #expect(try Self.found(files, at: ["work"]) == ["work/a.yaml"])
  }

  @Test(.enabled(if: Git.isInstalled)) func `leave out what git leaves out, whatever the patterns`() throws {
    let folder = try Tree()
    let git = Git(folder: folder.url)
    try git.run("init", "-q")
    var random = RandomNumbers(seed: UInt64(ProcessInfo.processInfo.environment["SEED"] ?? "") ?? 7)
    let directories = ["", "a/", "b/", "a/b/", "ab/", "a/b/a/", "a b/", "b/é/"]
    let names = ["a", "b", "ab", "a.b", "é", "#a", "!b", "a b", "b ", "[a]", "a-b", "A1", "*", "a\\b"]
    for directory in directories { for name in names { try folder.write("", to: directory + name + ".yaml") } }
    for _ in 0..<(Int(ProcessInfo.processInfo.environment["ROUNDS"] ?? "") ?? 40) {
      for file in directories.map({ $0 + ".gitignore" }) + [".git/info/exclude"] {
        let isWritten = file == ".gitignore" || random.next(below: 4) == 0
        let lines = (0..<(isWritten ? 1 + random.next(below: 4) : 0)).map { _ in random.pattern() }
        try folder.write(lines.joined(separator: random.next(below: 5) == 0 ? "\r\n" : "\n"), to: file)
      }
      let expected = try git.run("ls-files", "-z", "-o", "--exclude-standard").split(separator: "\0").map(String.init)
      let found = try folder.discover([""]).paths
      let patterns = try (directories.map { $0 + ".gitignore" } + [".git/info/exclude"]).map { name in
        "\(name): \(try String(contentsOf: folder.url.appending(path: name), encoding: .utf8).debugDescription)"
      }
      let difference = Set(found).symmetricDifference(expected.filter { $0.hasSuffix(".yaml") })
      try #require(difference.isEmpty, "\(difference.sorted()) \(patterns.joined(separator: "\n"))")
    }
  }
}

extension RandomNumbers {
  fileprivate mutating func pattern() -> String {
    let parts = [
      "a", "b", "a", "b", "/", "/", "/", "*", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "[^a-b/]", "[]a]", "[a-",
      "\\",
      "\\*", " ", ".yaml", "*.yaml", ".", "é", "#", "!", "[[:alpha:]]", "[[:upper:][:digit:]]", "[[:x:]]", "[a\\]-b]",
    ]
    let count = 1 + next(below: 6)
    let text = (0..<count).map { _ in parts[next(below: parts.count)] }.joined()
    return (next(below: 5) == 0 ? "!" : "") + text
  }
}

/// Numbers that are the same in every run.
private struct RandomNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }
}

/// The real git.
private struct Git {
  static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

  var folder: URL

  @discardableResult func run(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/git")
    process.arguments = ["-C", folder.path] + arguments
    process.environment = ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(text)")
    return text
  }
}
