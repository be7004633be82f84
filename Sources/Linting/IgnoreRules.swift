/// The lines of a `.gitignore` or `.meshlintignore`.
struct IgnoreFile: Sendable {
  /// As messages show it.
  private let path: String
  /// How many bytes of an absolute path stand before the part that the patterns match.
  private let baseLength: Int
  private let patterns: [IgnorePattern]
  /// Where each of the patterns stands, and how it is written.
  private let lines: [(number: Int, text: String)]

  /// `directory`: The absolute path of the directory that the patterns are relative to; empty for the root of the disk.
  init(_ text: [UInt8], path: String, directory: [UInt8]) {
    self.path = path
    baseLength = directory.count + 1
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let content = text.starts(with: byteOrderMark) ? text.dropFirst(3) : text[...]
    var patterns: [IgnorePattern] = []
    var lines: [(number: Int, text: String)] = []
    for (index, line) in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let pattern = IgnorePattern(line) else { continue }
      patterns.append(pattern)
      lines.append((index + 1, String(decoding: line, as: UTF8.self)))
    }
    (self.patterns, self.lines) = (patterns, lines)
  }

  /// What the last line that matches says about an absolute path; nil where none does.
  ///
  /// `name`: Where its last component begins.
  func verdict(on path: [UInt8], name: Int, isDirectory: Bool) -> Verdict? {
    let matching = patterns.lastIndex { $0.matches(path, from: baseLength, name: name, isDirectory: isDirectory) }
    return matching.map { index in
      guard !patterns[index].isNegated else { return .kept }
      return .ignored(.ignored(file: self.path, line: lines[index].number, pattern: lines[index].text))
    }
  }

  enum Verdict {
    case kept
    case ignored(SkipReason)
  }
}

/// The ignore files that hold in a directory.
struct IgnoreRules: Sendable {
  /// `info/exclude` of the repository, then `.gitignore` of the directories from its root down.
  private var git: [IgnoreFile] = []
  /// `.meshlintignore` of the directories from the outermost down. What they say stands, whatever git ignores.
  private var own: [IgnoreFile] = []
  private var isInRepository = false

  init() {}

  /// The rules of the directories above one that the call names: those of its repository, or of the working directory
  /// where there is none. Where they ignore the directory itself, which is read all the same, they do not count.
  ///
  /// `root`: Its absolute path without links. `showsAbsolutePaths`: Whether messages name the files by absolute paths.
  init(above root: String, from here: PathSpace, in tree: any WalkableTree, showsAbsolutePaths: Bool) {
    let top = root.isInside(here.workingDirectory) ? here.workingDirectory : root
    var directory = PathSpace.repository(around: root) ?? top
    for component in root.utf8.dropFirst(directory.utf8.count).split(separator: UInt8(ascii: "/")) {
      let path = showsAbsolutePaths ? directory : here.relativePath(to: directory)
      enter(directory == "/" ? [] : Array(directory.utf8), path: path, names: nil, in: tree)
      directory = directory.appending(path: String(decoding: component, as: UTF8.self))
      if reason(toIgnore: Array(directory.utf8), isDirectory: true) != nil { (git, own) = ([], []) }
    }
  }

  /// The line that has an absolute path ignored; nil where none does, or a later one takes it back.
  ///
  /// Directories above the path are not looked at: what lies in an ignored directory is ignored with it, as in git.
  func reason(toIgnore path: [UInt8], isDirectory: Bool) -> SkipReason? {
    let name = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    for files in [own, git] {
      for file in files.reversed() {
        switch file.verdict(on: path, name: name, isDirectory: isDirectory) {
        case .ignored(let reason)?: return reason
        case .kept?: return nil
        case nil: continue
        }
      }
    }
    return nil
  }

  var isEmpty: Bool { git.isEmpty && own.isEmpty }

  /// Adds the ignore files of a directory. A repository inside another one has rules of its own.
  ///
  /// `directory`: Its absolute path. `path`: As messages show it. `names`: What the directory holds, if that is known.
  mutating func enter(_ directory: [UInt8], path: String, names: Set<String>?, in tree: any WalkableTree) {
    let exists = { (name: String) in names?.contains(name) ?? tree.exists(path.appending(path: name)) }
    let file = { (path: String) in
      (try? tree.read(path)).map { IgnoreFile($0, path: path, directory: directory) }
    }
    if !tree.isChosenByGit, exists(".git") {
      isInRepository = true
      git = [file(Self.excludeFile(of: path))].compactMap { $0 }
    }
    if isInRepository, exists(".gitignore"), let file = file(path.appending(path: ".gitignore")) { git.append(file) }
    if exists(".meshlintignore"), let file = file(path.appending(path: ".meshlintignore")) { own.append(file) }
  }

  /// Where a repository keeps ignore rules that are not shared. In a work tree of `git worktree` and in a submodule
  /// `.git` is a file that names the directory.
  private static func excludeFile(of repository: String) -> String {
    var directory = repository.appending(path: ".git")
    if let link = firstLine(of: directory), link.hasPrefix("gitdir: ") {
      directory = repository.appending(path: String(link.dropFirst("gitdir: ".count)))
      if let common = firstLine(of: directory.appending(path: "commondir")) {
        directory = directory.appending(path: common)
      }
    }
    return directory.appending(path: "info/exclude")
  }

  private static func firstLine(of file: String) -> String? {
    guard let text = try? FileReader.read(file) else { return nil }
    return String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
