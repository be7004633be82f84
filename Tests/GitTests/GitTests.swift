import Foundation
import Testing

@testable import Git

/// A repository that is gone when the test ends.
final class TemporaryRepository {
  let url: URL

  static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

  init(_ options: String...) throws {
    url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "meshlint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try git(["init", "--quiet", "--template=", "--initial-branch=main"] + options)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var repository: GitRepository { GitRepository(root: url.path, prefix: "") }

  func write(_ text: String, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @discardableResult func git(_ arguments: [String], input: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/git")
    process.arguments = arguments
    process.currentDirectoryURL = url
    process.environment = [
      "PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_COMMITTER_NAME": "Test",
      "GIT_COMMITTER_EMAIL": "test@example.com",
    ]
    let (output, error) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = error
    let pipe = input.map { _ in Pipe() }
    process.standardInput = pipe ?? FileHandle.nullDevice
    try process.run()
    if let pipe, let input {
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    struct Failed: Error { var problem: String }
    guard process.terminationStatus == 0 else { throw Failed(problem: problem) }
    return text.trimmingCharacters(in: .newlines)
  }

  /// Commits what the working tree holds, and gives the commit's name.
  @discardableResult func commit() throws -> String {
    try git(["add", "--all"])
    try git(["commit", "--quiet", "--allow-empty", "--message", "Change"])
    return try git(["rev-parse", "HEAD"])
  }
}

@Suite(.enabled(if: TemporaryRepository.isPossible)) struct `Git` {
  private static let oddNames = [
    "with space.yaml", "with\ttab.yaml", "with\nline.yaml", "\"quoted\".yaml", "back\\slash.yaml", "ümläut/日本.yaml",
    "-dash.yaml", ":colon.yaml", "--- a.yaml",
  ]

  @Test(arguments: ["sha1", "sha256"])
  func `lists and reads files of any name in the index and in a commit`(format: String) async throws {
    let folder = try TemporaryRepository("--object-format=\(format)")
    for name in Self.oddNames { try folder.write("name: \(name)\n", to: name) }
    let commit = try folder.commit()
    for revision in [GitRevision.index, .commit(commit)] {
      let entries = try await folder.repository.entries(of: revision)
      #expect(Set(entries.map(\.path)) == Set(Self.oddNames))
      let contents = try await folder.repository.contents(of: Set(entries.map(\.object)))
      for entry in entries { #expect(contents[entry.object] == Array("name: \(entry.path)\n".utf8)) }
    }
  }

  @Test func `names the changed lines of files of any name, whatever the user has configured`() async throws {
    let folder = try TemporaryRepository()
    for name in Self.oddNames { try folder.write("a\nb\nc\n", to: name) }
    let first = try folder.commit()
    for name in Self.oddNames { try folder.write("a\nB\nc\nd\n", to: name) }
    for (key, value) in [
      ("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"), ("diff.external", "false"),
      ("core.quotePath", "true"), ("core.pager", "false"), ("diff.context", "5"), ("diff.orderFile", "/dev/null"),
    ] { try folder.git(["config", key, value]) }
    try folder.write("*.yaml -diff\n", to: ".gitattributes")
    let working = try await folder.repository.changes(.workingTree(since: first), in: ["*.yaml"])
    let second = try folder.commit()
    let committed = try await folder.repository.changes(.commit(second, since: first), in: ["*.yaml"])
    for changes in [working, committed] {
      #expect(Set(changes.lines.keys) == Set(Self.oddNames))
      for name in Self.oddNames { #expect(changes.lines[name] == [2...2, 4...4]) }
    }
    let paths = try await folder.repository.changedPaths(.commit(second, since: first))
    #expect(Set(paths) == Set(Self.oddNames + [".gitattributes"]))
  }

  @Test func `names what a change in the index deletes, renames and adds`() async throws {
    let folder = try TemporaryRepository()
    let long = (1...20).map { "line \($0)\n" }.joined()
    try folder.write("-- a/x.yaml\n++ b/x.yaml\nno end", to: "headers.yaml")
    try folder.write(long, to: "old name.yaml")
    try folder.write("gone\n", to: "gone.yaml")
    try folder.write("", to: "empty.yaml")
    let first = try folder.commit()
    try folder.write("++ b/y.yaml\nno end, still", to: "headers.yaml")
    try folder.git(["mv", "old name.yaml", "new name.yaml"])
    try folder.write(long + "more\n", to: "new name.yaml")
    try folder.git(["rm", "--quiet", "gone.yaml", "empty.yaml"])
    try folder.write("new\n", to: "new.yaml")
    try folder.git(["add", "--all"])
    try folder.write("not staged\n", to: "new.yaml")
    let changes = try await folder.repository.changes(.index(since: first), in: ["*.yaml"])
    #expect(changes.deleted == ["gone.yaml"])
    #expect(
      changes.lines == ["headers.yaml": [1...2], "new name.yaml": [21...21], "new.yaml": [1...1]])
    #expect(changes.first(in: 20...30, of: "new name.yaml") == 21...21)
    #expect(changes.first(in: 1...20, of: "new name.yaml") == nil)
    #expect(changes.first(in: 2...9, of: "headers.yaml") == 2...2)
    let paths = try await folder.repository.changedPaths(.index(since: first))
    #expect(paths.contains("old name.yaml") && paths.contains("new name.yaml") && paths.contains("empty.yaml"))
  }

  @Test func `reads many objects in one go, and none that are missing`() async throws {
    let folder = try TemporaryRepository()
    // A pack takes the time of one file.
    var commit = "commit refs/heads/main\ncommitter Test <test@example.com> 0 +0000\ndata 0\n"
    for number in 0..<3000 {
      let text = "\(number)\n" + String(repeating: "x", count: number % 300)
      commit += "M 100644 inline \(number).yaml\ndata \(text.utf8.count)\n\(text)\n"
    }
    try folder.git(["fast-import", "--quiet"], input: commit)
    try folder.git(["read-tree", "HEAD"])
    let entries = try await folder.repository.entries(of: .index)
    let missing = String(repeating: "1", count: 40)
    let contents = try await folder.repository.contents(of: Set(entries.map(\.object) + [missing]))
    #expect(contents.count == 3000)
    #expect(contents[missing] == nil)
    let entry = try #require(entries.first { $0.path == "299.yaml" })
    #expect(contents[entry.object]?.count == 4 + 299)
  }

  @Test func `tells files, links and submodules apart`() async throws {
    let (folder, other) = (try TemporaryRepository(), try TemporaryRepository())
    try other.commit()
    try folder.write("a: 1\n", to: "a.yaml")
    try FileManager.default.createSymbolicLink(atPath: folder.url.path + "/b.yaml", withDestinationPath: "a.yaml")
    try folder.git(["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.url.path, "sub"])
    let commit = try folder.commit()
    for revision in [GitRevision.index, .commit(commit)] {
      let entries = try await folder.repository.entries(of: revision).filter { $0.path != ".gitmodules" }
      #expect(entries.map(\.path) == ["a.yaml", "b.yaml", "sub"])
      #expect(entries.map(\.kind) == [.file, .link, .submodule])
    }
  }

  @Test func `does not read an index in the middle of a merge`() async throws {
    let folder = try TemporaryRepository()
    try folder.write("a: 1\n", to: "a.yaml")
    try folder.commit()
    try folder.git(["branch", "other"])
    try folder.write("a: 2\n", to: "a.yaml")
    try folder.commit()
    try folder.git(["checkout", "--quiet", "other"])
    try folder.write("a: 3\n", to: "a.yaml")
    try folder.commit()
    _ = try? folder.git(["merge", "main"])
    let failure = await #expect(throws: GitFailure.self) { try await folder.repository.entries(of: .index) }
    #expect(failure?.description == "a merge is not finished: resolve the conflicts and git add a.yaml")
  }

  @Test func `finds commits and where they went apart, and takes no revision for an option`() async throws {
    let folder = try TemporaryRepository()
    let first = try folder.commit()
    try folder.git(["branch", "other"])
    let second = try folder.commit()
    let repository = folder.repository
    #expect(try await repository.commit("HEAD~1") == first)
    #expect(try await repository.commit("nowhere") == nil)
    #expect(try await repository.commit("--all") == nil)
    #expect(try await repository.mergeBase(second, first) == first)
    let unrelated = try folder.git(["commit-tree", "-m", "Other", "HEAD^{tree}"])
    #expect(try await repository.mergeBase(second, unrelated) == nil)
  }

  @Test(
    arguments: [
      ("", "a.yaml", "a.yaml", "a.yaml"), ("", "./a//b.yaml", "a/b.yaml", "a/b.yaml"), ("", ".", "", ""),
      ("k8s/", "a.yaml", "k8s/a.yaml", "a.yaml"), ("k8s/shop/", "../a.yaml", "k8s/a.yaml", "../a.yaml"),
      ("k8s/", "/no/where/a.yaml", "a.yaml", "../a.yaml"),
      ("k8s/", "/no/where/k8s/x/../a.yaml", "k8s/a.yaml", "a.yaml"),
      ("k8s/", "../../a.yaml", nil, nil), ("", "/no/whereabouts", nil, nil), ("", "/no", nil, nil),
    ] as [(String, String, String?, String?)])
  func `turns paths of the call into paths of the repository and back`(
    prefix: String, spelling: String, path: String?, shown: String?
  ) {
    let repository = GitRepository(root: "/no/where", prefix: prefix)
    #expect(repository.path(below: spelling) == path)
    #expect(path.map(repository.shown) == shown)
  }
}
