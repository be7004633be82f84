/// What lies on the two sides of a comparison.
package enum GitComparison: Hashable, Sendable {
  case index(since: String)
  case commit(String, since: String)
  case workingTree(since: String)

  fileprivate var arguments: [String] {
    switch self {
    case .index(let base): ["diff-index", "--cached", base]
    case .commit(let head, let base): ["diff-tree", "-r", base, head]
    case .workingTree(let base): ["diff-index", base]
    }
  }
}

/// The lines that a change adds or alters.
package struct GitChanges: Sendable {
  /// By paths from the top of the repository, in ascending order; empty for a file that lost lines or was renamed only.
  package private(set) var lines: [String: [ClosedRange<Int>]] = [:]
  /// Files that are no longer there.
  package private(set) var deleted: [String] = []

  /// The first among some lines of a file that were added or altered, with those that follow at once.
  package func first(in lines: ClosedRange<Int>, of path: String) -> ClosedRange<Int>? {
    self.lines[path]?.first { $0.overlaps(lines) }?.clamped(to: lines)
  }
}

extension GitRepository {
  /// The paths of files that a change adds, alters or deletes; a renamed file has two.
  package func changedPaths(_ comparison: GitComparison) async throws(GitFailure) -> [String] {
    try await Self.changedPaths(comparison, in: root)
  }

  /// The paths of files that the next commit adds, alters or deletes, in the repository of the working directory.
  package static func stagedPaths() async throws(GitFailure) -> [String] {
    try await changedPaths(.index(since: "HEAD"), in: nil)
  }

  private static func changedPaths(
    _ comparison: GitComparison, in directory: String?
  ) async throws(GitFailure) -> [String] {
    let command = GitCommand(comparison.arguments + ["--name-only", "-z", "--no-renames", "--"], in: directory)
    return fields(try await command.output()).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The lines that a change adds or alters in files that match patterns such as `*.yaml`.
  package func changes(_ comparison: GitComparison, in patterns: [String]) async throws(GitFailure) -> GitChanges {
    let form = [
      "--patch", "--unified=0", "--inter-hunk-context=0", "--text", "--find-renames", "--no-color", "--no-ext-diff",
      "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--",
    ]
    return GitChanges(try await GitCommand(comparison.arguments + form + patterns, in: root).output())
  }
}

extension GitChanges {
  /// Reads a patch without context lines.
  init(_ patch: [UInt8]) {
    var (before, after) = ("", "")
    // How many lines of the hunk are still to come.
    var rest = 0
    for line in patch.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if rest > 0 {
        // "\ No newline at end of file" is no line of either side.
        if line.first != UInt8(ascii: "\\") { rest -= 1 }
        continue
      }
      switch line.first {
      case UInt8(ascii: "@"):
        guard let hunk = Hunk(String(decoding: line, as: UTF8.self)) else { continue }
        rest = hunk.removed + hunk.added
        if hunk.added > 0 { lines[after]?.append(hunk.start...hunk.start + hunk.added - 1) }
      case UInt8(ascii: "-"): before = Self.path(behind: "--- ", in: line) ?? before
      case UInt8(ascii: "+"), UInt8(ascii: "r"):
        guard let path = Self.path(behind: "+++ ", in: line) ?? Self.path(behind: "rename to ", in: line) else {
          continue
        }
        after = path
        if path == "/dev/null" { deleted.append(before) } else if lines[path] == nil { lines[path] = [] }
      default: continue
      }
    }
  }

  /// The start of a hunk: `@@ -3,2 +3,4 @@`, where a count of one may be missing.
  private struct Hunk {
    var removed: Int
    var start: Int
    var added: Int

    init?(_ line: String) {
      let words = line.split(separator: " ", maxSplits: 3)
      guard words.count > 3, words[0] == "@@" else { return nil }
      let sides = words[1...2].map { $0.dropFirst().split(separator: ",").compactMap { Int($0) } }
      guard let start = sides[1].first else { return nil }
      removed = sides[0].dropFirst().first ?? 1
      (self.start, added) = (start, sides[1].dropFirst().first ?? 1)
    }
  }

  /// The path of a header line, without the `a/` or `b/` of all but renames.
  private static func path(behind word: String, in line: ArraySlice<UInt8>) -> String? {
    guard line.starts(with: word.utf8) else { return nil }
    var path = line.dropFirst(word.utf8.count)
    // A path with a space ends with a tabulator, so that other programs find its end.
    if path.last == 0x09 { path.removeLast() }
    let text = path.first == UInt8(ascii: "\"") ? unquoted(path) : String(decoding: path, as: UTF8.self)
    let isPlain = word.hasPrefix("rename") || text == "/dev/null"
    return isPlain ? text : String(text.dropFirst(2))
  }

  /// A path between quotes with the escapes of C, as git writes one with control characters.
  private static func unquoted(_ path: ArraySlice<UInt8>) -> String {
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10, UInt8(ascii: "v"): 11,
      UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]
    var bytes: [UInt8] = []
    var rest = path.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.first else {
        bytes.append(byte)
        continue
      }
      if let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(escapes[escaped] ?? escaped)
        rest.removeFirst()
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
