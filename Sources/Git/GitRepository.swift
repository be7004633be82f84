import Glibc

/// What of a repository is read.
package enum GitRevision: Hashable, Sendable {
  /// What the next commit will hold.
  case index
  /// A commit, by its object name or `HEAD`.
  case commit(String)
  /// What is on disk, without what git ignores.
  case workingTree
}

/// A file as git knows it.
package struct GitEntry: Hashable, Sendable {
  package enum Kind: Sendable { case file, link, submodule }

  /// From the top of the repository.
  package var path: String
  package var kind: Kind
  /// The name of the object that holds its bytes; empty in the working tree.
  package var object: String
}

/// A git repository with a working tree, asked by running `git`.
package struct GitRepository: Sendable {
  /// The top of the working tree, as an absolute path.
  package let root: String
  /// Where the working directory lies below the top: empty, or a path that ends in `/`.
  package let prefix: String
  /// Whether the history is cut off.
  package let isShallow: Bool

  package init(root: String, prefix: String, isShallow: Bool = false) {
    self.root = root
    self.prefix = prefix
    self.isShallow = isShallow
  }

  /// The repository of the working directory.
  package static func current() async throws(GitFailure) -> GitRepository {
    // Where a hook changes its directory, these variables make git take that for the top of the working tree. They
    // count only where they lead to another repository than the one around.
    guard let named = getenv("GIT_DIR").flatMap({ realpath($0, nil) }) else { return try await found().repository }
    defer { free(named) }
    if let found = try? await found(byDirectoryAlone: true), found.directory == String(cString: named) {
      return found.repository
    }
    return try await found().repository
  }

  /// The repository that git finds, and where it keeps its objects.
  private static func found(
    byDirectoryAlone: Bool = false
  ) async throws(GitFailure) -> (repository: GitRepository, directory: String) {
    var command = GitCommand(
      ["rev-parse", "--is-shallow-repository", "--absolute-git-dir", "--show-prefix", "--show-toplevel"], in: nil)
    command.findsRepositoryByDirectory = byDirectoryAlone
    let lines = try await command.output().split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4 else { throw GitFailure("git rev-parse: the answer cannot be understood") }
    let words = lines.map { String(decoding: $0, as: UTF8.self) }
    let repository = GitRepository(root: String(words[3].dropLast()), prefix: words[2], isShallow: words[0] == "true")
    return (repository, words[1])
  }

  /// The object name of the commit that a revision such as `origin/main` stands for; nil where there is none.
  package func commit(_ revision: String) async throws(GitFailure) -> String? {
    try await git("rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}").line()
  }

  /// The commit from which two commits went apart; nil where they have none in common, or the clone does not reach
  /// that far.
  package func mergeBase(_ first: String, _ second: String) async throws(GitFailure) -> String? {
    try await git("merge-base", first, second).line()
  }

  /// All files of a revision. Symbolic links and submodules are among them.
  package func entries(of revision: GitRevision) async throws(GitFailure) -> [GitEntry] {
    switch revision {
    case .index:
      let listing = try await git("ls-files", "--stage", "-z").output()
      var unmerged: Set<String> = []
      let entries = Self.fields(listing).compactMap { record -> GitEntry? in
        // MODE OBJECT STAGE TAB PATH
        guard let (words, path) = Self.parts(of: record), words.count == 3 else { return nil }
        if words[2] != "0" { unmerged.insert(path) }
        return GitEntry(path, mode: words[0], object: words[1])
      }
      guard unmerged.isEmpty else {
        let paths = unmerged.sorted().joined(separator: ", ")
        throw GitFailure("a merge is not finished: resolve the conflicts and git add \(paths)")
      }
      return entries
    case .commit(let name):
      let listing = try await git("ls-tree", "-r", "-z", "--full-tree", name).output()
      return Self.fields(listing).compactMap { record in
        // MODE TYPE OBJECT TAB PATH
        guard let (words, path) = Self.parts(of: record), words.count == 3 else { return nil }
        return GitEntry(path, mode: words[0], object: words[2])
      }
    case .workingTree:
      let listing = try await git("ls-files", "--cached", "--others", "--exclude-standard", "-z").output()
      return Set(Self.fields(listing)).compactMap { GitEntry(String(decoding: $0, as: UTF8.self), onDiskIn: root) }
    }
  }

  /// The bytes of objects, by their names. What the clone does not hold is missing, and so is what comes behind it
  /// where git fails for that, as old versions do.
  package func contents(of objects: Set<String>) async throws(GitFailure) -> [String: [UInt8]] {
    guard !objects.isEmpty else { return [:] }
    let request = objects.sorted().map { $0 + "\n" }.joined()
    let answer = try await git("cat-file", "--batch").run(on: Array(request.utf8))
    var contents: [String: [UInt8]] = [:]
    var rest = answer.output[...]
    // OBJECT TYPE SIZE LF CONTENT LF, or OBJECT "missing" LF
    while let end = rest.firstIndex(of: 0x0A) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard words.count == 3, let size = Int(words[2]), size < rest.count else { continue }
      contents[String(words[0])] = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
    }
    return contents
  }

  func git(_ arguments: String...) -> GitCommand { GitCommand(arguments, in: root) }

  /// The parts of an answer that end with a zero byte each.
  static func fields(_ answer: [UInt8]) -> [ArraySlice<UInt8>] { answer.split(separator: 0) }

  /// The words of a record before its tabulator, and the path behind it.
  private static func parts(of record: ArraySlice<UInt8>) -> (words: [String], path: String)? {
    guard let tab = record.firstIndex(of: 0x09) else { return nil }
    let words = String(decoding: record[..<tab], as: UTF8.self).split(separator: " ").map(String.init)
    return (words, String(decoding: record[(tab + 1)...], as: UTF8.self))
  }
}

extension GitEntry {
  fileprivate init(_ path: String, mode: String, object: String) {
    self.path = path
    self.object = object
    kind =
      switch mode {
      case "120000": .link
      case "160000": .submodule
      default: .file
      }
  }

  /// Nil for a file that was deleted, and for what git would not take.
  fileprivate init?(_ path: String, onDiskIn root: String) {
    var status = stat()
    guard lstat("\(root)/\(path)", &status) == 0 else { return nil }
    // Another repository inside ends with a slash.
    self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    object = ""
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFLNK: kind = .link
    case S_IFDIR: kind = .submodule
    default: return nil
    }
  }
}
